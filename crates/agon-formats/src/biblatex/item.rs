//! An entry as a CSL-JSON item. What CSL has no place for is kept under `custom`.

use std::collections::BTreeMap;

use agon_core::diagnostic::Diagnostic;
use biblatex::{ChunksExt, Date, DateValue, Datetime, Entry, PermissiveType, Person};
use serde_json::{Map as JsonMap, Value, json};

use crate::caught::caught;
use crate::citation::name::is_cjk;

use super::kinds;

/// The first of these fields that is there becomes the CSL field.
const TEXTS: [(&str, &[&str]); 18] = [
    ("title-short", &["shorttitle"]),
    ("container-title-short", &["shortjournal"]),
    ("publisher-place", &["location", "address"]),
    ("volume", &["volume"]),
    ("edition", &["edition"]),
    ("page", &["pages"]),
    ("number-of-pages", &["pagetotal"]),
    ("chapter-number", &["chapter"]),
    ("collection-title", &["series"]),
    ("DOI", &["doi"]),
    ("URL", &["url"]),
    ("ISBN", &["isbn"]),
    ("ISSN", &["issn"]),
    ("abstract", &["abstract"]),
    ("note", &["note"]),
    ("language", &["langid", "language"]),
    ("keyword", &["keywords"]),
    ("genre", &["type"]),
];

const NAMES: [&str; 3] = ["author", "editor", "translator"];

/// Fields that something was made of.
type Done<'a> = Vec<&'a str>;

/// The item, and complaints each with the field they are about.
pub(super) fn item(
    entry: &Entry,
    raw_names: &BTreeMap<String, String>,
    kind: &str,
) -> (JsonMap<String, Value>, Vec<(&'static str, Diagnostic)>) {
    let text = |name: &str| {
        entry.fields.get(name).map(|chunks| chunks.format_verbatim().trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut csl = JsonMap::new();
    let mut complaints = Vec::new();
    let mut done: Done<'_> = vec!["entrysubtype", "title", "subtitle"];
    let csl_type = kinds::csl(kind, text("entrysubtype").as_deref());
    csl.insert("type".into(), csl_type.clone().into());
    let titled = |title: &str, subtitle: &str| match (text(title), text(subtitle)) {
        (Some(title), Some(subtitle)) => Some(format!("{title}: {subtitle}")),
        (title, subtitle) => title.or(subtitle),
    };
    if let Some(title) = titled("title", "subtitle") {
        csl.insert("title".into(), title.into());
    }
    for (csl_name, fields) in TEXTS {
        if let Some((name, found)) = fields.iter().find_map(|name| Some((*name, text(name)?))) {
            let found = match csl_name {
                "page" => found.replace(['–', '—'], "-").replace("--", "-"),
                "DOI" => crate::citation::facts::bare_doi(&found).to_owned(),
                _ => found,
            };
            csl.insert(csl_name.into(), found.into());
            done.push(name);
        }
    }
    let places: &[(&str, &str)] = match kind {
        "online" | "electronic" | "www" => &[
            ("journaltitle", "journalsubtitle"),
            ("journal", ""),
            ("booktitle", "booksubtitle"),
            ("maintitle", ""),
            ("organization", ""),
        ],
        _ => {
            &[("journaltitle", "journalsubtitle"), ("journal", ""), ("booktitle", "booksubtitle"), ("maintitle", "mainsubtitle")]
        }
    };
    if let Some((container, (title, subtitle))) = places.iter().find_map(|place| Some((titled(place.0, place.1)?, *place))) {
        csl.insert("container-title".into(), container.into());
        done.extend([title, subtitle]);
    }
    let houses = ["publisher", "school", "institution", "organization"];
    if let Some((name, house)) = houses.iter().filter(|name| !done.contains(name)).find_map(|name| Some((*name, text(name)?))) {
        csl.insert("publisher".into(), house.into());
        done.push(name);
    }
    // The number of an article is that of the issue; a report has one of its own.
    let own = matches!(csl_type.as_str(), "report" | "patent" | "standard" | "legislation" | "bill" | "regulation");
    for name in ["issue", "number"] {
        let target = if name == "number" && own { "number" } else { "issue" };
        if let Some(number) = text(name).filter(|_| !csl.contains_key(target)) {
            csl.insert(target.into(), number.into());
            done.push(name);
        }
    }
    for name in NAMES {
        let raw = raw_names.get(name).map_or("", String::as_str);
        let people = names(entry, name, raw);
        if !people.is_empty() {
            csl.insert(name.into(), people.into());
            done.push(name);
        }
    }
    if let Some((issued, fields, complaint)) = issued(entry, &text) {
        csl.insert("issued".into(), issued);
        done.extend(fields);
        complaints.extend(complaint);
    }
    if let Some(words) = text("urldate") {
        csl.insert("accessed".into(), dated(entry, "urldate").unwrap_or_else(|| json!({ "literal": words })));
        done.push("urldate");
    }
    rest(entry, &done, &mut csl);
    (csl, complaints)
}

/// What is left: `custom-x` goes back to where it came from, anything else is kept as a field of BibTeX.
fn rest(entry: &Entry, done: &Done<'_>, csl: &mut JsonMap<String, Value>) {
    let (mut custom, mut other) = (JsonMap::new(), JsonMap::new());
    for (name, chunks) in entry.fields.iter().filter(|(name, _)| !done.contains(&name.as_str())) {
        let text = chunks.format_verbatim();
        match name.strip_prefix("custom-") {
            Some(name) => custom.insert(name.replace("--", "_"), text.into()),
            None => other.insert(name.clone(), text.into()),
        };
    }
    if !other.is_empty() {
        custom.insert("bibtex".into(), other.into());
    }
    if !custom.is_empty() {
        csl.insert("custom".into(), custom.into());
    }
}

/// The people of a field. A name in braces as a whole is nobody's given and family name.
fn names(entry: &Entry, field: &str, raw: &str) -> Vec<Value> {
    let people: Vec<Person> = match caught(|| entry.get_as::<Vec<Person>>(field)) {
        Some(Ok(people)) => people,
        _ => return Vec::new(),
    };
    let written = split_names(raw);
    let others = |person: &Person| person.name == "others" && person.given_name.is_empty();
    let made = people.iter().enumerate().filter(|(_, person)| !others(person)).map(|(at, person)| {
        let written = if written.len() == people.len() { written[at].trim() } else { "" };
        one(person, written)
    });
    made.flatten().collect()
}

fn one(person: &Person, written: &str) -> Option<Value> {
    // A particle is written small; anything else before a name is part of it.
    let (particle, family) = match person.prefix.trim() {
        prefix if prefix.chars().any(char::is_uppercase) => ("", format!("{prefix} {}", person.name.trim())),
        prefix => (prefix, person.name.trim().to_owned()),
    };
    let (family, given) = (family.as_str(), person.given_name.trim());
    let is_whole = given.is_empty() && particle.is_empty() && (is_braced(written) || family.contains(' '));
    if family.is_empty() && given.is_empty() {
        return None;
    }
    if is_whole || (given.is_empty() && is_cjk(family)) {
        return Some(json!({ "literal": family }));
    }
    // In their own writing these names have the family name first.
    let (family, given) =
        if !written.contains(',') && is_cjk(family) && is_cjk(given) { (given, family) } else { (family, given) };
    let mut name = JsonMap::new();
    let parts = [("family", family), ("given", given), ("non-dropping-particle", particle), ("suffix", person.suffix.trim())];
    for (key, part) in parts {
        if !part.is_empty() {
            name.insert(key.into(), part.into());
        }
    }
    Some(name.into())
}

/// The names of a field as they are written: parted by ` and ` outside of braces.
fn split_names(raw: &str) -> Vec<&str> {
    let bytes = raw.as_bytes();
    let (mut names, mut start, mut depth) = (Vec::new(), 0, 0usize);
    for at in 0..bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'a' | b'A' if depth == 0 && at > 0 && bytes[at - 1].is_ascii_whitespace() => {
                let is_and = bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and"));
                if is_and && bytes.get(at + 3).is_some_and(u8::is_ascii_whitespace) && at >= start {
                    names.push(&raw[start..at]);
                    start = at + 3;
                }
            }
            _ => {}
        }
    }
    names.push(&raw[start..]);
    names
}

/// Whether one pair of braces encloses the whole.
fn is_braced(text: &str) -> bool {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at > 0 && at + 1 == text.len();
        }
    }
    false
}

