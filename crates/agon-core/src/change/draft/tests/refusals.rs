//! Every refusal once, and what comes close to one and is allowed.

use super::*;

#[test]
fn a_name_that_another_node_or_link_bears_is_refused() {
    for taken in ["a", "e-a"] {
        let codes = Case::new().refused(|_, draft| draft.put_node(Node { name: Some(name(taken)), ..claim(9) }).unwrap());
        assert_eq!(codes, ["rule/name-taken"], "{taken}");
    }
}

#[test]
fn a_map_name_that_is_taken_is_refused() {
    let codes = Case::new().refused(|_, draft| draft.put_map(MapInfo::new(MapId::from_bytes([9; 16]), name("m"), "M")).unwrap());
    assert_eq!(codes, ["rule/name-taken"]);
}

#[test]
fn a_name_claimed_by_two_new_nodes_is_refused_once() {
    let codes = Case::new().refused(|_, draft| {
        draft.put_node(Node { name: Some(name("new")), ..claim(9) }).unwrap();
        draft.put_node(Node { name: Some(name("new")), ..claim(10) }).unwrap();
    });
    assert_eq!(codes, ["rule/name-taken"]);
}

#[test]
fn a_freed_name_can_be_used_again() {
    Case::new().accepted(|case, draft| {
        draft.remove_node(case.node("free").id).unwrap();
        draft.put_node(Node { name: Some(name("free")), ..claim(9) }).unwrap();
        draft.put_node(Node { name: Some(name("other")), ..case.node("a") }).unwrap();
        draft.put_node(Node { name: Some(name("a")), ..claim(10) }).unwrap();
    });
}

#[test]
fn two_nodes_can_swap_their_names() {
    let case = Case::new();
    let changes = case.accepted(|case, draft| {
        draft.put_node(Node { name: Some(name("free")), ..case.node("a") }).unwrap();
        draft.put_node(Node { name: Some(name("a")), ..case.node("free") }).unwrap();
    });
    assert_eq!(case.after(changes).element_named("a").unwrap(), Some(Element::Node(case.node("free").id)));
}

#[test]
fn a_placement_needs_its_map_its_node_and_its_section() {
    let case = Case::new();
    let unknown_map = case.refused(|case, draft| {
        draft.put_placement(Placement::new(MapId::from_bytes([9; 16]), case.node("a").id, 0)).unwrap();
    });
    assert_eq!(unknown_map, ["rule/unknown-map"]);
    let unknown_node = case.refused(|case, draft| draft.put_placement(Placement::new(case.id(), nowhere(), 0)).unwrap());
    assert_eq!(unknown_node, ["rule/unknown-node"]);
    let section = case.refused(|case, draft| {
        draft.put_placement(Placement { section: Some(0), ..Placement::new(case.id(), case.node("a").id, 0) }).unwrap();
    });
    assert_eq!(section, ["rule/section"]);
}

#[test]
fn sections_cannot_go_while_something_stands_in_them() {
    let case = Case::new();
    let sections = vec![Section { title: "One".into(), level: 1 }];
    let codes = case.refused(|case, draft| {
        draft.put_map(MapInfo { sections: sections.clone(), ..case.map.info().clone() }).unwrap();
        draft.put_placement(Placement { section: Some(0), ..Placement::new(case.id(), case.node("a").id, 0) }).unwrap();
        draft.put_map(case.map.info().clone()).unwrap();
    });
    assert_eq!(codes, ["rule/section"]);
}

#[test]
fn evidence_may_cite_only_a_source_that_is_there() {
    let citing =
        |node: Node| Node { citation: Some(Box::new(Citation { source: Some(key("t")), ..Citation::default() })), ..node };
    let case = Case::new();
    let codes = case.refused(|case, draft| draft.put_node(citing(case.node("e"))).unwrap());
    assert_eq!(codes, ["rule/unknown-source"]);
    case.accepted(|case, draft| {
        draft.put_node(citing(case.node("e"))).unwrap();
        draft.put_source(Source::titled(key("t"), "T")).unwrap();
    });
}

#[test]
fn a_source_in_use_cannot_be_removed() {
    let case = Case::new();
    assert_eq!(case.refused(|_, draft| assert!(draft.remove_source(&key("s")).unwrap())), ["rule/in-use"]);
    case.accepted(|case, draft| {
        draft.remove_source(&key("s")).unwrap();
        draft.put_node(Node { citation: None, ..case.node("e") }).unwrap();
    });
    case.accepted(|_, draft| {
        draft.remove_source(&key("s")).unwrap();
        draft.put_source(Source::titled(key("s"), "Again")).unwrap();
    });
}

#[test]
fn a_link_needs_its_map_its_premises_and_its_target() {
    let case = Case::new();
    let target = |case: &Case| Element::Node(case.node("a").id);
    let unknown_map = case.refused(|case, draft| {
        let link = case.new_link(9, "free", Relation::Supports, target(case));
        draft.put_link(Link { map: MapId::from_bytes([9; 16]), ..link }).unwrap();
    });
    assert_eq!(unknown_map, ["rule/unknown-map"]);
    let premise = case.refused(|case, draft| {
        let link = case.new_link(9, "free", Relation::Supports, target(case));
        draft.put_link(Link { premises: vec![nowhere()], ..link }).unwrap();
    });
    assert_eq!(premise, ["rule/dangling"]);
    let node = case.refused(|case, draft| {
        draft.put_link(case.new_link(9, "free", Relation::Supports, Element::Node(nowhere()))).unwrap();
    });
    assert_eq!(node, ["rule/dangling"]);
    let link = case.refused(|case, draft| {
        let upper = Element::Link(LinkId::from_bytes([77; 16]));
        draft.put_link(case.new_link(9, "free", Relation::Undercuts, upper)).unwrap();
    });
    assert_eq!(link, ["rule/dangling"]);
}

