//! One-line cites as debaters write them, read as far as they can be.
//!
//! What stands in quotation marks is the title; what stands before it are authors, what they are, and the date; what
//! follows is where it appeared. Whatever is not understood is said to be so, and the line itself is kept.

mod dates;
mod people;

use agon_core::diagnostic::Diagnostic;
use agon_core::model::{Name, Source, SourceKey};
use serde_json::{Map as JsonMap, Value, json};

use crate::citation::Style;
use dates::{Found, dates, full_year};

/// How much of a line is looked at, in characters. The whole is kept.
const LONGEST: usize = 4_000;
const QUOTES: [(char, char); 6] = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»'), ('「', '」'), ('『', '』')];

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedCite {
    /// The CSL-JSON item, with the line itself in `custom.cite_raw`.
    pub csl: JsonMap<String, Value>,
    /// A key for it; whoever takes it sees to it that it is not taken.
    pub key: SourceKey,
    /// How it is said aloud: `Doe 24`.
    pub short: String,
    /// What was guessed or not found.
    pub unsure: Vec<Diagnostic>,
}

/// Reads a line. It never fails: what cannot be told is left out, and said in `unsure`.
///
/// ```
/// let line = r#"Jane Doe, professor of law at X, 1-9-2024, "On Drift," The Review, https://example.org/d, accessed 2-1-2025, //AB"#;
/// let cite = agon_formats::cite_line::parse(line);
/// assert_eq!((cite.key.as_str(), cite.short.as_str()), ("doe-2024", "Doe 24"));
/// assert_eq!(cite.csl["custom"]["qualifications"], "professor of law at X");
/// assert_eq!(cite.csl["custom"]["cite_raw"], line);
/// assert!(cite.unsure.is_empty());
/// ```
pub fn parse(line: &str) -> ParsedCite {
    let mut unsure = Vec::new();
    let text: String = line.chars().take(LONGEST).map(|c| if c.is_control() || c == '\u{a0}' { ' ' } else { c }).collect();
    if text.len() < line.len() && line.chars().count() > LONGEST {
        unsure.push(
            doubt("cite/long", "it is too long for a cite, so only its beginning was read")
                .hint("give the cite alone, without the card"),
        );
    }
    let mut csl = JsonMap::new();
    let mut custom = JsonMap::new();
    custom.insert("cite_raw".into(), line.into());

    let (text, initials) = initials(text.trim());
    let (text, url) = url(&text);
    let (text, accessed) = accessed(&text);
    let (head, title, tail) = title(&text);
    let title_known = title.is_some();

    let mut head = Head::of(&head);
    let in_head = dates(&head.text);
    let in_tail = dates(&tail);
    // A date that is more than a year tells more than the year of the short cite.
    let date = in_head.first().or(in_tail.first()).cloned();
    if let Some(found) = date.as_ref().filter(|found| !found.is_sure) {
        unsure.push(
            doubt("cite/date", format!("the day is taken to stand first, so this is {}", spelled(&found.parts)))
                .hint("set it: --year 2024-01-31"),
        );
    }
    let issued = match (&date, head.year) {
        (Some(found), _) => Some(found.parts.clone()),
        (None, year) => year.map(|year| vec![year]),
    };
    match &issued {
        Some(parts) => {
            csl.insert("issued".into(), json!({ "date-parts": [parts] }));
        }
        None => unsure.push(doubt("cite/no-date", "no date was found").hint("set it: --year 2024-01-09")),
    }
    // Behind the date of the head there may be what the author is, too.
    let mut rest: String = head.text.clone();
    for found in in_head.iter().rev() {
        rest.replace_range(found.range.clone(), "");
    }
    head.text = rest;
    let (authors, quals) = head.people(&mut unsure);
    if !authors.is_empty() {
        csl.insert("author".into(), authors.into());
    }
    if !quals.is_empty() {
        custom.insert("qualifications".into(), quals.into());
    }
    match title {
        Some(title) => {
            csl.insert("title".into(), title.into());
        }
        None => {
            unsure.push(doubt("cite/no-title", "no title was found").hint("put it in quotation marks, or set it: --title '…'"))
        }
    }
    place(&tail, &in_tail, title_known, &mut csl);
    if let Some(url) = url {
        if let Some(doi) = doi(&url) {
            csl.insert("DOI".into(), doi.into());
        }
        csl.insert("URL".into(), url.into());
    }
    if let Some(found) = accessed {
        csl.insert("accessed".into(), json!({ "date-parts": [found.parts] }));
    }
    if let Some(initials) = initials {
        custom.insert("cutter".into(), initials.into());
    }
    csl.insert("type".into(), kind(&csl).into());
    csl.insert("custom".into(), custom.into());
    let key = suggested(&csl);
    let source = Source { key: key.clone(), csl, assessment: None, text: None, file: None };
    let short = Style::named("card").and_then(|style| style.short(&source, None)).unwrap_or_default();
    ParsedCite { csl: source.csl, key, short, unsure }
}

