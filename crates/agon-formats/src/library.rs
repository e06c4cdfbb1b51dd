//! Hayagriva's YAML: a bibliography as Typst keeps it, read as CSL-JSON items.
//!
//! An entry stands within its parents there; here the first parent is the container.

use agon_core::diagnostic::{Diagnostic, Place, Span};
use agon_core::model::Source;

/// The largest file, in bytes.
#[cfg(feature = "csl")]
const LARGEST: usize = 16 << 20;

/// Reads every entry. One that is wrong is complained of with its line, and nothing is read.
///
/// ```
/// let text = "lee-24:\n  type: article\n  title: On drift\n  author: Lee, Ann\n  date: 2024-05\n  parent:\n    type: periodical\n    title: The Review\n";
/// let (sources, complaints) = agon_formats::library::read(text, "refs.yaml");
/// # if cfg!(feature = "csl") {
/// assert!(complaints.is_empty(), "{complaints:?}");
/// assert_eq!(sources[0].csl["container-title"], "The Review");
/// # }
/// ```
#[cfg(feature = "csl")]
pub fn read(text: &str, path: &str) -> (Vec<Source>, Vec<Diagnostic>) {
    let refuse = |line: usize, column: usize, message: String| {
        let place = Place::File { path: path.to_owned(), span: Span::point(line, column) };
        let complaint = Diagnostic::error("library/read", message).at(place);
        (Vec::new(), vec![complaint.hint("an entry is a key, and beneath it a `type` and a `title`")])
    };
    if text.len() > LARGEST {
        return refuse(1, 1, format!("a bibliography is at most {LARGEST} bytes long"));
    }
    let library = match crate::caught::caught(|| hayagriva::io::from_yaml_str(text)) {
        Some(Ok(library)) => library,
        Some(Err(error)) => {
            let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
            let message: String = error.to_string().chars().take(200).collect();
            return refuse(line, column, message);
        }
        None => return refuse(1, 1, "this is no bibliography".to_owned()),
    };
    let (mut sources, mut complaints, mut keys) = (Vec::new(), Vec::new(), crate::keys::Keys::default());
    for entry in library.iter() {
        let Ok(fields) = serde_json::to_value(entry) else { continue };
        match keys.source(entry.key(), item::item(&fields)) {
            Ok((source, complaint)) => {
                complaints.extend(complaint);
                sources.push(source);
            }
            Err(complaint) => complaints.push(*complaint),
        }
    }
    if sources.is_empty() && complaints.is_empty() {
        return refuse(1, 1, "there is no entry in it".to_owned());
    }
    (sources, complaints)
}

/// The same without the feature `csl`: nothing is read.
#[cfg(not(feature = "csl"))]
pub fn read(_text: &str, path: &str) -> (Vec<Source>, Vec<Diagnostic>) {
    let place = Place::File { path: path.to_owned(), span: Span::point(1, 1) };
    let complaint = Diagnostic::error("library/read", "this program was built without the YAML of hayagriva").at(place);
    (Vec::new(), vec![complaint.hint("export BibTeX or CSL-JSON")])
}

#[cfg(feature = "csl")]
mod item {
    use serde_json::{Map as JsonMap, Value, json};

    /// Fields of an entry that are fields of CSL under another name, or the same.
    const TEXTS: [(&str, &str); 10] = [
        ("title", "title"),
        ("location", "publisher-place"),
        ("issue", "issue"),
        ("volume", "volume"),
        ("edition", "edition"),
        ("page-range", "page"),
        ("page-total", "number-of-pages"),
        ("language", "language"),
        ("note", "note"),
        ("abstract", "abstract"),
    ];
    /// What the first parent tells, where the entry does not.
    const OF_PARENT: [&str; 8] = ["volume", "issue", "edition", "publisher", "publisher-place", "editor", "URL", "ISSN"];

    /// The item; of parents the first, and its own parent as the series.
    pub(super) fn item(entry: &Value) -> JsonMap<String, Value> {
        let mut csl = flat(entry);
        let parent = entry.get("parent").map(|parent| parent.get(0).unwrap_or(parent));
        if let Some(parent) = parent {
            let whole = flat(parent);
            if let Some(title) = whole.get("title") {
                csl.insert("container-title".into(), title.clone());
            }
            for field in OF_PARENT {
                if let (false, Some(value)) = (csl.contains_key(field), whole.get(field)) {
                    csl.insert(field.into(), value.clone());
                }
            }
            if let (false, Some(date)) = (csl.contains_key("issued"), whole.get("issued")) {
                csl.insert("issued".into(), date.clone());
            }
        }
        let of = |entry: &Value| entry.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        csl.insert("type".into(), kind(&of(entry), parent.map(of).as_deref()).into());
        csl
    }

