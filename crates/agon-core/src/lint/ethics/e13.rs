use super::{Case, Rule};
use crate::diagnostic::Diagnostic;

/// **What it finds.** Evidence for a uniqueness claim (attribute `role` or tag `uniqueness`) that is older than two
/// years, or has no date.
///
/// **Why it matters.** Uniqueness says how things stand now. Old evidence does not.
///
/// **Example.** A card of 2019 for “Relations are high now”.
///
/// **Better.** Find newer evidence.
#[derive(Debug, Clone, Copy, Default)]
pub struct OldUniqueness;

impl Rule for OldUniqueness {
    fn id(&self) -> &'static str {
        "E13"
    }

    fn summary(&self) -> &'static str {
        "old or undated evidence for what is said to be so now"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let is_unique = case.map.links_from(card.node).iter().filter_map(|link| case.map.target_node(*link)).any(|node| {
                let node = case.map.node(node);
                let role = node.attributes.get("role").and_then(|role| role.as_str()).unwrap_or_default();
                role.eq_ignore_ascii_case("uniqueness")
                    || node.tags.iter().any(|tag| tag.as_str().eq_ignore_ascii_case("uniqueness"))
            });
            if !is_unique {
                continue;
            }
            let hint = "look for evidence of this year";
            match card.source.and_then(|source| source.year()) {
                None => {
                    let finding = Diagnostic::warning("E13/undated", "evidence for uniqueness has no date");
                    report.push(case.at(finding.hint(hint), card));
                }
                Some(year) if case.year - year > YEARS => {
                    let message = format!("evidence for uniqueness is of {year}");
                    report.push(case.at(Diagnostic::warning("E13/old", message).hint(hint), card));
                }
                Some(_) => {}
            }
        }
    }
}

/// How old evidence for uniqueness may be.
const YEARS: i64 = 2;
