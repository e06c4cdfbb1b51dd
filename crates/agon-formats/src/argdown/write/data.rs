//! The data of nodes and links, in a fixed order of keys.

use agon_core::model::{Citation, Link, LinkIndex, Map, Name, NodeIndex, NodeKind, Relation};

use super::escape::{Flow, is_title};
use super::titles::{Title, Titles};

/// Keys of a node's data that are no free fields.
const NODE_KEYS: [&str; 22] = [
    "name",
    "id",
    "text",
    "kind",
    "source",
    "reported_in",
    "form",
    "paragraph",
    "locator",
    "anchor",
    "quote",
    "marks",
    "cite",
    "language",
    "translation",
    "rivals",
    "exhaustive",
    "credence",
    "side",
    "section",
    "attributes",
    "link",
];

/// Keys of an inference's data that are no free fields.
const STEP_KEYS: [&str; 11] =
    ["name", "id", "strength", "scheme", "reason", "marks", "nth", "attributes", "uses", "text", "link"];

/// Everything that is said of a node besides its text, tags and link. `text` is the text that no line can say.
pub(super) fn node_data(map: &Map, at: NodeIndex, title: &Title, text: Option<&str>, misplaced: bool, ids: bool) -> Flow {
    let node = map.node(at);
    let placement = &map.placements()[at.at()];
    let mut data = Flow::default();
    name_data(&mut data, title, node.name.as_ref());
    if ids {
        data.quoted("id", &node.id.to_string());
    }
    if let Some(text) = text {
        data.quoted("text", text);
    }
    if node.kind != NodeKind::Claim {
        data.plain("kind", node.kind.word());
    }
    if let Some(citation) = &node.citation {
        citation_data(&mut data, citation);
    }
    if let Some(rivals) = node.rivals {
        if let Some(relation) = rivals.relation {
            data.plain("rivals", relation.word());
        }
        if rivals.exhaustive || rivals.relation.is_none() {
            data.plain("exhaustive", rivals.exhaustive);
        }
    }
    let is_original = matches!(title, Title::Original(_));
    data.attributes(node.attributes.iter().filter(|(key, _)| !is_original || *key != "title"), &NODE_KEYS);
    if let Some(credence) = node.credence {
        data.plain("credence", credence);
    }
    if let Some(side) = &placement.side {
        data.string("side", side.as_str());
    }
    if misplaced {
        match placement.section {
            Some(section) => data.plain("section", section),
            None => data.plain("section", "null"),
        }
    }
    data
}

fn name_data(data: &mut Flow, title: &Title, name: Option<&Name>) {
    if matches!(title, Title::Made(_)) {
        match name {
            Some(name) => data.string("name", name.as_str()),
            None => data.plain("name", "null"),
        }
    }
}

fn citation_data(data: &mut Flow, citation: &Citation) {
    if let Some(source) = &citation.source {
        data.string("source", source.as_str());
    }
    if !citation.reported_in.is_empty() {
        data.value("reported_in", &serde_json::json!(citation.reported_in));
    }
    data.plain("form", citation.form.word());
    if let Some(paragraph) = citation.paragraph {
        data.plain("paragraph", paragraph);
    }
    if let Some(locator) = &citation.locator {
        data.quoted("locator", locator);
    }
    if let Some(anchor) = &citation.anchor {
        let mut inner = Flow::default();
        inner.plain("start", anchor.start);
        inner.plain("end", anchor.end);
        inner.quoted("sha256", &anchor.sha256);
        if !anchor.prefix.is_empty() {
            inner.quoted("prefix", &anchor.prefix);
        }
        if !anchor.suffix.is_empty() {
            inner.quoted("suffix", &anchor.suffix);
        }
        data.flow("anchor", &inner);
    }
    if let Some(quote) = &citation.quote {
        data.quoted("quote", quote);
    }
    if !citation.marks.is_empty() {
        data.quoted("marks", &citation.marks.to_string());
    }
    if let Some(cite) = &citation.cite {
        data.value("cite", &serde_json::json!(cite));
    }
    if let Some(language) = &citation.language {
        data.quoted("language", language);
    }
    if let Some(translation) = &citation.translation {
        data.value("translation", &serde_json::json!(translation));
    }
}

/// What stands under `link:` on a relation line.
pub(super) fn link_data(map: &Map, at: LinkIndex, titles: &Titles, nth: u32, ids: bool) -> Flow {
    let link = map.link(at);
    let mut data = Flow::default();
    if link.relation == Relation::Underpins {
        data.plain("relation", link.relation.word());
    }
    if let Some(name) = &link.name {
        data.string("name", name.as_str());
    }
    if let Title::Made(label) = &titles.links[at.at()] {
        data.string("label", label);
    }
    common(&mut data, link, nth, ids);
    if let Some(scheme) = &link.scheme {
        data.string("scheme", scheme.as_str());
    }
    if let Some(strength) = link.strength {
        data.plain("strength", strength);
    }
    if let Some(further) = map.premises(at).get(1..).filter(|further| !further.is_empty()) {
        let called = further.iter().map(|node| titles.nodes[node.at()].text().unwrap_or_default()).map(serde_json::Value::from);
        data.value("with", &called.collect());
    }
    if let Some(reason) = &link.reason {
        data.quoted("reason", reason);
    }
    if let Some(marks) = &link.marks {
        data.quoted("marks", &marks.to_string());
    }
    if !link.attributes.is_empty() {
        let all = link.attributes.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        data.value("attributes", &serde_json::Value::Object(all));
    }
    data
}

fn common(data: &mut Flow, link: &Link, nth: u32, ids: bool) {
    if ids {
        data.quoted("id", &link.id.to_string());
    }
    if nth > 1 {
        data.plain("nth", nth);
    }
}

/// The data of a step; `scheme` and `reason` only where no line says them.
pub(super) fn step_data(link: &Link, title: &Title, nth: u32, says: Says, ids: bool) -> Flow {
    let mut data = Flow::default();
    name_data(&mut data, title, link.name.as_ref());
    common(&mut data, link, nth, ids);
    if let Some(scheme) = link.scheme.as_ref().filter(|_| !says.scheme) {
        data.string("scheme", scheme.as_str());
    }
    if let Some(reason) = link.reason.as_ref().filter(|_| !says.reason) {
        data.quoted("reason", reason);
    }
    if let Some(marks) = &link.marks {
        data.quoted("marks", &marks.to_string());
    }
    let is_original = matches!(title, Title::Original(_));
    data.attributes(link.attributes.iter().filter(|(key, _)| !is_original || *key != "title"), &STEP_KEYS);
    if let Some(strength) = link.strength {
        data.plain("strength", strength);
    }
    data
}

/// What the lines of a structure say already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says {
    pub scheme: bool,
    pub reason: bool,
}

/// Whether a scheme can stand between two hyphens and reads back as it is.
pub(super) fn is_rule(scheme: &Name) -> bool {
    Name::slug(scheme.as_str()).as_ref() == Some(scheme) && is_title(scheme.as_str())
}
