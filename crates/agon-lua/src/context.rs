//! What the host hands to every plugin: limits, and the functions that other crates lend it.

use std::cell::{Cell, OnceCell, RefCell};
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::Registry;
use agon_core::model::{Clock, Map, NodeIndex, Source};

use crate::error::Failure;
use crate::isolate::WorkerProgram;
use crate::limits::{Budget, Limits, Watchdog};
use crate::settings::Capability;

/// How loud a line is that a plugin says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Loudness {
    /// `agon.log.debug`.
    Debug,
    /// `agon.log.info`.
    Info,
    /// `agon.log.warn`.
    Warn,
    /// `print`.
    Print,
}

/// Makes a text inert in some format.
pub type Escape = Rc<dyn Fn(&str) -> String>;
/// Takes a line that a plugin says: how loud, which plugin, the line with control characters escaped.
pub type Log = Rc<dyn Fn(Loudness, &str, &str)>;
/// Cites a source in full.
pub type Cite = Rc<dyn Fn(&Source) -> String>;
/// Finds the nodes of a map that a query names.
pub type Query = Rc<dyn Fn(&Map, &str) -> Result<Vec<NodeIndex>, Box<Diagnostic>>>;
/// Reads a map from a text, for specs.
pub type ReadMap = Rc<dyn Fn(&str) -> Result<Map, Vec<Diagnostic>>>;

/// Reads a file of a granted folder, or says why not.
pub type ReadFile = Rc<dyn Fn(&str) -> Result<Vec<u8>, String>>;
/// The digest under which the user approved the plugin in a folder.
pub type Approved = Rc<dyn Fn(&Path) -> Option<String>>;

/// Who gets a process of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Isolation {
    /// Every plugin.
    All,
    /// Plugins that do not come with the program.
    #[default]
    Foreign,
    /// None, but for those whose settings say so.
    Nobody,
}

/// What a host is given.
#[derive(Clone)]
pub struct HostOptions {
    /// The program's version, as `agon.version` tells it.
    pub version: String,
    /// What a plugin may use up.
    pub limits: Limits,
    /// The functions of `agon.escape`, by name.
    pub escapes: Vec<(String, Escape)>,
    /// Full citations; a plain one is made where none is given.
    pub cite: Option<Cite>,
    /// `agon.query`; absent in Lua where none is given.
    pub query: Option<Query>,
    /// `agon.testing.map`; absent in Lua where none is given.
    pub read_map: Option<ReadMap>,
    /// Where to say what plugins print and log; by default it becomes tracing events.
    pub log: Log,
    /// Makes a registry of what is built in: hooks and lints ask its scorers.
    pub builtin: Rc<dyn Fn() -> Registry>,
    /// Reads files for whoever is granted them, instead of the granted folders themselves.
    pub read_file: Option<ReadFile>,
    /// How a plugin gets a process of its own; nobody gets one where it is not said.
    pub worker: Option<WorkerProgram>,
    /// Who gets a process of its own.
    pub isolation: Isolation,
    /// The digest under which the user approved a plugin's folder; grants hold without it where nothing is said.
    pub approved: Option<Approved>,
    /// The clock that a grant opens.
    pub clock: Option<Rc<dyn Clock>>,
    /// Where random numbers start, for those who are granted them.
    pub seed: u64,
}

impl Default for HostOptions {
    fn default() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            limits: Limits::default(),
            escapes: Vec::new(),
            cite: None,
            query: None,
            read_map: None,
            log: Rc::new(trace),
            builtin: Rc::new(Registry::new),
            read_file: None,
            worker: None,
            isolation: Isolation::default(),
            approved: None,
            clock: None,
            seed: 0,
        }
    }
}

impl fmt::Debug for HostOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escapes: Vec<&str> = self.escapes.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("HostOptions")
            .field("version", &self.version)
            .field("limits", &self.limits)
            .field("escapes", &escapes)
            .finish_non_exhaustive()
    }
}

fn trace(loudness: Loudness, plugin: &str, line: &str) {
    match loudness {
        Loudness::Debug => tracing::debug!(plugin, "{line}"),
        Loudness::Info | Loudness::Print => tracing::info!(plugin, "{line}"),
        Loudness::Warn => tracing::warn!(plugin, "{line}"),
    }
}

/// What all plugins of a host share.
pub(crate) struct Common {
    pub(crate) options: HostOptions,
    pub(crate) watchdog: Rc<Watchdog>,
    /// The Lua scorers that are at work, outermost first.
    pub(crate) scoring: RefCell<Vec<String>>,
    /// What is built in, once somebody asked.
    builtin: OnceCell<Rc<Registry>>,
}

