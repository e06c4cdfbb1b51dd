//! The journal's file: making it, finding its end, appending to it.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::JournalError;
use super::line::{self, Begin, End, Header, Line};
use super::read::{CommitReader, Lines, Next, Stored};
use crate::change::{Change, CommitKind, Counts};
use crate::model::{DatabaseId, Timestamp, hex};

/// How many bytes gather before they are written.
const BUFFER: usize = 1 << 20;

/// Where the journal ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// The number of the last commit; 0 for none.
    pub sequence: u64,
    /// Where the next commit will begin.
    pub offset: u64,
    /// The hash of the last commit, in hex; 64 zeros for none.
    pub hash: String,
}

/// What was found when the end was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recovered {
    /// Commits after the known place.
    pub commits: u64,
    /// Bytes of an unfinished commit that were cut off and kept aside.
    pub torn: u64,
}

/// What a new commit says of itself.
#[derive(Debug, Clone)]
pub(crate) struct NewCommit {
    pub time: Timestamp,
    pub author: String,
    pub message: String,
    pub kind: CommitKind,
}

/// The journal as a file.
pub(crate) struct FileJournal {
    path: PathBuf,
    file: File,
    header: Header,
    head: Head,
    /// Where the first commit begins.
    first: u64,
    /// After a failed write or fsync nothing more is written: what is on the disk is not known.
    broken: bool,
}

fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> JournalError + use<> {
    let path = path.display().to_string();
    move |source| JournalError::Io { action, path, source }
}

/// The hash before the first commit.
pub(crate) fn no_hash() -> String {
    "0".repeat(64)
}

impl FileJournal {
    /// Makes a journal without commits. It must not be there yet.
    pub(crate) fn create(path: &Path, database: DatabaseId, created: Timestamp) -> Result<Self, JournalError> {
        let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(path).map_err(io("create", path))?;
        let header = Header { database, created };
        let mut bytes = Vec::new();
        line::write_header(&mut bytes, &header);
        file.write_all(&bytes).map_err(io("write", path))?;
        file.sync_all().map_err(io("fsync", path))?;
        let first = bytes.len() as u64;
        Ok(Self {
            path: path.to_owned(),
            file,
            header,
            head: Head { sequence: 0, offset: first, hash: no_hash() },
            first,
            broken: false,
        })
    }

    /// Opens a journal; its end is not known until [`Self::recover`].
    pub(crate) fn open(path: &Path) -> Result<Self, JournalError> {
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(io("open", path))?;
        let mut lines = Lines::open(path, 0)?;
        let damaged = |message: &str| JournalError::Damaged { line: 1, offset: 0, message: message.into() };
        let first_line = lines.next()?.ok_or_else(|| damaged("the file is empty"))?;
        let body = first_line.strip_suffix(b"\n").ok_or_else(|| damaged("it has no line end"))?;
        let Line::Header(header) = line::read(body, 1, 0)? else {
            return Err(damaged("it is not the header of a journal"));
        };
        let first = lines.offset;
        Ok(Self {
            path: path.to_owned(),
            file,
            header,
            head: Head { sequence: 0, offset: first, hash: no_hash() },
            first,
            broken: false,
        })
    }

    /// The database it belongs to.
    pub(crate) fn database(&self) -> DatabaseId {
        self.header.database
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Where it ends.
    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    /// Its length in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.head.offset
    }

    /// Where the first commit begins.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// Finds the end, reading only what follows `known` (a place the state remembers), or everything.
    ///
    /// An unfinished commit at the very end was never acknowledged: it is cut off, its bytes are kept beside the
    /// journal. Anything else that cannot be read is damage.
    ///
    /// # Errors
    /// Damage, a newer version, or the disk.
    pub(crate) fn recover(&mut self, known: Option<Head>) -> Result<Recovered, JournalError> {
        let mut head = known.unwrap_or(Head { sequence: 0, offset: self.first, hash: no_hash() });
        let length = self.file.metadata().map_err(io("read", &self.path))?.len();
        if head.offset > length {
            let message = format!("the file ends at byte {length}, before commit {} ended", head.sequence);
            return Err(JournalError::Damaged { line: 0, offset: head.offset, message });
        }
        let mut commits = 0;
        let mut reader = CommitReader::open(&self.path, head.offset)?;
        let failure = loop {
            match reader.next() {
                Ok(Next::Begin(begin)) => check_follows(&head, &begin)?,
                Ok(Next::Change(_)) => {}
                Ok(Next::End(stored)) => {
                    head = Head { sequence: stored.begin.sequence, offset: stored.after, hash: stored.hash };
                    commits += 1;
                }
                Ok(Next::Finished { torn: false }) => break None,
                Ok(Next::Finished { torn: true }) => break Some(None),
                Err(error @ JournalError::Damaged { .. }) => break Some(Some(error)),
                Err(error) => return Err(error),
            }
        };
        let mut torn = 0;
        if let Some(error) = failure {
            if let Some(error) = error
                && self.ends_after(reader.offset(), head.sequence)?
            {
                return Err(self.with_line_number(error)?);
            }
            torn = length - head.offset;
            self.cut(&head)?;
        }
        self.head = head;
        self.file.seek(SeekFrom::Start(self.head.offset)).map_err(io("seek", &self.path))?;
        Ok(Recovered { commits, torn })
    }

    /// Reading from the middle of the file cannot know line numbers: they are counted when they are needed.
    fn with_line_number(&self, error: JournalError) -> Result<JournalError, JournalError> {
        let JournalError::Damaged { line: 0, offset, message } = error else { return Ok(error) };
        let mut lines = Lines::open(&self.path, 0)?;
        let mut line = 1;
        while lines.offset < offset && matches!(lines.next(), Ok(Some(_))) {
            line += 1;
        }
        Ok(JournalError::Damaged { line, offset, message })
    }

