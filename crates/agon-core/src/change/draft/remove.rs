//! Removing records: one alone, or with what cannot stand without it.

use rustc_hash::FxHashSet;

use super::{Draft, Fact};
use crate::change::{Change, Edit, ReadError};
use crate::diagnostic::Place;
use crate::model::{Element, LinkId, MapId, NodeId, SourceKey};

impl Draft<'_> {
    /// Removes a node with its placements, the links it is a premise or target of, and the links that bear on those.
    /// Returns whether it was there.
    pub fn remove_node(&mut self, id: NodeId) -> Result<bool, ReadError> {
        if self.node(id)?.is_none() {
            return Ok(false);
        }
        self.make_index();
        for link in self.links_of_node(id)? {
            self.remove_link(link)?;
        }
        for map in self.maps_of(id)? {
            self.drop_placement(map, id)?;
        }
        self.drop_node(id)
    }

    /// Removes a link and, first, the links that bear on it. Returns whether it was there.
    pub fn remove_link(&mut self, id: LinkId) -> Result<bool, ReadError> {
        // Depth first without recursion: what bears on a link goes before the link.
        self.make_index();
        let mut stack = vec![(id, false)];
        let mut seen = FxHashSet::default();
        let mut removed = false;
        while let Some((link, expanded)) = stack.pop() {
            if expanded {
                removed |= self.drop_link(link)?;
            } else if seen.insert(link) {
                // Seen once: a draft that will be refused may hold links that bear on each other in a circle.
                stack.push((link, true));
                for upper in self.links_to(Element::Link(link))? {
                    stack.push((upper, false));
                }
            }
        }
        Ok(removed)
    }

    /// Takes a node out of a map, with the links of that map it is part of. Returns whether it stood there.
    pub fn remove_placement(&mut self, map: MapId, node: NodeId) -> Result<bool, ReadError> {
        self.make_index();
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
        if self.map(id)?.is_none() {
            return Ok(false);
        }
        self.make_index();
        let mut links = self.base.links_in(id)?;
        links.extend(self.pending_links().filter(|link| link.map == id).map(|link| link.id));
        for link in links {
            self.remove_link(link)?;
        }
        let mut placed: Vec<NodeId> = self.base.placements_in(id)?.into_iter().map(|place| place.node).collect();
        placed.extend(self.pending_placements().filter(|place| place.map == id).map(|place| place.node));
        for node in placed {
            if self.drop_placement(id, node)? && self.maps_of(node)?.is_empty() {
                self.remove_node(node)?;
            }
        }
        self.drop_map(id)
    }

    /// Removes a source, which no evidence may cite then. Returns whether it was there.
    pub fn remove_source(&mut self, key: &SourceKey) -> Result<bool, ReadError> {
        let Some(before) = self.source(key)? else { return Ok(false) };
        self.refuse_after_drain(Place::Source(key.to_string()));
        let old_at = self.sources.get(key).map(|fact| fact.at);
        let at = self.push(old_at, Change::Source(Box::new(Edit { before: Some(before), after: None })));
        self.sources.insert(key.clone(), Fact { now: None, at });
        self.unsettled_sources.insert(key.clone());
        Ok(true)
    }

    /// Puts one record in the place of another, exactly: for changes that were made before, or their inverses, as
    /// undo puts them. A removal takes nothing along; what it leaves behind is refused at the end.
    pub fn put_change(&mut self, change: Change) -> Result<(), ReadError> {
        match change {
            Change::Map(edit) => match (edit.after, edit.before) {
                (Some(map), _) => self.put_map(map),
                (None, old) => old.map_or(Ok(false), |old| self.drop_map(old.id)).map(drop),
            },
            Change::Source(edit) => match (edit.after, edit.before) {
                (Some(source), _) => self.put_source(source),
                (None, old) => old.map_or(Ok(false), |old| self.remove_source(&old.key)).map(drop),
            },
            Change::Node(edit) => match (edit.after, edit.before) {
                (Some(node), _) => self.put_node(node),
                (None, old) => old.map_or(Ok(false), |old| self.drop_node(old.id)).map(drop),
            },
            Change::Placement(edit) => match (edit.after, edit.before) {
                (Some(place), _) => self.put_placement(place),
                (None, old) => old.map_or(Ok(false), |old| self.drop_placement(old.map, old.node)).map(drop),
            },
            Change::Link(edit) => match (edit.after, edit.before) {
                (Some(link), _) => self.put_link(link),
                (None, old) => old.map_or(Ok(false), |old| self.drop_link(old.id)).map(drop),
            },
        }
    }

    fn drop_map(&mut self, id: MapId) -> Result<bool, ReadError> {
        let Some(before) = self.map(id)? else { return Ok(false) };
        self.refuse_after_drain(Place::Map(before.name.to_string()));
        self.rename_map(id, Some(&before.name), None)?;
        let old_at = self.maps.get(&id).map(|fact| fact.at);
        let at = self.push(old_at, Change::Map(Box::new(Edit { before: Some(before), after: None })));
        self.maps.insert(id, Fact { now: None, at });
        self.unsettled_maps.insert(id);
        Ok(true)
    }

    fn drop_node(&mut self, id: NodeId) -> Result<bool, ReadError> {
        let Some(before) = self.node(id)? else { return Ok(false) };
        self.refuse_after_drain(Place::Node(before.label()));
        self.rename(Element::Node(id), before.name.as_ref(), None)?;
        let old_at = self.nodes.get(&id).map(|fact| fact.at);
        let at = self.push(old_at, Change::Node(Box::new(Edit { before: Some(before), after: None })));
        self.nodes.insert(id, Fact { now: None, at });
        self.unsettled_nodes.insert(id);
        Ok(true)
    }

    fn drop_link(&mut self, id: LinkId) -> Result<bool, ReadError> {
        let Some(before) = self.link(id)? else { return Ok(false) };
        self.refuse_after_drain(Place::Link(before.label()));
        self.rename(Element::Link(id), before.name.as_ref(), None)?;
        let old_at = self.links.get(&id).map(|fact| fact.at);
        let at = self.push(old_at, Change::Link(Box::new(Edit { before: Some(before), after: None })));
        self.links.insert(id, Fact { now: None, at });
        self.unsettled_links.insert(id);
        Ok(true)
    }

    fn drop_placement(&mut self, map: MapId, node: NodeId) -> Result<bool, ReadError> {
        let Some(before) = self.placement(map, node)? else { return Ok(false) };
        self.refuse_after_drain(Place::Node(node.short()));
        let old_at = self.placements.get(&(map, node)).map(|fact| fact.at);
        let at = self.push(old_at, Change::Placement(Box::new(Edit { before: Some(before), after: None })));
        self.placements.insert((map, node), Fact { now: None, at });
        self.unsettled_nodes.insert(node);
        Ok(true)
    }
}
