//! The cards of a map, and what the rules are told.

use serde_json::Value;

use super::Profile;
use crate::diagnostic::{Diagnostic, Place};
use crate::lint::at_node;
use crate::model::{Citation, Map, Marks, NodeIndex, Source, SourceText};

/// Where stored texts of sources come from.
pub trait Texts {
    /// The text with this SHA-256, or nothing where it cannot be had.
    fn text(&self, sha256: &str) -> Option<String>;
}

/// No stored text is at hand.
impl Texts for () {
    fn text(&self, _: &str) -> Option<String> {
        None
    }
}

/// A quotation of the map.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// The evidence.
    pub node: NodeIndex,
    /// What it says of its source.
    pub citation: &'a Citation,
    /// The quoted words.
    pub quote: &'a str,
    /// Its source, where one is named.
    pub source: Option<&'a Source>,
}

impl Card<'_> {
    /// How it is marked in each way it is used: its own marks, then those of uses with marks of their own.
    pub fn all_marks<'m>(&'m self, map: &'m Map) -> impl Iterator<Item = &'m Marks> {
        let uses = map.links_from(self.node).iter().filter_map(|link| map.link(*link).marks.as_deref());
        std::iter::once(&self.citation.marks).chain(uses)
    }

    /// A field of its source's record, where it is a text that says something.
    pub fn field(&self, key: &str) -> Option<&str> {
        self.source?.csl.get(key)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// One of the fields that debaters keep and CSL does not know.
    pub fn custom(&self, key: &str) -> Option<&str> {
        self.source?.csl.get("custom")?.get(key)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// Whether the record holds a date under this key.
    pub fn has_date(&self, key: &str) -> bool {
        let date = self.source.and_then(|source| source.csl.get(key));
        date.is_some_and(|date| {
            let parts = date.get("date-parts").and_then(|parts| parts.get(0)).and_then(Value::as_array);
            let text = ["literal", "raw"].iter().any(|key| date.get(key).and_then(Value::as_str).is_some());
            text || parts.is_some_and(|parts| !parts.is_empty())
        })
    }
}

/// What the rules are told.
pub struct Case<'a> {
    /// The map.
    pub map: &'a Map,
    /// Its quotations, in map order.
    pub cards: Vec<Card<'a>>,
    /// Whose rules.
    pub profile: Profile,
    /// The year it is, for what is out of date.
    pub year: i64,
    /// What was said in the round, where there is a transcript.
    pub transcript: Option<&'a str>,
    texts: &'a dyn Texts,
}

impl<'a> Case<'a> {
    /// The case of a map.
    pub fn new(map: &'a Map, profile: Profile, year: i64, texts: &'a dyn Texts) -> Self {
        let cards = map.node_indices().filter_map(|node| {
            let citation = map.node(node).citation.as_deref()?;
            let quote = citation.quote.as_deref().filter(|quote| !quote.trim().is_empty())?;
            let source = citation.read_in().and_then(|key| map.sources().get(key));
            Some(Card { node, citation, quote, source })
        });
        Self { map, cards: cards.collect(), profile, year, transcript: None, texts }
    }

    /// The stored text of a card's source, made ready.
    pub fn text(&self, card: &Card<'_>) -> Option<SourceText> {
        self.texts.text(card.source?.text.as_deref()?).map(|text| SourceText::new(&text))
    }

    /// A finding at a card.
    pub fn at(&self, finding: Diagnostic, card: &Card<'_>) -> Diagnostic {
        finding.at(self.place(card.node))
    }

    /// The place of a node.
    pub fn place(&self, node: NodeIndex) -> Place {
        at_node(self.map, node)
    }

    /// What a card is called on the command line.
    pub fn label(&self, card: &Card<'_>) -> String {
        self.map.node(card.node).label()
    }
}

/// The words of a text with where they stand, in bytes: letters and digits with the marks, hyphens and apostrophes inside.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().filter_map(move |word| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        (!bare.is_empty()).then(|| (bare.as_ptr() as usize - text.as_ptr() as usize, bare))
    })
}

/// A few words of a text for a message.
pub(super) fn short(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", flat[..at].trim_end()),
        None => flat,
    }
}
