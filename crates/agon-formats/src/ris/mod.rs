//! RIS: tagged lines as reference managers and libraries exchange them, read and written.
//!
//! A line is `TY  - JOUR`: two signs, two blanks, a hyphen, a blank, the value. A record goes from `TY` to `ER`. There is
//! no standard; what is read here is what Zotero, EndNote and publishers write.

mod kinds;
mod write;

use agon_core::diagnostic::Diagnostic;
use agon_core::model::Source;
use serde_json::{Map as JsonMap, Value, json};

use crate::citation::name::is_cjk;
use crate::keys::Keys;
use crate::lines::Lines;

pub use write::{Ris, write};

/// The tags that become one text, the most usual first.
const TEXTS: [(&str, &[&str]); 14] = [
    ("title", &["TI", "T1", "CT"]),
    ("container-title", &["T2", "JO", "JF", "BT", "JA"]),
    ("title-short", &["ST"]),
    ("collection-title", &["T3"]),
    ("publisher", &["PB"]),
    ("publisher-place", &["CY", "PP"]),
    ("volume", &["VL"]),
    ("issue", &["IS"]),
    ("edition", &["ET"]),
    ("DOI", &["DO"]),
    ("URL", &["UR", "L2"]),
    ("abstract", &["AB", "N2"]),
    ("note", &["N1"]),
    ("language", &["LA"]),
];
const NAMES: [(&str, &[&str]); 3] = [("author", &["AU", "A1"]), ("editor", &["ED", "A2"]), ("translator", &["A4"])];
const DATES: [(&str, &[&str]); 2] = [("issued", &["DA", "PY", "Y1"]), ("accessed", &["Y2"])];

/// Whether a text begins as RIS does.
///
/// ```
/// assert!(agon_formats::ris::is_ris("\u{feff}\r\nTY  - JOUR\r\n"));
/// assert!(!agon_formats::ris::is_ris("TY: JOUR"));
/// ```
pub fn is_ris(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .lines()
        .find(|line| !line.trim().is_empty())
        .and_then(tagged)
        .is_some_and(|(tag, _)| tag == "TY")
}

/// Reads every record. A record without `ER` ends where the next begins.
///
/// ```
/// let text = "TY  - JOUR\nAU  - Lee, Ann\nTI  - On drift\nJO  - The Review\nDA  - 2024/05/03/\nSP  - 1\nEP  - 9\nER  - \n";
/// let (sources, complaints) = agon_formats::ris::read(text, "refs.ris");
/// assert!(complaints.is_empty(), "{complaints:?}");
/// assert_eq!(sources[0].csl["issued"]["date-parts"][0][2], 3);
/// assert_eq!(sources[0].key.as_str(), "lee-2024");
/// ```
pub fn read(text: &str, path: &str) -> (Vec<Source>, Vec<Diagnostic>) {
    let lines = Lines::new(text, path);
    let (mut sources, mut complaints, mut keys) = (Vec::new(), Vec::new(), Keys::default());
    let mut record: Option<Record<'_>> = None;
    let mut at = 0;
    let mut finish = |record: Option<Record<'_>>, complaints: &mut Vec<Diagnostic>| {
        let Some(record) = record else { return };
        let place = record.at;
        match record.source(&mut keys) {
            Ok((source, complaint)) => {
                complaints.extend(complaint.map(|complaint| complaint.at(lines.place(place))));
                sources.push(source);
            }
            Err(complaint) => complaints.push(complaint.at(lines.place(place))),
        }
    };
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}');
        match (tagged(line), &mut record) {
            (Some(("TY", kind)), _) => {
                finish(record.take(), &mut complaints);
                record = Some(Record { at: start, kind, lines: Vec::new() });
            }
            (Some(("ER", _)), Some(_)) => finish(record.take(), &mut complaints),
            (Some((tag, value)), Some(record)) => record.lines.push((tag, value.to_owned())),
            // A value may go on in the next line.
            (None, Some(record)) if !line.trim().is_empty() => {
                if let Some((_, value)) = record.lines.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            (None, _) if line.trim().is_empty() => {}
            _ => complaints.push(
                Diagnostic::warning("ris/outside", "this line stands in no record, so it is left out")
                    .at(lines.place(start))
                    .excerpt(lines.excerpt(start))
                    .hint("a record begins with `TY  - `"),
            ),
        }
    }
    finish(record, &mut complaints);
    if sources.is_empty() && !complaints.iter().any(Diagnostic::is_error) {
        complaints.push(
            Diagnostic::error("ris/empty", "there is no record in it")
                .at(lines.place(0))
                .hint("a record begins with `TY  - JOUR`"),
        );
    }
    (sources, complaints)
}

/// Tag and value of a line.
fn tagged(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = (line.get(..2)?, line.get(2..)?);
    let is_tag =
        tag.bytes().next()?.is_ascii_uppercase() && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = rest.strip_prefix("  -").or_else(|| rest.strip_prefix(" -"))?;
    (is_tag && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (tag, value.trim()))
}

struct Record<'a> {
    at: usize,
    kind: &'a str,
    lines: Vec<(&'a str, String)>,
}

