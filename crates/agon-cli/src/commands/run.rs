//! `agon run SCRIPT.lua [ARGS…]`: an analysis in Lua over the database.

use std::path::PathBuf;
use std::rc::Rc;

use agon_core::extend::{Desk, Registry};

use crate::arguments::{At, Global};
use crate::committed;
use crate::desk::{Tables, Workplace, Writing};
use crate::failure::Failure;
use crate::output::Output;
use crate::plugins;
use crate::session::{self, Session};

/// Run a Lua script over the database; without --write it changes nothing
///
/// Everything that a script writes is one commit, made when the script has ended well: agon undo takes it back.
#[derive(clap::Args)]
pub struct Args {
    /// The script; `-` is standard input
    #[arg(value_name = "SCRIPT")]
    script: PathBuf,
    #[command(flatten)]
    lent: Lent,
    /// What the script gets as arguments; those that begin with a hyphen stand behind `--`
    #[arg(value_name = "ARGS")]
    args: Vec<String>,
}

/// What a script is lent, by file or by line.
#[derive(clap::Args)]
pub struct Lent {
    /// Let it change the database: one commit, when it has ended well
    #[arg(long)]
    pub write: bool,
    /// How tables are written; with --json it is jsonl
    #[arg(long, value_name = "FORM")]
    pub tables: Option<Tables>,
    /// Where random numbers start
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub seed: u64,
    /// Grant it the clock, or files of the folders named by --folder; separated by commas
    #[arg(long, value_name = "GRANT", value_delimiter = ',')]
    pub allow: Vec<String>,
    /// A folder whose files it may read, with --allow read_files
    #[arg(long, value_name = "DIR")]
    pub folder: Vec<PathBuf>,
    #[command(flatten)]
    pub at: At,
}

/// A database opened for scripts: its desk, the host of plugins, and whom scripts may ask.
pub struct Opened {
    /// Where scripts work.
    pub desk: Rc<Workplace>,
    /// Runs them.
    pub host: agon_lua::Host,
    /// Scorers for maps.
    pub registry: Rc<Registry>,
    /// What they are granted.
    pub settings: agon_lua::PluginSettings,
}

/// Opens the database for scripts.
pub fn open(lent: &Lent, global: &Global, output: &mut Output) -> Result<Opened, Failure> {
    if lent.write && lent.at.at.is_some() {
        return Err(Failure::usage("--write changes the database as it is now").hint("leave out --at"));
    }
    let mut session = Session::open(global, output)?;
    session.seed = lent.seed;
    session.load_plugins(output)?;
    let sequence = session.at(&lent.at)?.revision();
    let Session { database, plugins, .. } = session;
    let Some((host, _)) = plugins else { return Err(Failure::refused("the plugins are gone")) };
    let registry = Rc::new(registry_of(&host)?);
    let writing = if lent.write { Writing::Noted } else { Writing::Refused("start it with --write") };
    let desk = Workplace::new(database, sequence, Rc::clone(&registry), global, lent.tables, writing);
    let settings =
        agon_lua::PluginSettings { allow: lent.allow.clone(), folders: lent.folder.clone(), ..Default::default() };
    output.flush();
    Ok(Opened { desk: Rc::new(desk), host, registry, settings })
}

/// What is built in and what loaded plugins bring. Complaints were told when they were loaded.
pub fn registry_of(host: &agon_lua::Host) -> Result<Registry, Failure> {
    let mut registry = Registry::new();
    session::extend_builtin(&mut registry)?;
    host.register(&mut registry);
    Ok(registry)
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let opened = open(&args.lent, global, output)?;
    let desk: Rc<dyn Desk> = Rc::<Workplace>::clone(&opened.desk);
    let done = opened.host.run_script(&args.script, &args.args, &opened.settings, desk, opened.registry);
    // Nobody reads any more: that is their right.
    if !opened.desk.finish()? {
        return Ok(0);
    }
    let status = done?;
    if status == 0
        && let Some(report) = opened.desk.commit(&format!("run {}", plugins::shorten(&args.script)))?
    {
        committed::aside(output, &report);
    }
    Ok(status)
}
