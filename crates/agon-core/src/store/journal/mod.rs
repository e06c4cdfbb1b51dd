//! The journal: an append-only file of JSON lines, the truth and the durability point.
//!
//! A commit is a begin line, its change lines and an end line with their count and hash. A commit without its end
//! line does not exist. Every line ends with its own checksum; every begin line carries the hash of the commit before.

mod file;
mod line;
mod read;
mod salvage;

pub(crate) use file::{Appender, FileJournal, Head, NewCommit, check_follows, no_hash};
pub(crate) use read::{CommitReader, Next, Stored};
pub(crate) use salvage::salvage;

/// Why the journal could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A line is damaged, or commits do not follow each other.
    #[error("the journal is damaged at line {line} (byte {offset}): {message}")]
    Damaged {
        /// The line, counted from 1; 0 where reading began in the middle of the file.
        line: u64,
        /// Where the line starts.
        offset: u64,
        /// What is wrong with it.
        message: String,
    },
    /// A newer program wrote it.
    #[error("the journal is of version {found}; this program reads up to {known}")]
    Newer {
        /// The version of the line.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// The disk did not do what was asked.
    #[error("cannot {action} {path}")]
    Io {
        /// `read`, `write`, `fsync` …
        action: &'static str,
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}
