//! Replacing a map by an edited text of it: what is the same keeps its id, what is missing goes, what is new comes.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{CommitReport, Database, DatabaseError, Draw};
use crate::change::Snapshot;
use crate::diagnostic::Diagnostic;
use crate::extend::Document;
use crate::model::{Element, Link, LinkId, MapId, NodeId, Placement, Source};

impl Database {
    /// Makes the map what the document says, as one commit of the difference. Nodes are recognised by id, else by name;
    /// links by id, else by what they join. Nodes that are left out leave the map, and the database if they stand nowhere else.
    ///
    /// # Errors
    /// The document has errors, breaks a rule, or the store fails; then nothing changed.
    pub fn replace_map(&mut self, map: MapId, document: Document, message: &str) -> Result<CommitReport, DatabaseError> {
        if document.complaints.iter().any(Diagnostic::is_error) {
            return Err(DatabaseError::Refused(document.complaints));
        }
        let warnings = document.complaints.clone();
        let mut report = self.commit(message, |draw| replace(draw, map, document))?;
        report.warnings.splice(0..0, warnings);
        Ok(report)
    }
}

fn replace(draw: &mut Draw<'_>, map: MapId, document: Document) -> Result<(), DatabaseError> {
    let base = draw.draft.base();
    let old_placements = base.placements_in(map)?;
    let old_nodes: FxHashSet<NodeId> = old_placements.iter().map(|place| place.node).collect();
    if let Some(mut info) = document.info {
        info.id = map;
        draw.draft.put_map(info)?;
    }
    for source in document.sources.into_values() {
        if draw.draft.source(&source.key)?.is_none() {
            draw.draft.put_source(source)?;
        }
    }

    // Which node of the document is which node of the map.
    let in_document: FxHashSet<NodeId> = document.placed.iter().map(|(_, node)| node.id).collect();
    let mut same: FxHashMap<NodeId, NodeId> = FxHashMap::default();
    for (_, node) in &document.placed {
        if old_nodes.contains(&node.id) || base.node(node.id)?.is_some() {
            continue;
        }
        let Some(name) = &node.name else { continue };
        if let Some(Element::Node(known)) = base.element_named(name.as_str())?
            && !in_document.contains(&known)
        {
            same.insert(node.id, known);
        }
    }
    let resolve = |id: NodeId| same.get(&id).copied().unwrap_or(id);

    // Leaving comes first, so that names become free.
    let kept: FxHashSet<NodeId> = document.placed.iter().map(|(_, node)| resolve(node.id)).collect();
    let links = recognise_links(base, map, &document.links, &resolve)?;
    let kept_links: FxHashSet<LinkId> = links.iter().map(|link| link.id).collect();
    for link in base.links_in(map)? {
        if !kept_links.contains(&link) {
            draw.draft.remove_link(link)?;
        }
    }
    for place in &old_placements {
        if !kept.contains(&place.node) {
            let stands_elsewhere = base.maps_of(place.node)?.iter().any(|other| *other != map);
            if stands_elsewhere {
                draw.draft.remove_placement(map, place.node)?;
            } else {
                draw.draft.remove_node(place.node)?;
            }
        }
    }

    // The same order keeps the same numbers, so that only what moved is changed.
    let mut wanted: Vec<(&Placement, NodeId)> = document.placed.iter().map(|(place, node)| (place, resolve(node.id))).collect();
    wanted.sort_by_key(|(place, node)| (place.order, *node));
    let same_order = wanted.iter().map(|(_, node)| *node).eq(old_placements.iter().map(|place| place.node));
    let orders: FxHashMap<NodeId, u64> = if same_order {
        old_placements.iter().map(|place| (place.node, place.order)).collect()
    } else {
        wanted.iter().enumerate().map(|(index, (_, node))| (*node, index as u64)).collect()
    };
    for (mut placement, mut node) in document.placed {
        node.id = resolve(node.id);
        for key in node.sources() {
            if draw.draft.source(key)?.is_none() {
                draw.draft.put_source(Source::titled(key.clone(), key.as_str()))?;
            }
        }
        placement.map = map;
        placement.node = node.id;
        placement.order = orders.get(&node.id).copied().unwrap_or(placement.order);
        draw.draft.put_node(node)?;
        draw.draft.put_placement(placement)?;
    }
    for link in links {
        draw.draft.put_link(link)?;
    }
    Ok(())
}

/// The document's links with the ids of the links they are, where the map has them already.
fn recognise_links(
    base: &dyn Snapshot,
    map: MapId,
    links: &[Link],
    resolve: &dyn Fn(NodeId) -> NodeId,
) -> Result<Vec<Link>, DatabaseError> {
    let mut known: FxHashMap<LinkId, Link> = FxHashMap::default();
    for id in base.links_in(map)? {
        known.extend(base.link(id)?.map(|link| (id, link)));
    }
    let stated: FxHashSet<LinkId> = links.iter().map(|link| link.id).filter(|id| known.contains_key(id)).collect();
    let signature = |link: &Link| {
        let mut premises = link.premises.clone();
        premises.sort();
        (premises, link.relation, link.target)
    };
    let mut by_joint: FxHashMap<_, Vec<LinkId>> = FxHashMap::default();
    let mut ids: Vec<&LinkId> = known.keys().filter(|id| !stated.contains(id)).collect();
    ids.sort();
    for id in ids.into_iter().rev() {
        by_joint.entry(signature(&known[id])).or_default().push(*id);
    }
    let mut renamed: FxHashMap<LinkId, LinkId> = FxHashMap::default();
    let mut result = Vec::with_capacity(links.len());
    // Readers give targets before the links that bear on them, so a renamed target is known when it is needed.
    for link in links {
        let mut link = link.clone();
        link.map = map;
        link.premises.iter_mut().for_each(|premise| *premise = resolve(*premise));
        link.target = match link.target {
            Element::Node(node) => Element::Node(resolve(node)),
            Element::Link(target) => Element::Link(renamed.get(&target).copied().unwrap_or(target)),
        };
        if !known.contains_key(&link.id)
            && let Some(id) = by_joint.get_mut(&signature(&link)).and_then(Vec::pop)
        {
            renamed.insert(link.id, id);
            link.id = id;
        }
        result.push(link);
    }
    Ok(result)
}
