//! A map as a reader goes through it: roots in the author's order, what bears on each beneath it, every node once in full.
//!
//! A map is a graph: nodes are shared and arguments run in circles. The outline is a flat list of steps, made without
//! recursion and in linear time; what it does with a node that was shown before is the [`Shared`] policy. It never nests
//! deeper than it is told: what lies deeper is continued as a root of its own.

use std::collections::VecDeque;

use agon_core::diagnostic::Diagnostic;
use agon_core::model::{LinkIndex, Map, NodeIndex, Relation};

/// What becomes of a node that was shown in full before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// Shown in full again, unless it stands beneath itself or the outline grows beyond ten times the map.
    Repeat,
    /// Named, with a link to where it stands.
    Link,
    /// Left out, if it stands alone; named where it is one of several linked premises.
    FirstOnly,
}

impl Shared {
    /// The words of the policies.
    pub const WORDS: [&str; 3] = ["repeat", "link", "first-only"];

    /// The policy with this word; [`Shared::Link`] for any other.
    pub fn from_word(word: &str) -> Self {
        match word {
            "repeat" => Self::Repeat,
            "first-only" => Self::FirstOnly,
            _ => Self::Link,
        }
    }
}

/// How a node is shown at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// With what bears on it. `first` where it is shown so for the first time.
    Full {
        /// Whether this is the place that links lead to.
        first: bool,
    },
    /// By name only: it stands in full elsewhere, or is shown there later.
    Again,
    /// By name only: it is continued as a root of its own.
    Later,
    /// Without what bears on it, of which there are so many links: the outline was to go no deeper.
    Cut(usize),
}

/// One step of the outline. Every `Open…` is matched by its `Close…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A heading: the section with this number begins.
    Section(usize),
    /// A root begins; `continued` where it was too deep to be shown at its place.
    OpenRoot {
        /// The node; [`Step::OpenNode`] follows.
        node: NodeIndex,
        /// Whether it carries on from above.
        continued: bool,
    },
    /// The root and all beneath it, continuations apart, is done.
    CloseRoot,
    /// A node begins. Links that bear on the link it stands in, if it is its only premise, come first, then links that bear on it.
    OpenNode {
        /// The node.
        node: NodeIndex,
        /// How it is shown.
        shown: Shown,
        /// How many nodes stand above it.
        depth: usize,
    },
    /// The node is done.
    CloseNode,
    /// A link begins; its premises follow as nodes. A contradiction has its other end as its one premise.
    OpenLink {
        /// The link.
        link: LinkIndex,
        /// How many premises stand together.
        premises: usize,
    },
    /// The link is done.
    CloseLink,
}

/// How to go through a map.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// What becomes of shared nodes.
    pub shared: Shared,
    /// How many levels of nodes to show; 0 for all.
    pub depth: usize,
    /// How deep a document can nest; what lies deeper is continued below.
    pub nest: usize,
}

/// A map as a list of steps.
///
/// ```
/// use agon_core::model::MapBuilder;
/// use agon_formats::outline::{Outline, Plan, Shared, Step};
/// let map = MapBuilder::new("m").claim("a", "A").evidence("b", "B").supports("b", "a").build();
/// let outline = Outline::new(&map, Plan { shared: Shared::Link, depth: 0, nest: 20 });
/// let nodes = outline.steps.iter().filter(|step| matches!(step, Step::OpenNode { .. })).count();
/// assert_eq!(nodes, 2);
/// ```
#[derive(Debug, Clone)]
pub struct Outline {
    /// The steps in reading order.
    pub steps: Vec<Step>,
    /// Which nodes something else refers to, in map order.
    pub referred: Vec<bool>,
    /// How many uses of shared nodes were left out, by [`Shared::FirstOnly`].
    pub left_out: usize,
    /// Whether repetition was stopped because the outline grew too large.
    pub curtailed: bool,
    /// How many links on links lay too deep to be shown.
    pub too_deep: usize,
    /// How many links bear on one another in a circle that no node is part of: no outline comes to them.
    pub circling: usize,
}

/// How much deeper than nodes links on links may nest: they cannot be continued elsewhere.
const ON_LINKS: usize = 8;

enum Task {
    Node { node: NodeIndex, link: Option<LinkIndex>, depth: usize },
    CloseNode(NodeIndex),
    Link { link: LinkIndex, from: Option<NodeIndex>, depth: usize },
    CloseLink,
}

struct Walk<'a> {
    map: &'a Map,
    plan: Plan,
    out: Outline,
    shown: Vec<bool>,
    on_path: Vec<bool>,
    /// Nodes that lay too deep, and how many stand above each.
    deferred: VecDeque<(NodeIndex, usize)>,
    tasks: Vec<Task>,
    base: usize,
    budget: usize,
}

