//! From a citation line to a bibliographic record, as far as the line is sure.

use agon_core::model::{Name, Passage, Source, SourceKey, normalise, sha256_hex};
use serde_json::{Map, json};

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
    let mut csl = Map::new();
    csl.insert("type".into(), "document".into());
    if let Some(family) = family {
        csl.insert("author".into(), json!([{ "family": family }]));
    }
    if let Some(year) = year {
        csl.insert("issued".into(), json!({ "date-parts": [[year]] }));
    }
    csl.insert("title".into(), title(raw).unwrap_or_else(|| clip(raw, 200)).into());
    if let Some(url) = url(raw) {
        csl.insert("URL".into(), url.into());
    }
    csl.insert("custom".into(), json!({ "cite_raw": clip(raw, 4_000) }));
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

fn title(text: &str) -> Option<String> {
    let pairs = [('“', '”'), ('"', '"')];
    let title = pairs.into_iter().find_map(|(open, close)| {
        let (_, rest) = text.split_once(open)?;
        Some(rest.split_once(close)?.0)
    })?;
    let title = title.trim().trim_end_matches([',', '.']);
    (!title.is_empty()).then(|| clip(title, 500))
}

fn url(text: &str) -> Option<String> {
    let start = text.find("https://").or_else(|| text.find("http://"))?;
    let url = text[start..].split(|c: char| c.is_whitespace() || matches!(c, '>' | '<' | '"' | '”' | ']')).next()?;
    let url = url.trim_end_matches(['.', ',', ';', ')']);
    (url.len() < 2_000).then(|| url.to_owned())
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
