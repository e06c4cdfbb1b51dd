use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::extend::{ExtendError, Lint};
use crate::model::{Element, Link, Map, Relation};

/// **What it finds.** A link that says what an older one says: the same premises in any order, the same relation, the
/// same target. For contradictions it is enough that the two ends are the same.
///
/// **Why it matters.** Scorers count each link: the same reason twice weighs more than once.
///
/// **Example.** `vote` supports `drift` by two links.
///
/// **Better.** Remove one; move its reason or its strength to the other first.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct DuplicateLink;

impl Lint for DuplicateLink {
    fn name(&self) -> &str {
        "duplicate-link"
    }

    fn summary(&self) -> &str {
        "links that say the same twice"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        let mut first: HashMap<(Relation, Vec<Element>), &Link> = HashMap::with_capacity(map.links().len());
        for link in map.links() {
            let mut ends: Vec<Element> = link.premises.iter().map(|premise| Element::Node(*premise)).collect();
            if link.relation == Relation::Contradicts {
                ends.push(link.target);
                ends.sort();
            } else {
                ends.sort();
                ends.push(link.target);
            }
            let older = *first.entry((link.relation, ends)).or_insert(link);
            if older.id != link.id {
                report.push(
                    Diagnostic::warning("duplicate-link/link", format!("this link says what `{}` says", older.label()))
                        .at(Place::Link(link.label()))
                        .hint(format!("agon remove {}", link.label())),
                );
            }
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
    fn the_same_premises_relation_and_target_are_found_in_any_order() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .claim("c", "C.")
            .link(&["a", "b"], Relation::Supports, "c")
            .named("one")
            .link(&["b", "a"], Relation::Supports, "c")
            .named("two")
            .contradicts("a", "b")
            .named("three")
            .contradicts("b", "a")
            .named("four")
            .build();
        let expected = [
            "warning[duplicate-link/link] link `two`: this link says what `one` says (agon remove two)",
            "warning[duplicate-link/link] link `four`: this link says what `three` says (agon remove four)",
        ];
        assert_eq!(found(&DuplicateLink, &map), expected);
    }

    #[test]
    fn other_premises_relations_or_directions_are_not_found() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .claim("c", "C.")
            .link(&["a", "b"], Relation::Supports, "c")
            .supports("a", "c")
            .supports("b", "c")
            .rebuts("a", "c")
            .supports("c", "a")
            .build();
        nothing_found(&DuplicateLink, &map);
    }
}
