//! From JSON objects to proposals: every key is known, every value fits, and what does not is said with its place.

use serde::de::DeserializeOwned;
use serde_json::{Map as Object, Value, json};

use super::{NewLink, NewNode, Proposal, Subject};
use crate::diagnostic::{Diagnostic, nearest};
use crate::model::{Link, LinkId, MapId, Name, Node, NodeId, NodeKind, Relation, Source, SourceKey};

/// At most this many complaints about one list.
const MAX_COMPLAINTS: usize = 100;

const NODE: [&str; 10] = ["name", "text", "tags", "credence", "citation", "source", "rivals", "attributes", "map", "ref"];
const NODE_PLACE: [&str; 2] = ["section", "side"];
const LINK: [&str; 12] =
    ["name", "premises", "premise", "relation", "target", "strength", "scheme", "reason", "marks", "attributes", "map", "ref"];
const MAP: [&str; 5] = ["name", "title", "summary", "sections", "attributes"];
const SOURCE: [&str; 8] = ["key", "title", "authors", "year", "url", "csl", "assessment", "note"];

impl Proposal {
    /// Reads a list of proposals. What is wrong is told with the place in the list, counted from 1.
    ///
    /// ```
    /// use agon_core::change::Proposal;
    /// use serde_json::json;
    /// let read = Proposal::read_all(&[json!({ "add": "claim", "text": "So.", "map": "m" })]).expect("it is sound");
    /// assert!(matches!(read[0], Proposal::AddNode(_)));
    /// let wrong = Proposal::read_all(&[json!({ "add": "claim", "txt": "So." })]).expect_err("no such key");
    /// assert!(wrong[0].to_string().contains("did you mean `text`?"), "{}", wrong[0]);
    /// ```
    ///
    /// # Errors
    /// One complaint for each fault, up to a hundred.
    pub fn read_all(values: &[Value]) -> Result<Vec<Self>, Vec<Diagnostic>> {
        let mut complaints = Vec::new();
        let mut proposals = Vec::with_capacity(values.len());
        for (at, value) in values.iter().enumerate() {
            if complaints.len() >= MAX_COMPLAINTS {
                break;
            }
            let mut reader = Reader { at: at + 1, complaints: &mut complaints };
            proposals.extend(reader.proposal(value));
        }
        if complaints.is_empty() { Ok(proposals) } else { Err(complaints) }
    }
}

