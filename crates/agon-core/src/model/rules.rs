//! What may join what, and what a record may hold: every rule in one place, with a message for each refusal.

use super::evidence::Citation;
use super::link::{Element, Link, Relation};
use super::map::{MapInfo, Placement};
use super::node::{MAX_QUOTING, MAX_RECORD, Node, NodeKind};
use super::source::Source;
use crate::diagnostic::{Diagnostic, Place};

/// The most premises that one link may have.
pub const MAX_PREMISES: usize = 64;

/// The most sources through which words were reported.
pub const MAX_CHAIN: usize = 16;

/// What a link wants to bear on, as far as the rules care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// A node of this kind.
    Node(NodeKind),
    /// A link of this relation.
    Link(Relation),
}

/// Whether a premise of this kind may stand in this relation to a target of this kind; else why not and what to do.
///
/// ```
/// use agon_core::model::{NodeKind, Relation, rules::{TargetKind, may_join}};
/// assert!(may_join(NodeKind::Claim, Relation::Answers, TargetKind::Node(NodeKind::Question)).is_ok());
/// let (message, _hint) = may_join(NodeKind::Rebuttal, Relation::Supports, TargetKind::Node(NodeKind::Claim)).unwrap_err();
/// assert_eq!(message, "a rebuttal cannot support: every link that leaves it attacks");
/// ```
pub fn may_join(premise: NodeKind, relation: Relation, target: TargetKind) -> Result<(), (&'static str, &'static str)> {
    use NodeKind::{Claim, Evidence, Question, Rebuttal};
    match (premise, relation, target) {
        (_, Relation::Undercuts | Relation::Underpins, TargetKind::Node(_)) => {
            Err(("undercuts and underpins bear on a link, not on a node", "name the link, or use rebuts or supports"))
        }
        (_, Relation::Answers | Relation::Supports | Relation::Rebuts | Relation::Contradicts, TargetKind::Link(_)) => Err((
            "answers, supports, rebuts and contradicts bear on a node, not on a link",
            "use undercuts or underpins for a link",
        )),
        (_, Relation::Undercuts | Relation::Underpins, TargetKind::Link(Relation::Answers)) => {
            Err(("that a claim answers a question is no inference to attack or defend", "rebut or support the claim itself"))
        }
        (Claim, Relation::Answers, TargetKind::Node(Question)) => Ok(()),
        (_, Relation::Answers, TargetKind::Node(Question)) => {
            Err(("only a claim can answer a question", "put the answer as a claim"))
        }
        (_, Relation::Answers, TargetKind::Node(_)) => Err(("only a question can be answered", "use supports or rebuts")),
        (Question, _, _) => Err(("a question asserts nothing, so it bears on nothing", "put it as a claim")),
        (_, Relation::Supports | Relation::Rebuts | Relation::Contradicts, TargetKind::Node(Question)) => {
            Err(("a question asserts nothing to support or attack", "a claim may answer it: use answers"))
        }
        (Rebuttal, Relation::Supports, _) => {
            Err(("a rebuttal cannot support: every link that leaves it attacks", "make it a claim"))
        }
        (Rebuttal, Relation::Underpins, _) => {
            Err(("a rebuttal cannot underpin: every link that leaves it attacks", "make it a claim"))
        }
        (Claim | Evidence | Rebuttal, _, _) => Ok(()),
    }
}

