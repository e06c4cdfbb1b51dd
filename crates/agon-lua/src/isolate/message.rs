//! What host and worker say to each other.

use std::collections::BTreeMap;

use agon_core::change::Proposal;
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Convergence, ExtendError, Moment, OptionSpec, Options, Rows};
use agon_core::model::{MapInfo, Node, NodeId};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::api::commit::Said;
use crate::context::Loudness;
use crate::description::Description;
use crate::limits::Limits;
use crate::spec::SpecReport;

/// The first message: everything that a worker is ever told about itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Setup {
    pub(crate) plugin: String,
    pub(crate) shown: String,
    /// Its files by path. The worker has no right to read any.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) options: BTreeMap<String, Json>,
    pub(crate) allow: Vec<String>,
    pub(crate) limits: Limits,
    pub(crate) seed: u64,
}

/// What a worker knows of its plugin once it is loaded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ready {
    pub(crate) description: Description,
    /// The options, with the user's values as their defaults.
    pub(crate) specs: Vec<OptionSpec>,
}

/// A scorer of another plugin, which the worker may ask for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Elsewhere {
    pub(crate) name: String,
    pub(crate) plugin: String,
}

/// What a worker is to do. A map, a text or changes follow in raw frames where one is needed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Call {
    Score { entry: String },
    Export { entry: String, options: Options },
    Import { entry: String, path: String, options: Options },
    Detect { entry: String },
    Hook { moment: Moment, message: String, author: String },
    Lint { entry: String },
    Command { entry: String, arguments: Options },
    Specs,
}

/// A call and whom else it may ask.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) call: Call,
    pub(crate) elsewhere: Vec<Elsewhere>,
}

/// Which map is meant, of those that were sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct MapKey {
    pub(crate) name: String,
    pub(crate) revision: u64,
    pub(crate) nodes: usize,
}

/// What a worker says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Told {
    /// The plugin is loaded, or why it cannot be.
    Loaded(Result<Box<Ready>, Vec<Diagnostic>>),
    /// Everything has come; from now on the plugin's time runs.
    Started,
    /// A line for whoever runs the plugin. No answer.
    Say { loudness: Loudness, line: String },
    /// How far it is. No answer.
    Progress { done: u64, total: Option<u64> },
    /// A question, which is answered.
    Ask(Ask),
    /// The call is done.
    Done(Result<Outcome, Trouble>),
}

/// What a worker asks for, because it may not do it itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Clock,
    ReadFile(String),
    ScoreOf { scorer: String, map: MapKey },
    CommitMap(String),
    Maps,
    Map(String),
    Find(String),
    Nodes(Vec<NodeId>),
    Page { after: Option<NodeId>, limit: usize },
    Propose { message: Option<String>, proposals: Vec<Proposal> },
    Write(String),
    Table(Rows),
    User(String),
}

/// What the host answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Clock(i64),
    /// The bytes follow in a raw frame.
    Bytes,
    /// Numbers follow in a raw frame, one `f64` a node, NaN for no opinion.
    Scores(Convergence),
    /// A map follows, or there is none.
    Map(bool),
    Maps(Vec<MapInfo>),
    Ids(Vec<NodeId>),
    Nodes(Vec<Node>),
    Line(Option<String>),
    Done,
    Refused(Trouble),
}

/// What came of a call.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// Numbers follow in a raw frame.
    Scores(Convergence),
    /// The document follows in a raw frame.
    Document,
    /// Files of these paths follow, a raw frame each.
    Folder(Vec<String>),
    /// Lines of JSON follow, one a change.
    Changes,
    Detected(bool),
    Verdict(Said),
    Complaints(Vec<Diagnostic>),
    Status(u8),
    Specs(SpecReport),
}

/// An error as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Trouble {
    Refused(Vec<Diagnostic>),
    Limit(Diagnostic),
    /// Input or output failed: on what, and what the system said.
    Io(String, String),
}

impl From<ExtendError> for Trouble {
    fn from(error: ExtendError) -> Self {
        match error {
            ExtendError::Refused(complaints) => Self::Refused(complaints),
            ExtendError::Limit(complaint) => Self::Limit(*complaint),
            ExtendError::Io { path, source } => Self::Io(path, source.to_string()),
            ExtendError::Read(error) => Self::Io("the database".to_owned(), error.to_string()),
        }
    }
}

impl From<Trouble> for ExtendError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(complaints) => Self::Refused(complaints),
            Trouble::Limit(complaint) => Self::Limit(Box::new(complaint)),
            Trouble::Io(path, said) => Self::Io { path, source: std::io::Error::other(said) },
        }
    }
}