impl Record<'_> {
    fn source(self, keys: &mut Keys) -> Result<(Source, Option<Diagnostic>), Box<Diagnostic>> {
        let mut csl = JsonMap::new();
        let mut done: Vec<&str> = vec!["ID", "M3"];
        let all = |tags: &'static [&'static str]| {
            tags.iter().find(|tag| self.lines.iter().any(|(known, value)| known == *tag && !value.is_empty()))
        };
        let first = |tags: &'static [&'static str]| {
            let tag = *all(tags)?;
            let value = self.lines.iter().find(|(known, value)| *known == tag && !value.is_empty())?;
            Some((tag, value.1.as_str()))
        };
        // What the writer adds where RIS has no type of its own.
        let own = first(&["M3"]).map(|(_, value)| value).filter(|value| crate::csl::TYPES.contains(value));
        csl.insert("type".into(), own.map_or_else(|| kinds::csl(self.kind), str::to_owned).into());
        if let (None, Some((_, genre))) = (own, first(&["M3"])) {
            csl.insert("genre".into(), genre.into());
        }
        for (name, tags) in TEXTS {
            if let Some((tag, value)) = first(tags) {
                let value = if name == "DOI" { crate::citation::facts::bare_doi(value) } else { value };
                csl.insert(name.into(), value.into());
                done.push(tag);
            }
        }
        for (name, tags) in NAMES {
            let named: Vec<&&str> = tags.iter().filter(|tag| self.lines.iter().any(|(known, _)| known == *tag)).collect();
            let people = self
                .lines
                .iter()
                .filter(|(tag, _)| named.iter().any(|named| **named == *tag))
                .filter_map(|(_, value)| person(value));
            let people: Vec<Value> = people.collect();
            if !people.is_empty() {
                csl.insert(name.into(), people.into());
                done.extend(named);
            }
        }
        for (name, tags) in DATES {
            if let Some((tag, value)) = first(tags) {
                csl.insert(name.into(), date(value));
                done.push(tag);
                // The year alone stands beside the whole date.
                done.extend(tags.iter().filter(|_| name == "issued"));
            }
        }
        let page = match (first(&["SP"]), first(&["EP"])) {
            (Some((_, from)), Some((_, to))) if from != to && !from.contains('-') => Some(format!("{from}-{to}")),
            (Some((_, page)), _) | (None, Some((_, page))) => Some(page.to_owned()),
            (None, None) => None,
        };
        if let Some(page) = page {
            csl.insert("page".into(), page.replace('–', "-").into());
        }
        done.extend(["SP", "EP"]);
        if let Some((_, number)) = first(&["SN"]) {
            csl.insert(if matches!(self.kind, "BOOK" | "CHAP" | "EDBOOK") { "ISBN" } else { "ISSN" }.into(), number.into());
            done.push("SN");
        }
        let keywords: Vec<&str> = self.lines.iter().filter(|(tag, _)| *tag == "KW").map(|(_, value)| value.as_str()).collect();
        if !keywords.is_empty() {
            csl.insert("keyword".into(), keywords.join(", ").into());
            done.push("KW");
        }
        let mut others = JsonMap::new();
        for (tag, value) in self.lines.iter().filter(|(tag, value)| !done.contains(tag) && !value.is_empty()) {
            let list = others.entry((*tag).to_owned()).or_insert_with(|| json!([]));
            list.as_array_mut().into_iter().for_each(|list| list.push(value.as_str().into()));
        }
        if !others.is_empty() {
            csl.insert("custom".into(), json!({ "ris": others }));
        }
        let id = first(&["ID"]).map(|(_, id)| id.to_owned());
        let id = id.unwrap_or_else(|| crate::cite_line::suggested(&csl).to_string());
        match keys.source(&id, csl) {
            // A key that was made up here need not be told of.
            Ok((source, _)) if first(&["ID"]).is_none() => Ok((source, None)),
            made => made,
        }
    }
}

/// `Family, Given, Suffix`; without a comma an institution, or a family name alone.
fn person(value: &str) -> Option<Value> {
    let mut parts = value.splitn(3, ',').map(str::trim);
    let family = parts.next().filter(|family| !family.is_empty())?;
    Some(match (parts.next().filter(|given| !given.is_empty()), parts.next().filter(|suffix| !suffix.is_empty())) {
        (Some(given), Some(suffix)) => json!({ "family": family, "given": given, "suffix": suffix }),
        (Some(given), None) => json!({ "family": family, "given": given }),
        (None, _) if value.ends_with(',') && !is_cjk(family) => json!({ "family": family }),
        (None, _) => json!({ "literal": family }),
    })
}

/// `2024/05/03/`, `2024/05//spring`, `2024-05-03`, `2024`; anything else as words.
fn date(value: &str) -> Value {
    let mut parts = value.splitn(4, ['/', '-']).map(str::trim);
    let year = parts.next().filter(|year| year.len() == 4).and_then(|year| year.parse::<u32>().ok());
    let Some(year) = year else { return json!({ "literal": value }) };
    let month = parts.next().and_then(|month| month.parse::<u32>().ok()).filter(|month| (1..=12).contains(month));
    let day = parts.next().and_then(|day| day.parse::<u32>().ok()).filter(|day| month.is_some() && (1..=31).contains(day));
    let date: Vec<u32> = [Some(year), month, day].into_iter().flatten().collect();
    match parts.next().filter(|words| !words.is_empty()) {
        Some(words) => json!({ "date-parts": [date], "literal": words }),
        None => json!({ "date-parts": [date] }),
    }
}
