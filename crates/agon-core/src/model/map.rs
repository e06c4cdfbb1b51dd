//! Maps as records: the document and the places of nodes in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::{MapId, NodeId};
use super::name::Name;
use super::node::Attributes;

/// A part of a map, with a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// 1 for a chapter, 2 for its parts, and so on.
    pub level: u8,
}

/// What a map says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapInfo {
    /// Its identity.
    pub id: MapId,
    /// What people call it; unique among maps.
    pub name: Name,
    /// What stands above it when it is printed.
    pub title: String,
    /// One line on what it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Its parts, in order; placements point into this list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Free fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
}

impl MapInfo {
    /// A map with a name and a title and nothing else.
    pub fn new(id: MapId, name: Name, title: impl Into<String>) -> Self {
        Self { id, name, title: title.into(), summary: String::new(), sections: Vec::new(), attributes: Attributes::new() }
    }
}

/// That a node stands in a map, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The map.
    pub map: MapId,
    /// The node.
    pub node: NodeId,
    /// Place in the author's order: lower stands first, ties by id.
    pub order: u64,
    /// Index into the map's sections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<u32>,
    /// The side that brings it forward, where the map has sides: `aff`, `neg`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Name>,
}

impl Placement {
    /// A placement without section or side.
    pub const fn new(map: MapId, node: NodeId, order: u64) -> Self {
        Self { map, node, order, section: None, side: None }
    }
}
