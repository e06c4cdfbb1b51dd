//! Random work on a draft keeps every record's ends in place, and every commit can be taken back through a draft.

use proptest::prelude::*;

use super::commit;
use crate::change::Draft;
use crate::change::{Change, Edit, MemorySnapshot, ReadError, Snapshot};
use crate::model::{
    Citation, Element, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, Section, Source,
    SourceKey,
};

/// One step: what to do and with which of a handful of things.
type Step = (u8, u8, u8, u8, u8);

fn node_id(n: u8) -> NodeId {
    NodeId::from_bytes([n % 6; 16])
}

fn link_id(n: u8) -> LinkId {
    LinkId::from_bytes([100 + n % 5; 16])
}

fn map_id(n: u8) -> MapId {
    MapId::from_bytes([200 + n % 2; 16])
}

fn key(n: u8) -> SourceKey {
    SourceKey::new(["s", "t"][usize::from(n % 2)]).expect("a name")
}

fn name(n: u8) -> Option<Name> {
    ["one", "two", "three"].get(usize::from(n % 4)).map(|text| Name::new(text).expect("a name"))
}

fn do_step(draft: &mut Draft<'_>, (what, a, b, c, d): Step) -> Result<(), ReadError> {
    match what % 12 {
        0 | 1 => {
            let mut node = Node::new(node_id(a), NodeKind::ALL[usize::from(b % 4)], format!("text {}", d % 3));
            node.name = name(c);
            if node.kind == NodeKind::Evidence && d % 2 == 0 {
                node.citation = Some(Box::new(Citation { source: Some(key(c)), ..Citation::default() }));
            }
            draft.put_node(node)
        }
        2 | 3 => {
            let section = (c % 3 == 0).then_some(u32::from(d % 2));
            draft.put_placement(Placement { section, ..Placement::new(map_id(b), node_id(a), u64::from(d)) })
        }
        4..=6 => {
            let relation = Relation::ALL[usize::from(c % 6)];
            let target = if relation.targets_link() { Element::Link(link_id(d)) } else { Element::Node(node_id(d)) };
            let mut link = Link::new(link_id(a), map_id(b / 8), vec![node_id(b)], relation, target);
            link.name = name(d / 7);
            draft.put_link(link)
        }
        7 => {
            let mut map = MapInfo::new(map_id(a), Name::new(["m", "n"][usize::from(b % 2)]).expect("a name"), "T");
            map.sections = vec![Section { title: "S".into(), level: 1 }; usize::from(c % 3)];
            draft.put_map(map)
        }
        8 => draft.put_source(Source::titled(key(a), ["A", "B"][usize::from(b % 2)])),
        9 => match b % 3 {
            0 => draft.remove_node(node_id(a)).map(drop),
            1 => draft.remove_link(link_id(a)).map(drop),
            _ => draft.remove_placement(map_id(c), node_id(a)).map(drop),
        },
        10 if b % 3 == 0 => draft.remove_map(map_id(a)).map(drop),
        10 => draft.remove_source(&key(a)).map(drop),
        _ => Ok(()),
    }
}

/// What must hold of any database.
fn check(snapshot: &MemorySnapshot) {
    let nodes = snapshot.scan_nodes(None, usize::MAX).unwrap();
    let mut names: Vec<Name> = nodes.iter().filter_map(|node| node.name.clone()).collect();
    for node in &nodes {
        if let Some(key) = node.source() {
            assert!(snapshot.source(key).unwrap().is_some(), "a cited source is there");
        }
        for map in snapshot.maps_of(node.id).unwrap() {
            assert!(snapshot.map(map).unwrap().is_some(), "the map of a placement is there");
        }
    }
    let mut links = 0;
    let mut placements = 0;
    let maps = snapshot.maps().unwrap();
    assert!(maps.windows(2).all(|pair| pair[0].name != pair[1].name), "map names are unique");
    for map in &maps {
        for place in snapshot.placements_in(map.id).unwrap() {
            assert!(snapshot.node(place.node).unwrap().is_some(), "a placed node is there");
            assert!(place.section.is_none_or(|section| (section as usize) < map.sections.len()), "its section is there");
            placements += 1;
        }
        for id in snapshot.links_in(map.id).unwrap() {
            links += 1;
            let link = snapshot.link(id).unwrap().unwrap();
            names.extend(link.name.clone());
            // Following targets ends at a node within as many steps as there are links.
            let mut at = link.target;
            for _ in 0..10 {
                if let Element::Link(upper) = at {
                    let upper = snapshot.link(upper).unwrap().expect("the target link is there");
                    assert_eq!(upper.map, map.id);
                    at = upper.target;
                }
            }
            assert!(at.node().is_some(), "no circle of links");
        }
        crate::change::load_map(snapshot, map.id).expect("every map can be assembled");
    }
    assert_eq!(snapshot.totals().unwrap().links, links, "every link belongs to a map");
    assert_eq!(snapshot.totals().unwrap().placements, placements, "every placement is in a map");
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "names are unique");
}

