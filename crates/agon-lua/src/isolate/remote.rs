//! The host's side: a plugin in a process of its own, started when it is needed, killed when its time is over.

use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, OptionSpec, Scoring};
use agon_core::model::Map;

use super::cargo;
use super::frame::{FrameError, receive, receive_raw, send};
use super::message::{Answer, Ask, Call, Elsewhere, Order, Outcome, Ready, Setup, Told};
use super::rights;
use super::seat::{Killer, Seat};
use crate::api::grants::read_granted;
use crate::context::{Common, Loudness, escape_controls};
use crate::description::Description;
use crate::discover::Found;
use crate::error::Failure;
use crate::load::grants;
use crate::settings::{Capability, PluginSettings};

/// How a worker is started: this program again, with words that make it one.
#[derive(Debug, Clone)]
pub struct WorkerProgram {
    /// The program.
    pub program: PathBuf,
    /// What makes it a worker.
    pub arguments: Vec<OsString>,
    /// Where it starts: a folder that is nobody's work.
    pub folder: PathBuf,
}

/// What a process takes to start, on a busy machine.
const START: Duration = Duration::from_secs(5);
/// The least time a worker gets to take in what it is sent.
const TAKE_IN: Duration = Duration::from_secs(30);
/// What a worker takes in at the very least, in bytes a second.
const PACE: u64 = 4 << 20;

/// A plugin whose code runs in another process.
pub(crate) struct Remote {
    pub(crate) name: String,
    pub(crate) description: Description,
    pub(crate) specs: Vec<OptionSpec>,
    pub(crate) grants: Vec<Capability>,
    pub(crate) common: Rc<Common>,
    folders: Vec<PathBuf>,
    setup: Setup,
    program: WorkerProgram,
    seat: RefCell<Option<Seat>>,
    is_busy: Cell<bool>,
}

/// What a call brings along, sent after the order.
pub(crate) struct Luggage<'a> {
    /// About how much memory it takes in the worker, in bytes.
    pub(crate) weight: u64,
    /// Sends it and tells how many bytes that were.
    pub(crate) send: &'a dyn Fn(&mut dyn Write) -> Result<u64, FrameError>,
}

impl Luggage<'_> {
    /// Nothing.
    pub(crate) const NONE: Self = Self { weight: 0, send: &|_| Ok(0) };
}

/// An answer to a worker, with what goes along.
pub(crate) enum Reply {
    Message(Answer),
    Bytes(Vec<u8>),
    Scores(Scoring),
    Map(Option<Arc<Map>>),
}

/// Who answers a worker during a call.
pub(crate) trait Service {
    /// Answers what the worker asks.
    ///
    /// # Errors
    /// It is refused; the worker is told why.
    fn answer(&mut self, ask: Ask) -> Result<Reply, ExtendError> {
        let message = format!("it may not ask for that here: {ask:?}");
        Err(ExtendError::refused(Diagnostic::error("plugin/worker", message)))
    }

    /// Hears how far the worker has come.
    fn progress(&mut self, _done: u64, _total: Option<u64>) {}
}

/// Answers nothing.
pub(crate) struct NoService;

impl Service for NoService {}

/// What came of a call, with what followed it.
pub(crate) struct Brought {
    pub(crate) outcome: Outcome,
    /// The raw frames of numbers, a document or the files of a folder.
    pub(crate) parcels: Vec<Vec<u8>>,
    pub(crate) changes: Vec<serde_json::Value>,
}

