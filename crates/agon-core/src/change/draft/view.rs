//! The draft seen as a snapshot: its own records over those of its base.

use super::{DRAINED, Draft, LinkFact};
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

    /// Links that bear on this element, in the base and among pending changes.
    pub(super) fn links_to(&self, target: Element) -> Result<Vec<LinkId>, ReadError> {
        let mut found = self.base.links_to(target)?;
        found.extend(self.pending_links().filter(|link| link.target == target).map(|link| link.id));
        self.still_there(found, |link| link.target == target)
    }

    /// Links of which this node is premise or target.
    pub(super) fn links_of_node(&self, node: NodeId) -> Result<Vec<LinkId>, ReadError> {
        let part_of = |link: &Link| link.target == Element::Node(node) || link.premises.contains(&node);
        let mut found = self.base.links_to(Element::Node(node))?;
        found.extend(self.base.links_from(node)?);
        found.extend(self.pending_links().filter(|link| part_of(link)).map(|link| link.id));
        self.still_there(found, part_of)
    }

    pub(super) fn still_there(&self, mut ids: Vec<LinkId>, matches: impl Fn(&Link) -> bool) -> Result<Vec<LinkId>, ReadError> {
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
    pub(super) fn maps_of(&self, node: NodeId) -> Result<Vec<MapId>, ReadError> {
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

    pub(super) fn pending_links(&self) -> impl Iterator<Item = &Link> {
        self.pending.iter().filter_map(|change| match change {
            Change::Link(edit) => edit.after.as_ref(),
            _ => None,
        })
    }

    pub(super) fn of_base<T>(
        &self,
        read: impl FnOnce(&'a dyn Snapshot) -> Result<Option<T>, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        if self.base_is_empty { Ok(None) } else { read(self.base) }
    }

    pub(super) fn pending_at(&self, at: u32) -> Option<&Change> {
        self.pending.get(at as usize)
    }

    pub(super) fn was_drained(&self, at: Option<u32>) -> bool {
        at == Some(DRAINED)
    }

    pub(super) fn label_of(&self, node: NodeId) -> Result<String, ReadError> {
        Ok(self.node(node)?.map_or_else(|| node.short(), |node| node.label()))
    }
}
