//! A desk on paper, for trying commands: what is written, asked and proposed is kept for looking at.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use agon_core::change::{Draft, Proposal};
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Desk, ExtendError, Rows};
use agon_core::model::{Map, MapInfo, Node, NodeId};

use super::pretend::{all_of, fresh_ids};
use crate::context::Query;

pub(super) struct PaperDesk {
    pub(super) maps: Vec<Arc<Map>>,
    pub(super) query: Option<Query>,
    pub(super) answers: RefCell<VecDeque<String>>,
    pub(super) written: RefCell<String>,
    pub(super) asked: RefCell<Vec<String>>,
    pub(super) message: RefCell<Option<String>>,
    pub(super) proposed: RefCell<Vec<Proposal>>,
}

impl PaperDesk {
    pub(super) fn new(maps: Vec<Arc<Map>>, answers: Vec<String>, query: Option<Query>) -> Rc<Self> {
        Rc::new(Self {
            maps,
            query,
            answers: RefCell::new(answers.into()),
            written: RefCell::default(),
            asked: RefCell::default(),
            message: RefCell::default(),
            proposed: RefCell::default(),
        })
    }

    /// What the rules hold against the changes that were proposed.
    pub(super) fn complaints(&self) -> Result<Vec<Diagnostic>, ExtendError> {
        let base = all_of(&self.maps);
        let mut draft = Draft::new(&base);
        draft.propose(&self.proposed.borrow(), &mut fresh_ids())?;
        draft.finish()?;
        Ok(draft.complaints().to_vec())
    }
}

impl Desk for PaperDesk {
    fn maps(&self) -> Result<Vec<MapInfo>, ExtendError> {
        let mut infos: Vec<MapInfo> = self.maps.iter().map(|map| map.info().clone()).collect();
        infos.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(infos)
    }

    fn map(&self, name: &str) -> Result<Option<Arc<Map>>, ExtendError> {
        Ok(self.maps.iter().find(|map| map.info().name.as_str() == name).cloned())
    }

    fn find(&self, query: &str) -> Result<Vec<NodeId>, ExtendError> {
        let mut found = Vec::new();
        for map in &self.maps {
            match &self.query {
                Some(ask) => {
                    let nodes = ask(map, query).map_err(|complaint| ExtendError::refused(*complaint))?;
                    found.extend(nodes.into_iter().map(|index| map.node(index).id));
                }
                None => found.extend(map.nodes().iter().filter(|node| node.text.contains(query)).map(|node| node.id)),
            }
        }
        Ok(found)
    }

    fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Node>, ExtendError> {
        let find = |id: &NodeId| self.maps.iter().find_map(|map| map.node_index(*id).map(|index| map.node(index).clone()));
        Ok(ids.iter().filter_map(find).collect())
    }

    fn page(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ExtendError> {
        let all = self.maps.iter().flat_map(|map| map.nodes());
        let mut nodes: Vec<Node> = all.filter(|node| after.is_none_or(|after| node.id > after)).cloned().collect();
        nodes.sort_by_key(|node| node.id);
        nodes.truncate(limit);
        Ok(nodes)
    }

    fn propose(&self, message: Option<&str>, proposals: Vec<Proposal>) -> Result<(), ExtendError> {
        if let Some(message) = message {
            *self.message.borrow_mut() = Some(message.to_owned());
        }
        self.proposed.borrow_mut().extend(proposals);
        Ok(())
    }

    fn write(&self, text: &str) -> Result<(), ExtendError> {
        self.written.borrow_mut().push_str(text);
        Ok(())
    }

    fn table(&self, rows: &Rows) -> Result<(), ExtendError> {
        let mut written = self.written.borrow_mut();
        written.push_str(&rows.columns.join("\t"));
        written.push('\n');
        for row in &rows.rows {
            let cells: Vec<String> =
                row.iter().map(|cell| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned)).collect();
            written.push_str(&cells.join("\t"));
            written.push('\n');
        }
        Ok(())
    }

    fn progress(&self, _done: u64, _total: Option<u64>) {}

    fn ask(&self, prompt: &str) -> Result<Option<String>, ExtendError> {
        self.asked.borrow_mut().push(prompt.to_owned());
        Ok(self.answers.borrow_mut().pop_front())
    }
}
