//! The doors of the registry, with a worker behind them.

use std::io::{BufRead, Write};
use std::rc::Rc;
use std::sync::Arc;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{
    ArgumentSpec, Command, CommitView, Convergence, Desk, Exported, Exporter, ExtendError, Hook, ImportInput, ImportSink,
    Importer, Lint, Moment, OptionSpec, Options, Output, OutputFile, Registry, Scorer, Scoring, Verdict,
};
use agon_core::model::Map;

use super::cargo;
use super::desk::serve;
use super::frame::FrameError;
use super::message::{Ask, Call, Elsewhere, MapKey, Outcome};
use super::remote::{Brought, Luggage, NoService, Remote, Reply, Service};
use crate::description::{CommandEntry, ExporterEntry, HookEntry, ImporterEntry, LintEntry, ScorerEntry};
use crate::error::Failure;
use crate::files::is_plain;
use crate::kinds::{command, exporter, hook, importer, lint, scorer};
use crate::spec::SpecReport;

/// Adds what a plugin brings to a registry.
pub(crate) fn add(plugin: &Rc<Remote>, registry: &mut Registry) -> Vec<Diagnostic> {
    let mut complaints = Vec::new();
    let mut keep = |added: Result<(), Box<Diagnostic>>| complaints.extend(added.err().map(|complaint| *complaint));
    let held = || Rc::clone(plugin);
    let all = &plugin.description;
    for entry in all.scorers.iter().cloned() {
        keep(registry.add_scorer(Box::new(RemoteScorer { plugin: held(), entry })));
    }
    for entry in all.exporters.iter().cloned() {
        keep(registry.add_exporter(Box::new(RemoteExporter { plugin: held(), entry })));
    }
    for entry in all.importers.iter().cloned() {
        keep(registry.add_importer(Box::new(RemoteImporter { plugin: held(), entry })));
    }
    for entry in all.lints.iter().cloned() {
        keep(registry.add_lint(Box::new(RemoteLint { plugin: held(), entry })));
    }
    for entry in all.commands.iter().cloned() {
        keep(registry.add_command(Box::new(RemoteCommand { plugin: held(), entry })));
    }
    add_hooks(plugin, registry);
    complaints
}

/// Adds the hooks of a plugin, and nothing else.
pub(crate) fn add_hooks(plugin: &Rc<Remote>, registry: &mut Registry) {
    for entry in plugin.description.hooks.iter().cloned() {
        registry.add_hook(Box::new(RemoteHook { plugin: Rc::clone(plugin), entry }));
    }
}

/// Runs the specs of a plugin in its own process.
pub(crate) fn run_specs(plugin: &Remote, registry: &Registry) -> Result<SpecReport, ExtendError> {
    let what = || format!("the tests of plugin `{}` cannot run", plugin.name);
    // Each test has the limit to itself; how many there are the worker knows alone.
    let limit = plugin.common.options.limits.long * 20;
    let others = elsewhere(&plugin.name, registry);
    let brought = plugin.call(Call::Specs, others, &Luggage::NONE, &mut NoService, limit, &what)?;
    match brought.outcome {
        Outcome::Specs(report) => Ok(report),
        _ => Err(garbled(&what(), "no report")),
    }
}

/// The scorers of other plugins: the worker knows what is built in, and asks for these.
pub(super) fn elsewhere(plugin: &str, registry: &Registry) -> Vec<Elsewhere> {
    let others = registry.scorers().filter_map(|scorer| {
        let owner = scorer.plugin().filter(|owner| *owner != plugin)?;
        Some(Elsewhere { name: scorer.name().to_owned(), plugin: owner.to_owned() })
    });
    others.collect()
}

/// Asks a scorer of the registry for a worker.
pub(super) fn score_for(worker: &str, registry: &Registry, scorer: &str, map: &Map) -> Result<Reply, ExtendError> {
    if !elsewhere(worker, registry).iter().any(|one| one.name == scorer) {
        return Err(ExtendError::refused(Diagnostic::error("plugin/scorer", format!("there is no scorer `{scorer}`"))));
    }
    let scorer = registry
        .scorer(scorer)
        .map_err(|unknown| ExtendError::refused(Diagnostic::error("plugin/scorer", unknown.to_string())))?;
    Ok(Reply::Scores(scorer.score(map, registry)?))
}

impl MapKey {
    pub(super) fn of(map: &Map) -> Self {
        Self { name: map.info().name.to_string(), revision: map.revision(), nodes: map.nodes().len() }
    }
}

/// Answers for one map that was lent.
struct OneMap<'a> {
    plugin: &'a str,
    map: &'a Map,
    registry: &'a Registry,
}

