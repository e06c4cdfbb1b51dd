//! Word documents for tests: made, read, taken apart.
#![allow(dead_code)]

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write as _};

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Document, Exporter, ImportInput, Importer, Options, Output, Registry};
use agon_core::model::{IdMaker, Map, SeededEntropy, Timestamp};
use agon_formats::docx::{Docx, DocxWriter};

pub const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A zip package of these parts.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory takes it");
        writer.write_all(text.as_bytes()).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

/// A document of this body, with the styles given.
pub fn docx(body: &str, styles: &str) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"{WORD}\"><w:body>{body}</w:body></w:document>");
    let styles = format!("<w:styles xmlns:w=\"{WORD}\">{styles}</w:styles>");
    package(&[("word/document.xml", &document), ("word/styles.xml", &styles)])
}

/// A paragraph in a style, its runs given.
pub fn p(style: &str, runs: &str) -> String {
    let style = if style.is_empty() { String::new() } else { format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>") };
    format!("<w:p>{style}{runs}</w:p>")
}

/// A run with properties.
pub fn r(properties: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// What a sink collects of a file.
pub fn collect(bytes: &[u8]) -> Document {
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(9))), Timestamp::from_millis(1_600_000_000_000));
    let options = Options::default();
    let about = ImportInput { path: "case.docx", fallback_name: "case", options: &options };
    Docx.import(&mut { bytes }, &about, &mut document).expect("memory can be read");
    document
}

/// The map of a file and the warnings, or the complaints.
pub fn read(bytes: &[u8]) -> Result<(Map, Vec<Diagnostic>), Vec<Diagnostic>> {
    collect(bytes).into_map()
}

/// The map of a file that is sound.
pub fn map_of(bytes: &[u8]) -> Map {
    read(bytes).unwrap_or_else(|complaints| panic!("{complaints:#?}")).0
}

/// What is written of a map.
pub fn write(map: &Map, options: &[(&str, &str)]) -> Vec<u8> {
    let writer = DocxWriter::new();
    let given = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let options = Options::check(writer.options(), given).expect("the options are declared");
    match writer.export(map, &options, &Registry::new()).expect("the map can be written").output {
        Output::Document(bytes) => bytes,
        Output::Folder(_) => panic!("it writes one document"),
    }
}

/// The names of a package's parts, in order.
pub fn names(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("it is a package");
    (0..archive.len()).map(|at| archive.by_index(at).expect("it is there").name().expect("it is UTF-8").to_string()).collect()
}

/// The text of a part.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("it is a package");
    let mut text = String::new();
    archive.by_name(name).expect("it is there").read_to_string(&mut text).expect("it is text");
    text
}

/// A map as lines that tell everything but ids.
pub fn shape(map: &Map) -> String {
    let mut out = format!("{} | {} | {:?}\n", map.info().name, map.info().title, map.info().attributes);
    for section in &map.info().sections {
        writeln!(out, "{} {}", "#".repeat(usize::from(section.level)), section.title).expect("memory takes it");
    }
    for (at, (node, placement)) in map.nodes().iter().zip(map.placements()).enumerate() {
        writeln!(
            out,
            "{at} {} {:?} §{:?} {:?} {:?} {:?}\n    {:?}",
            node.kind, node.name, placement.section, node.text, node.tags, node.attributes, node.citation
        )
        .expect("memory takes it");
    }
    for index in map.link_indices() {
        let link = map.link(index);
        let premises: Vec<usize> = map.premises(index).iter().map(|node| node.at()).collect();
        let target = map.target_node(index).map(|node| node.at());
        writeln!(out, "{premises:?} {} {target:?} {:?} {:?}", link.relation, link.marks, link.attributes)
            .expect("memory takes it");
    }
    for source in map.sources().values() {
        writeln!(out, "{} {:?}", source.key, source.csl).expect("memory takes it");
    }
    out
}
