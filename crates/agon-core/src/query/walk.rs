//! Along the links: what bears on what, near and far. Nothing recurses, every link is read once or twice.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::components::components;
use super::expression::Walk;
use crate::change::{ReadError, Snapshot};
use crate::model::{Element, Link, LinkId, MapId, NodeId, Relation};

/// The links of a database, or of one map of it.
#[derive(Clone, Copy)]
pub(super) struct Links<'a> {
    pub snapshot: &'a dyn Snapshot,
    pub map: Option<MapId>,
}

/// Which way arcs are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From what is borne on to what bears on it.
    Down,
    /// From what bears to what it bears on.
    Up,
}

/// What was come upon.
struct Reached {
    elements: Vec<Element>,
    /// Whether an arc led there; not so for a beginning to which nothing leads back.
    arrived: Vec<bool>,
    arcs: Vec<Vec<u32>>,
}

impl Links<'_> {
    /// The nodes that a walk finds.
    pub(super) fn walk(&self, walk: Walk, from: &[Element]) -> Result<Vec<NodeId>, ReadError> {
        match walk {
            Walk::Under => self.far(from, Way::Down),
            Walk::Over => self.far(from, Way::Up),
            Walk::Children => self.each(from, |links, element, found| links.children(element, found)),
            Walk::Parents => self.each(from, |links, element, found| links.parents(element, found)),
            Walk::Pro => self.each(from, |links, element, found| links.speakers(element, true, found)),
            Walk::Con => self.each(from, |links, element, found| links.speakers(element, false, found)),
        }
    }

    fn each(
        &self,
        from: &[Element],
        step: impl Fn(&Self, Element, &mut Vec<NodeId>) -> Result<(), ReadError>,
    ) -> Result<Vec<NodeId>, ReadError> {
        let mut found = Vec::new();
        for element in from {
            step(self, *element, &mut found)?;
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    fn children(&self, of: Element, found: &mut Vec<NodeId>) -> Result<(), ReadError> {
        for link in self.to(of)? {
            push_others(&link, of, found);
        }
        Ok(())
    }

    fn parents(&self, of: Element, found: &mut Vec<NodeId>) -> Result<(), ReadError> {
        let leaving = match of {
            Element::Node(id) => self.from(id)?,
            Element::Link(id) => self.snapshot.link(id)?.into_iter().collect(),
        };
        for link in leaving {
            if link.relation == Relation::Contradicts {
                push_others(&link, of, found);
            } else if let Some(node) = self.end_of(&link)? {
                found.push(node);
            }
        }
        Ok(())
    }

    /// The node at the end of the chain of links on links.
    fn end_of(&self, link: &Link) -> Result<Option<NodeId>, ReadError> {
        let mut seen = FxHashSet::default();
        let mut target = link.target;
        loop {
            match target {
                Element::Node(node) => return Ok(Some(node)),
                Element::Link(upper) => match self.snapshot.link(upper)? {
                    Some(link) if seen.insert(upper) => target = link.target,
                    _ => return Ok(None),
                },
            }
        }
    }

    /// Who speaks for an element, or against it: the premises of links that do, and, for nodes, of what underpins
    /// (or undercuts) the links that support it.
    fn speakers(&self, of: Element, for_it: bool, found: &mut Vec<NodeId>) -> Result<(), ReadError> {
        let speaks = |link: &Link| if for_it { link.relation.is_pro() } else { link.relation.is_con() };
        for link in self.to(of)? {
            if speaks(&link) {
                push_others(&link, of, found);
            }
            if link.relation == Relation::Supports {
                for upper in self.to(Element::Link(link.id))? {
                    if speaks(&upper) {
                        found.extend(&upper.premises);
                    }
                }
            }
        }
        Ok(())
    }

    /// Everything below or above, each beginning left out unless another one leads to it.
    fn far(&self, from: &[Element], way: Way) -> Result<Vec<NodeId>, ReadError> {
        let reached = self.reach(from, way, true)?;
        let beginnings = from.iter().collect::<FxHashSet<_>>().len();
        let keeps = if beginnings < 2 { vec![false; beginnings] } else { reached.led_to_by_others(beginnings) };
        let found = reached.elements.iter().enumerate().filter(|(index, _)| match keeps.get(*index) {
            Some(is_led_to) => *is_led_to,
            None => reached.arrived[*index],
        });
        let mut nodes: Vec<NodeId> = found.filter_map(|(_, element)| element.node()).collect();
        nodes.sort();
        Ok(nodes)
    }

    /// The nodes by way of which one set bears on another, with both ends. Contradictions are no way.
    pub(super) fn path(&self, from: &[Element], to: &[Element]) -> Result<Vec<NodeId>, ReadError> {
        let below = self.reach(to, Way::Down, false)?.elements.into_iter().collect::<FxHashSet<_>>();
        let above = self.reach(from, Way::Up, false)?.elements;
        let mut nodes: Vec<NodeId> = above.iter().filter(|element| below.contains(element)).filter_map(Element::node).collect();
        nodes.sort();
        Ok(nodes)
    }

    /// Breadth first; the beginnings come first, each once.
    fn reach(&self, from: &[Element], way: Way, with_contradictions: bool) -> Result<Reached, ReadError> {
        let mut index: FxHashMap<Element, u32> = FxHashMap::default();
        let mut reached = Reached { elements: Vec::new(), arrived: Vec::new(), arcs: Vec::new() };
        for element in from {
            if !index.contains_key(element) {
                index.insert(*element, reached.elements.len() as u32);
                reached.elements.push(*element);
                reached.arrived.push(false);
            }
        }
        let keeps_arcs = reached.elements.len() > 1;
        let mut at = 0;
        while let Some(element) = reached.elements.get(at).copied() {
            let mut arcs = Vec::new();
            for next in self.next(element, way, with_contradictions)? {
                let place = *index.entry(next).or_insert_with(|| {
                    reached.elements.push(next);
                    reached.arrived.push(true);
                    (reached.elements.len() - 1) as u32
                });
                reached.arrived[place as usize] = true;
                if keeps_arcs {
                    arcs.push(place);
                }
            }
            reached.arcs.push(arcs);
            at += 1;
        }
        Ok(reached)
    }

    /// One arc further: from a node to its links, from a link to its ends on that side and the links on it.
    fn next(&self, element: Element, way: Way, with_contradictions: bool) -> Result<Vec<Element>, ReadError> {
        let follows = |link: &Link| with_contradictions || link.relation != Relation::Contradicts;
        let as_link = |link: Link| Element::Link(link.id);
        Ok(match (element, way) {
            (Element::Node(_), Way::Down) => self.to(element)?.into_iter().filter(follows).map(as_link).collect(),
            (Element::Node(id), Way::Up) => self.from(id)?.into_iter().filter(follows).map(as_link).collect(),
            (Element::Link(id), _) => {
                let Some(link) = self.snapshot.link(id)? else { return Ok(Vec::new()) };
                let is_mutual = link.relation == Relation::Contradicts;
                let is_way = follows(&link);
                let mut next = Vec::new();
                if is_way && (way == Way::Up || is_mutual) {
                    next.push(link.target);
                }
                if is_way && (way == Way::Down || is_mutual) {
                    next.extend(link.premises.iter().map(|premise| Element::Node(*premise)));
                }
                if way == Way::Down {
                    next.extend(self.to(element)?.into_iter().map(as_link));
                }
                next
            }
        })
    }

    /// What is at most so many steps away. One step joins the ends of a link, and those of links that bear on it.
    pub(super) fn near(&self, from: &[Element], steps: u32) -> Result<Vec<NodeId>, ReadError> {
        let mut seen: FxHashSet<NodeId> = FxHashSet::default();
        let mut seen_links: FxHashSet<LinkId> = FxHashSet::default();
        let mut queue: VecDeque<(Element, u32)> = VecDeque::new();
        for element in from {
            if element.node().is_none_or(|node| seen.insert(node)) {
                queue.push_back((*element, 0));
            }
        }
        while let Some((element, distance)) = queue.pop_front() {
            if distance >= steps {
                continue;
            }
            let mut links: Vec<Link> = match element {
                Element::Node(id) => self.touching(id)?,
                Element::Link(id) => self.snapshot.link(id)?.into_iter().collect(),
            };
            // Links that bear on each other are gone through as one.
            while let Some(link) = links.pop() {
                if !seen_links.insert(link.id) {
                    continue;
                }
                for node in link.premises.iter().copied().chain(link.target.node()) {
                    if seen.insert(node) {
                        queue.push_back((Element::Node(node), distance + 1));
                    }
                }
                links.extend(self.to(Element::Link(link.id))?);
                if let Some(upper) = link.target.link() {
                    links.extend(self.snapshot.link(upper)?);
                }
            }
        }
        let mut nodes: Vec<NodeId> = seen.into_iter().collect();
        nodes.sort();
        Ok(nodes)
    }

    /// Whether a node bears on itself through others. Contradictions do not count: all would be circles.
    pub(super) fn is_on_circle(&self, node: NodeId) -> Result<bool, ReadError> {
        Ok(self.reach(&[Element::Node(node)], Way::Up, false)?.arrived[0])
    }

    /// All nodes that bear on themselves through others.
    pub(super) fn on_circles(&self) -> Result<Vec<NodeId>, ReadError> {
        let maps = match self.map {
            Some(map) => vec![map],
            None => self.snapshot.maps()?.into_iter().map(|map| map.id).collect(),
        };
        let mut index: FxHashMap<Element, u32> = FxHashMap::default();
        let mut elements: Vec<Element> = Vec::new();
        let mut arcs: Vec<Vec<u32>> = Vec::new();
        let mut place = |element: Element, arcs: &mut Vec<Vec<u32>>| {
            *index.entry(element).or_insert_with(|| {
                elements.push(element);
                arcs.push(Vec::new());
                (elements.len() - 1) as u32
            })
        };
        for map in maps {
            for id in self.snapshot.links_in(map)? {
                let Some(link) = self.snapshot.link(id)?.filter(|link| link.relation != Relation::Contradicts) else { continue };
                let at = place(Element::Link(id), &mut arcs);
                let target = place(link.target, &mut arcs);
                arcs[at as usize].push(target);
                for premise in link.premises {
                    let premise = place(Element::Node(premise), &mut arcs);
                    arcs[premise as usize].push(at);
                }
            }
        }
        let component = components(&arcs);
        let mut sizes = vec![0u32; arcs.len()];
        component.iter().for_each(|component| sizes[*component as usize] += 1);
        let circular = elements.iter().zip(&component).filter(|(_, component)| sizes[**component as usize] > 1);
        let mut nodes: Vec<NodeId> = circular.filter_map(|(element, _)| element.node()).collect();
        nodes.sort();
        Ok(nodes)
    }

    /// The links that bear on an element; a contradiction bears on both its ends.
    pub(super) fn to(&self, element: Element) -> Result<Vec<Link>, ReadError> {
        let mut found = self.read(self.snapshot.links_to(element)?)?;
        if let Element::Node(id) = element {
            let leaving = self.read(self.snapshot.links_from(id)?)?;
            found.extend(leaving.into_iter().filter(|link| link.relation == Relation::Contradicts));
        }
        Ok(found)
    }

    /// The links a node is a premise of; a contradiction leaves both its ends.
    pub(super) fn from(&self, node: NodeId) -> Result<Vec<Link>, ReadError> {
        let mut found = self.read(self.snapshot.links_from(node)?)?;
        let arriving = self.read(self.snapshot.links_to(Element::Node(node))?)?;
        found.extend(arriving.into_iter().filter(|link| link.relation == Relation::Contradicts));
        Ok(found)
    }

    fn touching(&self, node: NodeId) -> Result<Vec<Link>, ReadError> {
        let mut ids = self.snapshot.links_to(Element::Node(node))?;
        ids.extend(self.snapshot.links_from(node)?);
        self.read(ids)
    }

    fn read(&self, ids: Vec<LinkId>) -> Result<Vec<Link>, ReadError> {
        let mut links = Vec::with_capacity(ids.len());
        for id in ids {
            let link = self.snapshot.link(id)?.filter(|link| self.map.is_none_or(|map| map == link.map));
            links.extend(link);
        }
        Ok(links)
    }
}

impl Reached {
    /// For each beginning, whether another beginning leads to it. What was reached was reached from a beginning, so
    /// that is so if two share a circle, or if an arc leads into its circle from outside.
    fn led_to_by_others(&self, beginnings: usize) -> Vec<bool> {
        let component = components(&self.arcs);
        let mut count = vec![0u32; self.arcs.len()];
        let mut is_led_to = vec![false; self.arcs.len()];
        for index in 0..beginnings {
            count[component[index] as usize] += 1;
        }
        for (from, arcs) in self.arcs.iter().enumerate() {
            for to in arcs {
                let (from, to) = (component[from], component[*to as usize]);
                if from != to {
                    is_led_to[to as usize] = true;
                }
            }
        }
        let led = |index: usize| {
            let component = component[index] as usize;
            count[component] > 1 || is_led_to[component]
        };
        (0..beginnings).map(led).collect()
    }
}

/// The ends of a link other than this one; for all but contradictions, its premises.
fn push_others(link: &Link, end: Element, found: &mut Vec<NodeId>) {
    if link.relation == Relation::Contradicts {
        let ends = link.premises.iter().copied().chain(link.target.node());
        found.extend(ends.filter(|node| Element::Node(*node) != end));
    } else {
        found.extend(&link.premises);
    }
}
