//! Links: inferences from premises to a target. A link is an element like a node: it can be attacked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evidence::Marks;
use super::id::{LinkId, MapId, NodeId};
use super::name::Name;
use super::node::Attributes;
use super::score::Score;

/// How premises bear on a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// A claim answers a question. Carries no strength.
    Answers,
    /// For a node.
    Supports,
    /// Against a node. A rebut of evidence is what the literature calls undermining.
    Rebuts,
    /// Against a link: the premises may stand, the step does not.
    Undercuts,
    /// For a link.
    Underpins,
    /// Two nodes cannot both hold: an attack each way.
    Contradicts,
}

impl Relation {
    /// Every relation, in reading order.
    pub const ALL: [Self; 6] = [Self::Answers, Self::Supports, Self::Rebuts, Self::Undercuts, Self::Underpins, Self::Contradicts];

    /// The word for it in files, in Lua and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Supports => "supports",
            Self::Rebuts => "rebuts",
            Self::Undercuts => "undercuts",
            Self::Underpins => "underpins",
            Self::Contradicts => "contradicts",
        }
    }

    /// The relation with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.word() == word)
    }

    /// `Supports` and `Underpins` speak for their target.
    pub const fn is_pro(self) -> bool {
        matches!(self, Self::Supports | Self::Underpins)
    }

    /// `Rebuts`, `Undercuts` and `Contradicts` speak against it.
    pub const fn is_con(self) -> bool {
        matches!(self, Self::Rebuts | Self::Undercuts | Self::Contradicts)
    }

    /// `Undercuts` and `Underpins` bear on links, the others on nodes.
    pub const fn targets_link(self) -> bool {
        matches!(self, Self::Undercuts | Self::Underpins)
    }

    /// The sign shown beside the word, so that colour is never the only mark.
    pub const fn sign(self) -> char {
        match self {
            Self::Answers => '?',
            Self::Supports => '+',
            Self::Rebuts => '-',
            Self::Undercuts => '~',
            Self::Underpins => '^',
            Self::Contradicts => '#',
        }
    }
}

impl std::fmt::Display for Relation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// What a link bears on, or an element in general: a node or a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Element {
    /// A node.
    Node(NodeId),
    /// A link.
    Link(LinkId),
}

impl Element {
    /// The short form of the id.
    pub fn short(&self) -> String {
        match self {
            Self::Node(id) => id.short(),
            Self::Link(id) => id.short(),
        }
    }

    /// The node, if it is one.
    pub const fn node(&self) -> Option<NodeId> {
        match self {
            Self::Node(id) => Some(*id),
            Self::Link(_) => None,
        }
    }

    /// The link, if it is one.
    pub const fn link(&self) -> Option<LinkId> {
        match self {
            Self::Link(id) => Some(*id),
            Self::Node(_) => None,
        }
    }
}

impl std::fmt::Display for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Node(id) => id.fmt(f),
            Self::Link(id) => id.fmt(f),
        }
    }
}

/// An inference: one or more premises, which stand or fall together, to one target, within one map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Its identity.
    pub id: LinkId,
    /// The map it belongs to; premises and target stand in it.
    pub map: MapId,
    /// At least one, without repeats, in the author's order.
    pub premises: Vec<NodeId>,
    /// How they bear on the target.
    pub relation: Relation,
    /// What they bear on.
    pub target: Element,
    /// What people call it; unique among nodes and links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// How far the step carries, before anything bears on it; one when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Score>,
    /// The argumentation scheme, by its word: `cause-to-effect`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Name>,
    /// Its warrant, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How the quotation of its one premise is marked in this use, where that differs from the evidence's own marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<Box<Marks>>,
    /// Free fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
}

impl Link {
    /// A link with premises, relation and target and nothing else.
    pub fn new(id: LinkId, map: MapId, premises: Vec<NodeId>, relation: Relation, target: Element) -> Self {
        Self {
            id,
            map,
            premises,
            relation,
            target,
            name: None,
            strength: None,
            scheme: None,
            reason: None,
            marks: None,
            attributes: Attributes::new(),
        }
    }

    /// Its name, or its short id.
    pub fn label(&self) -> String {
        self.name.as_ref().map_or_else(|| self.id.short(), Name::to_string)
    }

    /// The strength: as declared, else one.
    pub fn base_strength(&self) -> Score {
        self.strength.unwrap_or(Score::ONE)
    }
}
