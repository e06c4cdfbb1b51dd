//! What makes a piece of evidence checkable: its form, its source, the place of its words.
//!
//! Selectors follow the W3C Web Annotation Data Model: a quotation with prefix and suffix, and a position
//! in code points of the normalised text. A *sealed* anchor holds position and hash only, for texts whose
//! words may not be kept.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

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
}

impl EvidenceForm {
    /// Every form, in the order of the documentation.
    pub const ALL: [Self; 7] =
        [Self::Paraphrase, Self::Quotation, Self::Statistic, Self::Testimony, Self::Document, Self::Dataset, Self::Observation];

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

/// What evidence says of where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The cited record; evidence without one is reported by `lint`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceKey>,
    /// What kind of evidence it is.
    #[serde(default)]
    pub form: EvidenceForm,
    /// The paragraph, counted from 1 over the non-empty lines of the normalised text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<u32>,
    /// Page, section or time, as a reader would write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// The quoted words, where they are quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The place of the words in the source's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
}

impl Anchor {
    /// Finds `quote` in `text` and anchors it there; both are normalised first. `None` when it is not found.
    ///
    /// ```
    /// use agon_core::model::Anchor;
    /// let anchor = Anchor::find("one\r\n\r\ntwo  “three”", "two \"three\"").expect("it is there");
    /// assert_eq!((anchor.start, anchor.end), (4, 15));
    /// ```
    pub fn find(text: &str, quote: &str) -> Option<Self> {
        let (text, quote) = (normalise(text), normalise(quote));
        if quote.is_empty() {
            return None;
        }
        // In a text with hard line ends, words that follow each other may stand on two lines; both breaks are one byte.
        let byte = text.replace('\n', " ").find(&quote.replace('\n', " "))?;
        let words = &text[byte..byte + quote.len()];
        let start = text[..byte].chars().count() as u64;
        let end = start + words.chars().count() as u64;
        let after = &text[byte + quote.len()..];
        let before: Vec<char> = text[..byte].chars().rev().take(32).collect();
        Some(Self {
            start,
            end,
            sha256: sha256_hex(words.as_bytes()),
            prefix: before.into_iter().rev().collect(),
            suffix: after.chars().take(32).collect(),
        })
    }

    /// Whether the words at this place of `text` (normalised here) have this hash.
    pub fn holds_in(&self, text: &str) -> bool {
        let words: String =
            normalise(text).chars().skip(self.start as usize).take(self.end.saturating_sub(self.start) as usize).collect();
        sha256_hex(words.as_bytes()) == self.sha256
    }

    /// The same anchor without the neighbouring words: position and hash only.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.prefix.clear();
        self.suffix.clear();
        self
    }
}

/// The paragraph (from 1) of the normalised text in which code point `start` stands.
pub fn paragraph_of(text: &str, start: u64) -> u32 {
    1 + normalise(text).chars().take(start as usize).filter(|c| *c == '\n').count() as u32
}

/// Text as anchors count it: NFC; one form of quotation mark, dash and ellipsis; no soft hyphens, pilcrows,
/// zero-width spaces; one space for any run of blanks; trimmed lines; no empty lines; `\n` between lines.
///
/// ```
/// assert_eq!(agon_core::model::normalise("\u{feff}a\u{a0} “b” — c…\r\n\n d "), "a \"b\" - c...\nd");
/// ```
pub fn normalise(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']) {
        let mut folded = String::with_capacity(line.len());
        for c in line.nfc() {
            match c {
                '\u{2018}'..='\u{201b}' => folded.push('\''),
                '\u{201c}'..='\u{201f}' => folded.push('"'),
                '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
                '\u{2026}' => folded.push_str("..."),
                '\u{fb00}' => folded.push_str("ff"),
                '\u{fb01}' => folded.push_str("fi"),
                '\u{fb02}' => folded.push_str("fl"),
                '\u{fb03}' => folded.push_str("ffi"),
                '\u{fb04}' => folded.push_str("ffl"),
                '\u{ad}' | '\u{b6}' | '\u{200b}' | '\u{feff}' => {}
                other => folded.push(other),
            }
        }
        let mut words = folded.split_whitespace();
        if let Some(first) = words.next() {
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(first);
            for word in words {
                lines.push(' ');
                lines.push_str(word);
            }
        }
    }
    lines
}

/// SHA-256 (FIPS 180-4) of `bytes`, as 64 lower-case hex digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)] as char);
        text.push(DIGITS[usize::from(byte & 15)] as char);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_found_again_and_a_changed_word_is_noticed() {
        let text = "First line.\n\nThe two allies — once close — drifted.\n";
        let anchor = Anchor::find(text, "once close").expect("the words stand there");
        assert!(anchor.holds_in(text));
        assert!(anchor.clone().sealed().holds_in(text));
        assert!(!anchor.holds_in(&text.replace("close", "apart")));
        assert_eq!(paragraph_of(text, anchor.start), 2);
        assert_eq!(anchor.sha256, sha256_hex(b"once close"));
    }

    #[test]
    fn words_are_found_across_a_line_end() {
        let text = "Line one two\nthree four.\n";
        let anchor = Anchor::find(text, "two three").expect("the words follow each other");
        assert_eq!((anchor.start, anchor.end), (9, 18));
        assert!(anchor.holds_in(text));
        assert_eq!(Anchor::find(text, "two\nthree"), Some(anchor));
    }

    #[test]
    fn normalising_twice_changes_nothing() {
        let once = normalise(" a\u{2014}b \u{fb01} \u{2019}x\t\ty\r\rz ");
        assert_eq!(once, "a-b fi 'x y\nz");
        assert_eq!(normalise(&once), once);
    }
}
