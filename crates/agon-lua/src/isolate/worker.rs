//! The worker's side: gives up its rights, loads one plugin, does what the host asks until the pipe closes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufReader, BufWriter, Read, Write};
use std::rc::Rc;

use agon_core::change::{Change, ReadError};
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{CommitView, ExtendError, Moment, Output, Registry, Scorer, Scoring};
use agon_core::model::{Clock, Map, Timestamp};

use super::cargo;
use super::desk::FarDesk;
use super::frame::{FrameError, receive, send};
use super::message::{Answer, Ask, Call, Elsewhere, MapKey, Order, Outcome, Ready, Setup, Told, Trouble};
use super::rights::give_up_rights;
use crate::context::{HostOptions, Isolation};
use crate::description::{HookEntry, ImporterEntry};
use crate::discover::{Found, Origin};
use crate::files::PluginFiles;
use crate::host::Host;
use crate::kinds::{LuaHook, LuaImporter};
use crate::load::Plugin;
use crate::settings::PluginSettings;

/// Makes this process a worker: serves one plugin over two pipes until the host closes them, and then gives the exit
/// status. `options` says what the program lends plugins; who may do what, the host says.
pub fn work(options: HostOptions, input: Box<dyn Read>, output: Box<dyn Write>) -> u8 {
    let line = Rc::new(Line { input: BufReader::new(input).into(), output: BufWriter::new(output).into() });
    match serve(options, &line) {
        // The host went away, or wants no more.
        Ok(()) | Err(FrameError::Pipe(_)) => 0,
        Err(FrameError::Garbled(_)) => 1,
    }
}

/// The two pipes to the host.
pub(super) struct Line {
    input: RefCell<BufReader<Box<dyn Read>>>,
    output: RefCell<BufWriter<Box<dyn Write>>>,
}

impl Line {
    /// Says something that has no answer. A host that is gone is noticed when it is asked next.
    pub(super) fn tell(&self, told: &Told) {
        let _ = self.send(told);
    }

    fn send(&self, told: &Told) -> Result<(), FrameError> {
        let mut output = self.output.borrow_mut();
        send(&mut *output, told)?;
        output.flush()?;
        Ok(())
    }

    fn receive<T>(&self, take: impl FnOnce(&mut dyn Read) -> Result<T, FrameError>) -> Result<T, FrameError> {
        take(&mut *self.input.borrow_mut())
    }

    /// Asks the host.
    pub(super) fn ask(&self, ask: Ask) -> Result<Answer, ExtendError> {
        let answer = self.send(&Told::Ask(ask)).and_then(|()| self.receive(|input| receive::<Answer>(input)));
        match answer.map_err(gone)? {
            Answer::Refused(trouble) => Err(trouble.into()),
            answer => Ok(answer),
        }
    }

    /// Asks for a map.
    pub(super) fn ask_map(&self, ask: Ask) -> Result<Option<Map>, ExtendError> {
        match self.ask(ask)? {
            Answer::Map(true) => self.receive(|input| cargo::receive_map(input)).map(Some).map_err(gone),
            Answer::Map(false) => Ok(None),
            _ => Err(gone(FrameError::Garbled("no map".to_owned()))),
        }
    }
}

fn gone(error: FrameError) -> ExtendError {
    ExtendError::refused(Diagnostic::error("plugin/worker", format!("the host does not answer: {error}")))
}

/// The host's clock.
struct FarClock(Rc<Line>);

impl Clock for FarClock {
    fn now(&self) -> Timestamp {
        match self.0.ask(Ask::Clock) {
            Ok(Answer::Clock(millis)) => Timestamp::from_millis(millis),
            // A host that does not answer ends this process anyway.
            _ => Timestamp::from_millis(0),
        }
    }
}

/// A scorer of another plugin, asked through the host.
struct FarScorer {
    line: Rc<Line>,
    name: String,
    plugin: String,
}

impl Scorer for FarScorer {
    fn name(&self) -> &str {
        &self.name
    }

    fn summary(&self) -> &str {
        "a scorer of another plugin"
    }

    fn plugin(&self) -> Option<&str> {
        Some(&self.plugin)
    }

    fn score(&self, map: &Map, _registry: &Registry) -> Result<Scoring, ExtendError> {
        match self.line.ask(Ask::ScoreOf { scorer: self.name.clone(), map: MapKey::of(map) })? {
            Answer::Scores(convergence) => self
                .line
                .receive(|input| cargo::scoring(&super::frame::receive_raw(input)?, map.nodes().len(), convergence))
                .map_err(gone),
            _ => Err(gone(FrameError::Garbled("no scores".to_owned()))),
        }
    }
}