impl Common {
    pub(crate) fn new(options: HostOptions) -> Self {
        Self { options, watchdog: Rc::default(), scoring: RefCell::default(), builtin: OnceCell::new() }
    }

    /// Notes that a Lua scorer is at work; refuses one that waits for itself.
    pub(crate) fn at_work(&self, scorer: &str) -> Result<AtWork<'_>, Failure> {
        let stack = &self.scoring;
        if stack.borrow().iter().any(|one| one == scorer) {
            let mut round = stack.borrow().join("` → `");
            round.push_str("` → `");
            round.push_str(scorer);
            return Err(Failure::raised(format!("scorer `{scorer}` asks for its own numbers: `{round}`")));
        }
        stack.borrow_mut().push(scorer.to_owned());
        Ok(AtWork { common: self })
    }

    /// What is built in.
    pub(crate) fn builtin(&self) -> Rc<Registry> {
        Rc::clone(self.builtin.get_or_init(|| Rc::new((self.options.builtin)())))
    }
}

/// A scorer at work; dropped when it is done.
pub(crate) struct AtWork<'a> {
    common: &'a Common,
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.common.scoring.borrow_mut().pop();
    }
}

/// What one plugin's Lua state knows of itself and its host.
pub(crate) struct Context {
    pub(crate) common: Rc<Common>,
    /// The plugin's name, or the script's file.
    pub(crate) plugin: String,
    /// What the user granted.
    pub(crate) grants: Vec<Capability>,
    /// What the plugin declared that it wants.
    pub(crate) wants: RefCell<Vec<Capability>>,
    /// Where `agon.read_file` may read.
    pub(crate) folders: Vec<PathBuf>,
    /// Bytes it may still say in this call.
    pub(crate) talk: Cell<usize>,
    /// Bytes of changes that it may still hand over in this call.
    pub(crate) changes: Cell<usize>,
    /// Bytes that it may still write at a desk in this call.
    pub(crate) words: Cell<usize>,
    /// Whether it is a script of the user's own, which may write as much as it likes.
    pub(crate) is_script: bool,
    /// Raised when the time of the running call is over.
    pub(crate) over: Arc<AtomicBool>,
    /// The time of the state, once there is one.
    pub(crate) budget: OnceCell<Rc<Budget>>,
}

impl Context {
    /// The context of a plugin or script that is granted nothing.
    pub(crate) fn new(common: &Rc<Common>, plugin: &str) -> Self {
        Self {
            common: Rc::clone(common),
            plugin: plugin.to_owned(),
            grants: Vec::new(),
            wants: RefCell::default(),
            folders: Vec::new(),
            talk: Cell::default(),
            changes: Cell::default(),
            words: Cell::default(),
            is_script: false,
            over: Arc::default(),
            budget: OnceCell::new(),
        }
    }

    /// Ends a long function of the host when the time of the call is over.
    pub(crate) fn check_time(&self) -> mlua::Result<()> {
        if self.over.load(Ordering::Relaxed) { Err(mlua::Error::runtime("its time is over")) } else { Ok(()) }
    }

    /// Gives the next call its share of everything that is bounded by bytes.
    pub(crate) fn refill(&self) {
        let limits = self.limits();
        self.talk.set(limits.talk());
        self.changes.set(limits.memory);
        self.words.set(if self.is_script { usize::MAX } else { limits.output });
    }

    /// Takes what is written at a desk off its share.
    pub(crate) fn spend_words(&self, bytes: usize) -> mlua::Result<()> {
        let left = self.words.get().checked_sub(bytes);
        self.words
            .set(left.ok_or_else(|| mlua::Error::runtime(format!("it writes more than {} MiB", self.limits().output >> 20)))?);
        Ok(())
    }

    /// Waits for something that is not the plugin's own work.
    pub(crate) fn stand_still<T>(&self, work: impl FnOnce() -> T) -> T {
        match self.budget.get() {
            Some(budget) => budget.stand_still(work),
            None => work(),
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.common.options.limits
    }

    /// Lets the plugin say something: line by line, control characters escaped, no more than its share.
    pub(crate) fn say(&self, loudness: Loudness, text: &str) {
        let left = self.talk.get();
        if left == 0 {
            return;
        }
        let log = &self.common.options.log;
        if text.len() > left {
            self.talk.set(0);
            log(Loudness::Warn, &self.plugin, "it says too much; the rest of this call is left out");
            return;
        }
        self.talk.set(left - text.len().max(1));
        for line in text.split('\n') {
            log(loudness, &self.plugin, &escape_controls(line));
        }
    }
}

/// A line in which no control character is left but the tab.
pub(crate) fn escape_controls(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for c in line.chars() {
        let bidi = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if (c.is_control() && c != '\t') || bidi {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}
