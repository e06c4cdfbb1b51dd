//! Maps in three lines, for tests, examples and generators.

use std::collections::BTreeMap;

use super::evidence::Citation;
use super::graph::Map;
use super::id::{IdMaker, LinkId, MapId, NodeId, SeededEntropy};
use super::link::{Element, Link, Relation};
use super::map::{MapInfo, Placement};
use super::name::Name;
use super::node::{Node, NodeKind, RivalRelation, Rivals};
use super::score::Score;
use super::source::{Source, SourceKey};
use super::time::Timestamp;

/// Builds a [`Map`] by names. Ids are the same on every run. It panics on a name that is no name or is unknown:
/// it is for maps written in source code, not for input.
///
/// ```
/// use agon_core::model::MapBuilder;
/// let map = MapBuilder::new("m")
///     .question("q", "Why?").claim("a", "Because.").rebuttal("r", "Hardly.")
///     .answers("a", "q").rebuts("r", "a").strength(0.5)
///     .build();
/// assert_eq!(map.nodes().len(), 3);
/// ```
pub struct MapBuilder {
    ids: IdMaker,
    info: MapInfo,
    placed: Vec<(Placement, Node)>,
    links: Vec<Link>,
    names: BTreeMap<String, Element>,
    sources: BTreeMap<SourceKey, Source>,
}

impl MapBuilder {
    /// An empty map with this name, which is its title too.
    pub fn new(name: &str) -> Self {
        Self::seeded(name, 1)
    }

    /// The same with ids from another seed, so that two maps fit one database.
    pub fn seeded(name: &str, seed: u64) -> Self {
        let mut ids = IdMaker::new(Box::new(SeededEntropy::new(seed)));
        let id: MapId = ids.next(Timestamp::from_millis(1_000_000_000_000));
        let info = MapInfo::new(id, parse(name), name);
        Self { ids, info, placed: Vec::new(), links: Vec::new(), names: BTreeMap::new(), sources: BTreeMap::new() }
    }

    /// Adds a question.
    #[must_use]
    pub fn question(self, name: &str, text: &str) -> Self {
        self.node(NodeKind::Question, name, text)
    }

    /// Adds a claim.
    #[must_use]
    pub fn claim(self, name: &str, text: &str) -> Self {
        self.node(NodeKind::Claim, name, text)
    }

    /// Adds a piece of evidence, without a source.
    #[must_use]
    pub fn evidence(self, name: &str, text: &str) -> Self {
        self.node(NodeKind::Evidence, name, text)
    }

    /// Adds a rebuttal.
    #[must_use]
    pub fn rebuttal(self, name: &str, text: &str) -> Self {
        self.node(NodeKind::Rebuttal, name, text)
    }

    /// Adds a node of any kind.
    #[must_use]
    pub fn node(mut self, kind: NodeKind, name: &str, text: &str) -> Self {
        let id: NodeId = self.ids.next(Timestamp::from_millis(0));
        let mut node = Node::new(id, kind, text);
        node.name = Some(parse(name));
        self.names.insert(name.to_owned(), Element::Node(id));
        self.placed.push((Placement::new(self.info.id, id, self.placed.len() as u64), node));
        self
    }

    /// Gives the last node a base credence.
    #[must_use]
    pub fn credence(mut self, credence: f64) -> Self {
        self.last_node().credence = Some(Score::new(credence).expect("a credence lies in 0..=1"));
        self
    }

    /// Gives the last node a tag.
    #[must_use]
    pub fn tag(mut self, tag: &str) -> Self {
        self.last_node().add_tag(parse(tag));
        self
    }

    /// Lets the last node, a piece of evidence, cite a source, which is made if it is new.
    #[must_use]
    pub fn citing(mut self, key: &str) -> Self {
        let key = SourceKey::new(key).expect("the key is a name");
        self.last_node().citation = Some(Box::new(Citation { source: Some(key.clone()), ..Citation::default() }));
        self.sources.entry(key.clone()).or_insert_with(|| Source::titled(key.clone(), key.as_str()));
        self
    }

    /// Declares how the answers to the last node, a question, stand to each other.
    #[must_use]
    pub fn rivals(mut self, relation: RivalRelation) -> Self {
        self.last_node().rivals = Some(Rivals { relation: Some(relation), exhaustive: false });
        self
    }

    /// Links a claim to the question it answers.
    #[must_use]
    pub fn answers(self, premise: &str, target: &str) -> Self {
        self.link(&[premise], Relation::Answers, target)
    }

    /// Links a premise to what it supports.
    #[must_use]
    pub fn supports(self, premise: &str, target: &str) -> Self {
        self.link(&[premise], Relation::Supports, target)
    }

    /// Links a premise to what it rebuts.
    #[must_use]
    pub fn rebuts(self, premise: &str, target: &str) -> Self {
        self.link(&[premise], Relation::Rebuts, target)
    }

    /// Links a premise to the named link that it undercuts.
    #[must_use]
    pub fn undercuts(self, premise: &str, link: &str) -> Self {
        self.link(&[premise], Relation::Undercuts, link)
    }

    /// Links a premise to the named link that it underpins.
    #[must_use]
    pub fn underpins(self, premise: &str, link: &str) -> Self {
        self.link(&[premise], Relation::Underpins, link)
    }

    /// Says that two nodes contradict each other.
    #[must_use]
    pub fn contradicts(self, one: &str, other: &str) -> Self {
        self.link(&[one], Relation::Contradicts, other)
    }

    /// Adds a link with any premises and relation to a named node or link.
    #[must_use]
    pub fn link(mut self, premises: &[&str], relation: Relation, target: &str) -> Self {
        let id: LinkId = self.ids.next(Timestamp::from_millis(0));
        let premises = premises.iter().map(|name| self.element(name).node().expect("premises are nodes")).collect();
        let target = self.element(target);
        self.links.push(Link::new(id, self.info.id, premises, relation, target));
        self
    }

    /// Names the last link, so that it can be attacked.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let link = self.links.last_mut().expect("a link was added");
        link.name = Some(parse(name));
        self.names.insert(name.to_owned(), Element::Link(link.id));
        self
    }

    /// Gives the last link a strength.
    #[must_use]
    pub fn strength(mut self, strength: f64) -> Self {
        let link = self.links.last_mut().expect("a link was added");
        link.strength = Some(Score::new(strength).expect("a strength lies in 0..=1"));
        self
    }

    /// The map.
    pub fn build(self) -> Map {
        Map::assemble(self.info, 0, self.placed, self.links, self.sources).expect("a built map refers to what was added")
    }

    fn last_node(&mut self) -> &mut Node {
        &mut self.placed.last_mut().expect("a node was added").1
    }

    fn element(&self, name: &str) -> Element {
        *self.names.get(name).unwrap_or_else(|| panic!("`{name}` was not added to the map"))
    }
}

fn parse(name: &str) -> Name {
    Name::new(name).expect("names in source code are names")
}
