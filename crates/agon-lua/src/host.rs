//! The host: finds plugins, loads them, and lets them in by the doors of the registry.

use std::path::Path;
use std::rc::Rc;

use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::extend::Registry;

use crate::context::{Common, HostOptions};
use crate::discover::{Found, Origin, SearchRoot, discover};
use crate::files::PluginFiles;
use crate::info::PluginInfo;
use crate::kinds::{LuaCommand, LuaExporter, LuaHook, LuaImporter, LuaLint, LuaScorer};
use crate::limits::Watchdog;
use crate::load::Plugin;
use crate::settings::{PluginSettings, Settings};

/// Holds the plugins of one process. It and what it registers stay on one thread.
pub struct Host {
    pub(crate) common: Rc<Common>,
    plugins: Vec<Rc<Plugin>>,
}

impl Host {
    /// A host without plugins.
    pub fn new(options: HostOptions) -> Self {
        let common = Common { options, watchdog: Rc::new(Watchdog::default()), scoring: Default::default() };
        Self { common: Rc::new(common), plugins: Vec::new() }
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
            match Plugin::load(&self.common, found, own) {
                Ok(plugin) if plugin.description.hooks.is_empty() => {}
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
            match Plugin::load(&self.common, found, own) {
                Ok(plugin) => {
                    let is_on = own.enabled.unwrap_or(found.from != Origin::Shipped || plugin.description.hooks.is_empty());
                    infos.push(PluginInfo::of(found, is_on, Some(&plugin)));
                    if is_on {
                        self.plugins.push(plugin);
                    }
                }
                Err(faults) => {
                    let is_on = own.enabled.unwrap_or(true);
                    infos.push(PluginInfo::of(found, is_on, None));
                    if is_on {
                        complaints.extend(faults);
                    }
                }
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
        self.plugins.iter().flat_map(|plugin| add(plugin, registry)).collect()
    }

    /// Adds the hooks of every loaded plugin to a registry, and nothing else.
    pub fn register_hooks(&self, registry: &mut Registry) {
        for plugin in &self.plugins {
            for entry in &plugin.description.hooks {
                registry.add_hook(Box::new(LuaHook::new(plugin, entry)));
            }
        }
    }

    /// Whether no plugin is loaded.
    pub fn is_empty(&self) -> bool {
        self.plugins.is_empty()
    }

    /// Everything that is wrong with a plugin, found by loading it and running nothing else.
    pub fn check(&self, found: &Found, settings: &PluginSettings) -> Vec<Diagnostic> {
        match Plugin::load(&self.common, found, settings) {
            Ok(plugin) => add(&plugin, &mut Registry::new()),
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
        for other in self.plugins.iter().filter(|other| other.name != found.name) {
            // A name that is taken is complained of when everything is loaded, not here.
            add(other, registry);
        }
        if complaints.is_empty() { Ok(()) } else { Err(complaints) }
    }
}

fn add(plugin: &Rc<Plugin>, registry: &mut Registry) -> Vec<Diagnostic> {
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
    for entry in &description.hooks {
        registry.add_hook(Box::new(LuaHook::new(plugin, entry)));
    }
    complaints
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
