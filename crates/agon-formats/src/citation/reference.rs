//! The reference that lists of sources have where no style is asked for.

use std::fmt;

use agon_core::model::Source;
use serde_json::Value;

use super::name::is_cjk;
use crate::escape::web_address;

/// A full reference in its parts, so that each format can set them its own way. As a text:
/// `Kimura, Kan. “Where to From Here?” The Diplomat, 2019.`
///
/// ```
/// use agon_core::model::{Source, SourceKey};
/// use agon_formats::citation::Reference;
/// let mut source = Source::titled(SourceKey::new("lee-24")?, "On drift");
/// source.csl.insert("author".into(), serde_json::json!([{"family": "Lee", "given": "Ann"}, {"literal": "외교부"}]));
/// source.csl.insert("container-title".into(), "The Review".into());
/// source.csl.insert("issued".into(), serde_json::json!({"date-parts": [[2024, 5, 3]]}));
/// assert_eq!(Reference::of(&source).to_string(), "Lee, Ann, and 외교부. “On drift.” The Review, 3 May 2024.");
/// # Ok::<(), agon_core::model::NameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    /// The authors, the first by family name; empty where none is known.
    pub authors: String,
    /// The title.
    pub title: String,
    /// The journal, book or site it stands in.
    pub container: Option<String>,
    /// Volume, issue, publisher, pages: what there is, in reading order.
    pub details: Vec<String>,
    /// When it was issued.
    pub date: Option<String>,
    /// Where it can be read, if that is a web address.
    pub url: Option<String>,
}

impl Reference {
    /// The parts of a source's reference.
    pub fn of(source: &Source) -> Self {
        let text = |key: &str| text_of(source.csl.get(key)?).filter(|text| !text.trim().is_empty());
        let container = text("container-title");
        let mut details = Vec::new();
        match (text("volume"), text("issue")) {
            (Some(volume), Some(issue)) => details.push(format!("{volume} ({issue})")),
            (Some(volume), None) => details.push(format!("vol. {volume}")),
            (None, Some(issue)) => details.push(format!("no. {issue}")),
            (None, None) => {}
        }
        details.extend(text("publisher").filter(|publisher| Some(publisher) != container.as_ref()));
        let doi = text("DOI").map(|doi| format!("https://doi.org/{doi}"));
        let url = text("URL").or(doi).and_then(|url| web_address(&url).map(str::to_owned));
        if let Some(page) = text("page") {
            let mark = if page.contains(['-', '–', ',']) { "pp." } else { "p." };
            details.push(format!("{mark} {page}"));
        }
        Self {
            authors: authors(source),
            title: source.title().to_owned(),
            container,
            details,
            date: source.csl.get("issued").and_then(date),
            url,
        }
    }

    /// The title with its closing point inside the quotation marks, as it stands in a reference.
    pub fn quoted_title(&self) -> String {
        let end = if self.title.ends_with(['.', '?', '!', '。', '？', '！', '…']) { "" } else { "." };
        format!("“{}{end}”", self.title)
    }

    /// What follows the container: details and date.
    pub fn tail(&self) -> String {
        let parts: Vec<&str> = self.details.iter().chain(&self.date).map(String::as_str).collect();
        parts.join(", ")
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.authors.is_empty() {
            f.write_str(&sentence(&self.authors))?;
            f.write_str(" ")?;
        }
        f.write_str(&self.quoted_title())?;
        let tail = self.tail();
        match (&self.container, tail.is_empty()) {
            (Some(container), false) => write!(f, " {container}, {}", sentence(&tail))?,
            (Some(container), true) => write!(f, " {}", sentence(container))?,
            (None, false) => write!(f, " {}", sentence(&tail))?,
            (None, true) => {}
        }
        if let Some(url) = &self.url {
            write!(f, " {url}")?;
        }
        Ok(())
    }
}