    /// Whether a readable begin or end line of a commit after `sequence` follows: then what came before it was
    /// once whole, and is damaged now.
    fn ends_after(&self, offset: u64, sequence: u64) -> Result<bool, JournalError> {
        let mut lines = Lines::open(&self.path, offset)?;
        loop {
            let bytes = match lines.next() {
                Ok(Some(bytes)) => bytes,
                Ok(None) => return Ok(false),
                Err(JournalError::Damaged { .. }) => continue,
                Err(error) => return Err(error),
            };
            match bytes.strip_suffix(b"\n").map(|body| line::read(body, 0, 0)) {
                Some(Ok(Line::End(end))) if end.sequence > sequence => return Ok(true),
                Some(Ok(Line::Begin(begin))) if begin.sequence > sequence + 1 => return Ok(true),
                _ => {}
            }
        }
    }

    /// Keeps the bytes after `head` in a file of their own and cuts them off.
    fn cut(&mut self, head: &Head) -> Result<(), JournalError> {
        let aside = self.path.with_extension(format!("torn-{}", head.sequence + 1));
        let mut from = File::open(&self.path).map_err(io("read", &self.path))?;
        from.seek(SeekFrom::Start(head.offset)).map_err(io("seek", &self.path))?;
        let mut to = File::create(&aside).map_err(io("write", &aside))?;
        std::io::copy(&mut from, &mut to).map_err(io("write", &aside))?;
        self.file.set_len(head.offset).map_err(io("cut", &self.path))?;
        self.file.sync_all().map_err(io("fsync", &self.path))
    }

    /// Begins to append the commit after the head. Nothing of it exists until [`Appender::finish`].
    pub(crate) fn begin(&mut self, commit: NewCommit) -> Result<Appender<'_>, JournalError> {
        if self.broken {
            let source = std::io::Error::other("an earlier write failed; open the database again");
            return Err(io("write", &self.path)(source));
        }
        let begin = Begin {
            sequence: self.head.sequence + 1,
            time: commit.time,
            author: commit.author,
            message: commit.message,
            kind: commit.kind,
            previous: self.head.hash.clone(),
        };
        let mut buffer = Vec::with_capacity(4096);
        line::write_begin(&mut buffer, &begin);
        let mut hasher = Sha256::new();
        hasher.update(&buffer);
        Ok(Appender { journal: self, begin, counts: Counts::default(), hasher, buffer, written: 0, finished: false })
    }

    /// The changes of the commit that begins at `offset`, the last first. Memory for their places only.
    pub(crate) fn backwards_at(
        &self,
        offset: u64,
    ) -> Result<impl Iterator<Item = Result<Change, JournalError>> + use<>, JournalError> {
        super::read::backwards(&self.path, offset)
    }

    /// Reads from the commit that begins at `offset`.
    pub(crate) fn read_at(&self, offset: u64) -> Result<CommitReader, JournalError> {
        CommitReader::open(&self.path, offset)
    }
}

/// Whether a commit follows the one before.
pub(crate) fn check_follows(head: &Head, begin: &Begin) -> Result<(), JournalError> {
    let damaged = |message: String| Err(JournalError::Damaged { line: 0, offset: head.offset, message });
    if begin.sequence != head.sequence + 1 {
        return damaged(format!("commit {} follows commit {}", begin.sequence, head.sequence));
    }
    if begin.previous != head.hash {
        return damaged(format!("commit {} does not carry the hash of the commit before it", begin.sequence));
    }
    Ok(())
}

/// A commit being written. Dropped unfinished, it leaves the journal as it was.
pub(crate) struct Appender<'a> {
    journal: &'a mut FileJournal,
    begin: Begin,
    counts: Counts,
    hasher: Sha256,
    buffer: Vec<u8>,
    written: u64,
    finished: bool,
}

impl Appender<'_> {
    /// Adds a change.
    pub(crate) fn change(&mut self, change: &Change) -> Result<(), JournalError> {
        let start = self.buffer.len();
        line::write_change(&mut self.buffer, change);
        self.hasher.update(&self.buffer[start..]);
        self.counts.count(change);
        if self.buffer.len() >= BUFFER { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), JournalError> {
        if let Err(source) = self.journal.file.write_all(&self.buffer) {
            return Err(io("write", &self.journal.path)(source));
        }
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Ends the commit and makes it durable: when this returns, it exists and survives a power cut.
    ///
    /// # Errors
    /// The disk. Then the commit does not exist.
    pub(crate) fn finish(mut self) -> Result<Stored, JournalError> {
        let hash = hex(&std::mem::take(&mut self.hasher).finalize());
        let end = End { sequence: self.begin.sequence, changes: self.counts.total(), hash: hash.clone() };
        line::write_end(&mut self.buffer, &end);
        self.write()?;
        if let Err(source) = self.journal.file.sync_data() {
            // After a failed fsync the kernel may have dropped the pages: nothing more can be promised.
            self.journal.broken = true;
            return Err(io("fsync", &self.journal.path)(source));
        }
        let offset = self.journal.head.offset;
        let after = offset + self.written;
        self.journal.head = Head { sequence: self.begin.sequence, offset: after, hash: hash.clone() };
        self.finished = true;
        Ok(Stored { begin: self.begin.clone(), counts: self.counts, offset, after, hash })
    }
}

impl Drop for Appender<'_> {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let end = self.journal.head.offset;
        let cut = self.journal.file.set_len(end).and_then(|()| self.journal.file.seek(SeekFrom::Start(end)).map(|_| ()));
        if let Err(error) = cut {
            // What was written has no end line: the next open cuts it off.
            tracing::warn!(%error, "an unfinished commit could not be cut off");
            self.journal.broken = true;
        }
    }
}
