//! A whole map in memory: its nodes in the author's order, its links, and who bears on whom, in flat arrays.

use std::collections::{BTreeMap, BTreeSet};

use super::id::{LinkId, NodeId};
use super::link::{Element, Link, Relation};
use super::lookup::Lookup;
use super::map::{MapInfo, Placement};
use super::node::{Node, NodeKind};
use super::score::Score;
use super::source::{Source, SourceKey};

/// A node's place in its map: 0 for the first in the author's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub u32);

impl NodeIndex {
    /// As a place in an array.
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// A link's place in its map: 0 for the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkIndex(pub u32);

impl LinkIndex {
    /// As a place in an array.
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// Parts that do not make a map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// A link names a premise or target that does not stand in the map.
    #[error("link `{link}` refers to `{missing}`, which does not stand in map `{map}`")]
    Dangling {
        /// The link.
        link: String,
        /// What it refers to.
        missing: String,
        /// The map.
        map: String,
    },
    /// Two records carry the same id.
    #[error("`{0}` stands twice in the map")]
    Repeated(String),
}

/// Adjacency in compressed rows: the links of row `i` are `links[starts[i]..starts[i + 1]]`.
#[derive(Debug, Clone, Default)]
struct Rows {
    starts: Vec<u32>,
    links: Vec<LinkIndex>,
}

impl Rows {
    /// Counting sort of (row, link) pairs; within a row, links keep the order of the pairs.
    fn new(rows: usize, pairs: impl Iterator<Item = (u32, LinkIndex)> + Clone) -> Self {
        let mut starts = vec![0u32; rows + 1];
        for (row, _) in pairs.clone() {
            starts[row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut links = vec![LinkIndex(0); starts[rows] as usize];
        for (row, link) in pairs {
            let at = &mut next[row as usize];
            links[*at as usize] = link;
            *at += 1;
        }
        Self { starts, links }
    }

    fn row(&self, row: usize) -> &[LinkIndex] {
        &self.links[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// A map as one consistent snapshot: what scorers, exporters, lints and plugins see. It never changes.
///
/// ```
/// use agon_core::model::{MapBuilder, Relation};
/// let map = MapBuilder::new("drift").claim("a", "They drift.").evidence("b", "They said so.").supports("b", "a").build();
/// let a = map.node_named("a").expect("it was added");
/// assert_eq!(map.links_to(a).len(), 1);
/// assert_eq!(map.link(map.links_to(a)[0]).relation, Relation::Supports);
/// ```
#[derive(Debug, Clone)]
pub struct Map {
    info: MapInfo,
    revision: u64,
    nodes: Vec<Node>,
    placements: Vec<Placement>,
    links: Vec<Link>,
    sources: BTreeMap<SourceKey, Source>,
    /// For each link its premises' indices, flat.
    premise_starts: Vec<u32>,
    premises: Vec<NodeIndex>,
    lookup: Lookup,
    to_node: Rows,
    to_link: Rows,
    from_node: Rows,
}

impl Map {
    /// Assembles a map. Nodes are put in order of placement (order, then id), links in order of id.
    ///
    /// `revision` is the sequence number of the commit it shows; 0 for a map outside a database.
    ///
    /// # Errors
    /// A link that refers to what is not there, or an id that stands twice.
    pub fn assemble(
        info: MapInfo,
        revision: u64,
        placed: Vec<(Placement, Node)>,
        links: Vec<Link>,
        sources: BTreeMap<SourceKey, Source>,
    ) -> Result<Self, MapError> {
        let (placements, nodes) = placed.into_iter().unzip();
        Self::of_parts(info, revision, placements, nodes, links, sources)
    }

    /// [`Self::assemble`] of placements and nodes in step with each other. Where they stand in order already, as a
    /// snapshot gives them, nothing is copied: a million nodes are in memory once.
    ///
    /// # Errors
    /// As [`Self::assemble`].
    pub fn of_parts(
        info: MapInfo,
        revision: u64,
        mut placements: Vec<Placement>,
        mut nodes: Vec<Node>,
        mut links: Vec<Link>,
        sources: BTreeMap<SourceKey, Source>,
    ) -> Result<Self, MapError> {
        if !placements.iter().map(|placement| placement.order).zip(nodes.iter().map(|node| node.id)).is_sorted() {
            let mut placed: Vec<(Placement, Node)> = placements.into_iter().zip(nodes).collect();
            placed.sort_by_key(|(placement, node)| (placement.order, node.id));
            (placements, nodes) = placed.into_iter().unzip();
        }
        if !links.is_sorted_by_key(|link| link.id) {
            links.sort_by_key(|link| link.id);
        }

        let lookup = Lookup::new(&nodes, &links)?;
        let dangling =
            |link: &Link, missing: String| MapError::Dangling { link: link.label(), missing, map: info.name.to_string() };
        let mut premise_starts = Vec::with_capacity(links.len() + 1);
        let mut premises = Vec::with_capacity(links.len());
        premise_starts.push(0);
        let mut node_targets: Vec<(u32, LinkIndex)> = Vec::with_capacity(links.len());
        let mut link_targets: Vec<(u32, LinkIndex)> = Vec::new();
        let mut sources_of_links: Vec<(u32, LinkIndex)> = Vec::with_capacity(links.len());
        for (index, link) in links.iter().enumerate() {
            let link_index = LinkIndex(index as u32);
            for premise in &link.premises {
                let at = lookup.node(&nodes, *premise).ok_or_else(|| dangling(link, premise.to_string()))?;
                premises.push(at);
                sources_of_links.push((at.0, link_index));
                if link.relation == Relation::Contradicts {
                    node_targets.push((at.0, link_index));
                }
            }
            premise_starts.push(premises.len() as u32);
            match link.target {
                Element::Node(target) => {
                    let at = lookup.node(&nodes, target).ok_or_else(|| dangling(link, target.to_string()))?;
                    node_targets.push((at.0, link_index));
                    if link.relation == Relation::Contradicts {
                        sources_of_links.push((at.0, link_index));
                    }
                }
                Element::Link(target) => {
                    let at = lookup.link(&links, target).ok_or_else(|| dangling(link, target.to_string()))?;
                    link_targets.push((at.0, link_index));
                }
            }
        }
        let to_node = Rows::new(nodes.len(), node_targets.iter().copied());
        let to_link = Rows::new(links.len(), link_targets.iter().copied());
        let from_node = Rows::new(nodes.len(), sources_of_links.iter().copied());
        Ok(Self {
            info,
            revision,
            nodes,
            placements,
            links,
            sources,
            premise_starts,
            premises,
            lookup,
            to_node,
            to_link,
            from_node,
        })
    }

    /// What the map says of itself.
    pub fn info(&self) -> &MapInfo {
        &self.info
    }

    /// The sequence number of the commit it shows.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The nodes in the author's order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The placements, in step with [`Self::nodes`].
    pub fn placements(&self) -> &[Placement] {
        &self.placements
    }

    /// The links, oldest first.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The sources its evidence cites, by key.
    pub fn sources(&self) -> &BTreeMap<SourceKey, Source> {
        &self.sources
    }

    /// Every node index, in the author's order.
    pub fn node_indices(&self) -> impl DoubleEndedIterator<Item = NodeIndex> + ExactSizeIterator + use<> {
        (0..self.nodes.len() as u32).map(NodeIndex)
    }

    /// Every link index, oldest first.
    pub fn link_indices(&self) -> impl DoubleEndedIterator<Item = LinkIndex> + ExactSizeIterator + use<> {
        (0..self.links.len() as u32).map(LinkIndex)
    }

    /// The node at a place. Panics, as arrays do, on an index of another map.
    pub fn node(&self, index: NodeIndex) -> &Node {
        &self.nodes[index.at()]
    }

    /// The link at a place. Panics, as arrays do, on an index of another map.
    pub fn link(&self, index: LinkIndex) -> &Link {
        &self.links[index.at()]
    }

    /// Where a node stands.
    pub fn node_index(&self, id: NodeId) -> Option<NodeIndex> {
        self.lookup.node(&self.nodes, id)
    }

    /// Where a link stands.
    pub fn link_index(&self, id: LinkId) -> Option<LinkIndex> {
        self.lookup.link(&self.links, id)
    }

    /// The node or link with this name.
    pub fn named(&self, name: &str) -> Option<Element> {
        self.lookup.named(&self.nodes, &self.links, name)
    }

    /// The node with this name.
    pub fn node_named(&self, name: &str) -> Option<NodeIndex> {
        self.node_index(self.named(name)?.node()?)
    }

    /// The link with this name.
    pub fn link_named(&self, name: &str) -> Option<LinkIndex> {
        self.link_index(self.named(name)?.link()?)
    }

    /// The premises of a link, in the author's order.
    pub fn premises(&self, link: LinkIndex) -> &[NodeIndex] {
        &self.premises[self.premise_starts[link.at()] as usize..self.premise_starts[link.at() + 1] as usize]
    }

    /// The node a link bears on, if it bears on a node.
    pub fn target_node(&self, link: LinkIndex) -> Option<NodeIndex> {
        self.node_index(self.link(link).target.node()?)
    }

    /// The link a link bears on, if it bears on a link.
    pub fn target_link(&self, link: LinkIndex) -> Option<LinkIndex> {
        self.link_index(self.link(link).target.link()?)
    }

    /// The links that bear on a node, oldest first; a contradiction bears on both its ends.
    pub fn links_to(&self, node: NodeIndex) -> &[LinkIndex] {
        self.to_node.row(node.at())
    }

    /// The links that bear on a link, oldest first.
    pub fn links_to_link(&self, link: LinkIndex) -> &[LinkIndex] {
        self.to_link.row(link.at())
    }

    /// The links a node is a premise of, oldest first; a contradiction leaves both its ends.
    pub fn links_from(&self, node: NodeIndex) -> &[LinkIndex] {
        self.from_node.row(node.at())
    }

    /// The other end of a contradiction seen from one end.
    pub fn other_end(&self, link: LinkIndex, end: NodeIndex) -> Option<NodeIndex> {
        let premise = *self.premises(link).first()?;
        if premise == end { self.target_node(link) } else { Some(premise) }
    }

    /// The same map with other base credences: what-if. Ids that do not stand in the map are left aside.
    #[must_use]
    pub fn with_credences(&self, credences: &[(NodeId, Score)]) -> Self {
        let mut changed = self.clone();
        for (id, credence) in credences {
            if let Some(index) = self.node_index(*id) {
                changed.nodes[index.at()].credence = Some(*credence);
            }
        }
        changed
    }

    /// The same map with other link strengths: what-if. Ids that do not stand in the map are left aside.
    #[must_use]
    pub fn with_strengths(&self, strengths: &[(LinkId, Score)]) -> Self {
        let mut changed = self.clone();
        for (id, strength) in strengths {
            if let Some(index) = self.link_index(*id) {
                changed.links[index.at()].strength = Some(*strength);
            }
        }
        changed
    }

    /// The same map without the links of which some nodes are premises, and without what bears on those links: what-if.
    /// The nodes stay, without effect. A link goes whole where its premises are linked, rather than to strength 0: an
    /// underpin would raise that again, and a scorer may count links.
    ///
    /// # Errors
    /// None that a sound map can cause.
    pub fn without(&self, left_out: &[NodeIndex]) -> Result<Self, MapError> {
        let mut gone: BTreeSet<LinkIndex> = BTreeSet::new();
        let mut open: Vec<LinkIndex> = left_out.iter().flat_map(|node| self.links_from(*node)).copied().collect();
        while let Some(link) = open.pop() {
            if gone.insert(link) {
                open.extend(self.links_to_link(link));
            }
        }
        let placed = self.placements().iter().cloned().zip(self.nodes().iter().cloned()).collect();
        let links = self.link_indices().filter(|link| !gone.contains(link)).map(|link| self.link(link).clone()).collect();
        Self::assemble(self.info().clone(), self.revision(), placed, links, self.sources().clone())
    }

    /// The nodes that no link leaves: questions, and what nothing was made of; in the author's order.
    /// A contradiction alone does not make a node a premise of something.
    pub fn roots(&self) -> Vec<NodeIndex> {
        self.node_indices()
            .filter(|node| self.links_from(*node).iter().all(|link| self.link(*link).relation == Relation::Contradicts))
            .collect()
    }

    /// The questions, in the author's order.
    pub fn questions(&self) -> impl Iterator<Item = NodeIndex> + '_ {
        self.node_indices().filter(|index| self.node(*index).kind == NodeKind::Question)
    }

    /// The claims that answer a question, in the author's order, each with the link by which it does.
    pub fn answers(&self, question: NodeIndex) -> Vec<(NodeIndex, LinkIndex)> {
        let mut answers: Vec<(NodeIndex, LinkIndex)> = self
            .links_to(question)
            .iter()
            .filter(|link| self.link(**link).relation == Relation::Answers)
            .filter_map(|link| self.premises(*link).first().map(|premise| (*premise, *link)))
            .collect();
        answers.sort();
        answers
    }
}
