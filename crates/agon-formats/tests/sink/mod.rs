//! A sink that takes everything as it comes, without the rules of the model.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::PathBuf;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, ImportInput, ImportSink, Importer, Options, Output, Registry};
use agon_core::model::{Link, Map, MapInfo, Node, Placement, Source};

#[derive(Default)]
pub struct Collect {
    pub info: Option<MapInfo>,
    pub placed: Vec<(Placement, Node)>,
    pub links: Vec<Link>,
    pub sources: Vec<Source>,
    pub complaints: Vec<Diagnostic>,
}

impl ImportSink for Collect {
    fn fresh_id(&mut self) -> [u8; 16] {
        [0; 16]
    }

    fn map(&mut self, map: MapInfo) -> Result<(), ExtendError> {
        self.info = Some(map);
        Ok(())
    }

    fn source(&mut self, source: Source) -> Result<(), ExtendError> {
        self.sources.push(source);
        Ok(())
    }

    fn node(&mut self, node: Node, placement: Placement) -> Result<(), ExtendError> {
        self.placed.push((placement, node));
        Ok(())
    }

    fn link(&mut self, link: Link) -> Result<(), ExtendError> {
        self.links.push(link);
        Ok(())
    }

    fn complain(&mut self, complaint: Diagnostic) {
        self.complaints.push(complaint);
    }
}

/// Reads JSON as `map.json`.
pub fn read(mut input: impl BufRead) -> Collect {
    let mut sink = Collect::default();
    let options = Options::default();
    let about = ImportInput { path: "map.json", fallback_name: "map", options: &options };
    agon_formats::json::Json::new().import(&mut input, &about, &mut sink).expect("memory can be read");
    sink
}

/// The map that JSON holds.
pub fn map_of(input: &[u8]) -> Map {
    let read = read(input);
    assert_eq!(read.complaints, [], "nothing is wrong with it");
    let sources: BTreeMap<_, _> = read.sources.into_iter().map(|source| (source.key.clone(), source)).collect();
    Map::assemble(read.info.expect("a map came"), 0, read.placed, read.links, sources).expect("the parts make a map")
}

/// All built-in formats.
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    agon_formats::register(&mut registry).expect("no name is taken");
    registry
}

/// What an exporter writes.
pub fn export(map: &Map, format: &str, options: &[(&str, &str)]) -> String {
    let registry = registry();
    let exporter = registry.exporter(format).expect("it is built in");
    let given = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let options = Options::check(exporter.options(), given).expect("the options are declared");
    match exporter.export(map, &options, &registry).expect("the map can be written").output {
        Output::Document(bytes) => String::from_utf8(bytes).expect("it is text"),
        Output::Folder(_) => panic!("{format} writes one document"),
    }
}

/// A folder of shared test data, if this checkout has it; else says what is skipped.
pub fn data(folder: &str) -> Option<PathBuf> {
    let mut at = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    while at.pop() {
        let found = at.join("shared/data").join(folder);
        if found.is_dir() {
            return Some(found);
        }
    }
    eprintln!("skipped: there is no folder shared/data/{folder} beside the project");
    None
}
