//! Acceptability: what stands, what falls, what stays open.
//!
//! A labelling says of each node and each link whether it is in, out or undecided (Caminada, JELIA 2006). Links are
//! judged like nodes, so that a step can fall while its premises stand. The reading of each relation stands in
//! `docs/semantics.md`; in short, attack alone decides, *support neither defends nor is needed*.

mod explain;
mod grounded;

#[cfg(test)]
mod oracles;

use std::fmt;

use agon_core::model::{LinkIndex, NodeIndex};
use serde::Serialize;

pub use explain::{Decider, Reasons, explain_link, explain_node};
pub use grounded::grounded;

/// What became of a node or a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// It stands: whatever attacks it is out.
    In,
    /// It falls: something that stands attacks it.
    Out,
    /// Neither: it hangs on a circle that nothing decides.
    Undecided,
}

impl Label {
    /// Every label.
    pub const ALL: [Self; 3] = [Self::In, Self::Out, Self::Undecided];

    /// The word for it: `in`, `out`, `undecided`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Undecided => "undecided",
        }
    }

    /// The label with this word.
    ///
    /// ```
    /// use agon_reason::acceptability::Label;
    /// assert_eq!(Label::from_word("out"), Some(Label::Out));
    /// ```
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.word() == word)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A label for every node and link of a map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Labelling {
    /// One entry a node, in map order; `None` for questions, which assert nothing.
    pub nodes: Vec<Option<Label>>,
    /// One entry a link, in map order. A contradiction is in when either end attacks the other with success, out
    /// when neither can.
    pub links: Vec<Label>,
}

impl Labelling {
    /// The label of a node; `None` for a question.
    pub fn of(&self, node: NodeIndex) -> Option<Label> {
        self.nodes.get(node.at()).copied().flatten()
    }

    /// The label of a link.
    pub fn of_link(&self, link: LinkIndex) -> Label {
        self.links.get(link.at()).copied().unwrap_or(Label::Undecided)
    }

    /// How many nodes have this label.
    pub fn count(&self, label: Label) -> usize {
        self.nodes.iter().filter(|found| **found == Some(label)).count()
    }
}
