//! Rivals: the answers to one question in order of their scores, whether the order holds, and what it hangs on.
//!
//! After Heuer, *Psychology of Intelligence Analysis* (1999), steps 5 and 6: an order is worth as much as its
//! sensitivity. It is bookkeeping, not a truth machine.

mod compare;
mod stability;

#[cfg(test)]
mod tests;

use agon_core::extend::Scoring;
use agon_core::model::{Map, NodeIndex, RivalRelation, Score};
use serde::Serialize;

pub use compare::{Agreement, COMPARED, Comparison, Swap, compare};
pub use stability::{Removal, RemovedKind, Stability, StabilityLimits, stability};

/// Scores that differ by no more than this share a rank. Sums of floating numbers differ in their last digits.
pub const TIE: f64 = 1e-9;

/// One answer in a ranking.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The answer, by what people type.
    pub answer: String,
    /// Its node.
    #[serde(skip)]
    pub node: NodeIndex,
    /// 1 for the leader; ties share a rank and the next rank is skipped: 1, 1, 3.
    pub rank: u32,
    /// Its score, 0..=1; `None` when the scorer has no opinion. Such answers come last and tie.
    pub score: Option<Score>,
    /// How far the next row lies below, in 0..=1; `None` for the last, and next to an answer without a score.
    pub gap: Option<f64>,
}

/// The answers to a question under one scorer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranking {
    /// The question, by what people type.
    pub question: String,
    /// The answers, best first; within a rank in map order.
    pub rows: Vec<Row>,
}

impl Ranking {
    /// The answers that share the first rank.
    pub fn leaders(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().take_while(|row| row.rank == 1)
    }

    /// Each answer's rank, in map order.
    fn ranks(&self) -> Vec<(NodeIndex, u32)> {
        let mut ranks: Vec<(NodeIndex, u32)> = self.rows.iter().map(|row| (row.node, row.rank)).collect();
        ranks.sort_unstable();
        ranks
    }
}

/// Ranks the answers to a question; no answers give no rows. A claim that answers twice is ranked once.
///
/// ```
/// use agon_core::model::MapBuilder;
/// use agon_reason::{gradual::{DfQuad, Gradual}, rivals::rank};
/// let map = MapBuilder::new("m")
///     .question("why", "Why?").claim("a", "A").claim("b", "B").evidence("e", "E")
///     .answers("a", "why").answers("b", "why").supports("e", "b").build();
/// let why = map.node_named("why").expect("it was added");
/// let ranking = rank(&map, why, &Gradual::<DfQuad>::default().scoring(&map));
/// assert_eq!(ranking.rows[0].answer, "b");
/// assert_eq!(ranking.rows[0].gap, Some(0.25));
/// ```
pub fn rank(map: &Map, question: NodeIndex, scoring: &Scoring) -> Ranking {
    let mut answers: Vec<NodeIndex> = map.answers(question).into_iter().map(|(answer, _)| answer).collect();
    answers.dedup();
    let value = |node: NodeIndex| scoring.of(node).map_or(f64::NEG_INFINITY, Score::get);
    answers.sort_by(|a, b| value(*b).total_cmp(&value(*a)).then(a.cmp(b)));
    let mut rows: Vec<Row> = Vec::with_capacity(answers.len());
    let mut rest = answers.as_mut_slice();
    while let Some(head) = rest.first().copied() {
        let ties = |node: &NodeIndex| value(head) == value(*node) || value(head) - value(*node) <= TIE;
        let tied = rest.iter().take_while(|node| ties(node)).count();
        let (group, lower) = std::mem::take(&mut rest).split_at_mut(tied);
        group.sort_unstable();
        let rank = rows.len() as u32 + 1;
        rows.extend(group.iter().map(|node| Row {
            answer: map.node(*node).label(),
            node: *node,
            rank,
            score: scoring.of(*node),
            gap: None,
        }));
        rest = lower;
    }
    for at in 1..rows.len() {
        let below = rows[at].score;
        // Within a rank the order is the map's, so a tie can lie a hair above the row before it.
        let gap = |above: Score, below: Score| (above.get() - below.get()).max(0.0);
        rows[at - 1].gap = rows[at - 1].score.zip(below).map(|(above, below)| gap(above, below));
    }
    Ranking { question: map.node(question).label(), rows }
}

/// What was declared of the answers to a question, and what a ranking of them therefore is.
///
/// ```
/// use agon_core::model::{MapBuilder, RivalRelation};
/// use agon_reason::rivals::declared;
/// let map = MapBuilder::new("m").question("why", "Why?").rivals(RivalRelation::Partial).build();
/// let why = map.node_named("why").expect("it was added");
/// assert!(declared(&map, why).ends_with("a ranking of support, not a choice."));
/// ```
pub fn declared(map: &Map, question: NodeIndex) -> String {
    let rivals = map.node(question).rivals.unwrap_or_default();
    let sentence = match rivals.relation {
        Some(RivalRelation::Exclusive) => "The answers exclude each other: the ranking is a choice.",
        Some(RivalRelation::Independent) => {
            "The answers are independent, several may be right: this is a ranking of support, not a choice."
        }
        Some(RivalRelation::Partial) => "The answers may each be part of the cause: this is a ranking of support, not a choice.",
        None => "Nobody declared how the answers stand to each other: read this as a ranking of support, not as a choice.",
    };
    if rivals.exhaustive {
        format!("{sentence} They are declared to be all the answers there can be.")
    } else {
        sentence.to_owned()
    }
}
