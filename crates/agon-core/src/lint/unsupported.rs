use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::{Map, NodeKind, Relation};

/// **What it finds.** A claim that nothing supports, although something is built on it: it answers a question, or is a
/// premise of another step.
///
/// **Why it matters.** Whoever doubts such a claim has nothing to read, and all that rests on it rests on a say-so.
///
/// **Example.** `drift` answers the question `why`, and no link supports `drift`.
///
/// **Better.** Give evidence or a reason for it, or say that it is taken for granted by the tag `granted`.
///
/// **Options.** None. A claim with the tag `granted` is passed over.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unsupported;

impl Lint for Unsupported {
    fn name(&self) -> &str {
        "unsupported"
    }

    fn summary(&self) -> &str {
        "claims that something is built on and nothing supports"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        for index in map.node_indices() {
            let node = map.node(index);
            let relation = |link| map.link(link).relation;
            let is_granted = node.tags.iter().any(|tag| tag.as_str() == "granted");
            if node.kind != NodeKind::Claim
                || is_granted
                || map.links_to(index).iter().any(|link| relation(*link) == Relation::Supports)
            {
                continue;
            }
            let mut used = map.links_from(index).iter().map(|link| relation(*link)).filter(|r| *r != Relation::Contradicts);
            let Some(first) = used.next() else { continue };
            let is_answer = first == Relation::Answers || used.any(|relation| relation == Relation::Answers);
            let message = if is_answer {
                "nothing supports this claim, and it answers a question"
            } else {
                "nothing supports this claim, and others rest on it"
            };
            report.push(Diagnostic::warning("unsupported/claim", message).at(at_node(map, index)).hint(format!(
                "agon add evidence TEXT --map {} --supports {}",
                map.info().name,
                node.label()
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::{found, nothing_found};
    use crate::model::MapBuilder;

    #[test]
    fn a_bare_answer_and_a_bare_premise_are_found() {
        let map = MapBuilder::new("m")
            .question("q", "Why?")
            .claim("a", "A.")
            .claim("b", "B.")
            .claim("c", "C.")
            .answers("a", "q")
            .answers("b", "q")
            .supports("c", "b")
            .build();
        let expected = [
            "warning[unsupported/claim] node `a`: nothing supports this claim, and it answers a question \
             (agon add evidence TEXT --map m --supports a)",
            "warning[unsupported/claim] node `c`: nothing supports this claim, and others rest on it \
             (agon add evidence TEXT --map m --supports c)",
        ];
        assert_eq!(found(&Unsupported, &map), expected);
    }

    #[test]
    fn what_is_supported_granted_or_not_used_is_not_found() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .evidence("e", "E.")
            .claim("granted", "G.")
            .tag("granted")
            .claim("alone", "N.")
            .claim("other", "O.")
            .supports("e", "a")
            .supports("granted", "a")
            .contradicts("alone", "other")
            .build();
        nothing_found(&Unsupported, &map);
    }
}
