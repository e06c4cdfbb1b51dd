//! From what people type to what they mean: names first, then unique prefixes of ids.

use super::DatabaseError;
use crate::change::{Entity, ReadError, Snapshot};
use crate::diagnostic::nearest;
use crate::model::{Element, LinkId, MapId, NodeId, SourceKey};

/// What was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A node or a link.
    Element(Element),
    /// A map.
    Map(MapId),
    /// A source.
    Source(SourceKey),
}

/// How many candidates of an ambiguous prefix are named.
const CANDIDATES: usize = 5;

/// How many known names are compared for hints.
const COMPARED: usize = 20_000;

/// The node, link, map or source that `text` names. Names of nodes and links come before maps, maps before sources, ids
/// last; `node:x`, `link:x`, `map:x` and `source:x` say which is meant.
///
/// # Errors
/// Nothing or several things are called so.
pub fn resolve(snapshot: &dyn Snapshot, text: &str) -> Result<Resolved, DatabaseError> {
    if let Some((what, rest)) = text.split_once(':') {
        match what {
            "node" => return resolve_node(snapshot, rest).map(|id| Resolved::Element(Element::Node(id))),
            "link" => return resolve_element(snapshot, rest).map(Resolved::Element),
            "map" => return resolve_map(snapshot, rest).map(Resolved::Map),
            "source" => return resolve_source(snapshot, rest).map(Resolved::Source),
            _ => {}
        }
    }
    if let Some(element) = snapshot.element_named(text)? {
        return Ok(Resolved::Element(element));
    }
    if let Some(map) = snapshot.map_named(text)? {
        return Ok(Resolved::Map(map));
    }
    if let Ok(key) = SourceKey::new(text)
        && snapshot.source(&key)?.is_some()
    {
        return Ok(Resolved::Source(key));
    }
    match by_id(snapshot, text)? {
        Some(Entity::Node(id)) => Ok(Resolved::Element(Element::Node(id))),
        Some(Entity::Link(id)) => Ok(Resolved::Element(Element::Link(id))),
        Some(Entity::Map(id)) => Ok(Resolved::Map(id)),
        _ => Err(not_found(snapshot, "node, link, map or source", text)?),
    }
}

/// The node or link that `text` names.
///
/// # Errors
/// Nothing or several things are called so.
pub fn resolve_element(snapshot: &dyn Snapshot, text: &str) -> Result<Element, DatabaseError> {
    if let Some(element) = snapshot.element_named(text)? {
        return Ok(element);
    }
    match by_id(snapshot, text)? {
        Some(Entity::Node(id)) => Ok(Element::Node(id)),
        Some(Entity::Link(id)) => Ok(Element::Link(id)),
        _ => Err(not_found(snapshot, "node or link", text)?),
    }
}

/// The node that `text` names.
///
/// # Errors
/// Nothing or several things are called so, or it is a link.
pub fn resolve_node(snapshot: &dyn Snapshot, text: &str) -> Result<NodeId, DatabaseError> {
    match resolve_element(snapshot, text) {
        Ok(Element::Node(id)) => Ok(id),
        Ok(Element::Link(_)) => Err(not_found(snapshot, "node", text)?),
        Err(DatabaseError::NotFound { name, near, .. }) => Err(DatabaseError::NotFound { what: "node", name, near }),
        Err(error) => Err(error),
    }
}

/// The map that `text` names.
///
/// # Errors
/// No map or several maps are called so.
pub fn resolve_map(snapshot: &dyn Snapshot, text: &str) -> Result<MapId, DatabaseError> {
    if let Some(map) = snapshot.map_named(text)? {
        return Ok(map);
    }
    match by_id(snapshot, text)? {
        Some(Entity::Map(id)) => Ok(id),
        _ => {
            let maps = snapshot.maps()?;
            let near = nearest(text, maps.iter().map(|map| map.name.as_str())).map(str::to_owned);
            let near = match near {
                Some(near) => vec![near],
                None => maps.iter().take(CANDIDATES).map(|map| map.name.to_string()).collect(),
            };
            Err(DatabaseError::NotFound { what: "map", name: shown(text), near })
        }
    }
}

/// The source with this key.
///
/// # Errors
/// There is none.
pub fn resolve_source(snapshot: &dyn Snapshot, text: &str) -> Result<SourceKey, DatabaseError> {
    if let Ok(key) = SourceKey::new(text)
        && snapshot.source(&key)?.is_some()
    {
        return Ok(key);
    }
    let sources = snapshot.sources()?;
    let near = nearest(text, sources.iter().map(|source| source.key.as_str())).map(str::to_owned);
    Err(DatabaseError::NotFound { what: "source", name: shown(text), near: near.into_iter().collect() })
}

/// By a whole id, or by a prefix of its random half of at least four digits.
fn by_id(snapshot: &dyn Snapshot, text: &str) -> Result<Option<Entity>, DatabaseError> {
    if text.len() == 36 {
        if let Ok(id) = text.parse::<NodeId>()
            && snapshot.node(id)?.is_some()
        {
            return Ok(Some(Entity::Node(id)));
        }
        if let Ok(id) = text.parse::<LinkId>()
            && snapshot.link(id)?.is_some()
        {
            return Ok(Some(Entity::Link(id)));
        }
        if let Ok(id) = text.parse::<MapId>()
            && snapshot.map(id)?.is_some()
        {
            return Ok(Some(Entity::Map(id)));
        }
        return Ok(None);
    }
    if text.len() < 4 || text.len() > 14 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let mut found = snapshot.with_id_prefix(&text.to_ascii_lowercase(), CANDIDATES + 1)?;
    if found.len() > 1 {
        let candidates = found.iter().map(|entity| describe(snapshot, entity)).collect::<Result<_, _>>()?;
        return Err(DatabaseError::Ambiguous { prefix: shown(text), candidates });
    }
    Ok(found.pop())
}

fn describe(snapshot: &dyn Snapshot, entity: &Entity) -> Result<String, ReadError> {
    let tail = |bytes: &[u8; 16]| crate::model::tail_hex(bytes);
    Ok(match entity {
        Entity::Node(id) => match snapshot.node(*id)?.and_then(|node| node.name) {
            Some(name) => format!("{} ({name})", tail(id.as_bytes())),
            None => tail(id.as_bytes()),
        },
        Entity::Link(id) => format!("{} (a link)", tail(id.as_bytes())),
        Entity::Map(id) => format!("{} (a map)", tail(id.as_bytes())),
        Entity::Source(key) => key.to_string(),
        Entity::Placement(_, node) => tail(node.as_bytes()),
    })
}

fn not_found(snapshot: &dyn Snapshot, what: &'static str, text: &str) -> Result<DatabaseError, ReadError> {
    // The same beginning first, then whatever is near among a bounded number of names.
    let mut near: Vec<String> = Vec::new();
    let start: String = text.chars().take(text.chars().count().div_ceil(2).max(1)).collect();
    let beginning = snapshot.element_names(&start, COMPARED)?;
    if let Some(best) = nearest(text, beginning.iter().map(|name| name.as_str())) {
        near.push(best.to_owned());
    } else {
        let all = snapshot.element_names("", COMPARED)?;
        near.extend(nearest(text, all.iter().map(|name| name.as_str())).map(str::to_owned));
    }
    Ok(DatabaseError::NotFound { what, name: shown(text), near })
}

fn shown(text: &str) -> String {
    text.escape_debug().to_string()
}
