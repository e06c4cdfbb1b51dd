//! Reading the journal: line by line, commit by commit, in bounded memory.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::JournalError;
use super::line::{self, Begin, End, Line, MAX_LINE};
use crate::change::{Change, Counts};
use crate::model::hex;

/// A commit as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub begin: Begin,
    pub counts: Counts,
    /// Where its begin line starts.
    pub offset: u64,
    /// Where the next commit starts.
    pub after: u64,
    /// Its hash, in hex.
    pub hash: String,
}

/// Lines of the file from some offset on.
pub(super) struct Lines {
    input: BufReader<File>,
    path: String,
    /// Where the next line starts.
    pub(super) offset: u64,
    /// The number of the next line; 0 where reading began in the middle.
    pub(super) number: u64,
    buffer: Vec<u8>,
}

impl Lines {
    pub(super) fn open(path: &Path, offset: u64) -> Result<Self, JournalError> {
        let shown = path.display().to_string();
        let io = |source| JournalError::Io { action: "read", path: shown.clone(), source };
        let mut file = File::open(path).map_err(io)?;
        file.seek(SeekFrom::Start(offset)).map_err(io)?;
        let number = u64::from(offset == 0);
        Ok(Self { input: BufReader::with_capacity(1 << 18, file), path: shown, offset, number, buffer: Vec::new() })
    }

    /// The bytes of the next line with its end, `None` at the end of the file. A last line may lack its end.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, JournalError> {
        self.buffer.clear();
        loop {
            let available =
                self.input.fill_buf().map_err(|source| JournalError::Io { action: "read", path: self.path.clone(), source })?;
            if available.is_empty() {
                break;
            }
            let (taken, done) = match available.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (available.len(), false),
            };
            self.buffer.extend_from_slice(&available[..taken]);
            self.input.consume(taken);
            if done {
                break;
            }
            if self.buffer.len() > MAX_LINE {
                let message = format!("it is longer than {MAX_LINE} bytes");
                return Err(JournalError::Damaged { line: self.number, offset: self.offset, message });
            }
        }
        if self.buffer.is_empty() {
            return Ok(None);
        }
        self.offset += self.buffer.len() as u64;
        if self.number > 0 {
            self.number += 1;
        }
        Ok(Some(&self.buffer))
    }
}

/// The changes of one commit, the last first: a first pass checks it and notes where its lines are.
pub(super) fn backwards(
    path: &Path,
    offset: u64,
) -> Result<impl Iterator<Item = Result<Change, JournalError>> + use<>, JournalError> {
    let mut reader = CommitReader::open(path, offset)?;
    let mut places: Vec<(u64, u64)> = Vec::new();
    loop {
        let start = reader.offset();
        match reader.next()? {
            Next::Begin(_) => {}
            Next::Change(_) => places.push((start, reader.offset() - start)),
            Next::End(_) => break,
            Next::Finished { .. } => {
                return Err(JournalError::Damaged { line: 0, offset: start, message: "the commit has no end".into() });
            }
        }
    }
    let shown = path.display().to_string();
    let mut file = File::open(path).map_err(|source| JournalError::Io { action: "read", path: shown.clone(), source })?;
    Ok(places.into_iter().rev().map(move |(start, length)| {
        let mut bytes = vec![0; length as usize];
        file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes)).map_err(|source| JournalError::Io {
            action: "read",
            path: shown.clone(),
            source,
        })?;
        match line::read(bytes.strip_suffix(b"\n").unwrap_or(&bytes), 0, start)? {
            Line::Change(change) => Ok(change),
            _ => Err(JournalError::Damaged { line: 0, offset: start, message: "it changed while it was read".into() }),
        }
    }))
}

/// Reads commits one after the other. After a begin line, changes are read until the end line has been checked.
pub(crate) struct CommitReader {
    lines: Lines,
    open: Option<Open>,
}

struct Open {
    begin: Begin,
    offset: u64,
    counts: Counts,
    hasher: Sha256,
}

/// What comes next in the journal.
pub(crate) enum Next {
    /// A commit begins.
    Begin(Begin),
    /// One of its changes.
    Change(Change),
    /// It ended, whole.
    End(Stored),
    /// The file ended, between commits or (`torn`) within one.
    Finished {
        /// Whether a commit lacks its end.
        torn: bool,
    },
}

impl CommitReader {
    /// Reads from the commit that begins at `offset`.
    pub(crate) fn open(path: &Path, offset: u64) -> Result<Self, JournalError> {
        Ok(Self { lines: Lines::open(path, offset)?, open: None })
    }

    /// Where the next line starts.
    pub(crate) fn offset(&self) -> u64 {
        self.lines.offset
    }

    /// The next piece. Every line's checksum, every commit's count and hash are checked.
    pub(crate) fn next(&mut self) -> Result<Next, JournalError> {
        let (offset, number) = (self.lines.offset, self.lines.number);
        let damaged = |message: String| JournalError::Damaged { line: number, offset, message };
        let Some(bytes) = self.lines.next()? else {
            return Ok(Next::Finished { torn: self.open.is_some() });
        };
        let Some(body) = bytes.strip_suffix(b"\n") else {
            return Err(damaged("it has no line end".into()));
        };
        let line = line::read(body, number, offset)?;
        match (line, &mut self.open) {
            (Line::Begin(begin), open @ None) => {
                let mut hasher = Sha256::new();
                hasher.update(bytes);
                *open = Some(Open { begin: begin.clone(), offset, counts: Counts::default(), hasher });
                Ok(Next::Begin(begin))
            }
            (Line::Change(change), Some(open)) => {
                open.hasher.update(bytes);
                open.counts.count(&change);
                Ok(Next::Change(change))
            }
            (Line::End(End { sequence, changes, hash }), Some(_)) => {
                let Some(open) = self.open.take() else { return Err(damaged("a commit ends that did not begin".into())) };
                if sequence != open.begin.sequence {
                    return Err(damaged(format!("commit {} ends as commit {sequence}", open.begin.sequence)));
                }
                if changes != open.counts.total() {
                    return Err(damaged(format!(
                        "commit {sequence} has {} changes, it should have {changes}",
                        open.counts.total()
                    )));
                }
                let actual = hex(&open.hasher.finalize());
                if actual != hash {
                    return Err(damaged(format!("the hash of commit {sequence} does not agree with its lines")));
                }
                Ok(Next::End(Stored {
                    begin: open.begin,
                    counts: open.counts,
                    offset: open.offset,
                    after: self.lines.offset,
                    hash,
                }))
            }
            (Line::Begin(begin), Some(open)) => {
                Err(damaged(format!("commit {} begins before commit {} ended", begin.sequence, open.begin.sequence)))
            }
            (Line::Change(_) | Line::End(_), None) => Err(damaged("it stands outside a commit".into())),
            (Line::Header(_), _) => Err(damaged("a header stands in the middle".into())),
        }
    }

    /// The changes of the commit at the reader's place, to its end.
    pub(crate) fn changes(mut self) -> impl Iterator<Item = Result<Change, JournalError>> {
        let mut finished = false;
        std::iter::from_fn(move || {
            while !finished {
                match self.next() {
                    Ok(Next::Begin(_)) => {}
                    Ok(Next::Change(change)) => return Some(Ok(change)),
                    Ok(Next::End(_) | Next::Finished { .. }) => finished = true,
                    Err(error) => {
                        finished = true;
                        return Some(Err(error));
                    }
                }
            }
            None
        })
    }
}
