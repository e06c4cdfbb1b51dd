//! Scorers: what gives every node a strength.

use serde::{Deserialize, Serialize};

use super::{ExtendError, Registry};
use crate::model::{Map, NodeIndex, Score};

/// How far the numbers can be trusted where the map has circles.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "status")]
pub enum Convergence {
    /// Every number follows from the definition in one pass.
    Exact,
    /// Iterated until nothing moved by more than `residual`.
    Converged {
        /// The largest step of the last sweep.
        residual: f64,
        /// How many sweeps the slowest circle took.
        sweeps: u32,
    },
    /// Still moving when the limit was reached: the numbers are where it stopped, not a result.
    NotConverged {
        /// The largest step of the last sweep.
        residual: f64,
        /// How many sweeps were made.
        sweeps: u32,
    },
    /// A plugin's numbers: as good as the plugin.
    AsGiven,
}

/// What a scorer says of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    /// One entry a node, in map order; `None` where the scorer has no opinion (questions, for one).
    pub nodes: Vec<Option<Score>>,
    /// One entry a link, in map order, where the scorer gives links a strength of their own.
    pub links: Option<Vec<Score>>,
    /// How far to trust it.
    pub convergence: Convergence,
}

impl Scoring {
    /// The score of one node.
    pub fn of(&self, node: NodeIndex) -> Option<Score> {
        self.nodes.get(node.at()).copied().flatten()
    }
}

/// One link's part in a node's score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The link, by what people type.
    pub link: String,
    /// Its relation, in a word.
    pub relation: String,
    /// Its premises, by what people type, each with its score.
    pub premises: Vec<(String, Option<Score>)>,
    /// What the link's own strength came to, after what bears on it.
    pub strength: Score,
    /// What it brings: positive for, negative against; the scorer says in `formula` how they combine.
    pub amount: f64,
}

/// How a number came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The node or link, by what people type.
    pub element: String,
    /// Where it starts: its credence or declared strength.
    pub base: Score,
    /// The parts, largest first.
    pub contributions: Vec<Contribution>,
    /// How the parts make the whole, with the numbers filled in.
    pub formula: String,
    /// The result.
    pub score: Score,
}

/// Gives every node of a map a strength. The same map gives the same numbers.
pub trait Scorer {
    /// The word by which people ask for it: `dfquad`.
    fn name(&self) -> &str;

    /// What it does, in a line.
    fn summary(&self) -> &str;

    /// The plugin it comes from; `None` for what is built in.
    fn plugin(&self) -> Option<&str> {
        None
    }

    /// Scores every node. What-if is asked by passing a changed map ([`Map::with_credences`]).
    /// Other scorers are reached through `registry`.
    ///
    /// # Errors
    /// A plugin fails or breaks its contract; a limit is reached.
    fn score(&self, map: &Map, registry: &Registry) -> Result<Scoring, ExtendError>;

    /// How the score of one node came about; `None` for a scorer that cannot say.
    ///
    /// # Errors
    /// As [`Self::score`].
    fn explain(&self, map: &Map, scoring: &Scoring, node: NodeIndex) -> Result<Option<Explanation>, ExtendError> {
        let _ = (map, scoring, node);
        Ok(None)
    }
}
