//! The only place that escapes: what a text must look like to stand as text in another language.
//!
//! Characters that cannot be seen, the same in every format:
//! - Line breaks and tabs are kept, or become what the format has for them.
//! - Other control characters (C0, DEL, C1) become U+FFFD in documents; the rules of the model refuse them anyway.
//! - Joiners and directional marks (ZWJ, ZWNJ, LRM, RLM, ALM) are kept in documents: scripts and emoji need them.
//! - Directional embeddings, overrides and isolates are kept in documents and closed at the end of their text ([`closed`]),
//!   so that they cannot turn the words around it.
//! - [`terminal`] shows every one of them but the joiners as an escape.

use std::borrow::Cow;
use std::fmt::Write;

mod markup;
mod plain;

pub use markup::{
    bibtex, bibtex_verbatim, caselist, dot, html, latex, markdown_block, markdown_inline, markdown_url, mermaid, push_xml_words,
    typst, xml,
};
pub use plain::{csv_cell, file_name, ris, terminal, web_address};

/// A character that controls and cannot stand in a document: not a line break, not a tab.
fn is_control(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// The text with every directional embedding, override and isolate closed that it leaves open.
///
/// ```
/// use agon_formats::escape::closed;
/// assert_eq!(closed("plain"), "plain");
/// assert_eq!(closed("a\u{202e}b"), "a\u{202e}b\u{202c}");
/// ```
pub fn closed(text: &str) -> Cow<'_, str> {
    let mut open = Vec::new();
    for c in text.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' if open.last() == Some(&'\u{202c}') => {
                open.pop();
            }
            '\u{2069}' => {
                if let Some(at) = open.iter().rposition(|end| *end == '\u{2069}') {
                    open.truncate(at);
                }
            }
            // A line break ends a paragraph, and with it whatever is open.
            '\n' => open.clear(),
            _ => {}
        }
    }
    if open.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    text.extend(open.iter().rev());
    Cow::Owned(text)
}

fn push_code(out: &mut String, c: char) {
    write!(out, "\\u{{{:x}}}", c as u32).expect("writing to a string cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_closed_in_reverse_and_what_is_closed_is_left() {
        assert_eq!(closed("\u{2067}a\u{2069}"), "\u{2067}a\u{2069}");
        assert_eq!(closed("\u{2067}\u{202e}a"), "\u{2067}\u{202e}a\u{202c}\u{2069}");
        assert_eq!(closed("\u{2067}\u{202e}a\u{2069}"), "\u{2067}\u{202e}a\u{2069}");
        assert_eq!(closed("\u{202e}a\nb"), "\u{202e}a\nb");
    }
}
