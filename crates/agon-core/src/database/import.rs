//! Reading a format into the database: streamed, checked as it comes, one commit.

use std::io::BufRead;

use rustc_hash::FxHashMap;

use super::hooks::{About, ask_before, tell_after};
use super::{Database, DatabaseError};
use crate::change::{Change, CommitKind, Counts, Draft};
use crate::diagnostic::{Diagnostic, Place};
use crate::extend::{ExtendError, ImportInput, ImportSink};
use crate::model::{Element, IdMaker, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, Placement, Source, Timestamp};
use crate::store::journal::{Appender, JournalError, NewCommit, Stored};

/// Changes that gather before they go to the journal.
const GATHER: usize = 4096;

/// How an import is done.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The name the map gets, whatever the input says.
    pub map_name: Option<Name>,
    /// Check everything, store nothing.
    pub dry_run: bool,
    /// Refuse what would otherwise be a warning.
    pub strict: bool,
}

/// What an import came to.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ImportReport {
    /// The commit; `None` for a dry run or if nothing was new.
    pub sequence: Option<u64>,
    /// The map that was read.
    pub map: Option<Name>,
    /// How much changed.
    pub counts: Counts,
    /// Nodes and links read.
    pub nodes: u64,
    /// Links read.
    pub links: u64,
    /// Nodes that were there already and now stand in this map too.
    pub shared: u64,
    /// Everything that could not be kept as it was.
    pub warnings: Vec<Diagnostic>,
}

/// The report, what was stored if anything was, and the changes that are still in memory.
type Streamed = (ImportReport, Option<Stored>, Vec<Change>);

/// Watches long work: told how far it is, asked whether to stop.
pub trait Watch {
    /// So many records are done.
    fn progress(&mut self, done: u64);

    /// Whether somebody asked to stop.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoWatch;

impl Watch for NoWatch {
    fn progress(&mut self, _done: u64) {}
}

impl Database {
    /// Reads a map with the importer of this name. One commit, or nothing.
    ///
    /// A node whose id is known is brought to the input's version. A node without a known id whose name and content
    /// are known is the same node, placed once more. A name that is taken by something else gets a number behind it, and
    /// a warning says so.
    ///
    /// # Errors
    /// The input is refused, cannot be read, or the store fails; then nothing changed.
    pub fn import(
        &mut self,
        format: &str,
        input: &mut dyn BufRead,
        about: &ImportInput<'_>,
        options: &ImportOptions,
        watch: &mut dyn Watch,
    ) -> Result<ImportReport, DatabaseError> {
        let _span = tracing::info_span!("import", format, path = about.path).entered();
        let now = self.clock.now();
        let Some((mut report, stored, rest)) = self.stream(format, input, about, options, watch, now)? else {
            return Err(DatabaseError::Cancelled);
        };
        let Some(stored) = stored else { return Ok(report) };
        self.cache.borrow_mut().clear();
        let told = if self.registry.tells_after() { rest.clone() } else { Vec::new() };
        let applied = if stored.counts.total() == rest.len() as u64 {
            self.state.apply(&stored, &rest)
        } else {
            drop(rest);
            self.state.apply_from_journal(&self.journal, &mut |_, _| {})
        };
        if let Err(error) = applied {
            tracing::warn!(%error, "the state could not follow the journal and is rebuilt");
            self.rebuild_state()?;
        }
        let message = format!("import {}", about.path);
        let about = About { message: &message, author: &self.author };
        report.warnings.extend(tell_after(&self.registry, &self.state, &about, &told));
        Ok(report)
    }

