//! A node or a link, with what bears on it and what it bears on.

use agon_core::change::{Entity, ReadError, Snapshot};
use agon_core::model::{Element, Link, LinkId, Node, NodeId, Relation};
use serde_json::{Value, json};

use super::record::{field, history, history_document, plain};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{harmless, harmless_lines, style, tree, wrap};

fn gone(what: &str, id: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged { part: "adjacency".into(), message: format!("{what} {id} is listed and not there") }
}

fn the_node(snapshot: &dyn Snapshot, id: NodeId) -> Result<Node, ReadError> {
    snapshot.node(id)?.ok_or_else(|| gone("node", id))
}

fn the_link(snapshot: &dyn Snapshot, id: LinkId) -> Result<Link, ReadError> {
    snapshot.link(id)?.ok_or_else(|| gone("link", id))
}

pub(super) fn node(snapshot: &dyn Snapshot, id: NodeId, limit: usize, output: &mut Output) -> Result<(), Failure> {
    let node = the_node(snapshot, id)?;
    let mut into = snapshot.links_to(Element::Node(id))?;
    let mut out_of = Vec::new();
    for link in snapshot.links_from(id)? {
        // A contradiction bears on both its ends.
        let both = the_link(snapshot, link)?.relation == Relation::Contradicts;
        if both { into.push(link) } else { out_of.push(link) }
    }
    let mut maps = Vec::new();
    for map in snapshot.maps_of(id)? {
        maps.extend(snapshot.map(map)?);
    }
    let entity = Entity::Node(id);
    let citation = cited(snapshot, &node)?;
    if output.is_json() {
        output.json(&json!({
            "node": node,
            "source": citation.as_ref().map(|(_, source)| source),
            "maps": maps.iter().map(|map| &map.name).collect::<Vec<_>>(),
            "from": neighbours_document(snapshot, &into, Some(id))?,
            "to": targets_document(snapshot, &out_of)?,
            "history": history_document(snapshot, &entity)?,
        }));
        return Ok(());
    }
    let name = output.paint(style::NAME, &node.label());
    output.line(format!("{} {name}", output.paint(style::kind(node.kind), node.kind.word())));
    paragraph(&node.text, output);
    output.line("");
    if let Some((citation, _)) = &citation {
        field("source", citation, output);
    }
    if let Some(quote) = node.citation.as_ref().and_then(|citation| citation.quote.as_ref()) {
        field("quote", &format!("“{}”", harmless(quote)), output);
    }
    if !node.tags.is_empty() {
        let tags: Vec<String> = node.tags.iter().map(|tag| format!("#{tag}")).collect();
        field("tags", &tags.join(" "), output);
    }
    if let Some(credence) = node.credence {
        field("credence", &credence.to_string(), output);
    }
    if let Some(rivals) = node.rivals {
        let relation = rivals.relation.map_or("undeclared", |relation| relation.word());
        field("rivals", &format!("{relation}{}", if rivals.exhaustive { ", exhaustive" } else { "" }), output);
    }
    for (key, value) in &node.attributes {
        field(&harmless(key), &plain(value), output);
    }
    let maps: Vec<String> = maps.iter().map(|map| map.name.to_string()).collect();
    field("maps", if maps.is_empty() { "none".to_owned() } else { maps.join(", ") }.as_str(), output);
    history(snapshot, &entity, output)?;
    field("id", &format!("{} ({})", id.short(), id), output);
    let in_several = maps.len() > 1;
    neighbours(snapshot, "what bears on it", &into, Some(id), in_several, limit, output)?;
    targets(snapshot, "what it bears on", &out_of, in_several, limit, output)
}

