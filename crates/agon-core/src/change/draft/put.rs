//! Putting records: what each replaces is filled in, what it says is checked at once, what it refers to is looked for.

use super::{Draft, Fact, LinkFact};
use crate::change::{Change, Edit, Entity, ReadError};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::rules;
use crate::model::{Element, Link, MapId, MapInfo, Name, Node, Placement, Source};

impl Draft<'_> {
    /// Adds a map or replaces its record.
    pub fn put_map(&mut self, map: MapInfo) -> Result<(), ReadError> {
        for complaint in rules::check_map(&map) {
            self.complain(complaint);
        }
        if self.was_drained(self.maps.get(&map.id).map(|fact| fact.at)) {
            self.complain_repeated(Place::Map(map.name.to_string()));
            return Ok(());
        }
        let before = self.map(map.id)?;
        if before.as_ref() == Some(&map) {
            return Ok(());
        }
        self.rename_map(map.id, before.as_ref().map(|old| &old.name), Some(&map.name))?;
        let fact = self.maps.get(&map.id).copied();
        if before.as_ref().is_some_and(|old| old.sections.len() > map.sections.len()) {
            self.refuse_after_drain(Place::Map(map.name.to_string()));
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
        if self.was_drained(self.sources.get(&source.key).map(|fact| fact.at)) {
            self.complain_repeated(Place::Source(source.key.to_string()));
            return Ok(());
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
            self.refuse_after_drain(Place::Node(node.label()));
            self.unsettled_nodes.insert(node.id);
        }
        let found = self.check_citation(&node)?;
        self.doubt(Entity::Node(node.id), found);
        let (id, kind) = (node.id, node.kind);
        let old_at = self.nodes.get(&id).map(|fact| fact.at);
        let at = self.push(old_at, Change::Node(Box::new(Edit { before, after: Some(node) })));
        self.nodes.insert(id, Fact { now: Some(kind), at });
        Ok(())
    }

    /// Places a node in a map or moves it there.
    pub fn put_placement(&mut self, placement: Placement) -> Result<(), ReadError> {
        let key = (placement.map, placement.node);
        if self.was_drained(self.placements.get(&key).map(|fact| fact.at)) {
            self.complain_repeated(Place::Node(placement.node.short()));
            return Ok(());
        }
        let before = self.placement(placement.map, placement.node)?;
        if before.as_ref() == Some(&placement) {
            return Ok(());
        }
        let found = self.check_place(&placement)?;
        self.doubt(Entity::Placement(placement.map, placement.node), found);
        let old_at = self.placements.get(&key).map(|fact| fact.at);
        let at = self.push(old_at, Change::Placement(Box::new(Edit { before, after: Some(placement) })));
        self.placements.insert(key, Fact { now: Some(()), at });
        Ok(())
    }

    /// Adds a link or replaces its record.
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
        let old_at = self.links.get(&link.id).map(|fact| fact.at);
        if self.original_link(old_at).or(before.as_ref()).is_some_and(|old| old.map != link.map) {
            let message = "a link stays in the map it was made in";
            self.complain(
                Diagnostic::error("rule/link-map", message)
                    .at(Place::Link(link.label()))
                    .hint("remove it and make one in the other map"),
            );
        }
        let found = self.check_joints(&link)?;
        self.doubt(Entity::Link(link.id), found);
        self.rename(Element::Link(link.id), before.as_ref().and_then(|old| old.name.as_ref()), link.name.as_ref())?;
        if before.as_ref().is_some_and(|old| old.relation != link.relation) {
            self.refuse_after_drain(Place::Link(link.label()));
            self.unsettled_links.insert(link.id);
        }
        if let Some(upper) = link.target.link()
            && (before.as_ref().is_some_and(|old| old.target != link.target) || self.link_fact(upper)?.is_none())
        {
            self.deferred.push(link.id);
        }
        let fact = LinkFact { relation: link.relation, target: link.target, map: link.map };
        let id = link.id;
        let at = self.push(old_at, Change::Link(Box::new(Edit { before, after: Some(link) })));
        self.links.insert(id, Fact { now: Some(fact), at });
        Ok(())
    }

    /// Frees an old name and takes a new one; if somebody has it, that is settled at the end.
    pub(super) fn rename(&mut self, element: Element, old: Option<&Name>, new: Option<&Name>) -> Result<(), ReadError> {
        if old == new {
            return Ok(());
        }
        if let Some(old) = old {
            self.contested.retain(|(name, claimant)| **name != *old.as_str() || *claimant != element);
            if self.element_named(old.as_str())? == Some(element) {
                self.element_names.insert(old.as_str().into(), None);
            }
        }
        if let Some(new) = new {
            match self.element_named(new.as_str())? {
                Some(holder) if holder != element => self.contested.push((new.as_str().into(), element)),
                _ => {
                    self.element_names.insert(new.as_str().into(), Some(element));
                }
            }
        }
        Ok(())
    }

    pub(super) fn rename_map(&mut self, map: MapId, old: Option<&Name>, new: Option<&Name>) -> Result<(), ReadError> {
        if old == new {
            return Ok(());
        }
        if let Some(old) = old {
            self.contested_maps.retain(|(name, claimant)| **name != *old.as_str() || *claimant != map);
            if self.map_named(old.as_str())? == Some(map) {
                self.map_names.insert(old.as_str().into(), None);
            }
        }
        if let Some(new) = new {
            match self.map_named(new.as_str())? {
                Some(holder) if holder != map => self.contested_maps.push((new.as_str().into(), map)),
                _ => {
                    self.map_names.insert(new.as_str().into(), Some(map));
                }
            }
        }
        Ok(())
    }
}
