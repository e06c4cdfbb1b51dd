//! Proposals put into a draft: names become ids, new records get theirs, what cannot be meant is complained of.

use rustc_hash::FxHashMap;
use serde_json::{Map as Object, Value, json};

use super::read::{read_record, set_source, shape_link, shape_map, shape_node};
use super::{NewLink, NewNode, Proposal, Subject};
use crate::change::{Draft, Entity, ReadError};
use crate::diagnostic::{Diagnostic, nearest};
use crate::model::{Element, Link, LinkId, MapId, NodeId, Placement, Section, Source, SourceKey};

impl Draft<'_> {
    /// Puts proposals into the draft, in their order. `fresh` makes ids. A node without a map goes where what it bears on
    /// stands, if that is one map, else into the map that is named first in the list. What cannot be meant is complained of.
    ///
    /// # Errors
    /// The base cannot be read.
    pub fn propose(&mut self, proposals: &[Proposal], fresh: &mut dyn FnMut() -> [u8; 16]) -> Result<(), ReadError> {
        let mut desk = Desk { draft: self, fresh, references: FxHashMap::default(), orders: FxHashMap::default(), map: None };
        for (at, proposal) in proposals.iter().enumerate() {
            if let Err(refusal) = desk.put(proposal) {
                match refusal {
                    Refusal::Read(error) => return Err(error),
                    Refusal::Said(message, hint) => {
                        let complaint = Diagnostic::error("change/refused", format!("change {}: {message}", at + 1));
                        desk.draft.complain(if hint.is_empty() { complaint } else { complaint.hint(hint) });
                    }
                }
            }
        }
        Ok(())
    }
}

enum Refusal {
    Read(ReadError),
    Said(String, String),
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

fn said<T>(message: String, hint: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Said(message, hint.into()))
}

struct Desk<'a, 'b> {
    draft: &'a mut Draft<'b>,
    fresh: &'a mut dyn FnMut() -> [u8; 16],
    /// What the list calls its own additions.
    references: FxHashMap<String, Element>,
    /// The order of the next node of a map.
    orders: FxHashMap<MapId, u64>,
    /// The first map that the list named.
    map: Option<MapId>,
}

impl Desk<'_, '_> {
    fn put(&mut self, proposal: &Proposal) -> Result<(), Refusal> {
        match proposal {
            Proposal::AddMap(info) => {
                let mut info = info.clone();
                info.id = MapId::from_bytes((self.fresh)());
                self.map.get_or_insert(info.id);
                Ok(self.draft.put_map(info)?)
            }
            Proposal::AddSource(source) => match self.draft.source(&source.key)? {
                Some(_) => said(format!("there is a source `{}` already", source.key), "change it with edit = \"source\""),
                None => Ok(self.draft.put_source(source.clone())?),
            },
            Proposal::AddNode(new) => self.add_node(new),
            Proposal::AddLink(new) => self.add_link(new),
            Proposal::Edit { subject, id, fields } => self.edit(*subject, id, fields),
            Proposal::Remove { subject, id } => self.remove(*subject, id),
        }
    }

    fn add_node(&mut self, new: &NewNode) -> Result<(), Refusal> {
        let target = new.bears.as_ref().map(|(_, target)| self.element(target)).transpose()?;
        let map = self.map_for(new.map.as_deref(), target)?;
        let mut node = new.node.clone();
        node.id = NodeId::from_bytes((self.fresh)());
        for key in node.sources() {
            if !self.draft.knows_source(key)? {
                self.draft.put_source(Source::titled(key.clone(), key.as_str()))?;
            }
        }
        let id = node.id;
        let mut placement = Placement::new(map, id, self.next_order(map)?);
        placement.side.clone_from(&new.side);
        if let Some(title) = &new.section {
            placement.section = Some(self.section(map, title)?);
        }
        self.refer(new.reference.as_deref(), Element::Node(id))?;
        self.draft.put_node(node)?;
        self.draft.put_placement(placement)?;
        if let (Some((relation, _)), Some(target)) = (&new.bears, target) {
            let link = LinkId::from_bytes((self.fresh)());
            self.draft.put_link(Link::new(link, map, vec![id], *relation, target))?;
        }
        Ok(())
    }

    fn add_link(&mut self, new: &NewLink) -> Result<(), Refusal> {
        let mut link = new.link.clone();
        link.id = LinkId::from_bytes((self.fresh)());
        link.target = self.element(&new.target)?;
        link.premises.clear();
        for premise in &new.premises {
            match self.element(premise)? {
                Element::Node(id) => link.premises.push(id),
                Element::Link(_) => return said(format!("`{premise}` is a link, and premises are nodes"), ""),
            }
        }
        link.map = self.map_for(new.map.as_deref(), Some(link.target))?;
        self.refer(new.reference.as_deref(), Element::Link(link.id))?;
        Ok(self.draft.put_link(link)?)
    }

