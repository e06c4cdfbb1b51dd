//! `agon check`: the store against itself.

use agon_core::database::{CheckReport, Database, DatabaseError};
use agon_core::diagnostic::Diagnostic;
use serde_json::json;

use crate::arguments::Global;
use crate::commands::stats::{size, totals};
use crate::failure::{Failure, Kind};
use crate::output::Output;
use crate::render::count;
use crate::session;
use crate::settings;

/// Check the store: journal, state, indexes and stored texts against each other
///
/// Every byte is read. The exit status is 3 if anything is not as it should be.
#[derive(clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let folder = session::locate(global)?;
    // Settings and plugins have no part in it: a store can be checked whatever they say.
    let settings = settings::load(&folder).unwrap_or_default();
    let database = match Database::open(&folder, session::environment(global, &settings, 0)) {
        Ok(database) => database,
        Err(DatabaseError::Damaged(message)) => return Ok(unopenable(message, output)),
        Err(error) => return Err(error.into()),
    };
    let notices = database.notices().to_vec();
    let report = database.check()?;
    if output.is_json() {
        output.json(&json!({ "sound": report.is_sound(), "report": report, "notices": notices }));
    } else {
        output.complain(&notices);
        output.complain(&report.problems);
        say(&report, output);
    }
    database.abandon();
    Ok(if report.is_sound() { 0 } else { Kind::Damaged as u8 })
}

/// The journal itself cannot be read through.
fn unopenable(message: String, output: &mut Output) -> u8 {
    let problem = Diagnostic::error("store/damaged", message).hint("save what can be read: agon repair");
    if output.is_json() {
        output.json(&json!({ "sound": false, "report": { "problems": [problem] }, "notices": [] }));
    } else {
        output.complain(&[problem]);
        output.line("damaged: the database cannot be opened");
    }
    Kind::Damaged as u8
}

fn say(report: &CheckReport, output: &mut Output) {
    let (commits, bytes) = (count(report.commits, "commit"), size(report.journal_bytes));
    output.line(format!("journal  {commits}, {bytes}: every line, checksum and the chain of hashes"));
    output.line(format!("state    {}: every record and index against the journal", totals(&report.totals)));
    output.line(format!("texts    {}: every byte against its hash", report.texts));
    match report.problems.len() {
        0 => output.line("sound"),
        many => output.line(format!("damaged: {}", count(many as u64, "problem"))),
    }
}
