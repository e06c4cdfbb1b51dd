//! A draft: a snapshot and the changes to be made to it, checked against the rules as they come.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Change, Edit, ReadError, Snapshot};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::rules::{self, TargetKind};
use crate::model::{Element, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, Source, SourceKey};

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
                super::Entity::Map(_) => {}
                super::Entity::Source(key) => mark(self.sources.get_mut(&key)),
                super::Entity::Node(id) => mark(self.nodes.get_mut(&id)),
                super::Entity::Link(id) => mark(self.links.get_mut(&id)),
                super::Entity::Placement(map, node) => mark(self.placements.get_mut(&(map, node))),
            }
        }
        self.drained += self.pending.len() as u64;
        std::mem::take(&mut self.pending)
    }

    // ---- putting records -------------------------------------------------------------------------------

    /// Adds a map or replaces its record.
    pub fn put_map(&mut self, map: MapInfo) -> Result<(), ReadError> {
        for complaint in rules::check_map(&map) {
            self.complain(complaint);
        }
        let before = self.map(map.id)?;
        if before.as_ref() == Some(&map) {
            return Ok(());
        }
        self.rename_map(map.id, before.as_ref().map(|old| &old.name), Some(&map.name))?;
        let fact = self.maps.get(&map.id).copied();
        if before.as_ref().is_some_and(|old| old.sections.len() > map.sections.len()) {
            self.unsettled_maps.insert(map.id);
        }
        let (id, sections) = (map.id, map.sections.len());
        let at = self.push(fact.map(|f| f.at), Change::Map(Box::new(Edit { before, after: Some(map) })));
        self.maps.insert(id, Fact { now: Some(sections), at });
        Ok(())
    }

    /// Adds a source or replaces its record.
    pub fn put_source(&mut self, source: Source) -> Result<(), ReadError> {
        for complaint in rules::check_source(&source) {
            self.complain(complaint);
        }
        let before = self.source(&source.key)?;
        if before.as_ref() == Some(&source) {
            return Ok(());
        }
        let key = source.key.clone();
        let fact = self.sources.get(&key).copied();
        let at = self.push(fact.map(|f| f.at), Change::Source(Box::new(Edit { before, after: Some(source) })));
        self.sources.insert(key, Fact { now: Some(()), at });
        Ok(())
    }

    /// Adds a node or replaces its record.
    pub fn put_node(&mut self, mut node: Node) -> Result<(), ReadError> {
        node.tags.sort();
        node.tags.dedup();
        for complaint in rules::check_node(&node) {
            self.complain(complaint);
        }
        if let Some(key) = node.source()
            && !self.has_source(key)?
        {
            let known: Vec<Source> = self.base.sources()?;
            let near =
                crate::diagnostic::nearest(key.as_str(), known.iter().map(|source| source.key.as_str())).map(str::to_owned);
            let mut complaint = Diagnostic::error("rule/unknown-source", format!("there is no source `{key}`"))
                .at(Place::Node(node.label()))
                .hint(format!("add it first: agon source add {key} --title …"));
            if let Some(near) = near {
                complaint = complaint.hint(format!("did you mean `{near}`?"));
            }
            self.complain(complaint);
        }
        if self.was_drained(self.nodes.get(&node.id).map(|fact| fact.at)) {
            self.complain_repeated(Place::Node(node.label()));
            return Ok(());
        }
        let before = self.node(node.id)?;
        if before.as_ref() == Some(&node) {
            return Ok(());
        }
        self.rename(Element::Node(node.id), before.as_ref().and_then(|old| old.name.as_ref()), node.name.as_ref())?;
        if before.as_ref().is_some_and(|old| old.kind != node.kind) {
            self.unsettled_nodes.insert(node.id);
        }
        let (id, kind) = (node.id, node.kind);
        let old_at = self.nodes.get(&id).map(|fact| fact.at);
        let at = self.push(old_at, Change::Node(Box::new(Edit { before, after: Some(node) })));
        self.nodes.insert(id, Fact { now: Some(kind), at });
        Ok(())
    }

    /// Places a node in a map or moves it there. Node and map come first.
    pub fn put_placement(&mut self, placement: Placement) -> Result<(), ReadError> {
        let Some(sections) = self.sections(placement.map)? else {
            let message = "the node is placed in a map that does not exist";
            self.complain(
                Diagnostic::error("rule/unknown-map", message).at(Place::Node(placement.node.short())).hint("add the map first"),
            );
            return Ok(());
        };
        for complaint in rules::check_placement(&placement, sections) {
            self.complain(complaint);
        }
        if self.node_kind(placement.node)?.is_none() {
            let message = "a node that does not exist is placed in a map";
            self.complain(
                Diagnostic::error("rule/unknown-node", message)
                    .at(Place::Node(placement.node.short()))
                    .hint("add the node first"),
            );
            return Ok(());
        }
        let key = (placement.map, placement.node);
        if self.was_drained(self.placements.get(&key).map(|fact| fact.at)) {
            self.complain_repeated(Place::Node(placement.node.short()));
            return Ok(());
        }
        let before = self.placement(placement.map, placement.node)?;
        if before.as_ref() == Some(&placement) {
            return Ok(());
        }
        let old_at = self.placements.get(&key).map(|fact| fact.at);
        let at = self.push(old_at, Change::Placement(Box::new(Edit { before, after: Some(placement) })));
        self.placements.insert(key, Fact { now: Some(()), at });
        Ok(())
    }

    /// Adds a link or replaces its record. Its premises stand in the map first; its target does too, or comes later.
    pub fn put_link(&mut self, link: Link) -> Result<(), ReadError> {
        for complaint in rules::check_link(&link) {
            self.complain(complaint);
        }
        if self.was_drained(self.links.get(&link.id).map(|fact| fact.at)) {
            self.complain_repeated(Place::Link(link.label()));
            return Ok(());
        }
        let before = self.link(link.id)?;
        if before.as_ref() == Some(&link) {
            return Ok(());
        }
        if before.as_ref().is_some_and(|old| old.map != link.map) {
            let message = "a link stays in the map it was made in";
            self.complain(
                Diagnostic::error("rule/link-map", message)
                    .at(Place::Link(link.label()))
                    .hint("remove it and make one in the other map"),
            );
        }
        self.check_joints(&link)?;
        self.rename(Element::Link(link.id), before.as_ref().and_then(|old| old.name.as_ref()), link.name.as_ref())?;
        if let Some(old) = &before {
            if old.relation != link.relation {
                self.unsettled_links.insert(link.id);
            }
            if old.target != link.target && link.target.link().is_some() {
                self.deferred.push(link.id);
            }
        }
        let fact = LinkFact { relation: link.relation, target: link.target, map: link.map };
        let id = link.id;
        let old_at = self.links.get(&id).map(|fact| fact.at);
        let at = self.push(old_at, Change::Link(Box::new(Edit { before, after: Some(link) })));
        self.links.insert(id, Fact { now: Some(fact), at });
        Ok(())
    }

    // ---- removing records ------------------------------------------------------------------------------

    /// Removes a node with its placements, the links it is a premise or target of, and the links that bear on those.
    /// Returns whether it was there.
    pub fn remove_node(&mut self, id: NodeId) -> Result<bool, ReadError> {
        let Some(before) = self.node(id)? else { return Ok(false) };
        for link in self.links_of_node(id)? {
            self.remove_link(link)?;
        }
        for map in self.maps_of(id)? {
            self.drop_placement(map, id)?;
        }
        self.rename(Element::Node(id), before.name.as_ref(), None)?;
        let old_at = self.nodes.get(&id).map(|fact| fact.at);
        let at = self.push(old_at, Change::Node(Box::new(Edit { before: Some(before), after: None })));
        self.nodes.insert(id, Fact { now: None, at });
        self.unsettled_nodes.insert(id);
        Ok(true)
    }

    /// Removes a link and, first, the links that bear on it. Returns whether it was there.
    pub fn remove_link(&mut self, id: LinkId) -> Result<bool, ReadError> {
        // Depth first without recursion: what bears on a link goes before the link.
        let mut stack = vec![(id, false)];
        let mut removed = false;
        while let Some((link, expanded)) = stack.pop() {
            if !expanded {
                stack.push((link, true));
                for upper in self.links_to(Element::Link(link))? {
                    stack.push((upper, false));
                }
                continue;
            }
            let Some(before) = self.link(link)? else { continue };
            self.rename(Element::Link(link), before.name.as_ref(), None)?;
            let old_at = self.links.get(&link).map(|fact| fact.at);
            let at = self.push(old_at, Change::Link(Box::new(Edit { before: Some(before), after: None })));
            self.links.insert(link, Fact { now: None, at });
            self.unsettled_links.insert(link);
            removed = true;
        }
        Ok(removed)
    }

    /// Takes a node out of a map, with the links of that map it is part of. Returns whether it stood there.
    pub fn remove_placement(&mut self, map: MapId, node: NodeId) -> Result<bool, ReadError> {
        for link in self.links_of_node(node)? {
            if self.link_fact(link)?.is_some_and(|fact| fact.map == map) {
                self.remove_link(link)?;
            }
        }
        self.drop_placement(map, node)
    }

    /// Removes a map: its links, its placements, its record, and the nodes that then stand nowhere.
    /// Returns whether it was there.
    pub fn remove_map(&mut self, id: MapId) -> Result<bool, ReadError> {
        let Some(before) = self.map(id)? else { return Ok(false) };
        for link in self.base.links_in(id)? {
            self.remove_link(link)?;
        }
        let placed: Vec<NodeId> = self.base.placements_in(id)?.into_iter().map(|place| place.node).collect();
        for node in placed {
            self.drop_placement(id, node)?;
            if self.maps_of(node)?.is_empty() {
                self.remove_node(node)?;
            }
        }
        self.rename_map(id, Some(&before.name), None)?;
        let old_at = self.maps.get(&id).map(|fact| fact.at);
        let at = self.push(old_at, Change::Map(Box::new(Edit { before: Some(before), after: None })));
        self.maps.insert(id, Fact { now: None, at });
        self.unsettled_maps.insert(id);
        Ok(true)
    }

    /// Removes a source, which no evidence may cite then. Returns whether it was there.
    pub fn remove_source(&mut self, key: &SourceKey) -> Result<bool, ReadError> {
        let Some(before) = self.source(key)? else { return Ok(false) };
        let old_at = self.sources.get(key).map(|fact| fact.at);
        let at = self.push(old_at, Change::Source(Box::new(Edit { before: Some(before), after: None })));
        self.sources.insert(key.clone(), Fact { now: None, at });
        self.unsettled_sources.insert(key.clone());
        Ok(true)
    }

    fn drop_placement(&mut self, map: MapId, node: NodeId) -> Result<bool, ReadError> {
        let Some(before) = self.placement(map, node)? else { return Ok(false) };
        let old_at = self.placements.get(&(map, node)).map(|fact| fact.at);
        let at = self.push(old_at, Change::Placement(Box::new(Edit { before: Some(before), after: None })));
        self.placements.insert((map, node), Fact { now: None, at });
        self.unsettled_placements.insert((map, node));
        Ok(true)
    }

    // ---- the draft seen as a snapshot ------------------------------------------------------------------

    /// The node as it will be. A drained node is not seen.
    pub fn node(&self, id: NodeId) -> Result<Option<Node>, ReadError> {
        match self.nodes.get(&id) {
            Some(fact) => Ok(self.pending_at(fact.at).and_then(|change| match change {
                Change::Node(edit) => edit.after.clone(),
                _ => None,
            })),
            None => self.of_base(|base| base.node(id)),
        }
    }

    /// The link as it will be. A drained link is not seen.
    pub fn link(&self, id: LinkId) -> Result<Option<Link>, ReadError> {
        match self.links.get(&id) {
            Some(fact) => Ok(self.pending_at(fact.at).and_then(|change| match change {
                Change::Link(edit) => edit.after.clone(),
                _ => None,
            })),
            None => self.of_base(|base| base.link(id)),
        }
    }

    /// The map's record as it will be.
    pub fn map(&self, id: MapId) -> Result<Option<MapInfo>, ReadError> {
        match self.maps.get(&id) {
            Some(fact) => Ok(self.pending_at(fact.at).and_then(|change| match change {
                Change::Map(edit) => edit.after.clone(),
                _ => None,
            })),
            None => self.of_base(|base| base.map(id)),
        }
    }

    /// The source as it will be.
    pub fn source(&self, key: &SourceKey) -> Result<Option<Source>, ReadError> {
        match self.sources.get(key) {
            Some(fact) => Ok(self.pending_at(fact.at).and_then(|change| match change {
                Change::Source(edit) => edit.after.clone(),
                _ => None,
            })),
            None => self.of_base(|base| base.source(key)),
        }
    }

    /// The placement as it will be. A drained one is not seen.
    pub fn placement(&self, map: MapId, node: NodeId) -> Result<Option<Placement>, ReadError> {
        match self.placements.get(&(map, node)) {
            Some(fact) => Ok(self.pending_at(fact.at).and_then(|change| match change {
                Change::Placement(edit) => edit.after.clone(),
                _ => None,
            })),
            None => self.of_base(|base| base.placement(map, node)),
        }
    }

    /// The node or link that will bear this name.
    pub fn element_named(&self, name: &str) -> Result<Option<Element>, ReadError> {
        match self.element_names.get(name) {
            Some(element) => Ok(*element),
            None => self.of_base(|base| base.element_named(name)),
        }
    }

    /// The map that will bear this name.
    pub fn map_named(&self, name: &str) -> Result<Option<MapId>, ReadError> {
        match self.map_names.get(name) {
            Some(map) => Ok(*map),
            None => self.of_base(|base| base.map_named(name)),
        }
    }

    /// The kind the node will have; `None` if it will not be there.
    pub fn node_kind(&self, id: NodeId) -> Result<Option<NodeKind>, ReadError> {
        match self.nodes.get(&id) {
            Some(fact) => Ok(fact.now),
            None => Ok(self.of_base(|base| base.node(id))?.map(|node| node.kind)),
        }
    }

    fn link_fact(&self, id: LinkId) -> Result<Option<LinkFact>, ReadError> {
        match self.links.get(&id) {
            Some(fact) => Ok(fact.now),
            None => Ok(self.of_base(|base| base.link(id))?.map(|link| LinkFact {
                relation: link.relation,
                target: link.target,
                map: link.map,
            })),
        }
    }

    fn has_source(&self, key: &SourceKey) -> Result<bool, ReadError> {
        match self.sources.get(key) {
            Some(fact) => Ok(fact.now.is_some()),
            None => Ok(self.of_base(|base| base.source(key))?.is_some()),
        }
    }

    /// How many sections the map will have; `None` if it will not be there.
    fn sections(&self, id: MapId) -> Result<Option<usize>, ReadError> {
        match self.maps.get(&id) {
            Some(fact) => Ok(fact.now),
            None => Ok(self.of_base(|base| base.map(id))?.map(|map| map.sections.len())),
        }
    }

    fn is_placed(&self, map: MapId, node: NodeId) -> Result<bool, ReadError> {
        match self.placements.get(&(map, node)) {
            Some(fact) => Ok(fact.now.is_some()),
            None => Ok(self.of_base(|base| base.placement(map, node))?.is_some()),
        }
    }

    /// Links that bear on this element, in the base and among pending changes.
    fn links_to(&self, target: Element) -> Result<Vec<LinkId>, ReadError> {
        let mut found = self.base.links_to(target)?;
        found.extend(self.pending_links().filter(|link| link.target == target).map(|link| link.id));
        self.still_there(found, |link| link.target == target)
    }

    /// Links of which this node is premise or target.
    fn links_of_node(&self, node: NodeId) -> Result<Vec<LinkId>, ReadError> {
        let part_of = |link: &Link| link.target == Element::Node(node) || link.premises.contains(&node);
        let mut found = self.base.links_to(Element::Node(node))?;
        found.extend(self.base.links_from(node)?);
        found.extend(self.pending_links().filter(|link| part_of(link)).map(|link| link.id));
        self.still_there(found, part_of)
    }

    fn still_there(&self, mut ids: Vec<LinkId>, matches: impl Fn(&Link) -> bool) -> Result<Vec<LinkId>, ReadError> {
        ids.sort();
        ids.dedup();
        let mut kept = Vec::new();
        for id in ids {
            match self.links.get(&id) {
                Some(fact) if fact.at == DRAINED => {
                    if fact.now.is_some() {
                        kept.push(id);
                    }
                }
                _ => {
                    if self.link(id)?.is_some_and(|link| matches(&link)) {
                        kept.push(id);
                    }
                }
            }
        }
        Ok(kept)
    }

    /// Maps in which the node will stand.
    fn maps_of(&self, node: NodeId) -> Result<Vec<MapId>, ReadError> {
        let mut found = self.base.maps_of(node)?;
        found.extend(self.pending.iter().filter_map(|change| match change {
            Change::Placement(edit) => edit.after.as_ref().filter(|place| place.node == node).map(|place| place.map),
            _ => None,
        }));
        found.sort();
        found.dedup();
        let mut kept = Vec::new();
        for map in found {
            if self.is_placed(map, node)? {
                kept.push(map);
            }
        }
        Ok(kept)
    }

    fn pending_links(&self) -> impl Iterator<Item = &Link> {
        self.pending.iter().filter_map(|change| match change {
            Change::Link(edit) => edit.after.as_ref(),
            _ => None,
        })
    }

    fn of_base<T>(&self, read: impl FnOnce(&'a dyn Snapshot) -> Result<Option<T>, ReadError>) -> Result<Option<T>, ReadError> {
        if self.base_is_empty { Ok(None) } else { read(self.base) }
    }

    fn pending_at(&self, at: u32) -> Option<&Change> {
        self.pending.get(at as usize)
    }

    fn was_drained(&self, at: Option<u32>) -> bool {
        at == Some(DRAINED)
    }

    // ---- checks ----------------------------------------------------------------------------------------

    /// Premises and target of one link: there, in its map, and allowed to be joined.
    fn check_joints(&mut self, link: &Link) -> Result<(), ReadError> {
        let place = || Place::Link(link.label());
        if self.sections(link.map)?.is_none() {
            self.complain(
                Diagnostic::error("rule/unknown-map", "the link belongs to a map that does not exist")
                    .at(place())
                    .hint("add the map first"),
            );
            return Ok(());
        }
        let target = match link.target {
            Element::Node(node) => {
                let kind = self.node_kind(node)?;
                if kind.is_none() {
                    self.complain_missing(place(), &format!("its target, the node {},", node.short()));
                } else if !self.is_placed(link.map, node)? {
                    self.complain_elsewhere(place(), &self.label_of(node)?);
                }
                kind.map(TargetKind::Node)
            }
            Element::Link(upper) => match self.link_fact(upper)? {
                Some(fact) => {
                    if fact.map != link.map {
                        self.complain(
                            Diagnostic::error("rule/link-map", "the link bears on a link of another map")
                                .at(place())
                                .hint("link within one map"),
                        );
                    }
                    Some(TargetKind::Link(fact.relation))
                }
                None => {
                    self.deferred.push(link.id);
                    None
                }
            },
        };
        for premise in &link.premises {
            let Some(kind) = self.node_kind(*premise)? else {
                self.complain_missing(place(), &format!("its premise {}", premise.short()));
                continue;
            };
            if !self.is_placed(link.map, *premise)? {
                self.complain_elsewhere(place(), &self.label_of(*premise)?);
            }
            if let Some(target) = target {
                self.check_join(link, *premise, kind, target)?;
            }
        }
        Ok(())
    }

    fn check_join(&mut self, link: &Link, premise: NodeId, kind: NodeKind, target: TargetKind) -> Result<(), ReadError> {
        if let Err((message, hint)) = rules::may_join(kind, link.relation, target) {
            let who = self.label_of(premise)?;
            self.complain(Diagnostic::error("rule/link", message).at(Place::Node(who)).hint(hint));
        }
        Ok(())
    }

    /// Looks again at all the links of a node whose kind changed, and at those that bear on a changed link.
    fn recheck(&mut self, ids: Vec<LinkId>) -> Result<(), ReadError> {
        for id in ids {
            let Some(link) = self.link(id)? else { continue };
            let target = match link.target {
                Element::Node(node) => self.node_kind(node)?.map(TargetKind::Node),
                Element::Link(upper) => self.link_fact(upper)?.map(|fact| TargetKind::Link(fact.relation)),
            };
            let Some(target) = target else { continue };
            for premise in link.premises.clone() {
                if let Some(kind) = self.node_kind(premise)? {
                    self.check_join(&link, premise, kind, target)?;
                }
            }
        }
        Ok(())
    }

    /// Checks what needs the whole draft and gives up the changes not drained yet, or `None` where it is refused:
    /// the reasons are in [`Self::complaints`].
    ///
    /// # Errors
    /// The base cannot be read.
    pub fn finish(&mut self) -> Result<Option<Vec<Change>>, ReadError> {
        self.check_deferred()?;
        let mut nodes: Vec<NodeId> = self.unsettled_nodes.iter().copied().collect();
        nodes.sort();
        for node in nodes {
            let links = self.links_of_node(node)?;
            if self.node_kind(node)?.is_some() {
                self.recheck(links)?;
            } else if let Some(link) = links.first() {
                self.complain_left(Place::Node(node.short()), &format!("the link {}", link.short()));
            } else if !self.maps_of(node)?.is_empty() {
                self.complain_left(Place::Node(node.short()), "a placement");
            }
        }
        let mut links: Vec<LinkId> = self.unsettled_links.iter().copied().collect();
        links.sort();
        for link in links {
            let upper = self.links_to(Element::Link(link))?;
            if self.link_fact(link)?.is_some() {
                self.recheck(upper)?;
            } else if let Some(upper) = upper.first() {
                self.complain_left(Place::Link(link.short()), &format!("the link {}", upper.short()));
            }
        }
        let mut placements: Vec<(MapId, NodeId)> = self.unsettled_placements.iter().copied().collect();
        placements.sort();
        for (map, node) in placements {
            if self.is_placed(map, node)? {
                continue;
            }
            for link in self.links_of_node(node)? {
                if self.link_fact(link)?.is_some_and(|fact| fact.map == map) {
                    self.complain_left(Place::Node(node.short()), &format!("the link {}", link.short()));
                }
            }
        }
        self.check_maps()?;
        let mut sources: Vec<SourceKey> = self.unsettled_sources.iter().cloned().collect();
        sources.sort();
        for key in sources {
            let mut citing = self.base.nodes_citing(&key)?;
            citing.extend(self.pending.iter().filter_map(|change| match change {
                Change::Node(edit) => edit.after.as_ref().filter(|node| node.source() == Some(&key)).map(|node| node.id),
                _ => None,
            }));
            for node in citing {
                if self.node(node)?.is_some_and(|node| node.source() == Some(&key)) {
                    let who = self.label_of(node)?;
                    self.complain_left(Place::Source(key.to_string()), &format!("the evidence `{who}`"));
                    break;
                }
            }
        }
        if self.dropped_complaints > 0 {
            let message = format!("and {} more complaints", self.dropped_complaints);
            self.complaints.push(Diagnostic::note("rule/more", message));
            self.dropped_complaints = 0;
        }
        if self.is_refused() {
            return Ok(None);
        }
        self.pending.retain(|change| change.entity().is_some());
        Ok(Some(std::mem::take(&mut self.pending)))
    }

    fn check_maps(&mut self) -> Result<(), ReadError> {
        let mut maps: Vec<MapId> = self.unsettled_maps.iter().copied().collect();
        maps.sort();
        for map in maps {
            let sections = self.sections(map)?;
            for place in self.base.placements_in(map)? {
                let Some(place) = self.placement(place.map, place.node)? else { continue };
                match sections {
                    None => {
                        self.complain_left(Place::Map(map.short()), "a placement");
                        break;
                    }
                    Some(sections) => {
                        for complaint in rules::check_placement(&place, sections) {
                            self.complain(complaint);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Links on links: the target is there now, the joint is allowed, and following targets ends at a node.
    fn check_deferred(&mut self) -> Result<(), ReadError> {
        let deferred = std::mem::take(&mut self.deferred);
        let mut settled: FxHashSet<LinkId> = FxHashSet::default();
        for id in deferred {
            let Some(fact) = self.link_fact(id)? else { continue };
            let Some(upper) = fact.target.link() else { continue };
            let place = Place::Link(id.short());
            let Some(target) = self.link_fact(upper)? else {
                self.complain_missing(place, &format!("its target, the link {},", upper.short()));
                continue;
            };
            if target.map != fact.map {
                self.complain(
                    Diagnostic::error("rule/link-map", "the link bears on a link of another map")
                        .at(place.clone())
                        .hint("link within one map"),
                );
            }
            if let Some(link) = self.link(id)? {
                for premise in link.premises.clone() {
                    if let Some(kind) = self.node_kind(premise)? {
                        self.check_join(&link, premise, kind, TargetKind::Link(target.relation))?;
                    }
                }
            } else if matches!(target.relation, Relation::Answers) || !fact.relation.targets_link() {
                // Drained: the premises are gone from memory, what can still be told is told.
                let (message, hint) = rules::may_join(NodeKind::Claim, fact.relation, TargetKind::Link(target.relation))
                    .err()
                    .unwrap_or(("this joint is not allowed", "check relation and target"));
                self.complain(Diagnostic::error("rule/link", message).at(place.clone()).hint(hint));
            }
            // Every link on a checked chain is settled, so all chains together cost no more than their length.
            let mut chain: Vec<LinkId> = vec![id];
            let mut on_chain: FxHashSet<LinkId> = chain.iter().copied().collect();
            let mut at = upper;
            while !settled.contains(&at) {
                if !on_chain.insert(at) {
                    self.complain(
                        Diagnostic::error("rule/link-circle", "links bear on each other in a circle")
                            .at(place)
                            .hint("one of them must bear on a node"),
                    );
                    break;
                }
                chain.push(at);
                match self.link_fact(at)?.map(|fact| fact.target) {
                    Some(Element::Link(next)) => at = next,
                    _ => break,
                }
            }
            settled.extend(chain);
        }
        Ok(())
    }

    /// Frees an old name and takes a new one, if nobody has it.
    fn rename(&mut self, element: Element, old: Option<&Name>, new: Option<&Name>) -> Result<(), ReadError> {
        if old == new {
            return Ok(());
        }
        if let Some(old) = old
            && self.element_named(old.as_str())? == Some(element)
        {
            self.element_names.insert(old.as_str().into(), None);
        }
        if let Some(new) = new {
            match self.element_named(new.as_str())? {
                Some(holder) if holder != element => {
                    let message = format!("the name `{new}` is taken");
                    let what = if holder.node().is_some() { "node" } else { "link" };
                    self.complain(
                        Diagnostic::error("rule/name-taken", message)
                            .at(Place::Node(new.to_string()))
                            .hint(format!("it names the {what} {}; choose another", holder.short())),
                    );
                }
                _ => {
                    self.element_names.insert(new.as_str().into(), Some(element));
                }
            }
        }
        Ok(())
    }

    fn rename_map(&mut self, map: MapId, old: Option<&Name>, new: Option<&Name>) -> Result<(), ReadError> {
        if old == new {
            return Ok(());
        }
        if let Some(old) = old {
            self.map_names.insert(old.as_str().into(), None);
        }
        if let Some(new) = new {
            match self.map_named(new.as_str())? {
                Some(holder) if holder != map => {
                    let message = format!("there is a map `{new}` already");
                    self.complain(
                        Diagnostic::error("rule/name-taken", message)
                            .at(Place::Map(new.to_string()))
                            .hint("choose another name, or change that map: agon edit"),
                    );
                }
                _ => {
                    self.map_names.insert(new.as_str().into(), Some(map));
                }
            }
        }
        Ok(())
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

    fn label_of(&self, node: NodeId) -> Result<String, ReadError> {
        Ok(self.node(node)?.map_or_else(|| node.short(), |node| node.label()))
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
