//! The draft seen as a snapshot: its own records over those of its base.

use rustc_hash::FxHashMap;

use super::{Draft, LinkFact};
use crate::change::{Change, ReadError, Snapshot};
use crate::model::{Element, Link, LinkId, MapId, MapInfo, Node, NodeId, NodeKind, Placement, Source, SourceKey};

impl<'a> Draft<'a> {
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

    pub(super) fn link_fact(&self, id: LinkId) -> Result<Option<LinkFact>, ReadError> {
        match self.links.get(&id) {
            Some(fact) => Ok(fact.now),
            None => Ok(self.of_base(|base| base.link(id))?.map(|link| LinkFact {
                relation: link.relation,
                target: link.target,
                map: link.map,
            })),
        }
    }

    pub(super) fn has_source(&self, key: &SourceKey) -> Result<bool, ReadError> {
        match self.sources.get(key) {
            Some(fact) => Ok(fact.now.is_some()),
            None => Ok(self.of_base(|base| base.source(key))?.is_some()),
        }
    }

    /// How many sections the map will have; `None` if it will not be there.
    pub(super) fn sections(&self, id: MapId) -> Result<Option<usize>, ReadError> {
        match self.maps.get(&id) {
            Some(fact) => Ok(fact.now),
            None => Ok(self.of_base(|base| base.map(id))?.map(|map| map.sections.len())),
        }
    }

    pub(super) fn is_placed(&self, map: MapId, node: NodeId) -> Result<bool, ReadError> {
        match self.placements.get(&(map, node)) {
            Some(fact) => Ok(fact.now.is_some()),
            None => Ok(self.of_base(|base| base.placement(map, node))?.is_some()),
        }
    }

    /// Lists the pending links and placements by what they touch, so that each removal does not go through all.
    pub(super) fn make_index(&mut self) {
        if self.index.is_none() {
            let mut index = PendingIndex::default();
            self.pending.iter().for_each(|change| index.add(change));
            self.index = Some(index);
        }
    }

    /// Links that bear on this element, in the base and among pending changes.
    pub(super) fn links_to(&self, target: Element) -> Result<Vec<LinkId>, ReadError> {
        let mut found = self.base.links_to(target)?;
        found.extend(self.index.iter().flat_map(|index| index.links_at(target)));
        self.still_there(found, |link| link.target == target)
    }

    /// Links of which this node is premise or target.
    pub(super) fn links_of_node(&self, node: NodeId) -> Result<Vec<LinkId>, ReadError> {
        let mut found = self.base.links_to(Element::Node(node))?;
        found.extend(self.base.links_from(node)?);
        found.extend(self.index.iter().flat_map(|index| index.links_at(Element::Node(node))));
        self.still_there(found, |link| link.target == Element::Node(node) || link.premises.contains(&node))
    }

    fn still_there(&self, mut ids: Vec<LinkId>, matches: impl Fn(&Link) -> bool) -> Result<Vec<LinkId>, ReadError> {
        ids.sort();
        ids.dedup();
        let mut kept = Vec::new();
        for id in ids {
            if self.link(id)?.is_some_and(|link| matches(&link)) {
                kept.push(id);
            }
        }
        Ok(kept)
    }

    /// Maps in which the node will stand.
    pub(super) fn maps_of(&self, node: NodeId) -> Result<Vec<MapId>, ReadError> {
        let mut found = self.base.maps_of(node)?;
        found.extend(self.index.iter().flat_map(|index| index.places.get(&node)).flatten().copied());
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

    /// The maps in which the node will stand, by id.
    ///
    /// # Errors
    /// The base cannot be read.
    pub fn stands_in(&mut self, node: NodeId) -> Result<Vec<MapId>, ReadError> {
        self.make_index();
        self.maps_of(node)
    }

    /// The order of the last node of a map, as it will be; looks through what is pending.
    ///
    /// # Errors
    /// The base cannot be read.
    pub fn last_order(&self, map: MapId) -> Result<Option<u64>, ReadError> {
        let base = self.base.last_placement(map)?.map(|place| place.order);
        let pending = self.pending_placements().filter(|place| place.map == map).map(|place| place.order).max();
        Ok(base.max(pending))
    }

    pub(super) fn pending_links(&self) -> impl Iterator<Item = &Link> {
        self.pending.iter().filter_map(|change| match change {
            Change::Link(edit) => edit.after.as_ref(),
            _ => None,
        })
    }

    pub(super) fn pending_placements(&self) -> impl Iterator<Item = &Placement> {
        self.pending.iter().filter_map(|change| match change {
            Change::Placement(edit) => edit.after.as_ref(),
            _ => None,
        })
    }

    /// The link as it was in the base, if this draft changed it.
    pub(super) fn original_link(&self, at: Option<u32>) -> Option<&Link> {
        match self.pending_at(at?)? {
            Change::Link(edit) => edit.before.as_ref(),
            _ => None,
        }
    }

    pub(super) fn of_base<T>(
        &self,
        read: impl FnOnce(&'a dyn Snapshot) -> Result<Option<T>, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        if self.base_is_empty { Ok(None) } else { read(self.base) }
    }

    pub(super) fn pending_at(&self, at: u32) -> Option<&Change> {
        self.place_of(at).and_then(|place| self.pending.get(place))
    }

    pub(super) fn was_drained(&self, at: Option<u32>) -> bool {
        at.is_some_and(|at| self.place_of(at).is_none())
    }

    pub(super) fn label_of(&self, node: NodeId) -> Result<String, ReadError> {
        Ok(self.node(node)?.map_or_else(|| node.short(), |node| node.label()))
    }
}

/// Pending links and placements by what they touch. It may hold what was changed again since: whoever reads it looks.
#[derive(Default)]
pub(super) struct PendingIndex {
    links: FxHashMap<Element, Vec<LinkId>>,
    places: FxHashMap<NodeId, Vec<MapId>>,
}

impl PendingIndex {
    pub(super) fn add(&mut self, change: &Change) {
        match change {
            Change::Link(edit) => {
                let Some(link) = &edit.after else { return };
                self.links.entry(link.target).or_default().push(link.id);
                for premise in &link.premises {
                    self.links.entry(Element::Node(*premise)).or_default().push(link.id);
                }
            }
            Change::Placement(edit) => {
                let Some(place) = &edit.after else { return };
                self.places.entry(place.node).or_default().push(place.map);
            }
            Change::Map(_) | Change::Source(_) | Change::Node(_) => {}
        }
    }

    fn links_at(&self, element: Element) -> impl Iterator<Item = LinkId> {
        self.links.get(&element).into_iter().flatten().copied()
    }
}
