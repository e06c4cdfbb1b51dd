//! The desk at which plugin commands and scripts work: the database at one instant, stdout, and the user.

use std::cell::{Cell, RefCell};
use std::io::{BufRead, IsTerminal, Write};
use std::rc::Rc;
use std::sync::Arc;

use agon_core::change::{Proposal, ReadError, Snapshot, load_map};
use agon_core::database::{CommitReport, Database, DatabaseError};
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Desk, ExtendError, Registry, Rows};
use agon_core::model::{Map, MapInfo, Node, NodeId};
use agon_core::query::Query;
use agon_formats::escape;
use clap::ValueEnum;
use serde_json::Value;

use crate::arguments::Global;
use crate::commands::find::evaluate;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Steps;
use crate::render::{Align, Table, harmless, harmless_lines};

/// How tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tables {
    /// Aligned columns
    Text,
    /// Comma-separated values
    Csv,
    /// One JSON object a row
    Jsonl,
}

/// What may be done at a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Changes are refused, with this remedy.
    Refused(&'static str),
    /// Changes are noted, to be committed when all is done.
    Noted,
}

/// The desk of one run.
pub struct Workplace {
    database: RefCell<Database>,
    sequence: Cell<u64>,
    registry: Rc<Registry>,
    output: RefCell<Output>,
    tables: Tables,
    /// Whether talk goes to stderr, because stdout is for data.
    talks_aside: bool,
    writing: Writing,
    noted: RefCell<(Option<String>, Vec<Proposal>)>,
    steps: RefCell<Steps>,
}

impl Workplace {
    /// A desk over the database as it was after a commit.
    pub fn new(
        database: Database,
        sequence: u64,
        registry: Rc<Registry>,
        global: &Global,
        tables: Option<Tables>,
        writing: Writing,
    ) -> Self {
        let output = Output::new(global);
        let tables = tables.unwrap_or(if output.is_json() { Tables::Jsonl } else { Tables::Text });
        let steps = RefCell::new(Steps::new(&output));
        Self {
            database: RefCell::new(database),
            sequence: Cell::new(sequence),
            registry,
            tables,
            talks_aside: false,
            output: RefCell::new(output),
            writing,
            noted: RefCell::default(),
            steps,
        }
    }

    /// The same desk, from which words go to stderr: stdout is for data alone.
    #[must_use]
    pub fn with_talk_aside(mut self) -> Self {
        self.talks_aside = true;
        self
    }

    /// Commits what was noted, as one commit; `None` if nothing was.
    ///
    /// # Errors
    /// A rule or a hook refuses, or the store fails; then nothing changed.
    pub fn commit(&self, usual: &str) -> Result<Option<CommitReport>, Failure> {
        let (message, proposals) = self.noted.take();
        if proposals.is_empty() {
            return Ok(None);
        }
        let message = message.unwrap_or_else(|| usual.to_owned());
        let mut database = self.database.borrow_mut();
        let report = database.commit_proposals(&message, &proposals)?;
        // Who goes on sees what was written.
        self.sequence.set(database.snapshot().revision());
        Ok(Some(report))
    }

    /// Lets go of what was noted; how much that was.
    pub fn discard(&self) -> usize {
        self.noted.take().1.len()
    }

    /// Hands on what was written, and takes a progress bar away: somebody is about to type.
    pub fn rest(&self) {
        self.steps.borrow_mut().finish();
        self.output.borrow_mut().flush();
    }

    /// Whether nobody reads any more.
    pub fn is_left(&self) -> bool {
        self.output.borrow().is_broken()
    }

