//! Plugins in processes of their own: what a plugin does there can at worst end that process.
//!
//! The host starts this program again as a *worker*, hands it the plugin's files over a pipe, and asks it through the
//! same doors by which it asks plugins in its own process. The worker gives up its rights before it reads a line of
//! the plugin (`rights`), and asks the host for whatever a grant allows. Whatever comes back is checked as if an enemy
//! had sent it. When it dies, or is killed because its time is over, the call fails and the next one starts a new worker.

mod adapters;
mod cargo;
mod desk;
mod frame;
mod message;
mod remote;
mod rights;
mod seat;
mod worker;

pub(crate) use adapters::{add, add_hooks, run_specs};
pub(crate) use remote::Remote;
pub use remote::WorkerProgram;
pub use rights::give_up_rights;
pub use worker::work;
