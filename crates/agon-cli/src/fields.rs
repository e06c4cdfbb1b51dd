//! The fields of a record as people name them: one list for `set`, `diff` and whatever shows a record.

use agon_core::change::{Change, Edit};
use agon_core::model::{Citation, Link, MapInfo, Node, Placement, Source};
use serde_json::Value;

/// A field's name and its value in words.
pub type Field = (String, String);

/// The keys `set` takes for a node; any other is a free field.
pub const NODE: [&str; 20] = [
    "text",
    "name",
    "kind",
    "tags",
    "credence",
    "source",
    "form",
    "quote",
    "marks",
    "cite",
    "reported_in",
    "language",
    "translation",
    "translator",
    "locator",
    "paragraph",
    "rivals",
    "exhaustive",
    "side",
    "anchor",
];

/// The keys `set` takes for a link.
pub const LINK: [&str; 6] = ["name", "strength", "scheme", "reason", "relation", "marks"];

/// The keys `set` takes for a map.
pub const MAP: [&str; 3] = ["name", "title", "summary"];

struct List(Vec<Field>);

impl List {
    fn put(&mut self, key: &str, value: impl ToString) {
        self.0.push((key.to_owned(), value.to_string()));
    }

    fn put_some<T: ToString>(&mut self, key: &str, value: Option<T>) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    fn put_attributes<'a>(&mut self, attributes: impl IntoIterator<Item = (&'a String, &'a Value)>) {
        for (key, value) in attributes {
            self.put(key, plain(value));
        }
    }
}

/// A JSON value as one would type it: texts without their quotation marks.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Of a node.
pub fn of_node(node: &Node) -> Vec<Field> {
    let mut list = List(Vec::new());
    list.put("kind", node.kind);
    list.put_some("name", node.name.as_ref());
    list.put("text", &node.text);
    if !node.tags.is_empty() {
        let tags: Vec<&str> = node.tags.iter().map(|tag| tag.as_str()).collect();
        list.put("tags", tags.join(", "));
    }
    list.put_some("credence", node.credence);
    if let Some(citation) = &node.citation {
        put_citation(&mut list, citation);
    }
    if let Some(rivals) = &node.rivals {
        list.put_some("rivals", rivals.relation.map(|relation| relation.word()));
        if rivals.exhaustive {
            list.put("exhaustive", true);
        }
    }
    list.put_attributes(&node.attributes);
    list.0
}

fn put_citation(list: &mut List, citation: &Citation) {
    list.put_some("source", citation.source.as_ref());
    if !citation.reported_in.is_empty() {
        let keys: Vec<&str> = citation.reported_in.iter().map(|key| key.as_str()).collect();
        list.put("reported_in", keys.join(", "));
    }
    list.put("form", citation.form.word());
    list.put_some("cite", citation.cite.as_ref().map(|cite| &cite.text));
    list.put_some("quote", citation.quote.as_ref());
    if !citation.marks.is_empty() {
        list.put("marks", &citation.marks);
    }
    list.put_some("language", citation.language.as_ref());
    if let Some(translation) = &citation.translation {
        list.put("translation", &translation.text);
        list.put_some("translator", translation.translator.as_ref());
    }
    list.put_some("locator", citation.locator.as_ref());
    list.put_some("paragraph", citation.paragraph);
    if let Some(anchor) = &citation.anchor {
        list.put("anchor", format!("characters {} to {}", anchor.start, anchor.end));
    }
}

/// Of a link; what it joins is said by its heading.
pub fn of_link(link: &Link) -> Vec<Field> {
    let mut list = List(Vec::new());
    list.put("relation", link.relation);
    list.put_some("name", link.name.as_ref());
    list.put_some("strength", link.strength);
    list.put_some("scheme", link.scheme.as_ref());
    list.put_some("reason", link.reason.as_ref());
    list.put_some("marks", link.marks.as_ref());
    list.put_attributes(&link.attributes);
    list.0
}

/// Of a map's own record.
pub fn of_map(map: &MapInfo) -> Vec<Field> {
    let mut list = List(Vec::new());
    list.put("name", &map.name);
    list.put("title", &map.title);
    if !map.summary.is_empty() {
        list.put("summary", &map.summary);
    }
    if !map.sections.is_empty() {
        let titles: Vec<&str> = map.sections.iter().map(|section| section.title.as_str()).collect();
        list.put("sections", titles.join(" · "));
    }
    list.put_attributes(&map.attributes);
    list.0
}

/// Of a source: its record, then what is thought of it.
pub fn of_source(source: &Source) -> Vec<Field> {
    let mut list = List(Vec::new());
    for (key, value) in &source.csl {
        match (key.as_str(), source.year()) {
            ("author", _) if !source.author_names().is_empty() => list.put(key, source.author_names().join(", ")),
            ("issued", Some(year)) => list.put("year", year),
            _ => list.put(key, plain(value)),
        }
    }
    if let Some(assessment) = &source.assessment {
        list.put_some("reliability", assessment.reliability);
        list.put_some("credibility", assessment.credibility);
        list.put_some("directness", assessment.directness.map(|directness| directness.word()));
        list.put_some("group", assessment.group.as_ref());
        if !assessment.note.is_empty() {
            list.put("assessment", &assessment.note);
        }
    }
    list.put_some("file", source.file.as_ref().map(|file| format!("stored, {}", file.media_type)));
    list.put_some("text", source.text.as_ref().map(|hash| format!("stored, sha256 {}", &hash[..hash.len().min(12)])));
    list.0
}

/// Of the place of a node in a map.
pub fn of_placement(placement: &Placement) -> Vec<Field> {
    let mut list = List(Vec::new());
    list.put("order", placement.order);
    list.put_some("section", placement.section.map(|section| section + 1));
    list.put_some("side", placement.side.as_ref());
    list.0
}

/// The fields before and after a change; none where there was or is no record.
pub fn of_change(change: &Change) -> (Vec<Field>, Vec<Field>) {
    fn both<T>(edit: &Edit<T>, fields: impl Fn(&T) -> Vec<Field>) -> (Vec<Field>, Vec<Field>) {
        let of = |record: &Option<T>| record.as_ref().map(&fields).unwrap_or_default();
        (of(&edit.before), of(&edit.after))
    }
    match change {
        Change::Map(edit) => both(edit, of_map),
        Change::Source(edit) => both(edit, of_source),
        Change::Node(edit) => both(edit, of_node),
        Change::Placement(edit) => both(edit, of_placement),
        Change::Link(edit) => both(edit, of_link),
    }
}

/// What differs between two lists: the field, what it was and what it is.
pub fn difference(before: &[Field], after: &[Field]) -> Vec<(String, Option<String>, Option<String>)> {
    let find = |list: &[Field], key: &str| list.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone());
    let mut keys: Vec<&String> = before.iter().map(|(key, _)| key).collect();
    keys.extend(after.iter().map(|(key, _)| key).filter(|key| find(before, key).is_none()));
    keys.into_iter()
        .map(|key| (key.clone(), find(before, key), find(after, key)))
        .filter(|(_, before, after)| before != after)
        .collect()
}
