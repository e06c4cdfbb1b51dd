use super::card::short;
use super::{Case, Rule};
use crate::diagnostic::Diagnostic;
use crate::model::Marks;

/// **What it finds.** Highlighting whose edge stands between two letters of a word. The first letters of words,
/// highlighted one by one for an acronym, are passed over.
///
/// **Why it matters.** Parts of words can be joined to words the author did not write.
///
/// **Example.** Of “unlikely” only “likely” is highlighted.
///
/// **Better.** Highlight whole words.
#[derive(Debug, Clone, Copy, Default)]
pub struct InsideWord;

impl Rule for InsideWord {
    fn id(&self) -> &'static str {
        "E09"
    }

    fn summary(&self) -> &'static str {
        "highlighting that begins or ends inside a word"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            for marks in card.all_marks(case.map) {
                let parts = parts(card.quote, marks);
                if let Some(first) = parts.first() {
                    let more = if parts.len() > 1 { format!(" and {} more", parts.len() - 1) } else { String::new() };
                    let message = format!("only a part of “{}”{more} is highlighted", short(first));
                    report.push(case.at(Diagnostic::warning("E09/part", message).hint("highlight whole words"), card));
                }
            }
        }
    }
}

/// The words of which only a part is read, acronyms apart.
fn parts<'a>(text: &'a str, marks: &Marks) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut at = 0;
    let mut before: Option<(char, bool)> = None;
    for (run, style) in marks.runs(text) {
        let (Some(first), Some(last)) = (run.chars().next(), run.chars().next_back()) else { continue };
        if let Some((letter, was_read)) = before
            && was_read != style.is_spoken()
            && letter.is_alphanumeric()
            && first.is_alphanumeric()
        {
            let start = text[..at]
                .rfind(|c: char| !c.is_alphanumeric())
                .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
            let end = text[at..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |more| at + more);
            // One capital at the beginning of a word is an acronym in the making.
            let is_initial = was_read && text[start..at].chars().count() == 1 && letter.is_uppercase();
            let word = &text[start..end];
            if !is_initial && found.last().is_none_or(|last| last.as_ptr() != word.as_ptr()) {
                found.push(word);
            }
        }
        before = Some((last, style.is_spoken()));
        at += run.len();
    }
    found
}
