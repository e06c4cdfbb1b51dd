//! The pieces of a file, and the texts that `@string` names.

use std::collections::BTreeMap;
use std::ops::Range;

use biblatex::{Field, RawChunk, Spanned};

/// The longest text that a name may stand for, in bytes: a name may be put together from others.
const LONGEST: usize = 16 << 10;
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// From an @ to its closing brace.
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    pub(super) is_closed: bool,
}

/// Every piece but comments. One that is not closed ends where the next begins a line.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(start) = next_start(bytes, at) {
        let (end, is_closed) = end_of(bytes, start);
        let kind: String = text[start + 1..].chars().take(9).collect::<String>().to_ascii_lowercase();
        if !kind.starts_with("comment") && !kind.starts_with("preamble") {
            pieces.push(Piece { range: start..end, is_closed });
        }
        at = end;
    }
    pieces
}

/// The next @ that is not in a comment.
fn next_start(bytes: &[u8], mut at: usize) -> Option<usize> {
    while at < bytes.len() {
        match bytes[at] {
            b'@' if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => return Some(at),
            b'%' => at += bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at),
            _ => at += 1,
        }
    }
    None
}

/// Where the piece ends that begins here, and whether its braces are closed there.
fn end_of(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut depth = 0usize;
    let mut at = start + 1;
    let mut begins_line = false;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return (at + 1, true);
                }
            }
            b'@' if begins_line && is_head(&bytes[at..]) => return (at, false),
            _ => {}
        }
        begins_line = match bytes.get(at) {
            Some(b'\n') => true,
            Some(b' ' | b'\t' | b'\r') => begins_line,
            _ => false,
        };
        at += 1;
    }
    (bytes.len(), false)
}

/// `@word{`.
fn is_head(bytes: &[u8]) -> bool {
    let letters = bytes[1..].iter().take(30).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let after = bytes[1 + letters..].iter().find(|byte| !byte.is_ascii_whitespace());
    letters > 0 && after == Some(&b'{')
}

/// An accent on a dotless letter in braces, as the crate `biblatex` takes it: `\'\i` becomes `\'{\i}`.
pub(super) fn dotless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\i").into_iter().chain(rest.find("\\j")).min() {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        let is_letter = !found[2..].starts_with(|c: char| c.is_alphabetic());
        let is_accented = before.ends_with(['\'', '`', '^', '"', '~', '=', '.']) && before[..before.len() - 1].ends_with('\\');
        rest = &found[2..];
        if is_letter && is_accented {
            out.extend(["{", &found[..2], "}"]);
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        } else {
            out.push_str(&found[..2]);
        }
    }
    out.push_str(rest);
    out
}

/// What the names stand for that `@string` defines.
pub(super) struct Strings(BTreeMap<String, String>);

impl Strings {
    pub(super) fn new() -> Self {
        Self(MONTHS.iter().enumerate().map(|(at, month)| ((*month).to_owned(), (at + 1).to_string())).collect())
    }

    /// Defines a name by texts and by names that were defined before it; gives the name that was not.
    pub(super) fn define(&mut self, name: &str, value: &Field<'_>) -> Result<(), String> {
        let (mut text, unknown) = self.text(value);
        if text.len() > LONGEST {
            text.clear();
        }
        self.0.insert(name.to_ascii_lowercase(), text);
        unknown.into_iter().next().map_or(Ok(()), Err)
    }

    /// The text of a field, and the names in it that nothing is known of.
    pub(super) fn text(&self, value: &[Spanned<RawChunk<'_>>]) -> (String, Vec<String>) {
        let (mut text, mut unknown) = (String::new(), Vec::new());
        for chunk in value {
            match chunk.v {
                RawChunk::Normal(part) => text.push_str(part),
                RawChunk::Abbreviation(name) => match self.0.get(&name.to_ascii_lowercase()) {
                    // A field put together from many long names is refused for its length.
                    Some(part) if text.len() <= 64 * LONGEST => text.push_str(part),
                    Some(_) => {}
                    None => {
                        text.push_str(name);
                        unknown.push(name.to_owned());
                    }
                },
            }
        }
        (text, unknown)
    }
}
