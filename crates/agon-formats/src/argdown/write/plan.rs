//! Where everything stands in the text, before a word of it is written.
//!
//! Nodes are introduced in the author's order, each where it is first spoken of: nested under what it bears on if
//! that is open or can be opened, else by itself. Links whose ends are known already are written when their target
//! is left, or at the end of the section. Only indices are used here; nothing depends on ids, so that the same map
//! with other ids is laid out alike.

use agon_core::model::{LinkIndex, Map, NodeIndex, Relation};

use super::order::{NEVER, Thing, canonical, is_structure, needs, ready, thing};

/// Deeper than this nothing is nested: what is deeper starts a block of its own.
pub(super) const MAX_DEPTH: usize = 32;

/// One line, or a few that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Section(usize),
    /// A statement at the edge, with its text if it is introduced here.
    Statement {
        node: NodeIndex,
        introduced: bool,
    },
    /// The first premise of a link, under its target.
    Relation {
        depth: usize,
        link: LinkIndex,
        introduced: bool,
    },
    /// A link that was written before, by its title, for something to bear on it.
    Again(LinkIndex),
    /// The head of a premise-conclusion structure.
    Steps(LinkIndex),
    Premise {
        number: usize,
        node: NodeIndex,
        introduced: bool,
    },
    Conclusion {
        link: LinkIndex,
        node: NodeIndex,
        introduced: bool,
    },
}

/// The plan and what it needs.
#[derive(Debug)]
pub(super) struct Plan {
    pub lines: Vec<Line>,
    /// Links that need a title in the text.
    pub addressed: Vec<bool>,
    /// Nodes whose section cannot be told from where they stand.
    pub misplaced: Vec<bool>,
    /// Links that bear on each other in a circle, which no text can say.
    pub unsayable: Vec<LinkIndex>,
}

/// A line that is still open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub node: Option<NodeIndex>,
    pub link: Option<LinkIndex>,
}

pub(super) struct Planner<'m> {
    pub map: &'m Map,
    pub lines: Vec<Line>,
    pub written: Vec<bool>,
    pub addressed: Vec<bool>,
    pub misplaced: Vec<bool>,
    pub open: Vec<Open>,
    /// Where in `open` a node or link stands.
    pub node_open: Vec<Option<u32>>,
    pub link_open: Vec<Option<u32>>,
    /// The block before the next line names an argument, so that a structure would be taken for its own.
    pub after_argument: bool,
    /// How many nodes are introduced.
    pub known: u32,
    pub section: Option<u32>,
    /// The number of nodes that must be known for a link to be written under its target.
    pub needs: Vec<u32>,
    /// The same with everything that bears on it.
    pub ready: Vec<u32>,
    /// Links that are written as lines, by what they bear on, in the order in which they get ready.
    pub on_node: Vec<Vec<LinkIndex>>,
    pub on_link: Vec<Vec<LinkIndex>>,
    pub next_on_node: Vec<usize>,
    pub next_on_link: Vec<usize>,
    /// All links in the order in which they get ready.
    pub by_ready: Vec<LinkIndex>,
    pub next_ready: usize,
}

/// Plans the text of a map.
pub(super) fn plan(map: &Map) -> Plan {
    let mut planner = Planner::new(map);
    planner.run();
    let unsayable = map.link_indices().filter(|link| planner.ready[link.at()] == NEVER).collect();
    Plan { lines: planner.lines, addressed: planner.addressed, misplaced: planner.misplaced, unsayable }
}

impl<'m> Planner<'m> {
    fn new(map: &'m Map) -> Self {
        let (nodes, links) = (map.nodes().len(), map.links().len());
        let needs = needs(map);
        let ready = ready(map, &needs);
        let mut by_ready: Vec<LinkIndex> = map.link_indices().filter(|link| ready[link.at()] != NEVER).collect();
        by_ready.sort_by_cached_key(|link| (ready[link.at()], canonical(map, *link)));
        let mut on_node = vec![Vec::new(); nodes];
        let mut on_link = vec![Vec::new(); links];
        for &link in by_ready.iter().filter(|link| !is_structure(map, **link)) {
            match thing(map, link) {
                Some(Thing::Node(node)) => on_node[node.at()].push(link),
                Some(Thing::Link(target)) => on_link[target.at()].push(link),
                None => {}
            }
        }
        Self {
            map,
            lines: Vec::with_capacity(nodes + links),
            written: vec![false; links],
            addressed: vec![false; links],
            misplaced: vec![false; nodes],
            open: Vec::new(),
            node_open: vec![None; nodes],
            link_open: vec![None; links],
            after_argument: false,
            known: 0,
            section: None,
            needs,
            ready,
            on_node,
            on_link,
            next_on_node: vec![0; nodes],
            next_on_link: vec![0; links],
            by_ready,
            next_ready: 0,
        }
    }

    fn run(&mut self) {
        while (self.known as usize) < self.map.nodes().len() {
            self.introduce(NodeIndex(self.known));
        }
        self.close_section();
        let sections = self.map.info().sections.len() as u32;
        self.enter_section(sections.checked_sub(1));
    }

