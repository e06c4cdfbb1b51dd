//! One file a command. Adding one: a file here, a line in this list, a variant in `arguments.rs`.

pub mod convert;
pub mod export;
pub mod find;
pub mod formats;
pub mod init;
pub mod lint;
pub mod maps;
pub mod plugin;
pub mod rank;
pub mod run;
pub mod score;
pub mod show;
pub mod tree;
pub mod why;

use crate::arguments::{Cli, Command};
use crate::failure::Failure;
use crate::output::Output;

/// Does what was typed and gives the exit status.
pub fn run(cli: Cli, output: &mut Output) -> Result<u8, Failure> {
    let global = cli.global;
    match cli.command {
        Command::Convert(args) => convert::run(args, &global, output),
        Command::Export(args) => export::run(args, &global, output),
        Command::Find(args) => find::run(args, &global, output),
        Command::Formats(args) => formats::run(args, &global, output),
        Command::Init(args) => init::run(args, &global, output),
        Command::Lint(args) => lint::run(args, &global, output),
        Command::Maps(args) => maps::run(args, &global, output),
        Command::Plugin(args) => plugin::run(args, &global, output),
        Command::Rank(args) => rank::run(args, &global, output),
        Command::Run(args) => run::run(args, &global, output),
        Command::Score(args) => score::run(args, &global, output),
        Command::Show(args) => show::run(args, &global, output),
        Command::Tree(args) => tree::run(args, &global, output),
        Command::Why(args) => why::run(args, &global, output),
    }
}
