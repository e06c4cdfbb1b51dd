//! CSL-JSON 1.0.2: lists of bibliographic records, as Zotero and pandoc write them. Unknown fields are kept as they are.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Exported, Exporter, ExtendError, Options, Output, Registry};
use agon_core::model::{Map, Source, SourceKey};
use serde_json::{Map as JsonMap, Value};

use crate::json::scan::{Scanner, Stop};
use crate::json::strict::Strict;

/// Every type of CSL 1.0.2.
pub const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// Reads an array of items, or one item. A broken item is complained of and left out.
///
/// ```
/// let text = r#"[{"id": "lee-24", "type": "book", "title": "On drift", "x-shelf": 7}]"#;
/// let (sources, complaints) = agon_formats::csl::read(&mut text.as_bytes(), "refs.json")?;
/// assert!(complaints.is_empty());
/// assert_eq!(sources[0].title(), "On drift");
/// assert_eq!(sources[0].csl["x-shelf"], 7);
/// # Ok::<(), agon_core::extend::ExtendError>(())
/// ```
///
/// # Errors
/// The input cannot be read.
pub fn read(input: &mut dyn BufRead, path: &str) -> Result<(Vec<Source>, Vec<Diagnostic>), ExtendError> {
    let mut list =
        List { scanner: Scanner::new(input, path), sources: Vec::new(), keys: BTreeSet::new(), complaints: Vec::new() };
    match list.read() {
        Ok(()) => {}
        Err(Stop::Refused(complaint)) => list.complaints.push(*complaint),
        Err(Stop::Failed(error)) => return Err(error),
    }
    Ok((list.sources, list.complaints))
}

/// Writes sources as an array of items, one a line, in the order given.
///
/// # Errors
/// `out` can take no more.
pub fn write<'a>(sources: impl IntoIterator<Item = &'a Source>, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, source) in sources.into_iter().enumerate() {
        out.write_all(if index == 0 { b"\n{\"id\":" } else { b",\n{\"id\":" })?;
        serde_json::to_writer(&mut *out, source.key.as_str())?;
        for (key, value) in source.csl.iter().filter(|(key, _)| *key != "id") {
            out.write_all(b",")?;
            serde_json::to_writer(&mut *out, key)?;
            out.write_all(b":")?;
            serde_json::to_writer(&mut *out, value)?;
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]\n")
}

/// Writes CSL-JSON, as `csl-json`.
///
/// ```
/// use agon_core::extend::Exporter;
/// assert_eq!(agon_formats::csl::CslJson.media_type(), "application/vnd.citationstyles.csl+json");
/// ```
pub struct CslJson;

impl Exporter for CslJson {
    fn name(&self) -> &str {
        "csl-json"
    }

    fn summary(&self) -> &str {
        "The sources of the map as CSL-JSON items"
    }

    // The end .json alone means Agon's own records.
    fn extension(&self) -> &str {
        "csl.json"
    }

    fn media_type(&self) -> &str {
        "application/vnd.citationstyles.csl+json"
    }

    fn export(&self, map: &Map, _options: &Options, _registry: &Registry) -> Result<Exported, ExtendError> {
        let mut bytes = Vec::new();
        write(map.sources().values(), &mut bytes).expect("memory can be written");
        Ok(Exported { output: Output::Document(bytes), losses: Vec::new() })
    }
}

struct List<'a> {
    scanner: Scanner<'a>,
    sources: Vec<Source>,
    keys: BTreeSet<SourceKey>,
    complaints: Vec<Diagnostic>,
}

