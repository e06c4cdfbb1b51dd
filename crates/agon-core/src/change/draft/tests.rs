//! Every refusal once, and what a removal takes along.

use super::Draft;
use crate::change::{Change, Commit, CommitKind, Counts, Edit, MemorySnapshot, Snapshot};
use crate::model::{
    Citation, Element, Link, LinkId, Map, MapBuilder, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, Section,
    Source, SourceKey, Timestamp,
};

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn key(text: &str) -> SourceKey {
    SourceKey::new(text).unwrap()
}

/// A question, an answer, evidence for it (`e-a`), a rebuttal of that step (`r-ea`).
fn small() -> Map {
    MapBuilder::new("m")
        .question("q", "Why?")
        .claim("a", "So.")
        .evidence("e", "Seen.")
        .citing("s")
        .rebuttal("r", "Hardly.")
        .claim("free", "Alone.")
        .answers("a", "q")
        .supports("e", "a")
        .named("e-a")
        .undercuts("r", "e-a")
        .named("r-ea")
        .build()
}

struct Case {
    map: Map,
    base: MemorySnapshot,
}

impl Case {
    fn new() -> Self {
        let map = small();
        Self { base: MemorySnapshot::of_map(&map), map }
    }

    fn node(&self, name: &str) -> Node {
        self.map.node(self.map.node_named(name).unwrap()).clone()
    }

    fn link(&self, name: &str) -> Link {
        self.map.link(self.map.link_named(name).unwrap()).clone()
    }

    fn id(&self) -> MapId {
        self.map.info().id
    }

    fn new_link(&self, number: u8, premise: &str, relation: Relation, target: Element) -> Link {
        Link::new(LinkId::from_bytes([number; 16]), self.id(), vec![self.node(premise).id], relation, target)
    }

    /// The codes of the complaints a draft ends with.
    fn refused(&self, work: impl FnOnce(&Self, &mut Draft<'_>)) -> Vec<String> {
        let mut draft = Draft::new(&self.base);
        work(self, &mut draft);
        let finished = draft.finish().unwrap();
        assert_eq!(finished.is_none(), draft.is_refused());
        draft.complaints().iter().map(|complaint| complaint.code.to_string()).collect()
    }

    fn accepted(&self, work: impl FnOnce(&Self, &mut Draft<'_>)) -> Vec<Change> {
        let mut draft = Draft::new(&self.base);
        work(self, &mut draft);
        draft.finish().unwrap().unwrap_or_else(|| panic!("refused: {:?}", draft.complaints()))
    }

    fn after(&self, changes: Vec<Change>) -> MemorySnapshot {
        let mut after = self.base.clone();
        after.apply(commit(1), changes);
        after
    }
}

pub(super) fn commit(sequence: u64) -> Commit {
    Commit {
        sequence,
        time: Timestamp::from_millis(0),
        author: String::new(),
        message: String::new(),
        kind: CommitKind::Change,
        counts: Counts::default(),
    }
}

fn claim(number: u8) -> Node {
    Node::new(NodeId::from_bytes([number; 16]), NodeKind::Claim, "new")
}

fn nowhere() -> NodeId {
    NodeId::from_bytes([77; 16])
}

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

#[test]
fn a_drained_record_cannot_be_put_again() {
    let case = Case::new();
    let twice = |work: &dyn Fn(&Case, &mut Draft<'_>)| {
        let codes = case.refused(|case, draft| {
            work(case, draft);
            assert!(!draft.drain().is_empty());
            work(case, draft);
        });
        assert_eq!(codes, ["rule/repeated"]);
    };
    twice(&|_, draft| draft.put_map(MapInfo::new(MapId::from_bytes([9; 16]), name("n"), "N")).unwrap());
    twice(&|_, draft| draft.put_source(Source::titled(key("t"), "T")).unwrap());
    twice(&|_, draft| draft.put_node(claim(9)).unwrap());
    twice(&|case, draft| draft.put_placement(Placement::new(case.id(), case.node("a").id, 7)).unwrap());
    twice(&|case, draft| {
        draft.put_link(case.new_link(9, "free", Relation::Supports, Element::Node(case.node("a").id))).unwrap();
    });
}

#[test]
fn what_came_to_nothing_is_forgotten_by_a_drain() {
    let case = Case::new();
    let mut draft = Draft::new(&case.base);
    draft.put_node(claim(9)).unwrap();
    draft.remove_node(NodeId::from_bytes([9; 16])).unwrap();
    assert_eq!(draft.drain(), []);
    draft.put_node(claim(10)).unwrap();
    assert_eq!(draft.node(NodeId::from_bytes([9; 16])).unwrap(), None);
    assert_eq!(draft.finish().unwrap().map(|changes| changes.len()), Some(1));
}

#[test]
fn an_edit_taken_back_is_no_change() {
    let case = Case::new();
    let changes = case.accepted(|case, draft| {
        draft.put_node(Node { text: "Otherwise.".into(), ..case.node("a") }).unwrap();
        draft.put_node(case.node("a")).unwrap();
    });
    assert_eq!(changes, []);
}

#[test]
fn a_drained_record_that_missed_something_is_refused() {
    let codes = Case::new().refused(|case, draft| {
        draft.put_link(case.new_link(9, "free", Relation::Supports, Element::Node(nowhere()))).unwrap();
        draft.drain();
    });
    assert_eq!(codes, ["rule/dangling"]);
}

#[test]
fn a_link_may_come_a_drain_before_its_target() {
    let case = Case::new();
    let upper = LinkId::from_bytes([10; 16]);
    let put = |draft: &mut Draft<'_>, relation| {
        draft.put_link(case.new_link(9, "free", Relation::Undercuts, Element::Link(upper))).unwrap();
        draft.drain();
        let (premise, target) = if relation == Relation::Answers { ("free", "q") } else { ("e", "a") };
        draft.put_link(Link { id: upper, ..case.new_link(10, premise, relation, Element::Node(case.node(target).id)) }).unwrap();
    };
    assert_eq!(case.refused(|_, draft| put(draft, Relation::Supports)), Vec::<String>::new());
    assert_eq!(case.refused(|_, draft| put(draft, Relation::Answers)), ["rule/link"]);
}

#[test]
fn nothing_is_removed_once_what_may_refer_to_it_was_drained() {
    let codes = Case::new().refused(|case, draft| {
        draft.put_link(case.new_link(9, "free", Relation::Supports, Element::Node(case.node("a").id))).unwrap();
        draft.drain();
        draft.remove_source(&key("s")).unwrap();
    });
    assert!(codes.contains(&"rule/drained".to_owned()), "{codes:?}");
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
fn complaints_are_a_hundred_and_then_a_number() {
    let case = Case::new();
    let mut draft = Draft::new(&case.base);
    for number in 0..150u8 {
        draft.put_node(Node { text: String::new(), ..claim(number) }).unwrap();
    }
    assert!(draft.finish().unwrap().is_none());
    assert_eq!(draft.complaints().len(), 101);
    assert_eq!(draft.complaints()[100].message, "and 50 more complaints");
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
