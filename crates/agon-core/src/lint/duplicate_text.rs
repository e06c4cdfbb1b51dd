use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::{Map, NodeIndex, normalise};

/// **What it finds.** A node that says what an earlier one says: the same text, blanks, kinds of quotation marks and
/// dashes, upper and lower case and the sign at the end apart.
///
/// **Why it matters.** What is said twice is attacked once and survives beside itself; and scorers count both.
///
/// **Example.** “They drift apart.” and “they drift  apart”.
///
/// **Better.** Keep one, and link it wherever it is needed: a node may be a premise of many links and stand in many maps.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct DuplicateText;

impl Lint for DuplicateText {
    fn name(&self) -> &str {
        "duplicate-text"
    }

    fn summary(&self) -> &str {
        "nodes that say the same twice"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        let mut first: HashMap<String, NodeIndex> = HashMap::with_capacity(map.nodes().len());
        for index in map.node_indices() {
            let text = normalise(&map.node(index).text).replace('\n', " ").to_lowercase();
            let text = text.trim_end_matches(['.', '!', '?', ';', ',', '。']).to_owned();
            if text.is_empty() {
                continue;
            }
            let earlier = *first.entry(text).or_insert(index);
            if earlier != index {
                let (name, earlier) = (map.node(index).label(), map.node(earlier).label());
                report.push(
                    Diagnostic::warning("duplicate-text/node", format!("this says what `{earlier}` says"))
                        .at(at_node(map, index))
                        .hint(format!("link `{earlier}` in its place, then: agon remove {name}")),
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
    fn the_same_text_in_another_dress_is_found() {
        let map = MapBuilder::new("m").claim("a", "They “drift” — apart.").claim("b", "they \"drift\"\n - APART").build();
        let expected = ["warning[duplicate-text/node] node `b`: this says what `a` says \
                         (link `a` in its place, then: agon remove b)"];
        assert_eq!(found(&DuplicateText, &map), expected);
    }

    #[test]
    fn other_texts_are_not_found() {
        nothing_found(&DuplicateText, &MapBuilder::new("m").claim("a", "They drift.").claim("b", "They do not drift.").build());
    }
}
