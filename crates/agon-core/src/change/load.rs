//! A whole map read out of a snapshot.

use std::collections::BTreeMap;

use super::{ReadError, Snapshot};
use crate::model::{Map, MapId};

/// The map with everything in it, or `None` if there is no such map.
///
/// # Errors
/// The snapshot cannot be read, or holds a placement or link of something that is not there.
pub fn load_map(snapshot: &dyn Snapshot, id: MapId) -> Result<Option<Map>, ReadError> {
    let Some(info) = snapshot.map(id)? else { return Ok(None) };
    let damaged = |message: String| ReadError::Damaged { part: format!("map `{}`", info.name), message };
    let placements = snapshot.placements_in(id)?;
    let ids: Vec<_> = placements.iter().map(|place| place.node).collect();
    let mut placed = Vec::with_capacity(placements.len());
    let mut sources = BTreeMap::new();
    for (placement, node) in placements.into_iter().zip(snapshot.nodes(&ids)?) {
        let node = node.ok_or_else(|| damaged(format!("node {} is placed and not there", placement.node)))?;
        if let Some(key) = node.source()
            && !sources.contains_key(key)
        {
            let source = snapshot.source(key)?.ok_or_else(|| damaged(format!("source `{key}` is cited and not there")))?;
            sources.insert(key.clone(), source);
        }
        placed.push((placement, node));
    }
    let ids = snapshot.links_in(id)?;
    let mut links = Vec::with_capacity(ids.len());
    for (id, link) in ids.iter().zip(snapshot.links(&ids)?) {
        links.push(link.ok_or_else(|| damaged(format!("link {id} is listed and not there")))?);
    }
    let revision = snapshot.revision();
    Map::assemble(info.clone(), revision, placed, links, sources).map(Some).map_err(|error| damaged(error.to_string()))
}
