//! A draft: a snapshot and the changes to be made to it, checked against the rules as they come.

mod check;
mod put;
mod remove;
mod view;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Change, Entity, Snapshot};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Element, LinkId, MapId, NodeId, NodeKind, Relation, SourceKey};

/// What a draft remembers of a record it changed, after the change itself was drained.
#[derive(Debug, Clone, Copy)]
struct Fact<T> {
    /// What is left of the record; `None` when it was removed.
    now: Option<T>,
    /// Where its change stands in `pending`; [`DRAINED`] when it was taken.
    at: u32,
}

const DRAINED: u32 = u32::MAX;

/// At most this many complaints are collected; after that the draft is hopeless and memory must stay bounded.
const MAX_COMPLAINTS: usize = 100;

/// What the rules need to know of a link.
#[derive(Debug, Clone, Copy)]
struct LinkFact {
    relation: Relation,
    target: Element,
    map: MapId,
}

/// Changes on top of a snapshot. Every `put` fills in what it replaces and is checked at once; what needs the
/// whole draft is checked by [`Draft::finish`]. Complaints are collected, all of them, up to a hundred.
///
/// For a million changes, [`Draft::drain`] hands over what has gathered; only a few bytes a record stay behind.
///
/// ```
/// use agon_core::change::{Draft, MemorySnapshot};
/// use agon_core::model::{MapBuilder, Node, NodeId, NodeKind};
/// let base = MemorySnapshot::of_map(&MapBuilder::new("m").claim("a", "So.").build());
/// let mut draft = Draft::new(&base);
/// draft.put_node(Node::new(NodeId::from_bytes([9; 16]), NodeKind::Claim, "And so."))?;
/// let changes = draft.finish()?.expect("nothing is wrong with it");
/// assert_eq!(changes.len(), 1);
/// # Ok::<(), agon_core::change::ReadError>(())
/// ```
pub struct Draft<'a> {
    base: &'a dyn Snapshot,
    /// Nothing can be found in an empty base, so nothing is asked of it.
    base_is_empty: bool,
    pending: Vec<Change>,
    drained: u64,
    maps: FxHashMap<MapId, Fact<usize>>,
    sources: FxHashMap<SourceKey, Fact<()>>,
    nodes: FxHashMap<NodeId, Fact<NodeKind>>,
    links: FxHashMap<LinkId, Fact<LinkFact>>,
    placements: FxHashMap<(MapId, NodeId), Fact<()>>,
    element_names: FxHashMap<Box<str>, Option<Element>>,
    map_names: FxHashMap<Box<str>, Option<MapId>>,
    /// Nodes whose kind changed or which were removed: their links are looked at again at the end.
    unsettled_nodes: FxHashSet<NodeId>,
    /// Links whose relation changed or which were removed.
    unsettled_links: FxHashSet<LinkId>,
    /// Links that bear on a link not known when they came, or whose target changed.
    deferred: Vec<LinkId>,
    unsettled_maps: FxHashSet<MapId>,
    unsettled_sources: FxHashSet<SourceKey>,
    unsettled_placements: FxHashSet<(MapId, NodeId)>,
    complaints: Vec<Diagnostic>,
    dropped_complaints: u64,
}

impl<'a> Draft<'a> {
    /// A draft without changes.
    pub fn new(base: &'a dyn Snapshot) -> Self {
        Self {
            base,
            base_is_empty: base.revision() == 0 && base.totals().is_ok_and(|totals| totals == Default::default()),
            pending: Vec::new(),
            drained: 0,
            maps: FxHashMap::default(),
            sources: FxHashMap::default(),
            nodes: FxHashMap::default(),
            links: FxHashMap::default(),
            placements: FxHashMap::default(),
            element_names: FxHashMap::default(),
            map_names: FxHashMap::default(),
            unsettled_nodes: FxHashSet::default(),
            unsettled_links: FxHashSet::default(),
            deferred: Vec::new(),
            unsettled_maps: FxHashSet::default(),
            unsettled_sources: FxHashSet::default(),
            unsettled_placements: FxHashSet::default(),
            complaints: Vec::new(),
            dropped_complaints: 0,
        }
    }

