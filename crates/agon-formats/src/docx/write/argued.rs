//! Any map as a debate file: questions are blocks, answers and claims are tags, evidence are cards, and what is said
//! against something stands in a block that answers it.

use std::collections::VecDeque;

use agon_core::diagnostic::Diagnostic;
use agon_core::model::{Link, LinkIndex, Map, NodeIndex, NodeKind, Relation};

use super::plan::{Item, answers_title};
use crate::outline::{Outline, Plan, Shared, Step};

/// A node, and the link by which one came to it.
type Reached = (NodeIndex, Option<LinkIndex>);

struct Argued<'a> {
    map: &'a Map,
    items: Vec<Item>,
    shown: Vec<bool>,
    /// What is still to come under the open block, the next one last, with the link by which it came.
    stack: Vec<Reached>,
    /// The blocks still to come: the node that they answer, and what answers it.
    blocks: VecDeque<(NodeIndex, Vec<Reached>)>,
}

/// The items of a map that did not come from a debate file.
pub fn argued(map: &Map) -> Vec<Item> {
    let outline = Outline::new(map, Plan { shared: Shared::FirstOnly, depth: 1, nest: 1 });
    let mut argued =
        Argued { map, items: Vec::new(), shown: vec![false; map.nodes().len()], stack: Vec::new(), blocks: VecDeque::new() };
    argued.items.push(Item::Heading { level: 1, title: map.info().title.clone() });
    for step in &outline.steps {
        match step {
            Step::Section(at) => {
                let section = &map.info().sections[*at];
                argued.items.push(Item::Heading { level: (section.level + 1).clamp(2, 3), title: section.title.clone() });
            }
            Step::OpenRoot { node, .. } => {
                argued.stack.push((*node, None));
                argued.settle();
            }
            _ => {}
        }
    }
    // Circles, and what hangs on links alone.
    for index in map.node_indices() {
        if !argued.shown[index.at()] {
            argued.stack.push((index, None));
            argued.settle();
        }
    }
    argued.items
}

/// What links say of themselves that a debate file has no place for.
pub fn loss(map: &Map) -> Option<Diagnostic> {
    let says =
        |link: &&Link| link.strength.is_some() || link.reason.is_some() || link.scheme.is_some() || link.premises.len() > 1;
    let count = map.links().iter().filter(says).count();
    (count > 0).then(|| {
        let message = format!("strength, reason, scheme or linked premises of {count} links are left out");
        Diagnostic::warning("docx/links", message).hint("map=report, json and argdown hold them")
    })
}

impl Argued<'_> {
    fn settle(&mut self) {
        loop {
            while let Some((index, link)) = self.stack.pop() {
                self.node(index, link);
            }
            let Some((target, nodes)) = self.blocks.pop_front() else { return };
            let mut fresh: Vec<_> = nodes.into_iter().filter(|(node, _)| !self.shown[node.at()]).collect();
            if !fresh.is_empty() {
                self.items.push(Item::Heading { level: 3, title: answers_title(self.map.node(target)) });
                fresh.reverse();
                self.stack = fresh;
            }
        }
    }

    fn node(&mut self, index: NodeIndex, by: Option<LinkIndex>) {
        if std::mem::replace(&mut self.shown[index.at()], true) {
            return;
        }
        let map = self.map;
        match map.node(index).kind {
            NodeKind::Question => self.items.push(Item::Heading { level: 3, title: map.node(index).text.clone() }),
            NodeKind::Claim | NodeKind::Rebuttal => self.items.push(Item::Tag(index)),
            NodeKind::Evidence => {
                self.items.push(Item::Tag(index));
                self.items.push(Item::Card(index, by));
            }
        }
        let (mut pro, mut con) = (Vec::new(), Vec::new());
        for link in map.links_to(index) {
            self.link(*link, index, &mut pro, &mut con);
        }
        if !con.is_empty() {
            self.blocks.push_back((index, con));
        }
        pro.reverse();
        self.stack.append(&mut pro);
    }

    /// Sorts what bears on a node by a link, and what bears on the link, into pro and con.
    fn link(&mut self, link: LinkIndex, target: NodeIndex, pro: &mut Vec<Reached>, con: &mut Vec<Reached>) {
        let map = self.map;
        let mut open = vec![(link, false)];
        while let Some((link, is_turned)) = open.pop() {
            let relation = map.link(link).relation;
            let is_con = relation.is_con() != is_turned;
            let ends: Vec<NodeIndex> = match relation {
                Relation::Contradicts => map.other_end(link, target).into_iter().collect(),
                _ => map.premises(link).to_vec(),
            };
            for end in ends {
                let is_plain_card = map.node(end).kind == NodeKind::Evidence
                    && !is_con
                    && map.node(end).citation.as_ref().is_none_or(|citation| citation.quote.is_none());
                if is_plain_card && map.node(target).kind != NodeKind::Question && map.links_to(end).is_empty() {
                    self.shown[end.at()] = true;
                    self.items.push(Item::Card(end, Some(link)));
                } else if is_con {
                    con.push((end, Some(link)));
                } else {
                    pro.push((end, Some(link)));
                }
            }
            open.extend(map.links_to_link(link).iter().map(|on| (*on, is_con)));
        }
    }
}