struct Reader<'a> {
    at: usize,
    complaints: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn complain(&mut self, message: impl std::fmt::Display, hint: impl Into<String>) {
        let complaint = Diagnostic::error("change/shape", format!("change {}: {message}", self.at));
        let hint = hint.into();
        self.complaints.push(if hint.is_empty() { complaint } else { complaint.hint(hint) });
    }

    fn proposal(&mut self, value: &Value) -> Option<Proposal> {
        let Value::Object(given) = value else {
            self.complain("it is no table", "a change is a table such as { add = \"claim\", text = \"…\" }");
            return None;
        };
        let mut given = given.clone();
        let verbs: Vec<&str> = ["add", "edit", "remove"].into_iter().filter(|verb| given.contains_key(*verb)).collect();
        let [verb] = verbs.as_slice() else {
            let message = if verbs.is_empty() { "it has no verb".to_owned() } else { format!("it has {}", verbs.join(" and ")) };
            self.complain(message, "give it one of add, edit, remove");
            return None;
        };
        let Some(Value::String(what)) = given.remove(*verb) else {
            self.complain(format!("`{verb}` must be a word"), subjects(verb).join(", "));
            return None;
        };
        match *verb {
            "add" => match (NodeKind::from_word(&what), what.as_str()) {
                (Some(kind), _) => self.node(kind, given),
                (None, "link") => self.link(given),
                (None, "map") => self.map(given),
                (None, "source") => self.source(given),
                _ => self.no_subject(verb, &what),
            },
            "edit" => self.edit(&what, given),
            _ => {
                let Some(subject) = subject_of(&what) else { return self.no_subject(verb, &what) };
                let id = self.needed(&mut given, "id")?;
                self.rest(given, &["id"]);
                Some(Proposal::Remove { subject, id })
            }
        }
    }

    fn no_subject<T>(&mut self, verb: &str, what: &str) -> Option<T> {
        let known = subjects(verb);
        let hint = match nearest(what, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is {}", known.join(", ")),
        };
        self.complain(format!("nothing called `{what}` can be {verb}{}", past(verb)), hint);
        None
    }

    fn node(&mut self, kind: NodeKind, mut given: Object<String, Value>) -> Option<Proposal> {
        let before = self.complaints.len();
        let reference = self.text(&mut given, "ref");
        let map = self.text(&mut given, "map");
        let section = self.text(&mut given, "section");
        let side = self.name(&mut given, "side");
        let mut bears = None;
        for relation in Relation::ALL {
            if let Some(target) = self.text(&mut given, relation.word())
                && let Some((other, _)) = bears.replace((relation, target))
            {
                self.complain(
                    format!("it has both `{other}` and `{relation}`"),
                    "keep one; add the other as a change of its own: { add = \"link\", … }",
                );
            }
        }
        let mut known: Vec<&str> = NODE.to_vec();
        known.extend(NODE_PLACE);
        known.extend(Relation::ALL.map(Relation::word));
        let mut record = self.keep(given, &known);
        record.insert("kind".into(), json!(kind));
        record.entry("text").or_insert_with(|| json!(""));
        record.insert("id".into(), json!(NodeId::from_bytes([0; 16])));
        shape_node(&mut record);
        let node: Node = self.record(record)?;
        (self.complaints.len() == before)
            .then(|| Proposal::AddNode(Box::new(NewNode { node, reference, map, section, side, bears })))
    }

    fn link(&mut self, mut given: Object<String, Value>) -> Option<Proposal> {
        let before = self.complaints.len();
        let reference = self.text(&mut given, "ref");
        let map = self.text(&mut given, "map");
        let target = self.needed(&mut given, "target");
        let premises = match (given.remove("premises"), given.remove("premise")) {
            (Some(Value::Array(list)), None) => {
                let names: Option<Vec<String>> = list.iter().map(|one| one.as_str().map(str::to_owned)).collect();
                names.filter(|names| !names.is_empty())
            }
            (None, Some(Value::String(one))) => Some(vec![one]),
            _ => None,
        };
        if premises.is_none() {
            self.complain("it has no premises", "premises = { \"a\", \"b\" }, or premise = \"a\"");
        }
        let mut record = self.keep(given, &LINK);
        if !record.contains_key("relation") {
            self.complain("`relation` is missing", Relation::ALL.map(Relation::word).join(", "));
            return None;
        }
        record.insert("id".into(), json!(LinkId::from_bytes([0; 16])));
        record.insert("map".into(), json!(MapId::from_bytes([0; 16])));
        record.insert("premises".into(), json!([]));
        record.insert("target".into(), json!({ "node": NodeId::from_bytes([0; 16]) }));
        shape_link(&mut record);
        let link: Link = self.record(record)?;
        let (premises, target) = (premises?, target?);
        (self.complaints.len() == before).then(|| Proposal::AddLink(Box::new(NewLink { link, reference, premises, target, map })))
    }

    fn map(&mut self, given: Object<String, Value>) -> Option<Proposal> {
        let mut record = self.keep(given, &MAP);
        let Some(name) = record.get("name").and_then(Value::as_str).map(str::to_owned) else {
            self.complain("`name` is missing", "a map has a name: { add = \"map\", name = \"drift\" }");
            return None;
        };
        record.insert("id".into(), json!(MapId::from_bytes([0; 16])));
        record.entry("title").or_insert_with(|| json!(name));
        shape_map(&mut record);
        self.record(record).map(Proposal::AddMap)
    }

    fn source(&mut self, mut given: Object<String, Value>) -> Option<Proposal> {
        let before = self.complaints.len();
        let key = self.needed(&mut given, "key")?;
        let key = match SourceKey::new(&key) {
            Ok(key) => key,
            Err(error) => {
                self.complain(format!("`key`: {error}"), "");
                return None;
            }
        };
        let record = self.keep(given, &SOURCE);
        let mut source = Source::titled(key.clone(), key.as_str());
        if let Err(message) = set_source(&mut source, &record) {
            self.complain(message, "");
        }
        (self.complaints.len() == before).then_some(Proposal::AddSource(source))
    }

    fn edit(&mut self, what: &str, mut given: Object<String, Value>) -> Option<Proposal> {
        let Some(subject) = subject_of(what) else { return self.no_subject("edit", what) };
        let id = self.needed(&mut given, "id")?;
        let known: &[&str] = match subject {
            Subject::Node => &["kind", "name", "text", "tags", "credence", "citation", "source", "rivals", "attributes"],
            Subject::Link => &["name", "relation", "strength", "scheme", "reason", "marks", "attributes"],
            Subject::Map => &MAP,
            Subject::Source => &SOURCE[1..],
        };
        let fields = self.keep(given, known);
        Some(Proposal::Edit { subject, id, fields })
    }

    /// What is left of the given keys; unknown ones are complained of.
    fn keep(&mut self, given: Object<String, Value>, known: &[&str]) -> Object<String, Value> {
        let (kept, rest): (Object<_, _>, Object<_, _>) = given.into_iter().partition(|(key, _)| known.contains(&key.as_str()));
        self.rest(rest, known);
        kept
    }

    fn rest(&mut self, rest: Object<String, Value>, known: &[&str]) {
        for key in rest.keys().filter(|key| !known.contains(&key.as_str())) {
            let hint = match nearest(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it takes {}", known.join(", ")),
            };
            self.complain(format!("there is no key `{key}`"), hint);
        }
    }

    fn needed(&mut self, given: &mut Object<String, Value>, key: &str) -> Option<String> {
        if !given.contains_key(key) {
            self.complain(format!("`{key}` is missing"), "");
            return None;
        }
        self.text(given, key)
    }

    fn text(&mut self, given: &mut Object<String, Value>, key: &str) -> Option<String> {
        match given.remove(key)? {
            Value::String(text) => Some(text),
            Value::Null => None,
            other => {
                self.complain(format!("`{key}` must be a text, and is {}", shown(&other)), "");
                None
            }
        }
    }

    fn name(&mut self, given: &mut Object<String, Value>, key: &str) -> Option<Name> {
        let text = self.text(given, key)?;
        Name::new(&text).map_err(|error| self.complain(format!("`{key}`: {error}"), "")).ok()
    }

    fn record<T: DeserializeOwned>(&mut self, record: Object<String, Value>) -> Option<T> {
        read_record(record).map_err(|message| self.complain(message, "")).ok()
    }
}

