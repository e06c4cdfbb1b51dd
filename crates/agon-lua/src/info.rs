//! What can be said of a plugin without running it.

use std::path::PathBuf;

use agon_core::extend::OptionSpec;

use crate::discover::{Found, Origin};
use crate::host::Loaded;
use crate::settings::{Capability, PluginSettings};

/// A plugin as lists show it.
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
    /// The folders whose files it may read, with the grant for it.
    pub folders: Vec<PathBuf>,
    /// Whether it runs in a process of its own.
    pub is_apart: bool,
    /// What it brings, kind by kind.
    pub brings: Vec<Brought>,
}

/// One thing that a plugin brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// `scorer`, `exporter`, `importer`, `hook`, `lint` or `command`.
    pub kind: &'static str,
    /// Its name; of a hook, its moment.
    pub name: String,
    /// What it does, in a line; empty for a hook.
    pub summary: String,
}

impl PluginInfo {
    pub(crate) fn of(found: &Found, settings: &PluginSettings, enabled: bool, is_apart: bool, plugin: Option<&Loaded>) -> Self {
        let mut brings = Vec::new();
        let mut bring = |kind: &'static str, name: &str, summary: &str| {
            brings.push(Brought { kind, name: name.to_owned(), summary: summary.to_owned() });
        };
        let parts = plugin.map(|plugin| match plugin {
            Loaded::Here(plugin) => (&plugin.description, &plugin.specs, &plugin.grants),
            Loaded::Apart(plugin) => (&plugin.description, &plugin.specs, &plugin.grants),
        });
        let description = parts.map(|(description, ..)| description);
        if let Some(all) = description {
            all.scorers.iter().for_each(|one| bring("scorer", &one.name, &one.summary));
            all.exporters.iter().for_each(|one| bring("exporter", &one.name, &one.summary));
            all.importers.iter().for_each(|one| bring("importer", &one.name, &one.summary));
            all.lints.iter().for_each(|one| bring("lint", &one.name, &one.summary));
            all.commands.iter().for_each(|one| bring("command", &one.name, &one.summary));
            all.hooks.iter().for_each(|one| bring("hook", one.moment.word(), ""));
        }
        Self {
            name: found.name.clone(),
            summary: description.map(|description| description.summary.clone()).unwrap_or_default(),
            version: description.and_then(|description| description.version.clone()),
            from: found.from,
            shown: found.shown.clone(),
            enabled,
            options: parts.map(|(_, specs, _)| specs.clone()).unwrap_or_default(),
            capabilities: description.map(|description| description.capabilities.clone()).unwrap_or_default(),
            grants: parts.map(|(.., grants)| grants.clone()).unwrap_or_default(),
            folders: settings.folders.clone(),
            is_apart,
            brings,
        }
    }
}
