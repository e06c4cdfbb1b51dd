//! The state: what is read and searched, in sled, rebuilt from the journal whenever that is simpler than trust.
//!
//! The only place that names sled or bincode. One tree; keys begin with a table byte; records stand in sorted runs.

mod apply;
mod check;
mod codec;
mod files;
mod keys;
mod read;
mod records;
mod runs;

pub(crate) use apply::Batch;
pub(crate) use check::StateProblem;
pub(crate) use files::{State, StateError, Opened};
pub(crate) use records::{CommitRecord, Sentinel};

/// Raised whenever bytes of the state change meaning: the state of another number is rebuilt, never migrated.
pub(crate) const SCHEMA: u16 = 1;