impl Outline {
    /// Goes through a map.
    pub fn new(map: &Map, plan: Plan) -> Self {
        let nodes = map.nodes().len();
        let out =
            Self { steps: Vec::new(), referred: vec![false; nodes], left_out: 0, curtailed: false, too_deep: 0, circling: 0 };
        let budget = 1000 + 10 * (nodes + map.links().len());
        let mut walk = Walk {
            map,
            plan,
            out,
            shown: vec![false; nodes],
            on_path: vec![false; nodes],
            deferred: VecDeque::new(),
            tasks: Vec::new(),
            base: 0,
            budget,
        };
        let mut section = None;
        for (root, place) in roots(map) {
            if let Some(next) = place.filter(|next| Some(*next) != section) {
                walk.sections(section, next);
                section = place;
            }
            walk.root(root, false);
        }
        walk.out.circling = circling(map);
        walk.out
    }
}

/// How many links lead, from target to target, to no node.
fn circling(map: &Map) -> usize {
    let grounded = map.link_indices().filter(|link| map.target_node(*link).is_some());
    let mut stack: Vec<LinkIndex> = grounded.collect();
    let mut reached = 0;
    while let Some(link) = stack.pop() {
        // Each link has one target, so it is come to once.
        reached += 1;
        stack.extend_from_slice(map.links_to_link(link));
    }
    map.links().len() - reached
}

/// The roots with their sections, section by section; a circle that hangs on no root starts with its first node.
fn roots(map: &Map) -> Vec<(NodeIndex, Option<usize>)> {
    let mut roots = map.roots();
    let mut reached = vec![false; map.nodes().len()];
    let mut stack: Vec<NodeIndex> = Vec::new();
    let mut links = Vec::new();
    let mut reach = |root: NodeIndex, reached: &mut Vec<bool>| {
        stack.push(root);
        reached[root.at()] = true;
        while let Some(node) = stack.pop() {
            links.extend_from_slice(map.links_to(node));
            while let Some(link) = links.pop() {
                links.extend_from_slice(map.links_to_link(link));
                let ends = map.premises(link).iter().copied().chain(map.target_node(link));
                for end in
                    ends.filter(|end| map.link(link).relation == Relation::Contradicts || map.target_node(link) != Some(*end))
                {
                    if !std::mem::replace(&mut reached[end.at()], true) {
                        stack.push(end);
                    }
                }
            }
        }
    };
    for root in &roots {
        reach(*root, &mut reached);
    }
    for node in map.node_indices() {
        if !reached[node.at()] {
            roots.push(node);
            reach(node, &mut reached);
        }
    }
    let known = map.info().sections.len();
    let section = |node: NodeIndex| map.placements()[node.at()].section.map(|at| at as usize).filter(|at| *at < known);
    let mut placed: Vec<(NodeIndex, Option<usize>)> = roots.into_iter().map(|root| (root, section(root))).collect();
    placed.sort_by_key(|(node, section)| (*section, *node));
    placed
}

impl Outline {
    /// What the outline could not show of a map, as warnings.
    pub fn losses(&self) -> Vec<Diagnostic> {
        let mut losses = Vec::new();
        if self.left_out > 0 {
            let message = format!("{} further uses of shared nodes are left out", self.left_out);
            losses.push(Diagnostic::warning("export/shared", message).hint("shared=link shows them"));
        }
        if self.curtailed {
            let message = "shared nodes are repeated too often; the last ones are links";
            losses.push(Diagnostic::warning("export/repeat-limit", message).hint("shared=link shows each node once"));
        }
        if self.too_deep > 0 {
            let message = format!("{} links on links lie too deep to be shown", self.too_deep);
            losses.push(Diagnostic::warning("export/too-deep", message).hint("json and dot hold them"));
        }
        if self.circling > 0 {
            let message = format!("{} links that bear only on one another are left out", self.circling);
            losses.push(Diagnostic::warning("export/link-circle", message).hint("json and dot hold them"));
        }
        losses
    }
}

