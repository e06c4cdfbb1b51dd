//! The sources of a map as BibLaTeX entries.

use std::io::{self, Write};

use agon_core::extend::{Exported, Exporter, ExtendError, Options, Output, Registry};
use agon_core::model::{Map, Source};
use serde_json::Value;

use crate::citation::when::day;
use crate::escape::{bibtex, bibtex_verbatim};

use super::kinds;

/// The CSL fields that are written as they are, and their names in an entry.
const TEXTS: [(&str, &str); 20] = [
    ("title", "title"),
    ("title-short", "shorttitle"),
    ("container-title-short", "shortjournal"),
    ("publisher-place", "location"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("number", "number"),
    ("edition", "edition"),
    ("page", "pages"),
    ("number-of-pages", "pagetotal"),
    ("chapter-number", "chapter"),
    ("collection-title", "series"),
    ("DOI", "doi"),
    ("URL", "url"),
    ("ISBN", "isbn"),
    ("ISSN", "issn"),
    ("abstract", "abstract"),
    ("note", "note"),
    ("language", "langid"),
    ("keyword", "keywords"),
];

/// Writes BibLaTeX, as `bibtex`.
///
/// ```
/// use agon_core::extend::Exporter;
/// assert_eq!(agon_formats::biblatex::Bibtex.extension(), "bib");
/// ```
pub struct Bibtex;

impl Exporter for Bibtex {
    fn name(&self) -> &str {
        "bibtex"
    }

    fn summary(&self) -> &str {
        "The sources of the map as BibLaTeX entries"
    }

    fn extension(&self) -> &str {
        "bib"
    }

    fn media_type(&self) -> &str {
        "application/x-bibtex"
    }

    fn export(&self, map: &Map, _options: &Options, _registry: &Registry) -> Result<Exported, ExtendError> {
        let mut bytes = Vec::new();
        write(map.sources().values(), &mut bytes).expect("memory can be written");
        Ok(Exported { output: Output::Document(bytes), losses: Vec::new() })
    }
}

/// Writes sources as entries, in the order given. The key of an entry is the key of its source.
///
/// ```
/// use agon_core::model::{Source, SourceKey};
/// let source = Source::titled(SourceKey::new("lee-24")?, "50% of {drift}");
/// let mut bytes = Vec::new();
/// agon_formats::biblatex::write([&source], &mut bytes)?;
/// assert_eq!(String::from_utf8(bytes)?, "@misc{lee-24,\n  title = {50\\% of \\{drift\\}},\n}\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `out` can take no more.
pub fn write<'a>(sources: impl IntoIterator<Item = &'a Source>, out: &mut impl Write) -> io::Result<()> {
    for (index, source) in sources.into_iter().enumerate() {
        if index > 0 {
            out.write_all(b"\n")?;
        }
        let csl_type = source.csl.get("type").and_then(Value::as_str).unwrap_or("document");
        let (kind, subtype) = kinds::entry(csl_type);
        writeln!(out, "@{kind}{{{},", source.key)?;
        for (name, text) in fields(source, kind, subtype) {
            writeln!(out, "  {name} = {{{text}}},")?;
        }
        out.write_all(b"}\n")?;
    }
    Ok(())
}

/// The fields in order, escaped.
fn fields(source: &Source, kind: &str, subtype: Option<&str>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for name in ["author", "editor", "translator"] {
        let people = source.csl.get(name).and_then(Value::as_array);
        let people: Vec<String> = people.into_iter().flatten().filter_map(person).collect();
        if !people.is_empty() {
            fields.push((name.to_owned(), people.join(" and ")));
        }
    }
    let text = |field: &str| match source.csl.get(field)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    for (csl, name) in TEXTS {
        let Some(text) = text(csl) else { continue };
        let text = match csl {
            "title" | "title-short" => protected(&text),
            "URL" | "DOI" => bibtex_verbatim(&text),
            "page" => bibtex(&text).replace('-', "--").replace("----", "--"),
            _ => bibtex(&text),
        };
        fields.push((name.to_owned(), text));
    }
    if let Some(container) = text("container-title") {
        let name = match kind {
            "article" | "online" | "periodical" => "journaltitle",
            _ => "booktitle",
        };
        fields.push((name.to_owned(), protected(&container)));
    }
    if let Some(publisher) = text("publisher") {
        let name = if matches!(kind, "report" | "thesis") { "institution" } else { "publisher" };
        fields.push((name.to_owned(), bibtex(&publisher)));
    }
    if let Some(genre) = text("genre") {
        fields.push(("type".to_owned(), bibtex(&genre)));
    }
    for (csl, name) in [("issued", "date"), ("accessed", "urldate")] {
        fields.extend(source.csl.get(csl).and_then(date).map(|date| (name.to_owned(), bibtex(&date))));
    }
    fields.extend(subtype.map(|subtype| ("entrysubtype".to_owned(), bibtex(subtype))));
    custom(source, &mut fields);
    fields
}

