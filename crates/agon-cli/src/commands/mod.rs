//! One file a command. Adding one: a file here, a line in this list, a variant in `arguments.rs`.

pub mod add;
pub mod backup;
pub mod check;
pub mod completions;
pub mod convert;
pub mod demo;
pub mod diff;
pub mod edit;
pub mod export;
pub mod find;
pub mod formats;
pub mod import;
pub mod init;
pub mod link;
pub mod lint;
pub mod log;
pub mod man;
pub mod maps;
pub mod place;
pub mod plugin;
pub mod rank;
pub mod redo;
pub mod remove;
pub mod repair;
pub mod restore;
pub mod restore_backup;
pub mod run;
pub mod score;
pub mod set;
pub mod show;
pub mod source;
pub mod stats;
pub mod tree;
pub mod undo;
pub mod why;

use crate::arguments::{Cli, Command};
use crate::failure::Failure;
use crate::output::Output;

/// Does what was typed and gives the exit status.
pub fn run(cli: Cli, output: &mut Output) -> Result<u8, Failure> {
    let global = cli.global;
    match cli.command {
        Command::Add(args) => add::run(args, &global, output),
        Command::Backup(args) => backup::run(args, &global, output),
        Command::Check(args) => check::run(args, &global, output),
        Command::Completions(args) => completions::run(args, &global, output),
        Command::Convert(args) => convert::run(args, &global, output),
        Command::Demo(args) => demo::run(args, &global, output),
        Command::Diff(args) => diff::run(args, &global, output),
        Command::Edit(args) => edit::run(args, &global, output),
        Command::Export(args) => export::run(args, &global, output),
        Command::Find(args) => find::run(args, &global, output),
        Command::Formats(args) => formats::run(args, &global, output),
        Command::Import(args) => import::run(args, &global, output),
        Command::Init(args) => init::run(args, &global, output),
        Command::Link(args) => link::run(args, &global, output),
        Command::Lint(args) => lint::run(args, &global, output),
        Command::Log(args) => log::run(args, &global, output),
        Command::Man(args) => man::run(args, &global, output),
        Command::Maps(args) => maps::run(args, &global, output),
        Command::Place(args) => place::run(args, &global, output),
        Command::Plugin(args) => plugin::run(args, &global, output),
        Command::Rank(args) => rank::run(args, &global, output),
        Command::Redo(args) => redo::run(args, &global, output),
        Command::Remove(args) => remove::run(args, &global, output),
        Command::Repair(args) => repair::run(args, &global, output),
        Command::Restore(args) => restore::run(args, &global, output),
        Command::RestoreBackup(args) => restore_backup::run(args, &global, output),
        Command::Run(args) => run::run(args, &global, output),
        Command::Score(args) => score::run(args, &global, output),
        Command::Set(args) => set::run(args, &global, output),
        Command::Show(args) => show::run(args, &global, output),
        Command::Source(args) => source::run(args, &global, output),
        Command::Stats(args) => stats::run(args, &global, output),
        Command::Tree(args) => tree::run(args, &global, output),
        Command::Undo(args) => undo::run(args, &global, output),
        Command::Why(args) => why::run(args, &global, output),
    }
}
