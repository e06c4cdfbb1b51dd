//! Where quoted words stand: exactly, but for marks, dashes, blanks and line ends; with gaps where the quotation has them.

use std::ops::Range;

use super::needle::Needle;
use super::text::{SourceText, flatten};
use super::{Anchor, fuzzy, normalise, sha256_hex};

/// Code points kept of the words before and after.
const CONTEXT: usize = 32;

/// Places that are told one by one.
const TOLD: usize = 8;

/// Places of one part of a quotation with gaps that are looked at, which bounds memory.
const PART_PLACES: usize = 1 << 20;

/// Gaps that a quotation may have.
const PARTS: usize = 64;

/// What is known of a place besides its words, to choose among several.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nearby<'a> {
    /// Words that stand before.
    pub prefix: &'a str,
    /// Words that stand after.
    pub suffix: &'a str,
    /// The paragraph, counted from 1.
    pub paragraph: Option<u32>,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First code point.
    pub start: u64,
    /// One past the last.
    pub end: u64,
    /// Its paragraph, counted from 1.
    pub paragraph: u32,
}

/// Why quoted words got no anchor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missed {
    /// There are none.
    #[error("no words are quoted")]
    Empty,
    /// They do not stand there.
    #[error("the quoted words are not found")]
    Absent,
    /// They stand there more than once, and nothing tells which is meant.
    #[error("the quoted words are found {count} times")]
    Several {
        /// How often.
        count: u64,
        /// The first of the places.
        places: Vec<Place>,
    },
}

impl Anchor {
    /// Finds the words of `quote` in `text` and anchors them there.
    ///
    /// Case counts; the form of quotation marks, dashes, ellipses and blanks does not, nor where lines end. `…` and `[…]`
    /// leave words out: the parts must follow each other, and the anchor reaches from the first to the last. Among several
    /// places the one with most of the `nearby` words around it is taken, then the one in the paragraph that is said.
    ///
    /// ```
    /// use agon_core::model::{Anchor, Missed, Nearby, SourceText};
    /// let text = SourceText::new("one\r\n\r\ntwo  “three”, and then two “three” again");
    /// let nearby = Nearby { suffix: "again", ..Nearby::default() };
    /// let anchor = Anchor::find(&text, "two \"three\"", &nearby)?;
    /// assert_eq!((anchor.start, anchor.end), (26, 37));
    /// assert!(matches!(Anchor::find(&text, "two 'three'", &nearby), Ok(_)));
    /// assert!(matches!(Anchor::find(&text, "Three", &nearby), Err(Missed::Absent)));
    /// assert!(matches!(Anchor::find(&text, "three", &Nearby::default()), Err(Missed::Several { count: 2, .. })));
    /// assert_eq!(Anchor::find(&text, "one […] and then", &nearby)?.start, 0);
    /// # Ok::<(), Missed>(())
    /// ```
    ///
    /// # Errors
    /// There are no words, they are not there, or they are there several times and nothing tells which are meant.
    pub fn find(text: &SourceText, quote: &str, nearby: &Nearby<'_>) -> Result<Self, Missed> {
        let quote = flat(quote);
        if parts(&quote).is_empty() {
            return Err(Missed::Empty);
        }
        let choice = choose(text, &quote, nearby, None).ok_or(Missed::Absent)?;
        if choice.tied > 1 {
            return Err(Missed::Several { count: choice.count, places: choice.places });
        }
        Ok(Self::at(text, choice.bytes))
    }

    /// An anchor of these bytes of the text.
    pub(super) fn at(text: &SourceText, bytes: Range<usize>) -> Self {
        let words = &text.as_str()[bytes.clone()];
        let start = text.position(bytes.start);
        let before: Vec<char> = text.as_str()[..bytes.start].chars().rev().take(CONTEXT).collect();
        Self {
            start,
            end: start + words.chars().count() as u64,
            sha256: sha256_hex(words.as_bytes()),
            prefix: before.into_iter().rev().collect(),
            suffix: text.as_str()[bytes.end..].chars().take(CONTEXT).collect(),
        }
    }

    /// Whether the words at this place of `text` have this hash.
    pub fn holds_in(&self, text: &SourceText) -> bool {
        text.words(self.start, self.end).is_some_and(|words| sha256_hex(words.as_bytes()) == self.sha256)
    }

    /// The same anchor without the neighbouring words: position and hash only.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.prefix.clear();
        self.suffix.clear();
        self
    }
}

/// The words of the text that come nearest to a quotation which does not stand there: their place, and how many code
/// points must be added, taken away or changed. `None` if not even half of it is there.
///
/// ```
/// use agon_core::model::{SourceText, nearest_words};
/// let text = SourceText::new("The two allies were once close. They drifted.");
/// let (place, distance) = nearest_words(&text, "allies who were once close").expect("nearly so");
/// assert_eq!((text.words(place.start, place.end), distance), (Some("allies were once close"), 4));
/// ```
pub fn nearest_words(text: &SourceText, quote: &str) -> Option<(Place, u32)> {
    let quote = flat(quote);
    let most = quote.chars().count() as u32 / 2;
    let found = fuzzy::nearest(text.flat(), &quote, most, 0)?;
    Some((place(text, &found.bytes), found.distance))
}

