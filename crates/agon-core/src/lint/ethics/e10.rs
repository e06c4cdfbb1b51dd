use super::{Case, Rule};
use crate::diagnostic::Diagnostic;
use crate::model::{Anchor, Nearby};

/// **What it finds.** A quotation that begins or ends inside a paragraph of the stored text of its source; without a
/// stored text, one that begins with a small letter or ends without a full stop.
///
/// **Why it matters.** Cards are cut in whole paragraphs, so that nobody has to guess what came next.
///
/// **Example.** A card that begins “however the plan fails”.
///
/// **Better.** Quote the whole paragraph and shrink what is not read.
#[derive(Debug, Clone, Copy, Default)]
pub struct MidSentence;

impl Rule for MidSentence {
    fn id(&self) -> &'static str {
        "E10"
    }

    fn summary(&self) -> &'static str {
        "a body that starts or ends in the middle of a sentence or paragraph"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let hint = "quote whole paragraphs: agon mark NODE --shrink 8 keeps them small";
            let text = case.text(card);
            let place = text.as_ref().and_then(|text| {
                let anchor = card.citation.anchor.clone().or_else(|| Anchor::find(text, card.quote, &Nearby::default()).ok())?;
                Some((text, anchor))
            });
            let (starts_inside, ends_inside) = match place {
                Some((text, anchor)) => {
                    let before = anchor.start.checked_sub(1).and_then(|at| text.words(at, at + 1));
                    let after = text.words(anchor.end, anchor.end + 1);
                    (before.is_some_and(|before| before != "\n"), after.is_some_and(|after| !after.is_empty() && after != "\n"))
                }
                None => {
                    let body = card.quote.trim();
                    let first = body.chars().find(|c| c.is_alphanumeric());
                    let last = body.trim_end_matches(['"', '”', '’', '\'', ')', ']']).chars().next_back();
                    let is_ended = last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | ':' | '…'));
                    (first.is_some_and(char::is_lowercase), !is_ended)
                }
            };
            for (is, code, message) in [
                (starts_inside, "E10/start", "the quotation begins in the middle"),
                (ends_inside, "E10/end", "the quotation ends in the middle"),
            ] {
                if is {
                    report.push(case.at(Diagnostic::warning(code, message).hint(hint), card));
                }
            }
        }
    }
}