    fn edit(&mut self, subject: Subject, id: &str, fields: &Object<String, Value>) -> Result<(), Refusal> {
        let wrong = |message: String| Refusal::Said(message, String::new());
        match subject {
            Subject::Node => {
                let Element::Node(node) = self.element(id)? else { return said(format!("`{id}` is a link"), "edit = \"link\"") };
                let Some(old) = self.draft.node(node)? else { return said(format!("there is no node `{id}`"), "") };
                let mut record = laid_over(&old, fields);
                shape_node(&mut record);
                Ok(self.draft.put_node(read_record(record).map_err(wrong)?)?)
            }
            Subject::Link => {
                let Element::Link(link) = self.element(id)? else { return said(format!("`{id}` is a node"), "edit = \"node\"") };
                let Some(old) = self.draft.link(link)? else { return said(format!("there is no link `{id}`"), "") };
                let mut record = laid_over(&old, fields);
                shape_link(&mut record);
                Ok(self.draft.put_link(read_record(record).map_err(wrong)?)?)
            }
            Subject::Map => {
                let map = self.map_named(id)?;
                let Some(old) = self.draft.map(map)? else { return said(format!("there is no map `{id}`"), "") };
                let mut record = laid_over(&old, fields);
                shape_map(&mut record);
                Ok(self.draft.put_map(read_record(record).map_err(wrong)?)?)
            }
            Subject::Source => {
                let mut source = self.source_named(id)?;
                set_source(&mut source, fields).map_err(wrong)?;
                Ok(self.draft.put_source(source)?)
            }
        }
    }

    fn remove(&mut self, subject: Subject, id: &str) -> Result<(), Refusal> {
        let was_there = match subject {
            Subject::Node | Subject::Link => match self.element(id)? {
                Element::Node(node) if subject == Subject::Node => self.draft.remove_node(node)?,
                Element::Link(link) if subject == Subject::Link => self.draft.remove_link(link)?,
                _ => return said(format!("`{id}` is no {}", subject.word()), ""),
            },
            Subject::Map => {
                let map = self.map_named(id)?;
                self.draft.remove_map(map)?
            }
            Subject::Source => {
                let key = self.source_named(id)?.key;
                self.draft.remove_source(&key)?
            }
        };
        if was_there { Ok(()) } else { said(format!("there is no {} `{id}`", subject.word()), "") }
    }

    /// The node or link that is meant: by `ref`, name, id, or the beginning of an id.
    fn element(&mut self, text: &str) -> Result<Element, Refusal> {
        if let Some(element) = self.references.get(text) {
            return Ok(*element);
        }
        if let Some(element) = self.draft.element_named(text)? {
            return Ok(element);
        }
        if let Ok(id) = text.parse::<NodeId>()
            && self.draft.node_kind(id)?.is_some()
        {
            return Ok(Element::Node(id));
        }
        if let Ok(id) = text.parse::<LinkId>()
            && self.draft.link(id)?.is_some()
        {
            return Ok(Element::Link(id));
        }
        let found = if text.is_empty() { Vec::new() } else { self.draft.base().with_id_prefix(text, 2)? };
        match found.as_slice() {
            [Entity::Node(id)] if self.draft.node_kind(*id)?.is_some() => Ok(Element::Node(*id)),
            [Entity::Link(id)] if self.draft.link(*id)?.is_some() => Ok(Element::Link(*id)),
            [_, _] => said(format!("`{text}` is the beginning of several ids"), "give more of it"),
            _ => {
                let names = self.draft.base().element_names("", 20_000)?;
                let near = nearest(text, names.iter().map(crate::model::Name::as_str));
                let near = near.or_else(|| nearest(text, self.references.keys().map(String::as_str)));
                said(
                    format!("there is no node or link `{text}`"),
                    near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default(),
                )
            }
        }
    }

    fn map_named(&mut self, text: &str) -> Result<MapId, Refusal> {
        if let Some(map) = self.draft.map_named(text)? {
            return Ok(map);
        }
        if let Ok(id) = text.parse::<MapId>()
            && self.draft.map(id)?.is_some()
        {
            return Ok(id);
        }
        let maps = self.draft.base().maps()?;
        let near = nearest(text, maps.iter().map(|map| map.name.as_str()));
        said(format!("there is no map `{text}`"), near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default())
    }

    fn source_named(&mut self, text: &str) -> Result<Source, Refusal> {
        let found = match SourceKey::new(text) {
            Ok(key) => self.draft.source(&key)?,
            Err(_) => None,
        };
        match found {
            Some(source) => Ok(source),
            None => said(format!("there is no source `{text}`"), ""),
        }
    }

    fn map_for(&mut self, named: Option<&str>, target: Option<Element>) -> Result<MapId, Refusal> {
        if let Some(named) = named {
            let map = self.map_named(named)?;
            self.map.get_or_insert(map);
            return Ok(map);
        }
        let maps = match target {
            Some(Element::Link(id)) => self.draft.link(id)?.map(|link| link.map).into_iter().collect(),
            Some(Element::Node(id)) => self.draft.stands_in(id)?,
            None => Vec::new(),
        };
        match (maps.as_slice(), self.map) {
            ([one], _) => Ok(*one),
            (_, Some(map)) => Ok(map),
            _ => said("it does not say in which map".to_owned(), "map = \"NAME\""),
        }
    }

