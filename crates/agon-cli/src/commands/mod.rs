//! One file a command. Adding one: a file here, a line in this list, a variant in `arguments.rs`.

pub mod add;
pub mod init;
pub mod link;

use crate::arguments::{Cli, Command};
use crate::failure::Failure;
use crate::output::Output;

/// Does what was typed and gives the exit status.
pub fn run(cli: Cli, output: &mut Output) -> Result<u8, Failure> {
    let global = cli.global;
    match cli.command {
        Command::Add(args) => add::run(args, &global, output),
        Command::Init(args) => init::run(args, &global, output),
        Command::Link(args) => link::run(args, &global, output),
    }
}