/// The records without their history.
fn records(snapshot: &MemorySnapshot) -> MemorySnapshot {
    let mut bare = MemorySnapshot::new();
    let mut changes = Vec::new();
    for map in snapshot.maps().unwrap() {
        for place in snapshot.placements_in(map.id).unwrap() {
            changes.push(Change::Placement(Box::new(Edit { before: None, after: Some(place) })));
        }
        for link in snapshot.links_in(map.id).unwrap() {
            changes.push(Change::Link(Box::new(Edit { before: None, after: snapshot.link(link).unwrap() })));
        }
        changes.push(Change::Map(Box::new(Edit { before: None, after: Some(map) })));
    }
    for node in snapshot.scan_nodes(None, usize::MAX).unwrap() {
        changes.push(Change::Node(Box::new(Edit { before: None, after: Some(node) })));
    }
    for source in snapshot.sources().unwrap() {
        changes.push(Change::Source(Box::new(Edit { before: None, after: Some(source) })));
    }
    bare.apply(commit(1), changes);
    bare
}

fn a_base() -> MemorySnapshot {
    let base = MemorySnapshot::new();
    let mut draft = Draft::new(&base);
    for map in 0..2 {
        do_step(&mut draft, (7, map, map, 2, 0)).unwrap();
        do_step(&mut draft, (8, map, 0, 0, 0)).unwrap();
    }
    for node in 0..5u8 {
        draft.put_node(Node::new(node_id(node), NodeKind::ALL[usize::from(node.min(3))], "base")).unwrap();
        draft.put_placement(Placement::new(map_id(node / 4), node_id(node), u64::from(node))).unwrap();
        draft.put_placement(Placement::new(map_id(0), node_id(node), u64::from(node))).unwrap();
    }
    let supports = Link::new(link_id(0), map_id(0), vec![node_id(2)], Relation::Supports, Element::Node(node_id(1)));
    let undercuts = Link::new(link_id(1), map_id(0), vec![node_id(3)], Relation::Undercuts, Element::Link(link_id(0)));
    draft.put_link(supports).unwrap();
    draft.put_link(undercuts).unwrap();
    let changes = draft.finish().unwrap().expect("a good base");
    let mut base = MemorySnapshot::new();
    base.apply(commit(1), changes);
    base
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_accepted_draft_keeps_the_invariants_and_can_be_taken_back(
        drafts in proptest::collection::vec(proptest::collection::vec(any::<Step>(), 1..6), 1..8)
    ) {
        let mut now = a_base();
        check(&now);
        for (number, steps) in drafts.into_iter().enumerate() {
            let mut draft = Draft::new(&now);
            for step in steps {
                do_step(&mut draft, step).unwrap();
            }
            let Some(changes) = draft.finish().unwrap() else { continue };
            let before = now.clone();
            let sequence = number as u64 + 2;
            now.apply(commit(sequence), changes.clone());
            check(&now);

            // Replayed backwards as plain records.
            let mut back = now.clone();
            back.apply(commit(99), changes.iter().rev().cloned().map(Change::inverse));
            prop_assert_eq!(records(&back), records(&before));

            // Taken back through a draft, and brought back through another.
            let mut undo = Draft::new(&now);
            for change in changes.iter().rev().cloned().map(Change::inverse) {
                undo.put_change(change).unwrap();
            }
            let undone = undo.finish().unwrap();
            prop_assert!(undone.is_some(), "undo refused: {:?} of {:?}", undo.complaints(), changes);
            let undone = undone.expect("not refused");
            let mut back = now.clone();
            back.apply(commit(99), undone.clone());
            prop_assert_eq!(records(&back), records(&before));
            let mut redo = Draft::new(&back);
            for change in undone.into_iter().rev().map(Change::inverse) {
                redo.put_change(change).unwrap();
            }
            let redone = redo.finish().unwrap();
            prop_assert!(redone.is_some(), "redo refused: {:?}", redo.complaints());
            back.apply(commit(100), redone.expect("not refused"));
            prop_assert_eq!(records(&back), records(&now));
        }
    }
}
