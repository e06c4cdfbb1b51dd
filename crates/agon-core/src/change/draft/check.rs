//! What one record refers to: there, in the right map, and allowed to be joined.

use super::Draft;
use crate::change::ReadError;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::model::rules::{self, TargetKind};
use crate::model::{Element, Link, Node, NodeId, NodeKind, Placement, SourceKey};

impl Draft<'_> {
    /// The sources a node names are there.
    pub(super) fn check_citation(&self, node: &Node) -> Result<Vec<Diagnostic>, ReadError> {
        let mut found = Vec::new();
        for key in node.sources() {
            if !self.has_source(key)? {
                found.push(self.unknown_source(node, key)?);
            }
        }
        Ok(found)
    }

    fn unknown_source(&self, node: &Node, key: &SourceKey) -> Result<Diagnostic, ReadError> {
        let mut complaint = Diagnostic::error("rule/unknown-source", format!("there is no source `{key}`"))
            .at(Place::Node(node.label()))
            .hint(format!("add it first: agon source add {key} --title …"));
        if let Some(near) = self.source_like(key)? {
            complaint = complaint.hint(format!("did you mean `{near}`?"));
        }
        Ok(complaint)
    }

    /// The known key nearest to an unknown one. Not looked for when so much is wrong that nobody would read it.
    fn source_like(&self, key: &SourceKey) -> Result<Option<String>, ReadError> {
        if self.is_hopeless() {
            return Ok(None);
        }
        let sources = self.base.sources()?;
        let new = self.sources.iter().filter(|(_, fact)| fact.now.is_some()).map(|(key, _)| key.as_str());
        let old = sources.iter().map(|source| source.key.as_str());
        Ok(nearest(key.as_str(), old.chain(new)).map(str::to_owned))
    }

    /// The map and the node of a placement are there, and the section too.
    pub(super) fn check_place(&self, placement: &Placement) -> Result<Vec<Diagnostic>, ReadError> {
        let place = || Place::Node(placement.node.short());
        let Some(sections) = self.sections(placement.map)? else {
            let message = "the node is placed in a map that does not exist";
            return Ok(vec![Diagnostic::error("rule/unknown-map", message).at(place()).hint("add the map first")]);
        };
        if self.node_kind(placement.node)?.is_none() {
            let message = "a node that does not exist is placed in a map";
            return Ok(vec![Diagnostic::error("rule/unknown-node", message).at(place()).hint("add the node first")]);
        }
        Ok(rules::check_placement(placement, sections))
    }

    /// Map, premises and target of a link are there, in one map, and allowed to be joined. A target link that is not
    /// there is left to [`Draft::check_chains`].
    pub(super) fn check_joints(&self, link: &Link) -> Result<Vec<Diagnostic>, ReadError> {
        let place = || Place::Link(link.label());
        if self.sections(link.map)?.is_none() {
            let message = "the link belongs to a map that does not exist";
            return Ok(vec![Diagnostic::error("rule/unknown-map", message).at(place()).hint("add the map first")]);
        }
        let mut found = Vec::new();
        let target = match link.target {
            Element::Node(node) => {
                let kind = self.node_kind(node)?;
                if kind.is_none() {
                    found.push(missing(place(), &format!("its target, the node {},", node.short())));
                } else if !self.is_placed(link.map, node)? {
                    found.push(elsewhere(place(), &self.label_of(node)?));
                }
                kind.map(TargetKind::Node)
            }
            Element::Link(upper) => {
                let fact = self.link_fact(upper)?;
                if fact.is_some_and(|fact| fact.map != link.map) {
                    found.push(other_map(place()));
                }
                fact.map(|fact| TargetKind::Link(fact.relation))
            }
        };
        for premise in &link.premises {
            let Some(kind) = self.node_kind(*premise)? else {
                found.push(missing(place(), &format!("its premise {}", premise.short())));
                continue;
            };
            if !self.is_placed(link.map, *premise)? {
                found.push(elsewhere(place(), &self.label_of(*premise)?));
            }
            if let Some(target) = target {
                found.extend(self.check_join(link, *premise, kind, target)?);
            }
        }
        Ok(found)
    }

    fn check_join(
        &self,
        link: &Link,
        premise: NodeId,
        kind: NodeKind,
        target: TargetKind,
    ) -> Result<Option<Diagnostic>, ReadError> {
        let Err((message, hint)) = rules::may_join(kind, link.relation, target) else { return Ok(None) };
        let who = self.label_of(premise)?;
        Ok(Some(Diagnostic::error("rule/link", message).at(Place::Node(who)).hint(hint)))
    }
}

pub(super) fn missing(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error("rule/dangling", format!("{what} does not exist")).at(place).hint("add it first")
}

pub(super) fn other_map(place: Place) -> Diagnostic {
    Diagnostic::error("rule/link-map", "the link bears on a link of another map").at(place).hint("link within one map")
}

fn elsewhere(place: Place, node: &str) -> Diagnostic {
    let message = format!("`{node}` does not stand in the link's map");
    Diagnostic::error("rule/not-placed", message).at(place).hint(format!("place it there: agon place {node} --in MAP"))
}
