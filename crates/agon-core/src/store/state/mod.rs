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

pub(crate) use files::{Opened, State, StateError};
pub(crate) use records::CommitRecord;

/// Raised whenever bytes of the state change meaning: the state of another number is rebuilt, never migrated.
pub(crate) const SCHEMA: u16 = 2;
