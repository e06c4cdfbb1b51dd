//! `agon plugin …`: what plugins there are, new ones, and whether they are sound.

mod approve;
mod describe;
mod inspect;
mod reference;
mod test;

use std::path::{Path, PathBuf};

use agon_core::diagnostic::{Diagnostic, nearest};
use agon_lua::{Found, Scaffold, scaffold};
use clap::Subcommand;
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::settings::{self, Settings};
use crate::{plugins, session};

/// List, write, check and test plugins
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the plugins: where they come from and what they bring
    List,
    /// Show a plugin: its options, what it may do, what it brings
    Show {
        /// The plugin
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Write a new plugin and its spec, ready to be changed
    New {
        /// What it is to be: scorer, map-scorer, exporter, folder-exporter, importer, hook, lint or command
        #[arg(value_name = "KIND")]
        kind: String,
        /// What it is to be called
        #[arg(value_name = "NAME")]
        name: String,
        /// The folder of plugins; `plugins` beside the database, if not given
        #[arg(long = "in", value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Approve a plugin that is granted something, as it is now
    ///
    /// A plugin that does not come with Agon may use what agon.toml grants it once you have approved it: these files with
    /// these grants. When one of them changes, it must be approved again.
    Approve {
        /// The plugin
        #[arg(value_name = "NAME")]
        name: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Check a plugin, or all, without running more than its description
    Check {
        /// The plugin, or its folder
        #[arg(value_name = "NAME|PATH")]
        plugin: Option<String>,
    },
    /// Write what Lua sees: types for editors, and a page
    ///
    /// Writes agon.d.luau for luau-lsp, agon.lua for the Lua language server and lua-api.md for reading. With them an editor
    /// knows what `---@type agon.Plugin` and `agon.` mean.
    Reference {
        /// The folder; `types` in the folder of plugins, if not given
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Write nothing: say whether the files are as they would be written
        #[arg(long)]
        check: bool,
    },
    /// Run a plugin's spec, or every spec
    Test(test::Args),
}

/// The database about, if there is one, and what the user set for it.
struct About {
    database: Option<PathBuf>,
    settings: Settings,
}

impl About {
    fn of(global: &Global) -> Result<Self, Failure> {
        let database = match session::locate(global) {
            Ok(folder) => Some(folder),
            // Where a database was named, it must be there.
            Err(failure) if global.db.is_some() => return Err(failure),
            Err(_) => None,
        };
        let settings = database.as_deref().map_or_else(|| Ok(Settings::default()), settings::load)?;
        Ok(Self { database, settings })
    }

    fn database(&self) -> Option<&Path> {
        self.database.as_deref()
    }

    /// The project's folder of plugins: beside the database, or here where there is none.
    fn folder(&self) -> PathBuf {
        self.database().and_then(Path::parent).unwrap_or(Path::new("")).join(plugins::FOLDER)
    }

    fn own(&self, name: &str) -> agon_lua::PluginSettings {
        self.settings.plugins.get(name).map_or_else(Default::default, |own| plugins::one(own, self.database()))
    }

    /// The plugins that are meant: every one, or the one with this name or in this folder.
    fn meant(&self, wanted: Option<&str>) -> Result<(Vec<Found>, Vec<Diagnostic>), Failure> {
        let (found, complaints) = plugins::found(self.database());
        let Some(wanted) = wanted else { return Ok((found, complaints)) };
        if let Some(one) = found.iter().find(|found| found.name == wanted) {
            return Ok((vec![one.clone()], Vec::new()));
        }
        if let Some(one) = Found::at(Path::new(wanted), wanted) {
            return Ok((vec![one], Vec::new()));
        }
        let known: Vec<&str> = found.iter().map(|found| found.name.as_str()).collect();
        let failure = Failure::refused(format!("there is no plugin `{wanted}`"));
        Err(match nearest(wanted, known.iter().copied()) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint(format!("there is {}", known.join(", "))),
        })
    }
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let about = About::of(global)?;
    match args.command {
        Command::List => describe::list(&about, output),
        Command::Show { name } => describe::show(&about, &name, output),
        Command::New { kind, name, dir } => new(&about, &kind, &name, dir, output),
        Command::Approve { name, yes } => approve::approve(&about, &name, yes, output),
        Command::Check { plugin } => inspect::check(&about, plugin.as_deref(), output),
        Command::Reference { out, check } => reference::reference(&about, out, check, output),
        Command::Test(args) => test::test(&about, &args, output),
    }
}

fn new(about: &About, kind: &str, name: &str, dir: Option<PathBuf>, output: &mut Output) -> Result<u8, Failure> {
    let refused = |complaint: Box<Diagnostic>| {
        let mut failure = Failure::refused(complaint.message.clone());
        for hint in &complaint.hints {
            failure = failure.hint(hint.clone());
        }
        failure
    };
    let kind = Scaffold::from_word(kind).map_err(refused)?;
    let usual = about.folder();
    let folder = dir.unwrap_or_else(|| usual.clone());
    let (known, _) = plugins::found(about.database());
    if let Some(taken) = known.iter().find(|known| known.name == name) {
        return Err(Failure::refused(format!("there is a plugin `{name}` already ({})", taken.from)).hint("choose another name"));
    }
    if folder.join(name).exists() {
        let shown = plugins::shorten(&folder.join(name));
        return Err(Failure::refused(format!("there is a folder {shown} already")).hint("choose another name"));
    }
    let written = scaffold(kind, name, &folder).map_err(refused)?;
    if output.is_json() {
        output.json(&json!({ "plugin": name, "kind": kind.word(), "written": written }));
        return Ok(0);
    }
    for path in &written {
        output.line(format!("wrote {}", plugins::shorten(path)));
    }
    let shown = plugins::shorten(&folder.join(name));
    let at_home = folder == usual && about.database.is_some();
    output.say(format!("next: change it, then agon plugin test {}", if at_home { name } else { &shown }));
    if !at_home {
        output.say("it is used once it stands in `plugins` beside a database");
    }
    Ok(0)
}
