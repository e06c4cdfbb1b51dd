//! Hooks: who is asked before a commit is stored, and told after.

use super::ExtendError;
use crate::change::{Change, Proposal, ReadError};
use crate::diagnostic::Diagnostic;
use crate::model::Map;

/// When a hook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Before anything is stored: the commit can be refused, and changes added to it.
    BeforeCommit,
    /// After the commit is durable.
    AfterCommit,
}

impl Moment {
    /// Both, in the order of time.
    pub const ALL: [Self; 2] = [Self::BeforeCommit, Self::AfterCommit];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BeforeCommit => "before_commit",
            Self::AfterCommit => "after_commit",
        }
    }
}

/// A commit as a hook sees it. The rules hold for it already.
pub trait CommitView {
    /// Why it is made, in a line.
    fn message(&self) -> &str;

    /// By whom.
    fn author(&self) -> &str;

    /// What changes, one change a record.
    fn changes(&self) -> &[Change];

    /// A map by name or id, as it will be with this commit; `None` if there is none.
    ///
    /// # Errors
    /// The database cannot be read.
    fn map(&self, name: &str) -> Result<Option<Map>, ReadError>;
}

/// What a hook says of a commit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdict {
    /// Why it is to be refused; warnings refuse nothing.
    pub complaints: Vec<Diagnostic>,
    /// What is to be changed with it.
    pub proposals: Vec<Proposal>,
}

/// Watches what is committed.
pub trait Hook {
    /// What it is called in complaints: the plugin's name.
    fn name(&self) -> &str;

    /// The plugin it comes from; `None` for what is built in.
    fn plugin(&self) -> Option<&str> {
        None
    }

    /// When it runs.
    fn moment(&self) -> Moment;

    /// Hooks of a moment run by rising order, then by name.
    fn order(&self) -> i64;

    /// Looks at a commit. Proposals of an [`Moment::AfterCommit`] hook are refused: what is stored cannot be altered.
    ///
    /// # Errors
    /// It fails: before the commit that refuses it, after it that is a warning.
    fn run(&self, commit: &dyn CommitView) -> Result<Verdict, ExtendError>;
}
