//! Where a database is kept: the journal is the truth, the state is what is read.
//!
//! `docs/data-format.md` gives the bytes.

pub(crate) mod as_of;
pub(crate) mod journal;
pub(crate) mod lock;
pub(crate) mod state;
pub(crate) mod texts;
