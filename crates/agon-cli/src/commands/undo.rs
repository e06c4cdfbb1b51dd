//! `agon undo [N]`: takes back the newest commits, each by a commit of its own.

use agon_core::change::{Commit, CommitKind};
use agon_core::database::{CommitReport, DatabaseError};
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{committed, render};

/// Take back the newest commit
///
/// Nothing is erased: what is taken back stays in the log, and `agon redo` brings it again.
#[derive(clap::Args)]
pub struct Args {
    /// How many commits to take back
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open(global, output)?;
    repeat(args.number, "took back", output, || session.database.undo())
}

/// Undoes or redoes so many times and says so of each as soon as it is durable. Stops where there is nothing left.
pub fn repeat(
    number: u32,
    verb: &str,
    output: &mut Output,
    mut step: impl FnMut() -> Result<(Commit, CommitReport), DatabaseError>,
) -> Result<u8, Failure> {
    let mut done: Vec<Value> = Vec::new();
    for count in 0..number {
        match step() {
            Ok((commit, report)) => {
                let (of, message) = subject(&commit);
                if output.is_json() {
                    done.push(committed::with_commit(&report, json!({ "of": of, "message": message })));
                } else {
                    let line = format!("{verb} commit {of}, {message}: {}", report.counts);
                    committed::line(output, &render::harmless(&line), &report);
                }
            }
            // Asked for more than there is: what could be done is done.
            Err(error @ DatabaseError::Nothing(_)) if count > 0 && !output.is_json() => {
                output.say(format!("{error} any more"));
                break;
            }
            Err(DatabaseError::Nothing(_)) if count > 0 => break,
            Err(error) => return Err(error.into()),
        }
    }
    if output.is_json() {
        output.json(&done);
    }
    Ok(0)
}

/// The commit that was taken back or brought again: what an undo took back, and not the undo.
fn subject(commit: &Commit) -> (u64, &str) {
    match commit.kind {
        CommitKind::Undo(of) => {
            let (_, message) = commit.message.split_once(": ").unwrap_or(("", &commit.message));
            (of, message)
        }
        _ => (commit.sequence, &commit.message),
    }
}
