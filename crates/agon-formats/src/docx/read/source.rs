//! From a citation line to a bibliographic record, as far as the line is sure.

use agon_core::model::{Name, Passage, Source, SourceKey, normalise, sha256_hex};
use serde_json::json;

use crate::cite_line;

/// The most characters of a line that are read.
const LONGEST: usize = 4_000;

/// The record of a citation, and the key that the same citation gets in every file.
pub fn source_of(cite: &Passage) -> Option<Source> {
    let raw = cite.text.trim();
    if raw.is_empty() {
        return None;
    }
    let spoken = cite.marks.pick(&cite.text, " ", |style| style.cite);
    let spoken = if spoken.trim().is_empty() { raw.lines().next().unwrap_or(raw) } else { spoken.trim() };
    let family = spoken.split([' ', ',', '\t']).find(|word| word.chars().next().is_some_and(char::is_alphabetic));
    let family = family.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty());
    let year = year(spoken).or_else(|| year(raw));
    let line = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut csl = cite_line::parse(&clip(&line, LONGEST)).csl;
    if let Some(family) = family
        && !csl.contains_key("author")
    {
        csl.insert("author".into(), json!([{ "family": family }]));
    }
    if let Some(year) = year
        && !csl.contains_key("issued")
    {
        csl.insert("issued".into(), json!({ "date-parts": [[year]] }));
    }
    if csl.get("title").and_then(|title| title.as_str()).is_none_or(|title| title.trim().is_empty()) {
        csl.insert("title".into(), clip(&line, 200).into());
    }
    csl.entry("type").or_insert_with(|| "document".into());
    if let Some(custom) = csl.entry("custom").or_insert_with(|| json!({})).as_object_mut() {
        custom.insert("cite_raw".into(), clip(raw, LONGEST).into());
    }
    Some(Source { csl, ..Source::titled(key(family, year, raw)?, "") })
}

/// `doe-2024-1f3c`: who, when, and four digits of what the line says, so that other lines get other keys.
fn key(family: Option<&str>, year: Option<i64>, raw: &str) -> Option<SourceKey> {
    let hash = sha256_hex(normalise(raw).as_bytes());
    let who = family.and_then(Name::slug).map_or_else(|| "cite".to_owned(), |name| clip(name.as_str(), 40).to_lowercase());
    let year = year.map_or_else(String::new, |year| format!("-{year}"));
    SourceKey::new(&format!("{who}{year}-{}", &hash[..4])).ok()
}

fn year(text: &str) -> Option<i64> {
    let numbers = || text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let whole = numbers().filter(|digits| digits.len() == 4).find_map(|digits| digits.parse::<i64>().ok());
    whole.filter(|year| (1500..2200).contains(year)).or_else(|| {
        let short = numbers().rfind(|digits| digits.len() == 2)?.parse::<i64>().ok()?;
        // Debaters cite what is new: two digits are of this century unless they lie far ahead.
        (text.len() < 60).then_some(if short > 60 { 1900 + short } else { 2000 + short })
    })
}

fn clip(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_line_becomes_a_record_and_keeps_its_words() {
        let cite = Passage {
            text: "Jane Doe, professor of law, 1-1-2024, \"Title,\" https://example.org/x".into(),
            marks: "5-8 cite, 32-36 cite".parse().expect("marks"),
        };
        let source = source_of(&cite).expect("it says something");
        assert!(source.key.as_str().starts_with("doe-2024-"), "{}", source.key);
        assert_eq!(source.short_citation(), "Doe 2024");
        assert_eq!(source.title(), "Title");
        assert_eq!(source.csl["URL"], "https://example.org/x");
        assert_eq!(source.csl["custom"]["cite_raw"], cite.text);
    }

    #[test]
    fn two_digits_of_a_year_are_understood() {
        let source = source_of(&Passage { text: "Gustin ’15".into(), ..Passage::default() }).expect("it says something");
        assert_eq!(source.short_citation(), "Gustin 2015");
    }
}
