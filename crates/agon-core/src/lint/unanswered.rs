use crate::diagnostic::{Diagnostic, Place};
use crate::extend::{ExtendError, Lint};
use crate::lint::{at_node, label};
use crate::model::{LinkIndex, Map, NodeIndex, NodeKind, Relation};

/// **What it finds.** A rebuttal that nobody answers: nothing attacks it, and nothing undercuts a link of it. Likewise an
/// undercut made by claims or evidence when nothing attacks it or them.
///
/// **Why it matters.** In a debate, silence is assent: an objection without a reply stands, and whoever reads the map
/// takes it as granted.
///
/// **Example.** `one-vote` rebuts `drift`, and no link bears on `one-vote`.
///
/// **Better.** Answer it: rebut what it says, undercut the step from it to its target, or withdraw what it hits.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unanswered;

impl Lint for Unanswered {
    fn name(&self) -> &str {
        "unanswered"
    }

    fn summary(&self) -> &str {
        "rebuttals and undercuts that nobody answers"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        for node in map.node_indices().filter(|node| map.node(*node).kind == NodeKind::Rebuttal) {
            let links = map.links_from(node);
            let Some(first) = links.first() else { continue };
            if is_attacked(map, node) || links.iter().any(|link| is_undercut(map, *link)) {
                continue;
            }
            let target = match map.other_end(*first, node) {
                Some(end) if map.link(*first).relation == Relation::Contradicts => map.node(end).label(),
                _ => label(map, map.link(*first).target),
            };
            report.push(
                Diagnostic::warning("unanswered/rebuttal", format!("nobody answers this rebuttal of `{target}`"))
                    .at(at_node(map, node))
                    .hint(format!("agon add rebuttal TEXT --map {} --rebuts {}", map.info().name, map.node(node).label())),
            );
        }
        for link in map.link_indices().filter(|link| map.link(*link).relation == Relation::Undercuts) {
            let premises = map.premises(link);
            let is_counted = premises.iter().any(|premise| map.node(*premise).kind == NodeKind::Rebuttal);
            if is_counted || is_undercut(map, link) || premises.iter().any(|premise| is_attacked(map, *premise)) {
                continue;
            }
            let (own, target) = (map.link(link).label(), label(map, map.link(link).target));
            report.push(
                Diagnostic::warning("unanswered/undercut", format!("nobody answers this undercut of `{target}`"))
                    .at(Place::Link(own.clone()))
                    .hint(format!("agon add rebuttal TEXT --map {} --undercuts {own}", map.info().name)),
            );
        }
        Ok(())
    }
}

/// Whether others attack it; a contradiction that it raised itself is its own attack.
fn is_attacked(map: &Map, node: NodeIndex) -> bool {
    map.links_to(node).iter().any(|link| map.link(*link).relation.is_con() && !map.premises(*link).contains(&node))
}

fn is_undercut(map: &Map, link: LinkIndex) -> bool {
    map.links_to_link(link).iter().any(|upper| map.link(*upper).relation.is_con())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::{found, nothing_found};
    use crate::model::MapBuilder;

    #[test]
    fn a_rebuttal_and_an_undercut_by_evidence_without_a_reply_are_found() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .rebuttal("r", "R.")
            .evidence("e", "E.")
            .supports("b", "a")
            .named("b-a")
            .rebuts("r", "a")
            .undercuts("e", "b-a")
            .named("e-ba")
            .build();
        let expected = [
            "warning[unanswered/rebuttal] node `r`: nobody answers this rebuttal of `a` (agon add rebuttal TEXT --map m --rebuts r)",
            "warning[unanswered/undercut] link `e-ba`: nobody answers this undercut of `b-a` \
             (agon add rebuttal TEXT --map m --undercuts e-ba)",
        ];
        assert_eq!(found(&Unanswered, &map), expected);
    }

    #[test]
    fn what_is_rebutted_undercut_or_contradicted_is_answered() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .rebuttal("r", "R.")
            .rebuttal("s", "S.")
            .rebuttal("t", "T.")
            .rebuts("r", "a")
            .named("r-a")
            .rebuts("s", "a")
            .rebuts("t", "a")
            .undercuts("b", "r-a")
            .named("b-ra")
            .undercuts("r", "b-ra")
            .rebuts("b", "s")
            .contradicts("b", "t")
            .build();
        nothing_found(&Unanswered, &map);
    }
}
