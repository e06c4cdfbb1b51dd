//! A snapshot in plain memory: the model against which the state is tested, and a small database for tests.

use std::collections::{BTreeMap, BTreeSet};

use super::snapshot::{ReadError, Snapshot, Totals};
use super::{Change, Commit, Entity};
use crate::model::{Element, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Source, SourceKey, tail_hex};

/// Every record in a sorted map, every question answered by going through them. Slow and plainly right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MemorySnapshot {
    maps: BTreeMap<MapId, MapInfo>,
    nodes: BTreeMap<NodeId, Node>,
    links: BTreeMap<LinkId, Link>,
    sources: BTreeMap<SourceKey, Source>,
    placements: BTreeMap<(MapId, NodeId), Placement>,
    history: BTreeMap<Entity, BTreeSet<u64>>,
    commits: BTreeMap<u64, Commit>,
}

impl MemorySnapshot {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A snapshot that holds the parts of `map`.
    pub fn of_map(map: &crate::model::Map) -> Self {
        let mut snapshot = Self::new();
        snapshot.add_map(map);
        snapshot
    }

    /// Takes in the parts of a map too.
    pub fn add_map(&mut self, map: &crate::model::Map) {
        self.maps.insert(map.info().id, map.info().clone());
        self.nodes.extend(map.nodes().iter().map(|node| (node.id, node.clone())));
        self.links.extend(map.links().iter().map(|link| (link.id, link.clone())));
        self.sources.extend(map.sources().iter().map(|(key, source)| (key.clone(), source.clone())));
        self.placements.extend(map.placements().iter().map(|place| ((place.map, place.node), place.clone())));
    }

    /// Puts in place what a commit changed.
    pub fn apply(&mut self, commit: Commit, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            if let Some(entity) = change.entity() {
                self.history.entry(entity).or_default().insert(commit.sequence);
            }
            self.lay(std::iter::once(change));
        }
        self.commits.insert(commit.sequence, commit);
    }

    /// Puts changes in place without a commit.
    pub fn lay(&mut self, changes: impl IntoIterator<Item = Change>) {
        for change in changes {
            match change {
                Change::Map(edit) => replace(&mut self.maps, edit.before.map(|old| old.id), edit.after.map(|new| (new.id, new))),
                Change::Source(edit) => {
                    replace(&mut self.sources, edit.before.map(|old| old.key), edit.after.map(|new| (new.key.clone(), new)));
                }
                Change::Node(edit) => {
                    replace(&mut self.nodes, edit.before.map(|old| old.id), edit.after.map(|new| (new.id, new)))
                }
                Change::Link(edit) => {
                    replace(&mut self.links, edit.before.map(|old| old.id), edit.after.map(|new| (new.id, new)))
                }
                Change::Placement(edit) => replace(
                    &mut self.placements,
                    edit.before.map(|old| (old.map, old.node)),
                    edit.after.map(|new| ((new.map, new.node), new)),
                ),
            }
        }
    }
}

fn replace<K: Ord, V>(records: &mut BTreeMap<K, V>, before: Option<K>, after: Option<(K, V)>) {
    if let Some(key) = before {
        records.remove(&key);
    }
    if let Some((key, record)) = after {
        records.insert(key, record);
    }
}

impl Snapshot for MemorySnapshot {
    fn revision(&self) -> u64 {
        self.commits.keys().next_back().copied().unwrap_or(0)
    }

    fn totals(&self) -> Result<Totals, ReadError> {
        Ok(Totals {
            maps: self.maps.len() as u64,
            nodes: self.nodes.len() as u64,
            links: self.links.len() as u64,
            sources: self.sources.len() as u64,
            placements: self.placements.len() as u64,
        })
    }

    fn node(&self, id: NodeId) -> Result<Option<Node>, ReadError> {
        Ok(self.nodes.get(&id).cloned())
    }

    fn link(&self, id: LinkId) -> Result<Option<Link>, ReadError> {
        Ok(self.links.get(&id).cloned())
    }

    fn map(&self, id: MapId) -> Result<Option<MapInfo>, ReadError> {
        Ok(self.maps.get(&id).cloned())
    }

    fn source(&self, key: &SourceKey) -> Result<Option<Source>, ReadError> {
        Ok(self.sources.get(key).cloned())
    }

    fn placement(&self, map: MapId, node: NodeId) -> Result<Option<Placement>, ReadError> {
        Ok(self.placements.get(&(map, node)).cloned())
    }

