//! What can be had of a damaged journal: every line whose own checksum agrees, in commits sealed anew.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::JournalError;
use super::file::no_hash;
use super::line::{self, Begin, End, Header, Line};
use super::read::Lines;
use crate::change::{Change, CommitKind, Entity};
use crate::model::{DatabaseId, Timestamp, hex};

/// What was saved and what was not.
pub(crate) struct Salvaged {
    /// Where the damaged journal is kept.
    pub kept: PathBuf,
    /// Numbers of lines that were left out, and why.
    pub lost: Vec<(u64, String)>,
}

/// Writes a new journal of what can be read and puts it in the place of the old, which is kept beside it.
///
/// Lines between a lost begin line and its end make a commit of their own, by nobody at the time of the one before.
///
/// # Errors
/// The disk, or lines of a newer version.
pub(crate) fn salvage(path: &Path) -> Result<Salvaged, JournalError> {
    let io = |action, path: &Path| {
        let path = path.display().to_string();
        move |source| JournalError::Io { action, path, source }
    };
    let new_path = path.with_extension("repairing");
    let mut writer = Writer {
        out: BufWriter::new(File::create(&new_path).map_err(io("write", &new_path))?),
        sequence: 0,
        previous: no_hash(),
        time: Timestamp::default(),
        open: None,
        started: false,
        there: HashSet::new(),
    };
    let mut lost = Vec::new();
    let mut lines = Lines::open(path, 0)?;
    loop {
        let number = lines.number;
        let offset = lines.offset;
        let read = match lines.next() {
            Ok(Some(bytes)) => line::read(bytes.strip_suffix(b"\n").unwrap_or(bytes), number, offset),
            Ok(None) => break,
            Err(error) => Err(error),
        };
        let written = match read {
            Ok(line) => writer.line(line),
            Err(JournalError::Damaged { message, .. }) => {
                lost.push((number, message));
                Ok(())
            }
            Err(error) => return Err(error),
        };
        written.map_err(io("write", &new_path))?;
    }
    writer.close().map_err(io("write", &new_path))?;
    let kept =
        (1..).map(|number| path.with_extension(format!("damaged-{number}"))).find(|kept| !kept.exists()).unwrap_or_default();
    std::fs::rename(path, &kept).map_err(io("rename", path))?;
    std::fs::rename(&new_path, path).map_err(io("rename", &new_path))?;
    if let Some(folder) = path.parent() {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io("fsync", folder))?;
    }
    Ok(Salvaged { kept, lost })
}

struct Writer {
    out: BufWriter<File>,
    sequence: u64,
    previous: String,
    time: Timestamp,
    open: Option<(Begin, Vec<u8>, u64)>,
    started: bool,
    /// What the saved changes have added and not removed.
    there: HashSet<Entity>,
}

impl Writer {
    fn line(&mut self, line: Line) -> std::io::Result<()> {
        match line {
            Line::Header(header) => self.header(header),
            Line::Begin(begin) => {
                self.end()?;
                self.begin(begin);
                Ok(())
            }
            Line::Change(change) => self.change(change),
            Line::End(_) => self.end(),
        }
    }

    fn header(&mut self, header: Header) -> std::io::Result<()> {
        if self.started {
            return Ok(());
        }
        self.started = true;
        let mut bytes = Vec::new();
        line::write_header(&mut bytes, &header);
        self.out.write_all(&bytes)
    }

    fn begin(&mut self, begin: Begin) {
        self.sequence += 1;
        self.time = begin.time;
        let begin = Begin { sequence: self.sequence, previous: self.previous.clone(), ..begin };
        let mut bytes = Vec::new();
        line::write_begin(&mut bytes, &begin);
        self.open = Some((begin, bytes, 0));
    }

    fn change(&mut self, change: Change) -> std::io::Result<()> {
        let Some(change) = self.fit(change) else { return Ok(()) };
        if self.open.is_none() {
            let begin = Begin {
                sequence: 0,
                time: self.time,
                author: "unknown".into(),
                message: "saved from a damaged journal".into(),
                kind: CommitKind::Change,
                previous: String::new(),
            };
            self.begin(begin);
        }
        if let Some((_, bytes, changes)) = &mut self.open {
            line::write_change(bytes, &change);
            *changes += 1;
        }
        Ok(())
    }

    /// A change that fits what was saved so far: where the addition of a record is lost, its next edit adds it, and its
    /// removal has nothing left to do.
    fn fit(&mut self, change: Change) -> Option<Change> {
        let entity = change.entity()?;
        if change.verb() == "removed" {
            return self.there.remove(&entity).then_some(change);
        }
        let is_new = self.there.insert(entity);
        let without_before = |change| match change {
            Change::Map(mut edit) => {
                edit.before = None;
                Change::Map(edit)
            }
            Change::Source(mut edit) => {
                edit.before = None;
                Change::Source(edit)
            }
            Change::Node(mut edit) => {
                edit.before = None;
                Change::Node(edit)
            }
            Change::Placement(mut edit) => {
                edit.before = None;
                Change::Placement(edit)
            }
            Change::Link(mut edit) => {
                edit.before = None;
                Change::Link(edit)
            }
        };
        Some(if is_new { without_before(change) } else { change })
    }

    fn end(&mut self) -> std::io::Result<()> {
        let Some((begin, mut bytes, changes)) = self.open.take() else { return Ok(()) };
        if !self.started {
            // The header itself is lost: a new identity, so that no old state is taken for this journal's.
            let database = DatabaseId::from_bytes(Sha256::digest(&bytes)[..16].try_into().expect("a digest has 32 bytes"));
            self.header(Header { database, created: begin.time })?;
        }
        let hash = hex(&Sha256::digest(&bytes));
        line::write_end(&mut bytes, &End { sequence: begin.sequence, changes, hash: hash.clone() });
        self.previous = hash;
        self.out.write_all(&bytes)
    }

    fn close(mut self) -> std::io::Result<()> {
        self.end()?;
        self.out.flush()?;
        self.out.get_ref().sync_all()
    }
}
