//! `agon repair`: the state rebuilt, the journal saved as far as it can be read.

use agon_core::database::Database;
use agon_core::diagnostic::Diagnostic;
use serde_json::json;

use crate::arguments::Global;
use crate::commands::stats::totals;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, count};
use crate::session;
use crate::settings;

/// Rebuild the state from the journal, and save what can be read of a damaged journal
///
/// A damaged journal is kept aside, never thrown away. What referred to something lost is taken out, as a commit.
#[derive(clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let folder = session::locate(global)?;
    let settings = settings::load(&folder).unwrap_or_default();
    let salt = std::fs::metadata(folder.join("journal.jsonl")).map_or(0, |meta| meta.len());
    let (database, report) = Database::repair(&folder, session::environment(global, &settings, salt))?;
    if output.is_json() {
        output.json(&json!({ "report": report }));
        return Ok(0);
    }
    let losses: Vec<Diagnostic> = report.losses.clone();
    output.complain(&losses);
    if let Some(kept) = &report.kept {
        output.line(format!("kept the damaged journal: {}", render::harmless(kept)));
    }
    match report.lost_lines {
        0 => {}
        1 => output.line("1 line of the journal could not be read and was left out"),
        lines => output.line(format!("{lines} lines of the journal could not be read and were left out")),
    }
    let commits = count(database.snapshot().revision(), "commit");
    output.line(format!("rebuilt: {commits}; {}", totals(&report.totals)));
    Ok(0)
}
