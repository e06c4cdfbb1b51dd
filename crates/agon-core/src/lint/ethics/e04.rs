use super::{Case, Rule};
use crate::diagnostic::Diagnostic;
use crate::model::{Anchor, Missed, Nearby, Standing};

/// **What it finds.** A quotation whose words are not found in the stored text of its source, or only nearly. Forms of
/// quotation marks and dashes, ligatures, soft hyphens and blanks do not count. Where no text is stored, nothing is
/// said.
///
/// **Why it matters.** Added, left out or changed words are distortion, the gravest offence of all.
///
/// **Example.** The card says “cannot”, the stored article “can”.
///
/// **Better.** Quote what the source says: `agon verify` shows the difference word by word.
#[derive(Debug, Clone, Copy, Default)]
pub struct BodyDiffers;

impl Rule for BodyDiffers {
    fn id(&self) -> &'static str {
        "E04"
    }

    fn summary(&self) -> &'static str {
        "words that differ from the stored text of the source"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let Some(text) = case.text(card) else { continue };
            let hint = "agon verify shows what differs";
            let standing = match &card.citation.anchor {
                Some(anchor) => anchor.check(Some(card.quote), &text),
                None => match Anchor::find(&text, card.quote, &Nearby::default()) {
                    Ok(_) | Err(Missed::Several { .. }) => continue,
                    Err(_) => Standing::Orphaned { is_thorough: true },
                },
            };
            let finding = match standing {
                Standing::Exact | Standing::Moved { .. } => continue,
                Standing::Fuzzy { distance, of, .. } => {
                    let message = format!("{distance} of {of} characters differ from the stored text of the source");
                    Diagnostic::error("E04/differs", message)
                }
                _ => Diagnostic::error("E04/absent", "the words are not found in the stored text of the source"),
            };
            report.push(case.at(finding.hint(hint), card));
        }
    }
}