    /// What it stands on.
    pub fn base(&self) -> &'a dyn Snapshot {
        self.base
    }

    /// How many changes it holds, the drained ones included.
    pub fn len(&self) -> u64 {
        self.drained + self.pending.len() as u64
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was complained of so far.
    pub fn complaints(&self) -> &[Diagnostic] {
        &self.complaints
    }

    /// Adds a complaint of one's own; an error refuses the draft.
    pub fn complain(&mut self, complaint: Diagnostic) {
        if self.complaints.len() < MAX_COMPLAINTS {
            self.complaints.push(complaint);
        } else {
            self.dropped_complaints += 1;
        }
    }

    /// Whether an error was found, so that nothing of it will be committed.
    pub fn is_refused(&self) -> bool {
        self.complaints.iter().any(Diagnostic::is_error)
    }

    /// Takes the changes gathered so far. A record whose change was taken cannot be put again in this draft.
    pub fn drain(&mut self) -> Vec<Change> {
        self.maps.values_mut().for_each(|fact| fact.at = DRAINED);
        let drain_facts = self.pending.iter().filter_map(Change::entity).collect::<Vec<_>>();
        for entity in drain_facts {
            match entity {
                Entity::Map(_) => {}
                Entity::Source(key) => mark(self.sources.get_mut(&key)),
                Entity::Node(id) => mark(self.nodes.get_mut(&id)),
                Entity::Link(id) => mark(self.links.get_mut(&id)),
                Entity::Placement(map, node) => mark(self.placements.get_mut(&(map, node))),
            }
        }
        self.drained += self.pending.len() as u64;
        std::mem::take(&mut self.pending)
    }

    /// Adds a change, or folds it into the pending change of the same record.
    fn push(&mut self, at: Option<u32>, change: Change) -> u32 {
        if let Some(at) = at
            && let Some(slot) = self.pending.get_mut(at as usize)
        {
            fold(slot, change);
            return at;
        }
        self.pending.push(change);
        (self.pending.len() - 1) as u32
    }

    fn complain_missing(&mut self, place: Place, what: &str) {
        self.complain(Diagnostic::error("rule/dangling", format!("{what} does not exist")).at(place).hint("add it first"));
    }

    fn complain_elsewhere(&mut self, place: Place, node: &str) {
        let message = format!("`{node}` does not stand in the link's map");
        self.complain(
            Diagnostic::error("rule/not-placed", message).at(place).hint(format!("place it there: agon place {node} --in MAP")),
        );
    }

    fn complain_left(&mut self, place: Place, what: &str) {
        let message = format!("it cannot be removed while {what} refers to it");
        self.complain(Diagnostic::error("rule/in-use", message).at(place).hint("remove that first"));
    }

    fn complain_repeated(&mut self, place: Place) {
        self.complain(
            Diagnostic::error("rule/repeated", "it stands twice in this import").at(place).hint("give each record its own id"),
        );
    }
}

fn mark<T>(fact: Option<&mut Fact<T>>) {
    if let Some(fact) = fact {
        fact.at = DRAINED;
    }
}

/// Two changes of one record are one change: what was before the first, what is after the second.
fn fold(slot: &mut Change, change: Change) {
    match (slot, change) {
        (Change::Map(first), Change::Map(second)) => first.after = second.after,
        (Change::Source(first), Change::Source(second)) => first.after = second.after,
        (Change::Node(first), Change::Node(second)) => first.after = second.after,
        (Change::Link(first), Change::Link(second)) => first.after = second.after,
        (Change::Placement(first), Change::Placement(second)) => first.after = second.after,
        (slot, change) => *slot = change,
    }
}
