use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::{at_node, spread};
use crate::model::{Map, NodeIndex, Relation};

/// **What it finds.** An answer against which nothing speaks: nothing attacks it, nor anything that supports it, nor a
/// step of its support.
///
/// **Why it matters.** An answer that nobody tried is not strong but untested, and it outranks its rivals all the same.
///
/// **Example.** `drift` answers `why`; two pieces of evidence support it, and no link attacks any of the three.
///
/// **Better.** Put down the best objection there is, also if it can be answered.
///
/// **Options.** None. It is a note: a map may be at its beginning.
#[derive(Debug, Clone, Copy, Default)]
pub struct OneSided;

impl Lint for OneSided {
    fn name(&self) -> &str {
        "one-sided"
    }

    fn summary(&self) -> &str {
        "answers against which nothing speaks"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        let is_con = |link| map.link(link).relation.is_con();
        let is_attacked = |node: NodeIndex| {
            map.links_to(node).iter().any(|link| {
                let is_step = map.link(*link).relation == Relation::Supports;
                is_con(*link) || (is_step && map.links_to_link(*link).iter().any(|upper| is_con(*upper)))
            })
        };
        let mut attacked: Vec<bool> = map.node_indices().map(is_attacked).collect();
        spread::upwards(map, &mut attacked, |a, b| a | b);
        for index in map.node_indices() {
            let is_answer = map.links_from(index).iter().any(|link| map.link(*link).relation == Relation::Answers);
            if is_answer && !attacked[index.at()] {
                let message = "nothing speaks against this answer, nor against anything that supports it";
                report.push(Diagnostic::note("one-sided/answer", message).at(at_node(map, index)).hint(format!(
                    "agon add rebuttal TEXT --map {} --rebuts {}",
                    map.info().name,
                    map.node(index).label()
                )));
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
    fn an_answer_that_nobody_tried_is_found() {
        let map = MapBuilder::new("m")
            .question("q", "Why?")
            .claim("a", "A.")
            .evidence("e", "E.")
            .answers("a", "q")
            .supports("e", "a")
            .build();
        let expected = ["note[one-sided/answer] node `a`: nothing speaks against this answer, nor against anything that \
                         supports it (agon add rebuttal TEXT --map m --rebuts a)"];
        assert_eq!(found(&OneSided, &map), expected);
    }

    #[test]
    fn attacks_on_the_answer_its_support_or_a_step_of_it_are_enough() {
        let map = MapBuilder::new("m")
            .question("q", "Why?")
            .claim("a", "A.")
            .claim("b", "B.")
            .claim("c", "C.")
            .claim("b1", "B1.")
            .claim("c1", "C1.")
            .rebuttal("r", "R.")
            .answers("a", "q")
            .answers("b", "q")
            .answers("c", "q")
            .supports("b1", "b")
            .supports("c1", "c")
            .named("c1-c")
            .rebuts("r", "a")
            .rebuts("r", "b1")
            .undercuts("r", "c1-c")
            .build();
        nothing_found(&OneSided, &map);
    }
}
