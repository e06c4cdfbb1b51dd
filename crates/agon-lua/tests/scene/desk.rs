//! A desk over one map, on paper: what is written, asked and proposed is kept for looking at.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use agon_core::change::Proposal;
use agon_core::extend::{Desk, ExtendError, Rows};
use agon_core::model::{Map, MapInfo, Node, NodeId};

pub struct PaperDesk {
    map: Arc<Map>,
    answers: RefCell<VecDeque<String>>,
    pub written: RefCell<String>,
    pub asked: RefCell<Vec<String>>,
    pub proposed: RefCell<(Option<String>, Vec<Proposal>)>,
}

impl PaperDesk {
    pub fn over(map: Map) -> Self {
        Self {
            map: Arc::new(map),
            answers: RefCell::default(),
            written: RefCell::default(),
            asked: RefCell::default(),
            proposed: RefCell::default(),
        }
    }

    pub fn answering(self, answers: &[&str]) -> Self {
        self.answers.borrow_mut().extend(answers.iter().map(|answer| (*answer).to_owned()));
        self
    }
}

impl Desk for PaperDesk {
    fn maps(&self) -> Result<Vec<MapInfo>, ExtendError> {
        Ok(vec![self.map.info().clone()])
    }

    fn map(&self, name: &str) -> Result<Option<Arc<Map>>, ExtendError> {
        Ok((name == self.map.info().name.as_str()).then(|| Arc::clone(&self.map)))
    }

    fn find(&self, query: &str) -> Result<Vec<NodeId>, ExtendError> {
        Ok(self.map.nodes().iter().filter(|node| node.text.contains(query)).map(|node| node.id).collect())
    }

    fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Node>, ExtendError> {
        Ok(ids.iter().filter_map(|id| self.map.node_index(*id)).map(|at| self.map.node(at).clone()).collect())
    }

    fn page(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ExtendError> {
        let mut nodes: Vec<Node> = self.map.nodes().iter().filter(|node| Some(node.id) > after).cloned().collect();
        nodes.sort_by_key(|node| node.id);
        nodes.truncate(limit);
        Ok(nodes)
    }

    fn propose(&self, message: Option<&str>, proposals: Vec<Proposal>) -> Result<(), ExtendError> {
        let mut proposed = self.proposed.borrow_mut();
        proposed.0 = message.map(str::to_owned).or_else(|| proposed.0.take());
        proposed.1.extend(proposals);
        Ok(())
    }

    fn write(&self, text: &str) -> Result<(), ExtendError> {
        self.written.borrow_mut().push_str(text);
        Ok(())
    }

    fn table(&self, rows: &Rows) -> Result<(), ExtendError> {
        let mut written = self.written.borrow_mut();
        written.push_str(&(rows.columns.join("|") + "\n"));
        for row in &rows.rows {
            let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
            written.push_str(&(cells.join("|") + "\n"));
        }
        Ok(())
    }

    fn progress(&self, _done: u64, _total: Option<u64>) {}

    fn ask(&self, prompt: &str) -> Result<Option<String>, ExtendError> {
        self.asked.borrow_mut().push(prompt.to_owned());
        Ok(self.answers.borrow_mut().pop_front())
    }
}
