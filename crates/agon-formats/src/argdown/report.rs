//! Complaints about a text, with the line and column of what they are about.

use agon_core::diagnostic::{Diagnostic, Place, Severity, Span};

/// At most this many errors, and as many warnings and notes, are kept; the rest are counted.
const MAX_KEPT: usize = 100;

/// At most this many characters of a line are shown.
const MAX_EXCERPT: usize = 400;

/// A stretch of the text, in bytes; the end is one past the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct At {
    pub start: usize,
    pub end: usize,
}

impl At {
    pub(super) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// Gathers complaints about one text.
pub(super) struct Report<'a> {
    path: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
    found: Vec<(usize, Diagnostic)>,
    errors: usize,
    others: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(path: &'a str, text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(ends).collect();
        Self { path, text, line_starts, found: Vec::new(), errors: 0, others: 0 }
    }

    /// The text they are about.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The starts of all lines, in order.
    pub(super) fn line_starts(&self) -> &[usize] {
        &self.line_starts
    }

    /// The line, counted from 1, in which a byte stands.
    pub(super) fn line_of(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at)
    }

    pub(super) fn error(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: &str) {
        self.put(at, Diagnostic::error(code, message), hint);
    }

    pub(super) fn warning(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: &str) {
        self.put(at, Diagnostic::warning(code, message), hint);
    }

    pub(super) fn note(&mut self, at: At, code: &'static str, message: impl Into<String>, hint: &str) {
        self.put(at, Diagnostic::note(code, message), hint);
    }

    fn put(&mut self, at: At, complaint: Diagnostic, hint: &str) {
        let kept = if complaint.severity == Severity::Error { &mut self.errors } else { &mut self.others };
        *kept += 1;
        if *kept > MAX_KEPT {
            return;
        }
        let complaint = if hint.is_empty() { complaint } else { complaint.hint(hint) };
        let span = self.span(at);
        let excerpt = self.excerpt(span.line);
        let complaint = complaint.at(Place::File { path: self.path.to_owned(), span });
        self.found.push((at.start, if excerpt.is_empty() { complaint } else { complaint.excerpt(excerpt) }));
    }

    /// Everything complained of, in the order of the text.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|(at, _)| *at);
        let mut all: Vec<Diagnostic> = self.found.into_iter().map(|(_, complaint)| complaint).collect();
        let more = |count: usize| count.saturating_sub(MAX_KEPT);
        if more(self.errors) > 0 {
            let message = format!("{} more errors are not shown", more(self.errors));
            all.push(Diagnostic::error("argdown/more", message).hint("repair the first ones and read it again"));
        }
        if more(self.others) > 0 {
            all.push(Diagnostic::note("argdown/more", format!("{} more warnings and notes are not shown", more(self.others))));
        }
        all
    }

    /// Lines and columns of a stretch; an empty stretch is shown as one character.
    pub(super) fn span(&self, at: At) -> Span {
        let (line, column) = self.position(at.start);
        let last = if at.end > at.start + 1 { floor(self.text, at.end - 1) } else { at.start };
        let (end_line, end_column) = self.position(last);
        Span { line, column, end_line, end_column }
    }

    fn position(&self, at: usize) -> (usize, usize) {
        let at = floor(self.text, at);
        let line = self.line_of(at);
        let start = self.line_starts[line - 1];
        (line, self.text[start..at].chars().count() + 1)
    }

    fn excerpt(&self, line: usize) -> String {
        let start = self.line_starts[line - 1];
        let end = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        let shown = self.text[start..end].trim_end_matches(['\n', '\r']);
        let mut excerpt: String = shown.chars().take(MAX_EXCERPT).collect();
        if excerpt.len() < shown.len() {
            excerpt.push('…');
        }
        excerpt
    }
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
