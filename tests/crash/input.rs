//! Files to import: maps that are the same but for their names and ids, so that many are made in no time.

use std::path::{Path, PathBuf};

use agon_core::model::MapBuilder;

/// Nodes of an imported map; each but the first supports the one before it.
pub const NODES: u64 = 2000;

/// Nodes of a map of which much is written before the end.
pub const MANY: u64 = 5000;

/// What stands for the name of a map, and for the first digits of its ids, which are made in one millisecond.
const NAME: &str = "NAME";
const TIME: &str = "00e8d4a5-";

/// The two patterns of files.
pub struct Patterns {
    short: String,
    long: String,
}

impl Patterns {
    pub fn new() -> Self {
        Self { short: pattern(NODES), long: pattern(MANY) }
    }

    /// Writes a new map of so many nodes.
    pub fn write(&self, nodes: u64, number: u64, folder: &Path) -> PathBuf {
        let pattern = if nodes == NODES { &self.short } else { &self.long };
        let name = format!("i{number}");
        let text = pattern.replace(NAME, &name).replace(TIME, &format!("{number:08x}-"));
        let path = folder.join(format!("{name}.json"));
        std::fs::write(&path, text).expect("the disk works");
        path
    }
}

fn pattern(nodes: u64) -> String {
    let mut builder = MapBuilder::seeded(NAME, nodes);
    for index in 0..nodes {
        builder = builder.claim(&format!("{NAME}-{index}"), &format!("Claim {index} of map {NAME}."));
    }
    for index in 1..nodes {
        builder = builder.supports(&format!("{NAME}-{index}"), &format!("{NAME}-{}", index - 1));
    }
    let mut text = Vec::new();
    agon_formats::json::write(&builder.build(), true, &mut text).expect("memory can be written");
    let text = String::from_utf8(text).expect("JSON is UTF-8");
    assert!(text.matches(TIME).count() as u64 >= 3 * nodes, "the ids of a pattern begin alike");
    text
}
