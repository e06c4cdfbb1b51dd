use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::{Map, NodeKind};

/// **What it finds.** A claim, a piece of evidence or a rebuttal without any link. (A question without any is told by
/// `no-answer`.)
///
/// **Why it matters.** What bears on nothing has no part in the argument; it was forgotten, or its link was lost.
///
/// **Example.** The evidence `vote`, linked to nothing.
///
/// **Better.** Link it to what it bears on, or take it out of the map.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct Orphan;

impl Lint for Orphan {
    fn name(&self) -> &str {
        "orphan"
    }

    fn summary(&self) -> &str {
        "nodes without any link"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        for index in map.node_indices() {
            let node = map.node(index);
            let has_links = !map.links_to(index).is_empty() || !map.links_from(index).is_empty();
            if has_links || node.kind == NodeKind::Question {
                continue;
            }
            let verb = if node.kind == NodeKind::Rebuttal { "rebuts" } else { "supports" };
            report.push(
                Diagnostic::warning("orphan/node", format!("this {} is linked to nothing", node.kind))
                    .at(at_node(map, index))
                    .hint(format!("agon link {} --{verb} TARGET", node.label())),
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::found;
    use crate::model::MapBuilder;

    #[test]
    fn nodes_without_links_are_found_and_others_are_not() {
        let map = MapBuilder::new("m")
            .question("q", "Why?")
            .claim("a", "A.")
            .claim("b", "B.")
            .evidence("e", "E.")
            .rebuttal("r", "R.")
            .contradicts("a", "b")
            .build();
        let expected = [
            "warning[orphan/node] node `e`: this evidence is linked to nothing (agon link e --supports TARGET)",
            "warning[orphan/node] node `r`: this rebuttal is linked to nothing (agon link r --rebuts TARGET)",
        ];
        assert_eq!(found(&Orphan, &map), expected);
    }
}
