//! What is asked of the record of a node, of its source and of the commits that changed it, each read once in a row.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::change::{Entity, ReadError, Snapshot};
use crate::model::{Node, NodeId, SourceKey};

pub(super) struct Records<'a> {
    snapshot: &'a dyn Snapshot,
    /// The node asked about last: several questions about one follow each other.
    last: RefCell<Option<Node>>,
    years: RefCell<FxHashMap<SourceKey, Option<i64>>>,
    commits: RefCell<FxHashMap<u64, Option<Rc<Made>>>>,
}

/// When a commit was made and by whom.
pub(super) struct Made {
    /// Milliseconds since 1970.
    pub time: i64,
    /// In lower case.
    pub author: String,
}

impl<'a> Records<'a> {
    pub(super) fn new(snapshot: &'a dyn Snapshot) -> Self {
        Self { snapshot, last: RefCell::default(), years: RefCell::default(), commits: RefCell::default() }
    }

    /// Takes a node that was read already.
    pub(super) fn hold(&self, node: Node) {
        *self.last.borrow_mut() = Some(node);
    }

    /// What a node's record says.
    pub(super) fn with<T>(&self, id: NodeId, ask: impl FnOnce(&Node) -> T) -> Result<T, ReadError> {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|node| node.id != id) {
            *last = self.snapshot.node(id)?;
        }
        match &*last {
            Some(node) => Ok(ask(node)),
            None => Err(ReadError::Damaged {
                part: format!("node {id}"),
                message: "an index lists it and it is not there".to_owned(),
            }),
        }
    }

    /// The attribute `year` of a node, or else the year of its source.
    pub(super) fn year(&self, id: NodeId) -> Result<Option<i64>, ReadError> {
        let (own, source) = self.with(id, |node| (node.own_year(), node.source().cloned()))?;
        match (own, source) {
            (Some(year), _) => Ok(Some(year)),
            (None, None) => Ok(None),
            (None, Some(key)) => {
                if let Some(year) = self.years.borrow().get(&key) {
                    return Ok(*year);
                }
                let year = self.snapshot.source(&key)?.and_then(|source| source.year());
                self.years.borrow_mut().insert(key, year);
                Ok(year)
            }
        }
    }

    /// Whether one of the commits that changed a node is such.
    pub(super) fn any_commit(&self, id: NodeId, is_such: impl Fn(&Made) -> bool) -> Result<bool, ReadError> {
        for sequence in self.snapshot.history(&Entity::Node(id))? {
            if self.commit(sequence)?.is_some_and(|made| is_such(&made)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn commit(&self, sequence: u64) -> Result<Option<Rc<Made>>, ReadError> {
        if let Some(known) = self.commits.borrow().get(&sequence) {
            return Ok(known.clone());
        }
        let commit = self.snapshot.commit(sequence)?;
        let made = commit.map(|commit| Rc::new(Made { time: commit.time.millis(), author: commit.author.to_lowercase() }));
        self.commits.borrow_mut().insert(sequence, made.clone());
        Ok(made)
    }
}
