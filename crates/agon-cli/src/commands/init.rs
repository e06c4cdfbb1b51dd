//! `agon init [DIR]`: a database and its commented settings.

use std::path::PathBuf;

use agon_core::database::Database;
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::session;
use crate::settings::{self, Settings};

/// Make a database: `.agon/` and a commented `agon.toml`
#[derive(clap::Args)]
pub struct Args {
    /// Where; the current folder, if not given
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let shown = args.dir.display().to_string();
    std::fs::create_dir_all(&args.dir).map_err(|error| Failure::io("create", &shown, error))?;
    let database = Database::init(&args.dir, session::environment(global, &Settings::default(), 0))?;
    let file = args.dir.join(settings::FILE);
    if !file.exists() {
        std::fs::write(&file, settings::TEMPLATE).map_err(|error| Failure::io("write", &file.display().to_string(), error))?;
    }
    if output.is_json() {
        output.json(&json!({ "database": database.folder(), "id": database.id(), "settings": file }));
    } else {
        output.line(format!("made a database in {}", database.folder().display()));
        output.say(format!("settings: {}", file.display()));
        output.say("next: agon import brief.argdown, or agon add question \"Why …?\" --map NAME");
    }
    Ok(0)
}
