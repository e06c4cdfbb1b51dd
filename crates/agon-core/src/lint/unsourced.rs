use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::{Map, NodeKind};

/// **What it finds.** Evidence that cites no source.
///
/// **Why it matters.** Evidence is what can be checked; without a source it is a claim under another name.
///
/// **Example.** The evidence `vote`, with a text and no source.
///
/// **Better.** Name the source, or make it a claim.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unsourced;

impl Lint for Unsourced {
    fn name(&self) -> &str {
        "unsourced"
    }

    fn summary(&self) -> &str {
        "evidence that cites no source"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        for index in map.node_indices() {
            let node = map.node(index);
            if node.kind == NodeKind::Evidence && node.source().is_none() {
                report.push(
                    Diagnostic::warning("unsourced/evidence", "this evidence cites no source")
                        .at(at_node(map, index))
                        .hint(format!("agon set {} source=KEY", node.label())),
                );
            }
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
    fn evidence_without_a_source_is_found_and_evidence_with_one_is_not() {
        let map = MapBuilder::new("m").evidence("e", "E.").evidence("f", "F.").citing("kim").claim("a", "A.").build();
        let expected = ["warning[unsourced/evidence] node `e`: this evidence cites no source (agon set e source=KEY)"];
        assert_eq!(found(&Unsourced, &map), expected);
    }
}
