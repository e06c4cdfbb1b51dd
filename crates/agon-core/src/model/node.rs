//! Nodes: what is said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::evidence::Citation;
use super::id::NodeId;
use super::name::Name;
use super::score::Score;

/// The most bytes that one record (text, attributes and all, as JSON) may take. Longer texts are kept as the
/// text of a source. It keeps every record of the state within one value.
pub const MAX_RECORD: usize = 28 * 1024;

/// The most bytes that a node with a quotation may take: a card quotes whole passages and marks their words.
/// What is larger than [`MAX_RECORD`] costs a file of its own in the state.
pub const MAX_QUOTING: usize = 512 * 1024;

/// Free fields that Agon keeps and hands on without reading them.
pub type Attributes = BTreeMap<String, Value>;

/// The four kinds of node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// What is asked.
    Question,
    /// What somebody holds to be so.
    Claim,
    /// What a source shows.
    Evidence,
    /// What is said against something: every link that leaves it attacks.
    Rebuttal,
}

impl NodeKind {
    /// Every kind, in reading order.
    pub const ALL: [Self; 4] = [Self::Question, Self::Claim, Self::Evidence, Self::Rebuttal];

    /// The word for it in files, queries and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Claim => "claim",
            Self::Evidence => "evidence",
            Self::Rebuttal => "rebuttal",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl std::fmt::Display for NodeKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// How the answers to a question stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RivalRelation {
    /// At most one can be right: a ranking is a choice.
    Exclusive,
    /// Each may be right or wrong by itself: a ranking is a ranking of support.
    Independent,
    /// Each may be part of the cause: a ranking is a ranking of support.
    Partial,
}

impl RivalRelation {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exclusive => "exclusive",
            Self::Independent => "independent",
            Self::Partial => "partial",
        }
    }

    /// The relation with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Exclusive, Self::Independent, Self::Partial].into_iter().find(|relation| relation.word() == word)
    }
}

/// What is declared of the answers to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rivals {
    /// How they stand to each other; `None` when nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<RivalRelation>,
    /// Whether they are all the answers there can be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exhaustive: bool,
}

/// A node: a question, a claim, a piece of evidence or a rebuttal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its identity.
    pub id: NodeId,
    /// What it is.
    pub kind: NodeKind,
    /// What people call it; unique among nodes and links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// What it says. Line breaks and tabs are the only control characters.
    pub text: String,
    /// Sorted, without repeats.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Name>,
    /// How far it is believed before anything bears on it; a half when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credence: Option<Score>,
    /// Evidence only: where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citation: Option<Box<Citation>>,
    /// Questions only: what is declared of the answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rivals: Option<Rivals>,
    /// Free fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
}

impl Node {
    /// A node with a text and nothing else.
    pub fn new(id: NodeId, kind: NodeKind, text: impl Into<String>) -> Self {
        Self {
            id,
            kind,
            name: None,
            text: text.into(),
            tags: Vec::new(),
            credence: None,
            citation: None,
            rivals: None,
            attributes: Attributes::new(),
        }
    }

    /// Its name, or its short id where it has none: what people type.
    pub fn label(&self) -> String {
        self.name.as_ref().map_or_else(|| self.id.short(), Name::to_string)
    }

    /// Adds a tag, keeping them sorted and single.
    pub fn add_tag(&mut self, tag: Name) {
        if let Err(at) = self.tags.binary_search(&tag) {
            self.tags.insert(at, tag);
        }
    }

    /// The source it cites.
    pub fn source(&self) -> Option<&super::source::SourceKey> {
        self.citation.as_ref()?.source.as_ref()
    }

    /// Every source it names: the cited one, then those through which it was reported.
    pub fn sources(&self) -> impl Iterator<Item = &super::source::SourceKey> {
        self.citation.iter().flat_map(|citation| citation.sources())
    }

    /// The year that its attribute `year` gives, which counts before that of its source.
    pub fn own_year(&self) -> Option<i64> {
        let year = self.attributes.get("year")?;
        year.as_i64().or_else(|| year.as_str()?.trim().parse().ok())
    }

    /// The base credence: as declared, else a half.
    pub fn base_credence(&self) -> Score {
        self.credence.unwrap_or(Score::HALF)
    }
}
