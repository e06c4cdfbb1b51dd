//! What an exporter made, on its way out: to stdout, to a file that appears whole or not at all, to a folder.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use agon_core::extend::{self, OutputFile};

use crate::failure::{Failure, Kind};
use crate::output::Output;

/// Where something is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The result of the command.
    Stdout,
    /// A file or a folder.
    Path(PathBuf),
}

impl Target {
    /// `-` and nothing mean stdout.
    pub fn of(path: Option<&Path>) -> Self {
        match path {
            Some(path) if path.as_os_str() != "-" => Self::Path(path.to_owned()),
            _ => Self::Stdout,
        }
    }
}

/// Writes what was made, and returns the files that were written. In a folder that is there a document gets `name`.
pub fn deliver(made: extend::Output, target: &Target, name: &str, output: &mut Output) -> Result<Vec<PathBuf>, Failure> {
    match (made, target) {
        (extend::Output::Document(bytes), Target::Stdout) => {
            if output.is_terminal() && !is_text(&bytes) {
                return Err(
                    Failure::usage("this document is binary, a terminal cannot show it").hint("write it to a file: -o FILE")
                );
            }
            output.bytes(&bytes);
            Ok(Vec::new())
        }
        (extend::Output::Folder(_), Target::Stdout) => {
            Err(Failure::usage("this format writes a folder of files").hint("say where: -o DIR"))
        }
        (extend::Output::Document(bytes), Target::Path(path)) => {
            let path = if path.is_dir() { path.join(name) } else { path.clone() };
            write_file(&path, &bytes)?;
            Ok(vec![path])
        }
        (extend::Output::Folder(files), Target::Path(folder)) => write_folder(folder, &files),
    }
}

/// Whether a terminal can show it without being steered.
fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')))
}

/// Writes a file so that it appears whole or not at all, durably. Devices and pipes are written to as they are.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::io("write", &path.display().to_string(), error);
    // A link stays a link: what it points to is replaced.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.metadata().is_ok_and(|known| !known.is_file() && !known.is_dir()) {
        return OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(bytes)).map_err(failed);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let message = format!("cannot write {}: there is no folder {}", path.display(), folder.display());
        return Err(Failure::new(Kind::Io, message).hint(format!("make it: mkdir -p {}", folder.display())));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".agon-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the umask leaves of it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(|error| failed(without_path(error)))?;
    if let Ok(known) = path.metadata() {
        file.as_file().set_permissions(known.permissions()).map_err(failed)?;
    }
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| failed(without_path(error)))?;
    file.persist(path).map_err(|error| failed(error.error))?;
    // The name is durable once the folder is; some systems cannot sync one.
    if let Ok(folder) = std::fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The system's error alone: `tempfile` adds the name of a file nobody knows.
fn without_path(error: std::io::Error) -> std::io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), std::io::Error::from_raw_os_error)
}

fn write_folder(folder: &Path, files: &[OutputFile]) -> Result<Vec<PathBuf>, Failure> {
    for file in files {
        if !is_inside(&file.path) {
            return Err(Failure::refused(format!("the format wants to write `{}`, outside the folder", file.path)));
        }
    }
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error| Failure::io("write", &path, error)
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    let root = folder.canonicalize().map_err(failed(folder))?;
    let mut written = Vec::new();
    for file in files {
        let path = folder.join(&file.path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(failed(parent))?;
        // A link among the folders could lead elsewhere, and so could the file if it is one.
        let real = path.canonicalize().or_else(|_| parent.canonicalize()).map_err(failed(parent))?;
        if !real.starts_with(&root) {
            return Err(Failure::refused(format!("{} leads outside {}", path.display(), folder.display())));
        }
        write_file(&path, &file.data)?;
        written.push(path);
    }
    Ok(written)
}

/// Whether a path has only plain parts, at least one.
fn is_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_stay_inside() {
        assert!(is_inside("a.html") && is_inside("img/b.svg"));
        for bad in ["", "..", "../a", "/etc/passwd", "a/../../b", "./a/.."] {
            assert!(!is_inside(bad), "{bad}");
        }
    }

    #[test]
    fn a_file_is_replaced_whole_and_a_link_stays_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.txt");
        write_file(&file, b"one").expect("it is written");
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&file, &link).expect("a link");
            write_file(&link, b"two").expect("it is written");
            assert!(link.symlink_metadata().expect("it is there").is_symlink());
            assert_eq!(std::fs::read(&file).expect("it is there"), b"two");
        }
        assert!(write_file(&folder.path().join("none/b"), b"x").is_err());
        let names: Vec<_> = std::fs::read_dir(folder.path()).expect("it is there").collect();
        assert!(names.len() <= 2, "nothing is left behind: {names:?}");
    }

    #[test]
    fn text_is_what_cannot_steer_a_terminal() {
        assert!(is_text("한일\t\n".as_bytes()));
        assert!(!is_text(b"\x1b[31m") && !is_text(b"PK\x03\x04") && !is_text(b"\xff"));
    }
}
