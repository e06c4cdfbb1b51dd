use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::{at_node, spread};
use crate::model::{Map, NodeIndex, NodeKind, SourceKey};

/// **What it finds.** A claim that several pieces of evidence support, near or far, all of them from one source. A map
/// whose evidence is all from one source is passed over: it is a map of that source.
///
/// **Why it matters.** Several pieces look like several witnesses; from one source they stand or fall together.
///
/// **Example.** `poll` and `vote` support `drift`, and both cite `kim-2016`.
///
/// **Better.** Find a second, independent source, or lower the strength of the links.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct SingleSource;

/// None, one and the same, or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count<T> {
    None,
    One(T),
    Several,
}

impl<T: Copy + PartialEq> Count<T> {
    fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, one) | (one, Self::None) => one,
            (Self::One(a), Self::One(b)) if a == b => self,
            _ => Self::Several,
        }
    }
}

impl Lint for SingleSource {
    fn name(&self) -> &str {
        "single-source"
    }

    fn summary(&self) -> &str {
        "claims whose evidence all comes from one source"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        // Evidence without a source may come from anywhere: it counts as several.
        let own = |index: NodeIndex| -> (Count<&SourceKey>, Count<NodeIndex>) {
            let node = map.node(index);
            match (node.kind, node.source()) {
                (NodeKind::Evidence, Some(key)) => (Count::One(key), Count::One(index)),
                (NodeKind::Evidence, None) => (Count::Several, Count::One(index)),
                _ => (Count::None, Count::None),
            }
        };
        let mut values: Vec<_> = map.node_indices().map(own).collect();
        let in_all = values.iter().fold(Count::None, |all, (source, _)| all.join(*source));
        if in_all != Count::Several {
            return Ok(());
        }
        spread::upwards(map, &mut values, |a, b| (a.0.join(b.0), a.1.join(b.1)));
        for index in map.node_indices().filter(|index| map.node(*index).kind == NodeKind::Claim) {
            let (Count::One(key), Count::Several) = values[index.at()] else { continue };
            let name = map.node(index).label();
            report.push(
                Diagnostic::warning("single-source/claim", format!("all evidence for this claim is from one source, `{key}`"))
                    .at(at_node(map, index))
                    .hint(format!("see it: agon find 'under({name}) & source({key})'"))
                    .hint(format!("add what others found: agon add evidence TEXT --map {} --supports {name}", map.info().name)),
            );
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
    fn a_claim_with_several_pieces_of_one_source_is_found_also_from_afar() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .evidence("e", "E.")
            .citing("kim")
            .evidence("f", "F.")
            .citing("kim")
            .evidence("other", "O.")
            .citing("lee")
            .supports("e", "b")
            .supports("b", "a")
            .supports("f", "a")
            .rebuts("other", "a")
            .build();
        let expected = ["warning[single-source/claim] node `a`: all evidence for this claim is from one source, `kim` \
                         (see it: agon find 'under(a) & source(kim)'; \
                         add what others found: agon add evidence TEXT --map m --supports a)"];
        assert_eq!(found(&SingleSource, &map), expected);
    }

    #[test]
    fn two_sources_one_piece_or_a_map_of_one_source_are_not_found() {
        let two = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .evidence("e", "E.")
            .citing("kim")
            .evidence("f", "F.")
            .citing("lee")
            .supports("e", "a")
            .supports("f", "a")
            .supports("e", "b")
            .build();
        nothing_found(&SingleSource, &two);
        let one = MapBuilder::new("m")
            .claim("a", "A.")
            .evidence("e", "E.")
            .citing("kim")
            .evidence("f", "F.")
            .citing("kim")
            .supports("e", "a")
            .supports("f", "a")
            .build();
        nothing_found(&SingleSource, &one);
    }

    #[test]
    fn circles_of_support_end() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .evidence("e", "E.")
            .evidence("f", "F.")
            .citing("kim")
            .supports("a", "b")
            .supports("b", "a")
            .supports("e", "a")
            .supports("f", "b")
            .build();
        nothing_found(&SingleSource, &map);
    }
}
