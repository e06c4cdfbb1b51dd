//! Whether several scorers put the rivals in the same order.

use std::cmp::Ordering;

use agon_core::extend::Scoring;
use agon_core::model::{Map, NodeIndex};
use serde::Serialize;

use super::{Ranking, rank};

/// The most answers that are compared in pairs; those that the first scorer puts lower are left out.
pub const COMPARED: usize = 200;

/// Two answers that two scorers put in different order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Swap {
    /// The answer the first scorer puts higher, or at the same rank.
    pub higher: String,
    /// The other.
    pub lower: String,
    /// Whether one of the scorers sees a tie; else they say the opposite.
    pub tie: bool,
}

/// How far two scorers agree on the order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// One scorer.
    pub first: String,
    /// The other.
    pub second: String,
    /// Kendall's τ-b (Kendall 1945), −1..=1: 1 for the same order, −1 for the reverse. `None` when one of them
    /// sees nothing but ties, or there are fewer than two answers.
    pub kendall: Option<f64>,
    /// The pairs they order differently.
    pub swaps: Vec<Swap>,
}

/// The answers to a question under several scorers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Each scorer's ranking, in the order given.
    pub rankings: Vec<(String, Ranking)>,
    /// Whether all scorers give every answer the same rank.
    pub holds: bool,
    /// Whether all have the same leaders.
    pub same_leaders: bool,
    /// Each pair of scorers.
    pub agreements: Vec<Agreement>,
    /// How many answers the agreements look at: all, or the first [`COMPARED`].
    pub compared: usize,
    /// The result in a sentence.
    pub sentence: String,
}

/// Compares the order of the answers under several scorers, each by name with what it said of this map.
///
/// ```
/// use agon_core::model::MapBuilder;
/// use agon_reason::{gradual::{DfQuad, Gradual, QuadraticEnergy}, rivals::compare};
/// let map = MapBuilder::new("m")
///     .question("why", "Why?").claim("a", "A").claim("b", "B").evidence("e", "E")
///     .answers("a", "why").answers("b", "why").supports("e", "b").build();
/// let dfquad = Gradual::<DfQuad>::default().scoring(&map);
/// let energy = Gradual::<QuadraticEnergy>::default().scoring(&map);
/// let why = map.node_named("why").expect("it was added");
/// let comparison = compare(&map, why, &[("dfquad", &dfquad), ("quadratic-energy", &energy)]);
/// assert!(comparison.holds);
/// assert_eq!(comparison.agreements[0].kendall, Some(1.0));
/// ```
pub fn compare(map: &Map, question: NodeIndex, scorings: &[(&str, &Scoring)]) -> Comparison {
    let rankings: Vec<(String, Ranking)> =
        scorings.iter().map(|(name, scoring)| ((*name).to_owned(), rank(map, question, scoring))).collect();
    let ranks: Vec<Vec<(NodeIndex, u32)>> = rankings.iter().map(|(_, ranking)| ranking.ranks()).collect();
    let holds = ranks.windows(2).all(|pair| pair[0] == pair[1]);
    let leaders = |ranking: &Ranking| ranking.leaders().map(|row| row.node).collect::<Vec<_>>();
    let same_leaders = rankings.windows(2).all(|pair| leaders(&pair[0].1) == leaders(&pair[1].1));
    let best: Vec<NodeIndex> =
        rankings.first().map_or(&[][..], |(_, ranking)| &ranking.rows[..]).iter().take(COMPARED).map(|row| row.node).collect();
    // The compared answers' ranks, best first by the first scorer.
    let columns: Vec<Vec<u32>> =
        ranks.iter().map(|ranks| best.iter().filter_map(|node| rank_of(ranks, *node)).collect()).collect();
    let mut agreements = Vec::new();
    for (one, first) in columns.iter().enumerate() {
        for (other, second) in columns.iter().enumerate().skip(one + 1) {
            let (kendall, swaps) = agreement(map, &best, first, second);
            agreements.push(Agreement { first: rankings[one].0.clone(), second: rankings[other].0.clone(), kendall, swaps });
        }
    }
    let sentence = sentence(&rankings, holds, same_leaders);
    Comparison { rankings, holds, same_leaders, agreements, compared: best.len(), sentence }
}

fn rank_of(ranks: &[(NodeIndex, u32)], node: NodeIndex) -> Option<u32> {
    ranks.binary_search_by_key(&node, |(node, _)| *node).ok().map(|at| ranks[at].1)
}

fn agreement(map: &Map, answers: &[NodeIndex], first: &[u32], second: &[u32]) -> (Option<f64>, Vec<Swap>) {
    let (mut sum, mut told_by_first, mut told_by_second) = (0i64, 0u64, 0u64);
    let mut swaps = Vec::new();
    for a in 0..answers.len() {
        for b in a + 1..answers.len() {
            let (here, there) = (first[a].cmp(&first[b]), second[a].cmp(&second[b]));
            told_by_first += u64::from(here != Ordering::Equal);
            told_by_second += u64::from(there != Ordering::Equal);
            sum += here as i64 * there as i64;
            if here != there {
                let (higher, lower) = if here == Ordering::Greater { (b, a) } else { (a, b) };
                swaps.push(Swap {
                    higher: map.node(answers[higher]).label(),
                    lower: map.node(answers[lower]).label(),
                    tie: here == Ordering::Equal || there == Ordering::Equal,
                });
            }
        }
    }
    let whole = (told_by_first as f64 * told_by_second as f64).sqrt();
    ((whole > 0.0).then(|| sum as f64 / whole), swaps)
}

fn sentence(rankings: &[(String, Ranking)], holds: bool, same_leaders: bool) -> String {
    let answers = rankings.first().map_or(0, |(_, ranking)| ranking.rows.len());
    match (rankings.len(), answers) {
        (0, _) => "No scorer was asked.".to_owned(),
        (_, 0) => "Nobody answered the question.".to_owned(),
        (_, 1) => "There is a single answer, so there is no order.".to_owned(),
        (1, _) => "One scorer was asked, so there is nothing to compare.".to_owned(),
        (scorers, _) if holds => format!("The order holds under all {scorers} scorers."),
        (scorers, _) if same_leaders => format!("The order changes, but all {scorers} scorers put the same first."),
        _ => "The order changes with the scorer, and so does who comes first.".to_owned(),
    }
}
