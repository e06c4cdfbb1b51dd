//! Every refusal once, what a removal takes along, what a drain leaves behind, and taking back whatever was done.

mod any_order;
mod drains;
mod refusals;
mod removals;

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
