//! Mends debate files: the styles of the contract put back, junk styles mapped to them and dropped, runs merged.
//!
//! Word processors other than Word drop the aliases of styles, and files that went through many hands gather thousands
//! of styles. Both break the macros of debaters' templates. Text, marks, colours, sizes, outline, pictures, tables and
//! notes stay.

mod markup;
mod order;

use std::collections::{BTreeMap, HashSet};

use agon_core::diagnostic::Diagnostic;
use serde::Serialize;

use super::package::{Package, Refusal, Relation, refusal};
use super::styles::Styles;
use super::write::{verbatim_styles, zip};
use super::xml::{self, Word};
use crate::escape;

/// What was done to a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Repaired {
    /// How many styles it had.
    pub styles_before: usize,
    /// How many it has.
    pub styles_after: usize,
    /// How many paragraphs got another style, or lost one that means nothing.
    pub paragraphs_restyled: usize,
    /// How many runs got another style, or its properties in place of it.
    pub runs_restyled: usize,
    /// How many runs it had.
    pub runs_before: usize,
    /// How many it has.
    pub runs_after: usize,
    /// Properties that carry no meaning: spelling, revision marks of formatting, effects.
    pub properties_dropped: usize,
    /// The parts of the package that were left out.
    pub parts_dropped: Vec<String>,
    /// What was odd about the package.
    pub warnings: Vec<Diagnostic>,
}

/// The kinds of parts that are kept, by the last word of the relationship's type.
const KEPT: [&str; 10] =
    ["image", "hyperlink", "footnotes", "endnotes", "comments", "numbering", "header", "footer", "chart", "core-properties"];
/// Those that hold paragraphs.
const WITH_WORDS: [&str; 5] = ["footnotes", "endnotes", "comments", "header", "footer"];

/// The mended file, and what was done.
///
/// # Errors
/// It is no document that can be read; the complaint tells why.
///
/// ```
/// assert!(agon_formats::docx::repair(b"no document").is_err());
/// ```
pub fn repair(bytes: &[u8]) -> Result<(Vec<u8>, Repaired), Box<Diagnostic>> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?;
    let relations = package.relations(&main)?;
    let styles_part = relations.iter().find(|one| one.is("styles") && !one.external).map(|one| one.target.clone());
    let styles_part = styles_part.unwrap_or_else(|| "word/styles.xml".into());
    let styles = package.part(&styles_part, |input| Styles::read(input, &styles_part))?.unwrap_or_default();
    let mut done =
        Repaired { styles_before: styles.count, warnings: std::mem::take(&mut package.warnings), ..Repaired::default() };
    let new_styles = verbatim_styles();
    done.styles_after = new_styles.matches("<w:style ").count();

    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut links: BTreeMap<String, Vec<Relation>> = BTreeMap::new();
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    let mut waiting = vec![(main.clone(), relations, true)];
    kinds.insert(main.clone(), "document".into());
    while let Some((name, relations, has_words)) = waiting.pop() {
        let Some(data) = package.bytes(&name)? else { continue };
        let data = if has_words { markup::mended(&data, &name, &styles, &mut done)?.into_bytes() } else { data };
        let text = String::from_utf8_lossy(&data);
        let mut kept: Vec<Relation> = Vec::new();
        for relation in relations {
            let is_used = WITH_WORDS.iter().chain(&["numbering"]).any(|kind| relation.is(kind))
                || text.contains(&format!("\"{}\"", relation.id));
            if !is_used || !KEPT.iter().any(|kind| relation.is(kind)) {
                continue;
            }
            if relation.external {
                kept.push(relation);
                continue;
            }
            if kinds.contains_key(&relation.target) {
                kept.push(relation);
                continue;
            }
            let Some(real) = package.has(&relation.target).then(|| relation.target.clone()) else { continue };
            let kind = relation.kind.rsplit('/').next().unwrap_or_default().to_owned();
            let next = package.relations(&real)?;
            waiting.push((real.clone(), next, WITH_WORDS.contains(&kind.as_str())));
            kinds.insert(real, kind);
            kept.push(relation);
        }
        links.insert(name.clone(), kept);
        parts.insert(name, data);
    }
    if !parts.contains_key(&main) {
        return Err(refusal(
            "docx/no-document",
            "the part with its text cannot be found",
            "open it in a word processor and save it anew",
        ));
    }
    if let Some(core) = package.bytes("docProps/core.xml")? {
        parts.insert("docProps/core.xml".into(), core);
    }
    let types = content_types(&mut package, &parts, &main)?;
    let bytes = pack(&main, parts, &links, &types, &new_styles, &package, &mut done)?;
    Ok((bytes, done))
}

