//! The files of one plugin: a folder on the disk, or texts that are part of the program.

use std::path::{Component, Path, PathBuf};

/// The longest source file that is loaded.
const MAX_SOURCE: u64 = 1 << 20;

/// Where a plugin's files are.
#[derive(Debug, Clone)]
pub enum PluginFiles {
    /// A folder with `init.lua` in it.
    Folder(PathBuf),
    /// Pairs of path and text, compiled into the program.
    Memory(&'static [(&'static str, &'static str)]),
}

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
            Self::Folder(folder) => folder.join(path).is_file(),
        }
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
