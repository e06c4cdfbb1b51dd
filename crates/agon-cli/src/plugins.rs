//! Plugins as this program lends itself to them: where they are found, what they are given, how they are let in.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use agon_core::change::MemorySnapshot;
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Document, ImportInput, Options, Registry};
use agon_core::model::{IdMaker, Map, NodeIndex, SeededEntropy, Source, Timestamp};
use agon_core::query::{Query, QueryError, Scope};
use agon_formats::citation::Reference;
use agon_formats::escape;
use agon_lua::{Escape, Found, Host, HostOptions, Loudness, Origin, PluginInfo, SearchRoot, WorkerProgram, discover};
use clap::CommandFactory;
use etcetera::BaseStrategy;

use crate::approvals;
use crate::arguments::Cli;
use crate::builtin::extend_builtin;
use crate::failure::Failure;
use crate::output::Output;
use crate::settings::{PluginSettings, Settings};
use crate::system;

macro_rules! shipped {
    ($($name:literal $(with $($file:literal)+)?),* $(,)?) => {
        &[$(($name, &[
            ("init.lua", include_str!(concat!("../../../plugins/", $name, "/init.lua"))),
            ("init_spec.lua", include_str!(concat!("../../../plugins/", $name, "/init_spec.lua"))),
            $($(($file, include_str!(concat!("../../../plugins/", $name, "/", $file))),)+)?
        ])),*]
    };
}

/// A plugin within the program: its name, and its files by name.
type Shipped = (&'static str, &'static [(&'static str, &'static str)]);

/// The plugins that come with the program.
const SHIPPED: &[Shipped] = shipped![
    "brief",
    "cite-sources",
    "compare-scorers",
    "critical-questions" with "schemes.lua",
    "drill",
    "evidence-weight",
    "flashcards",
    "flow-judge",
    "hypothesis",
    "latex",
    "loaded-words",
    "no-orphan-claims",
    "obsidian-vault",
    "outline" with "reading.lua",
    "recency",
    "slides",
    "source-independence",
];

/// The word that makes this program a worker.
const WORKER: &str = "plugin-worker";

/// The name of the folder in which a project keeps its plugins.
pub const FOLDER: &str = "plugins";

/// Where plugins are looked for: in the program, beside the database, in it, in the user's configuration.
pub fn roots(database: Option<&Path>) -> Vec<SearchRoot> {
    let mut roots = vec![SearchRoot::Memory(SHIPPED)];
    let mut folder = |origin, path: std::path::PathBuf| {
        let shown = shorten(&path);
        roots.push(SearchRoot::Folder { origin, path, shown });
    };
    if let Some(database) = database {
        if let Some(project) = database.parent() {
            folder(Origin::Project, project.join(FOLDER));
        }
        folder(Origin::Database, database.join(FOLDER));
    }
    if let Ok(strategy) = etcetera::choose_base_strategy() {
        folder(Origin::User, strategy.config_dir().join("agon").join(FOLDER));
    }
    roots
}

/// A path from the current folder, where it lies within.
pub fn shorten(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let short = path.strip_prefix(&current).or_else(|_| path.strip_prefix(".")).unwrap_or(path);
    short.display().to_string()
}

/// Every plugin there is, loaded or not.
pub fn found(database: Option<&Path>) -> (Vec<Found>, Vec<Diagnostic>) {
    discover(&roots(database))
}

/// A function that makes a text inert.
type Plain = fn(&str) -> String;

/// A host that lends plugins what this program has.
pub fn host(output: &Output, own: &Settings, seed: u64) -> Result<Host, Failure> {
    let program = std::env::current_exe().map_err(|error| Failure::io("find", "this program", error))?;
    let talk = output.talker();
    let store = approvals::Store::of_user();
    Ok(Host::new(HostOptions {
        log: Rc::new(move |loudness, plugin, line| match loudness {
            Loudness::Debug => tracing::debug!(plugin, "{line}"),
            Loudness::Info => tracing::info!(plugin, "{line}"),
            Loudness::Warn => talk(&format!("{plugin}: warning: {line}")),
            Loudness::Print => talk(&format!("{plugin}: {line}")),
        }),
        clock: Some(Rc::from(system::clock())),
        seed,
        limits: limits(own),
        worker: Some(WorkerProgram { program, arguments: vec![WORKER.into()], folder: std::env::temp_dir() }),
        isolation: output.isolation(),
        approved: Some(Rc::new(move |folder| store.approved(folder))),
        ..lent()
    }))
}

/// What this program lends plugins, here and in processes of their own.
pub fn lent() -> HostOptions {
    let escapes: [(&str, Plain); 8] = [
        ("html", escape::html),
        ("markdown", escape::markdown_inline),
        ("latex", escape::latex),
        ("typst", escape::typst),
        ("mermaid", escape::mermaid),
        ("dot", escape::dot),
        ("xml", escape::xml),
        ("csv", |text| escape::csv_cell(text, true)),
    ];
    HostOptions {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        escapes: escapes.into_iter().map(|(name, escape)| (name.to_owned(), Rc::new(escape) as Escape)).collect(),
        cite: Some(Rc::new(|source: &Source| Reference::of(source).to_string())),
        query: Some(Rc::new(query)),
        read_map: Some(Rc::new(read_map)),
        builtin: Rc::new(builtin),
        ..HostOptions::default()
    }
}

/// What is built in. That no name in it is taken twice is tested.
fn builtin() -> Registry {
    let mut registry = Registry::new();
    if let Err(failure) = extend_builtin(&mut registry) {
        tracing::error!(%failure, "a built-in name is taken twice");
    }
    registry
}