    fn element_named(&self, name: &str) -> Result<Option<Element>, ReadError> {
        let is_it = |candidate: &Option<Name>| candidate.as_ref().is_some_and(|n| n.as_str() == name);
        let node = self.nodes.values().find(|node| is_it(&node.name)).map(|node| Element::Node(node.id));
        Ok(node.or_else(|| self.links.values().find(|link| is_it(&link.name)).map(|link| Element::Link(link.id))))
    }

    fn map_named(&self, name: &str) -> Result<Option<MapId>, ReadError> {
        Ok(self.maps.values().find(|map| map.name.as_str() == name).map(|map| map.id))
    }

    fn with_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Entity>, ReadError> {
        let maps = self.maps.keys().map(|id| (tail_hex(id.as_bytes()), Entity::Map(*id)));
        let nodes = self.nodes.keys().map(|id| (tail_hex(id.as_bytes()), Entity::Node(*id)));
        let links = self.links.keys().map(|id| (tail_hex(id.as_bytes()), Entity::Link(*id)));
        let mut found: Vec<(String, Entity)> =
            maps.chain(nodes).chain(links).filter(|(tail, _)| tail.starts_with(prefix)).collect();
        found.sort();
        Ok(found.into_iter().take(limit).map(|(_, entity)| entity).collect())
    }

    fn maps(&self) -> Result<Vec<MapInfo>, ReadError> {
        let mut maps: Vec<MapInfo> = self.maps.values().cloned().collect();
        maps.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(maps)
    }

    fn sources(&self) -> Result<Vec<Source>, ReadError> {
        Ok(self.sources.values().cloned().collect())
    }

    fn placements_in(&self, map: MapId) -> Result<Vec<Placement>, ReadError> {
        let mut found: Vec<Placement> = self.placements.values().filter(|place| place.map == map).cloned().collect();
        found.sort_by_key(|place| (place.order, place.node));
        Ok(found)
    }

    fn links_in(&self, map: MapId) -> Result<Vec<LinkId>, ReadError> {
        Ok(self.links.values().filter(|link| link.map == map).map(|link| link.id).collect())
    }

    fn maps_of(&self, node: NodeId) -> Result<Vec<MapId>, ReadError> {
        Ok(self.placements.values().filter(|place| place.node == node).map(|place| place.map).collect())
    }

    fn links_to(&self, target: Element) -> Result<Vec<LinkId>, ReadError> {
        Ok(self.links.values().filter(|link| link.target == target).map(|link| link.id).collect())
    }

    fn links_from(&self, node: NodeId) -> Result<Vec<LinkId>, ReadError> {
        Ok(self.links.values().filter(|link| link.premises.contains(&node)).map(|link| link.id).collect())
    }

    fn nodes_of_kind(&self, kind: NodeKind) -> Result<Vec<NodeId>, ReadError> {
        Ok(self.nodes.values().filter(|node| node.kind == kind).map(|node| node.id).collect())
    }

    fn nodes_tagged(&self, tag: &str) -> Result<Vec<NodeId>, ReadError> {
        Ok(self.nodes.values().filter(|node| node.tags.iter().any(|t| t.as_str() == tag)).map(|node| node.id).collect())
    }

    fn nodes_citing(&self, key: &SourceKey) -> Result<Vec<NodeId>, ReadError> {
        Ok(self.nodes.values().filter(|node| node.sources().any(|one| one == key)).map(|node| node.id).collect())
    }

    fn tags(&self) -> Result<Vec<(Name, u64)>, ReadError> {
        let mut counts: BTreeMap<Name, u64> = BTreeMap::new();
        for tag in self.nodes.values().flat_map(|node| &node.tags) {
            *counts.entry(tag.clone()).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn element_names(&self, prefix: &str, limit: usize) -> Result<Vec<Name>, ReadError> {
        let nodes = self.nodes.values().filter_map(|node| node.name.clone());
        let links = self.links.values().filter_map(|link| link.name.clone());
        let names: BTreeSet<Name> = nodes.chain(links).filter(|name| name.as_str().starts_with(prefix)).collect();
        Ok(names.into_iter().take(limit).collect())
    }

    fn scan_nodes(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ReadError> {
        Ok(self.nodes.values().filter(|node| after.is_none_or(|last| node.id > last)).take(limit).cloned().collect())
    }

    fn history(&self, entity: &Entity) -> Result<Vec<u64>, ReadError> {
        Ok(self.history.get(entity).into_iter().flatten().copied().collect())
    }

    fn commit(&self, sequence: u64) -> Result<Option<Commit>, ReadError> {
        Ok(self.commits.get(&sequence).cloned())
    }
}