/// Which type each kept part has: those of the original for parts that stand in it.
fn content_types(package: &mut Package<'_>, parts: &BTreeMap<String, Vec<u8>>, main: &str) -> Result<String, Refusal> {
    let name = "[Content_Types].xml";
    let (mut defaults, mut overrides) = (BTreeMap::new(), BTreeMap::new());
    package.part(name, |input| {
        xml::walk(input, name, |event| {
            if let Word::Open { name, element, .. } = event {
                let get = |key| xml::attribute(element, key).unwrap_or_default();
                match name {
                    "Default" => {
                        defaults.insert(get("Extension").to_ascii_lowercase(), get("ContentType"));
                    }
                    "Override" => {
                        overrides.insert(get("PartName").trim_start_matches('/').to_ascii_lowercase(), get("ContentType"));
                    }
                    _ => {}
                }
            }
            Ok(())
        })
    })?;
    defaults.insert("rels".into(), "application/vnd.openxmlformats-package.relationships+xml".into());
    defaults.insert("xml".into(), "application/xml".into());
    const TYPES: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    );
    let used: HashSet<String> =
        parts.keys().filter_map(|part| part.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase()).collect();
    for (extension, kind) in &defaults {
        if used.contains(extension) || extension == "rels" || extension == "xml" {
            out.push_str(&format!("<Default Extension=\"{}\" ContentType=\"{}\"/>", escape::xml(extension), escape::xml(kind)));
        }
    }
    for part in parts.keys().map(String::as_str).chain(["word/styles.xml"]) {
        let kind = match part {
            "word/styles.xml" => Some(format!("{TYPES}.styles+xml")),
            // A template or a document with macros becomes a document.
            part if part == main => Some(format!("{TYPES}.document.main+xml")),
            part => overrides.get(&part.to_ascii_lowercase()).cloned(),
        };
        if let Some(kind) = kind {
            out.push_str(&format!("<Override PartName=\"/{}\" ContentType=\"{}\"/>", escape::xml(part), escape::xml(&kind)));
        }
    }
    out.push_str("</Types>");
    Ok(out)
}

fn relationships(list: &[(String, String, String, bool)]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (id, kind, target, external) in list {
        let mode = if *external { " TargetMode=\"External\"" } else { "" };
        out.push_str(&format!(
            "<Relationship Id=\"{}\" Type=\"{}\" Target=\"{}\"{mode}/>",
            escape::xml(id),
            escape::xml(kind),
            escape::xml(target)
        ));
    }
    out.push_str("</Relationships>");
    out
}

fn pack(
    main: &str,
    mut parts: BTreeMap<String, Vec<u8>>,
    links: &BTreeMap<String, Vec<Relation>>,
    types: &str,
    styles: &str,
    package: &Package<'_>,
    done: &mut Repaired,
) -> Result<Vec<u8>, Refusal> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut top = vec![("rId1".to_owned(), format!("{OFFICE}/officeDocument"), main.to_owned(), false)];
    if parts.contains_key("docProps/core.xml") {
        let kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
        top.push(("rId2".to_owned(), kind.to_owned(), "docProps/core.xml".to_owned(), false));
    }
    let mut rels: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (part, list) in links {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let target =
            |relation: &Relation| if relation.external { relation.target.clone() } else { format!("/{}", relation.target) };
        let mut list: Vec<_> = list.iter().map(|one| (one.id.clone(), one.kind.clone(), target(one), one.external)).collect();
        if part == main {
            let id = (1..).map(|at| format!("rIdStyles{at}")).find(|id| list.iter().all(|one| one.0 != *id));
            list.push((id.unwrap_or_default(), format!("{OFFICE}/styles"), "/word/styles.xml".to_owned(), false));
        }
        if !list.is_empty() {
            rels.insert(format!("{folder}{slash}_rels/{file}.rels"), relationships(&list).into_bytes());
        }
    }
    parts.insert("word/styles.xml".into(), styles.as_bytes().to_vec());
    let kept: HashSet<String> = parts.keys().map(|name| name.to_ascii_lowercase()).collect();
    let is_part = |name: &&str| !name.ends_with('/') && !name.ends_with(".rels") && *name != "[content_types].xml";
    done.parts_dropped = package.names().filter(is_part).filter(|name| !kept.contains(*name)).map(str::to_owned).collect();
    done.parts_dropped.sort();
    let top = relationships(&top);
    let mut all: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", types.as_bytes()), ("_rels/.rels", top.as_bytes())];
    let document = parts.get_key_value(main).into_iter();
    all.extend(document.map(|(name, data)| (name.as_str(), data.as_slice())));
    all.extend(
        rels.iter().chain(parts.iter().filter(|(name, _)| *name != main)).map(|(name, data)| (name.as_str(), data.as_slice())),
    );
    zip(&all).map_err(|error| refusal("docx/write", error.to_string(), "write it in parts"))
}
