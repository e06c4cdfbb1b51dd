//! Where everything stands in the text, before a word of it is written.
//!
//! Nodes are introduced in the author's order, each where it is first spoken of: nested under what it bears on if
//! that is open or can be opened, else by itself. Links whose ends are known already are written when their target
//! is left, or at the end of the section. Only indices are used here; nothing depends on ids, so that the same map
//! with other ids is laid out alike.

use agon_core::model::{Element, LinkIndex, Map, NodeIndex, Relation};

/// Deeper than this nothing is nested: what is deeper starts a block of its own.
const MAX_DEPTH: usize = 32;

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

/// Something that lines can be nested under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thing {
    Node(NodeIndex),
    Link(LinkIndex),
}

/// A line that is still open.
#[derive(Debug, Clone, Copy)]
struct Open {
    node: Option<NodeIndex>,
    link: Option<LinkIndex>,
}

/// Whether a link is written as a premise-conclusion structure.
pub(super) fn is_structure(map: &Map, link: LinkIndex) -> bool {
    let record = map.link(link);
    record.relation == Relation::Supports && record.premises.len() > 1 && record.target.node().is_some()
}

/// When a link that can never be written would be: after the last node.
const NEVER: u32 = u32::MAX;

struct Planner<'m> {
    map: &'m Map,
    lines: Vec<Line>,
    written: Vec<bool>,
    addressed: Vec<bool>,
    misplaced: Vec<bool>,
    open: Vec<Open>,
    /// Where in `open` a node or link stands.
    node_open: Vec<Option<u32>>,
    link_open: Vec<Option<u32>>,
    /// The block before the next line names an argument, so that a structure would be taken for its own.
    after_argument: bool,
    /// How many nodes are introduced.
    known: u32,
    section: Option<u32>,
    /// The number of nodes that must be known for a link to be written under its target.
    needs: Vec<u32>,
    /// The same with everything that bears on it.
    ready: Vec<u32>,
    /// Links that are written as lines, by what they bear on, in the order in which they get ready.
    on_node: Vec<Vec<LinkIndex>>,
    on_link: Vec<Vec<LinkIndex>>,
    next_on_node: Vec<usize>,
    next_on_link: Vec<usize>,
    /// All links in the order in which they get ready.
    by_ready: Vec<LinkIndex>,
    next_ready: usize,
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
    fn begin(&mut self, line: Line) {
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

    fn learn(&mut self, node: NodeIndex) {
        self.misplaced[node.at()] = self.map.placements()[node.at()].section != self.section;
        self.known = self.known.max(node.0 + 1);
    }

    fn is_known(&self, node: NodeIndex) -> bool {
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

    fn open_at(&self, thing: Thing) -> Option<u32> {
        match thing {
            Thing::Node(node) => self.node_open[node.at()],
            Thing::Link(link) => self.link_open[link.at()],
        }
    }

    fn push(&mut self, open: Open) {
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
    fn close_to(&mut self, depth: usize) {
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
    fn open_thing(&mut self, thing_wanted: Thing) {
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
    fn write_relation(&mut self, link: LinkIndex, introduced: bool) {
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

    fn write_structure(&mut self, link: LinkIndex) {
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

fn thing(map: &Map, link: LinkIndex) -> Option<Thing> {
    match map.link(link).target {
        Element::Node(_) => map.target_node(link).map(Thing::Node),
        Element::Link(_) => map.target_link(link).map(Thing::Link),
    }
}

/// What tells links apart, whatever their ids; only links that join the same things are told apart by age.
fn canonical(map: &Map, link: LinkIndex) -> impl Ord + use<> {
    let own = |link: LinkIndex| (map.link(link).relation, map.premises(link).to_vec(), map.target_node(link));
    (own(link), map.target_link(link).map(own), link.0)
}

/// For each link how many nodes must be known before it can be written; [`NEVER`] for circles.
fn needs(map: &Map) -> Vec<u32> {
    let own = |link: LinkIndex| {
        let premises = map.premises(link);
        let seen = if is_structure(map, link) { premises } else { &premises[..premises.len().min(1)] };
        seen.iter().copied().chain(map.target_node(link)).map(|node| node.0 + 1).max().unwrap_or(NEVER)
    };
    let mut needs: Vec<u32> = vec![0; map.links().len()];
    let mut done = vec![false; map.links().len()];
    let mut chain: Vec<LinkIndex> = Vec::new();
    for first in map.link_indices() {
        let mut next = Some(first);
        let mut above = 0;
        // Down to the node, or to what is known already.
        while let Some(link) = next {
            if done[link.at()] {
                above = needs[link.at()];
                break;
            }
            if chain.len() > map.links().len() {
                above = NEVER;
                break;
            }
            chain.push(link);
            next = map.target_link(link);
        }
        while let Some(link) = chain.pop() {
            above = above.max(own(link));
            needs[link.at()] = above;
            done[link.at()] = true;
        }
    }
    needs
}

/// For each link how many nodes must be known before it and all that bears on it can be written.
fn ready(map: &Map, needs: &[u32]) -> Vec<u32> {
    let mut ready = needs.to_vec();
    let mut left: Vec<usize> = map.link_indices().map(|link| map.links_to_link(link).len()).collect();
    let mut free: Vec<LinkIndex> = map.link_indices().filter(|link| left[link.at()] == 0).collect();
    while let Some(link) = free.pop() {
        if let Some(target) = map.target_link(link) {
            ready[target.at()] = ready[target.at()].max(ready[link.at()]);
            left[target.at()] -= 1;
            if left[target.at()] == 0 {
                free.push(target);
            }
        }
    }
    ready
}
