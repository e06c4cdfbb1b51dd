//! What can go wrong with a database, by what a caller can do about it.

use std::path::Path;

use crate::change::ReadError;
use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, UnknownName};
use crate::store::journal::JournalError;
use crate::store::state::StateError;

/// Why an operation on a database did not happen. The database is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The content was refused: by rules, an importer, a lint, a plugin.
    #[error("{}", .0.first().map_or_else(|| "refused".to_owned(), Diagnostic::to_string))]
    Refused(Vec<Diagnostic>),
    /// Nothing bears this name or id.
    #[error("there is no {what} `{name}`")]
    NotFound {
        /// `map`, `node`, `link`, `source`, or several of them in words.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// The nearest names there are.
        near: Vec<String>,
    },
    /// Several things begin so.
    #[error("`{prefix}` could be any of {}", .candidates.join(", "))]
    Ambiguous {
        /// What was asked for.
        prefix: String,
        /// What it could be.
        candidates: Vec<String>,
    },
    /// There is nothing to take back.
    #[error("there is nothing to {0}")]
    Nothing(&'static str),
    /// No extension bears this name.
    #[error(transparent)]
    UnknownName(#[from] UnknownName),
    /// There is no database here.
    #[error("there is no database at {path}")]
    NoDatabase {
        /// Where it was looked for.
        path: String,
    },
    /// There is a database here already.
    #[error("there is a database at {path} already")]
    Exists {
        /// Where.
        path: String,
    },
    /// Another process holds it.
    #[error("the database is in use by {holder}")]
    InUse {
        /// What that process says of itself.
        holder: String,
    },
    /// The store is damaged beyond what opening can mend.
    #[error("{0}")]
    Damaged(String),
    /// A newer program made it.
    #[error("made by a newer version of Agon: the journal is of version {found}, this program reads up to {known}")]
    Newer {
        /// The version found.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// Time, memory, size or depth ran out.
    #[error("{0}")]
    Limit(Box<Diagnostic>),
    /// Somebody asked to stop.
    #[error("stopped; the database is as it was")]
    Cancelled,
    /// The disk did not do what was asked.
    #[error("cannot {action} {path}")]
    Io {
        /// `read`, `write` …
        action: &'static str,
        /// What.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

impl DatabaseError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.display().to_string();
        move |source| Self::Io { action, path, source }
    }
}

impl From<ReadError> for DatabaseError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io { path, source } => Self::Io { action: "read", path, source },
            damaged @ ReadError::Damaged { .. } => Self::Damaged(damaged.to_string()),
        }
    }
}

impl From<JournalError> for DatabaseError {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Newer { found, known } => Self::Newer { found, known },
            JournalError::Io { action, path, source } => Self::Io { action, path, source },
            damaged @ JournalError::Damaged { .. } => Self::Damaged(damaged.to_string()),
        }
    }
}

impl From<StateError> for DatabaseError {
    fn from(error: StateError) -> Self {
        match error {
            StateError::Journal(error) => error.into(),
            StateError::InUse => Self::InUse { holder: "another process".into() },
            StateError::Io { action, path, source } => Self::Io { action, path, source },
            unusable @ StateError::Unusable(_) => Self::Damaged(unusable.to_string()),
        }
    }
}

impl From<ExtendError> for DatabaseError {
    fn from(error: ExtendError) -> Self {
        match error {
            ExtendError::Refused(complaints) => Self::Refused(complaints),
            ExtendError::Limit(complaint) => Self::Limit(complaint),
            ExtendError::Io { path, source } => Self::Io { action: "read", path, source },
            ExtendError::Read(error) => error.into(),
        }
    }
}
