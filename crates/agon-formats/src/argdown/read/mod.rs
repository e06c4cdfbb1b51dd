//! The reader: a text in, the records of one map out.

mod clean;
mod draft;
mod element;
mod emit;
mod fields;
mod front;
mod joints;
mod line;
mod link_fields;
mod names;
mod parser;
mod resolve;
mod settle;
mod sparse;
mod steps;
mod yaml;

use agon_core::extend::{ExtendError, ImportInput, ImportSink};

use super::braces::Braces;
use super::report::{At, Report};

/// Reads one text into the sink; what is wrong with it goes to [`ImportSink::complain`], all of it.
///
/// # Errors
/// The sink can take no more.
pub fn read(text: &str, about: &ImportInput<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut report = Report::new(about.path, text);
    let harmless = refuse_controls(text, &mut report);
    let text = harmless.as_deref().unwrap_or(text);
    if text[start..].trim().is_empty() {
        let hint = "a map needs at least a title between two lines of `===`";
        report.error(At::new(0, 0), "argdown/empty", "there is nothing to read", hint);
        return finish(report, sink);
    }
    let mut braces = Braces::new(text, report.line_starts());
    let (front, body) = front::read(text, start, &mut report);
    let cleaned = clean::blank_comments(text, body, &mut braces, &mut report);
    let draft = parser::parse(&cleaned, body, braces, &mut report);
    emit::emit(draft, front, &cleaned, about, &mut report, sink)?;
    finish(report, sink)
}

fn finish(report: Report<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
    for complaint in report.finish() {
        sink.complain(complaint);
    }
    Ok(())
}

/// Complains of control characters, and gives the text with blanks in place of those that are one byte.
fn refuse_controls(text: &str, report: &mut Report<'_>) -> Option<String> {
    let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    let lone_return = |at: usize| !text[at + 1..].starts_with('\n') && at + 1 < text.len();
    if !text.bytes().any(|byte| (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == 0x7f || byte == 0xc2) {
        return None;
    }
    let mut found = false;
    for (at, c) in text.char_indices() {
        if bad(c) || (c == '\r' && lone_return(at)) {
            found = true;
            let message = format!("the control character {} stands here", c.escape_unicode());
            let hint = "only line breaks and tabs may stand in a text besides what can be seen";
            report.error(At::new(at, at + c.len_utf8()), "argdown/control-character", message, hint);
        }
    }
    found.then(|| text.chars().map(|c| if c.is_ascii() && bad(c) { ' ' } else { c }).collect())
}