#[test]
fn a_link_joins_only_what_stands_in_its_map() {
    let codes = Case::new().refused(|case, draft| {
        draft.put_node(claim(9)).unwrap();
        let link = case.new_link(9, "free", Relation::Supports, Element::Node(NodeId::from_bytes([9; 16])));
        draft.put_link(link).unwrap();
    });
    assert_eq!(codes, ["rule/not-placed"]);
}

#[test]
fn a_link_bears_on_no_link_of_another_map_and_stays_in_its_own() {
    let case = Case::new();
    let other = MapId::from_bytes([9; 16]);
    let prepare = |case: &Case, draft: &mut Draft<'_>| {
        draft.put_map(MapInfo::new(other, name("other"), "Other")).unwrap();
        for node in ["e", "a", "free"] {
            draft.put_placement(Placement::new(other, case.node(node).id, 0)).unwrap();
        }
    };
    let across = case.refused(|case, draft| {
        prepare(case, draft);
        let link = case.new_link(9, "free", Relation::Undercuts, Element::Link(case.link("e-a").id));
        draft.put_link(Link { map: other, ..link }).unwrap();
    });
    assert_eq!(across, ["rule/link-map"]);
    let moved = case.refused(|case, draft| {
        prepare(case, draft);
        draft.remove_link(case.link("r-ea").id).unwrap();
        draft.put_link(Link { map: other, ..case.link("e-a") }).unwrap();
    });
    assert_eq!(moved, ["rule/link-map"]);
    let moved_by_removal = case.refused(|case, draft| {
        prepare(case, draft);
        draft.remove_link(case.link("e-a").id).unwrap();
        draft.put_link(Link { map: other, ..case.link("e-a") }).unwrap();
    });
    assert_eq!(moved_by_removal, ["rule/link-map"]);
}

#[test]
fn a_rebuttal_cannot_support_and_nothing_bears_on_itself() {
    let case = Case::new();
    let supports = case.refused(|case, draft| {
        draft.put_link(case.new_link(9, "r", Relation::Supports, Element::Node(case.node("a").id))).unwrap();
    });
    assert_eq!(supports, ["rule/link"]);
    let itself = case.refused(|case, draft| {
        draft.put_link(case.new_link(9, "a", Relation::Supports, Element::Node(case.node("a").id))).unwrap();
    });
    assert_eq!(itself, ["rule/self-link"]);
}

#[test]
fn links_that_bear_on_each_other_in_a_circle_are_refused() {
    let case = Case::new();
    let by_edits = case.refused(|case, draft| {
        let mut link = case.link("e-a");
        link.relation = Relation::Underpins;
        link.target = Element::Link(case.link("r-ea").id);
        draft.put_link(link).unwrap();
    });
    assert_eq!(by_edits, ["rule/link-circle"]);
    let new = case.refused(|case, draft| {
        for (own, other) in [(8, 9), (9, 10), (10, 8)] {
            let target = Element::Link(LinkId::from_bytes([other; 16]));
            draft.put_link(case.new_link(own, "free", Relation::Undercuts, target)).unwrap();
        }
    });
    assert_eq!(new, ["rule/link-circle"]);
}

#[test]
fn a_change_of_kind_or_relation_that_breaks_a_link_is_refused() {
    let case = Case::new();
    let kind = case.refused(|case, draft| {
        draft.put_node(Node { kind: NodeKind::Rebuttal, citation: None, ..case.node("e") }).unwrap();
    });
    assert_eq!(kind, ["rule/link"]);
    let relation = case.refused(|case, draft| {
        draft.remove_link(case.link("r-ea").id).unwrap();
        draft.put_link(case.new_link(9, "free", Relation::Undercuts, Element::Link(case.link("e-a").id))).unwrap();
        let target = Element::Link(LinkId::from_bytes([9; 16]));
        draft.put_link(case.new_link(10, "free", Relation::Underpins, target)).unwrap();
        draft
            .put_link(Link {
                relation: Relation::Answers,
                premises: vec![case.node("free").id],
                target: Element::Node(case.node("q").id),
                ..case.link("e-a")
            })
            .unwrap();
    });
    assert_eq!(relation, ["rule/link"]);
}

#[test]
fn a_kind_and_its_links_can_change_together_in_either_order() {
    let case = Case::new();
    let node = |case: &Case| Node { kind: NodeKind::Rebuttal, citation: None, ..case.node("e") };
    let link = |case: &Case| Link { relation: Relation::Rebuts, ..case.link("e-a") };
    let one = case.accepted(|case, draft| {
        draft.put_node(node(case)).unwrap();
        draft.put_link(link(case)).unwrap();
    });
    let other = case.accepted(|case, draft| {
        draft.put_link(link(case)).unwrap();
        draft.put_node(node(case)).unwrap();
    });
    assert_eq!(case.after(one), case.after(other));
}
