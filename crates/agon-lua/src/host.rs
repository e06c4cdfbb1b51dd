//! The host: finds plugins, loads them, and lets them in by the doors of the registry.

use std::path::Path;
use std::rc::Rc;

use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::extend::Registry;

use crate::approval;
use crate::context::{Common, HostOptions, Isolation};
use crate::discover::{Found, Origin, SearchRoot, discover};
use crate::files::PluginFiles;
use crate::info::PluginInfo;
use crate::isolate::{self, Remote};
use crate::kinds::{LuaCommand, LuaExporter, LuaHook, LuaImporter, LuaLint, LuaScorer};
use crate::load::Plugin;
use crate::settings::{PluginSettings, Settings};

/// Holds the plugins of one process. It and what it registers stay on one thread.
pub struct Host {
    pub(crate) common: Rc<Common>,
    plugins: Vec<Loaded>,
}

/// A loaded plugin.
pub(crate) enum Loaded {
    /// In this process.
    Here(Rc<Plugin>),
    /// In a process of its own.
    Apart(Rc<Remote>),
}

impl Loaded {
    fn name(&self) -> &str {
        match self {
            Self::Here(plugin) => &plugin.name,
            Self::Apart(plugin) => &plugin.name,
        }
    }

    pub(crate) fn has_hooks(&self) -> bool {
        match self {
            Self::Here(plugin) => !plugin.description.hooks.is_empty(),
            Self::Apart(plugin) => !plugin.description.hooks.is_empty(),
        }
    }

    fn add(&self, registry: &mut Registry) -> Vec<Diagnostic> {
        match self {
            Self::Here(plugin) => add(plugin, registry),
            Self::Apart(plugin) => isolate::add(plugin, registry),
        }
    }

    fn add_hooks(&self, registry: &mut Registry) {
        match self {
            Self::Here(plugin) => add_hooks(plugin, registry),
            Self::Apart(plugin) => isolate::add_hooks(plugin, registry),
        }
    }
}

impl Host {
    /// A host without plugins.
    pub fn new(options: HostOptions) -> Self {
        Self { common: Rc::new(Common::new(options)), plugins: Vec::new() }
    }

    /// Whether a plugin gets a process of its own.
    pub fn is_apart(&self, found: &Found, settings: &PluginSettings) -> bool {
        let options = &self.common.options;
        options.worker.is_some()
            && match options.isolation {
                Isolation::All => true,
                Isolation::Foreign => settings.isolate.unwrap_or(found.from != Origin::Shipped),
                Isolation::Nobody => false,
            }
    }

    fn load(&self, found: &Found, settings: &PluginSettings) -> Result<Loaded, Vec<Diagnostic>> {
        approval::check(&self.common.options, found, settings).map_err(|complaint| vec![*complaint])?;
        match self.common.options.worker.as_ref().filter(|_| self.is_apart(found, settings)) {
            Some(program) => Remote::load(&self.common, found, settings, program).map(Loaded::Apart),
            None => Plugin::load(&self.common, found, settings).map(Loaded::Here),
        }
    }

    /// Finds and loads the plugins that have hooks, and no others: what a command needs that only writes. A shipped plugin
    /// refuses nothing until the user turns it on.
    pub fn load_hooks(&mut self, roots: &[SearchRoot], settings: &Settings) -> Vec<Diagnostic> {
        let (found, mut complaints) = discover(roots);
        let usual = PluginSettings::default();
        for found in &found {
            let own = settings.get(&found.name).unwrap_or(&usual);
            let is_on = own.enabled.unwrap_or(found.from != Origin::Shipped);
            // Who brings hooks writes the word: the description is refused otherwise.
            let has_hooks = || found.files.read("init.lua").is_ok_and(|text| contains(&text, b"hooks"));
            if !is_on || !has_hooks() {
                continue;
            }
            match self.load(found, own) {
                Ok(plugin) if !plugin.has_hooks() => {}
                Ok(plugin) => self.plugins.push(plugin),
                Err(faults) => complaints.extend(faults),
            }
        }
        complaints
    }

    /// Finds and loads every plugin. One that is off is described and not kept, and its faults are its own business;
    /// one that is on and cannot be loaded is complained of. A setting for a plugin that is not there is a warning.
    pub fn load_all(&mut self, roots: &[SearchRoot], settings: &Settings) -> (Vec<PluginInfo>, Vec<Diagnostic>) {
        let (found, mut complaints) = discover(roots);
        let mut infos = Vec::new();
        let usual = PluginSettings::default();
        for found in &found {
            let own = settings.get(&found.name).unwrap_or(&usual);
            let loaded = self.load(found, own);
            let hooks = loaded.as_ref().is_ok_and(Loaded::has_hooks);
            let is_on = own.enabled.unwrap_or(found.from != Origin::Shipped || !hooks);
            infos.push(PluginInfo::of(found, own, is_on, self.is_apart(found, own), loaded.as_ref().ok()));
            match loaded {
                Ok(plugin) if is_on => self.plugins.push(plugin),
                Err(faults) if is_on => complaints.extend(faults),
                _ => {}
            }
        }
        for name in settings.keys().filter(|name| !found.iter().any(|found| found.name == **name)) {
            let message = format!("agon.toml sets plugin `{name}`, which is not there");
            let complaint = Diagnostic::warning("plugin/unknown", message);
            complaints.push(match nearest(name, found.iter().map(|found| found.name.as_str())) {
                Some(near) => complaint.hint(format!("did you mean `{near}`?")),
                None => complaint,
            });
        }
        (infos, complaints)
    }

