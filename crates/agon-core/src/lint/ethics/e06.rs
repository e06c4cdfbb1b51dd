use super::card::short;
use super::{Case, Rule};
use crate::diagnostic::Diagnostic;

/// **What it finds.** Words in square brackets inside a quotation, each for review. Omission notes such as `[Table
/// Omitted]` are passed over. For NCFCA each is an error, as its rules allow none.
///
/// **Why it matters.** An insertion may say what the author did not.
///
/// **Example.** “They [the allies] drifted apart.”
///
/// **Better.** Leave the author's words as they are, and explain in the tag.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inserted;

impl Rule for Inserted {
    fn id(&self) -> &'static str {
        "E06"
    }

    fn summary(&self) -> &'static str {
        "words in brackets that the author did not write"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            for inserted in bracketed(card.quote) {
                if inserted.to_lowercase().contains("omitted") || inserted.trim().chars().all(|c| matches!(c, '.' | '…' | ' '))
                {
                    continue;
                }
                let message = format!("[{}] stands in the quotation", short(inserted));
                let finding = match case.profile.forbids_insertions() {
                    true => Diagnostic::error("E06/inserted", message),
                    false => Diagnostic::note("E06/inserted", message),
                };
                report.push(case.at(finding.hint("make sure that it changes nothing, or take it out"), card));
            }
        }
    }
}

/// What stands in square brackets, the innermost.
fn bracketed(text: &str) -> impl Iterator<Item = &str> {
    text.split('[').skip(1).filter_map(|rest| rest.split_once(']').map(|(inside, _)| inside))
}
