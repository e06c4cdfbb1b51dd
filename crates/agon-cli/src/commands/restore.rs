//! `agon restore SEQ|TIME`: the database as it was, as a new commit.

use serde_json::json;

use crate::arguments::Global;
use crate::committed;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};

/// Bring back the database as it was after a commit or at a time
///
/// Nothing is erased: it is a new commit, which `agon undo` takes back.
#[derive(clap::Args)]
pub struct Args {
    /// A commit number (0 for the empty database) or a time (2026-01-31, 2026-01-31T12:00)
    #[arg(value_name = "SEQ|TIME")]
    to: String,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open(global, output)?;
    let sequence = session::sequence(&session.database, &args.to)?;
    let report = session.database.restore(sequence)?;
    let what = format!("restored the database as of commit {sequence}: {}", report.counts);
    committed::say(output, &what, &report, json!({ "restored": sequence }));
    Ok(0)
}
