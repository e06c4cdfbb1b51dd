//! The grounded labelling against the table of the literature and against a plain fixpoint.

use agon_core::model::{Element, LinkIndex, Map, MapBuilder, NodeIndex, Relation};
use proptest::prelude::*;

use super::{Label, Labelling, explain_link, explain_node, grounded};

/// An attack graph in the numeric form of the competitions: which arguments are in.
fn stands(arguments: usize, attacks: &[(usize, usize)]) -> Vec<usize> {
    let name = |number: usize| format!("n{number}");
    let map = (1..=arguments).fold(MapBuilder::new("m"), |map, number| map.claim(&name(number), "x"));
    let map = attacks.iter().fold(map, |map, (by, on)| map.rebuts(&name(*by), &name(*on))).build();
    let labels = grounded(&map).nodes;
    (0..arguments).filter(|at| labels[*at] == Some(Label::In)).map(|at| at + 1).collect()
}

#[test]
fn the_grounded_column_of_the_table() {
    assert!(stands(2, &[(1, 2), (2, 1)]).is_empty());
    assert!(stands(3, &[(1, 2), (2, 3), (3, 1)]).is_empty());
    assert_eq!(stands(3, &[(3, 1), (1, 2), (2, 2)]), [3]);
    assert!(stands(4, &[(2, 1), (2, 2), (3, 1), (3, 4), (4, 3)]).is_empty());
    assert!(stands(5, &[(1, 1), (2, 3), (3, 2), (3, 3), (4, 1), (4, 5), (5, 4)]).is_empty());
}

#[test]
fn linked_premises_fall_together_and_support_decides_nothing() {
    let map = MapBuilder::new("m")
        .claim("a", "A")
        .claim("p", "P")
        .claim("q", "Q")
        .rebuttal("r", "R")
        .link(&["p", "q"], Relation::Rebuts, "a")
        .named("joint")
        .rebuts("r", "q")
        .supports("p", "q")
        .build();
    let labels = grounded(&map);
    assert_eq!(labels.nodes, [Label::In, Label::In, Label::Out, Label::In].map(Some));
    assert_eq!(labels.of_link(map.link_named("joint").expect("named")), Label::Out);
    assert_eq!(labels.count(Label::In), 3);
}

#[test]
fn a_contradiction_falls_both_ways_with_its_undercut() {
    let map = MapBuilder::new("m")
        .claim("a", "A")
        .claim("b", "B")
        .claim("u", "U")
        .contradicts("a", "b")
        .named("clash")
        .undercuts("u", "clash")
        .build();
    let labels = grounded(&map);
    assert_eq!(labels.nodes, [Label::In, Label::In, Label::In].map(Some));
    assert_eq!(labels.links, [Label::Out, Label::In]);
}

#[test]
fn a_question_has_no_label() {
    let map = MapBuilder::new("m").question("q", "Q?").claim("a", "A").answers("a", "q").build();
    assert_eq!(grounded(&map).nodes, [None, Some(Label::In)]);
}

/// A random map as numbers: how many nodes, then links (premises, relation, target node, or link when it targets one).
pub(super) fn any_map() -> impl Strategy<Value = Map> {
    let link = (proptest::collection::vec(0usize..7, 1..3), 0usize..6, 0usize..7, 0usize..64);
    (2usize..8, proptest::collection::vec(link, 0..14)).prop_map(|(nodes, links)| {
        let name = |number: usize| format!("n{number}");
        let mut map = (0..nodes).fold(MapBuilder::new("m"), |map, number| map.claim(&name(number), "x"));
        let mut made = 0;
        for (premises, relation, target, link) in links {
            let mut premises: Vec<String> = premises.iter().map(|premise| name(premise % nodes)).collect();
            premises.dedup();
            let premises: Vec<&str> = premises.iter().map(String::as_str).collect();
            let relation = [
                Relation::Rebuts,
                Relation::Supports,
                Relation::Undercuts,
                Relation::Contradicts,
                Relation::Underpins,
                Relation::Undercuts,
            ][relation];
            let (premises, target) = match relation {
                Relation::Undercuts | Relation::Underpins if made == 0 => continue,
                Relation::Undercuts | Relation::Underpins => (&premises[..], format!("l{}", link % made)),
                Relation::Contradicts => (&premises[..1], name(target % nodes)),
                _ => (&premises[..], name(target % nodes)),
            };
            if relation == Relation::Contradicts && premises[0] == target {
                continue;
            }
            map = map.link(premises, relation, &target).named(&format!("l{made}"));
            made += 1;
        }
        map.build()
    })
}

/// The definition, applied over and over until nothing changes.
fn naive(map: &Map) -> Labelling {
    // Attacks: link, premises, what is attacked.
    let mut attacks: Vec<(LinkIndex, Vec<NodeIndex>, Element)> = Vec::new();
    for link in map.link_indices() {
        attacks.push((link, map.premises(link).to_vec(), map.link(link).target));
        if let (Relation::Contradicts, Some(target)) = (map.link(link).relation, map.target_node(link)) {
            attacks.push((link, vec![target], Element::Node(map.node(map.premises(link)[0]).id)));
        }
    }
    let mut nodes = vec![Label::Undecided; map.nodes().len()];
    let mut labels = vec![Label::Undecided; attacks.len()];
    let judge = |against: &[Label], premises: &[Label]| {
        if against.contains(&Label::In) || premises.contains(&Label::Out) {
            Label::Out
        } else if against.iter().all(|label| *label == Label::Out) && premises.iter().all(|label| *label == Label::In) {
            Label::In
        } else {
            Label::Undecided
        }
    };
    loop {
        let on = |labels: &[Label], element: Element| -> Vec<Label> {
            let hits = attacks.iter().zip(labels);
            let hits = hits.filter(|((link, _, on), _)| *on == element && map.link(*link).relation.is_con());
            hits.map(|(_, label)| *label).collect()
        };
        let new_nodes: Vec<Label> = map.nodes().iter().map(|node| judge(&on(&labels, Element::Node(node.id)), &[])).collect();
        let judge_attack = |(link, premises, _): &(LinkIndex, Vec<NodeIndex>, Element)| {
            let premises: Vec<Label> = premises.iter().map(|premise| nodes[premise.at()]).collect();
            judge(&on(&labels, Element::Link(map.link(*link).id)), &premises)
        };
        let new_labels: Vec<Label> = attacks.iter().map(judge_attack).collect();
        if new_nodes == nodes && new_labels == labels {
            break;
        }
        (nodes, labels) = (new_nodes, new_labels);
    }
    let of_link = |link: LinkIndex| {
        let found: Vec<Label> = attacks.iter().zip(&labels).filter(|((by, ..), _)| *by == link).map(|(_, l)| *l).collect();
        match found.as_slice() {
            labels if labels.contains(&Label::In) => Label::In,
            labels if labels.iter().all(|label| *label == Label::Out) => Label::Out,
            _ => Label::Undecided,
        }
    };
    Labelling { nodes: nodes.into_iter().map(Some).collect(), links: map.link_indices().map(of_link).collect() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_worklist_finds_what_the_definition_says(map in any_map()) {
        let labelling = grounded(&map);
        prop_assert_eq!(&labelling, &naive(&map));
        for node in map.node_indices() {
            let why = explain_node(&map, &labelling, node);
            prop_assert_eq!(why.deciders.is_empty(), why.sentence.ends_with("nothing attacks it"), "{}", why.sentence);
        }
        for link in map.link_indices() {
            if map.link(link).relation != Relation::Contradicts {
                prop_assert!(!explain_link(&map, &labelling, link).deciders.is_empty());
            }
        }
    }
}