    /// Adds what every loaded plugin brings to a registry.
    pub fn register(&self, registry: &mut Registry) -> Vec<Diagnostic> {
        self.plugins.iter().flat_map(|plugin| plugin.add(registry)).collect()
    }

    /// Adds the hooks of every loaded plugin to a registry, and nothing else.
    pub fn register_hooks(&self, registry: &mut Registry) {
        self.plugins.iter().for_each(|plugin| plugin.add_hooks(registry));
    }

    /// Whether no plugin is loaded.
    pub fn is_empty(&self) -> bool {
        self.plugins.is_empty()
    }

    /// Everything that is wrong with a plugin, found by loading it and running nothing else.
    pub fn check(&self, found: &Found, settings: &PluginSettings) -> Vec<Diagnostic> {
        match self.load(found, settings) {
            Ok(plugin) => plugin.add(&mut Registry::new()),
            Err(complaints) => complaints,
        }
    }

    /// Adds one plugin to a registry, and after it the loaded ones, so that it can ask them.
    pub(crate) fn load_one(
        &self,
        found: &Found,
        settings: &PluginSettings,
        registry: &mut Registry,
    ) -> Result<(), Vec<Diagnostic>> {
        let plugin = Plugin::load(&self.common, found, settings)?;
        let complaints = add(&plugin, registry);
        for other in self.plugins.iter().filter(|other| other.name() != found.name) {
            // A name that is taken is complained of when everything is loaded, not here.
            other.add(registry);
        }
        if complaints.is_empty() { Ok(()) } else { Err(complaints) }
    }

    /// A worker of its own for a plugin whose specs are to be run, and whom they may ask.
    pub(crate) fn apart(&self, found: &Found, settings: &PluginSettings) -> Option<Result<Rc<Remote>, Vec<Diagnostic>>> {
        let program = self.common.options.worker.as_ref().filter(|_| self.is_apart(found, settings))?;
        let approved = approval::check(&self.common.options, found, settings).map_err(|complaint| vec![*complaint]);
        Some(approved.and_then(|()| Remote::load(&self.common, found, settings, program)))
    }
}

/// Adds what a plugin brings to a registry.
pub(crate) fn add(plugin: &Rc<Plugin>, registry: &mut Registry) -> Vec<Diagnostic> {
    let mut complaints = Vec::new();
    let mut keep = |added: Result<(), Box<Diagnostic>>| complaints.extend(added.err().map(|complaint| *complaint));
    let description = &plugin.description;
    for entry in &description.scorers {
        keep(registry.add_scorer(Box::new(LuaScorer::new(plugin, entry))));
    }
    for entry in &description.exporters {
        keep(registry.add_exporter(Box::new(LuaExporter::new(plugin, entry))));
    }
    for entry in &description.importers {
        keep(registry.add_importer(Box::new(LuaImporter::new(plugin, entry))));
    }
    for entry in &description.lints {
        keep(registry.add_lint(Box::new(LuaLint::new(plugin, entry))));
    }
    for entry in &description.commands {
        keep(registry.add_command(Box::new(LuaCommand::new(plugin, entry))));
    }
    add_hooks(plugin, registry);
    complaints
}

/// Adds the hooks of a plugin, and nothing else.
fn add_hooks(plugin: &Rc<Plugin>, registry: &mut Registry) {
    for entry in &plugin.description.hooks {
        registry.add_hook(Box::new(LuaHook::new(plugin, entry)));
    }
}

impl Found {
    /// The plugin in a folder, or beside an `init.lua`, wherever it is. `shown` names the folder in errors.
    pub fn at(path: &Path, shown: &str) -> Option<Self> {
        let folder = if path.file_name().is_some_and(|name| name == "init.lua") { path.parent()? } else { path };
        let name = match folder.file_name().and_then(|name| name.to_str()) {
            Some(name) => name.to_owned(),
            None => folder.canonicalize().ok()?.file_name()?.to_str()?.to_owned(),
        };
        let shown = shown.trim_end_matches("init.lua").trim_end_matches('/').to_owned();
        let files = PluginFiles::Folder(folder.to_owned());
        files.has("init.lua").then_some(Self { name, from: Origin::Project, shown, files })
    }
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part == word)
}