    /// The part up to the acknowledgement: input to journal. Gives what was stored, if anything was, and the changes that
    /// are still in memory; `None` when somebody asked to stop.
    fn stream(
        &mut self,
        format: &str,
        input: &mut dyn BufRead,
        about: &ImportInput<'_>,
        options: &ImportOptions,
        watch: &mut dyn Watch,
        now: Timestamp,
    ) -> Result<Option<Streamed>, DatabaseError> {
        let importer = self.registry.importer(format)?;
        let message = format!("import {}", about.path);
        let appender = if options.dry_run {
            None
        } else {
            let (author, message) = (self.author.clone(), message.clone());
            let commit = NewCommit { time: now, author, message, kind: CommitKind::Change };
            Some(self.journal.begin(commit)?)
        };
        let mut merge = Merge::new(Draft::new(&self.state), appender, &mut self.ids, now, options, watch);
        merge.keeps_all = self.registry.has_hooks();
        let imported = importer.import(input, about, &mut merge);
        match merge.stopped.take() {
            Some(DatabaseError::Cancelled) => return Ok(None),
            Some(stopped) => return Err(stopped),
            None => imported?,
        }
        if merge.map.is_none() && !merge.draft.is_refused() {
            merge.draft.complain(Diagnostic::error("import/no-map", "there is no map in it").hint("is it the right format?"));
        }
        let finished = merge.draft.finish()?;
        let mut report = merge.report;
        report.warnings = merge.draft.complaints().to_vec();
        let refused = options.strict && !report.warnings.is_empty();
        let Some(mut rest) = finished.filter(|_| !refused) else { return Err(DatabaseError::Refused(report.warnings)) };
        if merge.keeps_all {
            let ids = &mut *merge.ids;
            let author = self.author.clone();
            let about = About { message: &message, author: &author };
            rest = ask_before(&self.registry, &self.state, &about, rest, &mut report.warnings, &mut || ids.next(now))?;
        }
        rest.iter().for_each(|change| report.counts.count(change));
        let Some(mut appender) = merge.appender.take().filter(|_| report.counts.total() > 0) else {
            return Ok(Some((report, None, Vec::new())));
        };
        for change in &rest {
            appender.change(change)?;
        }
        let stored = appender.finish()?;
        report.sequence = Some(stored.begin.sequence);
        Ok(Some((report, Some(stored), rest)))
    }
}

/// The sink between an importer and a commit.
struct Merge<'a> {
    draft: Draft<'a>,
    appender: Option<Appender<'a>>,
    ids: &'a mut IdMaker,
    now: Timestamp,
    options: &'a ImportOptions,
    watch: &'a mut dyn Watch,
    map: Option<MapId>,
    /// Ids of the input that stand for nodes that were there already.
    nodes: FxHashMap<NodeId, NodeId>,
    /// The same for links.
    links: FxHashMap<LinkId, LinkId>,
    report: ImportReport,
    /// Whether nothing is handed on before the end: hooks want to see it whole.
    keeps_all: bool,
    /// Why the import was broken off from this side.
    stopped: Option<DatabaseError>,
}

impl<'a> Merge<'a> {
    fn new(
        draft: Draft<'a>,
        appender: Option<Appender<'a>>,
        ids: &'a mut IdMaker,
        now: Timestamp,
        options: &'a ImportOptions,
        watch: &'a mut dyn Watch,
    ) -> Self {
        let report = ImportReport {
            sequence: None,
            map: None,
            counts: Counts::default(),
            nodes: 0,
            links: 0,
            shared: 0,
            warnings: Vec::new(),
        };
        let (nodes, links) = (FxHashMap::default(), FxHashMap::default());
        Self { draft, appender, ids, now, options, watch, map: None, nodes, links, report, keeps_all: false, stopped: None }
    }

    /// Hands what has gathered to the journal, unless nothing will come of it anyway.
    fn hand_on(&mut self) -> Result<(), ExtendError> {
        let done = self.report.nodes + self.report.links;
        if done.is_multiple_of(1024) {
            self.watch.progress(done);
            if self.watch.cancelled() {
                return self.stop(DatabaseError::Cancelled);
            }
        }
        if self.keeps_all || self.draft.pending() < GATHER {
            return Ok(());
        }
        if self.draft.is_refused() {
            // Nothing will come of it: keep looking for complaints, in bounded memory.
            self.draft.drain();
            return Ok(());
        }
        let changes = self.draft.drain();
        changes.iter().for_each(|change| self.report.counts.count(change));
        if let Some(appender) = &mut self.appender {
            for change in &changes {
                if let Err(error) = appender.change(change) {
                    return self.fail(error);
                }
            }
        }
        Ok(())
    }

    fn fail(&mut self, error: JournalError) -> Result<(), ExtendError> {
        self.stop(error.into())
    }

    fn stop(&mut self, error: DatabaseError) -> Result<(), ExtendError> {
        self.stopped = Some(error);
        Err(ExtendError::Refused(Vec::new()))
    }

