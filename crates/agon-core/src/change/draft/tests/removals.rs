//! What a removal takes along, and what it must leave behind.

use super::*;

#[test]
fn removing_links_of_a_circle_ends() {
    let codes = Case::new().refused(|case, draft| {
        for (own, other) in [(8, 9), (9, 8)] {
            let target = Element::Link(LinkId::from_bytes([other; 16]));
            draft.put_link(case.new_link(own, "free", Relation::Undercuts, target)).unwrap();
        }
        draft.remove_link(LinkId::from_bytes([8; 16])).unwrap();
    });
    assert_eq!(codes, Vec::<String>::new());
}

#[test]
fn a_node_goes_with_its_placements_its_links_and_the_links_on_those() {
    let case = Case::new();
    let changes = case.accepted(|case, draft| assert!(draft.remove_node(case.node("e").id).unwrap()));
    assert!(changes.iter().all(|change| change.verb() == "removed"));
    assert_eq!(changes.len(), 4, "the node, its place, its link and the undercut of that");
    let after = case.after(changes);
    assert_eq!(after.totals().unwrap().links, 1);
    assert_eq!(after.element_named("r-ea").unwrap(), None);
    assert!(after.node(case.node("r").id).unwrap().is_some());
}

#[test]
fn a_node_taken_out_of_one_map_stays_in_the_other() {
    let case = Case::new();
    let other = MapId::from_bytes([9; 16]);
    let changes = case.accepted(|case, draft| {
        draft.put_map(MapInfo::new(other, name("other"), "Other")).unwrap();
        draft.put_placement(Placement::new(other, case.node("e").id, 0)).unwrap();
        assert!(draft.remove_placement(case.id(), case.node("e").id).unwrap());
    });
    let after = case.after(changes);
    assert_eq!(after.maps_of(case.node("e").id).unwrap(), [other]);
    assert_eq!(after.totals().unwrap().links, 1);
}

#[test]
fn a_map_goes_with_what_stands_nowhere_else_also_with_what_is_new() {
    let case = Case::new();
    let changes = case.accepted(|case, draft| {
        draft.put_node(claim(9)).unwrap();
        draft.put_placement(Placement::new(case.id(), NodeId::from_bytes([9; 16]), 9)).unwrap();
        let link = case.new_link(9, "free", Relation::Supports, Element::Node(NodeId::from_bytes([9; 16])));
        draft.put_link(link).unwrap();
        assert!(draft.remove_map(case.id()).unwrap());
    });
    let totals = case.after(changes).totals().unwrap();
    assert_eq!((totals.maps, totals.nodes, totals.links, totals.placements, totals.sources), (0, 0, 0, 0, 1));
}

#[test]
fn removing_what_is_not_there_changes_nothing() {
    let changes = Case::new().accepted(|_, draft| {
        assert!(!draft.remove_node(nowhere()).unwrap());
        assert!(!draft.remove_link(LinkId::from_bytes([77; 16])).unwrap());
        assert!(!draft.remove_map(MapId::from_bytes([77; 16])).unwrap());
        assert!(!draft.remove_source(&key("t")).unwrap());
    });
    assert_eq!(changes, []);
}

#[test]
fn a_record_removed_alone_must_leave_nothing_behind() {
    let case = Case::new();
    let alone = |change: Change| case.refused(|_, draft| draft.put_change(change).unwrap());
    let gone = |node: Node| Change::Node(Box::new(Edit { before: Some(node), after: None }));
    assert_eq!(alone(gone(case.node("a"))), ["rule/dangling", "rule/dangling", "rule/unknown-node"]);
    let link = Change::Link(Box::new(Edit { before: Some(case.link("e-a")), after: None }));
    assert_eq!(alone(link), ["rule/dangling"]);
    let map = Change::Map(Box::new(Edit { before: Some(case.map.info().clone()), after: None }));
    assert_eq!(alone(map).len(), 8, "five placements and three links");
    let place = case.map.placements()[case.map.node_named("q").unwrap().at()].clone();
    let place = Change::Placement(Box::new(Edit { before: Some(place), after: None }));
    assert_eq!(alone(place), ["rule/not-placed"]);
}
