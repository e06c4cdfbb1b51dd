//! How maps change: a change replaces one record by another, a commit is what changed together, a draft is
//! changes being checked.

mod commit;
mod draft;
mod load;
mod memory;
mod proposal;
mod snapshot;

use serde::{Deserialize, Serialize};

pub use commit::{Commit, CommitKind, Counts};
pub use draft::Draft;
pub use load::load_map;
pub use memory::MemorySnapshot;
pub use proposal::{NewLink, NewNode, Proposal, Subject};
pub use snapshot::{ReadError, Snapshot, Totals};

use crate::model::{Link, LinkId, MapId, MapInfo, Node, NodeId, Placement, Source, SourceKey};

/// What a change replaces and by what. Nothing before is an addition, nothing after a removal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit<T> {
    /// The record as it was.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub before: Option<T>,
    /// The record as it is now.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub after: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

impl<T> Edit<T> {
    /// The edit that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self { before: self.after, after: self.before }
    }

    /// `added`, `edited` or `removed`.
    pub fn verb(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "added",
            (Some(_), Some(_)) => "edited",
            (Some(_), None) => "removed",
        }
    }

    /// The newer of the two records.
    pub fn either(&self) -> Option<&T> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// One record replaced by another. Applying it twice is applying it once, and it can be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// A map's own record.
    Map(Box<Edit<MapInfo>>),
    /// A source.
    Source(Box<Edit<Source>>),
    /// A node.
    Node(Box<Edit<Node>>),
    /// That a node stands in a map.
    Placement(Box<Edit<Placement>>),
    /// A link.
    Link(Box<Edit<Link>>),
}

impl Change {
    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Map(edit) => Self::Map(Box::new(edit.inverse())),
            Self::Source(edit) => Self::Source(Box::new(edit.inverse())),
            Self::Node(edit) => Self::Node(Box::new(edit.inverse())),
            Self::Placement(edit) => Self::Placement(Box::new(edit.inverse())),
            Self::Link(edit) => Self::Link(Box::new(edit.inverse())),
        }
    }

    /// What it changes; `None` for an edit of nothing to nothing.
    pub fn entity(&self) -> Option<Entity> {
        Some(match self {
            Self::Map(edit) => Entity::Map(edit.either()?.id),
            Self::Source(edit) => Entity::Source(edit.either()?.key.clone()),
            Self::Node(edit) => Entity::Node(edit.either()?.id),
            Self::Placement(edit) => {
                let placement = edit.either()?;
                Entity::Placement(placement.map, placement.node)
            }
            Self::Link(edit) => Entity::Link(edit.either()?.id),
        })
    }

    /// Makes one change of two of the same record: what was before this one, what is after the later one.
    pub(crate) fn fold(&mut self, later: Self) {
        match (self, later) {
            (Self::Map(first), Self::Map(second)) => first.after = second.after,
            (Self::Source(first), Self::Source(second)) => first.after = second.after,
            (Self::Node(first), Self::Node(second)) => first.after = second.after,
            (Self::Placement(first), Self::Placement(second)) => first.after = second.after,
            (Self::Link(first), Self::Link(second)) => first.after = second.after,
            (first, second) => *first = second,
        }
    }

    /// Whether what is after differs from what was before.
    pub(crate) fn changes_something(&self) -> bool {
        match self {
            Self::Map(edit) => edit.before != edit.after,
            Self::Source(edit) => edit.before != edit.after,
            Self::Node(edit) => edit.before != edit.after,
            Self::Placement(edit) => edit.before != edit.after,
            Self::Link(edit) => edit.before != edit.after,
        }
    }

    /// `added`, `edited` or `removed`.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Map(edit) => edit.verb(),
            Self::Source(edit) => edit.verb(),
            Self::Node(edit) => edit.verb(),
            Self::Placement(edit) => edit.verb(),
            Self::Link(edit) => edit.verb(),
        }
    }
}

/// Whatever has a record of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Entity {
    /// A map.
    Map(MapId),
    /// A source.
    Source(SourceKey),
    /// A node.
    Node(NodeId),
    /// A link.
    Link(LinkId),
    /// The place of a node in a map.
    Placement(MapId, NodeId),
}

impl Entity {
    /// What kind of thing it is, in a word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Map(_) => "map",
            Self::Source(_) => "source",
            Self::Node(_) => "node",
            Self::Link(_) => "link",
            Self::Placement(..) => "placement",
        }
    }
}
