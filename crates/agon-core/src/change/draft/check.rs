//! The rules that need more than one record: joints, what is left behind, chains of links on links.

use rustc_hash::FxHashSet;

use super::Draft;
use crate::change::{Change, ReadError};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::rules::{self, TargetKind};
use crate::model::{Element, Link, LinkId, MapId, NodeId, NodeKind, Relation, SourceKey};

impl Draft<'_> {
    /// Premises and target of one link: there, in its map, and allowed to be joined.
    pub(super) fn check_joints(&mut self, link: &Link) -> Result<(), ReadError> {
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

    pub(super) fn check_join(
        &mut self,
        link: &Link,
        premise: NodeId,
        kind: NodeKind,
        target: TargetKind,
    ) -> Result<(), ReadError> {
        if let Err((message, hint)) = rules::may_join(kind, link.relation, target) {
            let who = self.label_of(premise)?;
            self.complain(Diagnostic::error("rule/link", message).at(Place::Node(who)).hint(hint));
        }
        Ok(())
    }

    /// Looks again at all the links of a node whose kind changed, and at those that bear on a changed link.
    pub(super) fn recheck(&mut self, ids: Vec<LinkId>) -> Result<(), ReadError> {
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

    pub(super) fn check_maps(&mut self) -> Result<(), ReadError> {
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
    pub(super) fn check_deferred(&mut self) -> Result<(), ReadError> {
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
}
