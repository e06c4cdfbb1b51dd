//! `plugin new`: a plugin and its spec that pass `check` and `test` as they are written.

use std::path::{Path, PathBuf};

use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::model::Name;

/// What a new plugin is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scaffold {
    /// A scorer, asked for each node.
    Scorer,
    /// A scorer, asked once for the whole map.
    MapScorer,
    /// An exporter of text.
    Exporter,
    /// An exporter of a folder.
    FolderExporter,
    /// An importer.
    Importer,
    /// A hook before commits.
    Hook,
    /// A lint.
    Lint,
    /// A command.
    Command,
}

/// A beginning and its spec.
macro_rules! texts {
    ($name:literal) => {
        (include_str!(concat!("scaffold/", $name, ".lua")), include_str!(concat!("scaffold/", $name, "_spec.lua")))
    };
}

impl Scaffold {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Scorer,
        Self::MapScorer,
        Self::Exporter,
        Self::FolderExporter,
        Self::Importer,
        Self::Hook,
        Self::Lint,
        Self::Command,
    ];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scorer => "scorer",
            Self::MapScorer => "map-scorer",
            Self::Exporter => "exporter",
            Self::FolderExporter => "folder-exporter",
            Self::Importer => "importer",
            Self::Hook => "hook",
            Self::Lint => "lint",
            Self::Command => "command",
        }
    }

    /// The kind with this word, or the complaint that there is none.
    ///
    /// # Errors
    /// The word names no kind of plugin that can be made.
    pub fn from_word(word: &str) -> Result<Self, Box<Diagnostic>> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
            let complaint = Diagnostic::error("plugin/kind", format!("there is no kind of plugin `{word}`"));
            Box::new(match nearest(word, Self::ALL.map(Self::word)) {
                Some(near) => complaint.hint(format!("did you mean `{near}`?")),
                None => complaint.hint(format!("kinds are {}", Self::ALL.map(Self::word).join(", "))),
            })
        })
    }

    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Scorer => texts!("scorer"),
            Self::MapScorer => texts!("map-scorer"),
            Self::Exporter => texts!("exporter"),
            Self::FolderExporter => texts!("folder-exporter"),
            Self::Importer => texts!("importer"),
            Self::Hook => texts!("hook"),
            Self::Lint => texts!("lint"),
            Self::Command => texts!("command"),
        }
    }
}

/// Writes `init.lua` and `init_spec.lua` into a new folder `NAME` of `plugins`, and returns their paths.
///
/// # Errors
/// The name is no plugin's name, the folder is there already, or it cannot be written.
pub fn scaffold(kind: Scaffold, name: &str, plugins: &Path) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    if !is_plugin_name(name) {
        let complaint = Diagnostic::error("plugin/name", format!("`{name}` cannot be a plugin's name"));
        let slug = Name::slug(name).map(|slug| slug.to_string()).filter(|slug| is_plugin_name(slug));
        return Err(Box::new(match slug {
            Some(slug) => complaint.hint(format!("try `{slug}`")),
            None => complaint.hint("small letters, digits and `-`, beginning with a letter"),
        }));
    }
    let folder = plugins.join(name);
    let refuse = |error: std::io::Error| {
        let complaint = Diagnostic::error("plugin/write", format!("cannot write {}: {error}", folder.display()));
        Box::new(if error.kind() == std::io::ErrorKind::AlreadyExists {
            complaint.hint("choose another name")
        } else {
            complaint
        })
    };
    std::fs::create_dir_all(plugins).map_err(refuse)?;
    std::fs::create_dir(&folder).map_err(refuse)?;
    let (init, spec) = kind.texts();
    let mut written = Vec::new();
    for (file, text) in [("init.lua", init), (crate::spec::SPEC, spec)] {
        let path = folder.join(file);
        std::fs::write(&path, text.replace("NAME", name)).map_err(refuse)?;
        written.push(path);
    }
    Ok(written)
}

fn is_plugin_name(name: &str) -> bool {
    name.len() <= 60
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