/// A record from its fields; the message names the field that does not fit.
pub(super) fn read_record<T: DeserializeOwned>(record: Object<String, Value>) -> Result<T, String> {
    match serde_json::from_value(Value::Object(record.clone())) {
        Ok(read) => Ok(read),
        Err(error) => {
            // Which field it is, serde does not say: the one without which the message is another.
            let message = error.to_string();
            let culprit = record.keys().find(|key| {
                let mut without = record.clone();
                without.remove(*key);
                let again = serde_json::from_value::<T>(Value::Object(without)).err().map(|error| error.to_string());
                again.as_deref() != Some(message.as_str())
            });
            let message = message.split(" at line").next().unwrap_or(&message).to_owned();
            Err(culprit.map_or(message.clone(), |key| format!("`{key}`: {message}")))
        }
    }
}

/// An empty table of Lua is a list or an object as the field wants it; `source` is a citation's source.
pub(super) fn shape_node(record: &mut Object<String, Value>) {
    fix_list(record, "tags");
    fix_object(record, "attributes");
    record.retain(|_, value| !value.is_null());
    if let Some(source) = record.remove("source") {
        let citation = record.entry("citation").or_insert_with(|| json!({}));
        if let Value::Object(citation) = citation {
            citation.insert("source".into(), source);
        }
    }
}

pub(super) fn shape_link(record: &mut Object<String, Value>) {
    fix_object(record, "attributes");
    record.retain(|_, value| !value.is_null());
}

pub(super) fn shape_map(record: &mut Object<String, Value>) {
    fix_list(record, "sections");
    fix_object(record, "attributes");
    record.retain(|_, value| !value.is_null());
}

fn fix_list(record: &mut Object<String, Value>, key: &str) {
    if let Some(value) = record.get_mut(key)
        && value.as_object().is_some_and(Object::is_empty)
    {
        *value = json!([]);
    }
}

fn fix_object(record: &mut Object<String, Value>, key: &str) {
    if let Some(value) = record.get_mut(key)
        && value.as_array().is_some_and(Vec::is_empty)
    {
        *value = json!({});
    }
}

