//! Words and names that the formats made for reading have in common.

use agon_core::model::{Map, Node, RivalRelation, Score};

/// What links to a node lead to: its name, else its id. It stays the same from export to export.
pub(crate) fn anchor(node: &Node) -> String {
    match &node.name {
        Some(name) => format!("n-{name}"),
        None => format!("n-{}", node.id.tail()),
    }
}

/// A score with two digits after the point.
pub(crate) fn rounded(score: Score) -> String {
    format!("{:.2}", score.get())
}

/// Which map a document shows, and as of which commit.
pub(crate) fn footer(map: &Map) -> String {
    let info = map.info();
    match map.revision() {
        0 => format!("Map {} ({}).", info.name, info.id),
        revision => format!("Map {} ({}), revision {revision}.", info.name, info.id),
    }
}

/// What was declared of the answers to a question, in words.
pub(crate) fn rivals_line(relation: Option<RivalRelation>, exhaustive: bool) -> Option<String> {
    let relation = relation.map(|relation| match relation {
        RivalRelation::Exclusive => "At most one of the answers can be right.",
        RivalRelation::Independent => "Each answer may be right or wrong by itself.",
        RivalRelation::Partial => "Each answer may be part of the cause.",
    });
    let exhaustive = exhaustive.then_some("They are all the answers there can be.");
    let parts: Vec<&str> = relation.into_iter().chain(exhaustive).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