    fn next_order(&mut self, map: MapId) -> Result<u64, Refusal> {
        let next = match self.orders.get(&map) {
            Some(next) => *next,
            None => self.draft.last_order(map)?.map_or(0, |last| last.saturating_add(1)),
        };
        self.orders.insert(map, next.saturating_add(1));
        Ok(next)
    }

    /// The number of a section by its title; a new one stands at the end.
    fn section(&mut self, map: MapId, title: &str) -> Result<u32, Refusal> {
        let Some(mut info) = self.draft.map(map)? else { return said("the map is gone".to_owned(), "") };
        if let Some(at) = info.sections.iter().position(|section| section.title == title) {
            return Ok(u32::try_from(at).unwrap_or(u32::MAX));
        }
        let at = u32::try_from(info.sections.len()).unwrap_or(u32::MAX);
        info.sections.push(Section { title: title.to_owned(), level: 1 });
        self.draft.put_map(info)?;
        Ok(at)
    }

    fn refer(&mut self, reference: Option<&str>, element: Element) -> Result<(), Refusal> {
        let Some(reference) = reference else { return Ok(()) };
        match self.references.insert(reference.to_owned(), element) {
            None => Ok(()),
            Some(_) => said(format!("the ref `{reference}` stands twice"), "give each its own"),
        }
    }
}

/// A record as its fields, with other values for some.
fn laid_over<T: serde::Serialize>(record: &T, fields: &Object<String, Value>) -> Object<String, Value> {
    // A record of the model always has a form in JSON.
    let mut record = match json!(record) {
        Value::Object(record) => record,
        _ => Object::new(),
    };
    for (key, value) in fields {
        record.insert(key.clone(), value.clone());
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Change, MemorySnapshot};
    use crate::model::{MapBuilder, SeededEntropy};

    fn base() -> MemorySnapshot {
        MemorySnapshot::of_map(&MapBuilder::new("m").claim("a", "A.").claim("b", "B.").supports("b", "a").named("step").build())
    }

    fn changes(values: Value) -> Result<Vec<Change>, String> {
        let base = base();
        let proposals = Proposal::read_all(values.as_array().expect("a list")).map_err(|all| all[0].to_string())?;
        let mut draft = Draft::new(&base);
        let mut entropy = SeededEntropy::new(7);
        draft
            .propose(&proposals, &mut || {
                let mut bytes = [0; 16];
                crate::model::Entropy::fill(&mut entropy, &mut bytes);
                bytes
            })
            .expect("memory is readable");
        match draft.finish().expect("memory is readable") {
            Some(changes) => Ok(changes),
            None => Err(draft.complaints().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        }
    }

    #[test]
    fn a_node_goes_where_what_it_bears_on_stands() {
        let made = changes(json!([
            { "add": "rebuttal", "text": "No.", "rebuts": "a", "ref": "no" },
            { "add": "claim", "text": "Because.", "supports": "no" },
            { "add": "claim", "text": "It does not follow.", "undercuts": "step", "section": "New" },
        ]))
        .expect("it is sound");
        let verbs: Vec<String> =
            made.iter().map(|change| format!("{} {}", change.verb(), change.entity().expect("something").word())).collect();
        assert_eq!(verbs.iter().filter(|verb| *verb == "added node").count(), 3);
        assert_eq!(verbs.iter().filter(|verb| *verb == "added link").count(), 3);
        assert_eq!(verbs.iter().filter(|verb| *verb == "edited map").count(), 1);
    }

    #[test]
    fn records_are_edited_field_by_field_and_removed_with_what_hangs_on_them() {
        let made = changes(json!([
            { "edit": "node", "id": "a", "text": "A, rather.", "credence": 0.8, "tags": ["x"] },
            { "remove": "node", "id": "b" },
        ]))
        .expect("it is sound");
        assert_eq!(made.len(), 4, "{made:?}");
        let Change::Node(edit) = &made[0] else { panic!("{made:?}") };
        assert_eq!(edit.after.as_ref().map(|node| node.text.as_str()), Some("A, rather."));
        let none = changes(json!([{ "edit": "node", "id": "a", "name": null }])).expect("it is sound");
        assert!(matches!(&none[0], Change::Node(edit) if edit.after.as_ref().is_some_and(|node| node.name.is_none())));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_place() {
        let refused = |values| changes(values).expect_err("it is refused");
        assert!(refused(json!([{ "remove": "node", "id": "step" }])).contains("change 1: `step` is no node"));
        assert!(refused(json!([{ "add": "claim", "text": "x" }])).contains("which map"));
        assert!(refused(json!([{ "add": "claim", "text": "x", "supports": "nobody" }])).contains("no node or link `nobody`"));
        assert!(refused(json!([{ "edit": "node", "id": "a", "credence": 3 }])).contains("`credence`"));
        let twice = json!([{ "add": "claim", "text": "x", "map": "m", "ref": "r" }, { "add": "claim", "text": "y", "map": "m", "ref": "r" }]);
        assert!(refused(twice).contains("stands twice"));
        // The rules of the model hold too: nothing answers a claim.
        assert!(refused(json!([{ "add": "claim", "text": "x", "answers": "a" }])).contains("rule/"));
    }
}