    fn kind(own: &str, parent: Option<&str>) -> &'static str {
        match (own, parent) {
            ("article", Some("newspaper")) => "article-newspaper",
            ("article", Some("proceedings" | "conference")) => "paper-conference",
            ("article", Some("blog" | "web")) => "post-weblog",
            ("article", _) => "article-journal",
            ("chapter" | "anthos", _) => "chapter",
            ("entry", _) => "entry-encyclopedia",
            ("report", _) => "report",
            ("thesis", _) => "thesis",
            ("web", _) => "webpage",
            ("post", _) => "post",
            ("blog", _) => "post-weblog",
            ("artwork", _) => "graphic",
            ("patent", _) => "patent",
            ("case", _) => "legal_case",
            ("legislation", _) => "legislation",
            ("manuscript", _) => "manuscript",
            ("performance" | "scene", _) => "performance",
            ("periodical" | "newspaper", _) => "periodical",
            ("book" | "anthology" | "proceedings" | "reference", _) => "book",
            ("video", _) => "motion_picture",
            ("audio", _) => "song",
            ("conference" | "exhibition", _) => "event",
            ("repository", _) => "software",
            _ => "document",
        }
    }

    /// The fields without those of parents.
    fn flat(entry: &Value) -> JsonMap<String, Value> {
        let mut csl = JsonMap::new();
        for (field, name) in TEXTS {
            if let Some(text) = entry.get(field).and_then(text) {
                csl.insert(name.into(), text.into());
            }
        }
        for field in ["author", "editor"] {
            let people: Vec<Value> = many(entry.get(field)).into_iter().filter_map(person).collect();
            if !people.is_empty() {
                csl.insert(field.into(), people.into());
            }
        }
        if let Some(date) = entry.get("date").and_then(date) {
            csl.insert("issued".into(), date);
        }
        let publisher = entry.get("publisher").or_else(|| entry.get("organization"));
        if let Some(name) = publisher.and_then(|publisher| text(publisher.get("name").unwrap_or(publisher))) {
            csl.insert("publisher".into(), name.into());
        }
        if let Some(place) = publisher.and_then(|publisher| text(publisher.get("location")?)) {
            csl.insert("publisher-place".into(), place.into());
        }
        if let Some(url) = entry.get("url") {
            if let Some(address) = text(url.get("value").unwrap_or(url)) {
                csl.insert("URL".into(), address.into());
            }
            if let Some(read) = url.get("date").and_then(date) {
                csl.insert("accessed".into(), read);
            }
        }
        for (field, name) in [("doi", "DOI"), ("isbn", "ISBN"), ("issn", "ISSN"), ("serial", "number")] {
            if let Some(number) = entry.get("serial-number").and_then(|serial| text(serial.get(field)?)) {
                csl.insert(name.into(), number.into());
            }
        }
        csl
    }

    fn text(value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            // A title with its short form.
            Value::Object(_) => value.get("value")?.as_str().map(str::to_owned),
            _ => None,
        }
        .filter(|text| !text.trim().is_empty())
    }

    fn many(value: Option<&Value>) -> Vec<&Value> {
        match value {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        }
    }

    /// `Family, Given`, `Family, Suffix, Given`, an institution, or a name in parts.
    fn person(value: &Value) -> Option<Value> {
        let part = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
        if value.is_object() {
            let mut person = JsonMap::new();
            let keys = [("name", "family"), ("given-name", "given"), ("prefix", "non-dropping-particle"), ("suffix", "suffix")];
            for (from, to) in keys {
                person.extend(part(from).map(|text| (to.to_owned(), Value::from(text))));
            }
            return match (person.get("given"), person.get("family")) {
                (None, Some(name)) if person.len() == 1 => Some(json!({ "literal": name })),
                (_, family) => family.is_some().then(|| person.into()),
            };
        }
        let parts: Vec<&str> = value.as_str()?.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => None,
            [whole] => Some(json!({ "literal": whole })),
            [family, given] => Some(json!({ "family": family, "given": given })),
            [family, suffix, given, ..] => Some(json!({ "family": family, "suffix": suffix, "given": given })),
        }
    }

    /// `2024-05-03`; hayagriva has checked it.
    fn date(value: &Value) -> Option<Value> {
        let text = text(value)?;
        let parts: Vec<i64> = text.trim_start_matches('~').split('-').map_while(|part| part.parse().ok()).collect();
        (!parts.is_empty()).then(|| json!({ "date-parts": [parts] }))
    }
}
