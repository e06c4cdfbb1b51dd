//! Trees with lines between their rows, in the width of the output. Rows come flat, each with its depth.

use anstyle::{Effects, Style};

use super::text::{clip, clip_words, width, wrap};
use crate::output::Output;

/// Columns of one level.
const STEP: usize = 3;
/// Columns that are kept for what a row says, however deep it stands.
const ROOM: usize = 48;

/// One row: pieces that stand first, then a text that fills what is left.
#[derive(Debug, Clone, Default)]
pub struct Row {
    depth: usize,
    head: Vec<(Style, String)>,
    text: String,
}

impl Row {
    /// A row so deep, with nothing in it.
    pub fn at(depth: usize) -> Self {
        Self { depth, ..Self::default() }
    }

    /// Adds a piece in a style; it is harmless text.
    #[must_use]
    pub fn piece(mut self, style: Style, piece: impl Into<String>) -> Self {
        self.head.push((style, piece.into()));
        self
    }

    /// Sets the text; it is harmless.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }
}

/// How many levels can be shown in this width.
pub fn levels(columns: usize) -> usize {
    (columns.saturating_sub(ROOM) / STEP).max(3)
}

/// Prints rows as a tree. Texts are clipped to the line, or wrapped over several
/// lines below it where they do not fit.
pub fn print(rows: &[Row], wrapped: bool, output: &mut Output) {
    let lines = stems(rows);
    for (at, row) in rows.iter().enumerate() {
        let (first, below) = &lines[at];
        let has_children = rows.get(at + 1).is_some_and(|next| next.depth > row.depth);
        let below = format!("{below}{}", if has_children { "│  " } else { "   " });
        one(row, first, below.trim_end(), wrapped, output);
    }
}

fn one(row: &Row, first: &str, below: &str, wrapped: bool, output: &mut Output) {
    let dim = Style::new().effects(Effects::DIMMED);
    let mut plain = String::new();
    let mut painted = String::new();
    for (style, piece) in &row.head {
        if !plain.is_empty() {
            plain.push(' ');
            painted.push(' ');
        }
        plain.push_str(piece);
        painted.push_str(&output.paint(*style, piece));
    }
    let stem = output.paint(dim, first);
    let used = width(first) + width(&plain);
    let left = output.width().saturating_sub(used + 2);
    if used > output.width() {
        let line = format!("{stem}{}", clip(&plain, output.width().saturating_sub(width(first))));
        output.line(line);
    } else if row.text.is_empty() || (!wrapped && left < 8) {
        output.line(format!("{stem}{painted}"));
    } else if plain.is_empty() {
        output.line(format!("{stem}{}", clip_words(&row.text, left + 2)));
    } else if wrapped && width(&row.text) > left {
        output.line(format!("{stem}{painted}"));
        for line in wrap(&row.text, output.width().saturating_sub(width(below) + 1), "", "") {
            let stem = output.paint(dim, below);
            let space = " ".repeat((width(first) + 2).saturating_sub(width(below)));
            output.line(format!("{stem}{space}{line}"));
        }
    } else {
        output.line(format!("{stem}{painted}  {}", clip_words(&row.text, left)));
    }
}

/// For each row what stands before it, and before the lines below it.
fn stems(rows: &[Row]) -> Vec<(String, String)> {
    // From the last row to the first: whether a later row hangs at each depth beneath the same parent.
    let mut later: Vec<bool> = Vec::new();
    let mut stems = vec![(String::new(), String::new()); rows.len()];
    for (row, stem) in rows.iter().zip(&mut stems).rev() {
        later.resize(row.depth.max(later.len()) + 1, false);
        later.truncate(row.depth + 1);
        let above: String = later[..row.depth].iter().skip(1).map(|bar| if *bar { "│  " } else { "   " }).collect();
        let is_followed = std::mem::replace(&mut later[row.depth], true);
        *stem = match (row.depth, is_followed) {
            (0, _) => (String::new(), String::new()),
            (_, true) => (format!("{above}├─ "), format!("{above}│  ")),
            (_, false) => (format!("{above}└─ "), format!("{above}   ")),
        };
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lead_to_siblings_and_end_with_the_last() {
        let rows: Vec<Row> = [0, 1, 2, 2, 1, 2, 0, 1].map(Row::at).into();
        let stems: Vec<String> = stems(&rows).into_iter().map(|(first, _)| first).collect();
        assert_eq!(stems, ["", "├─ ", "│  ├─ ", "│  └─ ", "└─ ", "   └─ ", "", "└─ "]);
    }
}
