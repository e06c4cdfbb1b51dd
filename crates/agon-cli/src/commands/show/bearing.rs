//! What bears on a node or link, and what it bears on: rows and data.

use agon_core::change::{ReadError, Snapshot};
use agon_core::model::{Element, Link, LinkId, Node, NodeId, Relation};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::Output;
use crate::render::{harmless, style, tree};

fn gone(what: &str, id: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged { part: "adjacency".into(), message: format!("{what} {id} is listed and not there") }
}

pub(super) fn the_node(snapshot: &dyn Snapshot, id: NodeId) -> Result<Node, ReadError> {
    snapshot.node(id)?.ok_or_else(|| gone("node", id))
}

pub(super) fn the_link(snapshot: &dyn Snapshot, id: LinkId) -> Result<Link, ReadError> {
    snapshot.link(id)?.ok_or_else(|| gone("link", id))
}

pub(super) fn node_piece(row: tree::Row, node: &Node) -> tree::Row {
    row.piece(style::kind(node.kind), node.kind.word()).piece(style::NAME, node.label()).text(harmless(&node.text))
}

pub(super) fn element_row(snapshot: &dyn Snapshot, row: tree::Row, element: Element) -> Result<tree::Row, ReadError> {
    Ok(match element {
        Element::Node(id) => node_piece(row, &the_node(snapshot, id)?),
        Element::Link(id) => {
            let link = the_link(snapshot, id)?;
            let premises: Result<Vec<String>, ReadError> =
                link.premises.iter().map(|premise| the_node(snapshot, *premise).map(|node| node.label())).collect();
            let target = match link.target {
                Element::Node(id) => the_node(snapshot, id)?.label(),
                Element::Link(id) => format!("step {}", the_link(snapshot, id)?.label()),
            };
            row.piece(style::PLAIN, "step").piece(style::NAME, link.label()).text(format!(
                "{} {} {target}",
                premises?.join(" and "),
                link.relation.word()
            ))
        }
    })
}

/// Links that bear on something, each with its premises and what bears on the step itself.
pub(super) fn neighbours(
    snapshot: &dyn Snapshot,
    title: &str,
    links: &[LinkId],
    seen_by: Option<NodeId>,
    in_several: bool,
    limit: usize,
    output: &mut Output,
) -> Result<(), Failure> {
    if links.is_empty() {
        return Ok(());
    }
    let mut rows = vec![tree::Row::at(0).piece(style::NAME, title)];
    for id in links.iter().take(limit) {
        let link = the_link(snapshot, *id)?;
        let onto = snapshot.links_to(Element::Link(*id))?;
        let speakers = speakers(&link, seen_by);
        let sign = tree::Row::at(1).piece(style::relation(link.relation), link.relation.sign());
        let mut sign = of_map(snapshot, sign, &link, in_several)?;
        match speakers.as_slice() {
            [one] => rows.push(node_piece(sign, &the_node(snapshot, *one)?)),
            several => {
                if let Some(name) = &link.name {
                    sign = sign.piece(style::NAME, name.as_str());
                }
                rows.push(
                    sign.piece(style::FAINT, format!("({} premises together)", several.len()))
                        .text(link.reason.as_deref().map(harmless).unwrap_or_default()),
                );
                for premise in several {
                    rows.push(node_piece(
                        tree::Row::at(2).piece(style::relation(link.relation), "&"),
                        &the_node(snapshot, *premise)?,
                    ));
                }
            }
        }
        for by in onto.iter().take(limit) {
            let by = the_link(snapshot, *by)?;
            for premise in &by.premises {
                let row = tree::Row::at(2).piece(style::relation(by.relation), by.relation.sign());
                rows.push(node_piece(row, &the_node(snapshot, *premise)?));
            }
        }
    }
    more(links.len(), limit, &mut rows);
    output.line("");
    tree::print(&rows, false, output);
    Ok(())
}

/// Says in which map a link stands, where there are several.
fn of_map(snapshot: &dyn Snapshot, row: tree::Row, link: &Link, in_several: bool) -> Result<tree::Row, ReadError> {
    if !in_several {
        return Ok(row);
    }
    let name = snapshot.map(link.map)?.map_or_else(|| link.map.short(), |map| map.name.to_string());
    Ok(row.piece(style::FAINT, format!("in {name}:")))
}

pub(super) fn targets(
    snapshot: &dyn Snapshot,
    title: &str,
    links: &[LinkId],
    in_several: bool,
    limit: usize,
    output: &mut Output,
) -> Result<(), Failure> {
    if links.is_empty() {
        return Ok(());
    }
    let mut rows = vec![tree::Row::at(0).piece(style::NAME, title)];
    for id in links.iter().take(limit) {
        let link = the_link(snapshot, *id)?;
        let together = if link.premises.len() > 1 { format!(" with {} more", link.premises.len() - 1) } else { String::new() };
        let word = format!("{} {}{together}", link.relation.sign(), link.relation.word());
        let row = of_map(snapshot, tree::Row::at(1).piece(style::relation(link.relation), word), &link, in_several)?;
        rows.push(element_row(snapshot, row, link.target)?);
    }
    more(links.len(), limit, &mut rows);
    output.line("");
    tree::print(&rows, false, output);
    Ok(())
}

fn more(count: usize, limit: usize, rows: &mut Vec<tree::Row>) {
    if count > limit {
        rows.push(tree::Row::at(1).piece(style::FAINT, format!("… and {} more: --all shows them", count - limit)));
    }
}

/// Whom a link speaks from, as seen from one end: its premises, or the other end of a contradiction.
fn speakers(link: &Link, seen_by: Option<NodeId>) -> Vec<NodeId> {
    match (link.relation, link.target, seen_by) {
        (Relation::Contradicts, Element::Node(target), Some(end)) if target != end => vec![target],
        _ => link.premises.clone(),
    }
}

pub(super) fn node_document(node: &Node) -> Value {
    json!({ "id": node.id, "name": node.name, "kind": node.kind, "text": node.text })
}

pub(super) fn element_document(snapshot: &dyn Snapshot, element: Element) -> Result<Value, ReadError> {
    Ok(match element {
        Element::Node(id) => node_document(&the_node(snapshot, id)?),
        Element::Link(id) => {
            let link = the_link(snapshot, id)?;
            json!({ "id": link.id, "name": link.name, "relation": link.relation, "premises": link.premises, "target": link.target })
        }
    })
}

pub(super) fn neighbours_document(
    snapshot: &dyn Snapshot,
    links: &[LinkId],
    seen_by: Option<NodeId>,
) -> Result<Vec<Value>, ReadError> {
    let mut list = Vec::new();
    for id in links {
        let link = the_link(snapshot, *id)?;
        let mut premises = Vec::new();
        for premise in speakers(&link, seen_by) {
            premises.push(node_document(&the_node(snapshot, premise)?));
        }
        let mut onto = Vec::new();
        for by in snapshot.links_to(Element::Link(*id))? {
            onto.push(the_link(snapshot, by)?);
        }
        list.push(json!({ "link": link, "premises": premises, "onto": onto }));
    }
    Ok(list)
}

pub(super) fn targets_document(snapshot: &dyn Snapshot, links: &[LinkId]) -> Result<Vec<Value>, ReadError> {
    let mut list = Vec::new();
    for id in links {
        let link = the_link(snapshot, *id)?;
        let target = element_document(snapshot, link.target)?;
        list.push(json!({ "link": link, "target": target }));
    }
    Ok(list)
}
