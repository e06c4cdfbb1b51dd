//! Aligned tables without rules: a heading (of several lines where it has line breaks), columns two spaces apart, the last column taking what is left.

use anstyle::Style;

use super::text::{clip, width};
use crate::output::Output;

/// On which side a column is flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table under construction.
pub struct Table {
    headings: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(headings: &[(&str, Align)]) -> Self {
        Self { headings: headings.iter().map(|(text, align)| ((*text).to_owned(), *align)).collect(), rows: Vec::new() }
    }

    /// Adds a row; cells are harmless text.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints it within the width of the output. The widest left-aligned columns give way.
    pub fn print(&self, output: &mut Output) {
        let mut widths: Vec<usize> = self.headings.iter().map(|(text, _)| text.lines().map(width).max().unwrap_or(0)).collect();
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate().take(widths.len()) {
                widths[column] = widths[column].max(width(cell));
            }
        }
        let gaps = 2 * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > output.width() {
            let candidates = (0..widths.len()).filter(|column| self.headings[*column].1 == Align::Left);
            let Some(widest) = candidates.max_by_key(|column| (widths[*column], *column)) else { break };
            if widths[widest] <= 8 {
                break;
            }
            widths[widest] -= 1;
        }
        let bold = Style::new().bold();
        // A heading of several lines stands on the lowest.
        let tall = self.headings.iter().map(|(text, _)| text.lines().count()).max().unwrap_or(0);
        for at in (0..tall).rev() {
            let part = |text: &str| text.lines().rev().nth(at).unwrap_or_default().to_owned();
            let heading: Vec<String> = self.headings.iter().map(|(text, _)| part(text)).collect();
            let line = self.line(&heading, &widths);
            let line = output.paint(bold, &line);
            output.line(line);
        }
        for row in &self.rows {
            let line = self.line(row, &widths);
            output.line(line);
        }
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let mut line = String::new();
        for (column, cell) in cells.iter().enumerate().take(widths.len()) {
            if column > 0 {
                line.push_str("  ");
            }
            let cell = clip(cell, widths[column]);
            let space = " ".repeat(widths[column] - width(&cell));
            match self.headings[column].1 {
                Align::Left => {
                    line.push_str(&cell);
                    line.push_str(&space);
                }
                Align::Right => {
                    line.push_str(&space);
                    line.push_str(&cell);
                }
            }
        }
        line.trim_end().to_owned()
    }
}
