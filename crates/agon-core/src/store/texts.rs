//! The texts of sources, where a team may keep them: files named by the SHA-256 of their bytes.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::model::sha256_hex;

/// Stores a text and returns its hash. Storing it again changes nothing.
///
/// # Errors
/// The disk; then no file of that name was made.
pub(crate) fn store(folder: &Path, text: &[u8]) -> std::io::Result<String> {
    let hash = sha256_hex(text);
    let path = path(folder, &hash);
    if path.exists() {
        return Ok(hash);
    }
    std::fs::create_dir_all(folder)?;
    let unfinished = path.with_extension("unfinished");
    let mut file = File::create(&unfinished)?;
    file.write_all(text)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, &path)?;
    File::open(folder)?.sync_all()?;
    Ok(hash)
}

/// The text with this hash; an error if its bytes have another hash now.
///
/// # Errors
/// There is none, it is damaged (`InvalidData`), or the disk fails.
pub(crate) fn load(folder: &Path, hash: &str) -> std::io::Result<Vec<u8>> {
    let bytes = std::fs::read(path(folder, hash))?;
    if sha256_hex(&bytes) == hash {
        Ok(bytes)
    } else {
        Err(std::io::Error::new(std::io::ErrorKind::InvalidData, format!("the stored text {hash} is damaged")))
    }
}

fn path(folder: &Path, hash: &str) -> PathBuf {
    folder.join(hash)
}
