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
    let mut placed = Vec::new();
    let mut sources = BTreeMap::new();
    for placement in snapshot.placements_in(id)? {
        let node =
            snapshot.node(placement.node)?.ok_or_else(|| damaged(format!("node {} is placed and not there", placement.node)))?;
        if let Some(key) = node.source()
            && !sources.contains_key(key)
        {
            let source = snapshot.source(key)?.ok_or_else(|| damaged(format!("source `{key}` is cited and not there")))?;
            sources.insert(key.clone(), source);
        }
        placed.push((placement, node));
    }
    let mut links = Vec::new();
    for link in snapshot.links_in(id)? {
        links.push(snapshot.link(link)?.ok_or_else(|| damaged(format!("link {link} is listed and not there")))?);
    }
    let revision = snapshot.revision();
    Map::assemble(info.clone(), revision, placed, links, sources).map(Some).map_err(|error| damaged(error.to_string()))
}
