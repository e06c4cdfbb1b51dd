//! One file a command. Adding one: a file here, a line in this list, a variant in `arguments.rs`.

pub mod add;
pub mod diff;
pub mod init;
pub mod link;
pub mod log;
pub mod place;
pub mod redo;
pub mod remove;
pub mod restore;
pub mod set;
pub mod source;
pub mod undo;

use crate::arguments::{Cli, Command};
use crate::failure::Failure;
use crate::output::Output;

/// Does what was typed and gives the exit status.
pub fn run(cli: Cli, output: &mut Output) -> Result<u8, Failure> {
    let global = cli.global;
    match cli.command {
        Command::Add(args) => add::run(args, &global, output),
        Command::Diff(args) => diff::run(args, &global, output),
        Command::Init(args) => init::run(args, &global, output),
        Command::Link(args) => link::run(args, &global, output),
        Command::Log(args) => log::run(args, &global, output),
        Command::Place(args) => place::run(args, &global, output),
        Command::Redo(args) => redo::run(args, &global, output),
        Command::Remove(args) => remove::run(args, &global, output),
        Command::Restore(args) => restore::run(args, &global, output),
        Command::Set(args) => set::run(args, &global, output),
        Command::Source(args) => source::run(args, &global, output),
        Command::Undo(args) => undo::run(args, &global, output),
    }
}