pub(super) fn link(snapshot: &dyn Snapshot, id: LinkId, limit: usize, output: &mut Output) -> Result<(), Failure> {
    let link = the_link(snapshot, id)?;
    let into = snapshot.links_to(Element::Link(id))?;
    let map = snapshot.map(link.map)?;
    let entity = Entity::Link(id);
    if output.is_json() {
        let mut premises = Vec::new();
        for premise in &link.premises {
            premises.push(node_document(&the_node(snapshot, *premise)?));
        }
        output.json(&json!({
            "link": link,
            "map": map.map(|map| map.name),
            "premises": premises,
            "target": element_document(snapshot, link.target)?,
            "from": neighbours_document(snapshot, &into, None)?,
            "history": history_document(snapshot, &entity)?,
        }));
        return Ok(());
    }
    let sign = output.paint(style::relation(link.relation), &format!("{} {}", link.relation.sign(), link.relation));
    output.line(format!("link {}: {sign}", output.paint(style::NAME, &link.label())));
    if let Some(reason) = &link.reason {
        paragraph(reason, output);
    }
    let mut rows = vec![tree::Row::at(0).piece(style::FAINT, "from")];
    for premise in &link.premises {
        rows.push(node_piece(tree::Row::at(1), &the_node(snapshot, *premise)?));
    }
    rows.push(tree::Row::at(0).piece(style::FAINT, "to"));
    rows.push(element_row(snapshot, tree::Row::at(1), link.target)?);
    output.line("");
    tree::print(&rows, false, output);
    output.line("");
    field("strength", &link.strength.map_or_else(|| "1 (not declared)".to_owned(), |strength| strength.to_string()), output);
    if let Some(scheme) = &link.scheme {
        field("scheme", scheme.as_str(), output);
    }
    for (key, value) in &link.attributes {
        field(&harmless(key), &plain(value), output);
    }
    field("map", &map.map_or_else(|| link.map.short(), |map| map.name.to_string()), output);
    history(snapshot, &entity, output)?;
    field("id", &format!("{} ({})", id.short(), id), output);
    neighbours(snapshot, "what bears on this step", &into, None, false, limit, output)
}

/// The short citation of a piece of evidence, with the place in the source, and the source's record.
fn cited(snapshot: &dyn Snapshot, node: &Node) -> Result<Option<(String, Option<agon_core::model::Source>)>, ReadError> {
    let Some(citation) = &node.citation else { return Ok(None) };
    let Some(key) = &citation.source else { return Ok(None) };
    let source = snapshot.source(key)?;
    let mut text = source.as_ref().map_or_else(|| key.to_string(), |source| format!("{} ({key})", source.short_citation()));
    text.push_str(&format!(", {}", citation.form.word()));
    if let Some(locator) = &citation.locator {
        text.push_str(&format!(", {locator}"));
    }
    if let Some(paragraph) = citation.paragraph {
        text.push_str(&format!(", paragraph {paragraph}"));
    }
    if citation.anchor.is_some() {
        text.push_str(", anchored");
    }
    Ok(Some((harmless(&text), source)))
}

fn paragraph(text: &str, output: &mut Output) {
    let columns = output.width().min(100);
    for line in harmless_lines(text).split('\n') {
        for line in wrap(line, columns, "  ", "  ") {
            output.line(line);
        }
    }
}

fn node_piece(row: tree::Row, node: &Node) -> tree::Row {
    row.piece(style::kind(node.kind), node.kind.word()).piece(style::NAME, node.label()).text(harmless(&node.text))
}

fn element_row(snapshot: &dyn Snapshot, row: tree::Row, element: Element) -> Result<tree::Row, ReadError> {
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
fn neighbours(
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

fn targets(
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

fn node_document(node: &Node) -> Value {
    json!({ "id": node.id, "name": node.name, "kind": node.kind, "text": node.text })
}

fn element_document(snapshot: &dyn Snapshot, element: Element) -> Result<Value, ReadError> {
    Ok(match element {
        Element::Node(id) => node_document(&the_node(snapshot, id)?),
        Element::Link(id) => {
            let link = the_link(snapshot, id)?;
            json!({ "id": link.id, "name": link.name, "relation": link.relation, "premises": link.premises, "target": link.target })
        }
    })
}

fn neighbours_document(snapshot: &dyn Snapshot, links: &[LinkId], seen_by: Option<NodeId>) -> Result<Vec<Value>, ReadError> {
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

fn targets_document(snapshot: &dyn Snapshot, links: &[LinkId]) -> Result<Vec<Value>, ReadError> {
    let mut list = Vec::new();
    for id in links {
        let link = the_link(snapshot, *id)?;
        let target = element_document(snapshot, link.target)?;
        list.push(json!({ "link": link, "target": target }));
    }
    Ok(list)
}
