//! Which attackers decide a label.

use agon_core::model::{LinkIndex, Map, NodeIndex};
use serde::Serialize;

use super::{Label, Labelling};
use crate::framework::other_end;

/// A link or a premise that decides a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decider {
    /// The link, by what people type; `None` for a premise of the element itself.
    pub link: Option<String>,
    /// Its relation, in a word; `premise` for a premise.
    pub relation: String,
    /// What became of the link (towards this element), or of the premise.
    pub label: Option<Label>,
    /// Who speaks in it, by what people type, each with its label.
    pub premises: Vec<(String, Option<Label>)>,
}

/// Why an element has its label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reasons {
    /// The node or link, by what people type.
    pub element: String,
    /// Its label; `None` for a question.
    pub label: Option<Label>,
    /// What decides it: for `out` what strikes it down; for `in` every attack, all of them out, and every premise,
    /// all of them in; for `undecided` what is undecided itself.
    pub deciders: Vec<Decider>,
    /// The same in a sentence.
    pub sentence: String,
}

/// Why a node has its label.
///
/// ```
/// use agon_core::model::MapBuilder;
/// use agon_reason::acceptability::{explain_node, grounded};
/// let map = MapBuilder::new("m").claim("a", "A").rebuttal("r", "R").rebuts("r", "a").named("blow").build();
/// let a = map.node_named("a").expect("it was added");
/// let why = explain_node(&map, &grounded(&map), a);
/// assert_eq!(why.sentence, "a is out: blow strikes it, from r");
/// ```
pub fn explain_node(map: &Map, labelling: &Labelling, node: NodeIndex) -> Reasons {
    let element = map.node(node).label();
    let Some(label) = labelling.of(node) else {
        let sentence = format!("{element} is a question: it asserts nothing, so it is neither in nor out");
        return Reasons { element, label: None, deciders: Vec::new(), sentence };
    };
    let attacks = map.links_to(node).iter().filter(|link| map.link(**link).relation.is_con());
    let attacks = attacks.map(|link| attack(map, labelling, *link, Some(node))).collect();
    reasons(element, label, attacks)
}

/// Why a link has its label: its premises and what undercuts it.
pub fn explain_link(map: &Map, labelling: &Labelling, link: LinkIndex) -> Reasons {
    let premises = map.premises(link).iter().map(|node| Decider {
        link: None,
        relation: "premise".to_owned(),
        label: labelling.of(*node),
        premises: vec![(map.node(*node).label(), labelling.of(*node))],
    });
    let undercuts = map.links_to_link(link).iter().filter(|by| map.link(**by).relation.is_con());
    let undercuts = undercuts.map(|by| attack(map, labelling, *by, None));
    reasons(map.link(link).label(), labelling.of_link(link), premises.chain(undercuts).collect())
}

/// An attack as its target sees it. A contradiction may be in one way and out the other: what counts here is whether
/// the other end is in and no undercut on the link is.
fn attack(map: &Map, labelling: &Labelling, index: LinkIndex, seen_by: Option<NodeIndex>) -> Decider {
    let link = map.link(index);
    let premises = map.premises(index);
    let other = seen_by.and_then(|node| other_end(map, link, premises, node));
    let speakers = other.as_ref().map_or(premises, std::slice::from_ref);
    let undercuts = map.links_to_link(index).iter().filter(|by| map.link(**by).relation.is_con());
    let wanted = speakers.iter().map(|node| labelling.of(*node).unwrap_or(Label::In));
    let wanted = wanted.chain(undercuts.map(|by| match labelling.of_link(*by) {
        Label::In => Label::Out,
        Label::Out => Label::In,
        Label::Undecided => Label::Undecided,
    }));
    let label = wanted.fold(Label::In, |whole, part| match (whole, part) {
        (Label::Out, _) | (_, Label::Out) => Label::Out,
        (Label::In, Label::In) => Label::In,
        _ => Label::Undecided,
    });
    Decider {
        link: Some(link.label()),
        relation: link.relation.word().to_owned(),
        label: Some(label),
        premises: speakers.iter().map(|node| (map.node(*node).label(), labelling.of(*node))).collect(),
    }
}

fn reasons(element: String, label: Label, found: Vec<Decider>) -> Reasons {
    let strikes = |decider: &Decider| match decider.link {
        Some(_) => decider.label == Some(Label::In),
        None => decider.label == Some(Label::Out),
    };
    let deciders: Vec<Decider> = match label {
        Label::In => found,
        Label::Out => found.into_iter().filter(strikes).collect(),
        Label::Undecided => found.into_iter().filter(|decider| decider.label == Some(Label::Undecided)).collect(),
    };
    let named: Vec<String> = deciders.iter().map(|decider| name(decider, label)).collect();
    let sentence = match (label, named.as_slice()) {
        (Label::In, []) => format!("{element} is in: nothing attacks it"),
        (_, []) => format!("{element} is {label}"),
        (_, named) => format!("{element} is {label}: {}", named.join("; ")),
    };
    Reasons { element, label: Some(label), deciders, sentence }
}

fn name(decider: &Decider, label: Label) -> String {
    let speakers: Vec<&str> = decider.premises.iter().map(|(name, _)| name.as_str()).collect();
    let from = speakers.join(" and ");
    match (&decider.link, label) {
        (None, Label::In) => format!("its premise {from} is in"),
        (None, Label::Out) => format!("its premise {from} is out"),
        (None, Label::Undecided) => format!("its premise {from} is undecided"),
        (Some(link), Label::In) => format!("{link} fails, from {from}"),
        (Some(link), Label::Out) => format!("{link} strikes it, from {from}"),
        (Some(link), Label::Undecided) => format!("{link} is open, from {from}"),
    }
}

#[cfg(test)]
mod tests {
    use agon_core::model::MapBuilder;

    use super::*;
    use crate::acceptability::grounded;

    #[test]
    fn an_undercut_link_is_explained_by_what_strikes_it() {
        let map = MapBuilder::new("m")
            .question("q", "Q?")
            .claim("a", "A")
            .rebuttal("r", "R")
            .rebuttal("u", "U")
            .rebuts("r", "a")
            .named("blow")
            .undercuts("u", "blow")
            .named("cut")
            .build();
        let labelling = grounded(&map);
        let blow = map.link_named("blow").expect("named");
        assert_eq!(explain_link(&map, &labelling, blow).sentence, "blow is out: cut strikes it, from u");
        let a = map.node_named("a").expect("added");
        assert_eq!(explain_node(&map, &labelling, a).sentence, "a is in: blow fails, from r");
        assert_eq!(explain_node(&map, &labelling, NodeIndex(0)).label, None);
    }

    #[test]
    fn the_end_of_a_contradiction_that_stands_is_not_struck_by_the_other() {
        let map = MapBuilder::new("m")
            .claim("a", "A")
            .claim("b", "B")
            .rebuttal("r", "R")
            .contradicts("a", "b")
            .named("clash")
            .rebuts("r", "b")
            .named("blow")
            .build();
        let labelling = grounded(&map);
        let why = |name| explain_node(&map, &labelling, map.node_named(name).expect("added")).sentence;
        assert_eq!(why("a"), "a is in: clash fails, from b");
        assert_eq!(why("b"), "b is out: clash strikes it, from a; blow strikes it, from r");
    }

    #[test]
    fn an_undecided_node_names_what_is_open() {
        let map = MapBuilder::new("m").claim("a", "A").claim("b", "B").contradicts("a", "b").named("clash").build();
        let why = explain_node(&map, &grounded(&map), NodeIndex(0));
        assert_eq!(why.sentence, "a is undecided: clash is open, from b");
    }
}
