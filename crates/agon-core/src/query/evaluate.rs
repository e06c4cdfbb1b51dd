//! A plan into nodes: the part that is cheapest to list is listed, the others are asked of what was listed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::expression::Check;
use super::plan::{Cost, Origin, Plan, Slot};
use super::record::Records;
use super::text::TextSearch;
use super::walk::Links;
use super::{QueryError, Scope, Strengths};
use crate::change::Snapshot;
use crate::model::{Element, MapId, NodeId, NodeKind};

/// So many nodes are read at once when all must be.
const PAGE: usize = 512;

/// Reading one node by its id costs about as much as passing so many of them in a scan.
const FETCHES_A_SCAN: u64 = 8;

/// So many nodes are asked one by one whether they stand on a circle, before all circles are looked for.
const CIRCLE_TESTS: u32 = 16;

pub(super) struct Evaluator<'a> {
    snapshot: &'a dyn Snapshot,
    map: Option<MapId>,
    records: Records<'a>,
    links: Links<'a>,
    strengths: Strengths<'a>,
    /// Results worked out once: sets of walks.
    sets: RefCell<Vec<Option<Rc<FxHashSet<NodeId>>>>>,
    circle_tests: Cell<u32>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(snapshot: &'a dyn Snapshot, scope: &Scope<'a>, query: &'a str, slots: Slot) -> Self {
        Self {
            snapshot,
            map: scope.map,
            records: Records::new(snapshot),
            links: Links { snapshot, map: scope.map },
            strengths: Strengths::new(scope.scores, query),
            sets: RefCell::new(vec![None; slots]),
            circle_tests: Cell::new(0),
        }
    }

    /// The whole set, by id.
    pub(super) fn list(&self, plan: &Plan) -> Result<Vec<NodeId>, QueryError> {
        Ok(match plan {
            Plan::None => Vec::new(),
            Plan::All => self.universe()?,
            Plan::Node(id) => vec![*id],
            Plan::Kind(kind) => self.snapshot.nodes_of_kind(*kind)?,
            Plan::Tag(tag) => self.snapshot.nodes_tagged(tag)?,
            Plan::Source(key) => self.snapshot.nodes_citing(key)?,
            Plan::Map(map) => self.placed(*map)?,
            Plan::Walk { slot, .. } | Plan::Path { slot, .. } | Plan::Near { slot, .. } => sorted(&*self.set(plan, *slot)?),
            Plan::Check(Check::Circular, slot) => sorted(&*self.set(plan, *slot)?),
            Plan::Check(check, _) => {
                let candidates = match check.kind() {
                    Some(kind) => self.snapshot.nodes_of_kind(kind)?,
                    None => self.universe()?,
                };
                let mut kept = Vec::new();
                for id in candidates {
                    if self.check_links(*check, id)? {
                        kept.push(id);
                    }
                }
                kept
            }
            Plan::Text(_) | Plan::Matches(_) | Plan::Year(_) => self.scan(&[plan])?,
            Plan::Edited(_) | Plan::Author(_) | Plan::Score { .. } => self.keep(self.universe()?, &[plan])?,
            Plan::Or(parts) => self.union(plan, parts)?,
            Plan::Not(inner) if inner.cost() < Cost::Ids => {
                let without: FxHashSet<NodeId> = self.list(inner)?.into_iter().collect();
                let mut all = self.universe()?;
                all.retain(|id| !without.contains(id));
                all
            }
            Plan::Not(inner) if inner.cost() == Cost::Records => self.scan(&[plan])?,
            Plan::Not(_) => self.keep(self.universe()?, &[plan])?,
            Plan::And(parts) => self.intersection(parts)?,
        })
    }

    /// Lists the part that costs least and asks the others (they stand in order of that) of each node in it.
    fn intersection(&self, parts: &[Plan]) -> Result<Vec<NodeId>, QueryError> {
        let Some(first) = (0..parts.len()).min_by_key(|index| parts[*index].cost()) else { return self.universe() };
        let may_scan = self.map.is_none() && parts.iter().any(|part| part.cost() == Cost::Records);
        if may_scan && parts[first].cost() >= Cost::Ids {
            return self.scan(&parts.iter().collect::<Vec<_>>());
        }
        let candidates = self.list(&parts[first])?;
        if may_scan && candidates.len() as u64 * FETCHES_A_SCAN >= self.snapshot.totals()?.nodes {
            return self.scan(&parts.iter().collect::<Vec<_>>());
        }
        let others: Vec<&Plan> = parts.iter().enumerate().filter(|(index, _)| *index != first).map(|(_, part)| part).collect();
        self.keep(candidates, &others)
    }

    fn union(&self, plan: &Plan, parts: &[Plan]) -> Result<Vec<NodeId>, QueryError> {
        // Several parts that each must read every record share one reading.
        if plan.cost() == Cost::Records {
            return self.scan(&[plan]);
        }
        let mut all = FxHashSet::default();
        for part in parts {
            all.extend(self.list(part)?);
        }
        Ok(sorted(&all))
    }

    /// What stands in every one of the tests' sets.
    fn keep(&self, candidates: Vec<NodeId>, tests: &[&Plan]) -> Result<Vec<NodeId>, QueryError> {
        let mut kept = Vec::new();
        'candidates: for id in candidates {
            for test in tests {
                if !self.holds(test, id)? {
                    continue 'candidates;
                }
            }
            kept.push(id);
        }
        Ok(kept)
    }

    /// Reads every node there is and keeps what stands in every one of the tests' sets.
    fn scan(&self, tests: &[&Plan]) -> Result<Vec<NodeId>, QueryError> {
        if let Some(map) = self.map {
            return self.keep(self.placed(map)?, tests);
        }
        let mut kept = Vec::new();
        let mut last = None;
        loop {
            let page = self.snapshot.scan_nodes(last, PAGE)?;
            let Some(newest) = page.last() else { return Ok(kept) };
            last = Some(newest.id);
            for node in page {
                let id = node.id;
                self.records.hold(node);
                kept.extend(self.keep(vec![id], tests)?);
            }
        }
    }

    /// Whether one node is in the set.
    fn holds(&self, plan: &Plan, id: NodeId) -> Result<bool, QueryError> {
        Ok(match plan {
            Plan::All => true,
            Plan::None => false,
            Plan::Node(node) => *node == id,
            Plan::Kind(kind) => self.records.with(id, |node| node.kind == *kind)?,
            Plan::Tag(tag) => self.records.with(id, |node| node.tags.iter().any(|t| t.as_str() == tag))?,
            Plan::Source(key) => self.records.with(id, |node| node.sources().any(|one| one == key))?,
            Plan::Text(search) => self.records.with(id, |node| search.hits(&node.text).is_some())?,
            Plan::Matches(regex) => self.records.with(id, |node| regex.is_match(&node.text))?,
            Plan::Map(map) => self.snapshot.placement(*map, id)?.is_some(),
            Plan::Year(years) => self.records.year(id)?.is_some_and(|year| years.contain(year)),
            Plan::Edited(period) => self.records.any_commit(id, |commit| period.contains(commit.time))?,
            Plan::Author(part) => self.records.any_commit(id, |commit| commit.author.contains(part))?,
            Plan::Score { scorer, comparison, bound, at } => {
                let maps = match self.map {
                    Some(map) => vec![map],
                    None => self.snapshot.maps_of(id)?,
                };
                let mut is_one = false;
                for map in maps {
                    let strength = self.strengths.of(scorer, map, id, *at)?;
                    is_one |= strength.is_some_and(|strength| comparison.holds(strength, *bound));
                }
                is_one
            }
            Plan::Check(Check::Circular, slot) => {
                let tests = self.circle_tests.get();
                if tests < CIRCLE_TESTS && self.sets.borrow()[*slot].is_none() {
                    self.circle_tests.set(tests + 1);
                    self.links.is_on_circle(id)?
                } else {
                    self.set(plan, *slot)?.contains(&id)
                }
            }
            Plan::Check(check, _) => self.check(*check, id)?,
            Plan::Walk { slot, .. } | Plan::Path { slot, .. } | Plan::Near { slot, .. } => self.set(plan, *slot)?.contains(&id),
            Plan::Not(inner) => !self.holds(inner, id)?,
            Plan::And(parts) => {
                for part in parts {
                    if !self.holds(part, id)? {
                        return Ok(false);
                    }
                }
                true
            }
            Plan::Or(parts) => {
                for part in parts {
                    if self.holds(part, id)? {
                        return Ok(true);
                    }
                }
                false
            }
        })
    }

    fn check(&self, check: Check, id: NodeId) -> Result<bool, QueryError> {
        if let Some(kind) = check.kind()
            && !self.records.with(id, |node| node.kind == kind)?
        {
            return Ok(false);
        }
        self.check_links(check, id)
    }

    /// The same of a node of the right kind.
    fn check_links(&self, check: Check, id: NodeId) -> Result<bool, QueryError> {
        use crate::model::Relation::{Contradicts, Supports};
        let element = Element::Node(id);
        Ok(match check {
            Check::Roots => self.links.from(id)?.iter().all(|link| link.relation == Contradicts),
            Check::Leaves => self.links.to(element)?.iter().all(|link| link.relation == Contradicts),
            Check::Unsupported => !self.links.to(element)?.iter().any(|link| link.relation == Supports),
            Check::Unsourced => self.records.with(id, |node| node.source().is_none())?,
            Check::Unanswered => {
                // A contradiction that it raised itself is its attack, not an answer to it.
                let is_attack = |link: &crate::model::Link| link.relation.is_con() && !link.premises.contains(&id);
                if self.links.to(element)?.iter().any(is_attack) {
                    return Ok(false);
                }
                for own in self.links.from(id)? {
                    if self.links.to(Element::Link(own.id))?.iter().any(is_attack) {
                        return Ok(false);
                    }
                }
                true
            }
            Check::Circular => self.links.is_on_circle(id)?,
        })
    }

    /// The set of a walk, worked out once.
    fn set(&self, plan: &Plan, slot: Slot) -> Result<Rc<FxHashSet<NodeId>>, QueryError> {
        if let Some(known) = &self.sets.borrow()[slot] {
            return Ok(Rc::clone(known));
        }
        let nodes = match plan {
            Plan::Walk { walk, from, .. } => self.links.walk(*walk, &self.origin(from)?)?,
            Plan::Path { from, to, .. } => self.links.path(&self.origin(from)?, &self.origin(to)?)?,
            Plan::Near { from, steps, .. } => self.links.near(&self.origin(from)?, *steps)?,
            _ => self.links.on_circles()?,
        };
        let set: Rc<FxHashSet<NodeId>> = Rc::new(nodes.into_iter().collect());
        self.sets.borrow_mut()[slot] = Some(Rc::clone(&set));
        Ok(set)
    }

    fn origin(&self, origin: &Origin) -> Result<Vec<Element>, QueryError> {
        let links = origin.links.iter().map(|link| Element::Link(*link));
        let nodes = self.list(&origin.nodes)?;
        Ok(links.chain(nodes.into_iter().map(Element::Node)).collect())
    }

    /// Every node: of the map, where the query is restricted to one.
    fn universe(&self) -> Result<Vec<NodeId>, QueryError> {
        if let Some(map) = self.map {
            return self.placed(map);
        }
        let mut all = Vec::new();
        for kind in NodeKind::ALL {
            all.extend(self.snapshot.nodes_of_kind(kind)?);
        }
        all.sort();
        Ok(all)
    }

    fn placed(&self, map: MapId) -> Result<Vec<NodeId>, QueryError> {
        let mut nodes: Vec<NodeId> = self.snapshot.placements_in(map)?.into_iter().map(|place| place.node).collect();
        nodes.sort();
        Ok(nodes)
    }

    /// What a text search finds by itself: most hits first, then the shorter text, then the older node.
    pub(super) fn ranked(&self, search: &TextSearch, found: Vec<NodeId>) -> Result<Vec<NodeId>, QueryError> {
        let mut ranked = Vec::with_capacity(found.len());
        for id in found {
            let key = |node: &crate::model::Node| (search.hits(&node.text).unwrap_or(0), node.text.chars().count());
            let (hits, length) = self.records.with(id, key)?;
            ranked.push((std::cmp::Reverse(hits), length, id));
        }
        ranked.sort();
        Ok(ranked.into_iter().map(|(_, _, id)| id).collect())
    }
}

fn sorted(set: &FxHashSet<NodeId>) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> = set.iter().copied().collect();
    nodes.sort();
    nodes
}
