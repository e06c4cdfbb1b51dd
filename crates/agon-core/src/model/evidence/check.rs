//! Whether the words of an anchor still stand where it says.

use super::find::{Choice, Nearby, choose, flat, parts, reads};
use super::text::SourceText;
use super::{Anchor, fuzzy, sha256_hex};

/// Of a sealed anchor's neighbourhood: code points times length of the words that are gone through at most.
const SEALED_WORK: u64 = 1 << 26;

/// How an anchor stands to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The words stand where the anchor says.
    Exact,
    /// The same words stand elsewhere, or with other line ends or quotation marks.
    Moved {
        /// Where.
        to: Anchor,
        /// How many such places there are.
        among: u64,
        /// Whether the words around them tell which is meant; else it is the nearest.
        is_certain: bool,
    },
    /// Nearly the same words stand there.
    Fuzzy {
        /// Where.
        to: Anchor,
        /// Code points added, taken away or changed.
        distance: u32,
        /// Code points of the quotation.
        of: u32,
    },
    /// They are not found.
    Orphaned {
        /// Whether the whole text was gone through. The words of a sealed anchor are known by their hash alone, and each
        /// stretch of a text must be hashed to find them: in long texts that is done near the old place only.
        is_thorough: bool,
    },
}

impl Standing {
    /// The word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Moved { .. } => "moved",
            Self::Fuzzy { .. } => "fuzzy",
            Self::Orphaned { .. } => "orphaned",
        }
    }

    /// Where the words stand now, if that is not where the anchor says.
    pub const fn found(&self) -> Option<&Anchor> {
        match self {
            Self::Moved { to, .. } | Self::Fuzzy { to, .. } => Some(to),
            Self::Exact | Self::Orphaned { .. } => None,
        }
    }
}

impl Anchor {
    /// Holds the anchor, and the quoted words where they are kept, against a text.
    ///
    /// Up to a quarter of the quotation may differ before it counts as lost.
    ///
    /// ```
    /// use agon_core::model::{Anchor, Nearby, SourceText, Standing};
    /// let quote = "the two were once close";
    /// let anchor = Anchor::find(&SourceText::new("Today the two were once close."), quote, &Nearby::default())?;
    /// let check = |text: &str| anchor.check(Some(quote), &SourceText::new(text));
    /// assert_eq!(check("Today the two were once close."), Standing::Exact);
    /// assert!(matches!(check("In fact the two were once close."), Standing::Moved { to, .. } if to.start == 8));
    /// assert!(matches!(check("Today the two were never close."), Standing::Fuzzy { distance: 4, of: 23, .. }));
    /// assert_eq!(check("They drifted."), Standing::Orphaned { is_thorough: true });
    /// # Ok::<(), agon_core::model::Missed>(())
    /// ```
    pub fn check(&self, quote: Option<&str>, text: &SourceText) -> Standing {
        let holds = self.holds_in(text);
        let quote = quote.map(flat).filter(|quote| !parts(quote).is_empty());
        let Some(quote) = quote else {
            return if holds { Standing::Exact } else { self.check_by_hash(text) };
        };
        let expected = text.byte(self.start).unwrap_or(text.flat().len());
        if holds && text.bytes(self.start, self.end).is_some_and(|bytes| reads(&text.flat()[bytes], &quote)) {
            return Standing::Exact;
        }
        let nearby = Nearby { prefix: &self.prefix, suffix: &self.suffix, paragraph: None };
        if let Some(Choice { bytes, count, tied, .. }) = choose(text, &quote, &nearby, Some(expected)) {
            let to = self.like(Self::at(text, bytes));
            return Standing::Moved { to, among: count, is_certain: tied == 1 };
        }
        let of = quote.chars().count() as u32;
        match nearly(text, &quote, expected) {
            Some((bytes, distance)) => Standing::Fuzzy { to: self.like(Self::at(text, bytes)), distance, of },
            None => Standing::Orphaned { is_thorough: true },
        }
    }

    /// The other anchor, sealed if this one is.
    fn like(&self, other: Self) -> Self {
        if self.prefix.is_empty() && self.suffix.is_empty() { other.sealed() } else { other }
    }

    /// Looks for words of which length and hash are known, between ends of words.
    fn check_by_hash(&self, text: &SourceText) -> Standing {
        let length = self.end.saturating_sub(self.start);
        let reach = SEALED_WORK / length.max(1) / 2;
        let from = self.start.min(text.length()).saturating_sub(reach);
        let to = self.start.saturating_add(reach).saturating_add(length).min(text.length());
        let is_thorough = from == 0 && to == text.length();
        let mut found: Option<u64> = None;
        let mut among = 0;
        if let Some(bytes) = text.bytes(from, to).filter(|_| length > 0 && length <= to - from) {
            let whole = text.as_str();
            let ends = whole[bytes.clone()].char_indices().map(|(byte, _)| bytes.start + byte).chain([bytes.end]);
            let starts = whole[bytes.clone()].char_indices().map(|(byte, _)| bytes.start + byte);
            for (number, (start, end)) in starts.zip(ends.skip(length as usize)).enumerate() {
                if is_between_words(whole, start) && is_between_words(whole, end) {
                    let at = from + number as u64;
                    if sha256_hex(&whole.as_bytes()[start..end]) == self.sha256 {
                        among += 1;
                        let is_nearer = found.is_none_or(|known| at.abs_diff(self.start) < known.abs_diff(self.start));
                        found = if is_nearer { Some(at) } else { found };
                    }
                }
            }
        }
        match found.and_then(|at| text.bytes(at, at + length)) {
            Some(bytes) => Standing::Moved { to: self.like(Self::at(text, bytes)), among, is_certain: among == 1 },
            None => Standing::Orphaned { is_thorough },
        }
    }
}

/// Whether no word goes on across this byte; in scripts without blanks none does.
fn is_between_words(text: &str, byte: usize) -> bool {
    let is_spaced = |c: char| c.is_alphanumeric() && c < '\u{2e80}';
    !(text[..byte].chars().next_back().is_some_and(is_spaced) && text[byte..].chars().next().is_some_and(is_spaced))
}

/// The stretch in which every part of the quotation stands, one after the other, with at most a quarter of each changed.
fn nearly(text: &SourceText, quote: &str, expected: usize) -> Option<(std::ops::Range<usize>, u32)> {
    let mut stretch: Option<std::ops::Range<usize>> = None;
    let mut distance = 0;
    for part in parts(quote) {
        let from = stretch.as_ref().map_or(0, |stretch| stretch.end);
        let rest = &text.flat()[from..];
        let (start, end) = match rest.find(part) {
            Some(start) if stretch.is_some() => (start, start + part.len()),
            _ => {
                let most = part.chars().count() as u32 / 4;
                let found = fuzzy::nearest(rest, part, most, expected.saturating_sub(from))?;
                distance += found.distance;
                (found.bytes.start, found.bytes.end)
            }
        };
        let first = stretch.map_or(from + start, |stretch| stretch.start);
        stretch = Some(first..from + end);
    }
    stretch.map(|stretch| (stretch, distance))
}
