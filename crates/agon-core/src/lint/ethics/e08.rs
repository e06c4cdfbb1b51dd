use super::card::words;
use super::{Case, Rule};
use crate::diagnostic::Diagnostic;
use crate::model::Marks;

/// **What it finds.** A word such as not, no, never, unless, however, may, might, if, that is not highlighted while
/// words on both sides of it, in the same sentence, are.
///
/// **Why it matters.** What is read then says more than the author said. Whether it does, only a reader can judge: this
/// is a warning.
///
/// **Example.** Of “It may not work” only “It … work” is highlighted.
///
/// **Better.** Highlight the word too, or stop before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SkippedHedge;

impl Rule for SkippedHedge {
    fn id(&self) -> &'static str {
        "E08"
    }

    fn summary(&self) -> &'static str {
        "a negation or reservation left unread beside what is read"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            for marks in card.all_marks(case.map) {
                for skipped in skipped(card.quote, marks) {
                    let message = format!("“{skipped}” is skipped between words that are read");
                    report.push(case.at(Diagnostic::warning("E08/hedge", message).hint("read it, or stop before it"), card));
                }
            }
        }
    }
}

const HEDGES: [&str; 26] = [
    "not",
    "no",
    "never",
    "none",
    "neither",
    "nor",
    "cannot",
    "without",
    "unless",
    "however",
    "although",
    "though",
    "but",
    "except",
    "may",
    "might",
    "could",
    "if",
    "only",
    "unlikely",
    "hardly",
    "perhaps",
    "possibly",
    "allegedly",
    "rarely",
    "until",
];

/// The words of this kind that are not read, with something read before and after them in the same sentence.
fn skipped(text: &str, marks: &Marks) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting: Vec<String> = Vec::new();
    let mut is_read_before = false;
    for (run, style) in marks.runs(text) {
        let mut after = 0;
        for (at, word) in words(run) {
            if run[after..at].contains(['.', '!', '?', '\n', ';']) {
                (is_read_before, after) = (false, at);
                waiting.clear();
            }
            if style.is_spoken() {
                if is_read_before {
                    found.append(&mut waiting);
                }
                waiting.clear();
                is_read_before = true;
            } else if is_read_before {
                let lower = word.to_lowercase();
                if HEDGES.contains(&lower.as_str()) || lower.ends_with("n't") || lower.ends_with("n’t") {
                    waiting.push(word.to_owned());
                }
            }
            after = after.max(at);
        }
        if run[after..].contains(['.', '!', '?', '\n', ';']) {
            is_read_before = false;
            waiting.clear();
        }
    }
    found
}