/// Complaints about one node by itself.
pub fn check_node(node: &Node) -> Vec<Diagnostic> {
    let place = || Place::Node(node.label());
    let mut found = check_text("text", &node.text, &place);
    if node.text.trim().is_empty() {
        found.push(Diagnostic::error("rule/empty-text", "a node must say something").at(place()).hint("give it a text"));
    }
    if node.citation.is_some() && node.kind != NodeKind::Evidence {
        let message = format!("only evidence cites a source, and this is a {}", node.kind);
        found.push(Diagnostic::error("rule/citation", message).at(place()).hint("make it evidence, or support it by evidence"));
    }
    if node.rivals.is_some() && node.kind != NodeKind::Question {
        let message = format!("only a question declares rivals, and this is a {}", node.kind);
        found.push(Diagnostic::error("rule/rivals", message).at(place()).hint("declare them on the question they answer"));
    }
    if node.credence.is_some() && node.kind == NodeKind::Question {
        found.push(
            Diagnostic::error("rule/question-credence", "a question asserts nothing, so it has no credence")
                .at(place())
                .hint("give the credence to its answers"),
        );
    }
    if let Some(citation) = &node.citation {
        found.extend(check_citation(citation, &place));
    }
    let quotes = node.citation.as_ref().is_some_and(|citation| citation.quote.is_some());
    found.extend(check_size(node, if quotes { MAX_QUOTING } else { MAX_RECORD }, &place));
    found
}

/// Complaints about what evidence says of where it comes from.
fn check_citation(citation: &Citation, place: &dyn Fn() -> Place) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let texts = [
        ("quote", citation.quote.as_ref()),
        ("locator", citation.locator.as_ref()),
        ("cite", citation.cite.as_ref().map(|cite| &cite.text)),
        ("language", citation.language.as_ref()),
        ("translation", citation.translation.as_ref().map(|translation| &translation.text)),
        ("language", citation.translation.as_ref().and_then(|translation| translation.language.as_ref())),
        ("translator", citation.translation.as_ref().and_then(|translation| translation.translator.as_ref())),
    ];
    for (field, text) in texts {
        found.extend(text.iter().flat_map(|text| check_text(field, text, place)));
    }
    let marked = [
        ("marks", &citation.marks, citation.quote.as_deref()),
        (
            "cite",
            citation.cite.as_ref().map_or(&citation.marks, |cite| &cite.marks),
            citation.cite.as_ref().map(|c| c.text.as_str()),
        ),
    ];
    for (field, marks, text) in marked {
        if field == "cite" && text.is_none() {
            continue;
        }
        if let Err(error) = marks.fit(text.unwrap_or_default()) {
            let hint =
                if text.is_none() { "marks stand on quoted words: give it a quote" } else { "count from 0 over the characters" };
            found.push(Diagnostic::error("rule/marks", format!("{field}: {error}")).at(place()).hint(hint));
        }
    }
    for (index, key) in citation.reported_in.iter().enumerate() {
        if citation.source.as_ref() == Some(key) || citation.reported_in[..index].contains(key) {
            let message = format!("`{key}` stands twice in the chain of sources");
            found.push(
                Diagnostic::error("rule/reported-in", message)
                    .at(place())
                    .hint("name each source once, the one that was read first"),
            );
        }
    }
    if !citation.reported_in.is_empty() && citation.source.is_none() {
        let message = "it is said where it was reported, and not whose words they are";
        found.push(Diagnostic::error("rule/reported-in", message).at(place()).hint("name the source they come from"));
    }
    if citation.reported_in.len() > MAX_CHAIN {
        let message = format!("a chain of sources has at most {MAX_CHAIN} links, this one has {}", citation.reported_in.len());
        found.push(Diagnostic::error("rule/reported-in", message).at(place()).hint("keep the ones that matter"));
    }
    if let Some(anchor) = &citation.anchor {
        if anchor.start >= anchor.end {
            let message = format!("the anchor ends at {} before it starts at {}", anchor.end, anchor.start);
            found.push(
                Diagnostic::error("rule/anchor", message).at(place()).hint("start counts from 0, end is one past the last"),
            );
        }
        if anchor.sha256.len() != 64 || !anchor.sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
            found.push(
                Diagnostic::error("rule/anchor", "the anchor's sha256 is not 64 hex digits")
                    .at(place())
                    .hint("take it of the normalised words in UTF-8"),
            );
        }
    }
    found
}

