//! The lines that are open: going back to them, leaving them, and writing under them.

use agon_core::model::LinkIndex;

use super::order::{Thing, is_structure, thing};
use super::plan::{Line, MAX_DEPTH, Open, Planner};

impl Planner<'_> {
    pub(super) fn push(&mut self, open: Open) {
        let depth = Some(self.open.len() as u32);
        if let Some(node) = open.node {
            self.node_open[node.at()] = depth;
        }
        if let Some(link) = open.link {
            self.link_open[link.at()] = depth;
        }
        self.open.push(open);
    }

    fn pop(&mut self) {
        let depth = Some(self.open.len() as u32 - 1);
        if let Some(open) = self.open.pop() {
            if let Some(node) = open.node.filter(|node| self.node_open[node.at()] == depth) {
                self.node_open[node.at()] = None;
            }
            if let Some(link) = open.link.filter(|link| self.link_open[link.at()] == depth) {
                self.link_open[link.at()] = None;
            }
        }
    }

    /// Leaves everything nested deeper than `depth` lines, and writes what is ready to be written under it.
    pub(super) fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            match self.waiting_on_top() {
                Some(link) => self.write_relation(link, false),
                None => self.pop(),
            }
        }
    }

    /// The next link that is ready to be written under the innermost open line.
    fn waiting_on_top(&mut self) -> Option<LinkIndex> {
        let open = self.open.last()?;
        if self.open.len() > MAX_DEPTH {
            return None;
        }
        let lists = [
            open.link.map(|link| (&self.on_link[link.at()], &mut self.next_on_link[link.at()])),
            open.node.map(|node| (&self.on_node[node.at()], &mut self.next_on_node[node.at()])),
        ];
        for (list, next) in lists.into_iter().flatten() {
            while let Some(link) = list.get(*next) {
                if self.ready[link.at()] > self.known {
                    break;
                }
                *next += 1;
                if !self.written[link.at()] {
                    return Some(*link);
                }
            }
        }
        None
    }

    /// Makes a thing the innermost open line: goes back to it, or writes what leads to it.
    pub(super) fn open_thing(&mut self, thing_wanted: Thing) {
        let mut chain = Vec::new();
        let mut base = thing_wanted;
        while let Thing::Link(link) = base {
            if self.open_at(base).is_some() || self.written[link.at()] || is_structure(self.map, link) {
                break;
            }
            chain.push(link);
            match thing(self.map, link) {
                Some(next) => base = next,
                None => return,
            }
        }
        match self.open_at(base) {
            Some(depth) if (depth as usize) < MAX_DEPTH => self.close_to(depth as usize + 1),
            _ => self.open_at_edge(base),
        }
        for link in chain.into_iter().rev() {
            // Closing may have written it meanwhile.
            if self.written[link.at()] {
                match self.link_open[link.at()] {
                    Some(depth) if (depth as usize) < MAX_DEPTH => self.close_to(depth as usize + 1),
                    _ => self.open_at_edge(Thing::Link(link)),
                }
            } else {
                self.write_relation(link, false);
            }
        }
    }

    /// Starts a block about a thing that is known.
    fn open_at_edge(&mut self, base: Thing) {
        self.close_to(0);
        match base {
            Thing::Node(node) => {
                self.begin(Line::Statement { node, introduced: false });
                self.push(Open { node: Some(node), link: None });
            }
            Thing::Link(link) if !self.written[link.at()] => {
                if is_structure(self.map, link) {
                    self.write_structure(link);
                } else {
                    self.open_thing(base);
                }
            }
            Thing::Link(link) => {
                self.addressed[link.at()] = true;
                self.begin(Line::Again(link));
                self.push(Open { node: None, link: Some(link) });
            }
        }
    }

    /// Writes a link as a line under its target, which is the innermost open line.
    pub(super) fn write_relation(&mut self, link: LinkIndex, introduced: bool) {
        if self.open.len() > MAX_DEPTH
            && let Some(target) = thing(self.map, link)
        {
            self.open_at_edge(target);
        }
        let Some(&node) = self.map.premises(link).first() else { return };
        self.written[link.at()] = true;
        self.lines.push(Line::Relation { depth: self.open.len(), link, introduced });
        if introduced {
            self.learn(node);
        }
        self.push(Open { node: Some(node), link: Some(link) });
    }

    pub(super) fn write_structure(&mut self, link: LinkIndex) {
        self.written[link.at()] = true;
        self.addressed[link.at()] |= self.after_argument;
        self.begin(Line::Steps(link));
        let map = self.map;
        for (index, &node) in map.premises(link).iter().enumerate() {
            let introduced = !self.is_known(node);
            if introduced {
                self.learn(node);
            }
            self.lines.push(Line::Premise { number: index + 1, node, introduced });
        }
        let Some(node) = map.target_node(link) else { return };
        let introduced = !self.is_known(node);
        if introduced {
            self.learn(node);
        }
        self.lines.push(Line::Conclusion { link, node, introduced });
        self.push(Open { node: Some(node), link: Some(link) });
    }
}
