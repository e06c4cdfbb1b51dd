//! The records of a document, as they are read. Writing goes by the model's own `Serialize`, so a field that is added
//! there is written at once, and does not compile here until it is read.

use agon_core::model::{
    Assessment, Attributes, Citation, Element, Link, LinkId, MapId, MapInfo, Marks, Name, Node, NodeId, NodeKind, Placement,
    Relation, Rivals, Score, Section, Source, SourceFile, SourceKey,
};
use serde::Deserialize;
use serde_json::{Map as JsonMap, Value};

use super::strict;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MapRecord {
    id: MapId,
    name: Name,
    title: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    sections: Vec<Section>,
    #[serde(default, deserialize_with = "strict::attributes")]
    attributes: Attributes,
}

impl MapRecord {
    pub(super) fn into_map(self) -> MapInfo {
        let Self { id, name, title, summary, sections, attributes } = self;
        MapInfo { id, name, title, summary, sections, attributes }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceRecord {
    key: SourceKey,
    #[serde(deserialize_with = "strict::object")]
    csl: JsonMap<String, Value>,
    #[serde(default)]
    assessment: Option<Assessment>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    file: Option<SourceFile>,
}

impl SourceRecord {
    pub(super) fn into_source(self) -> Source {
        let Self { key, csl, assessment, text, file } = self;
        Source { key, csl, assessment, text, file }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeRecord {
    id: NodeId,
    kind: NodeKind,
    #[serde(default)]
    name: Option<Name>,
    text: String,
    #[serde(default)]
    tags: Vec<Name>,
    #[serde(default)]
    credence: Option<Score>,
    #[serde(default)]
    citation: Option<Box<Citation>>,
    #[serde(default)]
    rivals: Option<Rivals>,
    #[serde(default, deserialize_with = "strict::attributes")]
    attributes: Attributes,
    order: u64,
    #[serde(default)]
    section: Option<u32>,
    #[serde(default)]
    side: Option<Name>,
}

impl NodeRecord {
    pub(super) fn into_node(self, map: MapId) -> (Node, Placement) {
        let Self { id, kind, name, text, mut tags, credence, citation, rivals, attributes, order, section, side } = self;
        tags.sort();
        tags.dedup();
        let placement = Placement { map, node: id, order, section, side };
        (Node { id, kind, name, text, tags, credence, citation, rivals, attributes }, placement)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkRecord {
    id: LinkId,
    premises: Vec<NodeId>,
    relation: Relation,
    target: Element,
    #[serde(default)]
    name: Option<Name>,
    #[serde(default)]
    strength: Option<Score>,
    #[serde(default)]
    scheme: Option<Name>,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    marks: Option<Box<Marks>>,
    #[serde(default, deserialize_with = "strict::attributes")]
    attributes: Attributes,
}

impl LinkRecord {
    pub(super) fn into_link(self, map: MapId) -> Link {
        let Self { id, premises, relation, target, name, strength, scheme, reason, marks, attributes } = self;
        Link { id, map, premises, relation, target, name, strength, scheme, reason, marks, attributes }
    }
}
