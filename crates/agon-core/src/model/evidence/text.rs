//! A text made ready for anchors: normalised once, with ways from code points to bytes and to paragraphs.

use std::ops::Range;

use super::normalise;

/// Code points from one mark to the next.
const STRIDE: usize = 128;

/// A source's text, normalised, against which any number of anchors can be held.
///
/// ```
/// use agon_core::model::SourceText;
/// let text = SourceText::new("One.\r\n\r\n“Two”, he said — twice.");
/// assert_eq!(text.as_str(), "One.\n\"Two\", he said - twice.");
/// assert_eq!(text.words(6, 9), Some("Two"));
/// assert_eq!(text.paragraph(6), 2);
/// ```
#[derive(Debug, Clone)]
pub struct SourceText {
    text: String,
    /// The same text, byte for byte as long, as [`flatten`] makes it.
    flat: String,
    /// The byte of every `STRIDE`th code point; empty where each code point is one byte.
    marks: Vec<usize>,
    /// The byte at which each line starts.
    lines: Vec<usize>,
    length: usize,
}

impl SourceText {
    /// Normalises `text`.
    pub fn new(text: &str) -> Self {
        let text = normalise(text);
        let flat = flatten(&text);
        let marks: Vec<usize> = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect(),
        };
        let length = match marks.last() {
            None => text.len(),
            Some(last) => (marks.len() - 1) * STRIDE + text[*last..].chars().count(),
        };
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(byte, _)| byte + 1)).collect();
        Self { text, flat, marks, lines, length }
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its length in code points.
    pub fn length(&self) -> u64 {
        self.length as u64
    }

    /// The words between two code points; `None` where the text does not reach so far.
    pub fn words(&self, start: u64, end: u64) -> Option<&str> {
        Some(&self.text[self.bytes(start, end)?])
    }

    /// The paragraph, counted from 1, in which a code point stands.
    pub fn paragraph(&self, at: u64) -> u32 {
        self.paragraph_of_byte(self.byte(at).unwrap_or(self.text.len()))
    }

    pub(super) fn flat(&self) -> &str {
        &self.flat
    }

    pub(super) fn paragraph_of_byte(&self, byte: usize) -> u32 {
        self.lines.partition_point(|start| *start <= byte) as u32
    }

    /// The bytes between two code points.
    pub(super) fn bytes(&self, start: u64, end: u64) -> Option<Range<usize>> {
        (start <= end).then_some(self.byte(start)?..self.byte(end)?)
    }

    /// The byte at which a code point starts.
    pub(super) fn byte(&self, at: u64) -> Option<usize> {
        let at = usize::try_from(at).ok().filter(|at| *at <= self.length)?;
        if self.marks.is_empty() {
            return Some(at);
        }
        let mark = (at / STRIDE).min(self.marks.len() - 1);
        let from = self.marks[mark];
        let rest = &self.text[from..];
        Some(from + rest.char_indices().nth(at - mark * STRIDE).map_or(rest.len(), |(byte, _)| byte))
    }

    /// The code point that starts at a byte.
    pub(super) fn position(&self, byte: usize) -> u64 {
        if self.marks.is_empty() {
            return byte as u64;
        }
        let mark = self.marks.partition_point(|start| *start <= byte) - 1;
        (mark * STRIDE + self.text[self.marks[mark]..byte].chars().count()) as u64
    }
}

/// Normalised text as words are looked for in it, byte for byte as long: words that follow each other may stand on two
/// lines, and what one edition puts between double marks another puts between single ones.
pub(super) fn flatten(text: &str) -> String {
    let flat = |c| match c {
        '\n' => ' ',
        '"' => '\'',
        other => other,
    };
    text.chars().map(flat).collect()
}
