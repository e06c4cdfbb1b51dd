use super::{Case, Rule};
use crate::diagnostic::Diagnostic;
use crate::model::normalise;

/// **What it finds.** An ellipsis (`…` or `...`) inside the quoted words that does not stand in the stored text of the
/// source.
///
/// **Why it matters.** Words left out inside a card can turn it round. Associations ask for whole paragraphs; what is
/// not read is shrunk, not cut.
///
/// **Example.** The card “The plan … fails”.
///
/// **Better.** Put the words back and shrink them: `agon mark NODE --shrink 8`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ellipsis;

impl Rule for Ellipsis {
    fn id(&self) -> &'static str {
        "E05"
    }

    fn summary(&self) -> &'static str {
        "words left out inside the quotation"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let body = card.quote.trim();
            let body = body.trim_start_matches(['…', '.', ' ']).trim_end_matches(['…', '.', ' ']);
            if !body.contains('…') && !body.contains("...") {
                continue;
            }
            // What the source itself leaves out is quoted as it stands.
            let is_its_own = case.text(card).is_some_and(|text| text.as_str().contains(normalise(body).as_str()));
            if is_its_own {
                continue;
            }
            let finding = Diagnostic::error("E05/ellipsis", "words are left out inside the quotation");
            report.push(case.at(finding.hint("put them back and shrink them: agon mark NODE --shrink 8"), card));
        }
    }
}
