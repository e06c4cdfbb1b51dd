use super::{Case, Rule};
use crate::diagnostic::Diagnostic;
use crate::lint::label;
use crate::model::{LinkIndex, NodeIndex};

/// **What it finds.** Evidence that is used both for and against the same thing, or for two claims of which one attacks
/// the other.
///
/// **Why it matters.** One text rarely shows both. Mostly one of the uses reads into it what is not there.
///
/// **Example.** A card that supports “the plan works” and rebuts it.
///
/// **Better.** Look at both uses: `agon used-by NODE`. Keep the one the author would sign.
#[derive(Debug, Clone, Copy, Default)]
pub struct OppositeUses;

impl Rule for OppositeUses {
    fn id(&self) -> &'static str {
        "E12"
    }

    fn summary(&self) -> &'static str {
        "one card used for a claim and against it"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let links = case.map.links_from(card.node);
            let target = |link: &LinkIndex| case.map.link(*link).target;
            let pro: Vec<_> = links.iter().filter(|link| case.map.link(**link).relation.is_pro()).map(target).collect();
            let con: Vec<_> = links.iter().filter(|link| case.map.link(**link).relation.is_con()).map(target).collect();
            let hint = format!("agon used-by {} shows its uses", case.label(card));
            if let Some(both) = pro.iter().find(|target| con.contains(target)) {
                let message = format!("it is used for and against `{}`", label(case.map, *both));
                report.push(case.at(Diagnostic::warning("E12/both", message).hint(hint.clone()), card));
            }
            let supported: Vec<NodeIndex> = pro.iter().filter_map(|target| case.map.node_index(target.node()?)).collect();
            for one in &supported {
                let attacks = case.map.links_to(*one).iter().filter(|link| case.map.link(**link).relation.is_con());
                for attack in attacks {
                    let ends = case.map.premises(*attack).iter().copied().chain(case.map.target_node(*attack));
                    for other in ends.filter(|end| end != one && supported.contains(end)) {
                        let (one, other) = (case.map.node(*one).label(), case.map.node(other).label());
                        let message = format!("it supports `{one}` and `{other}`, and one attacks the other");
                        report.push(case.at(Diagnostic::warning("E12/attack", message).hint(hint.clone()), card));
                    }
                }
            }
        }
    }
}
