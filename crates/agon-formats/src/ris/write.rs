//! The sources of a map as records of RIS.

use std::io::{self, Write};

use agon_core::diagnostic::{Diagnostic, Place};
use agon_core::extend::{Exported, Exporter, ExtendError, Options, Output, Registry};
use agon_core::model::{Map, Source};
use serde_json::Value;

use crate::citation::when::day;
use crate::escape::ris;

use super::{NAMES, TEXTS, kinds};

/// Writes RIS, as `ris`.
///
/// ```
/// use agon_core::extend::Exporter;
/// assert_eq!(agon_formats::ris::Ris.media_type(), "application/x-research-info-systems");
/// ```
pub struct Ris;

impl Exporter for Ris {
    fn name(&self) -> &str {
        "ris"
    }

    fn summary(&self) -> &str {
        "The sources of the map as RIS records"
    }

    fn extension(&self) -> &str {
        "ris"
    }

    fn media_type(&self) -> &str {
        "application/x-research-info-systems"
    }

    fn export(&self, map: &Map, _options: &Options, _registry: &Registry) -> Result<Exported, ExtendError> {
        let mut bytes = Vec::new();
        write(map.sources().values(), &mut bytes).expect("memory can be written");
        Ok(Exported { output: Output::Document(bytes), losses: map.sources().values().filter_map(loss).collect() })
    }
}

/// Writes sources as records, in the order given; the key stands in `ID`.
///
/// ```
/// use agon_core::model::{Source, SourceKey};
/// let source = Source::titled(SourceKey::new("lee-24")?, "On\ndrift");
/// let mut bytes = Vec::new();
/// agon_formats::ris::write([&source], &mut bytes)?;
/// assert_eq!(String::from_utf8(bytes)?, "TY  - GEN\nID  - lee-24\nTI  - On drift\nER  - \n");
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
        for (tag, value) in lines(source) {
            writeln!(out, "{tag}  - {}", ris(&value))?;
        }
        out.write_all(b"ER  - \n")?;
    }
    Ok(())
}

/// What RIS has no place for.
fn loss(source: &Source) -> Option<Diagnostic> {
    let custom = source.csl.get("custom")?.as_object()?;
    let left: Vec<&str> = custom.keys().map(String::as_str).filter(|name| *name != "ris").take(10).collect();
    let message = format!("RIS has no place for {}, so they are left out", left.join(", "));
    let complaint = Diagnostic::warning("ris/left-out", message).at(Place::Source(source.key.to_string()));
    (!left.is_empty()).then(|| complaint.hint("--to csl-json keeps everything"))
}

fn lines(source: &Source) -> Vec<(String, String)> {
    let text = |field: &str| match source.csl.get(field)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let csl_type = text("type").unwrap_or_else(|| "document".to_owned());
    let (kind, says_all) = kinds::ris(&csl_type);
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut add = |tag: &str, value: String| lines.push((tag.to_owned(), value));
    add("TY", kind.to_owned());
    add("ID", source.key.to_string());
    for (field, tags) in NAMES {
        for person in source.csl.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(person) {
            add(tags[0], person);
        }
    }
    for (field, tags) in TEXTS {
        if let Some(text) = text(field) {
            add(tags[0], text);
        }
    }
    for (field, tag) in [("issued", "DA"), ("accessed", "Y2")] {
        if let Some(date) = source.csl.get(field).and_then(date) {
            add(tag, date);
        }
    }
    if let Some(page) = text("page") {
        match page.split_once(['-', '–']).filter(|(from, to)| ![from, to].iter().any(|part| part.contains([',', '-', '–']))) {
            Some((from, to)) => {
                add("SP", from.trim().to_owned());
                add("EP", to.trim().to_owned());
            }
            None => add("SP", page),
        }
    }
    if let Some(number) = text("ISSN").or_else(|| text("ISBN")) {
        add("SN", number);
    }
    for keyword in text("keyword").iter().flat_map(|list| list.split(',')) {
        add("KW", keyword.trim().to_owned());
    }
    match text("genre") {
        _ if !says_all => add("M3", csl_type),
        Some(genre) => add("M3", genre),
        None => {}
    }
    let others = source.csl.get("custom").and_then(|custom| custom.get("ris")).and_then(Value::as_object);
    for (tag, values) in others.into_iter().flatten() {
        let is_tag = tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        for value in
            values.as_array().into_iter().flatten().filter_map(Value::as_str).filter(|_| is_tag && tag != "ER" && tag != "TY")
        {
            add(tag, value.to_owned());
        }
    }
    lines
}

/// `Family, Given, Suffix`; an institution as it stands.
fn person(person: &Value) -> Option<String> {
    let part = |key: &str| person.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    if let Some(literal) = part("literal") {
        // A comma would part it into family and given name.
        return Some(literal.replace(',', ";"));
    }
    let particle = |key: &str| part(key).map(|particle| format!("{particle} ")).unwrap_or_default();
    let family = part("family").map(|family| format!("{}{}", particle("non-dropping-particle"), family.replace(',', " ")));
    let given = part("given").map(|given| {
        part("dropping-particle").map_or(given.to_owned(), |particle| format!("{given} {particle}")).replace(',', " ")
    });
    match (family, given, part("suffix")) {
        (Some(family), Some(given), Some(suffix)) => Some(format!("{family}, {given}, {suffix}")),
        (Some(family), Some(given), None) => Some(format!("{family}, {given}")),
        (Some(family), None, _) => Some(format!("{family},")),
        (None, given, _) => given,
    }
}

/// `2024/05/03/`; words alone where nothing else is known.
fn date(field: &Value) -> Option<String> {
    let words = ["literal", "raw"].iter().find_map(|key| field.get(key)?.as_str());
    let day = field.get("date-parts").and_then(|parts| day(parts.get(0)?)).filter(|day| (0..=9999).contains(&day.year));
    let Some(day) = day else { return words.map(str::to_owned) };
    let number = |part: Option<i64>| part.map_or_else(String::new, |part| format!("{part:02}"));
    let month = number(day.month.and_then(|month| i64::try_from(month).ok()));
    Some(format!("{:04}/{month}/{}/{}", day.year, number(day.day), words.unwrap_or_default()))
}
