//! The host of Lua plugins: finds them, loads them in a sandbox, and lets them in by the doors of `agon_core::extend`.
//!
//! A plugin is a folder with an `init.lua` that returns one table; `docs/plugin-guide.md` shows how to write one,
//! `docs/reference/lua-api.md` says what Lua sees. Each plugin has a Lua state of its own with limits on time, memory
//! and output; nothing a plugin does can panic the host, and whatever goes wrong names the plugin and the line.

mod api;
mod approval;
mod context;
mod description;
mod discover;
mod error;
mod files;
mod host;
mod info;
mod isolate;
mod kinds;
mod limits;
mod load;
mod raised;
pub mod reference;
mod repl;
mod sandbox;
mod scaffold;
mod script;
mod settings;
mod spec;
mod suggest;

pub use api::API;
pub use approval::{digest, granted, needs_approval};
pub use context::{Approved, Cite, Escape, HostOptions, Isolation, Log, Loudness, Query, ReadFile, ReadMap};
pub use discover::{Found, Origin, SearchRoot, discover};
pub use files::{FileError, PluginFiles};
pub use host::Host;
pub use info::{Brought, PluginInfo};
pub use isolate::{WorkerProgram, give_up_rights, work};
pub use limits::Limits;
pub use repl::{Outcome, Repl, Stopper};
pub use scaffold::{Scaffold, scaffold};
pub use settings::{Capability, PluginSettings, Settings};
pub use spec::{SpecReport, SpecResult};
