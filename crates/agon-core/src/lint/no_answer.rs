use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::Map;

/// **What it finds.** A question that no claim answers.
///
/// **Why it matters.** Nothing can be ranked, and a reader cannot tell whether nobody knows or nobody wrote it down.
///
/// **Example.** The question `why`, and no link that answers it.
///
/// **Better.** Put down at least the answers that are given by others, or take the question out.
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAnswer;

impl Lint for NoAnswer {
    fn name(&self) -> &str {
        "no-answer"
    }

    fn summary(&self) -> &str {
        "questions that nothing answers"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        for question in map.questions().filter(|question| map.answers(*question).is_empty()) {
            report.push(
                Diagnostic::warning("no-answer/question", "nothing answers the question")
                    .at(at_node(map, question))
                    .hint(format!("agon add claim TEXT --map {} --answers {}", map.info().name, map.node(question).label())),
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
    fn a_question_without_answers_is_found_and_an_answered_one_is_not() {
        let map = MapBuilder::new("m").question("q", "Why?").question("p", "How?").claim("a", "So.").answers("a", "p").build();
        let expected = ["warning[no-answer/question] node `q`: nothing answers the question \
                         (agon add claim TEXT --map m --answers q)"];
        assert_eq!(found(&NoAnswer, &map), expected);
    }
}
