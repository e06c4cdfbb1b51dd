//! Writes a map as Agon's own JSON.

use std::io::{self, Write};

use agon_core::model::{Attributes, Element, Link, LinkId, Map, Marks, Name, Node, NodeId, Relation, Score};
use serde::Serialize;

use super::VERSION;

/// A node and its place, in one record.
#[derive(Serialize)]
struct NodeRecord<'a> {
    #[serde(flatten)]
    node: &'a Node,
    order: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<&'a Name>,
}

/// A link without its map, which is the document's.
#[derive(Serialize)]
struct LinkRecord<'a> {
    id: LinkId,
    premises: &'a [NodeId],
    relation: Relation,
    target: Element,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strength: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marks: Option<&'a Marks>,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    attributes: &'a Attributes,
}

impl<'a> From<&'a Link> for LinkRecord<'a> {
    fn from(link: &'a Link) -> Self {
        let Link { id, map: _, premises, relation, target, name, strength, scheme, reason, marks, attributes } = link;
        Self {
            id: *id,
            premises,
            relation: *relation,
            target: *target,
            name: name.as_ref(),
            strength: *strength,
            scheme: scheme.as_ref(),
            reason: reason.as_deref(),
            marks: marks.as_deref(),
            attributes,
        }
    }
}

/// Writes a map. The same map gives the same bytes; `pretty` puts each record on a line of its own.
///
/// # Errors
/// `out` can take no more.
pub fn write(map: &Map, pretty: bool, out: &mut impl Write) -> io::Result<()> {
    let line: &[u8] = if pretty { b"\n" } else { b"" };
    write!(out, "{{\"agon\":{VERSION},")?;
    out.write_all(line)?;
    out.write_all(b"\"map\":")?;
    serde_json::to_writer(&mut *out, map.info())?;
    list(out, line, "sources", map.sources().values())?;
    list(
        out,
        line,
        "nodes",
        map.nodes().iter().zip(map.placements()).map(|(node, placement)| NodeRecord {
            node,
            order: placement.order,
            section: placement.section,
            side: placement.side.as_ref(),
        }),
    )?;
    list(out, line, "links", map.links().iter().map(LinkRecord::from))?;
    out.write_all(b"}\n")
}

fn list<T: Serialize>(out: &mut impl Write, line: &[u8], key: &str, records: impl Iterator<Item = T>) -> io::Result<()> {
    out.write_all(b",")?;
    out.write_all(line)?;
    write!(out, "\"{key}\":[")?;
    for (index, record) in records.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        out.write_all(line)?;
        serde_json::to_writer(&mut *out, &record)?;
    }
    out.write_all(line)?;
    out.write_all(b"]")
}
