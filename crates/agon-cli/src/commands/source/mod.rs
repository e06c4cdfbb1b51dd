//! `agon source …`: the bibliographic records that evidence cites.

mod add;
mod from;
mod list;
mod remove;
mod show;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;

/// Add, list, show and remove the sources that evidence cites
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Add(Box<add::Args>),
    List(list::Args),
    Show(show::Args),
    Remove(remove::Args),
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    match args.command {
        Command::Add(args) => add::run(*args, global, output),
        Command::List(args) => list::run(args, global, output),
        Command::Show(args) => show::run(args, global, output),
        Command::Remove(args) => remove::run(args, global, output),
    }
}
