//! The list of sources at the end of the document.

use std::fmt::Write;

use agon_core::model::Map;

use crate::citation::{Reference, Wanted, linked, sentence};
use crate::escape::{markdown_block, markdown_inline, markdown_url};

/// Writes the full reference of every source, by key.
pub(super) fn write(map: &Map, out: &mut String) {
    if map.sources().is_empty() {
        return;
    }
    out.push_str("\n## Sources\n\n");
    for source in map.sources().values() {
        let reference = Reference::of(source);
        out.push_str("- ");
        if !reference.authors.is_empty() {
            out.push_str(&markdown_block(&sentence(&reference.authors), "  "));
            out.push(' ');
        }
        out.push_str(&markdown_inline(&reference.quoted_title()));
        let tail = reference.tail();
        let container = reference.container.as_deref().map(|text| markdown_inline(text.trim()));
        if let Some(container) = container.filter(|text| !text.is_empty()) {
            let end = if tail.is_empty() { "." } else { "," };
            write!(out, " *{container}*{end}").expect("writing to a string cannot fail");
        }
        if !tail.is_empty() {
            out.push(' ');
            out.push_str(&markdown_inline(&sentence(&tail)));
        }
        if let Some(url) = &reference.url {
            write!(out, " <{}>", markdown_url(url)).expect("writing to a string cannot fail");
        }
        out.push('\n');
    }
}

/// Writes the references of a style in its order.
pub(super) fn write_styled(references: &Wanted<'_>, out: &mut String) {
    if references.is_empty() {
        return;
    }
    out.push_str("\n## Sources\n\n");
    for (_, runs) in references {
        let mut line = String::new();
        for run in runs {
            let mark = match (run.strong, run.italic) {
                (true, true) => "***",
                (true, false) => "**",
                (false, true) => "*",
                (false, false) => "",
            };
            // A mark counts only right beside a word.
            let text = run.text.trim();
            let start = run.text.len() - run.text.trim_start().len();
            let (before, after) = (&run.text[..start], &run.text[(start + text.len()).min(run.text.len())..]);
            let words = linked(text).into_iter().map(|(piece, is_address)| match is_address {
                true => format!("<{}>", markdown_url(piece)),
                // What is escaped stands in one line and keeps its blanks.
                false => inline(piece),
            });
            let mark = if text.is_empty() { "" } else { mark };
            write!(line, "{before}{mark}{}{mark}{after}", words.collect::<String>()).expect("writing to a string cannot fail");
        }
        writeln!(out, "- {}", line.replace('\n', " ")).expect("writing to a string cannot fail");
    }
}

/// Escaped, with the blanks at both ends.
fn inline(text: &str) -> String {
    let words = text.trim();
    let start = text.len() - text.trim_start().len();
    let (before, after) = if words.is_empty() { (" ", "") } else { (&text[..start], &text[start + words.len()..]) };
    format!("{before}{}{after}", markdown_inline(words))
}
