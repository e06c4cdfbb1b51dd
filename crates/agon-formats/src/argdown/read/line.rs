//! What a line is, by how it begins.

use super::clean::HOLE;

/// How a child stands to what it is written under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Pro,
    Con,
    Undercut,
    Contradiction,
}

impl Sign {
    /// The symbol, for messages.
    pub(super) const fn symbol(self) -> &'static str {
        match self {
            Self::Pro => "+",
            Self::Con => "-",
            Self::Undercut => "_",
            Self::Contradiction => "><",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing stands on it.
    Blank,
    /// Nothing but a comment stands on it.
    Comment,
    Heading(usize),
    /// `true` where the parent bears on the child: `+>`.
    Relation(Sign, bool),
    /// `(3)` in a premise-conclusion structure.
    Number(u64),
    /// Two hyphens or more.
    Inference,
    Bullet,
    Ordered,
    Text,
}

/// A line of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub kind: Kind,
    /// How many characters it is indented by.
    pub indent: usize,
    /// Where its mark begins.
    pub mark: usize,
    /// Where what follows the mark begins.
    pub content: usize,
}

pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | HOLE)
}

/// Where the line ends: at its `\n`, or at the end of the text.
pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| from + at)
}

/// Skips blanks within a line.
pub(super) fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| is_blank(*byte)) {
        at += 1;
    }
    at
}

/// Whether only blanks follow up to the end of the line.
pub(super) fn ends_line(bytes: &[u8], at: usize) -> bool {
    let at = skip_blanks(bytes, at);
    matches!(bytes.get(at), None | Some(b'\n')) || bytes[at..].starts_with(b"\r\n") || bytes[at..] == *b"\r"
}

/// Looks at the line that begins at `start`.
pub(super) fn look(bytes: &[u8], start: usize) -> Line {
    let mark = skip_blanks(bytes, start);
    let indent = bytes[start..mark].iter().filter(|byte| **byte != HOLE).count();
    let line = |kind, content| Line { kind, indent, mark, content: skip_blanks(bytes, content) };
    if ends_line(bytes, mark) {
        let comment = bytes[start..mark].contains(&HOLE);
        return line(if comment { Kind::Comment } else { Kind::Blank }, mark);
    }
    let next = |offset: usize| bytes.get(mark + offset).copied();
    let blank_at = |at: usize| bytes.get(at).is_none_or(|byte| is_blank(*byte) || matches!(byte, b'\n' | b'\r'));
    match bytes[mark] {
        b'+' if next(1) == Some(b'>') => line(Kind::Relation(Sign::Pro, true), mark + 2),
        b'+' => line(Kind::Relation(Sign::Pro, false), mark + 1),
        b'-' if next(1) == Some(b'-') => line(Kind::Inference, mark),
        b'-' if next(1) == Some(b'>') => line(Kind::Relation(Sign::Con, true), mark + 2),
        b'-' => line(Kind::Relation(Sign::Con, false), mark + 1),
        b'_' if next(1) == Some(b'>') => line(Kind::Relation(Sign::Undercut, true), mark + 2),
        b'_' if blank_at(mark + 1) => line(Kind::Relation(Sign::Undercut, false), mark + 1),
        b'>' if next(1) == Some(b'<') => line(Kind::Relation(Sign::Contradiction, false), mark + 2),
        b'<' => match next(1) {
            Some(b'+') => line(Kind::Relation(Sign::Pro, false), mark + 2),
            Some(b'-') => line(Kind::Relation(Sign::Con, false), mark + 2),
            Some(b'_') => line(Kind::Relation(Sign::Undercut, false), mark + 2),
            _ => line(Kind::Text, mark),
        },
        b'#' => {
            let level = bytes[mark..].iter().take_while(|byte| **byte == b'#').count();
            if blank_at(mark + level) { line(Kind::Heading(level), mark + level) } else { line(Kind::Text, mark) }
        }
        b'*' if blank_at(mark + 1) => line(Kind::Bullet, mark + 1),
        b'(' => match digits(bytes, mark + 1) {
            Some((number, end)) if bytes.get(end) == Some(&b')') => line(Kind::Number(number), end + 1),
            _ => line(Kind::Text, mark),
        },
        b'0'..=b'9' => match digits(bytes, mark) {
            Some((_, end)) if bytes.get(end) == Some(&b'.') && blank_at(end + 1) => line(Kind::Ordered, end + 1),
            _ => line(Kind::Text, mark),
        },
        _ => line(Kind::Text, mark),
    }
}

fn digits(bytes: &[u8], start: usize) -> Option<(u64, usize)> {
    let count = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number =
        bytes[start..start + count].iter().fold(0u64, |n, byte| n.saturating_mul(10).saturating_add(u64::from(byte - b'0')));
    (count > 0).then_some((number, start + count))
}