/// A key for an item: the first author and the year, `doe-2024`; else words of the title, or `source`.
pub fn suggested(csl: &JsonMap<String, Value>) -> SourceKey {
    let author = csl.get("author").or_else(|| csl.get("editor")).and_then(|people| people.get(0));
    let name = author.and_then(|person| ["family", "literal", "given"].iter().find_map(|key| person.get(key)?.as_str()));
    let name = name.or_else(|| csl.get("container-title")?.as_str()).or_else(|| csl.get("title")?.as_str()).unwrap_or("source");
    let year = csl.get("issued").and_then(|issued| issued.get("date-parts")?.get(0)?.get(0)?.as_i64());
    let words =
        |most: usize| name.split_whitespace().take(most).collect::<Vec<_>>().join(" ").chars().take(40).collect::<String>();
    let text = year.map_or_else(|| words(4), |year| format!("{} {year}", words(4)));
    let slug = Name::slug(&text).and_then(|slug| SourceKey::new(slug.as_str()).ok());
    slug.unwrap_or_else(|| SourceKey::new("source").expect("it is a name"))
}

fn doubt(code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::warning(code, message)
}

fn spelled(parts: &[u32]) -> String {
    parts.iter().map(u32::to_string).collect::<Vec<_>>().join("-")
}

/// The text without `//AB` at its end, and the initials.
fn initials(text: &str) -> (String, Option<String>) {
    let Some(at) = text.rfind("//").filter(|at| !text[..*at].ends_with(':')) else { return (text.to_owned(), None) };
    let end = text[at + 2..].trim().trim_end_matches([')', ']', '.', ',']).trim();
    let fits = !end.is_empty()
        && end.chars().count() <= 24
        && end.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '/' | '&' | '+'));
    // A bracket that was opened before is closed again.
    let close = if text[at..].contains(')') && text[..at].contains('(') { ")" } else { "" };
    if fits { (format!("{}{close}", text[..at].trim_end()), Some(end.to_owned())) } else { (text.to_owned(), None) }
}

/// The text without its first web address, and the address.
fn url(text: &str) -> (String, Option<String>) {
    let lower = text.to_ascii_lowercase();
    let start = ["https://", "http://", "www.", "doi.org/", "doi:"].iter().filter_map(|mark| lower.find(mark)).min();
    let Some(start) = start else { return (text.to_owned(), None) };
    let length = text[start..]
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '”' | ']' | '}'))
        .unwrap_or(text.len() - start);
    let mut end = start + length;
    // `doi: 10.1/x`
    if text[start..end].eq_ignore_ascii_case("doi:") {
        let blank = text[end..].len() - text[end..].trim_start().len();
        end += blank + text[end + blank..].find([' ', ',']).unwrap_or(text.len() - end - blank);
    }
    let address = text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    // A bracket belongs to the address if it was opened in it.
    let address = if address.contains('(') { address } else { address.trim_end_matches(')') };
    let end = start + address.len();
    let url = match &lower[start..end] {
        address if address.starts_with("http") => text[start..end].to_owned(),
        address if address.starts_with("doi:") => format!("https://doi.org/{}", text[start + 4..end].trim()),
        _ => format!("https://{}", &text[start..end]),
    };
    (format!("{}{}", &text[..start], &text[end..]), Some(url))
}

/// The DOI in an address.
fn doi(url: &str) -> Option<String> {
    let at = url.to_ascii_lowercase().find("doi.org/")?;
    let doi = url[at + "doi.org/".len()..].trim();
    doi.starts_with("10.").then(|| doi.to_owned())
}

/// The text without `accessed 2-1-2025`, and the date.
fn accessed(text: &str) -> (String, Option<Found>) {
    let lower = text.to_ascii_lowercase();
    let marks = ["date accessed", "last accessed", "date of access", "accessed", "retrieved", "doa"];
    for mark in marks {
        let word = |at: &usize| {
            !lower[..*at].ends_with(|c: char| c.is_alphanumeric())
                && !lower[at + mark.len()..].starts_with(|c: char| c.is_alphanumeric())
        };
        let Some(start) = lower.find(mark).filter(word) else { continue };
        let after = start + mark.len();
        let Some(found) = dates(&text[after..]).into_iter().next().filter(|found| found.range.start <= 8) else { continue };
        let end = after + found.range.end;
        // `retrieved on 3-4-2025 from` is followed by the address, which is taken off already.
        let rest = text[end..].trim_start().strip_prefix("from").unwrap_or(&text[end..]);
        return (format!("{}{rest}", text[..start].trim_end_matches([' ', ',', '('])), Some(found));
    }
    (text.to_owned(), None)
}

