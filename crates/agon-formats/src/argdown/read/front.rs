//! Front matter: what the file says of the map.

use super::super::report::{At, Report};
use super::line::{is_blank, line_end};
use super::yaml::{self, Fields};

/// What stood between two lines of `===`.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub fields: Fields,
    pub at: At,
}

/// Reads the front matter, if the text from `start` on begins with it, and says where the rest begins.
///
/// Argdown wants an empty line after it; nothing is lost where it is missing, so it is not asked for.
pub(super) fn read(text: &str, start: usize, report: &mut Report<'_>) -> (Front, usize) {
    let bytes = text.as_bytes();
    let mut at = start;
    while bytes.get(at).is_some_and(|byte| is_blank(*byte) || matches!(byte, b'\n' | b'\r')) {
        at += 1;
    }
    if !is_fence(&text[at..line_end(bytes, at)]) {
        return (Front::default(), start);
    }
    let opener = At::new(at, line_end(bytes, at));
    let inside = (opener.end + 1).min(text.len());
    let mut line = inside;
    while line < text.len() {
        let end = line_end(bytes, line);
        if is_fence(&text[line..end]) {
            let place = At::new(inside, line);
            let fields = yaml::mapping(text, place, "front matter", "argdown/front-matter", report).unwrap_or_default();
            return (Front { fields, at: place }, end);
        }
        line = end + 1;
    }
    report.error(opener, "argdown/front-matter", "the front matter is never closed", "close it by a line of `===`");
    (Front::default(), text.len())
}

fn is_fence(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|byte| byte == b'=')
}
