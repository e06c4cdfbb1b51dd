//! What an argument map is, how it changes, where it is kept.
//!
//! Modules in reading order; each may know only those before it (`docs/architecture.md` §2).

pub mod model;

pub mod diagnostic;

pub mod change;

pub mod extend;

pub mod query;

pub mod lint;

mod store;

pub mod database;
