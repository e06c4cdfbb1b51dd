//! The desk of a command over the pipe: the host's side answers from the real one, the worker's side asks.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use agon_core::change::Proposal;
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Desk, ExtendError, Registry, Rows};
use agon_core::model::{Map, MapInfo, Node, NodeId};

use super::adapters::score_for;
use super::message::{Answer, Ask, MapKey, Told};
use super::remote::{NoService, Reply, Service};
use super::worker::Line;

/// The largest page that a worker gets at once.
const MAX_PAGE: usize = 100_000;

/// The host's side.
pub(super) struct DeskService {
    plugin: String,
    desk: Rc<dyn Desk>,
    registry: Rc<Registry>,
    /// The maps that were handed out, for scores that the worker asks for.
    maps: HashMap<String, Arc<Map>>,
}

pub(super) fn serve(plugin: &str, desk: Rc<dyn Desk>, registry: Rc<Registry>) -> DeskService {
    DeskService { plugin: plugin.to_owned(), desk, registry, maps: HashMap::new() }
}

impl Service for DeskService {
    fn answer(&mut self, ask: Ask) -> Result<Reply, ExtendError> {
        let done = |()| Reply::Message(Answer::Done);
        match ask {
            Ask::Maps => Ok(Reply::Message(Answer::Maps(self.desk.maps()?))),
            Ask::Map(name) => {
                let map = self.desk.map(&name)?;
                if let Some(map) = &map {
                    self.maps.insert(map.info().name.to_string(), Arc::clone(map));
                }
                Ok(Reply::Map(map))
            }
            Ask::ScoreOf { scorer, map } => match self.maps.get(&map.name).filter(|known| MapKey::of(known) == map) {
                Some(known) => score_for(&self.plugin, &self.registry, &scorer, known),
                None => NoService.answer(Ask::ScoreOf { scorer, map }),
            },
            Ask::Find(query) => Ok(Reply::Message(Answer::Ids(self.desk.find(&query)?))),
            Ask::Nodes(ids) => Ok(Reply::Message(Answer::Nodes(self.desk.nodes(&ids)?))),
            Ask::Page { after, limit } => Ok(Reply::Message(Answer::Nodes(self.desk.page(after, limit.min(MAX_PAGE))?))),
            Ask::Propose { message, proposals } => self.desk.propose(message.as_deref(), proposals).map(done),
            Ask::Write(text) => self.desk.write(&text).map(done),
            Ask::Table(rows) => {
                // A row of another length would stand under the wrong names, or nowhere.
                if rows.rows.iter().any(|row| row.len() != rows.columns.len()) {
                    return Err(ExtendError::refused(Diagnostic::error("plugin/table", "the rows do not fit the columns")));
                }
                self.desk.table(&rows).map(done)
            }
            Ask::User(prompt) => Ok(Reply::Message(Answer::Line(self.desk.ask(&prompt)?))),
            other => NoService.answer(other),
        }
    }

    fn progress(&mut self, done: u64, total: Option<u64>) {
        self.desk.progress(done, total);
    }
}

/// The worker's side.
pub(super) struct FarDesk {
    pub(super) line: Rc<Line>,
}

fn other<T>(answer: &Answer) -> Result<T, ExtendError> {
    Err(ExtendError::refused(Diagnostic::error("plugin/worker", format!("the host answered something else: {answer:?}"))))
}

impl Desk for FarDesk {
    fn maps(&self) -> Result<Vec<MapInfo>, ExtendError> {
        match self.line.ask(Ask::Maps)? {
            Answer::Maps(maps) => Ok(maps),
            answer => other(&answer),
        }
    }

    fn map(&self, name: &str) -> Result<Option<Arc<Map>>, ExtendError> {
        self.line.ask_map(Ask::Map(name.to_owned())).map(|map| map.map(Arc::new))
    }

    fn find(&self, query: &str) -> Result<Vec<NodeId>, ExtendError> {
        match self.line.ask(Ask::Find(query.to_owned()))? {
            Answer::Ids(ids) => Ok(ids),
            answer => other(&answer),
        }
    }

    fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Node>, ExtendError> {
        match self.line.ask(Ask::Nodes(ids.to_vec()))? {
            Answer::Nodes(nodes) => Ok(nodes),
            answer => other(&answer),
        }
    }

    fn page(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ExtendError> {
        match self.line.ask(Ask::Page { after, limit })? {
            Answer::Nodes(nodes) => Ok(nodes),
            answer => other(&answer),
        }
    }

    fn propose(&self, message: Option<&str>, proposals: Vec<Proposal>) -> Result<(), ExtendError> {
        self.done(Ask::Propose { message: message.map(str::to_owned), proposals })
    }

    fn write(&self, text: &str) -> Result<(), ExtendError> {
        self.done(Ask::Write(text.to_owned()))
    }

    fn table(&self, rows: &Rows) -> Result<(), ExtendError> {
        self.done(Ask::Table(rows.clone()))
    }

    fn progress(&self, done: u64, total: Option<u64>) {
        self.line.tell(&Told::Progress { done, total });
    }

    fn ask(&self, prompt: &str) -> Result<Option<String>, ExtendError> {
        match self.line.ask(Ask::User(prompt.to_owned()))? {
            Answer::Line(line) => Ok(line),
            answer => other(&answer),
        }
    }
}

impl FarDesk {
    fn done(&self, ask: Ask) -> Result<(), ExtendError> {
        match self.line.ask(ask)? {
            Answer::Done => Ok(()),
            answer => other(&answer),
        }
    }
}
