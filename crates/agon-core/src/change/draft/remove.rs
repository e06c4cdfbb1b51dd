//! Removing records, with what cannot stand without them.

use super::{Draft, Fact};
use crate::change::{Change, Edit, ReadError};
use crate::model::{Element, LinkId, MapId, NodeId, SourceKey};

impl Draft<'_> {
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

    pub(super) fn drop_placement(&mut self, map: MapId, node: NodeId) -> Result<bool, ReadError> {
        let Some(before) = self.placement(map, node)? else { return Ok(false) };
        let old_at = self.placements.get(&(map, node)).map(|fact| fact.at);
        let at = self.push(old_at, Change::Placement(Box::new(Edit { before: Some(before), after: None })));
        self.placements.insert((map, node), Fact { now: None, at });
        self.unsettled_placements.insert((map, node));
        Ok(true)
    }
}
