//! Whether the store is sound, and making it sound again.

use std::path::Path;

use super::{Database, DatabaseError, Environment, JOURNAL, TEXTS};
use crate::change::{Change, CommitKind, Edit, Snapshot, Totals};
use crate::diagnostic::{Diagnostic, Place};
use crate::model::Element;
use crate::store::journal::FileJournal;
use crate::store::state::State;

/// What `check` found.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CheckReport {
    /// Commits in the journal.
    pub commits: u64,
    /// How much the database holds.
    pub totals: Totals,
    /// Bytes of the journal.
    pub journal_bytes: u64,
    /// Stored texts of sources.
    pub texts: u64,
    /// Everything that is not as it should be.
    pub problems: Vec<Diagnostic>,
}

impl CheckReport {
    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// What `repair` did.
#[derive(Debug, Clone, serde::Serialize)]
pub struct RepairReport {
    /// Lines of the journal that could not be read and were left out.
    pub lost_lines: u64,
    /// What was left out or mended, in words.
    pub losses: Vec<Diagnostic>,
    /// Where the damaged journal was kept, if it was damaged.
    pub kept: Option<String>,
    /// How much the database holds now.
    pub totals: Totals,
}

impl Database {
    /// Reads everything: every line of the journal, every record and index of the state, every stored text, and compares
    /// them with each other.
    ///
    /// # Errors
    /// The disk. Damage is reported, not an error.
    pub fn check(&self) -> Result<CheckReport, DatabaseError> {
        let mut problems = Vec::new();
        self.state.check(&self.journal, &mut |problem| {
            let complaint = Diagnostic::error("store/check", problem.message).at(Place::Store(problem.part));
            problems.push(complaint.hint("rebuild the state from the journal: agon repair"));
        })?;
        let mut texts = 0;
        for source in self.state.sources()? {
            let Some(hash) = &source.text else { continue };
            texts += 1;
            if let Err(error) = crate::store::texts::load(&self.folder.join(TEXTS), hash) {
                let complaint = Diagnostic::error("store/text", format!("its stored text cannot be read: {error}"));
                problems.push(
                    complaint.at(Place::Source(source.key.to_string())).hint("store it again: agon source add KEY --text FILE"),
                );
            }
        }
        Ok(CheckReport {
            commits: self.state.commits(),
            totals: self.state.totals()?,
            journal_bytes: self.journal.size(),
            texts,
            problems,
        })
    }

    /// Makes the store in `folder` sound: rebuilds the state, and where the journal itself is damaged, keeps it aside and
    /// writes a new one of every line that can be read. What then refers to something lost is taken out, as a commit.
    ///
    /// # Errors
    /// There is no database, it is in use, of a newer version, or the disk fails.
    pub fn repair(folder: &Path, environment: Environment) -> Result<(Self, RepairReport), DatabaseError> {
        let path = folder.join(JOURNAL);
        if !path.is_file() {
            return Err(DatabaseError::NoDatabase { path: folder.display().to_string() });
        }
        let mut losses = Vec::new();
        let mut lost_lines = 0;
        let mut kept = None;
        {
            let _lock = super::lock(folder, &environment)?;
            let sound = FileJournal::open(&path).and_then(|mut journal| journal.recover(None));
            match sound {
                Ok(_) => {}
                Err(error @ crate::store::journal::JournalError::Damaged { .. }) => {
                    losses.push(Diagnostic::warning("repair/journal", error.to_string()));
                    let salvaged = crate::store::journal::salvage(&path)?;
                    lost_lines = salvaged.lost.len() as u64;
                    losses.extend(salvaged.lost.into_iter().map(|(line, why)| {
                        Diagnostic::warning("repair/lost-line", why).at(Place::Store(format!("journal line {line}")))
                    }));
                    kept = Some(salvaged.kept.display().to_string());
                }
                Err(error) => return Err(error.into()),
            }
            remove_state(folder)?;
        }
        let mut database = Self::open(folder, environment)?;
        database.notices.clear();
        database.mend_references(&mut losses)?;
        let totals = database.state.totals()?;
        Ok((database, RepairReport { lost_lines, losses, kept, totals }))
    }

    /// Takes out what refers to something that is gone, until nothing does.
    fn mend_references(&mut self, losses: &mut Vec<Diagnostic>) -> Result<(), DatabaseError> {
        loop {
            let changes = self.dangling()?;
            if changes.is_empty() {
                return Ok(());
            }
            for change in &changes {
                let place = match change.entity() {
                    Some(crate::change::Entity::Link(id)) => Place::Link(id.short()),
                    Some(crate::change::Entity::Placement(_, node)) => Place::Node(node.short()),
                    Some(crate::change::Entity::Node(id)) => Place::Node(id.short()),
                    _ => continue,
                };
                losses.push(
                    Diagnostic::warning(
                        "repair/dangling",
                        "it referred to something that is lost, and was taken out or loosened",
                    )
                    .at(place),
                );
            }
            let now = self.clock.now();
            self.append("repair: what referred to lost records", CommitKind::Change, now, changes.into_iter().map(Ok))?;
        }
    }

    /// Changes that take out dangling placements and links, and citations of lost sources.
    fn dangling(&self) -> Result<Vec<Change>, DatabaseError> {
        let state = &self.state;
        let mut changes = Vec::new();
        let placements = state.every_placement()?;
        for place in placements {
            if state.node(place.node)?.is_none() || state.map(place.map)?.is_none() {
                changes.push(Change::Placement(Box::new(Edit { before: Some(place), after: None })));
            }
        }
        for link in state.every_link()? {
            let mut stands = state.map(link.map)?.is_some();
            for premise in &link.premises {
                stands &= state.placement(link.map, *premise)?.is_some() && state.node(*premise)?.is_some();
            }
            stands &= match link.target {
                Element::Node(node) => state.placement(link.map, node)?.is_some() && state.node(node)?.is_some(),
                Element::Link(upper) => state.link(upper)?.is_some(),
            };
            if !stands {
                changes.push(Change::Link(Box::new(Edit { before: Some(link), after: None })));
            }
        }
        let mut after = None;
        loop {
            let page = state.scan_nodes(after, 1000)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for node in page {
                let mut missing = Vec::new();
                for key in node.sources() {
                    if state.source(key)?.is_none() {
                        missing.push(key.clone());
                    }
                }
                if !missing.is_empty() {
                    let mut loosened = node.clone();
                    if let Some(citation) = &mut loosened.citation {
                        citation.source = citation.source.take().filter(|key| !missing.contains(key));
                        citation.reported_in.retain(|key| !missing.contains(key));
                    }
                    changes.push(Change::Node(Box::new(Edit { before: Some(node), after: Some(loosened) })));
                }
            }
        }
        Ok(changes)
    }
}

fn remove_state(folder: &Path) -> Result<(), DatabaseError> {
    let state = State::folder(folder);
    match std::fs::remove_dir_all(&state) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(DatabaseError::io("remove", &state)(error)),
        _ => Ok(()),
    }
}
