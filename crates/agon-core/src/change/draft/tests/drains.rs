//! What stays known of changes that were handed over.

use super::*;

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
