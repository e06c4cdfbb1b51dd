//! Which plugins the user approved, and as what: one file of the user's own, outside every project.
//!
//! A project that comes from somebody else may bring plugins, and an `agon.toml` that grants them something. Neither
//! counts before its user has said so, and what is said is said of exactly these files and grants.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::failure::Failure;

/// The approvals of one user, by the plugin's folder.
#[derive(Debug, Clone, Default)]
pub struct Store {
    file: Option<PathBuf>,
    approved: BTreeMap<String, String>,
}

impl Store {
    /// The store of whoever runs the program. One that cannot be read approves nothing.
    pub fn of_user() -> Self {
        let file = etcetera::choose_base_strategy().ok().map(|strategy| strategy.data_dir().join("agon/approved.json"));
        let read = file.as_deref().and_then(|file| match std::fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| tracing::warn!(%error, file = %file.display(), "the approvals cannot be read"))
                .ok(),
            Err(_) => None,
        });
        Self { file, approved: read.unwrap_or_default() }
    }

    /// The digest under which the plugin in a folder was approved.
    pub fn approved(&self, folder: &Path) -> Option<String> {
        self.approved.get(&key(folder)?).cloned()
    }

    /// Approves the plugin in a folder as it is now.
    ///
    /// # Errors
    /// The user has no folder for data, or it cannot be written.
    pub fn approve(&mut self, folder: &Path, digest: &str) -> Result<(), Failure> {
        let Some(file) = self.file.clone() else {
            return Err(Failure::refused("there is no folder of yours to note it in").hint("set HOME or XDG_DATA_HOME"));
        };
        let Some(key) = key(folder) else {
            return Err(Failure::refused(format!("{} cannot be found", folder.display())));
        };
        self.approved.insert(key, digest.to_owned());
        let shown = file.display().to_string();
        let io = |error| Failure::io("write", &shown, error);
        let parent = file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent).map_err(io)?;
        // Whole or not at all: what is half written would approve nothing any more.
        let mut text = serde_json::to_vec_pretty(&self.approved).map_err(|error| io(error.into()))?;
        text.push(b'\n');
        let mut written = tempfile::NamedTempFile::new_in(parent).map_err(io)?;
        std::io::Write::write_all(&mut written, &text).map_err(io)?;
        written.persist(&file).map_err(|error| io(error.error)).map(drop)
    }
}

/// The folder itself, whatever way led to it.
fn key(folder: &Path) -> Option<String> {
    folder.canonicalize().ok()?.to_str().map(str::to_owned)
}
