//! The commit pipeline: draft, rules, hooks, rules again, journal, state, hooks. Nothing else writes.
//!
//! Hooks see what changes something anew: no undo, redo, restore or repair, which bring back what stood before.

use super::hooks::{About, ask_before, tell_after};
use super::{Database, DatabaseError};
use crate::change::{Change, CommitKind, Counts, Draft, Proposal};
use crate::diagnostic::Diagnostic;
use crate::model::{IdMaker, Timestamp};
use crate::store::journal::{NewCommit, Stored};

/// Changes of one commit that are kept in memory; beyond it the state reads them back from the journal.
const IN_MEMORY: usize = 20_000;

/// What a commit came to.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct CommitReport {
    /// Its number; `None` if nothing changed or nothing was to be stored.
    pub sequence: Option<u64>,
    /// How much changed.
    pub counts: Counts,
    /// Warnings that came with it.
    pub warnings: Vec<Diagnostic>,
}

/// A draft being drawn: its changes, and ids for what is new in it.
pub struct Draw<'a> {
    /// What is to change.
    pub draft: Draft<'a>,
    ids: &'a mut IdMaker,
    now: Timestamp,
}

impl Draw<'_> {
    /// An id that nothing has yet.
    pub fn fresh<T: From<[u8; 16]>>(&mut self) -> T {
        self.ids.next(self.now)
    }

    /// The time of the commit.
    pub fn now(&self) -> Timestamp {
        self.now
    }
}

impl Database {
    /// Draws up changes and commits them, all or none. When it returns, they are durable.
    ///
    /// # Errors
    /// `draw` refuses, a rule is broken, or the store fails; then nothing changed.
    pub fn commit(
        &mut self,
        message: &str,
        draw: impl FnOnce(&mut Draw<'_>) -> Result<(), DatabaseError>,
    ) -> Result<CommitReport, DatabaseError> {
        self.commit_or_try(message, false, draw)
    }

    /// [`Self::commit`]; with `dry_run` everything is checked and nothing stored.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn commit_or_try(
        &mut self,
        message: &str,
        dry_run: bool,
        draw: impl FnOnce(&mut Draw<'_>) -> Result<(), DatabaseError>,
    ) -> Result<CommitReport, DatabaseError> {
        let _span = tracing::info_span!("commit", message).entered();
        let now = self.clock.now();
        let (changes, mut warnings) = {
            let mut drawn = Draw { draft: Draft::new(&self.state), ids: &mut self.ids, now };
            draw(&mut drawn)?;
            let changes = drawn.draft.finish()?;
            (changes, drawn.draft.complaints().to_vec())
        };
        let Some(changes) = changes else { return Err(DatabaseError::Refused(warnings)) };
        let author = self.author.clone();
        let about = About { message, author: &author };
        let ids = &mut self.ids;
        let changes = ask_before(&self.registry, &self.state, &about, changes, &mut warnings, &mut || ids.next(now))?;
        let mut counts = Counts::default();
        changes.iter().for_each(|change| counts.count(change));
        if changes.is_empty() || dry_run {
            return Ok(CommitReport { sequence: None, counts, warnings });
        }
        // Kept only for those who are told: a large commit is large.
        let told = if self.registry.tells_after() { changes.clone() } else { Vec::new() };
        let stored = self.append(message, CommitKind::Change, now, changes.into_iter().map(Ok))?;
        warnings.extend(tell_after(&self.registry, &self.state, &about, &told));
        Ok(CommitReport { sequence: Some(stored.begin.sequence), counts: stored.counts, warnings })
    }

    /// Commits what a plugin or a script proposes, all or none.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn commit_proposals(&mut self, message: &str, proposals: &[Proposal]) -> Result<CommitReport, DatabaseError> {
        self.commit(message, |draw| {
            let Draw { draft, ids, now } = draw;
            Ok(draft.propose(proposals, &mut || ids.next(*now))?)
        })
    }

    /// Writes a commit of checked changes to the journal, then brings the state up to it.
    pub(super) fn append(
        &mut self,
        message: &str,
        kind: CommitKind,
        now: Timestamp,
        changes: impl Iterator<Item = Result<Change, DatabaseError>>,
    ) -> Result<Stored, DatabaseError> {
        let commit = NewCommit { time: now, author: self.author.clone(), message: message.to_owned(), kind };
        let mut appender = self.journal.begin(commit)?;
        let mut kept: Vec<Change> = Vec::new();
        let mut too_many = false;
        for change in changes {
            let change = change?;
            appender.change(&change)?;
            if kept.len() < IN_MEMORY {
                kept.push(change);
            } else {
                too_many = true;
            }
        }
        let stored = {
            let _span = tracing::debug_span!("journal").entered();
            appender.finish()?
        };
        self.cache.borrow_mut().clear();
        let _span = tracing::debug_span!("state").entered();
        // The commit is durable: a state that cannot follow now is healed by the next open.
        let applied = if too_many {
            self.state.apply_from_journal(&self.journal, &mut |_, _| {})
        } else {
            self.state.apply(&stored, &kept)
        };
        if let Err(error) = applied {
            tracing::warn!(%error, "the state could not follow the journal; it is mended when the database is opened next");
            self.rebuild_state()?;
        }
        Ok(stored)
    }

    /// Makes the state anew from the journal.
    pub(super) fn rebuild_state(&mut self) -> Result<(), DatabaseError> {
        self.cache.borrow_mut().clear();
        self.state = crate::store::state::State::rebuild(&self.folder, &self.journal, &mut |_, _| {})?;
        Ok(())
    }
}