/// Complaints about one link by itself; who its premises and target are is the draft's business.
pub fn check_link(link: &Link) -> Vec<Diagnostic> {
    let place = || Place::Link(link.label());
    let mut found = Vec::new();
    if link.premises.is_empty() {
        found.push(Diagnostic::error("rule/no-premise", "a link needs a premise").at(place()).hint("name at least one node"));
    }
    if link.premises.len() > MAX_PREMISES {
        let message = format!("a link has at most {MAX_PREMISES} premises, this one has {}", link.premises.len());
        found.push(Diagnostic::error("rule/limit-premises", message).at(place()).hint("split the argument into steps"));
    } else if link.premises.iter().enumerate().any(|(index, premise)| link.premises[..index].contains(premise)) {
        found.push(
            Diagnostic::error("rule/repeated-premise", "a premise stands twice in the same link")
                .at(place())
                .hint("name it once"),
        );
    }
    if link.target.node().is_some_and(|target| link.premises.contains(&target)) {
        found.push(Diagnostic::error("rule/self-link", "a node cannot bear on itself").at(place()).hint("name another target"));
    }
    if link.target == Element::Link(link.id) {
        found.push(Diagnostic::error("rule/self-link", "a link cannot bear on itself").at(place()).hint("name another target"));
    }
    if link.relation == Relation::Contradicts && link.premises.len() > 1 {
        found.push(
            Diagnostic::error("rule/contradiction", "a contradiction is between two nodes")
                .at(place())
                .hint("make one link for each pair"),
        );
    }
    if link.relation == Relation::Answers && link.premises.len() > 1 {
        found.push(
            Diagnostic::error("rule/answers", "one claim answers a question; linked claims do not")
                .at(place())
                .hint("make one link for each answer"),
        );
    }
    if link.relation == Relation::Answers && link.strength.is_some() {
        found
            .push(Diagnostic::error("rule/answers", "answers carries no strength").at(place()).hint("give the claim a credence"));
    }
    if link.marks.is_some() && link.premises.len() != 1 {
        let message = "marks say how the quotation of the one premise is marked, and here are several";
        found.push(
            Diagnostic::error("rule/marks", message).at(place()).hint("make one link for each quotation, or mark the evidence"),
        );
    }
    if let Some(reason) = &link.reason {
        found.extend(check_text("reason", reason, &place));
    }
    found.extend(check_size(link, MAX_RECORD, &place));
    found
}

/// Complaints about a map's own record.
pub fn check_map(map: &MapInfo) -> Vec<Diagnostic> {
    let place = || Place::Map(map.name.to_string());
    let mut found = check_text("title", &map.title, &place);
    if map.title.trim().is_empty() {
        found.push(Diagnostic::error("rule/empty-title", "a map needs a title").at(place()).hint("give it one"));
    }
    found.extend(check_text("summary", &map.summary, &place));
    for section in &map.sections {
        found.extend(check_text("section", &section.title, &place));
    }
    found.extend(check_size(map, MAX_RECORD, &place));
    found
}

/// Complaints about a placement, given how many sections its map has.
pub fn check_placement(placement: &Placement, sections: usize) -> Vec<Diagnostic> {
    match placement.section {
        Some(section) if section as usize >= sections => {
            let message = format!("there is no section {section}: the map has {sections}");
            vec![Diagnostic::error("rule/section", message).at(Place::Node(placement.node.short())).hint("sections count from 0")]
        }
        _ => Vec::new(),
    }
}

/// Complaints about a source.
pub fn check_source(source: &Source) -> Vec<Diagnostic> {
    let place = || Place::Source(source.key.to_string());
    let mut found = check_size(source, MAX_RECORD, &place);
    if let Some(assessment) = &source.assessment {
        if assessment.reliability.is_some_and(|letter| !('A'..='F').contains(&letter)) {
            found.push(
                Diagnostic::error("rule/assessment", "reliability is a letter from A to F")
                    .at(place())
                    .hint("A is the most reliable, F cannot be judged"),
            );
        }
        if assessment.credibility.is_some_and(|digit| !(1..=6).contains(&digit)) {
            found.push(
                Diagnostic::error("rule/assessment", "credibility is a number from 1 to 6")
                    .at(place())
                    .hint("1 is confirmed by others, 6 cannot be judged"),
            );
        }
        found.extend(check_text("note", &assessment.note, &place));
    }
    found
}

