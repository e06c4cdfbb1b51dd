//! A node or a link, with what bears on it and what it bears on.

use agon_core::change::{Entity, ReadError, Snapshot};
use agon_core::model::{Element, LinkId, Node, NodeId, Relation};
use serde_json::json;

use super::bearing::{
    element_document, element_row, neighbours, neighbours_document, node_document, node_piece, targets, targets_document,
    the_link, the_node,
};
use super::quotation;
use super::record::{field, history, history_document, plain};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{harmless, harmless_lines, style, tree, wrap};

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
    if let Some(citation) = &node.citation {
        quotation::fields(snapshot, citation, output)?;
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
