//! A map as flat arrays: what the numeric semantics read.
//!
//! The elements are the nodes and the links, numbered together: node `i` of the map is element `i`, link `j` is
//! element `nodes + j`. What bears on an element are its *parents*: links, each with the premises it speaks from.
//! The nearest in print are attacks on attacks (Baroni, Cerutti, Giacomin, Guida 2011: AFRA) and recursive bipolar
//! frameworks (Cayrol, Cohen, Lagasquie-Schiex 2016); `docs/semantics.md` says what is read into each relation.

use agon_core::model::{Element, Link, LinkIndex, Map, NodeIndex, Relation, Score};

/// Marks `Parent::from` as a set of premises instead of one node.
const SET: u32 = 1 << 31;

/// One thing that bears on an element: a link, and whom it speaks from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parent {
    /// The link, as an element.
    pub link: u32,
    from: u32,
}

/// The premises of a parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Premises<'a> {
    /// A single node.
    One(u32),
    /// Nodes that stand or fall together, in the author's order.
    Linked(&'a [u32]),
}

/// A map in compressed rows: a million nodes and a million links take 40 MB and are read in order.
///
/// ```
/// use agon_core::model::MapBuilder;
/// use agon_reason::Framework;
/// let map = MapBuilder::new("m").claim("a", "A").rebuttal("r", "R").rebuts("r", "a").strength(0.5).build();
/// let framework = Framework::of(&map);
/// assert_eq!(framework.elements(), 3);
/// assert_eq!(framework.base(), [0.5, 0.5, 0.5]);
/// assert_eq!(framework.attackers(0)[0].link, 2);
/// assert!(framework.supporters(0).is_empty());
/// ```
#[derive(Debug, Clone)]
pub struct Framework {
    nodes: usize,
    base: Vec<f64>,
    /// Two rows an element: attackers `rows[2e]..rows[2e+1]`, supporters `rows[2e+1]..rows[2e+2]`.
    rows: Vec<u32>,
    parents: Vec<Parent>,
    set_starts: Vec<u32>,
    set_members: Vec<u32>,
}

impl Framework {
    /// Reads a map: linear in its nodes and links. Up to 2³¹ elements, which is more than a map can hold in memory.
    ///
    /// The base of a node is its credence (a half when none is declared; questions too, which nothing bears on),
    /// of a link its strength (one when none is declared).
    pub fn of(map: &Map) -> Self {
        let (nodes, links) = (map.nodes().len(), map.links().len());
        let mut base = Vec::with_capacity(nodes + links);
        base.extend(map.nodes().iter().map(|node| node.base_credence().get()));
        base.extend(map.links().iter().map(|link| link.base_strength().get()));
        let mut reader = Reader {
            map,
            set_of: Vec::new(),
            framework: Self {
                nodes,
                base,
                rows: Vec::with_capacity(2 * (nodes + links) + 1),
                parents: Vec::with_capacity(links),
                set_starts: vec![0],
                set_members: Vec::new(),
            },
        };
        for node in map.node_indices() {
            reader.row(map.links_to(node), Relation::is_con, Some(node));
            reader.row(map.links_to(node), Relation::is_pro, Some(node));
        }
        for link in map.link_indices() {
            reader.row(map.links_to_link(link), Relation::is_con, None);
            reader.row(map.links_to_link(link), Relation::is_pro, None);
        }
        let mut framework = reader.framework;
        framework.rows.push(framework.parents.len() as u32);
        framework
    }

    /// How many elements there are.
    pub fn elements(&self) -> usize {
        self.base.len()
    }

    /// How many of them are nodes; the others are links.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// Where each element starts, in 0..=1.
    pub fn base(&self) -> &[f64] {
        &self.base
    }

    /// A link as an element.
    pub fn link_element(&self, link: LinkIndex) -> u32 {
        (self.nodes + link.at()) as u32
    }

    /// What attacks an element.
    pub fn attackers(&self, element: u32) -> &[Parent] {
        let row = 2 * element as usize;
        &self.parents[self.rows[row] as usize..self.rows[row + 1] as usize]
    }

    /// What supports an element.
    pub fn supporters(&self, element: u32) -> &[Parent] {
        let row = 2 * element as usize + 1;
        &self.parents[self.rows[row] as usize..self.rows[row + 1] as usize]
    }

    /// What bears on an element: its attackers, then its supporters.
    pub fn parents(&self, element: u32) -> &[Parent] {
        let row = 2 * element as usize;
        &self.parents[self.rows[row] as usize..self.rows[row + 2] as usize]
    }