impl Remote {
    /// Starts a worker and lets it load the plugin: here nothing of it is run.
    pub(crate) fn load(
        common: &Rc<Common>,
        found: &Found,
        settings: &PluginSettings,
        program: &WorkerProgram,
    ) -> Result<Rc<Self>, Vec<Diagnostic>> {
        let grants = grants(&found.name, settings)?;
        let files = found.files.collect().map_err(|error| {
            let message = format!("plugin `{}` cannot be loaded: {error}", found.name);
            vec![Diagnostic::error("plugin/files", message)]
        })?;
        let setup = Setup {
            plugin: found.name.clone(),
            shown: found.shown.clone(),
            files: files.into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect(),
            options: settings.options.clone(),
            allow: settings.allow.clone(),
            limits: common.options.limits,
            seed: common.options.seed,
        };
        let mut remote = Self {
            name: found.name.clone(),
            description: Description::default(),
            specs: Vec::new(),
            grants,
            common: Rc::clone(common),
            folders: settings.folders.clone(),
            setup,
            program: program.clone(),
            seat: RefCell::default(),
            is_busy: Cell::default(),
        };
        let what = format!("plugin `{}` cannot be loaded", found.name);
        let (seat, ready) = match remote.start() {
            Ok(Ok(started)) => started,
            Ok(Err(complaints)) => return Err(complaints),
            Err(failure) => return Err(vec![failure.diagnostic(&what)]),
        };
        remote.description = ready.description;
        remote.specs = ready.specs;
        remote.seat = RefCell::new(Some(seat));
        Ok(Rc::new(remote))
    }