type Issued = (Value, Vec<&'static str>, Option<(&'static str, Diagnostic)>);

/// When it was issued, the fields that say so, and a complaint where they cannot be read.
fn issued(entry: &Entry, text: &impl Fn(&str) -> Option<String>) -> Option<Issued> {
    let doubt = |field: &'static str, words: &str| {
        let shown: String = words.chars().take(80).collect();
        let complaint = Diagnostic::warning("bib/date", format!("`{shown}` is no date, so it is kept as words"));
        Some((field, complaint.hint("write it as 2024-05-03")))
    };
    if let Some(words) = text("date") {
        return Some(match dated(entry, "date") {
            Some(date) => (date, vec!["date"], None),
            None => (json!({ "literal": words }), vec!["date"], doubt("date", &words)),
        });
    }
    let words = text("year")?;
    let date = caught(|| entry.date()).and_then(Result::ok);
    Some(match date {
        Some(PermissiveType::Typed(date)) => (parts(&date), vec!["year", "month", "day"], None),
        _ => (json!({ "literal": words }), vec!["year"], doubt("year", &words)),
    })
}

fn dated(entry: &Entry, field: &str) -> Option<Value> {
    caught(|| entry.get_as::<Date>(field)).and_then(Result::ok).map(|date| parts(&date))
}

fn parts(date: &Date) -> Value {
    let one = |day: &Datetime| {
        let month = day.month.map(|month| i32::from(month) + 1);
        let number = day.day.filter(|_| month.is_some()).map(|day| i32::from(day) + 1);
        json!([Some(day.year), month, number].into_iter().flatten().collect::<Vec<i32>>())
    };
    let parts = match &date.value {
        DateValue::At(day) | DateValue::After(day) | DateValue::Before(day) => json!([one(day)]),
        DateValue::Between(from, to) => json!([one(from), one(to)]),
    };
    match date.approximate {
        true => json!({ "date-parts": parts, "circa": true }),
        false => json!({ "date-parts": parts }),
    }
}