/// What CSL has no place for: fields of BibTeX as they came, others as `custom-x`.
fn custom(source: &Source, fields: &mut Vec<(String, String)>) {
    let custom = source.csl.get("custom").and_then(Value::as_object);
    let is_plain = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    for (name, value) in custom.into_iter().flatten() {
        match value {
            Value::String(text) if is_plain(name) => fields.push((format!("custom-{}", name.replace('_', "--")), bibtex(text))),
            Value::Object(others) if name == "bibtex" => {
                for (name, value) in others {
                    let is_new = fields.iter().all(|(known, _)| known != name);
                    if let Some(text) = value.as_str().filter(|_| is_new && is_plain(name)) {
                        fields.push((name.clone(), bibtex(text)));
                    }
                }
            }
            _ => {}
        }
    }
}

/// A title whose capitals stay: a word with one behind its first letter is put in braces.
fn protected(title: &str) -> String {
    let needs = |word: &str| word.chars().skip(1).any(char::is_uppercase);
    let words = title.split(' ').map(|word| if needs(word) { format!("{{{}}}", bibtex(word)) } else { bibtex(word) });
    words.collect::<Vec<_>>().join(" ")
}

/// `von Family, Suffix, Given`; an institution in braces.
fn person(person: &Value) -> Option<String> {
    // An = would make it a name that is given part by part.
    let text = |key: &str| Some(person.get(key)?.as_str()?.replace('=', " ").trim().to_owned());
    let part = |key: &str| text(key).filter(|text| !text.is_empty());
    let whole = |text: &str| format!("{{{}}}", bibtex(text));
    if let Some(literal) = part("literal") {
        return Some(whole(&literal));
    }
    let Some(family) = part("family") else { return part("given").map(|given| whole(&given)) };
    // A family name of several words, or one that begins small, would be taken apart.
    let is_simple = |text: &str| !text.contains([' ', ',']) && text.chars().next().is_some_and(|first| !first.is_lowercase());
    let safe = |text: &str| if text.contains(',') || has_and(text) { whole(text) } else { bibtex(text) };
    let name = if is_simple(&family) && !has_and(&family) { bibtex(&family) } else { whole(&family) };
    let family = match part("non-dropping-particle") {
        Some(particle) if particle.chars().all(|c| c.is_lowercase() || c == ' ') => format!("{} {name}", bibtex(&particle)),
        Some(particle) => whole(&format!("{particle} {family}")),
        None => name,
    };
    let given = match (part("given"), part("dropping-particle")) {
        (Some(given), Some(particle)) => Some(safe(&format!("{given} {particle}"))),
        (given, _) => given.map(|given| safe(&given)),
    };
    Some(match (part("suffix").map(|suffix| safe(&suffix)), given) {
        (Some(suffix), given) => format!("{family}, {suffix}, {}", given.unwrap_or_default()),
        (None, Some(given)) => format!("{family}, {given}"),
        (None, None) => family,
    })
}

fn has_and(text: &str) -> bool {
    text.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"))
}

/// `2024-05-03`, a stretch `2023/2024`, or the words.
fn date(field: &Value) -> Option<String> {
    let one = |at: usize| {
        let day = day(field.get("date-parts")?.get(at)?).filter(|day| (0..=9999).contains(&day.year))?;
        Some(match (day.month, day.day) {
            (Some(month), Some(number)) => format!("{:04}-{month:02}-{number:02}", day.year),
            (Some(month), None) => format!("{:04}-{month:02}", day.year),
            (None, _) => format!("{:04}", day.year),
        })
    };
    match (one(0), one(1)) {
        (Some(from), Some(to)) => Some(format!("{from}/{to}")),
        (Some(from), None) => Some(from),
        _ => ["literal", "raw"].iter().find_map(|key| field.get(key)?.as_str()).map(str::to_owned),
    }
}
