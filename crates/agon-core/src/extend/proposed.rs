//! Proposals of an importer: a list of additions, handed to the sink in its order.

use std::collections::HashMap;

use super::{ExtendError, ImportInput, ImportSink};
use crate::change::{NewNode, Proposal};
use crate::diagnostic::{Diagnostic, Place, Span};
use crate::model::{Element, Link, LinkId, MapId, MapInfo, Name, NodeId, Placement, Section};

/// Hands what an importer proposes to the sink: the map (one is made where none is proposed), sources, nodes, links.
/// Names and `ref`s mean additions of the same list. What cannot be meant is complained of.
///
/// # Errors
/// The sink can take no more.
pub fn import_proposals(proposals: Vec<Proposal>, about: &ImportInput<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
    let mut reader = Reader { sink, path: about.path, elements: HashMap::new(), map: None };
    let mut info = reader.take_map(&proposals, about.fallback_name)?;
    for proposal in &proposals {
        if let Proposal::AddNode(new) = proposal
            && let Some(title) = &new.section
            && !info.sections.iter().any(|section| section.title == *title)
        {
            info.sections.push(Section { title: title.clone(), level: 1 });
        }
    }
    let sections = info.sections.clone();
    let map = info.id;
    reader.sink.map(info)?;
    for proposal in &proposals {
        if let Proposal::AddSource(source) = proposal {
            reader.sink.source(source.clone())?;
        }
    }
    let mut bearing = Vec::new();
    let mut order = 0;
    for (at, proposal) in proposals.iter().enumerate() {
        if let Proposal::AddNode(new) = proposal {
            let id = reader.node(at, new, map, order, &sections)?;
            order += 1;
            if new.bears.is_some() {
                bearing.push((at, id));
            }
        }
    }
    reader.links(&proposals, &bearing, map)
}

struct Reader<'a> {
    sink: &'a mut dyn ImportSink,
    path: &'a str,
    elements: HashMap<String, Element>,
    map: Option<String>,
}

impl Reader<'_> {
    fn complain(&mut self, at: usize, message: &str, hint: &str) {
        let place = Place::File { path: self.path.to_owned(), span: Span::point(1, 1) };
        let complaint = Diagnostic::error("import/change", format!("change {}: {message}", at + 1)).at(place);
        self.sink.complain(if hint.is_empty() { complaint } else { complaint.hint(hint) });
    }

    fn take_map(&mut self, proposals: &[Proposal], fallback: &str) -> Result<MapInfo, ExtendError> {
        let mut taken: Option<MapInfo> = None;
        for (at, proposal) in proposals.iter().enumerate() {
            match proposal {
                Proposal::AddMap(info) if taken.is_none() => taken = Some(info.clone()),
                Proposal::AddMap(_) => self.complain(at, "an import is one map", "give the others files of their own"),
                Proposal::Edit { .. } | Proposal::Remove { .. } => {
                    self.complain(at, "an importer only adds", "let a script edit and remove: agon run --write");
                }
                _ => {}
            }
        }
        let mut info = match taken {
            Some(info) => info,
            None => {
                let name = Name::slug(fallback).or_else(|| Name::slug("imported")).ok_or_else(|| {
                    ExtendError::refused(Diagnostic::error("import/no-map", "the map has no name").hint("give one: --map NAME"))
                })?;
                MapInfo::new(MapId::from_bytes([0; 16]), name, fallback)
            }
        };
        info.id = MapId::from_bytes(self.sink.fresh_id());
        self.map = Some(info.name.to_string());
        Ok(info)
    }

    fn is_elsewhere(&mut self, at: usize, named: Option<&str>) {
        if let Some(named) = named
            && self.map.as_deref() != Some(named)
        {
            self.complain(at, &format!("it is for map `{named}`, and an import is one map"), "leave `map` out");
        }
    }

    fn refer(&mut self, at: usize, names: [Option<&str>; 2], element: Element) {
        for name in names.into_iter().flatten() {
            if self.elements.insert(name.to_owned(), element).is_some_and(|old| old != element) {
                self.complain(at, &format!("`{name}` stands twice"), "give each its own name");
            }
        }
    }

    fn node(&mut self, at: usize, new: &NewNode, map: MapId, order: u64, sections: &[Section]) -> Result<NodeId, ExtendError> {
        self.is_elsewhere(at, new.map.as_deref());
        let mut node = new.node.clone();
        node.id = NodeId::from_bytes(self.sink.fresh_id());
        let id = node.id;
        self.refer(at, [new.reference.as_deref(), node.name.as_ref().map(Name::as_str)], Element::Node(id));
        let mut placement = Placement::new(map, id, order);
        placement.side.clone_from(&new.side);
        placement.section = new.section.as_ref().and_then(|title| {
            let at = sections.iter().position(|section| section.title == *title)?;
            u32::try_from(at).ok()
        });
        self.sink.node(node, placement)?;
        Ok(id)
    }

    /// Links come in the order in which their targets are known: those of nodes and of links before them.
    fn links(&mut self, proposals: &[Proposal], bearing: &[(usize, NodeId)], map: MapId) -> Result<(), ExtendError> {
        // Every link has its id before any is handed on, so that they may bear on one another in any order.
        let mut ids = HashMap::new();
        for (at, proposal) in proposals.iter().enumerate() {
            if let Proposal::AddLink(new) = proposal {
                let id = LinkId::from_bytes(self.sink.fresh_id());
                ids.insert(at, id);
                let name = new.link.name.as_ref().map(Name::as_str);
                self.refer(at, [new.reference.as_deref(), name], Element::Link(id));
            }
        }
        let mut bearing = bearing.iter().peekable();
        for (at, proposal) in proposals.iter().enumerate() {
            match proposal {
                Proposal::AddLink(new) => {
                    self.is_elsewhere(at, new.map.as_deref());
                    let mut link = new.link.clone();
                    let Some(id) = ids.get(&at) else { continue };
                    (link.id, link.map) = (*id, map);
                    let Some(target) = self.element(at, &new.target) else { continue };
                    link.target = target;
                    link.premises.clear();
                    for premise in &new.premises {
                        match self.element(at, premise) {
                            Some(Element::Node(id)) => link.premises.push(id),
                            Some(Element::Link(_)) => {
                                self.complain(at, &format!("`{premise}` is a link, and premises are nodes"), "")
                            }
                            None => {}
                        }
                    }
                    if link.premises.len() == new.premises.len() {
                        self.sink.link(link)?;
                    }
                }
                Proposal::AddNode(new) => {
                    let Some((relation, target)) = &new.bears else { continue };
                    let Some((_, node)) = bearing.next_if(|(other, _)| *other == at) else { continue };
                    if let Some(target) = self.element(at, target) {
                        let id = LinkId::from_bytes(self.sink.fresh_id());
                        self.sink.link(Link::new(id, map, vec![*node], *relation, target))?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn element(&mut self, at: usize, name: &str) -> Option<Element> {
        let found = self.elements.get(name).copied();
        if found.is_none() {
            let near = crate::diagnostic::nearest(name, self.elements.keys().map(String::as_str)).map(str::to_owned);
            let hint = near.map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            self.complain(at, &format!("nothing in this import is called `{name}`"), &hint);
        }
        found
    }
}
