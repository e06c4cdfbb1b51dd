//! What the user says of a plugin in `agon.toml`, as plain data.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

/// What a plugin may be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// `agon.read_file`.
    ReadFiles,
    /// `agon.clock`.
    Clock,
    /// `agon.random`.
    Random,
}

impl Capability {
    /// Every capability, in the order of the documentation.
    pub const ALL: [Self; 3] = [Self::ReadFiles, Self::Clock, Self::Random];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ReadFiles => "read_files",
            Self::Clock => "clock",
            Self::Random => "random",
        }
    }

    /// The capability with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// What the user says of one plugin.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PluginSettings {
    /// Whether it is on, where the user says.
    pub enabled: Option<bool>,
    /// Values for its options.
    pub options: BTreeMap<String, Value>,
    /// What it is granted, by word: `clock`.
    pub allow: Vec<String>,
    /// The folders from which `agon.read_file` may read.
    pub folders: Vec<PathBuf>,
    /// Whether it runs in a process of its own, where the user says.
    pub isolate: Option<bool>,
}

/// What the user says of plugins, by name. One that is not named is on, with its defaults and no grant.
pub type Settings = BTreeMap<String, PluginSettings>;
