//! What makes a piece of evidence checkable: its form, its source, the place of its words.
//!
//! Selectors follow the W3C Web Annotation Data Model: a quotation with prefix and suffix, and a position
//! in code points of the normalised text. A *sealed* anchor holds position and hash only, for texts whose
//! words may not be kept.
//!
//! [`SourceText`] is a text made ready once; [`Anchor::find`] looks quoted words up in it; [`Anchor::check`] says whether
//! they still stand where an anchor says. All of it is linear in the text.

mod check;
mod difference;
mod duplicates;
mod find;
mod fuzzy;
mod marks;
mod needle;
mod normalise;
#[cfg(test)]
mod tests;
mod text;

use serde::{Deserialize, Serialize};

pub use check::Standing;
pub use difference::{Piece, difference_of_words};
pub use duplicates::{Cluster, Copy as CardCopy, Duplicates, Likeness};
pub use find::{Missed, Nearby, Place, nearest_words};
pub use marks::{Highlight, MAX_HALF_POINTS, Mark, MarkError, Marks, Passage, Rgb, Runs, Style};
pub use normalise::{hex, normalise, sha256_hex};
pub use text::SourceText;

use super::source::SourceKey;

/// What kind of evidence a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceForm {
    /// The source's point in other words.
    #[default]
    Paraphrase,
    /// The source's own words.
    Quotation,
    /// A figure.
    Statistic,
    /// What a witness or an expert said.
    Testimony,
    /// A treaty, ruling, report.
    Document,
    /// A data set.
    Dataset,
    /// Seen by the one who wrote it down.
    Observation,
    /// A photograph, a drawing, a map.
    Image,
}

impl EvidenceForm {
    /// Every form, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Paraphrase,
        Self::Quotation,
        Self::Statistic,
        Self::Testimony,
        Self::Document,
        Self::Dataset,
        Self::Observation,
        Self::Image,
    ];

    /// The word for it in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paraphrase => "paraphrase",
            Self::Quotation => "quotation",
            Self::Statistic => "statistic",
            Self::Testimony => "testimony",
            Self::Document => "document",
            Self::Dataset => "dataset",
            Self::Observation => "observation",
            Self::Image => "image",
        }
    }

    /// The form with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }
}

/// Where in the normalised text of a source the words stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// First code point of the words, 0-based, in the text normalised by [`normalise`].
    pub start: u64,
    /// One past their last code point.
    pub end: u64,
    /// SHA-256, in hex, of the exact normalised words in UTF-8.
    pub sha256: String,
    /// The words before, where they may be kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// The words after, where they may be kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suffix: String,
}

/// A quotation in another language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// The words.
    pub text: String,
    /// Their language, as BCP 47 has it: `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translator: Option<String>,
}

/// What evidence says of where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The cited record; evidence without one is reported by `lint`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceKey>,
    /// The sources through which the words reached the team, the one it read first; empty where the cited one was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reported_in: Vec<SourceKey>,
    /// What kind of evidence it is.
    #[serde(default)]
    pub form: EvidenceForm,
    /// The paragraph, counted from 1 over the non-empty lines of the normalised text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
    /// Page, section or time, as a reader would write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// The quoted words, where they are quoted; a line feed between paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// How the quoted words are marked.
    #[serde(default, skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
    /// The citation as it was written over the quotation, word for word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cite: Option<Passage>,
    /// The language of the quoted words, as BCP 47 has it: `ko`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The quoted words in another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<Translation>,
    /// The place of the words in the text of the source that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
}

impl Citation {
    /// The source in whose text the words were read: the first through which they were reported, else the cited one.
    pub fn read_in(&self) -> Option<&SourceKey> {
        self.reported_in.first().or(self.source.as_ref())
    }

    /// Every source it names: the cited one, then those through which it was reported.
    pub fn sources(&self) -> impl Iterator<Item = &SourceKey> {
        self.source.iter().chain(&self.reported_in)
    }
}
