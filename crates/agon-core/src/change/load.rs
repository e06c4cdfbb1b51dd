//! A whole map read out of a snapshot.

use std::collections::BTreeMap;

use super::{ReadError, Snapshot};
use crate::model::{Map, MapId, Node};

/// The map with everything in it, or `None` if there is no such map.
///
/// # Errors
/// The snapshot cannot be read, or holds a placement or link of something that is not there.
pub fn load_map(snapshot: &dyn Snapshot, id: MapId) -> Result<Option<Map>, ReadError> {
    let Some(info) = snapshot.map(id)? else { return Ok(None) };
    let damaged = |message: String| ReadError::Damaged { part: format!("map `{}`", info.name), message };
    let placements = snapshot.placements_in(id)?;
    let ids: Vec<_> = placements.iter().map(|place| place.node).collect();
    let mut sources = BTreeMap::new();
    // Collected in place: an option of a record takes no more room than the record.
    let nodes = snapshot
        .nodes(&ids)?
        .into_iter()
        .zip(&placements)
        .map(|(node, placement)| node.ok_or_else(|| damaged(format!("node {} is placed and not there", placement.node))));
    let nodes = nodes.collect::<Result<Vec<_>, _>>()?;
    drop(ids);
    for key in nodes.iter().filter_map(Node::source) {
        if !sources.contains_key(key) {
            let source = snapshot.source(key)?.ok_or_else(|| damaged(format!("source `{key}` is cited and not there")))?;
            sources.insert(key.clone(), source);
        }
    }
    let ids = snapshot.links_in(id)?;
    let links = snapshot.links(&ids)?.into_iter().zip(&ids);
    let links = links.map(|(link, id)| link.ok_or_else(|| damaged(format!("link {id} is listed and not there"))));
    let links = links.collect::<Result<Vec<_>, _>>()?;
    drop(ids);
    let revision = snapshot.revision();
    Map::of_parts(info.clone(), revision, placements, nodes, links, sources).map(Some).map_err(|error| damaged(error.to_string()))
}