impl Service for OneMap<'_> {
    fn answer(&mut self, ask: Ask) -> Result<Reply, ExtendError> {
        match ask {
            Ask::ScoreOf { scorer, map } if map == MapKey::of(self.map) => {
                score_for(self.plugin, self.registry, &scorer, self.map)
            }
            other => NoService.answer(other),
        }
    }
}

/// Sends one map along.
fn with_map<T>(map: &Map, work: impl FnOnce(&Luggage<'_>) -> T) -> T {
    let send = |out: &mut dyn Write| cargo::send_map(out, map);
    work(&Luggage { weight: cargo::weight(map), send: &send })
}

/// What a worker sent is not what was asked for.
fn garbled(what: &str, said: impl std::fmt::Display) -> ExtendError {
    Failure::Lost(format!("its process answered with something else: {said}")).error(what)
}

macro_rules! named {
    () => {
        fn name(&self) -> &str {
            &self.entry.name
        }

        fn summary(&self) -> &str {
            &self.entry.summary
        }

        fn plugin(&self) -> Option<&str> {
            Some(&self.plugin.name)
        }
    };
}

struct RemoteScorer {
    plugin: Rc<Remote>,
    entry: ScorerEntry,
}

impl Scorer for RemoteScorer {
    named!();

    fn score(&self, map: &Map, registry: &Registry) -> Result<Scoring, ExtendError> {
        let what = scorer::failed(&self.plugin.name, &self.entry.name, map, None);
        let _at_work = self.plugin.common.at_work(&self.entry.name).map_err(|failure| failure.error(&what))?;
        let limits = self.plugin.common.options.limits;
        let limit = if self.entry.is_whole { limits.call } else { limits.long };
        let call = Call::Score { entry: self.entry.name.clone() };
        let others = elsewhere(&self.plugin.name, registry);
        let mut service = OneMap { plugin: &self.plugin.name, map, registry };
        let brought = with_map(map, |luggage| self.plugin.call(call, others, luggage, &mut service, limit, &|| what.clone()))?;
        let (Outcome::Scores(convergence), [numbers]) = (&brought.outcome, brought.parcels.as_slice()) else {
            return Err(garbled(&what, "no scores"));
        };
        // What a plugin says is never exact.
        let convergence = if *convergence == Convergence::Exact { Convergence::AsGiven } else { *convergence };
        cargo::scoring(numbers, map.nodes().len(), convergence).map_err(|error| garbled(&what, error))
    }
}

struct RemoteExporter {
    plugin: Rc<Remote>,
    entry: ExporterEntry,
}

impl Exporter for RemoteExporter {
    named!();

    fn extension(&self) -> &str {
        &self.entry.extension
    }

    fn media_type(&self) -> &str {
        &self.entry.media_type
    }

    fn options(&self) -> &[OptionSpec] {
        &self.plugin.specs
    }

    fn export(&self, map: &Map, options: &Options, registry: &Registry) -> Result<Exported, ExtendError> {
        let what = exporter::failed(&self.plugin.name, &self.entry.name, map);
        let call = Call::Export { entry: self.entry.name.clone(), options: options.clone() };
        let others = elsewhere(&self.plugin.name, registry);
        let mut service = OneMap { plugin: &self.plugin.name, map, registry };
        let limit = self.plugin.common.options.limits.long;
        let Brought { outcome, mut parcels, .. } =
            with_map(map, |luggage| self.plugin.call(call, others, luggage, &mut service, limit, &|| what.clone()))?;
        let output = match (outcome, parcels.len()) {
            (Outcome::Document, 1) => Output::Document(parcels.remove(0)),
            (Outcome::Folder(paths), count) if count == paths.len() => {
                if let Some(path) = paths.iter().find(|path| !is_plain(path)) {
                    return Err(garbled(&what, format!("`{path}` is no path within the folder")));
                }
                let files = paths.into_iter().zip(parcels).map(|(path, data)| OutputFile { path, data });
                Output::Folder(files.collect())
            }
            _ => return Err(garbled(&what, "no document")),
        };
        Ok(Exported { output, losses: Vec::new() })
    }
}

struct RemoteImporter {
    plugin: Rc<Remote>,
    entry: ImporterEntry,
}

impl RemoteImporter {
    fn ask(&self, call: Call, text: &[u8], limit: std::time::Duration, what: &str) -> Result<Brought, ExtendError> {
        let send = |out: &mut dyn Write| cargo::send_bytes(out, text);
        let luggage = Luggage { weight: text.len() as u64 * 64, send: &send };
        self.plugin.call(call, Vec::new(), &luggage, &mut NoService, limit, &|| what.to_owned())
    }
}

impl Importer for RemoteImporter {
    named!();

    fn extensions(&self) -> Vec<&str> {
        self.entry.extensions.iter().map(String::as_str).collect()
    }

    fn detect(&self, head: &[u8]) -> bool {
        if !self.entry.detects {
            return false;
        }
        let call = Call::Detect { entry: self.entry.name.clone() };
        let what = format!("plugin `{}` cannot tell what the input is", self.plugin.name);
        let limit = self.plugin.common.options.limits.call;
        match self.ask(call, &head[..head.len().min(importer::HEAD)], limit, &what) {
            Ok(Brought { outcome: Outcome::Detected(answer), .. }) => answer,
            Ok(_) => false,
            Err(error) => {
                tracing::warn!(plugin = self.plugin.name, "{error}");
                false
            }
        }
    }

    fn options(&self) -> &[OptionSpec] {
        &self.plugin.specs
    }

    fn import(&self, input: &mut dyn BufRead, about: &ImportInput<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
        let limits = self.plugin.common.options.limits;
        let text = importer::whole(input, about.path, limits.memory / 4)?;
        let what = importer::failed(&self.plugin.name, &self.entry.name, about.path);
        let (entry, path, options) = (self.entry.name.clone(), about.path.to_owned(), about.options.clone());
        let brought = self.ask(Call::Import { entry, path, options }, &text, limits.long, &what)?;
        importer::hand_on(&brought.changes, &self.plugin.name, &self.entry.name, about, sink)
    }
}

struct RemoteLint {
    plugin: Rc<Remote>,
    entry: LintEntry,
}

impl Lint for RemoteLint {
    named!();

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        let what = lint::failed(&self.plugin.name, &self.entry.name, map);
        let call = Call::Lint { entry: self.entry.name.clone() };
        let limit = self.plugin.common.options.limits.long;
        let brought =
            with_map(map, |luggage| self.plugin.call(call, Vec::new(), luggage, &mut NoService, limit, &|| what.clone()))?;
        let Outcome::Complaints(mut found) = brought.outcome else { return Err(garbled(&what, "no complaints")) };
        report.append(&mut found);
        Ok(())
    }
}