/// A commit whose changes came over, and whose maps are asked for.
struct FarCommit {
    line: Rc<Line>,
    message: String,
    author: String,
    changes: Vec<Change>,
}

impl CommitView for FarCommit {
    fn message(&self) -> &str {
        &self.message
    }

    fn author(&self) -> &str {
        &self.author
    }

    fn changes(&self) -> &[Change] {
        &self.changes
    }

    fn map(&self, name: &str) -> Result<Option<Map>, ReadError> {
        self.line
            .ask_map(Ask::CommitMap(name.to_owned()))
            .map_err(|error| ReadError::Damaged { part: "the commit".to_owned(), message: error.to_string() })
    }
}

fn serve(options: HostOptions, line: &Rc<Line>) -> Result<(), FrameError> {
    let setup: Setup = line.receive(|input| receive(input))?;
    let host = Host::new(lent(options, &setup, line));
    host.common.watchdog.begin();
    if let Err(message) = give_up_rights() {
        let complaint = Diagnostic::error("plugin/rights", format!("plugin `{}` cannot be shut off: {message}", setup.plugin))
            .hint("where the system allows no filter, run plugins in the program itself: --no-isolate");
        return line.send(&Told::Loaded(Err(vec![complaint])));
    }
    let files: BTreeMap<String, Vec<u8>> = setup.files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    let files = PluginFiles::Held(Rc::new(files));
    let found = Found { name: setup.plugin, from: Origin::Project, shown: setup.shown, files };
    let settings = PluginSettings { options: setup.options, allow: setup.allow, ..PluginSettings::default() };
    let plugin = match Plugin::load(&host.common, &found, &settings) {
        Ok(plugin) => plugin,
        Err(complaints) => return line.send(&Told::Loaded(Err(complaints))),
    };
    let ready = Ready { description: plugin.description.clone(), specs: plugin.specs.clone() };
    line.send(&Told::Loaded(Ok(Box::new(ready))))?;
    let worker = Worker { host, line: Rc::clone(line), plugin, found, settings };
    loop {
        let order: Order = line.receive(|input| receive(input))?;
        match worker.obey(order)? {
            Ok(done) => worker.deliver(done)?,
            Err(error) => line.send(&Told::Done(Err(Trouble::from(error))))?,
        }
    }
}

/// What the program lends, with what the host keeps for itself replaced by questions.
fn lent(options: HostOptions, setup: &Setup, line: &Rc<Line>) -> HostOptions {
    let (talk, files) = (Rc::clone(line), Rc::clone(line));
    HostOptions {
        limits: setup.limits,
        seed: setup.seed,
        log: Rc::new(move |loudness, _, text| talk.tell(&Told::Say { loudness, line: text.to_owned() })),
        clock: Some(Rc::new(FarClock(Rc::clone(line)))),
        read_file: Some(Rc::new(move |path| match files.ask(Ask::ReadFile(path.to_owned())) {
            Ok(Answer::Bytes) => {
                files.receive(|input| cargo::receive_bytes(input, usize::MAX)).map_err(|error| error.to_string())
            }
            Ok(_) => Err("the host answers something else".to_owned()),
            Err(error) => Err(crate::error::in_a_line(&error)),
        })),
        worker: None,
        isolation: Isolation::Nobody,
        approved: None,
        ..options
    }
}

/// What was done, with what goes along.
enum Done {
    Plain(Outcome),
    Scores(Scoring),
    Output(Output),
    Changes(Vec<serde_json::Value>),
}

struct Worker {
    host: Host,
    line: Rc<Line>,
    plugin: Rc<Plugin>,
    found: Found,
    settings: PluginSettings,
}

impl Worker {
    /// What is built in, what the plugin brings, and the scorers of others.
    fn registry(&self, elsewhere: &[Elsewhere]) -> Registry {
        let mut registry = (self.host.common.options.builtin)();
        // What is claimed twice is complained of by the host.
        crate::host::add(&self.plugin, &mut registry);
        for one in elsewhere {
            let (line, name, plugin) = (Rc::clone(&self.line), one.name.clone(), one.plugin.clone());
            let _ = registry.add_scorer(Box::new(FarScorer { line, name, plugin }));
        }
        registry
    }

    fn map(&self) -> Result<Map, FrameError> {
        self.line.receive(|input| cargo::receive_map(input))
    }

    fn text(&self) -> Result<Vec<u8>, FrameError> {
        self.line.receive(|input| cargo::receive_bytes(input, usize::MAX))
    }

