//! What only the whole draft can tell: whether what was missing came, what a change left behind, where chains end.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::check::{missing, other_map};
use super::{Change, Draft};
use crate::change::{Entity, ReadError};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::rules::{self, TargetKind};
use crate::model::{Element, LinkId, NodeId, NodeKind, SourceKey};

impl Draft<'_> {
    /// Checks what needs the whole draft and gives up the changes not drained yet, or `None` where it is refused:
    /// the reasons are in [`Self::complaints`]. Changes that came to nothing are left out.
    ///
    /// # Errors
    /// The base cannot be read.
    pub fn finish(&mut self) -> Result<Option<Vec<Change>>, ReadError> {
        let mut looked_at = FxHashSet::default();
        self.settle_doubts(&mut looked_at)?;
        self.settle_names()?;
        self.check_chains(&mut looked_at)?;
        self.check_left_behind(&mut looked_at)?;
        self.check_maps(&mut looked_at)?;
        self.check_removed_sources()?;
        if self.dropped_complaints > 0 {
            let message = format!("and {} more complaints", self.dropped_complaints);
            self.complaints.push(Diagnostic::note("rule/more", message));
            self.dropped_complaints = 0;
        }
        if self.is_refused() {
            return Ok(None);
        }
        Ok(Some(self.take_pending()))
    }

    /// Looks again at every record that missed something when it came.
    fn settle_doubts(&mut self, looked_at: &mut FxHashSet<Entity>) -> Result<(), ReadError> {
        for (entity, _) in std::mem::take(&mut self.doubts) {
            self.look_at(entity, looked_at)?;
        }
        Ok(())
    }

    /// Checks what a record refers to, once.
    fn look_at(&mut self, entity: Entity, looked_at: &mut FxHashSet<Entity>) -> Result<(), ReadError> {
        if !looked_at.insert(entity.clone()) {
            return Ok(());
        }
        let found = match entity {
            Entity::Node(id) => self.node(id)?.map(|node| self.check_citation(&node)),
            Entity::Placement(map, node) => self.placement(map, node)?.map(|place| self.check_place(&place)),
            Entity::Link(id) => self.link(id)?.map(|link| self.check_joints(&link)),
            Entity::Map(_) | Entity::Source(_) => None,
        };
        for complaint in found.transpose()?.into_iter().flatten() {
            self.complain(complaint);
        }
        Ok(())
    }

    /// Names that were taken when they were claimed: free by now, or not.
    fn settle_names(&mut self) -> Result<(), ReadError> {
        for (name, element) in std::mem::take(&mut self.contested) {
            match self.element_named(&name)? {
                Some(holder) if holder != element => self.complain_taken(&name, Some(holder)),
                _ => {
                    self.element_names.insert(name, Some(element));
                }
            }
        }
        for (name, map) in std::mem::take(&mut self.contested_maps) {
            match self.map_named(&name)? {
                Some(holder) if holder != map => self.complain_map_taken(&name),
                _ => {
                    self.map_names.insert(name, Some(map));
                }
            }
        }
        Ok(())
    }

    /// What refers to records that were removed or changed their kind without being put itself.
    fn check_left_behind(&mut self, looked_at: &mut FxHashSet<Entity>) -> Result<(), ReadError> {
        if !self.unsettled_nodes.is_empty() || !self.unsettled_links.is_empty() {
            self.make_index();
        }
        for node in sorted(&self.unsettled_nodes) {
            for link in self.links_of_node(node)? {
                self.look_at(Entity::Link(link), looked_at)?;
            }
            if self.node_kind(node)?.is_none() {
                for map in self.maps_of(node)? {
                    self.look_at(Entity::Placement(map, node), looked_at)?;
                }
            }
        }
        for link in sorted(&self.unsettled_links) {
            let is_gone = self.link_fact(link)?.is_none();
            for upper in self.links_to(Element::Link(link))? {
                if is_gone {
                    let place = Place::Link(upper.short());
                    self.complain(missing(place, &format!("its target, the link {},", link.short())));
                } else {
                    self.look_at(Entity::Link(upper), looked_at)?;
                }
            }
        }
        Ok(())
    }

    /// Maps that are gone or lost sections: nothing may stand there.
    fn check_maps(&mut self, looked_at: &mut FxHashSet<Entity>) -> Result<(), ReadError> {
        for map in sorted(&self.unsettled_maps) {
            let mut nodes: BTreeSet<NodeId> = self.base.placements_in(map)?.into_iter().map(|place| place.node).collect();
            nodes.extend(self.pending_placements().filter(|place| place.map == map).map(|place| place.node));
            for node in nodes {
                self.look_at(Entity::Placement(map, node), looked_at)?;
            }
            if self.sections(map)?.is_none() {
                let mut links: BTreeSet<LinkId> = self.base.links_in(map)?.into_iter().collect();
                links.extend(self.pending_links().filter(|link| link.map == map).map(|link| link.id));
                for link in links {
                    self.look_at(Entity::Link(link), looked_at)?;
                }
            }
        }
        Ok(())
    }

    fn check_removed_sources(&mut self) -> Result<(), ReadError> {
        let mut removed: BTreeSet<SourceKey> = BTreeSet::new();
        for key in &self.unsettled_sources {
            if !self.has_source(key)? {
                removed.insert(key.clone());
            }
        }
        if removed.is_empty() {
            return Ok(());
        }
        let mut citing: Vec<(SourceKey, NodeId)> = Vec::new();
        for key in &removed {
            citing.extend(self.base.nodes_citing(key)?.into_iter().map(|node| (key.clone(), node)));
        }
        for change in &self.pending {
            if let Change::Node(edit) = change
                && let Some(node) = &edit.after
            {
                citing.extend(node.sources().filter(|key| removed.contains(*key)).map(|key| (key.clone(), node.id)));
            }
        }
        for (key, id) in citing {
            if removed.contains(&key)
                && let Some(node) = self.node(id)?
                && node.sources().any(|one| *one == key)
            {
                removed.remove(&key);
                self.complain_left(Place::Source(key.to_string()), &format!("the evidence `{}`", node.label()));
            }
        }
        Ok(())
    }

    /// Links on links that came before their target: it is there now, the joint is allowed, and following targets
    /// ends at a node.
    fn check_chains(&mut self, looked_at: &mut FxHashSet<Entity>) -> Result<(), ReadError> {
        let deferred = std::mem::take(&mut self.deferred);
        let mut settled: FxHashSet<LinkId> = FxHashSet::default();
        for id in deferred {
            let Some(fact) = self.link_fact(id)? else { continue };
            let Some(upper) = fact.target.link() else { continue };
            let place = Place::Link(id.short());
            let Some(target) = self.link_fact(upper)? else {
                self.complain(missing(place, &format!("its target, the link {},", upper.short())));
                continue;
            };
            if self.link(id)?.is_some() {
                self.look_at(Entity::Link(id), looked_at)?;
            } else {
                // Drained: its premises are gone from memory, what can still be told is told.
                if target.map != fact.map {
                    self.complain(other_map(place.clone()));
                }
                if let Err((message, hint)) = rules::may_join(NodeKind::Claim, fact.relation, TargetKind::Link(target.relation)) {
                    self.complain(Diagnostic::error("rule/link", message).at(place.clone()).hint(hint));
                }
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
}

fn sorted<T: Copy + Ord>(set: &FxHashSet<T>) -> Vec<T> {
    let mut all: Vec<T> = set.iter().copied().collect();
    all.sort();
    all
}
