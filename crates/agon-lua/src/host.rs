//! The host: finds plugins, loads them, and lets them in by the doors of the registry.

use std::path::Path;
use std::rc::Rc;

use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::extend::{OptionSpec, Registry};

use crate::context::{Common, HostOptions};
use crate::discover::{Found, Origin, SearchRoot, discover};
use crate::files::PluginFiles;
use crate::kinds::{LuaExporter, LuaScorer};
use crate::limits::Watchdog;
use crate::load::Plugin;
use crate::settings::{Capability, PluginSettings, Settings};

/// What can be said of a plugin without running it.
#[derive(Debug, Clone)]
pub struct PluginInfo {
    /// Its name.
    pub name: String,
    /// What it is for, in a line; empty when it cannot be loaded.
    pub summary: String,
    /// Its own version, where it tells one.
    pub version: Option<String>,
    /// Whose it is.
    pub from: Origin,
    /// The folder as errors show it.
    pub shown: String,
    /// Whether it is on.
    pub enabled: bool,
    /// Its options, with the user's values as their defaults.
    pub options: Vec<OptionSpec>,
    /// What it declares that it wants.
    pub capabilities: Vec<Capability>,
    /// What the user granted.
    pub grants: Vec<Capability>,
    /// Its scorers: name and summary.
    pub scorers: Vec<(String, String)>,
    /// Its exporters: name and summary.
    pub exporters: Vec<(String, String)>,
}

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
                    infos.push(describe(found, own.enabled, Some(&plugin)));
                    if own.enabled {
                        self.plugins.push(plugin);
                    }
                }
                Err(faults) => {
                    infos.push(describe(found, own.enabled, None));
                    if own.enabled {
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

    /// Adds the scorers and exporters of every loaded plugin to a registry.
    pub fn register(&self, registry: &mut Registry) -> Vec<Diagnostic> {
        self.plugins.iter().flat_map(|plugin| add(plugin, registry)).collect()
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
    for entry in &plugin.description.scorers {
        complaints.extend(registry.add_scorer(Box::new(LuaScorer::new(plugin, entry))).err().map(|complaint| *complaint));
    }
    for entry in &plugin.description.exporters {
        complaints.extend(registry.add_exporter(Box::new(LuaExporter::new(plugin, entry))).err().map(|complaint| *complaint));
    }
    complaints
}

fn describe(found: &Found, enabled: bool, plugin: Option<&Plugin>) -> PluginInfo {
    let description = plugin.map(|plugin| &plugin.description);
    PluginInfo {
        name: found.name.clone(),
        summary: description.map(|description| description.summary.clone()).unwrap_or_default(),
        version: description.and_then(|description| description.version.clone()),
        from: found.from,
        shown: found.shown.clone(),
        enabled,
        options: plugin.map(|plugin| plugin.specs.clone()).unwrap_or_default(),
        capabilities: description.map(|description| description.capabilities.clone()).unwrap_or_default(),
        grants: plugin.map(|plugin| plugin.grants.clone()).unwrap_or_default(),
        scorers: description
            .map(|description| description.scorers.iter().map(|entry| (entry.name.clone(), entry.summary.clone())).collect())
            .unwrap_or_default(),
        exporters: description
            .map(|description| description.exporters.iter().map(|entry| (entry.name.clone(), entry.summary.clone())).collect())
            .unwrap_or_default(),
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
