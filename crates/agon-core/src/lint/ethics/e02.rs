use super::{Case, Rule};
use crate::diagnostic::Diagnostic;

/// **What it finds.** A cite none of whose words are marked as read aloud (last name and date), and a cite of more than
/// one line.
///
/// **Why it matters.** The name and date are read in the speech; word processors' macros and disclosure sites find the
/// cite by its marks, and take one line.
///
/// **Example.** The cite “Jane Doe, professor, 2024” without marks.
///
/// **Better.** Mark last name and date as cite, and keep the whole cite in one line.
#[derive(Debug, Clone, Copy, Default)]
pub struct CiteStyle;

impl Rule for CiteStyle {
    fn id(&self) -> &'static str {
        "E02"
    }

    fn summary(&self) -> &'static str {
        "cites without marked name and date, or over two lines"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let Some(cite) = &card.citation.cite else { continue };
            let hint = "mark last name and date with the style Cite, in one line";
            if cite.text.trim().contains('\n') {
                let finding = Diagnostic::warning("E02/lines", "the cite stands on more than one line").hint(hint);
                report.push(case.at(finding, card));
            }
            if !cite.marks.list().iter().any(|mark| mark.style.cite) {
                let finding = Diagnostic::warning("E02/style", "no words of the cite are marked as read aloud").hint(hint);
                report.push(case.at(finding, card));
            }
        }
    }
}