impl Walk<'_> {
    /// Headings down to section `next`, coming from `last`: those above it that did not come yet, and itself.
    fn sections(&mut self, last: Option<usize>, next: usize) {
        let sections = &self.map.info().sections;
        let mut above = vec![next];
        let mut level = sections[next].level;
        for at in (last.map_or(0, |last| last + 1)..next).rev() {
            if sections[at].level < level {
                level = sections[at].level;
                above.push(at);
            }
        }
        self.out.steps.extend(above.into_iter().rev().map(Step::Section));
    }

    fn root(&mut self, node: NodeIndex, continued: bool) {
        self.tree(node, continued, 0);
        while let Some((next, base)) = self.deferred.pop_front() {
            if !self.shown[next.at()] {
                self.tree(next, true, base);
            }
        }
    }

    fn tree(&mut self, root: NodeIndex, continued: bool, base: usize) {
        self.base = base;
        self.out.steps.push(Step::OpenRoot { node: root, continued });
        self.tasks.push(Task::Node { node: root, link: None, depth: 0 });
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Node { node, link, depth } => self.node(node, link, depth),
                Task::CloseNode(node) => {
                    self.on_path[node.at()] = false;
                    self.out.steps.push(Step::CloseNode);
                }
                Task::Link { link, from, depth } => self.link(link, from, depth),
                Task::CloseLink => self.out.steps.push(Step::CloseLink),
            }
        }
        self.out.steps.push(Step::CloseRoot);
    }

    fn node(&mut self, node: NodeIndex, link: Option<LinkIndex>, depth: usize) {
        let beneath = self.map.links_to(node).len();
        let shown = if self.shown[node.at()] && !self.repeats(node) {
            Shown::Again
        } else if self.plan.depth > 0 && self.base + depth + 1 >= self.plan.depth && beneath > 0 {
            Shown::Cut(beneath)
        } else if depth >= self.plan.nest && beneath > 0 {
            self.deferred.push_back((node, self.base + depth));
            Shown::Later
        } else {
            Shown::Full { first: !std::mem::replace(&mut self.shown[node.at()], true) }
        };
        if matches!(shown, Shown::Again | Shown::Later) {
            self.out.referred[node.at()] = true;
        }
        self.out.steps.push(Step::OpenNode { node, shown, depth: depth + self.base });
        self.tasks.push(Task::CloseNode(node));
        if let Shown::Full { .. } = shown {
            self.on_path[node.at()] = true;
            let start = self.tasks.len();
            for bearing in in_order(self.map, self.map.links_to(node)) {
                // The contradiction by which one came here is not told again from this side.
                if Some(bearing) != link {
                    self.tasks.push(Task::Link { link: bearing, from: Some(node), depth: depth + 1 });
                }
            }
            self.tasks[start..].reverse();
        }
        if let Some(link) = link {
            self.on_link(link, depth + 1);
        }
    }

    /// Whether a node that was shown may be shown in full again.
    fn repeats(&mut self, node: NodeIndex) -> bool {
        if self.plan.shared != Shared::Repeat || self.on_path[node.at()] {
            return false;
        }
        let room = self.out.steps.len() < self.budget;
        self.out.curtailed |= !room;
        room
    }

    /// Puts what bears on a link next.
    fn on_link(&mut self, link: LinkIndex, depth: usize) {
        let bearing = self.map.links_to_link(link);
        if self.plan.depth > 0 && self.base + depth >= self.plan.depth {
            return;
        }
        if depth > self.plan.nest + ON_LINKS {
            self.out.too_deep += bearing.len();
            return;
        }
        let start = self.tasks.len();
        for bearing in in_order(self.map, bearing) {
            self.tasks.push(Task::Link { link: bearing, from: None, depth });
        }
        self.tasks[start..].reverse();
    }

    fn link(&mut self, link: LinkIndex, from: Option<NodeIndex>, depth: usize) {
        let other = from.filter(|_| self.map.link(link).relation == Relation::Contradicts);
        let other = other.and_then(|end| self.map.other_end(link, end));
        let premises: Vec<NodeIndex> = other.map_or_else(|| self.map.premises(link).to_vec(), |end| vec![end]);
        if let [only] = premises.as_slice() {
            let bare = self.map.links_to_link(link).is_empty();
            if self.plan.shared == Shared::FirstOnly && self.shown[only.at()] && bare {
                self.out.left_out += 1;
                return;
            }
        }
        self.out.steps.push(Step::OpenLink { link, premises: premises.len() });
        self.tasks.push(Task::CloseLink);
        if let [only] = premises.as_slice() {
            self.tasks.push(Task::Node { node: *only, link: Some(link), depth });
        } else {
            self.on_link(link, depth + 1);
            self.tasks.extend(premises.iter().rev().map(|node| Task::Node { node: *node, link: None, depth }));
        }
    }
}

/// Answers, then what speaks for, then what speaks against; within each as their premises stand in the map.
fn in_order(map: &Map, links: &[LinkIndex]) -> Vec<LinkIndex> {
    let mut links = links.to_vec();
    links.sort_by_key(|link| {
        let rank = match map.link(*link).relation {
            Relation::Answers => 0,
            Relation::Supports | Relation::Underpins => 1,
            Relation::Rebuts | Relation::Undercuts => 2,
            Relation::Contradicts => 3,
        };
        (rank, map.premises(*link).first().copied(), *link)
    });
    links
}