    /// A name for something new: its own, or with a number behind it where that is taken.
    fn free_name(&mut self, name: Name, what: &str) -> Result<Name, ExtendError> {
        if self.draft.element_named(name.as_str())?.is_none() {
            return Ok(name);
        }
        for number in 2u32.. {
            let Ok(candidate) = Name::new(&format!("{name}-{number}")) else { break };
            if self.draft.element_named(candidate.as_str())?.is_none() {
                let message = format!("the name `{name}` is taken by something else; this {what} is called `{candidate}`");
                self.draft.complain(
                    Diagnostic::warning("import/renamed", message)
                        .at(Place::Node(candidate.to_string()))
                        .hint("rename it: agon set NODE name=NAME"),
                );
                return Ok(candidate);
            }
        }
        Ok(name)
    }
}

/// Whether two nodes say the same; ids and tags apart.
fn same_content(a: &Node, b: &Node) -> bool {
    a.kind == b.kind && a.text == b.text && a.citation == b.citation && a.rivals == b.rivals && a.credence == b.credence
}

impl ImportSink for Merge<'_> {
    fn fresh_id(&mut self) -> [u8; 16] {
        self.ids.next(self.now)
    }

    fn map(&mut self, mut map: MapInfo) -> Result<(), ExtendError> {
        if let Some(name) = &self.options.map_name {
            map.name = name.clone();
        }
        self.report.map = Some(map.name.clone());
        self.map = Some(map.id);
        Ok(self.draft.put_map(map)?)
    }

    fn source(&mut self, source: Source) -> Result<(), ExtendError> {
        match self.draft.source(&source.key)? {
            Some(known) if known != source => {
                let message = "a source of this key is there already and is kept as it is";
                let complaint = Diagnostic::warning("import/source-kept", message).at(Place::Source(source.key.to_string()));
                self.draft.complain(complaint.hint("change it: agon source add KEY --from FILE"));
                Ok(())
            }
            Some(_) => Ok(()),
            None => Ok(self.draft.put_source(source)?),
        }
    }

    fn node(&mut self, mut node: Node, mut placement: Placement) -> Result<(), ExtendError> {
        self.report.nodes += 1;
        for key in node.sources() {
            if self.draft.knows_source(key)? {
                continue;
            }
            let message = "it is cited and not described; a bare record was made";
            let complaint = Diagnostic::warning("import/bare-source", message).at(Place::Source(key.to_string()));
            self.draft.complain(complaint.hint("describe it: agon source add --from refs.json"));
            self.draft.put_source(Source::titled(key.clone(), key.as_str()))?;
        }
        let is_known = self.draft.replaces_node(node.id)?;
        if let Some(name) = node.name.clone().filter(|_| !is_known) {
            let holder = self.draft.element_named(name.as_str())?;
            let held = match holder {
                Some(Element::Node(id)) => self.draft.base().node(id)?,
                _ => None,
            };
            if let Some(mut held) = held.filter(|held| same_content(held, &node)) {
                self.report.shared += 1;
                self.nodes.insert(node.id, held.id);
                placement.node = held.id;
                for tag in node.tags {
                    held.add_tag(tag);
                }
                for (key, value) in node.attributes {
                    held.attributes.entry(key).or_insert(value);
                }
                self.draft.put_node(held)?;
                self.draft.put_placement(placement)?;
                return self.hand_on();
            }
            node.name = Some(self.free_name(name, node.kind.word())?);
        }
        self.draft.put_node(node)?;
        self.draft.put_placement(placement)?;
        self.hand_on()
    }

    fn link(&mut self, mut link: Link) -> Result<(), ExtendError> {
        self.report.links += 1;
        if !self.nodes.is_empty() {
            for premise in &mut link.premises {
                if let Some(known) = self.nodes.get(premise) {
                    *premise = *known;
                }
            }
            if let Element::Node(target) = &mut link.target
                && let Some(known) = self.nodes.get(target)
            {
                *target = *known;
            }
        }
        if let Element::Link(target) = &mut link.target
            && let Some(known) = self.links.get(target)
        {
            *target = *known;
        }
        let is_known = self.draft.replaces_link(link.id)?;
        if let Some(name) = link.name.clone().filter(|_| !is_known) {
            link.name = Some(self.free_name(name, "link")?);
        }
        self.draft.put_link(link)?;
        self.hand_on()
    }

    fn complain(&mut self, complaint: Diagnostic) {
        self.draft.complain(complaint);
    }
}
