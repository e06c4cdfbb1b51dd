use super::{Case, Rule};
use crate::diagnostic::Diagnostic;
use crate::model::NodeKind;

/// **What it finds.** In a map with quotations: a claim or rebuttal at the end of a line, with nothing under it and
/// without the tag `analytic` or `note`; and a quotation that is used for nothing.
///
/// **Why it matters.** A tag that looks like a card and has none misleads; an unused card is dead weight.
///
/// **Example.** The tag “Deterrence fails” with nothing under it.
///
/// **Better.** Cut a card, or call it what it is: `agon set NODE tags=+analytic`.
#[derive(Debug, Clone, Copy, Default)]
pub struct TagWithoutCard;

impl Rule for TagWithoutCard {
    fn id(&self) -> &'static str {
        "E15"
    }

    fn summary(&self) -> &'static str {
        "tags without a card that are not called analytic, cards without a tag"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        if case.cards.is_empty() {
            return;
        }
        for node in case.map.node_indices() {
            let record = case.map.node(node);
            let is_tag = matches!(record.kind, NodeKind::Claim | NodeKind::Rebuttal);
            let is_named_so = record.tags.iter().any(|tag| matches!(tag.as_str(), "analytic" | "note" | "answered"));
            if is_tag && !is_named_so && case.map.links_to(node).is_empty() {
                let hint = format!("cut a card, or: agon set {} tags=+analytic", record.label());
                let finding = Diagnostic::warning("E15/tag", "the tag has no card and is not called analytic");
                report.push(finding.hint(hint).at(case.place(node)));
            }
        }
        for card in case.cards.iter().filter(|card| case.map.links_from(card.node).is_empty()) {
            let hint = format!("agon link {} --supports TAG", case.label(card));
            report.push(case.at(Diagnostic::warning("E15/card", "the card stands under no tag").hint(hint), card));
        }
    }
}
