use super::card::short;
use super::{Case, Rule};
use crate::diagnostic::Diagnostic;

/// **What it finds.** Words that are highlighted, and neither underlined nor emphasised.
///
/// **Why it matters.** What is underlined was chosen when the card was cut; highlighting beyond it is mostly a slip,
/// and is read all the same.
///
/// **Example.** A highlighted sentence in shrunk text.
///
/// **Better.** Underline what is read, or take the highlighting away.
#[derive(Debug, Clone, Copy, Default)]
pub struct HighlightOutside;

impl Rule for HighlightOutside {
    fn id(&self) -> &'static str {
        "E07"
    }

    fn summary(&self) -> &'static str {
        "highlighted words that are not underlined"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            if !card.citation.marks.list().iter().any(|mark| mark.style.is_summary()) {
                continue;
            }
            for marks in card.all_marks(case.map) {
                let outside = marks.pick(card.quote, " … ", |style| style.is_spoken() && !style.is_summary());
                if !outside.is_empty() {
                    let message = format!("highlighted and not underlined: “{}”", short(&outside));
                    let hint = format!("agon mark {} --underline WORDS", case.label(card));
                    report.push(case.at(Diagnostic::warning("E07/outside", message).hint(hint), card));
                }
            }
        }
    }
}
