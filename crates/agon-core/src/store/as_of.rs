//! The database as it was: a snapshot with the records of an earlier commit laid over it.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Change, Commit, Entity, MemorySnapshot, ReadError, Snapshot, Totals};
use crate::model::{Element, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Source, SourceKey};

/// What later commits changed, taken back over a base. Costs memory for what was changed since, not for the whole.
pub(crate) struct AsOf<'a> {
    base: &'a dyn Snapshot,
    revision: u64,
    /// Everything changed since, whether or not it was there then.
    changed: BTreeSet<Entity>,
    /// Those of them that were there, as they were.
    then: MemorySnapshot,
    totals: Totals,
}

impl<'a> AsOf<'a> {
    /// The base as it was after commit `revision`, given the changes made since, newest first.
    pub(crate) fn new(
        base: &'a dyn Snapshot,
        revision: u64,
        newest_first: impl Iterator<Item = Result<Change, ReadError>>,
    ) -> Result<Self, ReadError> {
        // Going backwards, the oldest change of an entity comes last and its `before` is what stood then.
        let mut before: BTreeMap<Entity, Change> = BTreeMap::new();
        for change in newest_first {
            let change = change?.inverse();
            if let Some(entity) = change.entity() {
                before.insert(entity, change);
            }
        }
        let mut totals = base.totals()?;
        let changed: BTreeSet<Entity> = before.keys().cloned().collect();
        for (entity, change) in &before {
            let was = i64::from(change.verb() != "removed");
            let (total, is) = match entity {
                Entity::Map(id) => (&mut totals.maps, base.map(*id)?.is_some()),
                Entity::Node(id) => (&mut totals.nodes, base.node(*id)?.is_some()),
                Entity::Link(id) => (&mut totals.links, base.link(*id)?.is_some()),
                Entity::Source(key) => (&mut totals.sources, base.source(key)?.is_some()),
                Entity::Placement(map, node) => (&mut totals.placements, base.placement(*map, *node)?.is_some()),
            };
            *total = total.saturating_add_signed(was - i64::from(is));
        }
        let mut then = MemorySnapshot::new();
        then.lay(before.into_values());
        Ok(Self { base, revision, changed, then, totals })
    }

    /// What the base says, unless the record was changed since: then what it was.
    fn one<T>(
        &self,
        entity: &Entity,
        ask: impl Fn(&dyn Snapshot) -> Result<Option<T>, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        if self.changed.contains(entity) { ask(&self.then) } else { ask(self.base) }
    }

    /// What the base lists and was not changed since, and what was listed then of the rest, in order.
    fn many<T: Ord>(
        &self,
        entity: impl Fn(&T) -> Entity,
        ask: impl Fn(&dyn Snapshot) -> Result<Vec<T>, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let mut list = ask(self.base)?;
        list.retain(|item| !self.changed.contains(&entity(item)));
        list.extend(ask(&self.then)?);
        list.sort();
        Ok(list)
    }

    fn list_nodes(&self, ask: impl Fn(&dyn Snapshot) -> Result<Vec<NodeId>, ReadError>) -> Result<Vec<NodeId>, ReadError> {
        self.many(|id| Entity::Node(*id), ask)
    }

    fn list_links(&self, ask: impl Fn(&dyn Snapshot) -> Result<Vec<LinkId>, ReadError>) -> Result<Vec<LinkId>, ReadError> {
        self.many(|id| Entity::Link(*id), ask)
    }
}

