//! That indexes serve: how many calls of each sort a query makes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::change::{Commit, Entity, MemorySnapshot, ReadError, Snapshot, Totals};
use crate::model::{
    Element, Link, LinkId, Map, MapBuilder, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Source, SourceKey,
};
use crate::query::{Query, Scope};

struct Counting {
    inner: MemorySnapshot,
    calls: RefCell<BTreeMap<&'static str, usize>>,
}

macro_rules! counted {
    ($($name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        $(fn $name(&self, $($argument: $type),*) -> Result<$result, ReadError> {
            *self.calls.borrow_mut().entry(stringify!($name)).or_default() += 1;
            self.inner.$name($($argument),*)
        })*
    };
}

impl Snapshot for Counting {
    fn revision(&self) -> u64 {
        self.inner.revision()
    }

    counted! {
        totals() -> Totals;
        node(id: NodeId) -> Option<Node>;
        link(id: LinkId) -> Option<Link>;
        map(id: MapId) -> Option<MapInfo>;
        source(key: &SourceKey) -> Option<Source>;
        placement(map: MapId, node: NodeId) -> Option<Placement>;
        element_named(name: &str) -> Option<Element>;
        map_named(name: &str) -> Option<MapId>;
        with_id_prefix(prefix: &str, limit: usize) -> Vec<Entity>;
        maps() -> Vec<MapInfo>;
        sources() -> Vec<Source>;
        placements_in(map: MapId) -> Vec<Placement>;
        links_in(map: MapId) -> Vec<LinkId>;
        maps_of(node: NodeId) -> Vec<MapId>;
        links_to(target: Element) -> Vec<LinkId>;
        links_from(node: NodeId) -> Vec<LinkId>;
        nodes_of_kind(kind: NodeKind) -> Vec<NodeId>;
        nodes_tagged(tag: &str) -> Vec<NodeId>;
        nodes_citing(key: &SourceKey) -> Vec<NodeId>;
        tags() -> Vec<(Name, u64)>;
        element_names(prefix: &str, limit: usize) -> Vec<Name>;
        scan_nodes(after: Option<NodeId>, limit: usize) -> Vec<Node>;
        history(entity: &Entity) -> Vec<u64>;
        commit(sequence: u64) -> Option<Commit>;
    }
}

/// A claim with three pieces of evidence, one tagged, among a thousand claims that support each other in pairs.
fn crowd() -> Map {
    let mut builder = MapBuilder::new("m").claim("a", "drift");
    for name in ["e1", "e2", "e3"] {
        builder = builder.evidence(name, "vote").citing("kim").supports(name, "a");
    }
    builder = builder.rebuttal("r", "hardly").tag("rare").rebuts("r", "a");
    for number in 0..500 {
        let (one, other) = (format!("x{number}"), format!("y{number}"));
        builder = builder.claim(&one, "crowd").claim(&other, "crowd").supports(&one, &other);
    }
    builder.build()
}

fn calls(query: &str, is_restricted: bool) -> BTreeMap<&'static str, usize> {
    let map = crowd();
    let counting = Counting { inner: MemorySnapshot::of_map(&map), calls: RefCell::default() };
    let scope = Scope { map: is_restricted.then(|| map.info().id), scores: None };
    Query::parse(query).unwrap().evaluate(&counting, &scope).unwrap();
    counting.calls.into_inner()
}

#[test]
fn what_an_index_holds_is_not_read_as_a_whole() {
    for query in [
        "a",
        "under(a)",
        "claims & under(a)",
        "under(a) & \"vote\"",
        "rebuttals & under(a) & unanswered()",
        "tag(rare) & text~\"h\"",
        "~claims & tag(rare)",
        "source(kim) & year(2016)",
        "near(a, 2) ~ evidence",
        "path(e1, a) & circular()",
        "tag(rare) | source(kim) | children(a)",
        "leaves() & con(a)",
        "edited(2026) & pro(a)",
    ] {
        for is_restricted in [false, true] {
            let calls = calls(query, is_restricted);
            for whole in ["scan_nodes", "nodes_of_kind", "placements_in", "links_in", "sources", "tags", "maps"] {
                assert_eq!(calls.get(whole), None, "{query}: {calls:?}");
            }
            assert!(calls.values().sum::<usize>() < 120, "{query}: {calls:?}");
        }
    }
}

#[test]
fn kinds_and_complements_are_listed_without_reading_records() {
    for query in ["claims", "~claims", "~tag(rare)", "all()", "~under(a)"] {
        let calls = calls(query, false);
        assert_eq!(calls.get("node"), None, "{query}: {calls:?}");
        assert_eq!(calls.get("scan_nodes"), None, "{query}: {calls:?}");
    }
}

#[test]
fn a_text_search_reads_each_node_once_in_pages() {
    for query in ["\"drift\"", "claims & \"drift\"", "~\"drift\" & year(2015..)", "\"drift\" | \"vote\" | a"] {
        let calls = calls(query, false);
        assert_eq!(calls.get("scan_nodes"), Some(&3), "{query}: {calls:?}");
        assert!(calls.get("node").is_none_or(|count| *count < 10), "{query}: {calls:?}");
    }
    let few = calls("evidence & \"vote\"", false);
    assert_eq!(few.get("scan_nodes"), None, "three pieces of evidence are read by themselves: {few:?}");
}

#[test]
fn circles_are_looked_for_once() {
    let calls = calls("claims & circular()", false);
    assert_eq!(calls.get("links_in"), Some(&1));
}
