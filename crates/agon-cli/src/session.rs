//! A command's way to the database: found, opened, extended by what is built in and by plugins.

use std::path::{Path, PathBuf};
use std::time::Duration;

use agon_core::change::Snapshot;
use agon_core::database::{Database, DatabaseError, Environment};
use agon_core::extend::Registry;
use agon_core::model::Timestamp;

use crate::arguments::{At, Global};
pub use crate::builtin::extend_builtin;
use crate::failure::Failure;
use crate::output::Output;
use crate::plugins;
use crate::settings::{self, Settings};
use crate::system;

/// How long to wait for another process.
const WAIT: Duration = Duration::from_secs(4);

/// The database folder that the flags mean, or that stands at or above the current folder.
pub fn locate(global: &Global) -> Result<PathBuf, Failure> {
    let start = match &global.db {
        Some(folder) => folder.clone(),
        None => std::env::current_dir().map_err(|error| Failure::io("read", "the current folder", error))?,
    };
    // What is named must be there: a mistyped folder must not mean the database above it.
    if start.exists()
        && let Some(folder) = Database::find(&start).or_else(|| Database::find(&std::path::absolute(&start).ok()?))
    {
        return Ok(folder);
    }
    // `--db x/.agon` names the folder itself.
    if start.join("journal.jsonl").is_file() {
        return Ok(start);
    }
    Err(DatabaseError::NoDatabase { path: start.display().to_string() }.into())
}

/// What a database is lent by this program.
pub fn environment(global: &Global, settings: &Settings, salt: u64) -> Environment {
    let author = global.author.clone().or_else(|| settings.author.clone()).unwrap_or_else(system::login_name);
    let command: Vec<String> = std::env::args().skip(1).take(3).collect();
    let holder = format!("process {} (agon {})", std::process::id(), command.join(" "));
    Environment { clock: system::clock(), entropy: system::entropy(salt), author, holder, wait: WAIT }
}

/// An open database and what was set for it.
pub struct Session {
    /// The database.
    pub database: Database,
    /// The user's settings.
    pub settings: Settings,
    /// The host of plugins, once they were loaded, and what it found.
    pub plugins: Option<(agon_lua::Host, Vec<agon_lua::PluginInfo>)>,
    /// Where random numbers of plugins start.
    pub seed: u64,
}

impl Session {
    /// Opens the database that the flags mean, with everything that extends it. Says what was mended.
    pub fn open(global: &Global, output: &mut Output) -> Result<Self, Failure> {
        let folder = locate(global)?;
        Self::open_at(&folder, global, output)
    }

    /// Opens the database to change it: plugins that watch commits are there.
    pub fn open_to_write(global: &Global, output: &mut Output) -> Result<Self, Failure> {
        let mut session = Self::open(global, output)?;
        let folder = session.database.folder().to_owned();
        if let Some(host) = plugins::load_hooks(session.database.registry_mut(), &folder, &session.settings, output)? {
            session.plugins = Some((host, Vec::new()));
        }
        Ok(session)
    }

    /// Opens the database in this `.agon` folder.
    pub fn open_at(folder: &Path, global: &Global, output: &mut Output) -> Result<Self, Failure> {
        let settings = settings::load(folder)?;
        // Seeded ids must differ from command to command: the journal's length tells commands apart.
        let salt = std::fs::metadata(folder.join("journal.jsonl")).map_or(0, |meta| meta.len());
        let mut database = Database::open(folder, environment(global, &settings, salt))?;
        database.ends_with_process();
        output.complain(database.notices());
        extend(database.registry_mut(), folder, &settings, output)?;
        Ok(Self { database, settings, plugins: None, seed: 0 })
    }

    /// Loads the plugins and lets them into the registry. Commands that need none do without: it costs milliseconds.
    pub fn load_plugins(&mut self, output: &mut Output) -> Result<(), Failure> {
        if self.plugins.is_none() {
            let folder = self.database.folder().to_owned();
            self.plugins = Some(plugins::load(self.database.registry_mut(), Some(&folder), &self.settings, self.seed, output)?);
        }
        Ok(())
    }

    /// The database as `--at` wants it.
    pub fn at(&self, at: &At) -> Result<Box<dyn Snapshot + '_>, Failure> {
        let sequence = match &at.at {
            None => self.database.snapshot().revision(),
            Some(text) => sequence(&self.database, text)?,
        };
        Ok(self.database.at(sequence)?)
    }
}

/// Puts everything that is built in, and every plugin that is on, into the registry.
pub fn extend(registry: &mut Registry, _folder: &Path, _settings: &Settings, _output: &mut Output) -> Result<(), Failure> {
    extend_builtin(registry)
}

/// The commit that is meant by its number or by a time.
pub fn sequence(database: &Database, text: &str) -> Result<u64, Failure> {
    match text.parse::<u64>() {
        Ok(sequence) => Ok(sequence),
        Err(_) => Ok(database.sequence_at(parse_time(text)?)?),
    }
}

/// A time as people type it, UTC where no zone is given.
pub fn parse_time(text: &str) -> Result<Timestamp, Failure> {
    let unreadable = || {
        Failure::usage(format!("`{text}` is neither a commit number nor a time"))
            .hint("a time looks like 2026-01-31 or 2026-01-31T12:00")
    };
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Ok(Timestamp::from_millis(timestamp.as_millisecond()));
    }
    let datetime: jiff::civil::DateTime = match text.parse::<jiff::civil::Date>() {
        // A day means its end: the database as it was that evening.
        Ok(date) if !text.contains(['T', ' ']) => date.at(23, 59, 59, 999_000_000),
        _ => text.parse().map_err(|_| unreadable())?,
    };
    let zoned = datetime.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| unreadable())?;
    Ok(Timestamp::from_millis(zoned.timestamp().as_millisecond()))
}

/// A time as it is shown: UTC, to the second.
pub fn show_time(time: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(time.millis()) {
        Ok(timestamp) => timestamp.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => format!("{} ms", time.millis()),
    }
}

/// A time as data: RFC 3339 with milliseconds, UTC.
pub fn iso_time(time: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(time.millis()) {
        Ok(timestamp) => timestamp.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        Err(_) => format!("{} ms", time.millis()),
    }
}