impl List<'_> {
    fn read(&mut self) -> Result<(), Stop> {
        self.scanner.start()?;
        match self.scanner.peek()? {
            Some(b'[') => self.array()?,
            Some(b'{') => self.item()?,
            _ => {
                let at = self.scanner.at();
                return self.scanner.refuse(
                    at,
                    "csl/not-a-list",
                    "this is no CSL-JSON: it is a list of items",
                    "it starts with [",
                );
            }
        }
        let at = self.scanner.at();
        match self.scanner.peek()? {
            None => Ok(()),
            Some(_) => {
                self.scanner.refuse(at, "json/trailing", "something follows the end of the list", "one file holds one list")
            }
        }
    }

    fn array(&mut self) -> Result<(), Stop> {
        self.scanner.step();
        if self.scanner.peek()? == Some(b']') {
            self.scanner.step();
            return Ok(());
        }
        loop {
            self.item()?;
            if self.scanner.expect(b",]")? == b']' {
                return Ok(());
            }
        }
    }

    fn item(&mut self) -> Result<(), Stop> {
        let at = self.scanner.read_value()?;
        let csl = match self.scanner.parse() {
            Ok(Strict(Value::Object(csl))) => csl,
            Ok(Strict(_)) => {
                self.complaints.push(self.scanner.error(at, "csl/item", "an item is an object").hint("write {\"id\": …}"));
                return Ok(());
            }
            Err(complaint) => {
                self.complaints.push(*complaint);
                return Ok(());
            }
        };
        match self.source(csl) {
            Ok((source, None)) => self.add(at, source),
            Ok((source, Some(old))) => {
                let message = format!("`{old}` cannot be a key, so it became `{}`", source.key);
                self.complaints.push(Diagnostic {
                    severity: agon_core::diagnostic::Severity::Warning,
                    ..self.scanner.error(at, "csl/key", message)
                });
                self.add(at, source);
            }
            Err(why) => {
                let hint = "give each item an `id` of letters, digits and -";
                self.complaints.push(self.scanner.error(at, "csl/id", why).hint(hint));
            }
        }
        Ok(())
    }

    fn add(&mut self, at: crate::json::scan::At, source: Source) {
        if self.keys.insert(source.key.clone()) {
            self.sources.push(source);
        } else {
            let message = format!("two items have the id `{}`", source.key);
            self.complaints.push(self.scanner.error(at, "csl/duplicate", message).hint("rename one of them"));
        }
    }

    /// The source of an item, and its old id where that is no key.
    fn source(&self, mut csl: JsonMap<String, Value>) -> Result<(Source, Option<String>), String> {
        let id = match csl.remove("id") {
            Some(Value::String(id)) => id,
            Some(Value::Number(id)) => id.to_string(),
            Some(_) => return Err("the id of an item is a text or a number".to_owned()),
            None => return Err("the item has no id".to_owned()),
        };
        let short: String = id.chars().take(80).collect();
        let (key, old) = match SourceKey::new(&id) {
            Ok(key) => (key, None),
            Err(_) => {
                let word = csl.get("citation-key").and_then(Value::as_str).unwrap_or(&id);
                let slug = agon_core::model::Name::slug(word).and_then(|slug| SourceKey::new(slug.as_str()).ok());
                (slug.ok_or_else(|| format!("`{short}` cannot be a key"))?, Some(short))
            }
        };
        Ok((Source { key, csl, assessment: None, text: None, file: None }, old))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> (usize, Vec<String>) {
        let (sources, complaints) = read(&mut text.as_bytes(), "refs.json").expect("memory can be read");
        (sources.len(), complaints.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        let text = r#"[{"id":"a","type":"book","author":[{"literal":"외교부"}],"custom":{"q":1.5}},{"id":"b"}]"#;
        let (sources, complaints) = read(&mut text.as_bytes(), "x").expect("memory can be read");
        assert!(complaints.is_empty());
        let mut bytes = Vec::new();
        write(&sources, &mut bytes).expect("memory can be written");
        let (again, _) = read(&mut bytes.as_slice(), "x").expect("memory can be read");
        assert_eq!(sources, again);
    }

    #[test]
    fn broken_items_are_told_of_and_the_others_read() {
        let (read, complaints) = codes(
            "[{\"id\":\"a\"},\n{\"id\":\"a\"},\n 7,\n{\"title\":\"x\"},{\"id\":\"two words\"},{\"id\":\"c\",\"x\":1,\"x\":2}]",
        );
        assert_eq!(read, 2);
        assert_eq!(
            complaints,
            [
                "error[csl/duplicate] refs.json:2:1: two items have the id `a` (rename one of them)",
                "error[csl/item] refs.json:3:2: an item is an object (write {\"id\": …})",
                "error[csl/id] refs.json:4:1: the item has no id (give each item an `id` of letters, digits and -)",
                "warning[csl/key] refs.json:4:15: `two words` cannot be a key, so it became `two-words`",
                "error[json/record] refs.json:4:52: duplicate field `x` (name each key once)",
            ]
        );
    }

    #[test]
    fn one_item_is_a_list_of_one_and_anything_else_is_refused() {
        assert_eq!(codes(r#"{"id":7,"title":"x"}"#).0, 1);
        for bad in ["", "7", "[", "[{}", "[] x", "{\"agon\":1", "[{\"id\":1},]"] {
            assert!(!codes(bad).1.is_empty(), "{bad}");
        }
    }
}
