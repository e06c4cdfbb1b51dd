//! What is wrong with a query, and where in it.

use crate::diagnostic::{Diagnostic, Place, Span};

use super::token::Stretch;

/// What a query is called in complaints.
pub(super) const PATH: &str = "<query>";

/// Gathers complaints about one query.
pub(super) struct Complaints<'a> {
    query: &'a str,
    pub found: Vec<Diagnostic>,
}

impl<'a> Complaints<'a> {
    pub(super) const fn new(query: &'a str) -> Self {
        Self { query, found: Vec::new() }
    }

    /// Adds an error at a place, with a remedy.
    pub(super) fn add(&mut self, at: Stretch, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        let complaint = Diagnostic::error(code, message).hint(hint);
        self.push(at, complaint);
    }

    /// Adds somebody else's complaint, about this place.
    pub(super) fn push(&mut self, at: Stretch, complaint: Diagnostic) {
        let (span, line) = locate(self.query, at);
        self.found.push(complaint.at(Place::File { path: PATH.to_owned(), span }).excerpt(line));
    }
}

/// Where a stretch stands in lines and columns from 1, the end inclusive, and the line it starts on.
fn locate(query: &str, at: Stretch) -> (Span, String) {
    let last = at.end.max(at.start + 1) - 1;
    let (line, column) = line_and_column(query, at.start);
    let (end_line, end_column) = if last == at.start { (line, column) } else { line_and_column(query, last) };
    let excerpt = query.split('\n').nth(line - 1).unwrap_or_default().trim_end_matches('\r').to_owned();
    (Span { line, column, end_line, end_column }, excerpt)
}

fn line_and_column(query: &str, at: usize) -> (usize, usize) {
    let mut place = (1, 1);
    for c in query.chars().take(at) {
        if c == '\n' {
            place = (place.0 + 1, 1);
        } else {
            place.1 += 1;
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_in_lines_and_columns() {
        let (span, line) = locate("a &\nbé c", Stretch { start: 4, end: 6 });
        assert_eq!(span, Span { line: 2, column: 1, end_line: 2, end_column: 2 });
        assert_eq!(line, "bé c");
        assert_eq!(locate("a", Stretch { start: 1, end: 1 }).0, Span::point(1, 2));
    }
}
