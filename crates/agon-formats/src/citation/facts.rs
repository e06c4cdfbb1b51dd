//! What a CSL-JSON item says, read leniently: a field of the wrong kind counts as absent.

use agon_core::model::Source;
use serde_json::Value;

use crate::escape::web_address;

use super::name::Person;
use super::when::When;

/// How a source is built up, as far as references differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// An article in a volume of a journal.
    Journal,
    /// An article in a newspaper or magazine, a post, a page of a site.
    Press,
    /// A part of a book.
    Chapter,
    /// Something that stands for itself and is named by its own title: a book, a report, a film.
    Book,
    /// Something that stands for itself and has no cover: a page, a speech, a letter.
    Sheet,
}

/// What references are made of.
pub(super) struct Facts<'a> {
    source: &'a Source,
    pub(super) shape: Shape,
    pub(super) authors: Vec<Person>,
    pub(super) editors: Vec<Person>,
    pub(super) translators: Vec<Person>,
    pub(super) issued: When,
    pub(super) accessed: When,
    /// A letter after the year, where works of one author and year are told apart by it.
    pub(super) letter: String,
}

impl<'a> Facts<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        let kind = source.csl.get("type").and_then(Value::as_str).unwrap_or_default();
        let has_container = text(source, "container-title").is_some();
        let is_numbered = text(source, "volume").is_some() || text(source, "issue").is_some();
        let shape = match kind {
            "article-journal" | "review" | "review-book" if is_numbered => Shape::Journal,
            "chapter" | "paper-conference" | "entry" | "entry-dictionary" | "entry-encyclopedia" if has_container => {
                Shape::Chapter
            }
            "book" | "report" | "thesis" | "dataset" | "software" | "motion_picture" | "map" | "pamphlet" | "standard"
            | "periodical" | "classic" | "collection" | "musical_score"
                if !has_container =>
            {
                Shape::Book
            }
            _ if has_container => Shape::Press,
            _ => Shape::Sheet,
        };
        Self {
            source,
            shape,
            authors: Person::list(source.csl.get("author")),
            editors: Person::list(source.csl.get("editor")),
            translators: Person::list(source.csl.get("translator")),
            issued: When::of(source.csl.get("issued")),
            accessed: When::of(source.csl.get("accessed")),
            letter: String::new(),
        }
    }

    /// A field of text or number, if it says anything.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        text(self.source, field)
    }

    pub(super) fn title(&self) -> &str {
        self.source.title().trim()
    }

    /// Authors, or the editors in their place; whether they are editors.
    pub(super) fn people(&self) -> (&[Person], bool) {
        if self.authors.is_empty() && !self.editors.is_empty() { (&self.editors, true) } else { (&self.authors, false) }
    }

    /// The editors, where they are not named in the place of authors.
    pub(super) fn other_editors(&self) -> &[Person] {
        if self.people().1 { &[] } else { &self.editors }
    }

    pub(super) fn container(&self) -> Option<String> {
        self.text("container-title")
    }

    /// The publisher, unless it is the container under another name.
    pub(super) fn publisher(&self) -> Option<String> {
        self.text("publisher").filter(|publisher| self.container().as_ref() != Some(publisher))
    }

    /// Pages, with a dash between the first and the last.
    pub(super) fn pages(&self) -> Option<String> {
        let page = self.text("page")?;
        Some(page.replace("--", "–").replace('-', "–"))
    }

    /// Pages after their mark: `p. 3`, `pp. 3–9`.
    pub(super) fn marked_pages(&self) -> Option<String> {
        let pages = self.pages()?;
        let mark = if pages.contains(['–', ',']) { "pp." } else { "p." };
        Some(format!("{mark} {pages}"))
    }

    /// The edition: `2nd ed.` for a number, and as it stands otherwise.
    pub(super) fn edition(&self) -> Option<String> {
        let edition = self.text("edition")?;
        Some(match edition.parse::<u32>() {
            Ok(number) => format!("{} ed.", ordinal(number)),
            Err(_) => edition,
        })
    }

    /// Where it is read: by its DOI, or its web address.
    pub(super) fn link(&self) -> Option<String> {
        let address = match self.text("DOI") {
            Some(doi) => format!("https://doi.org/{}", bare_doi(&doi)),
            None => self.text("URL")?,
        };
        web_address(&address).map(str::to_owned)
    }

    /// The web address before the DOI, as cards have it.
    pub(super) fn address(&self) -> Option<String> {
        self.text("URL").and_then(|url| web_address(&url).map(str::to_owned)).or_else(|| self.link())
    }

    /// A field that CSL does not know, kept under `custom`.
    pub(super) fn custom(&self, field: &str) -> Option<String> {
        let text = self.source.csl.get("custom")?.get(field)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

fn text(source: &Source, field: &str) -> Option<String> {
    let text = match source.csl.get(field)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The DOI without the address of a resolver or a mark before it.
pub(crate) fn bare_doi(doi: &str) -> &str {
    let doi = doi.trim();
    let starts = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
    let start = starts.iter().find(|start| doi.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)));
    start.map_or(doi, |start| doi[start.len()..].trim())
}

fn ordinal(number: u32) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}