impl Snapshot for AsOf<'_> {
    fn revision(&self) -> u64 {
        self.revision
    }

    fn totals(&self) -> Result<Totals, ReadError> {
        Ok(self.totals)
    }

    fn node(&self, id: NodeId) -> Result<Option<Node>, ReadError> {
        self.one(&Entity::Node(id), |at| at.node(id))
    }

    fn link(&self, id: LinkId) -> Result<Option<Link>, ReadError> {
        self.one(&Entity::Link(id), |at| at.link(id))
    }

    fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Option<Node>>, ReadError> {
        let mut nodes = self.base.nodes(ids)?;
        for (node, id) in nodes.iter_mut().zip(ids) {
            if self.changed.contains(&Entity::Node(*id)) {
                *node = self.then.node(*id)?;
            }
        }
        Ok(nodes)
    }

    fn links(&self, ids: &[LinkId]) -> Result<Vec<Option<Link>>, ReadError> {
        let mut links = self.base.links(ids)?;
        for (link, id) in links.iter_mut().zip(ids) {
            if self.changed.contains(&Entity::Link(*id)) {
                *link = self.then.link(*id)?;
            }
        }
        Ok(links)
    }

    fn map_size(&self, map: MapId) -> Result<(u64, u64), ReadError> {
        if self.changed.is_empty() {
            return self.base.map_size(map);
        }
        Ok((self.placements_in(map)?.len() as u64, self.links_in(map)?.len() as u64))
    }

    fn map(&self, id: MapId) -> Result<Option<MapInfo>, ReadError> {
        self.one(&Entity::Map(id), |at| at.map(id))
    }

    fn source(&self, key: &SourceKey) -> Result<Option<Source>, ReadError> {
        self.one(&Entity::Source(key.clone()), |at| at.source(key))
    }

    fn placement(&self, map: MapId, node: NodeId) -> Result<Option<Placement>, ReadError> {
        self.one(&Entity::Placement(map, node), |at| at.placement(map, node))
    }

    fn element_named(&self, name: &str) -> Result<Option<Element>, ReadError> {
        if let Some(element) = self.then.element_named(name)? {
            return Ok(Some(element));
        }
        let found = self.base.element_named(name)?;
        Ok(found.filter(|element| {
            let entity = match element {
                Element::Node(id) => Entity::Node(*id),
                Element::Link(id) => Entity::Link(*id),
            };
            !self.changed.contains(&entity)
        }))
    }

    fn map_named(&self, name: &str) -> Result<Option<MapId>, ReadError> {
        if let Some(map) = self.then.map_named(name)? {
            return Ok(Some(map));
        }
        Ok(self.base.map_named(name)?.filter(|map| !self.changed.contains(&Entity::Map(*map))))
    }

    fn with_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Entity>, ReadError> {
        let mut found = self.base.with_id_prefix(prefix, limit.saturating_add(self.changed.len()))?;
        found.retain(|entity| !self.changed.contains(entity));
        found.extend(self.then.with_id_prefix(prefix, limit)?);
        found.truncate(limit);
        Ok(found)
    }

    fn maps(&self) -> Result<Vec<MapInfo>, ReadError> {
        let mut maps = self.base.maps()?;
        maps.retain(|map| !self.changed.contains(&Entity::Map(map.id)));
        maps.extend(self.then.maps()?);
        maps.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(maps)
    }

    fn sources(&self) -> Result<Vec<Source>, ReadError> {
        let mut sources = self.base.sources()?;
        sources.retain(|source| !self.changed.contains(&Entity::Source(source.key.clone())));
        sources.extend(self.then.sources()?);
        sources.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(sources)
    }

    fn placements_in(&self, map: MapId) -> Result<Vec<Placement>, ReadError> {
        let mut placements = self.base.placements_in(map)?;
        placements.retain(|place| !self.changed.contains(&Entity::Placement(place.map, place.node)));
        placements.extend(self.then.placements_in(map)?);
        placements.sort_by_key(|place| (place.order, place.node));
        Ok(placements)
    }

    fn links_in(&self, map: MapId) -> Result<Vec<LinkId>, ReadError> {
        self.list_links(|at| at.links_in(map))
    }

    fn maps_of(&self, node: NodeId) -> Result<Vec<MapId>, ReadError> {
        self.many(|map| Entity::Placement(*map, node), |at| at.maps_of(node))
    }

    fn links_to(&self, target: Element) -> Result<Vec<LinkId>, ReadError> {
        self.list_links(|at| at.links_to(target))
    }

    fn links_from(&self, node: NodeId) -> Result<Vec<LinkId>, ReadError> {
        self.list_links(|at| at.links_from(node))
    }

    fn nodes_of_kind(&self, kind: NodeKind) -> Result<Vec<NodeId>, ReadError> {
        self.list_nodes(|at| at.nodes_of_kind(kind))
    }

    fn nodes_tagged(&self, tag: &str) -> Result<Vec<NodeId>, ReadError> {
        self.list_nodes(|at| at.nodes_tagged(tag))
    }

    fn nodes_citing(&self, key: &SourceKey) -> Result<Vec<NodeId>, ReadError> {
        self.list_nodes(|at| at.nodes_citing(key))
    }

    fn tags(&self) -> Result<Vec<(Name, u64)>, ReadError> {
        let mut tags: BTreeMap<Name, u64> = self.base.tags()?.into_iter().collect();
        for entity in &self.changed {
            if let Entity::Node(id) = entity {
                for tag in self.base.node(*id)?.into_iter().flat_map(|node| node.tags) {
                    if let Some(count) = tags.get_mut(&tag) {
                        *count -= 1;
                    }
                }
            }
        }
        for (tag, count) in self.then.tags()? {
            *tags.entry(tag).or_default() += count;
        }
        Ok(tags.into_iter().filter(|(_, count)| *count > 0).collect())
    }

    fn element_names(&self, prefix: &str, limit: usize) -> Result<Vec<Name>, ReadError> {
        let mut names: BTreeSet<Name> = self.then.element_names(prefix, limit)?.into_iter().collect();
        for name in self.base.element_names(prefix, limit.saturating_add(self.changed.len()))? {
            if self.element_named(name.as_str())?.is_some() {
                names.insert(name);
            }
        }
        Ok(names.into_iter().take(limit).collect())
    }

    fn scan_nodes(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ReadError> {
        let mut kept: Vec<Node> = Vec::new();
        let mut last = after;
        // Pages of the base may be thinned out by what was changed: read on until the page is full or the base ends.
        loop {
            let page = self.base.scan_nodes(last, limit)?;
            let ended = page.len() < limit;
            last = page.last().map(|node| node.id).or(last);
            kept.extend(page.into_iter().filter(|node| !self.changed.contains(&Entity::Node(node.id))));
            if ended || kept.len() >= limit {
                break;
            }
        }
        kept.extend(self.then.scan_nodes(after, limit)?);
        kept.sort_by_key(|node| node.id);
        kept.truncate(limit);
        Ok(kept)
    }

    fn history(&self, entity: &Entity) -> Result<Vec<u64>, ReadError> {
        Ok(self.base.history(entity)?.into_iter().filter(|sequence| *sequence <= self.revision).collect())
    }

    fn commit(&self, sequence: u64) -> Result<Option<Commit>, ReadError> {
        if sequence > self.revision { Ok(None) } else { self.base.commit(sequence) }
    }
}
