//! Commands that plugins add, and the desk at which commands and scripts work.

use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use super::{ExtendError, OptionSpec, Options, Registry};
use crate::change::Proposal;
use crate::model::{Map, MapInfo, Node, NodeId};

/// A table of values: one name a column, one list a row.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Rows {
    /// The columns' names, left to right.
    pub columns: Vec<String>,
    /// Each as long as `columns`: texts, numbers, booleans, null.
    pub rows: Vec<Vec<Value>>,
}

/// What a command or a script is lent: the database at one instant, a page to write on, a user to ask.
pub trait Desk {
    /// The maps, by name.
    ///
    /// # Errors
    /// The database cannot be read.
    fn maps(&self) -> Result<Vec<MapInfo>, ExtendError>;

    /// A map by name; `None` if there is none.
    ///
    /// # Errors
    /// The database cannot be read.
    fn map(&self, name: &str) -> Result<Option<Arc<Map>>, ExtendError>;

    /// The nodes that a query finds in the whole database, in the order of the query.
    ///
    /// # Errors
    /// The query is wrong, or the database cannot be read.
    fn find(&self, query: &str) -> Result<Vec<NodeId>, ExtendError>;

    /// The nodes with these ids; one that is not there is left out.
    ///
    /// # Errors
    /// The database cannot be read.
    fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Node>, ExtendError>;

    /// At most `limit` nodes of the whole database after one, oldest first: for going through all of them.
    ///
    /// # Errors
    /// The database cannot be read.
    fn page(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ExtendError>;

    /// Notes changes for the one commit that is made when all is done, and why; they are checked then.
    ///
    /// # Errors
    /// Nothing may be written here.
    fn propose(&self, message: Option<&str>, proposals: Vec<Proposal>) -> Result<(), ExtendError>;

    /// Writes text as it is, but for control characters.
    ///
    /// # Errors
    /// The page is closed.
    fn write(&self, text: &str) -> Result<(), ExtendError>;

    /// Writes a table, in the form the user asked for.
    ///
    /// # Errors
    /// The page is closed.
    fn table(&self, rows: &Rows) -> Result<(), ExtendError>;

    /// Says how far long work has come.
    fn progress(&self, done: u64, total: Option<u64>);

    /// Asks the user for a line; `None` when there is nobody to ask, or no more to read.
    ///
    /// # Errors
    /// The user cannot be read from.
    fn ask(&self, prompt: &str) -> Result<Option<String>, ExtendError>;
}

/// An argument of a command, as it is declared.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ArgumentSpec {
    /// Name, kind, default and help.
    pub option: OptionSpec,
    /// Its place among the words that stand without a name, from 1.
    pub position: Option<u32>,
    /// Whether it must be given.
    pub is_required: bool,
}

/// A command that a plugin adds: `agon NAME …`.
pub trait Command {
    /// The word by which people call it.
    fn name(&self) -> &str;

    /// What it does, in a line.
    fn summary(&self) -> &str;

    /// The plugin it comes from; `None` for what is built in.
    fn plugin(&self) -> Option<&str> {
        None
    }

    /// What it takes.
    fn arguments(&self) -> &[ArgumentSpec];

    /// Does it, and gives the exit status. Scores come from `registry`.
    ///
    /// # Errors
    /// It fails or breaks its contract, or a limit is reached.
    fn run(&self, desk: Rc<dyn Desk>, arguments: &Options, registry: Rc<Registry>) -> Result<u8, ExtendError>;
}
