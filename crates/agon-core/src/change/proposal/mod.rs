//! Proposals: changes as plugins and scripts put them, with names where a change has ids.
//!
//! A proposal is a JSON object with one verb:
//!
//! - `{ "add": "claim", "text": "…", "map": "m", "supports": "x" }` — a node of that kind; `answers`, `supports`, `rebuts`,
//!   `undercuts`, `underpins` and `contradicts` add the link of which it is the only premise;
//! - `{ "add": "link", "premises": ["a", "b"], "relation": "supports", "target": "x" }`;
//! - `{ "add": "map", "name": "m" }`, `{ "add": "source", "key": "lee-2024", "title": "…" }`;
//! - `{ "edit": "node", "id": "x", "text": "…" }`, also of a `link`, `map` or `source`; `null` empties a field;
//! - `{ "remove": "node", "id": "x" }`.
//!
//! `ref` names what is added for the rest of the list, where it has no name of its own.

mod apply;
mod read;

use serde::{Deserialize, Serialize};
use serde_json::{Map as Object, Value};

use crate::model::{Link, MapInfo, Name, Node, Relation, Source};

/// What a proposal is about, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Subject {
    /// A map's own record.
    Map,
    /// A source.
    Source,
    /// A node.
    Node,
    /// A link.
    Link,
}

impl Subject {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Source => "source",
            Self::Node => "node",
            Self::Link => "link",
        }
    }
}

/// A change as a plugin or a script puts it: its shape is sound, what it names is not looked up yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Proposal {
    /// A new map.
    AddMap(MapInfo),
    /// A new source.
    AddSource(Source),
    /// A new node.
    AddNode(Box<NewNode>),
    /// A new link.
    AddLink(Box<NewLink>),
    /// Other values for some fields of a record.
    Edit {
        /// What kind of record.
        subject: Subject,
        /// Its name, id or `ref`.
        id: String,
        /// Field to value; `null` empties it.
        fields: Object<String, Value>,
    },
    /// A record goes, with what cannot stand without it.
    Remove {
        /// What kind of record.
        subject: Subject,
        /// Its name, id or `ref`.
        id: String,
    },
}

/// A node to be added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewNode {
    /// Its record; the id is not its own yet.
    pub node: Node,
    /// What the rest of the list calls it.
    pub reference: Option<String>,
    /// The map in which it is placed.
    pub map: Option<String>,
    /// The title of the section.
    pub section: Option<String>,
    /// The side that speaks.
    pub side: Option<Name>,
    /// What it bears on, as the only premise.
    pub bears: Option<(Relation, String)>,
}

/// A link to be added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewLink {
    /// Its record; ids in it are not its own yet.
    pub link: Link,
    /// What the rest of the list calls it.
    pub reference: Option<String>,
    /// The premises, by name, id or `ref`.
    pub premises: Vec<String>,
    /// The target, by name, id or `ref`.
    pub target: String,
    /// The map in which it stands.
    pub map: Option<String>,
}