/// A quotation as it is looked for.
pub(super) fn flat(quote: &str) -> String {
    flatten(&normalise(quote))
}

/// The parts of a normalised quotation between its gaps.
pub(super) fn parts(quote: &str) -> Vec<&str> {
    let pieces = quote.split("...").map(|part| {
        let part = part.trim_matches(|c: char| c == '.' || c.is_whitespace());
        let part = part.strip_prefix([']', ')']).unwrap_or(part);
        part.strip_suffix(['[', '(']).unwrap_or(part).trim()
    });
    // A full stop that belongs to the words must be looked for: it is cut only where more than three dots stand.
    let is_plain = !quote.contains("...");
    if is_plain {
        (!quote.is_empty()).then_some(quote).into_iter().collect()
    } else {
        pieces.filter(|part| !part.is_empty()).collect()
    }
}

/// Whether `words` are what `quote` says, both as they are looked for.
pub(super) fn reads(words: &str, quote: &str) -> bool {
    if words == quote {
        return true;
    }
    let parts = parts(quote);
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let mut rest = words;
    parts.len() > 1
        && words.starts_with(first)
        && words.ends_with(last)
        && parts.iter().all(|part| match rest.find(part) {
            Some(byte) => {
                rest = &rest[byte + part.len()..];
                true
            }
            None => false,
        })
}

/// A place that was chosen.
pub(super) struct Choice {
    pub(super) bytes: Range<usize>,
    /// How many places there are.
    pub(super) count: u64,
    /// How many of them the words nearby and the paragraph speak for equally.
    pub(super) tied: u64,
    /// The first of them.
    places: Vec<Place>,
}

/// The best place of a quotation (as [`flat`] makes it); of equals the one nearest to `expected`, else the first.
pub(super) fn choose(text: &SourceText, quote: &str, nearby: &Nearby<'_>, expected: Option<usize>) -> Option<Choice> {
    let (prefix, suffix) = (flat(nearby.prefix), flat(nearby.suffix));
    let mut best: Option<(Choice, (usize, bool))> = None;
    let mut count = 0;
    let mut places = Vec::new();
    each_place(text, quote, |bytes| {
        count += 1;
        if places.len() < TOLD {
            places.push(place(text, &bytes));
        }
        let before = text.flat()[..bytes.start].trim_end().chars().rev();
        let after = text.flat()[bytes.end..].trim_start().chars();
        let around = common(before, prefix.chars().rev()) + common(after, suffix.chars());
        let in_paragraph = nearby.paragraph.is_some_and(|said| text.paragraph_of_byte(bytes.start) == said);
        let merit = (around, in_paragraph);
        let far = |at: usize| expected.map_or(0, |expected| at.abs_diff(expected));
        match &mut best {
            Some((choice, known)) if *known == merit => {
                choice.tied += 1;
                if far(bytes.start) < far(choice.bytes.start) {
                    choice.bytes = bytes;
                }
            }
            Some((_, known)) if *known > merit => {}
            _ => best = Some((Choice { bytes, count: 0, tied: 1, places: Vec::new() }, merit)),
        }
    });
    best.map(|(choice, _)| Choice { count, places, ..choice })
}

/// How many characters two texts have in common from here on; more than four times what is kept decide nothing.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take(4 * CONTEXT).take_while(|(one, other)| one == other).count()
}

fn place(text: &SourceText, bytes: &Range<usize>) -> Place {
    let (start, end) = (text.position(bytes.start), text.position(bytes.end));
    Place { start, end, paragraph: text.paragraph_of_byte(bytes.start) }
}

/// Every place of the whole quotation; where there is none, the shortest stretches that hold its parts in order.
fn each_place(text: &SourceText, quote: &str, mut visit: impl FnMut(Range<usize>)) {
    if quote.is_empty() {
        return;
    }
    let mut is_found = false;
    Needle::new(quote).each(text.flat(), |start| {
        is_found = true;
        visit(start..start + quote.len());
        true
    });
    let parts = parts(quote);
    if is_found || parts.is_empty() || parts[0] == quote || parts.len() > PARTS {
        return;
    }
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let mut longer: Vec<Range<usize>> = Vec::new();
        let mut before = 0;
        let mut seen = 0;
        Needle::new(part).each(text.flat(), |start| {
            seen += 1;
            let end = start + part.len();
            if number == 0 {
                longer.push(start..end);
            } else {
                while before < stretches.len() && stretches[before].end <= start {
                    before += 1;
                }
                // Of stretches that start together, the first to end is enough.
                if before > 0 && longer.last().is_none_or(|last| last.start != stretches[before - 1].start) {
                    longer.push(stretches[before - 1].start..end);
                }
            }
            seen < PART_PLACES
        });
        stretches = longer;
    }
    stretches.into_iter().for_each(visit);
}
