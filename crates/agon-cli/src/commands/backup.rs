//! `agon backup FILE`: journal and stored texts in one file.

use std::path::PathBuf;

use serde_json::json;

use crate::arguments::Global;
use crate::commands::stats::size;
use crate::failure::{Failure, Kind};
use crate::files;
use crate::output::Output;
use crate::render::{self, count};
use crate::session::Session;

/// Write the whole database, with its history and stored texts, to one file
#[derive(clap::Args)]
pub struct Args {
    /// The file; `-` is standard output
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let session = Session::open(global, output)?;
    if files::is_stdin(&args.file) {
        // Written aside first: it is whole or it is not there.
        let folder = tempfile::tempdir().map_err(|error| Failure::io("create", "a temporary folder", error))?;
        let file = folder.path().join("backup");
        session.database.backup(&file)?;
        output.bytes(&files::bytes(&file)?);
        session.database.abandon();
        return Ok(0);
    }
    let shown = files::shown(&args.file);
    if args.file.exists() && !args.force {
        return Err(Failure::new(Kind::Refused, format!("there is a file {shown} already")).hint("replace it: --force"));
    }
    let report = session.database.backup(&args.file)?;
    session.database.abandon();
    if output.is_json() {
        output.json(&json!({ "file": args.file, "report": report }));
    } else {
        let (commits, texts) = (count(report.commits, "commit"), count(report.texts, "text"));
        let shown = render::harmless(&shown);
        output.line(format!("wrote {shown}: {commits}, {texts}, {}", size(report.bytes)));
        output.say(format!("bring it back: agon restore-backup {shown} DIR"));
    }
    Ok(0)
}