/// Only line breaks and tabs may stand in a text besides what can be seen.
fn check_text(field: &str, text: &str, place: &dyn Fn() -> Place) -> Vec<Diagnostic> {
    let bad = text.chars().enumerate().find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\t'));
    bad.map(|(index, c)| {
        let message = format!("the {field} holds the control character {} as character {}", c.escape_unicode(), index + 1);
        Diagnostic::error("rule/control-character", message).at(place()).hint("only line breaks and tabs may stand in a text")
    })
    .into_iter()
    .collect()
}

/// No record may be larger than this.
fn check_size<T: serde::Serialize>(record: &T, most: usize, place: &dyn Fn() -> Place) -> Vec<Diagnostic> {
    let mut counter = Counter(0);
    let counted = serde_json::to_writer(&mut counter, record);
    if counted.is_ok() && counter.0 <= most {
        return Vec::new();
    }
    let message = format!("the record takes {} bytes; at most {most} fit", counter.0);
    vec![
        Diagnostic::error("limit/record-size", message)
            .at(place())
            .hint("keep long texts as the text of a source: agon source add KEY --text FILE"),
    ]
}

struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NodeId;

    const KINDS: [TargetKind; 10] = [
        TargetKind::Node(NodeKind::Question),
        TargetKind::Node(NodeKind::Claim),
        TargetKind::Node(NodeKind::Evidence),
        TargetKind::Node(NodeKind::Rebuttal),
        TargetKind::Link(Relation::Answers),
        TargetKind::Link(Relation::Supports),
        TargetKind::Link(Relation::Rebuts),
        TargetKind::Link(Relation::Undercuts),
        TargetKind::Link(Relation::Underpins),
        TargetKind::Link(Relation::Contradicts),
    ];

    /// The whole table, one row a premise and relation, one mark a target in the order of `KINDS`.
    #[test]
    fn the_table_of_what_may_join_what() {
        let mut table = String::new();
        for premise in NodeKind::ALL {
            for relation in Relation::ALL {
                let marks: String =
                    KINDS.iter().map(|target| if may_join(premise, relation, *target).is_ok() { 'x' } else { '.' }).collect();
                table.push_str(&format!("{premise:<9}{relation:<12}{marks}\n"));
            }
        }
        let expected = "\
question answers     ..........
question supports    ..........
question rebuts      ..........
question undercuts   ..........
question underpins   ..........
question contradicts ..........
claim    answers     x.........
claim    supports    .xxx......
claim    rebuts      .xxx......
claim    undercuts   .....xxxxx
claim    underpins   .....xxxxx
claim    contradicts .xxx......
evidence answers     ..........
evidence supports    .xxx......
evidence rebuts      .xxx......
evidence undercuts   .....xxxxx
evidence underpins   .....xxxxx
evidence contradicts .xxx......
rebuttal answers     ..........
rebuttal supports    ..........
rebuttal rebuts      .xxx......
rebuttal undercuts   .....xxxxx
rebuttal underpins   ..........
rebuttal contradicts .xxx......
";
        assert_eq!(table, expected);
    }

    #[test]
    fn a_text_too_long_and_a_control_character_are_refused_with_their_place() {
        let id = NodeId::from_bytes([7; 16]);
        let long = Node::new(id, NodeKind::Claim, "x".repeat(100_000));
        let found = check_node(&long);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, "limit/record-size");
        let bell = Node::new(id, NodeKind::Claim, "ab\u{7}c");
        assert_eq!(check_node(&bell)[0].message, "the text holds the control character \\u{7} as character 3");
    }
}
