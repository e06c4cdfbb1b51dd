//! Commits: what changed together, when, by whom and why.

use serde::{Deserialize, Serialize};

use super::Change;
use crate::model::Timestamp;

/// How a commit came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommitKind {
    /// Somebody changed something.
    Change,
    /// It takes back the commit with this number.
    Undo(u64),
    /// It takes back the undo with this number.
    Redo(u64),
    /// It brings back the database as it was after the commit with this number.
    Restore(u64),
}

/// How many changes of each sort a commit holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Records that were not there before.
    pub added: u64,
    /// Records that were replaced.
    pub edited: u64,
    /// Records that are gone.
    pub removed: u64,
}

impl Counts {
    /// Counts one more change.
    pub fn count(&mut self, change: &Change) {
        match change.verb() {
            "added" => self.added += 1,
            "edited" => self.edited += 1,
            _ => self.removed += 1,
        }
    }

    /// All of them.
    pub const fn total(self) -> u64 {
        self.added + self.edited + self.removed
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        for (count, verb) in [(self.added, "added"), (self.edited, "edited"), (self.removed, "removed")] {
            if count > 0 {
                parts.push(format!("{count} {verb}"));
            }
        }
        if parts.is_empty() { f.write_str("nothing changed") } else { f.write_str(&parts.join(", ")) }
    }
}

/// What a commit says of itself; its changes are read from the journal when they are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// 1 for the first commit of a database, then without gaps.
    pub sequence: u64,
    /// When it was made.
    pub time: Timestamp,
    /// By whom.
    pub author: String,
    /// Why, in a line.
    pub message: String,
    /// How it came about.
    pub kind: CommitKind,
    /// How much it changed.
    pub counts: Counts,
}