/// The text with a full stop at its end, unless it has one.
pub(crate) fn sentence(text: &str) -> String {
    if text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `Lee, Ann, and Bo Kim`: the first by family name; names in Chinese characters, kana or hangul as they are written.
fn authors(source: &Source) -> String {
    let people = source.csl.get("author").or_else(|| source.csl.get("editor")).and_then(Value::as_array);
    let names: Vec<String> =
        people.into_iter().flatten().enumerate().filter_map(|(index, person)| name(person, index == 0)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if names.len() <= 6 => format!("{}, and {last}", first.join(", ")),
        [first, ..] => format!("{first}, et al."),
    }
}

fn name(person: &Value, inverted: bool) -> Option<String> {
    let part = |key: &str| person.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    if let Some(literal) = part("literal") {
        return Some(literal.to_owned());
    }
    let family = match (part("non-dropping-particle"), part("family")) {
        (Some(particle), Some(family)) => Some(format!("{particle} {family}")),
        (None, family) | (family, None) => family.map(str::to_owned),
    };
    let given =
        part("given").map(|given| part("dropping-particle").map_or(given.to_owned(), |particle| format!("{given} {particle}")));
    let name = match (family, given) {
        (Some(family), Some(given)) if is_cjk(&family) && is_cjk(&given) => format!("{family}{given}"),
        (Some(family), Some(given)) if inverted => format!("{family}, {given}"),
        (Some(family), Some(given)) => format!("{given} {family}"),
        (family, given) => family.or(given)?,
    };
    Some(part("suffix").map_or(name.clone(), |suffix| format!("{name}, {suffix}")))
}

/// `3 May 2024`, `May 2024`, `2024`, a range of two, or the date as somebody wrote it.
fn date(issued: &Value) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let one = |parts: &Value| {
        let number = |at: usize| {
            let part = parts.get(at)?;
            part.as_i64().or_else(|| part.as_str()?.trim().parse().ok())
        };
        let year = number(0)?;
        let month = number(1).and_then(|month| MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?));
        Some(match (month, number(2)) {
            (Some(month), Some(day)) => format!("{day} {month} {year}"),
            (Some(month), None) => format!("{month} {year}"),
            (None, _) => year.to_string(),
        })
    };
    let parts = issued.get("date-parts");
    let from = parts.and_then(|parts| one(parts.get(0)?));
    let to = parts.and_then(|parts| one(parts.get(1)?));
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from}–{to}")),
        (Some(from), None) => Some(from),
        _ => ["literal", "raw"].iter().find_map(|key| text_of(issued.get(key)?)),
    }
}

#[cfg(test)]
mod tests {
    use agon_core::model::SourceKey;
    use serde_json::json;

    use super::*;

    fn source(csl: Value) -> Source {
        let mut source = Source::titled(SourceKey::new("k").expect("a name"), "T");
        source.csl = csl.as_object().expect("an object").clone();
        source
    }

    #[test]
    fn references_read_as_a_library_writes_them() {
        let cases = [
            (
                json!({"title": "A?", "author": [{"family": "Schoff", "given": "James"}, {"family": "Kim", "given": "Duyeon"}], "container-title": "C", "issued": {"date-parts": [[2015]]}}),
                "Schoff, James, and Duyeon Kim. “A?” C, 2015.",
            ),
            (
                json!({"title": "日韓", "author": [{"family": "木村", "given": "幹"}], "publisher": "P", "page": "1-9", "issued": {"date-parts": [["2019", "2"]]}}),
                "木村幹. “日韓.” P, pp. 1-9, February 2019.",
            ),
            (json!({"title": "T", "URL": "javascript:alert(1)"}), "“T.”"),
            (json!({"title": "T", "DOI": "10.1/x", "volume": 3, "issue": 4}), "“T.” 3 (4). https://doi.org/10.1/x"),
            (json!({"issued": {"literal": "spring"}}), "“k.” spring."),
            (json!({"title": 7, "author": "x", "issued": {"date-parts": [[]]}}), "“k.”"),
            (
                json!({"title": "T", "author": [{"family": "Gogh", "given": "V.", "non-dropping-particle": "van"}, {"given": "Madonna"}]}),
                "van Gogh, V., and Madonna. “T.”",
            ),
        ];
        for (csl, expected) in cases {
            assert_eq!(Reference::of(&source(csl)).to_string(), expected);
        }
    }
}
