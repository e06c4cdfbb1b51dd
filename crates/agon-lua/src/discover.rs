//! Where plugins are found: folders `NAME/init.lua` in search roots, and plugins compiled into the program.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use agon_core::diagnostic::Diagnostic;

use crate::files::PluginFiles;

/// Where a plugin comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Comes with the program.
    Shipped,
    /// The folder `plugins/` of the project.
    Project,
    /// The database's own folder.
    Database,
    /// The user's configuration folder.
    User,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Shipped => "shipped",
            Self::Project => "project",
            Self::Database => "database",
            Self::User => "user",
        })
    }
}

/// A place to look for plugins.
#[derive(Debug, Clone)]
pub enum SearchRoot {
    /// A folder of plugin folders; one that is not there holds none.
    Folder {
        /// Whose it is.
        origin: Origin,
        /// The folder.
        path: PathBuf,
        /// How it is shown in errors: `plugins`.
        shown: String,
    },
    /// Plugins compiled into the program: name and files.
    Memory(&'static [(&'static str, &'static [(&'static str, &'static str)])]),
}

/// A plugin that was found and not yet loaded.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its folder's name.
    pub name: String,
    /// Whose it is.
    pub from: Origin,
    /// The folder as it is shown in errors: `plugins/cite-sources`.
    pub shown: String,
    /// Its files.
    pub files: PluginFiles,
}

/// Whether two places hold the same `init.lua`, byte for byte, and neither has modules of its own beside it.
fn is_copy(old: &Found, new: &Found) -> bool {
    let init = |found: &Found| found.files.read("init.lua").ok();
    let is_alone = |found: &Found| match &found.files {
        PluginFiles::Held(files) => files.keys().all(|path| matches!(path.as_str(), "init.lua" | "init_spec.lua")),
        PluginFiles::Memory(files) => files.iter().all(|(path, _)| matches!(*path, "init.lua" | "init_spec.lua")),
        PluginFiles::Folder(folder) => std::fs::read_dir(folder).is_ok_and(|entries| {
            entries.flatten().all(|entry| matches!(entry.file_name().to_str(), Some("init.lua" | "init_spec.lua")))
        }),
    };
    init(old).is_some_and(|old_text| Some(old_text) == init(new)) && is_alone(old) && is_alone(new)
}

/// Every plugin in the roots, by name. A folder without `init.lua` is no plugin; one name in two places is an error.
pub fn discover(roots: &[SearchRoot]) -> (Vec<Found>, Vec<Diagnostic>) {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let mut complaints = Vec::new();
    let mut claim = |new: Found, complaints: &mut Vec<Diagnostic>| match found.get(&new.name) {
        Some(old) if old.shown == new.shown && old.from == new.from => {}
        // A copy of what is there already, as in Agon's own checkout, is the same plugin.
        Some(old) if is_copy(old, &new) => {}
        Some(old) => {
            let message = format!(
                "the plugin name `{}` is claimed by {} ({}) and by {} ({})",
                new.name, old.shown, old.from, new.shown, new.from
            );
            complaints.push(Diagnostic::error("plugin/name-taken", message).hint("rename one of the two folders"));
        }
        None => {
            found.insert(new.name.clone(), new);
        }
    };
    for root in roots {
        match root {
            SearchRoot::Memory(plugins) => {
                for (name, files) in *plugins {
                    let shown = format!("plugins/{name}");
                    let files = PluginFiles::Memory(files);
                    claim(Found { name: (*name).to_owned(), from: Origin::Shipped, shown, files }, &mut complaints);
                }
            }
            SearchRoot::Folder { origin, path, shown } => {
                let entries = match std::fs::read_dir(path) {
                    Ok(entries) => entries,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(error) => {
                        let message = format!("cannot look for plugins in {shown}: {error}");
                        complaints.push(Diagnostic::error("plugin/folder", message));
                        continue;
                    }
                };
                let mut folders: Vec<PathBuf> =
                    entries.flatten().map(|entry| entry.path()).filter(|folder| folder.join("init.lua").is_file()).collect();
                folders.sort();
                for folder in folders {
                    let Some(name) = folder.file_name().and_then(|name| name.to_str()).map(str::to_owned) else { continue };
                    let shown = format!("{}/{name}", shown.trim_end_matches('/'));
                    claim(Found { name, from: *origin, shown, files: PluginFiles::Folder(folder) }, &mut complaints);
                }
            }
        }
    }
    (found.into_values().collect(), complaints)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &[(&str, &[(&str, &str)])] = &[("weigh", &[("init.lua", "return {}"), ("init_spec.lua", "")])];

    #[test]
    fn a_copy_of_a_shipped_plugin_is_the_same_plugin_and_a_changed_one_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let plugin = folder.path().join("weigh");
        std::fs::create_dir(&plugin).expect("writable");
        let roots = || {
            let on_disk = SearchRoot::Folder { origin: Origin::Project, path: folder.path().to_owned(), shown: "plugins".into() };
            [SearchRoot::Memory(SHIPPED), on_disk]
        };
        std::fs::write(plugin.join("init.lua"), "return {}").expect("writable");
        let (found, complaints) = discover(&roots());
        assert_eq!((found.len(), complaints.len()), (1, 0));
        std::fs::write(plugin.join("init.lua"), "return { }").expect("writable");
        let (found, complaints) = discover(&roots());
        assert_eq!((found.len(), complaints.len()), (1, 1));
        assert_eq!(complaints[0].code, "plugin/name-taken");
    }
}
