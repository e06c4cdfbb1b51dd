//! The files of one plugin: a folder on the disk, or texts that are part of the program.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

/// The longest source file that is loaded.
const MAX_SOURCE: u64 = 1 << 20;

/// Where a plugin's files are.
#[derive(Debug, Clone)]
pub enum PluginFiles {
    /// A folder with `init.lua` in it.
    Folder(PathBuf),
    /// Pairs of path and text, compiled into the program.
    Memory(&'static [(&'static str, &'static str)]),
    /// Paths and bytes that were handed over.
    Held(Rc<BTreeMap<String, Vec<u8>>>),
}

/// The most files that a plugin may have, and the bytes in them.
const MAX_FILES: usize = 1_000;
const MAX_BYTES: usize = 16 << 20;

/// Why a file cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The path leaves the folder, or is no relative path of plain parts.
    #[error("`{0}` is outside the plugin's folder")]
    Outside(String),
    /// There is no such file.
    #[error("there is no `{0}`")]
    Missing(String),
    /// Larger than a source file may be.
    #[error("`{0}` is larger than 1 MiB")]
    TooLarge(String),
    /// More files, or more in them, than a plugin may have.
    #[error("it has more than {MAX_FILES} files, or more than 16 MiB in them")]
    TooMuch,
    /// The system refused.
    #[error("cannot read `{path}`: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl PluginFiles {
    /// The bytes of a file, by its path within the plugin: `/` between parts, no `..`, no link that leads outside.
    ///
    /// # Errors
    /// The path leads outside, or the file is missing, too large or unreadable.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        if !is_plain(path) {
            return Err(FileError::Outside(path.to_owned()));
        }
        match self {
            Self::Memory(files) => files
                .iter()
                .find(|(name, _)| *name == path)
                .map(|(_, text)| text.as_bytes().to_vec())
                .ok_or_else(|| FileError::Missing(path.to_owned())),
            Self::Held(files) => files.get(path).cloned().ok_or_else(|| FileError::Missing(path.to_owned())),
            Self::Folder(folder) => {
                let io = |source: std::io::Error| match source.kind() {
                    std::io::ErrorKind::NotFound => FileError::Missing(path.to_owned()),
                    _ => FileError::Io { path: path.to_owned(), source },
                };
                let folder = folder.canonicalize().map_err(io)?;
                let file = folder.join(path).canonicalize().map_err(io)?;
                if !file.starts_with(&folder) {
                    return Err(FileError::Outside(path.to_owned()));
                }
                let about = std::fs::metadata(&file).map_err(io)?;
                if !about.is_file() {
                    return Err(FileError::Missing(path.to_owned()));
                }
                if about.len() > MAX_SOURCE {
                    return Err(FileError::TooLarge(path.to_owned()));
                }
                std::fs::read(&file).map_err(io)
            }
        }
    }

    /// Whether a file is there.
    pub fn has(&self, path: &str) -> bool {
        match self {
            Self::Memory(files) => files.iter().any(|(name, _)| *name == path),
            Self::Held(files) => files.contains_key(path),
            Self::Folder(folder) => folder.join(path).is_file(),
        }
    }

    /// Every file of Lua, by path: what `require` can reach.
    ///
    /// # Errors
    /// A folder or file cannot be read, or there is too much.
    pub fn collect(&self) -> Result<BTreeMap<String, Vec<u8>>, FileError> {
        let root = match self {
            Self::Memory(files) => {
                return Ok(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect());
            }
            Self::Held(files) => return Ok(files.as_ref().clone()),
            Self::Folder(root) => root,
        };
        let (mut found, mut bytes) = (BTreeMap::new(), 0);
        let mut open = vec![String::new()];
        while let Some(within) = open.pop() {
            let folder = root.join(&within);
            let io = |source| FileError::Io { path: within.clone(), source };
            for entry in std::fs::read_dir(&folder).map_err(io)? {
                let entry = entry.map_err(io)?;
                let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
                let path = if within.is_empty() { name } else { format!("{within}/{name}") };
                let kind = entry.file_type().map_err(io)?;
                if kind.is_dir() {
                    open.push(path);
                } else if path.ends_with(".lua") {
                    // A link is followed as `require` follows it, if it stays inside.
                    let text = match self.read(&path) {
                        Err(FileError::Outside(_)) => continue,
                        other => other?,
                    };
                    bytes += text.len();
                    if found.len() >= MAX_FILES || bytes > MAX_BYTES {
                        return Err(FileError::TooMuch);
                    }
                    found.insert(path, text);
                }
                if open.len() > MAX_FILES {
                    return Err(FileError::TooMuch);
                }
            }
        }
        Ok(found)
    }
}

/// Whether a path is relative, made of plain parts only, with `/` between them, on every system.
pub(crate) fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':'])
        && !path.chars().any(char::is_control)
        && !path.ends_with('/')
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_folder_is_not_plain() {
        for good in ["init.lua", "a/b.lua", "ä.lua"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["", "/a", "../a", "a/../b", "a//b", "./a", "a\\b", "C:a", "a/", "a\0b", "a\nb"] {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_outside_is_refused() {
        let place = tempfile::tempdir().expect("a folder");
        let inside = place.path().join("p");
        std::fs::create_dir(&inside).expect("a folder");
        std::fs::write(place.path().join("secret.lua"), "return 1").expect("a file");
        std::os::unix::fs::symlink("../secret.lua", inside.join("x.lua")).expect("a link");
        let files = PluginFiles::Folder(inside);
        assert!(matches!(files.read("x.lua"), Err(FileError::Outside(_))));
        assert!(matches!(files.read("y.lua"), Err(FileError::Missing(_))));
    }
}
