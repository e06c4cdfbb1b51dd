//! A map or a source as a record, and what every thing shown says of its history.

use agon_core::change::{Entity, ReadError, Snapshot};
use agon_core::model::{MapId, NodeKind, SourceKey};
use agon_formats::citation::Reference;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::Output;
use crate::render::{clip, harmless, style, tree, wrap};
use crate::session::show_time;

/// How wide the names of fields are.
const FIELD: usize = 10;

/// A named field, its value in lines below each other.
pub(super) fn field(name: &str, value: &str, output: &mut Output) {
    let label = format!("{:<FIELD$}", clip(name, FIELD - 1));
    let columns = output.width().saturating_sub(FIELD);
    for (at, line) in wrap(value, columns, "", "").into_iter().enumerate() {
        let label = if at == 0 { output.paint(style::FAINT, &label) } else { " ".repeat(FIELD) };
        output.line(format!("{label}{line}"));
    }
}

/// A free field's value in a line: a text as it is; of a table or a list, what is in it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => harmless(text),
        Value::Object(table) => {
            let keys: Vec<String> = table.keys().map(|key| harmless(key)).collect();
            format!("a table of {} (--json shows it)", keys.join(", "))
        }
        Value::Array(list) if list.len() > 8 => format!("a list of {} (--json shows it)", list.len()),
        other => harmless(&other.to_string()),
    }
}

/// When and by whom it was added and last edited.
pub(super) fn history(snapshot: &dyn Snapshot, entity: &Entity, output: &mut Output) -> Result<(), ReadError> {
    let numbers = snapshot.history(entity)?;
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return Ok(()) };
    let mut say = |word: &str, number: u64| -> Result<(), ReadError> {
        if let Some(commit) = snapshot.commit(number)? {
            let when = show_time(commit.time);
            field(word, &format!("#{number} {when} by {}: {}", harmless(&commit.author), harmless(&commit.message)), output);
        }
        Ok(())
    };
    say("added", *first)?;
    if last != first {
        say("edited", *last)?;
    }
    Ok(())
}

/// Every commit that changed it.
pub(super) fn history_document(snapshot: &dyn Snapshot, entity: &Entity) -> Result<Vec<Value>, ReadError> {
    let mut list = Vec::new();
    for number in snapshot.history(entity)? {
        if let Some(commit) = snapshot.commit(number)? {
            list.push(json!(commit));
        }
    }
    Ok(list)
}

pub(super) fn map(snapshot: &dyn Snapshot, id: MapId, output: &mut Output) -> Result<(), Failure> {
    let Some(info) = snapshot.map(id)? else { return Err(Failure::refused("the map is gone")) };
    let placements = snapshot.placements_in(id)?;
    let links = snapshot.links_in(id)?.len();
    let mut kinds = [0usize; NodeKind::ALL.len()];
    let mut questions = Vec::new();
    for placement in &placements {
        let Some(node) = snapshot.node(placement.node)? else { continue };
        if let Some(at) = NodeKind::ALL.iter().position(|kind| *kind == node.kind) {
            kinds[at] += 1;
        }
        if node.kind == NodeKind::Question {
            questions.push(node);
        }
    }
    let entity = Entity::Map(id);
    if output.is_json() {
        let counts: serde_json::Map<String, Value> =
            NodeKind::ALL.iter().zip(kinds).map(|(kind, count)| (kind.word().to_owned(), count.into())).collect();
        output.json(&json!({
            "map": info, "nodes": placements.len(), "links": links, "kinds": counts,
            "questions": questions.iter().map(|node| node.label()).collect::<Vec<_>>(),
            "history": history_document(snapshot, &entity)?,
        }));
        return Ok(());
    }
    output.line(format!("map {}", output.paint(style::NAME, info.name.as_str())));
    for text in [&info.title, &info.summary] {
        for line in wrap(&harmless(text), output.width().min(100), "  ", "  ") {
            output.line(line);
        }
    }
    output.line("");
    let counts: Vec<String> = NodeKind::ALL
        .iter()
        .zip(kinds)
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{count} {kind}{}", if count == 1 || *kind == NodeKind::Evidence { "" } else { "s" }))
        .collect();
    field("nodes", &format!("{} ({})", placements.len(), counts.join(", ")), output);
    field("links", &links.to_string(), output);
    if !info.sections.is_empty() {
        let titles: Vec<String> = info.sections.iter().map(|section| harmless(&section.title)).collect();
        field("sections", &titles.join(" · "), output);
    }
    for (key, value) in &info.attributes {
        field(&harmless(key), &plain(value), output);
    }
    history(snapshot, &entity, output)?;
    field("id", &format!("{} ({})", id.short(), id), output);
    if !questions.is_empty() {
        output.line("");
        let mut rows = vec![tree::Row::at(0).piece(style::NAME, "questions")];
        rows.extend(questions.iter().map(|node| {
            tree::Row::at(1).piece(style::kind(node.kind), "?").piece(style::NAME, node.label()).text(harmless(&node.text))
        }));
        tree::print(&rows, false, output);
    }
    Ok(())
}

pub(super) fn source(snapshot: &dyn Snapshot, key: &SourceKey, limit: usize, output: &mut Output) -> Result<(), Failure> {
    let Some(source) = snapshot.source(key)? else { return Err(Failure::refused("the source is gone")) };
    let citing = snapshot.nodes_citing(key)?;
    let entity = Entity::Source(key.clone());
    let mut nodes = Vec::new();
    for id in citing.iter().take(limit) {
        nodes.extend(snapshot.node(*id)?);
    }
    if output.is_json() {
        let cited_by: Vec<Value> =
            nodes.iter().map(|node| json!({ "id": node.id, "name": node.name, "text": node.text })).collect();
        output.json(&json!({ "source": source, "cited_by": cited_by, "history": history_document(snapshot, &entity)? }));
        return Ok(());
    }
    output.line(format!("source {}", output.paint(style::NAME, key.as_str())));
    for line in wrap(&harmless(&Reference::of(&source).to_string()), output.width().min(100), "  ", "  ") {
        output.line(line);
    }
    output.line("");
    field("cited as", &harmless(&source.short_citation()), output);
    if let Some(assessment) = &source.assessment {
        let letter = assessment.reliability.map(|letter| format!("reliability {letter}"));
        let digit = assessment.credibility.map(|digit| format!("credibility {digit}"));
        let note = Some(harmless(&assessment.note)).filter(|note| !note.is_empty());
        let parts: Vec<String> = [letter, digit, note].into_iter().flatten().collect();
        field("assessed", &parts.join(", "), output);
    }
    let text = source.text.as_ref().map_or_else(|| "not kept".to_owned(), |hash| format!("kept (SHA-256 {}…)", clip(hash, 13)));
    field("text", &text, output);
    for key in ["note", "abstract"] {
        if let Some(text) = source.csl.get(key).and_then(Value::as_str) {
            field(key, &harmless(text), output);
        }
    }
    history(snapshot, &entity, output)?;
    if !nodes.is_empty() {
        output.line("");
        let mut rows = vec![tree::Row::at(0).piece(style::NAME, "evidence that cites it")];
        rows.extend(nodes.iter().map(|node| tree::Row::at(1).piece(style::NAME, node.label()).text(harmless(&node.text))));
        if citing.len() > limit {
            rows.push(tree::Row::at(1).piece(style::FAINT, format!("… and {} more: --all shows them", citing.len() - limit)));
        }
        tree::print(&rows, false, output);
    }
    Ok(())
}
