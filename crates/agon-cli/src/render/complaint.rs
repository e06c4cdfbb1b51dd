//! Complaints as people read them: what, where, the line pointed at, what to do.

use agon_core::diagnostic::{Diagnostic, Place, Severity};
use anstyle::{AnsiColor, Style};

use super::text::{clip, harmless, width};

/// How much of a source line is shown.
const EXCERPT: usize = 100;

/// A complaint over several lines, in the manner of compilers.
///
/// ```text
/// error[argdown/dangling]: `[x]` is not defined
///   --> brief.argdown:3:5-7
///    |   - [x]
///    |     ^^^
/// hint: define it, or correct the title
/// ```
pub fn diagnostic(complaint: &Diagnostic, color: bool) -> String {
    let style = severity(complaint.severity);
    let paint = |style: Style, text: &str| if color { format!("{style}{text}{style:#}") } else { text.to_owned() };
    let mut text = format!(
        "{}: {}\n",
        paint(style, &format!("{}[{}]", complaint.severity.word(), complaint.code)),
        super::text::harmless_lines(&complaint.message).replace('\n', "\n   |  ")
    );
    if let Some(place) = &complaint.place {
        text += &format!("  --> {}\n", harmless(&place.to_string()));
    }
    if let Some(excerpt) = &complaint.excerpt {
        let column = match &complaint.place {
            // What a plugin raised is no part of a line that could be pointed at.
            Some(Place::File { .. }) if matches!(complaint.code.as_ref(), "plugin/raised" | "plugin/time") => None,
            Some(Place::File { span, .. }) => {
                Some((span.column, if span.end_line == span.line { span.end_column } else { span.column }))
            }
            _ => None,
        };
        text += &pointed(excerpt, column);
    }
    for hint in &complaint.hints {
        text += &format!("hint: {}\n", harmless(hint));
    }
    text
}

/// The style of the word for how bad something is.
pub fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Note => AnsiColor::Cyan.on_default().bold(),
    }
}

/// The line with carets below the columns from `start` to `end`; of a long line, the part about them.
fn pointed(line: &str, columns: Option<(usize, usize)>) -> String {
    let Some((start, end)) = columns else {
        return line.lines().map(|line| format!("   |  {}\n", harmless(line))).collect();
    };
    let characters: Vec<char> = line.chars().collect();
    let from = if start > EXCERPT * 2 / 3 { start - EXCERPT / 3 } else { 0 };
    let before: String = characters.iter().skip(from).take(start.saturating_sub(1 + from)).collect();
    let at: String = characters.iter().skip(start - 1).take((end + 1).saturating_sub(start)).collect();
    let shown: String = characters.iter().skip(from).collect();
    let lead = if from > 0 { "…" } else { "" };
    let carets = "^".repeat(width(&harmless(&at)).clamp(1, EXCERPT));
    let space = " ".repeat(width(&harmless(&before)) + width(lead));
    format!("   |  {lead}{}\n   |  {space}{carets}\n", clip(&harmless(&shown), EXCERPT))
}

#[cfg(test)]
mod tests {
    use agon_core::diagnostic::Span;

    use super::*;

    #[test]
    fn carets_stand_below_what_is_meant_also_after_wide_characters() {
        let place = Place::File { path: "a.argdown".into(), span: Span { line: 1, column: 4, end_line: 1, end_column: 6 } };
        let complaint = Diagnostic::error("x/y", "no").at(place).excerpt("한일 [x]").hint("yes");
        assert_eq!(
            diagnostic(&complaint, false),
            "error[x/y]: no\n  --> a.argdown:1:4-6\n   |  한일 [x]\n   |       ^^^\nhint: yes\n"
        );
    }
}