    /// A worker that has loaded the plugin, or why there is none.
    fn start(&self) -> Result<Result<(Seat, Ready), Vec<Diagnostic>>, Failure> {
        let spawned = Command::new(&self.program.program)
            .args(&self.program.arguments)
            .env_clear()
            .current_dir(&self.program.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child =
            spawned.map_err(|error| Failure::raised(format!("a process of its own cannot be started for it: {error}")))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Failure::raised("its process has no pipes"));
        };
        let room = rights::room(self.setup.limits.memory);
        rights::give_room(&child, room);
        let child = Arc::new(Mutex::new(child));
        let mut seat = Seat { child, input: BufWriter::new(input), output: BufReader::new(output), room };
        let limit = self.setup.limits.call;
        let killer = Killer::after(&seat.child, limit * 3 / 2 + START);
        match self.greet(&mut seat) {
            Ok(Ok(ready)) => Ok(Ok((seat, *ready))),
            Ok(Err(complaints)) => Ok(Err(complaints)),
            Err(_) if killer.has_struck() => Err(Failure::Time(limit, None)),
            Err(error) => Err(seat.lost(&error)),
        }
    }

    /// Tells a new worker what it is and hears what its plugin says of itself.
    fn greet(&self, seat: &mut Seat) -> Result<Result<Box<Ready>, Vec<Diagnostic>>, FrameError> {
        send(&mut seat.input, &self.setup)?;
        seat.input.flush()?;
        loop {
            match receive::<Told>(&mut seat.output)? {
                Told::Loaded(loaded) => return Ok(loaded),
                Told::Say { loudness, line } => self.say(loudness, &line),
                other => return Err(FrameError::Garbled(format!("{other:?} before it was loaded"))),
            }
        }
    }

    /// Lets the worker do something. `limit` is the time that the plugin's own work may take; `what` says who failed at
    /// what if it does.
    pub(crate) fn call(
        &self,
        call: Call,
        elsewhere: Vec<Elsewhere>,
        luggage: &Luggage<'_>,
        service: &mut dyn Service,
        limit: Duration,
        what: &dyn Fn() -> String,
    ) -> Result<Brought, ExtendError> {
        if self.is_busy.replace(true) {
            return Err(Failure::raised("it is asked while it works, and so waits for itself").error(&what()));
        }
        let done = self.work(&Order { call, elsewhere }, luggage, service, limit);
        self.is_busy.set(false);
        match done {
            Ok(result) => result,
            Err(failure) => Err(failure.error(&what())),
        }
    }

    fn work(
        &self,
        order: &Order,
        luggage: &Luggage<'_>,
        service: &mut dyn Service,
        limit: Duration,
    ) -> Result<Result<Brought, ExtendError>, Failure> {
        // A worker that was lost is replaced; nothing of it is left to go wrong again.
        let mut seat = match self.seat.take() {
            Some(seat) => seat,
            None => match self.start()? {
                Ok((seat, _)) => seat,
                Err(complaints) => return Ok(Err(ExtendError::Refused(complaints))),
            },
        };
        let killer = Killer::after(&seat.child, TAKE_IN);
        match self.exchange(&mut seat, order, luggage, service, limit, &killer) {
            Ok(result) => {
                self.seat.replace(Some(seat));
                Ok(result)
            }
            Err(_) if killer.has_struck() => {
                seat.end();
                Err(Failure::Time(limit, None))
            }
            Err(error) => Err(seat.lost(&error)),
        }
    }

    fn exchange(
        &self,
        seat: &mut Seat,
        order: &Order,
        luggage: &Luggage<'_>,
        service: &mut dyn Service,
        limit: Duration,
        killer: &Killer,
    ) -> Result<Result<Brought, ExtendError>, FrameError> {
        let deadline = limit * 3 / 2;
        seat.give_room(luggage.weight);
        send(&mut seat.input, order)?;
        let sent = (luggage.send)(&mut seat.input)?;
        seat.input.flush()?;
        killer.restart(TAKE_IN + Duration::from_secs(sent / PACE));
        loop {
            match receive::<Told>(&mut seat.output)? {
                Told::Started => killer.restart(deadline),
                Told::Say { loudness, line } => self.say(loudness, &line),
                Told::Progress { done, total } => service.progress(done, total),
                Told::Ask(ask) => {
                    // What the host does for it is not its time.
                    killer.stop();
                    let reply = self.answer(ask, service);
                    seat.reply(reply)?;
                    killer.restart(deadline);
                }
                Told::Done(Ok(outcome)) => return Ok(Ok(self.unpack(outcome, seat)?)),
                Told::Done(Err(trouble)) => return Ok(Err(trouble.into())),
                Told::Loaded(_) => return Err(FrameError::Garbled("it is loaded twice".to_owned())),
            }
        }
    }

    fn say(&self, loudness: Loudness, line: &str) {
        (self.common.options.log)(loudness, &self.name, &escape_controls(line));
    }

    fn answer(&self, ask: Ask, service: &mut dyn Service) -> Result<Reply, ExtendError> {
        let granted = |capability: Capability| {
            if self.grants.contains(&capability) {
                return Ok(());
            }
            let message = format!("the grant `{}` is missing", capability.word());
            Err(ExtendError::refused(Diagnostic::error("plugin/grant", message)))
        };
        match ask {
            Ask::Clock => {
                granted(Capability::Clock)?;
                let clock = self.common.options.clock.as_ref();
                let clock = clock
                    .ok_or_else(|| ExtendError::refused(Diagnostic::error("plugin/clock", "this program lends no clock")))?;
                Ok(Reply::Message(Answer::Clock(clock.now().millis())))
            }
            Ask::ReadFile(path) => {
                granted(Capability::ReadFiles)?;
                let read = read_granted(&self.folders, &path, &self.name, self.setup.limits.text());
                read.map(Reply::Bytes).map_err(|message| ExtendError::refused(Diagnostic::error("plugin/file", message)))
            }
            other => service.answer(other),
        }
    }

    /// Receives what follows an outcome.
    fn unpack(&self, outcome: Outcome, seat: &mut Seat) -> Result<Brought, FrameError> {
        let limit = self.setup.limits.output;
        let input = &mut seat.output;
        let (mut parcels, mut changes) = (Vec::new(), Vec::new());
        match &outcome {
            Outcome::Scores(_) => parcels.push(receive_raw(input)?),
            Outcome::Document => parcels.push(cargo::receive_bytes(input, limit)?),
            Outcome::Folder(paths) => {
                let mut left = limit;
                for _ in paths {
                    let file = cargo::receive_bytes(input, left)?;
                    left -= file.len();
                    parcels.push(file);
                }
            }
            Outcome::Changes => changes = cargo::receive_list(input)?,
            _ => {}
        }
        Ok(Brought { outcome, parcels, changes })
    }
}
