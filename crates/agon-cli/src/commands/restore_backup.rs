//! `agon restore-backup FILE [DIR]`: a database from a backup, where there is none.

use std::path::PathBuf;

use agon_core::database::{Database, DatabaseError};
use serde_json::json;

use crate::arguments::Global;
use crate::commands::stats;
use crate::failure::{Failure, Kind};
use crate::files;
use crate::output::Output;
use crate::render::{self, count};
use crate::session;
use crate::settings::Settings;

/// Make the database of a backup, in a folder that has none
#[derive(clap::Args)]
pub struct Args {
    /// The file that `agon backup` wrote; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where; the current folder, if not given
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let aside = tempfile::tempdir().map_err(|error| Failure::io("create", "a temporary folder", error))?;
    let file = if files::is_stdin(&args.file) {
        let file = aside.path().join("backup");
        std::fs::write(&file, files::bytes(&args.file)?)
            .map_err(|error| Failure::io("write", &file.display().to_string(), error))?;
        file
    } else {
        args.file.clone()
    };
    std::fs::create_dir_all(&args.dir).map_err(|error| Failure::io("create", &args.dir.display().to_string(), error))?;
    let environment = session::environment(global, &Settings::default(), 0);
    let database = Database::restore_backup(&file, &args.dir, environment).map_err(|error| match error {
        DatabaseError::Damaged(message) => Failure::new(Kind::Damaged, message).hint("nothing was made; take another backup"),
        error => error.into(),
    })?;
    let totals = database.snapshot().totals()?;
    let commits = database.snapshot().revision();
    if output.is_json() {
        output.json(&json!({ "database": database.folder(), "commits": commits, "totals": totals }));
    } else {
        let folder = database.folder().display();
        let folder = render::harmless(&folder.to_string());
        output.line(format!("restored {folder}: {}; {}", count(commits, "commit"), stats::totals(&totals)));
    }
    Ok(0)
}
