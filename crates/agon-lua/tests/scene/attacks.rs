//! The scripts of attackers: our own, and those of the shared data where they are beside the checkout.

use std::path::{Path, PathBuf};

/// Name and text of every script in a folder.
pub fn scripts(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut scripts: Vec<(String, String)> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "lua"))
        .map(|path| {
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("x").to_owned();
            (name, String::from_utf8_lossy(&std::fs::read(&path).expect("a script")).into_owned())
        })
        .collect();
    scripts.sort();
    scripts
}

pub fn own() -> Vec<(String, String)> {
    scripts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile"))
}

/// The scripts of the shared data, where they are beside the checkout.
pub fn shared() -> Vec<(String, String)> {
    let mut place: PathBuf = env!("CARGO_MANIFEST_DIR").into();
    while place.pop() {
        let data = place.join("shared/data/hostile");
        if data.is_dir() {
            return ["lua", "lua-limits"].iter().flat_map(|folder| scripts(&data.join(folder))).collect();
        }
    }
    println!("shared/data/hostile is not here: its scripts are left out");
    Vec::new()
}