    /// Begins a block.
    pub(super) fn begin(&mut self, line: Line) {
        self.after_argument = matches!(line, Line::Again(_));
        self.lines.push(line);
    }

    /// The next node, where it fits best.
    fn introduce(&mut self, node: NodeIndex) {
        let section = self.map.placements()[node.at()].section;
        if section > self.section {
            self.close_section();
            self.enter_section(section);
        }
        if let Some(link) = self.structure_from(node) {
            self.close_to(0);
            return self.write_structure(link);
        }
        if let Some(link) = self.place_for(node)
            && let Some(target) = thing(self.map, link)
        {
            self.open_thing(target);
            return self.write_relation(link, true);
        }
        self.close_to(0);
        self.begin(Line::Statement { node, introduced: true });
        self.learn(node);
        self.push(Open { node: Some(node), link: None });
    }

    pub(super) fn learn(&mut self, node: NodeIndex) {
        self.misplaced[node.at()] = self.map.placements()[node.at()].section != self.section;
        self.known = self.known.max(node.0 + 1);
    }

    pub(super) fn is_known(&self, node: NodeIndex) -> bool {
        node.0 < self.known
    }

    /// A structure that introduces this node and then, in order, only the nodes after it.
    fn structure_from(&self, node: NodeIndex) -> Option<LinkIndex> {
        let from = self.map.links_from(node).iter().filter(|link| is_structure(self.map, **link));
        let to = self.map.links_to(node).iter().filter(|link| is_structure(self.map, **link));
        let section = self.map.placements()[node.at()].section;
        let fits = |link: &LinkIndex| {
            if self.written[link.at()] || self.ready[link.at()] == NEVER {
                return None;
            }
            let target = self.map.target_node(*link)?;
            let mut next = node;
            for step in self.map.premises(*link).iter().copied().chain([target]).filter(|step| !self.is_known(*step)) {
                if step != next || self.map.placements()[step.at()].section != section {
                    return None;
                }
                next = NodeIndex(next.0 + 1);
            }
            (next != node).then_some((next.0, std::cmp::Reverse(canonical(self.map, *link))))
        };
        from.chain(to).filter_map(|link| fits(link).map(|fit| (fit, *link))).max().map(|(_, link)| link)
    }

    /// The link by which a new node is best introduced: under what is open, the deeper the better; else under what
    /// can be opened, the newer the better. Contradictions come last.
    fn place_for(&self, node: NodeIndex) -> Option<LinkIndex> {
        let mine = self.map.links_from(node).iter().copied().filter(|link| {
            self.map.premises(*link).first() == Some(&node) && !self.written[link.at()] && !is_structure(self.map, *link)
        });
        let ranked = mine.filter_map(|link| {
            let target = thing(self.map, link)?;
            if self.needs_of(target) > self.known {
                return None;
            }
            let place = match self.open_at(target) {
                Some(depth) if (depth as usize) < MAX_DEPTH => (2, depth),
                _ => match target {
                    // The link it bears on can be written under what is open.
                    Thing::Link(upper) if !self.written[upper.at()] && self.is_openable_here(upper) => (1, 0),
                    other => (0, self.needs_of(other)),
                },
            };
            let agrees = self.map.link(link).relation != Relation::Contradicts;
            Some(((agrees, place, std::cmp::Reverse(canonical(self.map, link))), link))
        });
        ranked.max().map(|(_, link)| link)
    }

    fn is_openable_here(&self, link: LinkIndex) -> bool {
        let target = thing(self.map, link).and_then(|target| self.open_at(target));
        !is_structure(self.map, link) && target.is_some_and(|depth| (depth as usize) < MAX_DEPTH - 1)
    }

    fn needs_of(&self, thing: Thing) -> u32 {
        match thing {
            Thing::Node(node) => node.0 + 1,
            Thing::Link(link) => self.needs[link.at()],
        }
    }

    pub(super) fn open_at(&self, thing: Thing) -> Option<u32> {
        match thing {
            Thing::Node(node) => self.node_open[node.at()],
            Thing::Link(link) => self.link_open[link.at()],
        }
    }

    /// Writes everything that got ready and found no place.
    fn close_section(&mut self) {
        self.close_to(0);
        while let Some(&link) = self.by_ready.get(self.next_ready) {
            if self.ready[link.at()] > self.known {
                break;
            }
            self.next_ready += 1;
            if self.written[link.at()] {
                continue;
            }
            if is_structure(self.map, link) {
                self.close_to(0);
                self.write_structure(link);
            } else if let Some(target) = thing(self.map, link) {
                self.open_thing(target);
                if !self.written[link.at()] {
                    self.write_relation(link, false);
                }
            }
        }
        self.close_to(0);
    }

    fn enter_section(&mut self, section: Option<u32>) {
        let Some(last) = section else { return };
        let first = self.section.map_or(0, |section| section + 1);
        let sections = self.map.info().sections.len() as u32;
        for section in first..=last.min(sections.saturating_sub(1)) {
            if section < sections {
                self.begin(Line::Section(section as usize));
            }
            self.section = Some(section);
        }
    }
}
