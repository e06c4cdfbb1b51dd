//! A query whose names are known things, and in which order its parts are best asked.

use regex::Regex;

use super::argument::{Period, Years};
use super::expression::{Check, Walk};
use super::text::TextSearch;
use super::token::{Comparison, Stretch};
use crate::model::{LinkId, MapId, NodeId, NodeKind, SourceKey};

/// Where a result is kept that is worked out once.
pub(super) type Slot = usize;

#[derive(Debug)]
pub(super) enum Plan {
    All,
    None,
    Node(NodeId),
    Kind(NodeKind),
    Tag(String),
    Map(MapId),
    Source(SourceKey),
    Text(TextSearch),
    Matches(Regex),
    Year(Years),
    Edited(Period),
    /// In lower case.
    Author(String),
    Score {
        scorer: String,
        comparison: Comparison,
        bound: f64,
        at: Stretch,
    },
    Check(Check, Slot),
    Walk {
        walk: Walk,
        from: Origin,
        slot: Slot,
    },
    Path {
        from: Origin,
        to: Origin,
        slot: Slot,
    },
    Near {
        from: Origin,
        steps: u32,
        slot: Slot,
    },
    Not(Box<Plan>),
    And(Vec<Plan>),
    Or(Vec<Plan>),
}

/// Where a walk begins: a set of nodes, and links that were named.
#[derive(Debug)]
pub(super) struct Origin {
    pub links: Vec<LinkId>,
    pub nodes: Box<Plan>,
}

/// What it takes to list a whole set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    /// Known already.
    Known,
    /// The links around a few nodes.
    Links,
    /// One index that holds little.
    Index,
    /// The placements of one map.
    Map,
    /// Every node of a kind.
    Kind,
    /// Every id, and for some a look at what is next to it.
    Ids,
    /// Every record.
    Records,
}

impl Plan {
    /// What it takes to list the whole set.
    pub(super) fn cost(&self) -> Cost {
        match self {
            Self::None | Self::Node(_) => Cost::Known,
            Self::Tag(_) | Self::Source(_) => Cost::Index,
            Self::Map(_) => Cost::Map,
            Self::Kind(_) => Cost::Kind,
            Self::Check(check, _) if check.kind().is_some() => Cost::Kind,
            Self::All | Self::Check(..) | Self::Score { .. } | Self::Edited(_) | Self::Author(_) => Cost::Ids,
            Self::Text(_) | Self::Matches(_) | Self::Year(_) => Cost::Records,
            Self::Walk { from, .. } | Self::Near { from, .. } => from.cost(),
            Self::Path { from, to, .. } => from.cost().max(to.cost()),
            Self::Not(inner) => inner.cost().max(Cost::Ids),
            Self::And(parts) => parts.iter().map(Self::cost).min().unwrap_or(Cost::Ids),
            Self::Or(parts) => parts.iter().map(Self::cost).max().unwrap_or(Cost::Known),
        }
    }

    /// What it takes to tell whether one node is in the set: the lower, the sooner it is asked.
    pub(super) fn test_cost(&self) -> u8 {
        match self {
            Self::All | Self::None | Self::Node(_) => 0,
            Self::Kind(_) | Self::Tag(_) | Self::Source(_) | Self::Year(_) => 1,
            Self::Text(_) | Self::Matches(_) => 2,
            Self::Map(_) => 3,
            Self::Check(Check::Circular, _) => 6,
            Self::Check(..) | Self::Edited(_) | Self::Author(_) => 4,
            Self::Walk { .. } | Self::Path { .. } | Self::Near { .. } | Self::Score { .. } => 5,
            Self::Not(inner) => inner.test_cost(),
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::test_cost).max().unwrap_or(0),
        }
    }
}

impl Origin {
    fn cost(&self) -> Cost {
        self.nodes.cost().max(Cost::Links)
    }
}
