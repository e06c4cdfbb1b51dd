//! The query language: a line of text into a set of nodes.
//!
//! Sets are joined by `&` (and), `|` (or) and `~` (not); a bare word is a name or the beginning of an id, `"quoted"`
//! words are searched for, and functions find the rest: [`functions`] lists them, `docs/reference/query.md` explains
//! them. Reading it goes token → parse → expression → bind (names into things) → plan → evaluate.

mod argument;
mod bind;
mod complaint;
mod components;
mod evaluate;
mod expression;
mod functions;
mod parse;
mod plan;
mod record;
mod strengths;
mod text;
mod token;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;

pub use functions::{FunctionDoc, functions};

use self::bind::{Binder, within};
use self::complaint::Complaints;
use self::evaluate::Evaluator;
use self::expression::{Expression, Term};
use self::strengths::Strengths;
use crate::change::{ReadError, Snapshot};
use crate::diagnostic::Diagnostic;
use crate::model::{MapId, NodeId};

/// What gives strengths to `score(…)`: by the name of a scorer and a map, the strength of each node that has one.
pub type Scores<'a> = dyn Fn(&str, MapId) -> Result<HashMap<NodeId, f64>, Box<Diagnostic>> + 'a;

/// What a query is asked of.
#[derive(Clone, Copy, Default)]
pub struct Scope<'a> {
    /// Only the nodes of this map, and only its links; the whole database where there is none.
    pub map: Option<MapId>,
    /// Where strengths come from; without it `score(…)` is an error.
    pub scores: Option<&'a Scores<'a>>,
}

/// Why a query has no result.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It names what is not there, or a scorer refused.
    #[error("{}", .0.first().map_or_else(|| "refused".to_owned(), Diagnostic::to_string))]
    Refused(Vec<Diagnostic>),
    /// The database could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// A query that was read. What its names stand for is looked up anew each time it is asked.
///
/// It prints in a form that reads back as the same query.
///
/// ```
/// use agon_core::change::MemorySnapshot;
/// use agon_core::model::MapBuilder;
/// use agon_core::query::{Query, Scope};
/// let map = MapBuilder::new("m")
///     .claim("drift", "They drift apart.").evidence("vote", "They voted apart.").rebuttal("r", "Once.")
///     .supports("vote", "drift").rebuts("r", "drift")
///     .build();
/// let query = Query::parse("under(drift) ~ rebuttals").expect("it is well formed");
/// assert_eq!(query.to_string(), "under(drift) & ~kind(rebuttal)");
/// let found = query.evaluate(&MemorySnapshot::of_map(&map), &Scope::default())?;
/// assert_eq!(found, [map.node(map.node_named("vote").expect("it was added")).id]);
///
/// let complaints = Query::parse("rebuttals & ").expect_err("something is missing");
/// assert_eq!(complaints[0].place.as_ref().expect("a place").to_string(), "<query>:1:13");
/// # Ok::<(), agon_core::query::QueryError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Query {
    text: String,
    expression: Expression,
}

impl Query {
    /// Reads a query. It needs no database: that names are known is found out by [`Self::evaluate`].
    ///
    /// # Errors
    /// What is wrong with it, each with its place and a remedy.
    pub fn parse(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self { text: text.to_owned(), expression: parse::parse(text)? })
    }

    /// The nodes it finds: oldest first; for a text search that stands alone, the best first (most hits, then the
    /// shorter text, then the older node).
    ///
    /// # Errors
    /// It names nodes, tags, maps, sources or scorers that are not there (all of them are told), or the database
    /// cannot be read.
    pub fn evaluate(&self, snapshot: &dyn Snapshot, scope: &Scope<'_>) -> Result<Vec<NodeId>, QueryError> {
        let complaints = Complaints::new(&self.text);
        let mut binder = Binder { snapshot, map: scope.map, has_scores: scope.scores.is_some(), complaints, slots: 0 };
        let plan = binder.bind(&self.expression)?;
        if !binder.complaints.found.is_empty() {
            return Err(QueryError::Refused(binder.complaints.found));
        }
        let evaluator = Evaluator::new(snapshot, scope, &self.text, binder.slots);
        let found = evaluator.list(&within(scope.map, plan))?;
        match &self.expression.term {
            Term::Text(search) => evaluator.ranked(search, found),
            _ => Ok(found),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}

/// Two queries are equal if they say the same in the same order.
impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl std::str::FromStr for Query {
    type Err = Vec<Diagnostic>;

    fn from_str(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Self::parse(text)
    }
}