struct RemoteHook {
    plugin: Rc<Remote>,
    entry: HookEntry,
}

/// Answers for a commit: maps as they will be.
struct OneCommit<'a> {
    commit: &'a dyn CommitView,
}

impl Service for OneCommit<'_> {
    fn answer(&mut self, ask: Ask) -> Result<Reply, ExtendError> {
        match ask {
            Ask::CommitMap(name) => Ok(Reply::Map(self.commit.map(&name)?.map(Arc::new))),
            other => NoService.answer(other),
        }
    }
}

impl Hook for RemoteHook {
    fn name(&self) -> &str {
        &self.plugin.name
    }

    fn plugin(&self) -> Option<&str> {
        Some(&self.plugin.name)
    }

    fn moment(&self) -> Moment {
        self.entry.moment
    }

    fn order(&self) -> i64 {
        self.entry.order
    }

    fn run(&self, commit: &dyn CommitView) -> Result<Verdict, ExtendError> {
        let moment = self.entry.moment;
        let what = hook::failed(&self.plugin.name, moment);
        let (message, author) = (commit.message().to_owned(), commit.author().to_owned());
        let send = |out: &mut dyn Write| -> Result<u64, FrameError> { cargo::send_list(out, commit.changes()) };
        let luggage = Luggage { weight: commit.changes().len() as u64 * 4_096, send: &send };
        let limit = self.plugin.common.options.limits.call;
        let call = Call::Hook { moment, message, author };
        let brought = self.plugin.call(call, Vec::new(), &luggage, &mut OneCommit { commit }, limit, &|| what.clone())?;
        let Outcome::Verdict(said) = brought.outcome else { return Err(garbled(&what, "no verdict")) };
        hook::verdict(said, &self.plugin.name, moment)
    }
}

struct RemoteCommand {
    plugin: Rc<Remote>,
    entry: CommandEntry,
}

impl Command for RemoteCommand {
    named!();

    fn arguments(&self) -> &[ArgumentSpec] {
        &self.entry.arguments
    }

    fn run(&self, desk: Rc<dyn Desk>, arguments: &Options, registry: Rc<Registry>) -> Result<u8, ExtendError> {
        let what = command::failed(&self.plugin.name, &self.entry.name);
        let call = Call::Command { entry: self.entry.name.clone(), arguments: arguments.clone() };
        let others = elsewhere(&self.plugin.name, &registry);
        let mut service = serve(&self.plugin.name, desk, registry);
        let limit = self.plugin.common.options.limits.long;
        let brought = self.plugin.call(call, others, &Luggage::NONE, &mut service, limit, &|| what.clone())?;
        let Outcome::Status(status) = brought.outcome else { return Err(garbled(&what, "no status")) };
        Ok(status)
    }
}
