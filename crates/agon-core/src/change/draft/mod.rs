//! A draft: a snapshot and the changes to be made to it, checked against the rules as they come.

mod check;
mod put;
mod remove;
mod settle;
mod view;

#[cfg(test)]
mod tests;

use rustc_hash::{FxHashMap, FxHashSet};

use self::view::PendingIndex;
use super::{Change, Entity, Snapshot};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Element, LinkId, MapId, NodeId, NodeKind, Relation, SourceKey};

/// What a draft remembers of a record it changed, also after the change itself was drained.
#[derive(Debug, Clone, Copy)]
struct Fact<T> {
    /// What is left of the record; `None` when it was removed.
    now: Option<T>,
    /// The number of its change, counted over the drained ones too.
    at: u32,
}

/// At most this many complaints are collected; after that the draft is hopeless and memory must stay bounded.
const MAX_COMPLAINTS: usize = 100;

/// What the rules need to know of a link.
#[derive(Debug, Clone, Copy)]
struct LinkFact {
    relation: Relation,
    target: Element,
    map: MapId,
}

/// Changes on top of a snapshot. Every `put` fills in what it replaces and is checked at once. What is missing
/// then (a source, an end of a link, a name that is still taken) may come later: [`Draft::finish`] looks again.
/// So changes may come in any order, and the inverses of a commit in theirs. Complaints are collected, all of
/// them, up to a hundred.
///
/// For a million changes, [`Draft::drain`] hands over what has gathered; only a few bytes a record stay behind.
/// What a drained record misses must have come before, links on links excepted; and after a drain nothing that
/// others may refer to can be removed.
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
    /// Records that do not stand yet, with what is wrong with them: what they miss may still come.
    doubts: Vec<(Entity, Vec<Diagnostic>)>,
    /// Names claimed while another element had them, which may still give them up.
    contested: Vec<(Box<str>, Element)>,
    contested_maps: Vec<(Box<str>, MapId)>,
    /// Pending links and placements by what they touch, once somebody asked.
    index: Option<PendingIndex>,
    /// Whether records that stand were handed over, so that what refers to what can no longer be told.
    has_drained_puts: bool,
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
            doubts: Vec::new(),
            contested: Vec::new(),
            contested_maps: Vec::new(),
            index: None,
            has_drained_puts: false,
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

    /// How many changes wait to be drained.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Whether the source is or will be there, drained or not.
    ///
    /// # Errors
    /// The base cannot be read.
    pub fn knows_source(&self, key: &SourceKey) -> Result<bool, crate::change::ReadError> {
        self.has_source(key)
    }

    /// Whether the base has a node of this id.
    ///
    /// # Errors
    /// The base cannot be read.
    pub fn replaces_node(&self, id: NodeId) -> Result<bool, crate::change::ReadError> {
        Ok(self.of_base(|base| base.node(id))?.is_some())
    }

    /// Whether the base has a link of this id.
    ///
    /// # Errors
    /// The base cannot be read.
    pub fn replaces_link(&self, id: LinkId) -> Result<bool, crate::change::ReadError> {
        Ok(self.of_base(|base| base.link(id))?.is_some())
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
        for (_, complaints) in std::mem::take(&mut self.doubts) {
            complaints.into_iter().for_each(|complaint| self.complain(complaint));
        }
        for (name, element) in std::mem::take(&mut self.contested) {
            let holder = self.element_names.get(&name).copied().flatten();
            self.complain_taken(&name, holder.filter(|holder| *holder != element));
        }
        for (name, _) in std::mem::take(&mut self.contested_maps) {
            self.complain_map_taken(&name);
        }
        let changes = self.take_pending();
        self.has_drained_puts |= changes.iter().any(|change| change.verb() != "removed");
        changes
    }

    /// Gives up what is pending, without the changes that came to nothing.
    fn take_pending(&mut self) -> Vec<Change> {
        self.drained += self.pending.len() as u64;
        self.index = None;
        let mut changes = std::mem::take(&mut self.pending);
        changes.retain(Change::changes_something);
        changes
    }

    /// Adds a change, or folds it into the pending change of the same record. Returns its number.
    fn push(&mut self, at: Option<u32>, change: Change) -> u32 {
        if let Some(index) = &mut self.index {
            index.add(&change);
        }
        if let Some(at) = at
            && let Some(slot) = self.place_of(at).and_then(|place| self.pending.get_mut(place))
        {
            slot.fold(change);
            return at;
        }
        let number = self.len();
        self.pending.push(change);
        u32::try_from(number).unwrap_or_else(|_| {
            let message = format!("a commit holds at most {} changes", u32::MAX);
            self.complain(Diagnostic::error("limit/changes", message).hint("split it"));
            u32::MAX
        })
    }

    /// Where a change stands in `pending`; `None` when it was drained.
    fn place_of(&self, at: u32) -> Option<usize> {
        u64::from(at).checked_sub(self.drained).map(|place| place as usize)
    }

    /// Keeps complaints that later puts may make void.
    fn doubt(&mut self, entity: Entity, complaints: Vec<Diagnostic>) {
        if !complaints.is_empty() {
            self.doubts.push((entity, complaints));
        }
    }

    /// Whether more complaints would only be counted.
    fn is_hopeless(&self) -> bool {
        self.complaints.len() + self.doubts.len() >= MAX_COMPLAINTS
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

    /// Refuses a change that would have to look at records which are no longer here.
    fn refuse_after_drain(&mut self, place: Place) {
        if self.has_drained_puts {
            let message = "it cannot be removed or change its kind in the same commit as a large import";
            self.complain(Diagnostic::error("rule/drained", message).at(place).hint("make it a commit of its own, before"));
        }
    }

    fn complain_taken(&mut self, name: &str, holder: Option<Element>) {
        let hint = match holder {
            Some(Element::Node(id)) => format!("it names the node {}; choose another", id.short()),
            Some(Element::Link(id)) => format!("it names the link {}; choose another", id.short()),
            None => "choose another".to_owned(),
        };
        let message = format!("the name `{name}` is taken");
        self.complain(Diagnostic::error("rule/name-taken", message).at(Place::Node(name.to_owned())).hint(hint));
    }

    fn complain_map_taken(&mut self, name: &str) {
        self.complain(
            Diagnostic::error("rule/name-taken", format!("there is a map `{name}` already"))
                .at(Place::Map(name.to_owned()))
                .hint("choose another name, or change that map: agon edit"),
        );
    }
}
