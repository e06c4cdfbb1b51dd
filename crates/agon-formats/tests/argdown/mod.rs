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

/// A map in a form in which two maps can be compared, with or without their ids. Placements count by rank; links
/// without ids are a bag.
pub fn shape(map: &Map, ids: bool) -> Vec<String> {
    use serde_json::{Value, json, to_value};
    let mut info = to_value(map.info()).expect("it is JSON");
    let mut lines = Vec::new();
    if !ids {
        info["id"] = Value::Null;
    }
    lines.push(format!("map {info}"));
    for (index, node) in map.nodes().iter().enumerate() {
        let placement = &map.placements()[index];
        let mut record = to_value(node).expect("it is JSON");
        if !ids {
            record["id"] = Value::Null;
        }
        lines.push(format!("node {index} {record} {:?} {:?}", placement.section, placement.side));
    }
    let mut signatures: Vec<Option<String>> = vec![None; map.links().len()];
    let mut left: Vec<_> = map.link_indices().collect();
    while !left.is_empty() {
        let before = left.len();
        left.retain(|link| {
            let record = map.link(*link);
            let target = match map.target_link(*link) {
                Some(upper) => match &signatures[upper.at()] {
                    Some(signature) => signature.clone(),
                    None => return true,
                },
                None => format!("{:?}", map.target_node(*link)),
            };
            let mut value = to_value(record).expect("it is JSON");
            for key in ["premises", "target", "map"] {
                value[key] = json!(null);
            }
            if !ids {
                value["id"] = json!(null);
            }
            signatures[link.at()] = Some(format!("link {:?} {value} -> ({target})", map.premises(*link)));
            false
        });
        assert!(left.len() < before, "links in a circle");
    }
    let mut signatures: Vec<String> = signatures.into_iter().flatten().collect();
    if !ids {
        signatures.sort();
    }
    lines.extend(signatures);
    lines
}

/// Checks that two maps are equal and shows the first difference.
pub fn assert_same(one: &Map, other: &Map, ids: bool, text: &str) {
    let (one, other) = (shape(one, ids), shape(other, ids));
    for (left, right) in one.iter().zip(&other) {
        assert_eq!(left, right, "in:\n{text}");
    }
    assert_eq!(one.len(), other.len(), "in:\n{text}");
}
