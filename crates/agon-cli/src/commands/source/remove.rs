//! `agon source remove KEY…`: sources that no evidence cites.

use agon_core::database::{DatabaseError, resolve_source};
use serde_json::json;

use crate::arguments::Global;
use crate::committed;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// Remove sources that no evidence cites
#[derive(clap::Args)]
pub struct Args {
    /// Their keys
    #[arg(value_name = "KEY", required = true)]
    keys: Vec<String>,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open_to_write(global, output)?;
    let snapshot = session.database.snapshot();
    let keys = args.keys.iter().map(|key| resolve_source(snapshot, key)).collect::<Result<Vec<_>, _>>()?;
    let shown: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
    let shown = shown.join(", ");
    let report = session.database.commit(&format!("remove source {shown}"), |draw| {
        for key in &keys {
            draw.draft.remove_source(key)?;
        }
        Ok::<(), DatabaseError>(())
    })?;
    committed::say(output, &format!("removed source {shown}"), &report, json!({ "sources": keys }));
    Ok(0)
}