/// Fills a source from fields: `csl` whole, or its common parts by name.
pub(super) fn set_source(source: &mut Source, fields: &Object<String, Value>) -> Result<(), String> {
    let wrong = |key: &str, wanted: &str| format!("`{key}` must be {wanted}");
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("csl", Value::Object(csl)) => {
                source.csl = csl.clone();
            }
            ("csl", _) => return Err(wrong(key, "a CSL-JSON record")),
            ("assessment", Value::Null) => source.assessment = None,
            ("assessment", value) => {
                source.assessment =
                    Some(serde_json::from_value(value.clone()).map_err(|error| format!("`assessment`: {error}"))?);
            }
            _ => {}
        }
    }
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("title", Value::String(title)) => drop(source.csl.insert("title".into(), json!(title))),
            ("title", _) => return Err(wrong(key, "a text")),
            ("url", Value::String(url)) => drop(source.csl.insert("URL".into(), json!(url))),
            ("note", Value::String(note)) => drop(source.csl.insert("note".into(), json!(note))),
            ("url" | "note", _) => return Err(wrong(key, "a text")),
            ("year", Value::Number(year)) => {
                let year = year.as_i64().or_else(|| year.as_f64().filter(|year| year.fract() == 0.0).map(|year| year as i64));
                let year = year.ok_or_else(|| wrong("year", "a whole number"))?;
                source.csl.insert("issued".into(), json!({ "date-parts": [[year]] }));
            }
            ("year", _) => return Err(wrong(key, "a whole number")),
            ("authors", Value::Array(authors)) => {
                let authors: Option<Vec<Value>> = authors.iter().map(author).collect();
                source.csl.insert("author".into(), json!(authors.ok_or_else(|| wrong("authors", "a list of names"))?));
            }
            ("authors", _) => return Err(wrong(key, "a list of names")),
            _ => {}
        }
    }
    Ok(())
}

/// `Lee, Ada` is family and given name; what has no comma is a literal name.
fn author(value: &Value) -> Option<Value> {
    match value {
        Value::String(name) => Some(match name.split_once(',') {
            Some((family, given)) => json!({ "family": family.trim(), "given": given.trim() }),
            None => json!({ "literal": name.trim() }),
        }),
        Value::Object(_) => Some(value.clone()),
        _ => None,
    }
}

fn subject_of(word: &str) -> Option<Subject> {
    match word {
        "map" => Some(Subject::Map),
        "source" => Some(Subject::Source),
        "node" => Some(Subject::Node),
        "link" => Some(Subject::Link),
        _ => NodeKind::from_word(word).map(|_| Subject::Node),
    }
}

fn subjects(verb: &str) -> &'static [&'static str] {
    match verb {
        "add" => &["question", "claim", "evidence", "rebuttal", "link", "map", "source"],
        _ => &["node", "link", "map", "source"],
    }
}

fn past(verb: &str) -> &'static str {
    if verb == "remove" { "d" } else { "ed" }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a table".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(value: Value) -> String {
        let complaints = Proposal::read_all(&[value]).expect_err("it is refused");
        complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_does_not_fit_is_said_with_its_field() {
        assert!(wrong(json!(3)).contains("change 1: it is no table"));
        assert!(wrong(json!({})).contains("it has no verb"));
        assert!(wrong(json!({ "add": "claim", "edit": "node" })).contains("it has add and edit"));
        assert!(wrong(json!({ "add": "clam" })).contains("did you mean `claim`?"));
        assert!(wrong(json!({ "add": "claim", "text": "x", "credence": 1.7 })).contains("`credence`: "));
        assert!(wrong(json!({ "add": "claim", "text": 7 })).contains("`text`: "));
        assert!(wrong(json!({ "add": "link", "premise": "a", "relation": "supprts", "target": "b" })).contains("`relation`"));
        assert!(wrong(json!({ "add": "link", "relation": "supports", "target": "b" })).contains("no premises"));
        assert!(wrong(json!({ "add": "claim", "text": "x", "supports": "a", "rebuts": "b" })).contains("both"));
        assert!(wrong(json!({ "edit": "node", "text": "x" })).contains("`id` is missing"));
        assert!(wrong(json!({ "add": "source", "key": "k", "year": "x" })).contains("`year` must be"));
    }

    #[test]
    fn an_empty_table_is_what_the_field_wants() {
        let value = json!({ "add": "evidence", "text": "x", "tags": {}, "attributes": [], "source": "lee-2024" });
        let read = Proposal::read_all(&[value]).expect("it is sound");
        let Proposal::AddNode(new) = &read[0] else { panic!("it is a node") };
        assert_eq!(new.node.source().map(SourceKey::as_str), Some("lee-2024"));
        assert!(new.node.tags.is_empty() && new.node.attributes.is_empty());
    }
}
