//! What was: the log, what changed between two commits, the database as it was, and taking back.

use std::collections::BTreeMap;

use super::write::CommitReport;
use super::{Database, DatabaseError};
use crate::change::{Change, Commit, CommitKind, Counts, Entity, ReadError, Snapshot};
use crate::model::Timestamp;
use crate::store::as_of::AsOf;
use crate::store::journal::JournalError;

impl Database {
    /// Commits with numbers up to `from` (the head, if `None`), newest first.
    pub fn log(&self, from: Option<u64>) -> impl Iterator<Item = Result<Commit, ReadError>> + '_ {
        let head = self.state.revision();
        (1..=from.unwrap_or(head).min(head)).rev().filter_map(|sequence| self.state.commit(sequence).transpose())
    }

    /// The changes of a commit, in the order they were made.
    ///
    /// # Errors
    /// There is no such commit, or the journal is damaged or cannot be read.
    pub fn changes(&self, sequence: u64) -> Result<impl Iterator<Item = Result<Change, DatabaseError>> + use<>, DatabaseError> {
        let offset = self.offset_of(sequence)?;
        Ok(self.journal.read_at(offset)?.changes().map(|change| change.map_err(DatabaseError::from)))
    }

    fn offset_of(&self, sequence: u64) -> Result<u64, DatabaseError> {
        let record = self.state.commit_record(sequence)?;
        record.map(|record| record.offset).ok_or_else(|| DatabaseError::NotFound {
            what: "commit",
            name: sequence.to_string(),
            near: vec![format!("1 to {}", self.state.revision())],
        })
    }

    /// The number of the last commit made at or before `time`; 0 if there is none.
    ///
    /// Commits are searched by halves: where the clock once jumped back, the answer is one of the commits about then.
    ///
    /// # Errors
    /// The state is damaged or cannot be read.
    pub fn sequence_at(&self, time: Timestamp) -> Result<u64, ReadError> {
        let (mut low, mut high) = (0, self.state.revision());
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            let made = self.state.commit(middle)?.map(|commit| commit.time);
            if made.is_some_and(|made| made <= time) { low = middle } else { high = middle - 1 }
        }
        Ok(low)
    }

    /// The database as it was after the commit with this number.
    ///
    /// # Errors
    /// There is no such commit, or the store is damaged or cannot be read.
    pub fn at(&self, sequence: u64) -> Result<Box<dyn Snapshot + '_>, DatabaseError> {
        let head = self.state.revision();
        if sequence > head {
            self.offset_of(sequence)?;
        }
        let later = (sequence + 1..=head).rev();
        let changes = later.flat_map(|later| self.backwards(later));
        let mut failure = None;
        let readable = changes.map_while(|change| match change {
            Ok(change) => Some(Ok(change)),
            Err(error) => {
                failure = Some(error);
                None
            }
        });
        let as_of = AsOf::new(&self.state, sequence, readable)?;
        match failure {
            Some(error) => Err(error),
            None => Ok(Box::new(as_of)),
        }
    }

    /// The changes of a commit, the last first.
    fn backwards(&self, sequence: u64) -> Box<dyn Iterator<Item = Result<Change, DatabaseError>>> {
        let read = || -> Result<_, DatabaseError> { Ok(self.journal.backwards_at(self.offset_of(sequence)?)?) };
        match read() {
            Ok(changes) => Box::new(changes.map(|change: Result<Change, JournalError>| change.map_err(DatabaseError::from))),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }

    /// What is different after commit `to` from what was after commit `from`: one change a record, in a fit order.
    ///
    /// # Errors
    /// There is no such commit, or the journal is damaged or cannot be read.
    pub fn difference(&self, from: u64, to: u64) -> Result<Vec<Change>, DatabaseError> {
        if from > to {
            let mut changes: Vec<Change> = self.difference(to, from)?.into_iter().map(Change::inverse).collect();
            changes.sort_by_key(order);
            return Ok(changes);
        }
        for sequence in [from, to] {
            if sequence > 0 {
                self.offset_of(sequence)?;
            }
        }
        let mut folded: BTreeMap<Entity, Change> = BTreeMap::new();
        for sequence in from + 1..=to {
            for change in self.changes(sequence)? {
                let change = change?;
                let Some(entity) = change.entity() else { continue };
                match folded.entry(entity) {
                    std::collections::btree_map::Entry::Vacant(slot) => {
                        slot.insert(change);
                    }
                    std::collections::btree_map::Entry::Occupied(mut slot) => slot.get_mut().fold(change),
                }
            }
        }
        let mut changes: Vec<Change> = folded.into_values().filter(Change::changes_something).collect();
        changes.sort_by_key(order);
        Ok(changes)
    }

    /// Takes back the newest commit that was not taken back yet, as a commit of its own.
    ///
    /// # Errors
    /// There is nothing to take back, or the store fails; then nothing changed.
    pub fn undo(&mut self) -> Result<(Commit, CommitReport), DatabaseError> {
        let target = self.head_record()?.map_or(0, |record| record.undo);
        self.take_back(target, "undo", CommitKind::Undo(target))
    }

    /// Takes back the newest undo, as a commit of its own.
    ///
    /// # Errors
    /// Nothing was undone since the last change, or the store fails; then nothing changed.
    pub fn redo(&mut self) -> Result<(Commit, CommitReport), DatabaseError> {
        let target = self.head_record()?.map_or(0, |record| record.redo);
        self.take_back(target, "redo", CommitKind::Redo(target))
    }

    fn head_record(&self) -> Result<Option<crate::store::state::CommitRecord>, ReadError> {
        self.state.commit_record(self.state.revision())
    }

    fn take_back(&mut self, target: u64, what: &'static str, kind: CommitKind) -> Result<(Commit, CommitReport), DatabaseError> {
        let Some(taken) = self.state.commit(target)? else { return Err(DatabaseError::Nothing(what)) };
        let message = match kind {
            CommitKind::Undo(_) => format!("undo {target}: {}", taken.message),
            _ => format!("redo {}", taken.message.trim_start_matches("undo ")),
        };
        let now = self.clock.now();
        let inverse = self.backwards(target).map(|change| change.map(Change::inverse));
        let stored = self.append(&message, kind, now, inverse)?;
        let report = CommitReport { sequence: Some(stored.begin.sequence), counts: stored.counts, warnings: Vec::new() };
        Ok((taken, report))
    }

    /// Brings back the database as it was after the commit with this number (0: empty), as a commit of its own.
    ///
    /// # Errors
    /// There is no such commit, or the store fails; then nothing changed.
    pub fn restore(&mut self, sequence: u64) -> Result<CommitReport, DatabaseError> {
        let head = self.state.revision();
        if sequence > head {
            self.offset_of(sequence)?;
        }
        let changes = self.difference(head, sequence)?;
        if changes.is_empty() {
            return Ok(CommitReport { sequence: None, counts: Counts::default(), warnings: Vec::new() });
        }
        let now = self.clock.now();
        let stored =
            self.append(&format!("restore {sequence}"), CommitKind::Restore(sequence), now, changes.into_iter().map(Ok))?;
        Ok(CommitReport { sequence: Some(stored.begin.sequence), counts: stored.counts, warnings: Vec::new() })
    }
}

/// Removals before additions; what is referred to is there before what refers to it, and goes after it.
fn order(change: &Change) -> u8 {
    let rank = match change {
        Change::Map(_) => 0,
        Change::Source(_) => 1,
        Change::Node(_) => 2,
        Change::Placement(_) => 3,
        Change::Link(_) => 4,
    };
    if change.verb() == "removed" { 4 - rank } else { 5 + rank }
}