    /// Takes in what comes along, says that it has begun, and does it.
    fn obey(&self, order: Order) -> Result<Result<Done, ExtendError>, FrameError> {
        let begin = || self.line.send(&Told::Started);
        let registry = || self.registry(&order.elsewhere);
        Ok(match order.call {
            Call::Score { entry } => {
                let (map, registry) = (self.map()?, registry());
                begin()?;
                found(registry.scorer(&entry)).and_then(|scorer| scorer.score(&map, &registry)).map(Done::Scores)
            }
            Call::Export { entry, options } => {
                let (map, registry) = (self.map()?, registry());
                begin()?;
                let exporter = found(registry.exporter(&entry));
                exporter.and_then(|one| one.export(&map, &options, &registry)).map(|exported| Done::Output(exported.output))
            }
            Call::Import { entry, path, options } => {
                let text = self.text()?;
                begin()?;
                self.importer(&entry).read(&path, &text, &options).map(Done::Changes)
            }
            Call::Detect { entry } => {
                let head = self.text()?;
                begin()?;
                let told = self.importer(&entry).looks_like_its_own(&head);
                told.map(|answer| Done::Plain(Outcome::Detected(answer)))
                    .map_err(|failure| failure.error(&format!("importer `{entry}` cannot tell")))
            }
            Call::Hook { moment, message, author } => {
                let changes = self.line.receive(|input| cargo::receive_list(input))?;
                begin()?;
                let commit = FarCommit { line: Rc::clone(&self.line), message, author, changes };
                self.hook(moment).ask(&commit).map(|said| Done::Plain(Outcome::Verdict(said)))
            }
            Call::Lint { entry } => {
                let (map, registry) = (self.map()?, registry());
                begin()?;
                let mut report = Vec::new();
                let checked = found(registry.lint(&entry)).and_then(|lint| lint.check(&map, &mut report));
                checked.map(|()| Done::Plain(Outcome::Complaints(report)))
            }
            Call::Command { entry, arguments } => {
                let registry = Rc::new(registry());
                begin()?;
                let desk = Rc::new(FarDesk { line: Rc::clone(&self.line) });
                let command = found(registry.command(&entry));
                let status = command.and_then(|command| command.run(desk, &arguments, Rc::clone(&registry)));
                status.map(|status| Done::Plain(Outcome::Status(status)))
            }
            Call::Specs => {
                begin()?;
                let mut registry = (self.host.common.options.builtin)();
                for one in &order.elsewhere {
                    let (line, name, plugin) = (Rc::clone(&self.line), one.name.clone(), one.plugin.clone());
                    let _ = registry.add_scorer(Box::new(FarScorer { line, name, plugin }));
                }
                Ok(Done::Plain(Outcome::Specs(self.host.run_specs(&self.found, &self.settings, registry))))
            }
        })
    }

    fn importer(&self, entry: &str) -> LuaImporter {
        let entry = ImporterEntry { name: entry.to_owned(), summary: String::new(), extensions: Vec::new(), detects: true };
        LuaImporter::new(&self.plugin, &entry)
    }

    fn hook(&self, moment: Moment) -> LuaHook {
        LuaHook::new(&self.plugin, &HookEntry { moment, order: 0 })
    }

    fn deliver(&self, done: Done) -> Result<(), FrameError> {
        let outcome = match &done {
            Done::Plain(_) => None,
            Done::Scores(scoring) => Some(Outcome::Scores(cargo::finite(scoring.convergence))),
            Done::Output(Output::Document(_)) => Some(Outcome::Document),
            Done::Output(Output::Folder(files)) => Some(Outcome::Folder(files.iter().map(|file| file.path.clone()).collect())),
            Done::Changes(_) => Some(Outcome::Changes),
        };
        let (outcome, done) = match (outcome, done) {
            (Some(outcome), done) => (outcome, Some(done)),
            (None, Done::Plain(outcome)) => (outcome, None),
            (None, _) => return Err(FrameError::Garbled("an outcome without a name".to_owned())),
        };
        let mut output = self.line.output.borrow_mut();
        let output = &mut *output;
        send(output, &Told::Done(Ok(outcome)))?;
        match done {
            Some(Done::Scores(scoring)) => cargo::send_scores(output, &scoring)?,
            Some(Done::Output(Output::Document(bytes))) => drop(cargo::send_bytes(output, &bytes)?),
            Some(Done::Output(Output::Folder(files))) => {
                for file in &files {
                    cargo::send_bytes(output, &file.data)?;
                }
            }
            Some(Done::Changes(list)) => drop(cargo::send_list(output, &list)?),
            Some(Done::Plain(_)) | None => {}
        }
        output.flush()?;
        Ok(())
    }
}

fn found<T>(found: Result<T, agon_core::extend::UnknownName>) -> Result<T, ExtendError> {
    found.map_err(|unknown| ExtendError::refused(Diagnostic::error("plugin/entry", unknown.to_string())))
}
