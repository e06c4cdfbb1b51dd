//! The doors by which formats, semantics, lints and plugins enter: small traits, and the registry that holds
//! whoever fulfils them. What is built in comes through the same doors as Lua.

mod command;
mod document;
mod exporter;
mod hook;
mod importer;
mod lint;
mod options;
mod proposed;
mod registry;
mod scorer;

pub use command::{ArgumentSpec, Command, Desk, Rows};
pub use document::Document;
pub use exporter::{Exported, Exporter, Output, OutputFile};
pub use hook::{CommitView, Hook, Moment, Verdict};
pub use importer::{ImportInput, ImportSink, Importer};
pub use lint::Lint;
pub use options::{OptionKind, OptionSpec, Options};
pub use proposed::import_proposals;
pub use registry::{Registry, UnknownName};
pub use scorer::{Contribution, Convergence, Explanation, Scorer, Scoring};

use crate::diagnostic::Diagnostic;

/// Why an extension gave no result.
#[derive(Debug, thiserror::Error)]
pub enum ExtendError {
    /// The content, or the extension itself, was refused.
    #[error("{}", .0.first().map_or_else(|| "refused".to_owned(), Diagnostic::to_string))]
    Refused(Vec<Diagnostic>),
    /// Time, memory, size or depth ran out.
    #[error("{0}")]
    Limit(Box<Diagnostic>),
    /// Input or output failed.
    #[error("cannot read or write {path}")]
    Io {
        /// What was read or written.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The database could not be read.
    #[error(transparent)]
    Read(#[from] crate::change::ReadError),
}

impl ExtendError {
    /// One complaint.
    pub fn refused(complaint: Diagnostic) -> Self {
        Self::Refused(vec![complaint])
    }
}
