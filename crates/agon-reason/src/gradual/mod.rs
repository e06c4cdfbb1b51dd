//! Gradual semantics: a strength in 0..=1 for every node and every link.
//!
//! A semantics is an aggregation (what bears on an element → one energy) and an influence (base and energy → a
//! strength): Mossakowski and Neuhaus 2018, Potyka AAMAS 2019. A new one is one file that implements [`Semantics`].

mod dfquad;
mod explain;
mod order;
mod quadratic_energy;
mod solver;
mod words;

#[cfg(test)]
mod oracles;
#[cfg(test)]
mod properties;

use std::marker::PhantomData;

use agon_core::extend::{Explanation, ExtendError, Registry, Scorer, Scoring};
use agon_core::model::{LinkIndex, Map, NodeIndex, NodeKind};

use crate::framework::Framework;

pub use dfquad::DfQuad;
pub use explain::explain_link;
pub use order::Order;
pub use quadratic_energy::QuadraticEnergy;
pub use solver::{Limits, Solution, solve, solve_in};

/// How the parts that bear on an element make its strength.
pub trait Semantics: Copy + Default + Send + Sync + 'static {
    /// The words by which people ask for it: with the weakest premise, and with the product of premises.
    const NAMES: [&'static str; 2];
    /// What it does, in a line.
    const SUMMARY: &'static str;

    /// Aggregation: one number from the parts, each in 0..=1; positive speaks for the element, negative against it.
    /// Parts come sorted, so that the sum does not hang on numbering.
    fn energy(attacks: &[f64], supports: &[f64]) -> f64;

    /// Influence: the strength in 0..=1 that a base in 0..=1 takes under an energy.
    fn influence(base: f64, energy: f64) -> f64;

    /// Both in a sentence, with the numbers filled in.
    fn formula(base: f64, attacks: &[f64], supports: &[f64]) -> String;
}

/// How far linked premises carry together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkedPremises {
    /// As far as the weakest of them: what fails first fails the step.
    #[default]
    Weakest,
    /// As far as their product: each is doubtful independently of the others.
    Product,
}

/// A gradual semantics as a scorer: `dfquad`, `quadratic-energy`, and with the product reading of linked premises
/// `dfquad-product`, `quadratic-energy-product`.
///
/// ```
/// use agon_core::extend::{Registry, Scorer};
/// use agon_core::model::MapBuilder;
/// use agon_reason::gradual::{Gradual, QuadraticEnergy};
/// let map = MapBuilder::new("m").claim("a", "A").evidence("e", "E").supports("e", "a").build();
/// let scorer = Gradual::<QuadraticEnergy>::default();
/// let scoring = scorer.score(&map, &Registry::new()).expect("it scores every map");
/// assert_eq!(scoring.nodes[0].map(|score| score.get()), Some(0.6));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Gradual<S> {
    /// How far linked premises carry together.
    pub premises: LinkedPremises,
    /// When circles are given up.
    pub limits: Limits,
    semantics: PhantomData<S>,
}

impl<S: Semantics> Gradual<S> {
    /// The scorer with this reading of linked premises.
    pub fn with(premises: LinkedPremises) -> Self {
        Self { premises, ..Self::default() }
    }

    /// Scores every node and link of a map: linear, but for circles.
    pub fn scoring(&self, map: &Map) -> Scoring {
        let framework = Framework::of(map);
        let solution = solve::<S>(&framework, self.premises, self.limits);
        tracing::debug!(scorer = S::NAMES[0], elements = framework.elements(), circles = solution.circles, "scored");
        let (nodes, links) = framework.scores(&solution.strengths);
        let asserts = map.nodes().iter().map(|node| node.kind != NodeKind::Question);
        Scoring {
            nodes: nodes.into_iter().zip(asserts).map(|(score, asserts)| asserts.then_some(score)).collect(),
            links: Some(links),
            convergence: solution.convergence,
        }
    }

    /// How the score of a node came about; `None` for a question, which has none.
    pub fn explain_node(&self, map: &Map, scoring: &Scoring, node: NodeIndex) -> Option<Explanation> {
        explain::node::<S>(map, scoring, node, self.premises)
    }

    /// How the strength of a link came about: what undercuts and underpins it.
    pub fn explain_link(&self, map: &Map, scoring: &Scoring, link: LinkIndex) -> Explanation {
        explain::link::<S>(map, scoring, link, self.premises)
    }
}

impl<S: Semantics> Scorer for Gradual<S> {
    fn name(&self) -> &str {
        S::NAMES[usize::from(self.premises == LinkedPremises::Product)]
    }

    fn summary(&self) -> &str {
        S::SUMMARY
    }

    fn score(&self, map: &Map, _registry: &Registry) -> Result<Scoring, ExtendError> {
        Ok(self.scoring(map))
    }

    fn explain(&self, map: &Map, scoring: &Scoring, node: NodeIndex) -> Result<Option<Explanation>, ExtendError> {
        Ok(self.explain_node(map, scoring, node))
    }
}
