//! Lines and columns of a text, for complaints.

use agon_core::diagnostic::{Place, Span};

/// The longest line that is shown, in characters.
const SHOWN: usize = 200;

/// A text with the places where its lines begin.
pub(crate) struct Lines<'a> {
    text: &'a str,
    path: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str, path: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        Self { text, path, starts: starts.collect() }
    }

    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The place of a byte.
    pub(crate) fn place(&self, at: usize) -> Place {
        let at = (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0);
        let line = self.line(at);
        let column = 1 + self.text[self.starts[line]..at].chars().take(1_000_000).count();
        Place::File { path: self.path.to_owned(), span: Span::point(line + 1, column) }
    }

    /// The line in which a byte stands, or its beginning.
    pub(crate) fn excerpt(&self, at: usize) -> String {
        let start = self.starts[self.line(at.min(self.text.len()))];
        self.text[start..].lines().next().unwrap_or_default().chars().take(SHOWN).collect()
    }
}
