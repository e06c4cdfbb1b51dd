//! What things are called in the text: their names where those can be said, else titles made for the text.

use std::collections::HashSet;

use agon_core::model::{Attributes, Map, Name, NodeIndex};
use serde_json::Value;

use super::escape::{is_title, text_line};
use super::order::is_structure;
use super::plan::{Line, Plan};

/// The title of something, and what reading it back would take as its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Title {
    /// The title is the name.
    Name(String),
    /// The title is the original of the name, and kept as an attribute.
    Original(String),
    /// The title is made for the text; the name, if there is one, is said in the data.
    Made(String),
    /// None is needed.
    None,
}

impl Title {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Name(title) | Self::Original(title) | Self::Made(title) => Some(title),
            Self::None => None,
        }
    }
}

/// The titles of everything in a map.
#[derive(Debug)]
pub(super) struct Titles {
    pub nodes: Vec<Title>,
    pub links: Vec<Title>,
}

pub(super) fn titles(map: &Map, plan: &Plan) -> Titles {
    let mut mentions = vec![0u32; map.nodes().len()];
    let mut mention = |node: NodeIndex, times: u32| mentions[node.at()] += times;
    for line in &plan.lines {
        match line {
            Line::Statement { node, .. } | Line::Premise { node, .. } | Line::Conclusion { node, .. } => mention(*node, 1),
            Line::Relation { link, .. } => {
                for (index, node) in map.premises(*link).iter().enumerate() {
                    // Further premises are named, so they need a title.
                    mention(*node, if index == 0 { 1 } else { 2 });
                }
            }
            Line::Section(_) | Line::Again(_) | Line::Steps(_) => {}
        }
    }
    let mut makers = Makers { map, originals: HashSet::new(), nodes: 0, links: 0 };
    let mut nodes: Vec<Title> = Vec::with_capacity(map.nodes().len());
    for node in map.nodes() {
        nodes.push(of_name(node.name.as_ref(), &node.attributes));
    }
    let mut links: Vec<Title> = Vec::with_capacity(map.links().len());
    for link in map.link_indices() {
        let record = map.link(link);
        links.push(match &record.name {
            Some(_) if is_structure(map, link) => of_name(record.name.as_ref(), &record.attributes),
            Some(name) if plan.addressed[link.at()] && is_title(name.as_str()) => Title::Name(name.to_string()),
            _ => Title::None,
        });
    }
    makers.originals = nodes.iter().chain(&links).filter_map(|title| title.text().map(str::to_owned)).collect();
    for (index, node) in map.nodes().iter().enumerate() {
        let needed = node.name.is_some() || mentions[index] > 1 || text_line(&node.text, true).is_none();
        if nodes[index] == Title::None && needed {
            nodes[index] = Title::Made(makers.node());
        }
    }
    for link in map.link_indices() {
        let named = map.link(link).name.is_some() && is_structure(map, link);
        if links[link.at()] == Title::None && (named || plan.addressed[link.at()]) {
            links[link.at()] = Title::Made(makers.link());
        }
    }
    Titles { nodes, links }
}

/// The title that a name and an original title ask for.
fn of_name(name: Option<&Name>, attributes: &Attributes) -> Title {
    if let Some(Value::String(original)) = attributes.get("title")
        && is_title(original)
        && Name::new(original).is_err()
        && Name::slug(original).as_ref() == name
    {
        return Title::Original(original.clone());
    }
    match name {
        Some(name) if is_title(name.as_str()) => Title::Name(name.to_string()),
        _ => Title::None,
    }
}

/// Makes titles that nothing else has.
struct Makers<'m> {
    map: &'m Map,
    originals: HashSet<String>,
    nodes: usize,
    links: usize,
}

impl Makers<'_> {
    fn node(&mut self) -> String {
        loop {
            self.nodes += 1;
            let title = format!("unnamed-{}", self.nodes);
            if self.is_free(&title) {
                return title;
            }
        }
    }

    fn link(&mut self) -> String {
        loop {
            self.links += 1;
            let title = format!("link-{}", self.links);
            if self.is_free(&title) {
                return title;
            }
        }
    }

    fn is_free(&self, title: &str) -> bool {
        self.map.named(title).is_none() && !self.originals.contains(title)
    }
}