/// The usual limits, but for what the user set.
fn limits(own: &Settings) -> agon_lua::Limits {
    let usual = agon_lua::Limits::default();
    let seconds = |set: Option<u32>, usual| set.map_or(usual, |seconds| Duration::from_secs(u64::from(seconds)));
    let mebibytes = |set: Option<u32>, usual| set.map_or(usual, |mebibytes| (mebibytes as usize) << 20);
    agon_lua::Limits {
        call: seconds(own.limits.short, usual.call),
        long: seconds(own.limits.long, usual.long),
        memory: mebibytes(own.limits.memory, usual.memory),
        output: mebibytes(own.limits.output, usual.output),
    }
}

/// What a query finds in one map.
fn query(map: &Map, text: &str) -> Result<Vec<NodeIndex>, Box<Diagnostic>> {
    let first = |complaints: Vec<Diagnostic>| {
        Box::new(complaints.into_iter().next().unwrap_or_else(|| Diagnostic::error("query/refused", "the query is refused")))
    };
    let found = Query::parse(text).map_err(first)?.evaluate(&MemorySnapshot::of_map(map), &Scope::default());
    let found = found.map_err(|error| match error {
        QueryError::Refused(complaints) => first(complaints),
        QueryError::Read(error) => Box::new(Diagnostic::error("query/read", error.to_string())),
    })?;
    Ok(found.into_iter().filter_map(|id| map.node_index(id)).collect())
}

/// Reads a map from Argdown, for specs. Its ids are the same on every run.
fn read_map(text: &str) -> Result<Map, Vec<Diagnostic>> {
    let mut registry = Registry::new();
    extend_builtin(&mut registry).map_err(|_| vec![Diagnostic::error("plugin/registry", "a built-in name is taken twice")])?;
    let unknown = |error: agon_core::extend::UnknownName| vec![Diagnostic::error("import/format", error.to_string())];
    let importer = registry.importer("argdown").map_err(unknown)?;
    let options = Options::check(importer.options(), [])?;
    let about = ImportInput { path: "<spec>", fallback_name: "spec", options: &options };
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
    importer
        .import(&mut text.as_bytes(), &about, &mut document)
        .map_err(|error| vec![Diagnostic::error("import/read", error.to_string())])?;
    document.into_map().map(|(map, _)| map)
}

/// What the user set, as the host wants it.
pub fn settings(settings: &Settings, database: Option<&Path>) -> agon_lua::Settings {
    settings.plugins.iter().map(|(name, own)| (name.clone(), one(own, database))).collect()
}

/// The folder in which `agon.toml` stands.
fn project(database: Option<&Path>) -> &Path {
    database.and_then(Path::parent).unwrap_or(Path::new(""))
}

/// The same for one plugin.
pub fn one(settings: &PluginSettings, database: Option<&Path>) -> agon_lua::PluginSettings {
    agon_lua::PluginSettings {
        enabled: settings.enabled,
        options: settings.options.clone(),
        allow: settings.allow.clone(),
        folders: settings.folders.iter().map(|folder| project(database).join(folder)).collect(),
        isolate: settings.isolate,
    }
}

/// Loads every plugin that is on and lets it into the registry.
pub fn load(
    registry: &mut Registry,
    database: Option<&Path>,
    own: &Settings,
    seed: u64,
    output: &mut Output,
) -> Result<(Host, Vec<PluginInfo>), Failure> {
    let _span = tracing::info_span!("plugins").entered();
    let mut host = host(output, own, seed)?;
    let (infos, mut complaints) = host.load_all(&roots(database), &settings(own, database));
    complaints.extend(host.register(registry));
    complaints.extend(taken_commands(registry));
    fail_on(complaints, output)?;
    Ok((host, infos))
}

/// Commands that bear the name of one of the program's own, which would hide them.
fn taken_commands(registry: &Registry) -> Vec<Diagnostic> {
    let own = Cli::command();
    let is_own = |name: &str| name == "help" || own.get_subcommands().any(|command| command.get_name() == name);
    let taken = registry.commands().filter(|command| is_own(command.name()));
    taken
        .map(|command| {
            let plugin = command.plugin().unwrap_or_default();
            let message = format!("the command name `{}` is claimed by Agon itself and by plugin `{plugin}`", command.name());
            Diagnostic::error("plugin/name-taken", message).hint("rename it, or turn the plugin off in agon.toml")
        })
        .collect()
}

/// Loads the plugins that watch commits and lets them in; `None` where there are none.
pub fn load_hooks(
    registry: &mut Registry,
    database: &Path,
    own: &Settings,
    output: &mut Output,
) -> Result<Option<Host>, Failure> {
    let _span = tracing::debug_span!("hooks").entered();
    let mut host = host(output, own, 0)?;
    let complaints = host.load_hooks(&roots(Some(database)), &settings(own, Some(database)));
    if host.is_empty() && complaints.is_empty() {
        return Ok(None);
    }
    host.register_hooks(registry);
    fail_on(complaints, output)?;
    Ok(Some(host))
}

/// Complaints about plugins fail the command, if there is an error among them.
fn fail_on(complaints: Vec<Diagnostic>, output: &mut Output) -> Result<(), Failure> {
    if complaints.iter().any(Diagnostic::is_error) {
        let is_loading = complaints.iter().any(|one| one.is_error() && one.code != "plugin/name-taken");
        let failure = Failure::complaints(complaints);
        let off = "a plugin that is not wanted can be turned off in agon.toml: [plugin.NAME] enabled = false";
        return Err(if is_loading { failure.hint(off) } else { failure });
    }
    output.complain(&complaints);
    Ok(())
}
