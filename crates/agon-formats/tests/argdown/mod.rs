//! What the tests of Argdown share.
#![allow(dead_code)]

use std::path::{Path, PathBuf};

use agon_core::extend::{Document, ImportInput, Options};
use agon_core::model::{IdMaker, Map, SeededEntropy, Timestamp};
use agon_formats::argdown::read;

/// Reads a text into a document.
pub fn document(text: &str, name: &str) -> Document {
    document_seeded(text, name, 1)
}

pub fn document_seeded(text: &str, name: &str, seed: u64) -> Document {
    let ids = IdMaker::new(Box::new(SeededEntropy::new(seed)));
    let mut document = Document::new(ids, Timestamp::from_millis(1_500_000_000_000));
    let options = Options::default();
    let path = format!("{name}.argdown");
    let about = ImportInput { path: &path, fallback_name: name, options: &options };
    read(text, &about, &mut document).expect("a document takes everything");
    document
}

/// Reads a text that is sound.
pub fn read_map(text: &str, name: &str) -> Map {
    match document(text, name).into_map() {
        Ok((map, _)) => map,
        Err(complaints) => panic!("{name} is refused: {complaints:#?}"),
    }
}

/// The maps of the corpus, by name.
pub fn corpus() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/japan-south-korea");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the corpus is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "argdown"))
        .collect();
    files.sort();
    assert!(files.len() >= 6);
    files
        .into_iter()
        .map(|path| {
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("it is UTF-8"))
        })
        .collect()
}
