//! A map as a tree: what bears on each node beneath it, links on links beneath the step they bear on, every node once.

use std::collections::HashSet;

use agon_core::model::{LinkIndex, Map, NodeIndex, Relation};

/// How to go through a map.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How many levels to show.
    pub depth: usize,
    /// Where to begin; at every root if nowhere.
    pub from: Option<NodeIndex>,
}

/// What stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A node. `link` is what it bears by, `None` for a root; `linked` if it is one of several premises of a step above.
    Node {
        /// The node.
        node: NodeIndex,
        /// The link by which it bears on what stands above.
        link: Option<LinkIndex>,
        /// Whether it is one of several premises.
        linked: bool,
        /// Whether it stands in full elsewhere above.
        again: bool,
        /// How many links beneath it are not shown.
        below: usize,
    },
    /// A link with several premises, which follow.
    Step {
        /// The link.
        link: LinkIndex,
    },
}

/// One row, so deep in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// How many rows stand above it.
    pub depth: usize,
    /// What it shows.
    pub shown: Shown,
}

enum Task {
    Node { node: NodeIndex, link: Option<LinkIndex>, linked: bool, depth: usize },
    Link { link: LinkIndex, from: Option<NodeIndex>, depth: usize },
}

/// The rows of a map, in reading order.
pub fn rows(map: &Map, plan: Plan) -> Vec<Row> {
    let mut walk =
        Walk { map, plan, rows: Vec::new(), seen: vec![false; map.nodes().len()], tasks: Vec::new(), links: HashSet::new() };
    match plan.from {
        Some(node) => walk.tree(node),
        None => roots(map).into_iter().for_each(|root| walk.tree(root)),
    }
    walk.rows
}

/// The roots, and the first node of each circle that hangs on no root.
pub fn roots(map: &Map) -> Vec<NodeIndex> {
    let mut roots = map.roots();
    let mut reached = vec![false; map.nodes().len()];
    for root in &roots {
        reach(map, *root, &mut reached);
    }
    for node in map.node_indices() {
        if !reached[node.at()] {
            roots.push(node);
            reach(map, node, &mut reached);
        }
    }
    roots
}

/// Marks every node that bears on this one, near or far.
fn reach(map: &Map, root: NodeIndex, reached: &mut [bool]) {
    let (mut nodes, mut links) = (vec![root], Vec::new());
    while let Some(node) = nodes.pop() {
        if std::mem::replace(&mut reached[node.at()], true) {
            continue;
        }
        links.extend_from_slice(map.links_to(node));
        while let Some(link) = links.pop() {
            links.extend_from_slice(map.links_to_link(link));
            nodes.extend_from_slice(map.premises(link));
            nodes.extend(map.target_node(link).filter(|_| map.link(link).relation == Relation::Contradicts));
        }
    }
}

struct Walk<'a> {
    map: &'a Map,
    plan: Plan,
    rows: Vec<Row>,
    seen: Vec<bool>,
    tasks: Vec<Task>,
    /// Contradictions that were shown from one end.
    links: HashSet<LinkIndex>,
}

impl Walk<'_> {
    fn tree(&mut self, root: NodeIndex) {
        self.tasks.push(Task::Node { node: root, link: None, linked: false, depth: 0 });
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Node { node, link, linked, depth } => self.node(node, link, linked, depth),
                Task::Link { link, from, depth } => self.link(link, from, depth),
            }
        }
    }

    fn node(&mut self, node: NodeIndex, link: Option<LinkIndex>, linked: bool, depth: usize) {
        let again = std::mem::replace(&mut self.seen[node.at()], true);
        // A step with one premise has no row of its own: what bears on it stands beneath the premise.
        let onto: &[LinkIndex] = match link {
            Some(link) if !linked => self.map.links_to_link(link),
            _ => &[],
        };
        let beneath: Vec<LinkIndex> = if again {
            Vec::new()
        } else {
            self.map.links_to(node).iter().copied().filter(|link| !self.links.contains(link)).collect()
        };
        let is_cut = depth + 1 >= self.plan.depth;
        let below = if is_cut { beneath.len() + onto.len() } else { 0 };
        self.rows.push(Row { depth, shown: Shown::Node { node, link, linked, again, below } });
        if is_cut {
            return;
        }
        let start = self.tasks.len();
        for link in self.in_order(onto) {
            self.tasks.push(Task::Link { link, from: None, depth: depth + 1 });
        }
        for link in self.in_order(&beneath) {
            if self.map.link(link).relation == Relation::Contradicts {
                self.links.insert(link);
            }
            self.tasks.push(Task::Link { link, from: Some(node), depth: depth + 1 });
        }
        self.tasks[start..].reverse();
    }

    fn link(&mut self, link: LinkIndex, from: Option<NodeIndex>, depth: usize) {
        let other = match (self.map.link(link).relation, from) {
            (Relation::Contradicts, Some(end)) => self.map.other_end(link, end),
            _ => None,
        };
        match (other, self.map.premises(link)) {
            (Some(node), _) | (None, &[node]) => self.tasks.push(Task::Node { node, link: Some(link), linked: false, depth }),
            (None, premises) => {
                self.rows.push(Row { depth, shown: Shown::Step { link } });
                if depth + 1 >= self.plan.depth {
                    return;
                }
                let start = self.tasks.len();
                for node in premises {
                    self.tasks.push(Task::Node { node: *node, link: Some(link), linked: true, depth: depth + 1 });
                }
                for onto in self.in_order(self.map.links_to_link(link)) {
                    self.tasks.push(Task::Link { link: onto, from: None, depth: depth + 1 });
                }
                self.tasks[start..].reverse();
            }
        }
    }

    /// Links by the author's order of their first premises.
    fn in_order(&self, links: &[LinkIndex]) -> Vec<LinkIndex> {
        let mut links = links.to_vec();
        links.sort_by_key(|link| (self.map.premises(*link).iter().min().copied(), *link));
        links
    }
}
