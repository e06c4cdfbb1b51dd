use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::Map;

/// **What it finds.** A question with two or more answers that does not declare how they stand to each other.
///
/// **Why it matters.** Whether a ranking of the answers is a choice (one can be right) or a ranking of support (several
/// can) depends on it, and readers will take it the wrong way if nobody says.
///
/// **Example.** The question `why` with the answers `identity` and `drift`, and no `rivals`.
///
/// **Better.** Declare them `exclusive`, `independent` or `partial` causes.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct UndeclaredRivals;

impl Lint for UndeclaredRivals {
    fn name(&self) -> &str {
        "undeclared-rivals"
    }

    fn summary(&self) -> &str {
        "questions that do not say how their answers stand to each other"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        for question in map.questions() {
            let answers = map.answers(question).len();
            let node = map.node(question);
            if answers < 2 || node.rivals.is_some_and(|rivals| rivals.relation.is_some()) {
                continue;
            }
            let message = format!("the question has {answers} answers and does not say how they stand to each other");
            report.push(
                Diagnostic::warning("undeclared-rivals/question", message)
                    .at(at_node(map, question))
                    .hint(format!("agon set {} rivals=exclusive, or independent, or partial", node.label())),
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::{found, nothing_found};
    use crate::model::{MapBuilder, RivalRelation};

    fn with_answers(builder: MapBuilder) -> Map {
        builder.claim("a", "A.").claim("b", "B.").answers("a", "q").answers("b", "q").build()
    }

    #[test]
    fn two_answers_without_a_declaration_are_found() {
        let expected = ["warning[undeclared-rivals/question] node `q`: the question has 2 answers and does not say how they \
                         stand to each other (agon set q rivals=exclusive, or independent, or partial)"];
        assert_eq!(found(&UndeclaredRivals, &with_answers(MapBuilder::new("m").question("q", "Why?"))), expected);
    }

    #[test]
    fn declared_rivals_and_single_answers_are_not_found() {
        let declared = MapBuilder::new("m").question("q", "Why?").rivals(RivalRelation::Partial);
        nothing_found(&UndeclaredRivals, &with_answers(declared));
        let single = MapBuilder::new("m").question("q", "Why?").claim("a", "A.").answers("a", "q").build();
        nothing_found(&UndeclaredRivals, &single);
    }
}