    /// Whom a parent speaks from.
    pub fn premises(&self, parent: Parent) -> Premises<'_> {
        if parent.from & SET == 0 {
            return Premises::One(parent.from);
        }
        let set = (parent.from & !SET) as usize;
        Premises::Linked(&self.set_members[self.set_starts[set] as usize..self.set_starts[set + 1] as usize])
    }

    /// Strengths of the nodes and of the links, as scores; a stray rounding error is cut off at 0 and 1.
    pub(crate) fn scores(&self, strengths: &[f64]) -> (Vec<Score>, Vec<Score>) {
        let score = |strength: &f64| Score::new(strength.clamp(0.0, 1.0)).unwrap_or(Score::ZERO);
        let (nodes, links) = strengths.split_at(self.nodes);
        (nodes.iter().map(score).collect(), links.iter().map(score).collect())
    }
}

/// Whom a link speaks from, as seen by the node it bears on: `None` for its premises, else the other end of a
/// contradiction.
pub(crate) fn other_end(map: &Map, link: &Link, premises: &[NodeIndex], seen_by: NodeIndex) -> Option<NodeIndex> {
    let Element::Node(target) = link.target else { return None };
    if link.relation == Relation::Contradicts && target != map.node(seen_by).id && premises.contains(&seen_by) {
        return map.node_index(target);
    }
    None
}

struct Reader<'a> {
    map: &'a Map,
    /// For each link its set of premises, once one was made; empty while no link has several premises.
    set_of: Vec<u32>,
    framework: Framework,
}

impl Reader<'_> {
    fn row(&mut self, links: &[LinkIndex], side: fn(Relation) -> bool, seen_by: Option<NodeIndex>) {
        self.framework.rows.push(self.framework.parents.len() as u32);
        for index in links {
            let link = self.map.link(*index);
            if !side(link.relation) {
                continue;
            }
            let premises = self.map.premises(*index);
            let from = match seen_by.and_then(|node| other_end(self.map, link, premises, node)) {
                Some(other) => other.0,
                None => self.from(*index, premises),
            };
            self.framework.parents.push(Parent { link: self.framework.link_element(*index), from });
        }
    }

    fn from(&mut self, link: LinkIndex, premises: &[NodeIndex]) -> u32 {
        if let [one] = premises {
            return one.0;
        }
        if self.set_of.is_empty() {
            self.set_of.resize(self.map.links().len(), u32::MAX);
        }
        let set = &mut self.set_of[link.at()];
        if *set == u32::MAX {
            *set = self.framework.set_starts.len() as u32 - 1;
            self.framework.set_members.extend(premises.iter().map(|premise| premise.0));
            self.framework.set_starts.push(self.framework.set_members.len() as u32);
        }
        *set | SET
    }
}

#[cfg(test)]
mod tests {
    use agon_core::model::MapBuilder;

    use super::*;

    #[test]
    fn links_are_elements_that_links_bear_on() {
        let map = MapBuilder::new("m")
            .claim("a", "A")
            .evidence("b", "B")
            .evidence("c", "C")
            .rebuttal("r", "R")
            .link(&["b", "c"], Relation::Supports, "a")
            .named("step")
            .strength(0.8)
            .undercuts("r", "step")
            .build();
        let framework = Framework::of(&map);
        let step = framework.link_element(map.link_named("step").expect("named"));
        assert_eq!(framework.base()[step as usize], 0.8);
        assert_eq!(framework.premises(framework.supporters(0)[0]), Premises::Linked(&[1, 2]));
        assert_eq!(framework.premises(framework.attackers(step)[0]), Premises::One(3));
        assert!(framework.supporters(step).is_empty());
    }

    #[test]
    fn a_contradiction_attacks_each_way_through_one_link() {
        let map = MapBuilder::new("m").claim("a", "A").claim("b", "B").contradicts("a", "b").build();
        let framework = Framework::of(&map);
        assert_eq!(framework.premises(framework.attackers(0)[0]), Premises::One(1));
        assert_eq!(framework.premises(framework.attackers(1)[0]), Premises::One(0));
        assert_eq!(framework.attackers(0)[0].link, framework.attackers(1)[0].link);
    }

    #[test]
    fn an_answer_carries_no_strength_to_its_question() {
        let map = MapBuilder::new("m").question("q", "Q?").claim("a", "A").answers("a", "q").build();
        assert!(Framework::of(&map).parents(0).is_empty());
    }

    #[test]
    fn an_empty_map_has_no_elements() {
        let framework = Framework::of(&MapBuilder::new("m").build());
        assert_eq!((framework.elements(), framework.nodes()), (0, 0));
    }
}
