//! Comments, blanked out byte for byte so that every position stays what it was.

use std::borrow::Cow;

use super::super::braces::Braces;
use super::super::next::Next;
use super::super::report::{At, Report};

/// What a byte of a comment becomes. It cannot come from the text, where it is refused.
pub(super) const HOLE: u8 = 0;

/// The text from `start` on with its comments made holes. Data, link addresses, escaped characters and the `//`
/// of a bare URL are left alone.
pub(super) fn blank_comments<'t>(text: &'t str, start: usize, braces: &mut Braces, report: &mut Report<'_>) -> Cow<'t, str> {
    let bytes = text.as_bytes();
    let mut holes: Vec<At> = Vec::new();
    let mut ends = Ends::default();
    let mut address = (start, start);
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => {
                if let Some(close) = braces.close(text, at) {
                    at = close;
                }
            }
            b'@' => {
                let close = match bytes.get(at + 1) {
                    Some(b'[') => ends.bracket.find(text, at, "]"),
                    Some(b'<') => ends.angle.find(text, at, ">"),
                    _ => None,
                };
                if let Some(close) = close
                    && ends.line.find(text, at, "\n").is_none_or(|line| line > close)
                {
                    at = close;
                }
            }
            b'[' => {
                if let Some(close) = ends.bracket.find(text, at, "]")
                    && bytes.get(close + 1) == Some(&b'(')
                    && let Some(end) = ends.parenthesis.find(text, close, ")")
                    && ends.line.find(text, close, "\n").is_none_or(|line| line > end)
                {
                    address = (close, end);
                }
            }
            b']' if at == address.0 && at > start => at = address.1,
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                if at > 0 && bytes[at - 1] == b':' {
                    // A bare URL reaches to the next blank.
                    let rest = &bytes[at..];
                    let length = rest.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'\\'));
                    at += length.unwrap_or(rest.len()) - 1;
                } else {
                    let mut end = ends.line.find(text, at, "\n").unwrap_or(bytes.len());
                    if end > at && bytes[end - 1] == b'\r' {
                        end -= 1;
                    }
                    holes.push(At::new(at, end));
                    at = end - 1;
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let end = ends.star.find(text, at + 2, "*/").map(|end| end + 2);
                at = close_comment(at, end, "*/", &mut holes, report);
            }
            b'<' if bytes[at..].starts_with(b"<!--") => {
                let end = ends.arrow.find(text, at + 4, "-->").map(|end| end + 3);
                at = close_comment(at, end, "-->", &mut holes, report);
            }
            _ => {}
        }
        at += 1;
    }
    if holes.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut kept = 0;
    for hole in holes {
        cleaned.push_str(&text[kept..hole.start]);
        cleaned.extend(std::iter::repeat_n(char::from(HOLE), hole.end - hole.start));
        kept = hole.end;
    }
    cleaned.push_str(&text[kept..]);
    Cow::Owned(cleaned)
}

/// Where scanning goes on, less one.
fn close_comment(open: usize, end: Option<usize>, closer: &str, holes: &mut Vec<At>, report: &mut Report<'_>) -> usize {
    match end {
        Some(end) => {
            holes.push(At::new(open, end));
            end - 1
        }
        None => {
            let width = if closer == "*/" { 2 } else { 4 };
            let message = format!("this comment is never closed by `{closer}`");
            report.error(
                At::new(open, open + width),
                "argdown/comment",
                message,
                "close it, or escape its first character with `\\`",
            );
            open + width - 1
        }
    }
}

/// Next occurrences that were looked up before.
#[derive(Default)]
struct Ends {
    bracket: Next,
    angle: Next,
    parenthesis: Next,
    line: Next,
    star: Next,
    arrow: Next,
}
