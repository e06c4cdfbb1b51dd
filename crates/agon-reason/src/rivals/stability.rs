//! What the order of the rivals hangs on: score again without one source, or without one piece of evidence.
//!
//! To leave an item out is to take every link away that it is a premise of: `Map::without`.

use std::collections::BTreeMap;

use agon_core::extend::{ExtendError, Registry, Scorer, Scoring};
use agon_core::model::{LinkIndex, Map, NodeIndex, NodeKind, Score, SourceKey};
use serde::Serialize;

use super::{Ranking, rank};

/// How much may be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StabilityLimits {
    /// The most items that are left out, each at the price of one scoring; sources first, then evidence in map order.
    pub items: usize,
    /// The most nodes and links that are scored, all scorings together: what bounds the time on a giant map. At least
    /// one item is tried.
    pub elements: usize,
}

impl StabilityLimits {
    /// How many items may be left out of a map of this many nodes and links.
    fn tries(self, elements: usize) -> usize {
        self.items.min((self.elements / elements.max(1)).max(1))
    }
}

impl Default for StabilityLimits {
    fn default() -> Self {
        Self { items: 200, elements: 20_000_000 }
    }
}

/// What kind of thing was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RemovedKind {
    /// Everything that cites one source.
    Source,
    /// A piece of evidence.
    Evidence,
}

/// What happens without one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Removal {
    /// What kind of thing it is.
    pub kind: RemovedKind,
    /// The source's key, or the evidence by what people type.
    pub item: String,
    /// How many pieces of evidence were left out.
    pub evidence: usize,
    /// The ranking without it.
    pub ranking: Ranking,
    /// Whether somebody else leads, or the lead is shared otherwise.
    pub leader_changes: bool,
    /// Whether any answer's rank changes.
    pub order_changes: bool,
    /// The largest change of an answer's score, in 0..=1.
    pub shift: f64,
}

/// How far the order hangs on single items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stability {
    /// The scorer's name.
    pub scorer: String,
    /// The ranking with everything.
    pub ranking: Ranking,
    /// One entry an item: those that change the leader, then those that change the order, then by shift.
    pub removals: Vec<Removal>,
    /// How many items were not tried because of the limit.
    pub untried: usize,
    /// The result in a sentence.
    pub sentence: String,
}

/// Scores a question again without each source, and without each piece of evidence, that bears on its answers.
///
/// # Errors
/// The scorer fails.
pub fn stability(
    map: &Map,
    question: NodeIndex,
    scorer: &dyn Scorer,
    registry: &Registry,
    limits: StabilityLimits,
) -> Result<Stability, ExtendError> {
    let whole = scorer.score(map, registry)?;
    let ranking = rank(map, question, &whole);
    let items = items(map, question);
    let tries = limits.tries(map.nodes().len() + map.links().len());
    let mut removals = Vec::new();
    for (kind, item, evidence) in items.iter().take(tries) {
        let Ok(without) = map.without(evidence) else { continue };
        let scoring = scorer.score(&without, registry)?;
        let after = rank(&without, question, &scoring);
        let leaders = |ranking: &Ranking| ranking.leaders().map(|row| row.node).collect::<Vec<_>>();
        removals.push(Removal {
            kind: *kind,
            item: item.clone(),
            evidence: evidence.len(),
            leader_changes: leaders(&ranking) != leaders(&after),
            order_changes: ranking.ranks() != after.ranks(),
            shift: shift(&ranking, &whole, &scoring),
            ranking: after,
        });
    }
    removals.sort_by(|a, b| {
        let turns = |removal: &Removal| (!removal.leader_changes, !removal.order_changes);
        turns(a).cmp(&turns(b)).then(b.shift.total_cmp(&a.shift))
    });
    let untried = items.len().saturating_sub(tries);
    let sentence = sentence(&removals, untried);
    Ok(Stability { scorer: scorer.name().to_owned(), ranking, removals, untried, sentence })
}

fn shift(ranking: &Ranking, before: &Scoring, after: &Scoring) -> f64 {
    let moved = |node| Some((before.of(node)?.get() - after.of(node).map_or(0.0, Score::get)).abs());
    ranking.rows.iter().filter_map(|row| moved(row.node)).fold(0.0, f64::max)
}

type Item = (RemovedKind, String, Vec<NodeIndex>);

/// The sources and the evidence from which a way leads to an answer: along links, against links too.
fn items(map: &Map, question: NodeIndex) -> Vec<Item> {
    let evidence = bearing(map, question).into_iter().filter(|node| map.node(*node).kind == NodeKind::Evidence);
    let evidence: Vec<NodeIndex> = evidence.collect();
    let mut sources: BTreeMap<&SourceKey, Vec<NodeIndex>> = BTreeMap::new();
    for node in &evidence {
        if let Some(source) = map.node(*node).source() {
            sources.entry(source).or_default().push(*node);
        }
    }
    let sources = sources.into_iter().map(|(key, nodes)| (RemovedKind::Source, key.to_string(), nodes));
    let single = evidence.iter().map(|node| (RemovedKind::Evidence, map.node(*node).label(), vec![*node]));
    sources.chain(single).collect()
}

/// Every node that bears on an answer, in map order: linear.
fn bearing(map: &Map, question: NodeIndex) -> Vec<NodeIndex> {
    let mut nodes = vec![false; map.nodes().len()];
    let mut links = vec![false; map.links().len()];
    let mut open: Vec<NodeIndex> = map.answers(question).into_iter().map(|(answer, _)| answer).collect();
    let mut steps: Vec<LinkIndex> = Vec::new();
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut nodes[node.at()], true) {
            continue;
        }
        steps.extend(map.links_to(node));
        while let Some(link) = steps.pop() {
            if !std::mem::replace(&mut links[link.at()], true) {
                open.extend(map.premises(link));
                open.extend(map.target_node(link).filter(|_| map.link(link).relation.is_con()));
                steps.extend(map.links_to_link(link));
            }
        }
    }
    map.node_indices().filter(|node| nodes[node.at()]).collect()
}

fn sentence(removals: &[Removal], untried: usize) -> String {
    let named = |kind: RemovedKind, leader: bool| {
        let turning =
            removals.iter().filter(|one| one.kind == kind && if leader { one.leader_changes } else { one.order_changes });
        turning.map(|one| one.item.as_str()).collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    for (kind, word) in [(RemovedKind::Source, "source"), (RemovedKind::Evidence, "piece of evidence")] {
        if !removals.iter().any(|one| one.kind == kind) {
            continue;
        }
        let (leader, order) = (named(kind, true), named(kind, false));
        parts.push(match (leader.is_empty(), order.is_empty()) {
            (true, true) => format!("The order holds without any one {word}."),
            (true, false) => format!("The leader holds without any one {word}; the order changes without {order}."),
            (false, _) => format!("The leader changes without {leader}."),
        });
    }
    if removals.is_empty() {
        parts.push("No evidence bears on the answers.".to_owned());
    }
    if untried > 0 {
        parts.push(format!("{untried} more were not tried."));
    }
    parts.join(" ")
}