    /// Writes out what is left; whether somebody still reads.
    pub fn finish(&self) -> Result<bool, Failure> {
        self.steps.borrow_mut().finish();
        match self.output.borrow_mut().finish() {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn read<T>(&self, ask: impl FnOnce(&dyn Snapshot) -> Result<T, ExtendError>) -> Result<T, ExtendError> {
        let database = self.database.borrow();
        let snapshot = database.at(self.sequence.get()).map_err(|error| match error {
            DatabaseError::Io { path, source, .. } => ReadError::Io { path, source },
            other => ReadError::Damaged { part: "journal".into(), message: other.to_string() },
        })?;
        ask(snapshot.as_ref())
    }

    fn put(&self, text: &str) -> Result<(), ExtendError> {
        let mut output = self.output.borrow_mut();
        if output.is_terminal() {
            // Somebody watches, perhaps a progress bar too.
            self.steps.borrow().aside(|| {
                output.bytes(text.as_bytes());
                output.flush();
            });
        } else {
            output.bytes(text.as_bytes());
        }
        if output.is_broken() {
            let source = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
            return Err(ExtendError::Io { path: "the output".into(), source });
        }
        Ok(())
    }
}

impl Desk for Workplace {
    fn maps(&self) -> Result<Vec<MapInfo>, ExtendError> {
        self.read(|snapshot| Ok(snapshot.maps()?))
    }

    fn map(&self, name: &str) -> Result<Option<Arc<Map>>, ExtendError> {
        let database = self.database.borrow();
        if database.snapshot().revision() == self.sequence.get() {
            let Some(id) = database.snapshot().map_named(name)? else { return Ok(None) };
            return Ok(database.map(id)?);
        }
        drop(database);
        self.read(|snapshot| {
            let Some(id) = snapshot.map_named(name)? else { return Ok(None) };
            Ok(load_map(snapshot, id)?.map(Arc::new))
        })
    }

    fn find(&self, query: &str) -> Result<Vec<NodeId>, ExtendError> {
        let query = Query::parse(query).map_err(ExtendError::Refused)?;
        self.read(|snapshot| {
            evaluate(&query, snapshot, None, &self.registry)
                .map_err(|failure| ExtendError::refused(Diagnostic::error("query/refused", failure.to_string())))
        })
    }

    fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Node>, ExtendError> {
        self.read(|snapshot| Ok(snapshot.nodes(ids)?.into_iter().flatten().collect()))
    }

    fn page(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ExtendError> {
        self.read(|snapshot| Ok(snapshot.scan_nodes(after, limit)?))
    }

    fn propose(&self, message: Option<&str>, proposals: Vec<Proposal>) -> Result<(), ExtendError> {
        if let Writing::Refused(remedy) = self.writing {
            let complaint = Diagnostic::error("plugin/read-only", format!("nothing may be written here; {remedy}"));
            return Err(ExtendError::refused(complaint));
        }
        let mut noted = self.noted.borrow_mut();
        if let Some(message) = message {
            noted.0 = Some(message.lines().next().unwrap_or_default().to_owned());
        }
        noted.1.extend(proposals);
        Ok(())
    }

    fn write(&self, text: &str) -> Result<(), ExtendError> {
        if self.talks_aside {
            // Nothing can be said about a stderr that does not take it.
            let _ = write!(std::io::stderr().lock(), "{}", harmless_lines(text));
            return Ok(());
        }
        // A tab steers nothing, and programs split lines at it.
        let lines: Vec<String> = text.split('\t').map(harmless_lines).collect();
        self.put(&lines.join("\t"))
    }

    fn table(&self, rows: &Rows) -> Result<(), ExtendError> {
        match self.tables {
            Tables::Text => {
                let columns: Vec<String> = rows.columns.iter().map(|name| harmless(name)).collect();
                let is_number = |at: usize| {
                    let mut cells = rows.rows.iter().map(|row| &row[at]).filter(|cell| !cell.is_null()).peekable();
                    cells.peek().is_some() && cells.all(Value::is_number)
                };
                let headings: Vec<(&str, Align)> = columns
                    .iter()
                    .enumerate()
                    .map(|(at, name)| (name.as_str(), if is_number(at) { Align::Right } else { Align::Left }))
                    .collect();
                let mut table = Table::new(&headings);
                // A column with one fraction in it shows all its numbers alike.
                let is_whole = |at: usize| rows.rows.iter().all(|row| row[at].as_f64().is_none_or(|cell| cell.fract() == 0.0));
                let whole: Vec<bool> = (0..columns.len()).map(is_whole).collect();
                for row in &rows.rows {
                    table.row(row.iter().zip(&whole).map(|(cell, whole)| harmless(&shown(cell, *whole))).collect());
                }
                table.print(&mut self.output.borrow_mut());
                self.put("")
            }
            Tables::Csv => {
                let line = |cells: Vec<String>| {
                    let cells: Vec<String> = cells.iter().map(|cell| escape::csv_cell(cell, true)).collect();
                    cells.join(",") + "\r\n"
                };
                self.put(&line(rows.columns.clone()))?;
                rows.rows.iter().try_for_each(|row| self.put(&line(row.iter().map(plain).collect())))
            }
            Tables::Jsonl => rows.rows.iter().try_for_each(|row| {
                // Written by hand, so that keys stand in the order of the columns.
                let fields: Vec<String> =
                    rows.columns.iter().zip(row).map(|(name, cell)| format!("{}:{cell}", Value::from(name.as_str()))).collect();
                self.put(&format!("{{{}}}\n", fields.join(",")))
            }),
        }
    }

    fn progress(&self, done: u64, total: Option<u64>) {
        self.steps.borrow_mut().at(done, total);
    }

    fn ask(&self, prompt: &str) -> Result<Option<String>, ExtendError> {
        self.output.borrow_mut().flush();
        let io = |source| ExtendError::Io { path: "standard input".into(), source };
        let stdin = std::io::stdin();
        let mut stderr = std::io::stderr().lock();
        // Nothing can be said about a stderr that does not take it.
        let _ = write!(stderr, "{}", harmless_lines(prompt));
        let _ = stderr.flush();
        let mut line = String::new();
        let read = stdin.lock().read_line(&mut line).map_err(io)?;
        if !stdin.is_terminal() {
            let _ = writeln!(stderr);
        }
        Ok((read > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned()))
    }
}

/// A cell for reading: numbers with as many digits as a reader wants.
fn shown(cell: &Value, is_whole: bool) -> String {
    match cell {
        Value::Null => "–".to_owned(),
        Value::Number(number) => match number.as_f64() {
            Some(value) if is_whole && value.abs() < 1e15 => format!("{value:.0}"),
            Some(value) => format!("{value:.3}"),
            None => number.to_string(),
        },
        other => plain(other),
    }
}

/// A cell as data.
fn plain(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
