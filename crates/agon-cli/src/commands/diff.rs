//! `agon diff A [B]`: what is different between two points of the history.

use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::difference::{self, Labels};
use crate::session::{self, Session};

/// Show what changed between two commits
///
/// `agon diff 3` shows what changed since commit 3, `agon diff 2 3` what commit 3 changed. 0 is the empty database.
#[derive(clap::Args)]
pub struct Args {
    /// From here: a commit number or a time
    #[arg(value_name = "A")]
    from: String,
    /// To here; the present, if not given
    #[arg(value_name = "B")]
    to: Option<String>,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let session = Session::open(global, output)?;
    let from = session::sequence(&session.database, &args.from)?;
    let to = match &args.to {
        Some(to) => session::sequence(&session.database, to)?,
        None => session.database.snapshot().revision(),
    };
    let changes = session.database.difference(from, to)?;
    if output.is_json() {
        output.json(&json!({ "from": from, "to": to, "changes": changes }));
    } else if changes.is_empty() {
        output.line("nothing is different");
    } else {
        let labels = Labels::new(session.database.snapshot(), &changes);
        difference::print(&changes, &labels, output)?;
    }
    session.database.abandon();
    Ok(0)
}
