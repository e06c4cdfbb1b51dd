//! Marks on the words of a quotation: what is underlined, emphasised, highlighted, shrunk.
//!
//! To a debater marks carry meaning: what is underlined is the summary, what is highlighted is read aloud. So they are
//! kept apart from the words, character by character, and survive every round trip.

mod edit;
mod style;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use style::{Highlight, MAX_HALF_POINTS, MarkError, Rgb, Style};

/// Words from `start` to `end`, marked alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    /// First code point, from 0, in the words as they are kept.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// How they are marked; never plain.
    pub style: Style,
}

/// `12-45 u hl=cyan`.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{} {}", self.start, self.end, self.style)
    }
}

impl FromStr for Mark {
    type Err = MarkError;

    fn from_str(text: &str) -> Result<Self, MarkError> {
        let range = || MarkError::Range(text.to_owned());
        let (place, style) = text.trim().split_once(' ').ok_or_else(range)?;
        let (start, end) = place.split_once('-').ok_or_else(range)?;
        let (start, end) = (start.parse().map_err(|_| range())?, end.parse().map_err(|_| range())?);
        if start >= end {
            return Err(range());
        }
        let style: Style = style.parse()?;
        if style.is_plain() { Err(range()) } else { Ok(Self { start, end, style }) }
    }
}

/// Marks in order, none overlapping, neighbours that are alike joined.
///
/// ```
/// use agon_core::model::{Marks, Style};
/// let mut marks = Marks::default();
/// marks.push("The agency ", Style::PLAIN);
/// marks.push("cannot", Style { underline: true, ..Style::PLAIN });
/// marks.push(" enforce", Style { underline: true, ..Style::PLAIN });
/// assert_eq!(marks.to_string(), "11-25 u");
/// let runs: Vec<_> = marks.runs("The agency cannot enforce it").map(|(text, _)| text).collect();
/// assert_eq!(runs, ["The agency ", "cannot enforce", " it"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Marks {
    list: Vec<Mark>,
    /// How many code points were gone through by [`Marks::push`]; of no meaning otherwise.
    length: Length,
}

/// A length that takes no part in comparisons.
#[derive(Debug, Clone, Copy, Default)]
struct Length(u32);

impl PartialEq for Length {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Length {}

impl std::hash::Hash for Length {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

impl Marks {
    /// Marks from a list.
    ///
    /// # Errors
    /// They overlap or stand in the wrong order.
    pub fn new(list: impl IntoIterator<Item = Mark>) -> Result<Self, MarkError> {
        let mut marks = Self::default();
        for mark in list {
            if mark.start < marks.length.0 || mark.start >= mark.end {
                return Err(MarkError::Order(mark.start));
            }
            marks.put(mark);
        }
        Ok(marks)
    }

    fn put(&mut self, mark: Mark) {
        self.length.0 = mark.end;
        match self.list.last_mut() {
            _ if mark.style.is_plain() => {}
            Some(last) if last.end == mark.start && last.style == mark.style => last.end = mark.end,
            _ => self.list.push(mark),
        }
    }

    /// Takes the next words and how they are marked: for whoever reads a document run by run.
    pub fn push(&mut self, words: &str, style: Style) {
        let start = self.length.0;
        let count = u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
        if count > 0 {
            self.put(Mark { start, end: start.saturating_add(count), style });
        }
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The marks.
    pub fn list(&self) -> &[Mark] {
        &self.list
    }

    /// Whether they all stand within `text`.
    ///
    /// # Errors
    /// One reaches beyond it.
    pub fn fit(&self, text: &str) -> Result<(), MarkError> {
        let Some(last) = self.list.last() else { return Ok(()) };
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if last.end > length { Err(MarkError::Beyond { end: last.end, length }) } else { Ok(()) }
    }

    /// The text in runs, each with how it is marked, from first to last, unmarked ones included.
    pub fn runs<'a>(&'a self, text: &'a str) -> Runs<'a> {
        Runs { marks: &self.list, rest: text, at: 0 }
    }

    /// The runs for which `wanted` holds, those that stand apart joined by `gap`, without the blanks around it.
    ///
    /// ```
    /// use agon_core::model::{Marks, Style};
    /// let marks: Marks = "0-3 hl=cyan, 4-7 u, 8-11 hl=green".parse()?;
    /// assert_eq!(marks.pick("one two six", " … ", Style::is_spoken), "one … six");
    /// # Ok::<(), agon_core::model::MarkError>(())
    /// ```
    pub fn pick(&self, text: &str, gap: &str, wanted: impl Fn(&Style) -> bool) -> String {
        let mut picked = String::new();
        let mut is_apart = false;
        for (words, style) in self.runs(text) {
            if !wanted(&style) {
                is_apart = true;
                continue;
            }
            if is_apart && !picked.is_empty() {
                picked.truncate(picked.trim_end().len());
                picked.push_str(gap);
                picked.push_str(words.trim_start());
            } else {
                picked.push_str(words);
            }
            is_apart = false;
        }
        picked.trim().to_owned()
    }
}

/// The runs of a marked text. See [`Marks::runs`].
#[derive(Debug, Clone)]
pub struct Runs<'a> {
    marks: &'a [Mark],
    rest: &'a str,
    at: u32,
}

impl<'a> Iterator for Runs<'a> {
    type Item = (&'a str, Style);

    fn next(&mut self) -> Option<(&'a str, Style)> {
        if self.rest.is_empty() {
            return None;
        }
        let (until, style) = match self.marks.first() {
            Some(mark) if mark.start <= self.at => {
                self.marks = &self.marks[1..];
                (mark.end, mark.style)
            }
            Some(mark) => (mark.start, Style::PLAIN),
            None => (u32::MAX, Style::PLAIN),
        };
        let count = (until - self.at) as usize;
        let cut = self.rest.char_indices().nth(count).map_or(self.rest.len(), |(at, _)| at);
        let (words, rest) = self.rest.split_at(cut);
        self.rest = rest;
        self.at = until;
        Some((words, style))
    }
}

/// `0-4 u, 12-45 em hl=cyan`.
impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mark) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{mark}")?;
        }
        Ok(())
    }
}

impl FromStr for Marks {
    type Err = MarkError;

    fn from_str(text: &str) -> Result<Self, MarkError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let list: Vec<Mark> = text.split(',').map(str::parse).collect::<Result<_, _>>()?;
        Self::new(list)
    }
}

/// As a text, which is short: marks are many.
impl Serialize for Marks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Marks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Words and their marks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// The words.
    pub text: String,
    /// How they are marked.
    #[serde(default, skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
}

impl Passage {
    /// Adds words at the end.
    pub fn push(&mut self, words: &str, style: Style) {
        self.text.push_str(words);
        self.marks.push(words, style);
    }

    /// Its runs, as [`Marks::runs`].
    pub fn runs(&self) -> Runs<'_> {
        self.marks.runs(&self.text)
    }
}