/// What stands before the title, the title, what stands behind it. Without quotation marks there is no title.
fn title(text: &str) -> (String, Option<String>, String) {
    let open = text.char_indices().find_map(|(at, c)| Some((at, c, QUOTES.iter().find(|(open, _)| *open == c)?.1)));
    let Some((start, sign, close)) = open else { return (text.to_owned(), None, String::new()) };
    let inside = start + sign.len_utf8();
    let closes = |c: char| c == close || (sign == '“' && c == '"') || (sign == '"' && c == '”');
    let end = text[inside..].find(closes).map_or(text.len(), |at| inside + at);
    let title = text[inside..end].trim().trim_end_matches(',').trim().to_owned();
    let after = text[end..].chars().next().map_or(end, |c| end + c.len_utf8());
    let title = (!title.is_empty()).then_some(title);
    (text[..start].to_owned(), title, text[after..].to_owned())
}

/// What stands before the title.
struct Head {
    text: String,
    /// Family names of a short cite before it: `Doe and Roe 24 (…`.
    said: Vec<String>,
    year: Option<u32>,
}

impl Head {
    /// Takes a short cite off the beginning.
    fn of(text: &str) -> Self {
        let whole = || Self { text: text.to_owned(), said: Vec::new(), year: None };
        let words: Vec<(usize, &str)> =
            text.split_whitespace().map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word)).take(9).collect();
        for (count, (at, word)) in words.iter().enumerate().skip(1) {
            let bare = word.trim_start_matches(['\'', '’', '‘', '`']);
            let digits: String = bare.chars().take_while(char::is_ascii_digit).collect();
            let end = &bare[digits.len()..];
            // A letter tells works of one year apart: 24a.
            let end = end.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(end);
            let is_year =
                matches!(digits.len(), 2 | 4) && (end.is_empty() || end.starts_with([',', ':', '(', '[', '—', '–', ';', '.']));
            if is_year {
                let rest_at = at + word.len() - end.len();
                let rest = text[rest_at..].trim_start();
                let number: u32 = digits.parse().unwrap_or(0);
                let marked = rest.is_empty() || rest.starts_with(['(', '[', '—', '–', '-', ':', ',', ';', '.', '/']);
                let names = text[..*at].trim().trim_end_matches(',');
                // A year with a comma before it is the date of a whole cite.
                if !marked
                    || text[..*at].trim_end().ends_with(',')
                    || (digits.len() == 4 && !(1500..=2199).contains(&number))
                    || names.split(',').count() > 3
                {
                    return whole();
                }
                let year = if digits.len() == 2 { full_year(number) } else { number };
                let said = names.split(',').flat_map(people::split).map(str::to_owned).collect();
                let rest = rest.trim_start_matches(['(', '[', '—', '–', '-', ':', ',', ';', '.', '/', ' ']);
                return Self { text: rest.to_owned(), said, year: Some(year) };
            }
            let is_name = word.chars().next().is_some_and(char::is_uppercase)
                || matches!(*word, "and" | "&" | "et" | "al." | "al" | "al.," | "de" | "van" | "von" | "der");
            if !is_name || count > 7 {
                return whole();
            }
        }
        whole()
    }

    /// Authors, and what they are.
    fn people(&self, unsure: &mut Vec<Diagnostic>) -> (Vec<Value>, String) {
        let text = self.text.trim().trim_matches([',', ' ', '(', ')', '[', ']', ';', '–', '—', '-', '.', '|']);
        let parts: Vec<&str> = text
            .split([',', '|', '(', ')', '[', ']'])
            .map(|part| part.trim().trim_matches([';', '–', '—']).trim())
            .filter(|part| !part.is_empty() && !matches!(*part, "no date" | "n.d." | "n.d"))
            .collect();
        let rest = |from: usize| parts[from.min(parts.len())..].join(", ");
        if self.said.is_empty() {
            let (authors, taken) = people::authors(&parts);
            if authors.is_empty() {
                unsure.push(doubt("cite/no-author", "no author was found").hint("set it: --by 'Family, Given'"));
            } else if authors.len() == 1 && authors[0].get("family").is_some() && authors[0].get("given").is_none() {
                unsure.push(
                    doubt("cite/author", "only one word of the author's name was found").hint("set it: --by 'Family, Given'"),
                );
            }
            return (authors, rest(taken));
        }
        // `Doe 24 (Jane, professor …)` and `Doe 24 — Jane Doe, professor …`
        let first = parts.first().copied().unwrap_or_default();
        let has_family = self.said.iter().any(|family| people::split(first).iter().any(|name| name.contains(family.as_str())));
        if has_family {
            let (authors, taken) = people::authors(&parts);
            return (authors, rest(taken));
        }
        let is_given = self.said.len() == 1
            && !self.said[0].contains(' ')
            && !first.is_empty()
            && first.split_whitespace().count() <= 3
            && first.split_whitespace().all(|word| word.chars().next().is_some_and(char::is_uppercase));
        if is_given {
            return (vec![json!({ "family": self.said[0], "given": first })], rest(1));
        }
        let authors: Vec<Value> = self.said.iter().map(|name| people::person(name)).collect();
        if authors.iter().any(|author| author.get("family").is_some() && author.get("given").is_none()) {
            unsure.push(doubt("cite/author", "only the family name of an author was found").hint("set it: --by 'Family, Given'"));
        }
        (authors, rest(0))
    }
}

