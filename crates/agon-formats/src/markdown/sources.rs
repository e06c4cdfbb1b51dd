//! The list of sources at the end of the document.

use std::fmt::Write;

use agon_core::model::Map;

use crate::citation::{Reference, sentence};
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
