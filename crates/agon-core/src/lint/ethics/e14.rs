use super::{Case, Rule};
use crate::diagnostic::Diagnostic;

/// **What it finds.** A source that was read online and has no date of access, and a source whose address holds a DOI
/// that its record lacks.
///
/// **Why it matters.** Pages change. The date says which page was read; a DOI stays when the page moves.
///
/// **Example.** A source with an address and nothing else.
///
/// **Better.** `agon source add KEY --accessed YYYY-MM-DD`, `--doi 10.…`.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccessDate;

impl Rule for AccessDate {
    fn id(&self) -> &'static str {
        "E14"
    }

    fn summary(&self) -> &'static str {
        "addresses without a date of access, DOIs left in addresses"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        let mut seen = std::collections::BTreeSet::new();
        for card in &case.cards {
            let (Some(source), Some(url)) = (card.source, card.field("URL")) else { continue };
            if !seen.insert(&source.key) {
                continue;
            }
            if !card.has_date("accessed") {
                let message = format!("{} has an address and no date of access", source.key);
                let hint = format!("agon source add {} --accessed YYYY-MM-DD", source.key);
                report.push(case.at(Diagnostic::warning("E14/accessed", message).hint(hint), card));
            }
            if let Some((_, doi)) = url.split_once("doi.org/")
                && card.field("DOI").is_none()
            {
                let message = format!("the address of {} is a DOI, and its record has none", source.key);
                let hint = format!("agon source add {} --doi {doi}", source.key);
                report.push(case.at(Diagnostic::warning("E14/doi", message).hint(hint), card));
            }
        }
    }
}