/// Where it appeared: the first part behind the title that is not something else.
fn place(tail: &str, dates: &[Found], title_known: bool, csl: &mut JsonMap<String, Value>) {
    let mut text = tail.to_owned();
    for found in dates.iter().rev() {
        text.replace_range(found.range.clone(), "");
    }
    for part in
        text.split([',', ';', '|']).map(|part| part.trim().trim_matches(['(', ')', '[', ']', '.', '–', '—', '-', ' ']).trim())
    {
        let lower = part.to_ascii_lowercase();
        let after = |marks: &[&str]| {
            marks.iter().find_map(|mark| lower.strip_prefix(mark).map(|rest| part[part.len() - rest.len()..].trim().to_owned()))
        };
        if part.is_empty() || lower == "in" {
        } else if let Some(volume) = after(&["volume ", "vol. ", "vol "]) {
            csl.insert("volume".into(), volume.into());
        } else if let Some(issue) = after(&["number ", "no. ", "issue ", "iss. "]) {
            csl.insert("issue".into(), issue.into());
        } else if let Some(page) = after(&["pages ", "page ", "pp. ", "pp ", "pg. ", "pg ", "p. "]) {
            csl.insert("page".into(), page.replace(['–', '—'], "-").into());
        } else if !csl.contains_key("container-title") && title_known && part.chars().any(char::is_alphabetic) {
            let (name, volume, issue, page) = numbered(part);
            csl.insert("container-title".into(), name.into());
            for (field, value) in [("volume", volume), ("issue", issue), ("page", page)] {
                if let Some(value) = value {
                    csl.insert(field.into(), value.into());
                }
            }
        }
    }
}

/// `Journal 12.3: 1-9` and `Journal 12(3)` in their parts. The year that stood in brackets is taken out already.
fn numbered(part: &str) -> (&str, Option<String>, Option<String>, Option<String>) {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let (rest, page) = match part.rsplit_once(':') {
        Some((rest, page)) if page.trim().split(['-', '–']).all(|page| is_number(page.trim())) => {
            (rest.trim(), Some(page.trim().replace('–', "-")))
        }
        _ => (part, None),
    };
    let rest = rest.trim_end_matches("()").trim();
    let (name, last) = rest.rsplit_once(' ').unwrap_or((rest, ""));
    let (volume, issue) =
        last.trim_end_matches(')').split_once(['.', '(']).map_or((last, None), |(volume, issue)| (volume, Some(issue)));
    if is_number(volume) && issue.is_none_or(is_number) && volume.len() <= 3 {
        return (name.trim(), Some(volume.to_owned()), issue.map(str::to_owned), page);
    }
    (rest, None, None, page)
}

/// The type that what was found speaks for.
fn kind(csl: &JsonMap<String, Value>) -> &'static str {
    let container = csl.get("container-title").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let is_journal =
        ["journal", "review", "quarterly", "studies", "annals", "proceedings"].iter().any(|word| container.contains(word));
    match (container.is_empty(), csl.contains_key("URL")) {
        (false, _) if csl.contains_key("volume") || csl.contains_key("issue") || is_journal => "article-journal",
        (false, false) => "article",
        (_, true) => "webpage",
        (true, false) => "document",
    }
}
