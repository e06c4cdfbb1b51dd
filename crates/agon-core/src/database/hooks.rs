//! Hooks in the commit pipeline: who may refuse or add before a commit is stored, and who is told after.

use super::DatabaseError;
use crate::change::{Change, Draft, Proposal, ReadError, Snapshot, load_map};
use crate::diagnostic::Diagnostic;
use crate::extend::{CommitView, Hook, Moment, Registry};
use crate::model::{Map, MapId};
use crate::store::as_of::AsOf;
use crate::store::state::State;

/// How often hooks may answer one another's changes before a commit is refused.
const MAX_ROUNDS: usize = 8;

/// What a commit says of itself, for hooks.
pub(super) struct About<'a> {
    pub(super) message: &'a str,
    pub(super) author: &'a str,
}

/// How many complaints of hooks are told.
const MAX_COMPLAINTS: usize = 100;

struct View<'a> {
    about: &'a About<'a>,
    state: &'a State,
    changes: &'a [Change],
}

impl CommitView for View<'_> {
    fn message(&self) -> &str {
        self.about.message
    }

    fn author(&self) -> &str {
        self.about.author
    }

    fn changes(&self) -> &[Change] {
        self.changes
    }

    fn map(&self, name: &str) -> Result<Option<Map>, ReadError> {
        // The inverses taken back are the changes themselves, laid over the state.
        let laid = self.changes.iter().map(|change| Ok(change.clone().inverse()));
        let future = AsOf::new(self.state, self.state.revision() + 1, laid)?;
        let named = future.map_named(name)?.or_else(|| name.parse::<MapId>().ok());
        named.map_or(Ok(None), |map| load_map(&future, map))
    }
}

/// Asks the hooks before a commit. Gives the changes with what the hooks added, checked against the rules, and every
/// warning. After a round in which something was added all are asked again, so that none misses another's changes.
pub(super) fn ask_before(
    registry: &Registry,
    state: &State,
    about: &About<'_>,
    mut changes: Vec<Change>,
    warnings: &mut Vec<Diagnostic>,
    fresh: &mut dyn FnMut() -> [u8; 16],
) -> Result<Vec<Change>, DatabaseError> {
    if changes.is_empty() || registry.hooks(Moment::BeforeCommit).next().is_none() {
        return Ok(changes);
    }
    let _span = tracing::debug_span!("hooks", moment = Moment::BeforeCommit.word()).entered();
    for _ in 0..MAX_ROUNDS {
        let mut proposals: Vec<(String, Vec<Proposal>)> = Vec::new();
        let mut round = Vec::new();
        for hook in registry.hooks(Moment::BeforeCommit) {
            let verdict = hook.run(&View { about, state, changes: &changes })?;
            round.extend(verdict.complaints);
            if !verdict.proposals.is_empty() {
                proposals.push((hook.name().to_owned(), verdict.proposals));
            }
        }
        if round.iter().any(Diagnostic::is_error) {
            round.sort_by_key(|complaint| !complaint.is_error());
            if round.len() > MAX_COMPLAINTS {
                let more = format!("and {} more complaints of hooks", round.len() - MAX_COMPLAINTS);
                round.truncate(MAX_COMPLAINTS);
                round.push(Diagnostic::note("hook/more", more));
            }
            warnings.append(&mut round);
            return Err(DatabaseError::Refused(std::mem::take(warnings)));
        }
        if proposals.is_empty() {
            // Each round says what stands then: only the last one's words hold.
            warnings.append(&mut round);
            return Ok(changes);
        }
        let next = redraft(state, &changes, &proposals, fresh)?;
        if next == changes {
            warnings.append(&mut round);
            return Ok(changes);
        }
        changes = next;
    }
    let message = format!("hooks keep changing the commit: after {MAX_ROUNDS} rounds they are not done");
    let complaint = Diagnostic::error("limit/hooks", message);
    Err(DatabaseError::Limit(Box::new(complaint.hint("a hook must add nothing when what it wants is there already"))))
}

/// The changes with what hooks propose, checked against the rules.
fn redraft(
    state: &State,
    changes: &[Change],
    proposals: &[(String, Vec<Proposal>)],
    fresh: &mut dyn FnMut() -> [u8; 16],
) -> Result<Vec<Change>, DatabaseError> {
    let mut draft = Draft::new(state);
    for change in changes {
        draft.put_change(change.clone())?;
    }
    for (hook, proposals) in proposals {
        let before = draft.complaints().len();
        draft.propose(proposals, fresh)?;
        if draft.complaints()[before..].iter().any(Diagnostic::is_error) {
            return Err(refused(&draft, hook));
        }
    }
    match draft.finish()? {
        Some(next) => Ok(next),
        None => {
            let names: Vec<&str> = proposals.iter().map(|(hook, _)| hook.as_str()).collect();
            Err(refused(&draft, &names.join("`, `")))
        }
    }
}

fn refused(draft: &Draft<'_>, hook: &str) -> DatabaseError {
    let mut complaints = draft.complaints().to_vec();
    for complaint in &mut complaints {
        if complaint.is_error() {
            complaint.hints.push(format!("it is what hook `{hook}` wanted to change"));
        }
    }
    DatabaseError::Refused(complaints)
}

/// Tells the hooks of a commit that is durable. What goes wrong is a warning.
pub(super) fn tell_after(registry: &Registry, state: &State, about: &About<'_>, changes: &[Change]) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let _span = tracing::debug_span!("hooks", moment = Moment::AfterCommit.word()).entered();
    for hook in registry.hooks(Moment::AfterCommit) {
        match hook.run(&View { about, state, changes }) {
            Ok(verdict) => {
                warnings.extend(verdict.complaints.into_iter().map(softened));
                if !verdict.proposals.is_empty() {
                    warnings.push(too_late(hook));
                }
            }
            Err(crate::extend::ExtendError::Refused(complaints)) => warnings.extend(complaints.into_iter().map(softened)),
            Err(crate::extend::ExtendError::Limit(complaint)) => warnings.push(softened(*complaint)),
            Err(error) => {
                let message = format!("hook `{}` failed after the commit: {error}", hook.name());
                warnings.push(Diagnostic::warning("hook/failed", message));
            }
        }
    }
    warnings
}

/// What is stored cannot be refused any more.
fn softened(mut complaint: Diagnostic) -> Diagnostic {
    complaint.severity = complaint.severity.min(crate::diagnostic::Severity::Warning);
    complaint
}

fn too_late(hook: &dyn Hook) -> Diagnostic {
    let message = format!("hook `{}` wanted to change a commit that is stored", hook.name());
    Diagnostic::warning("hook/too-late", message).hint("change it in before_commit")
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use serde_json::json;

    use super::*;
    use crate::database::{Database, Environment};
    use crate::extend::{ExtendError, Verdict};
    use crate::model::{FixedClock, SeededEntropy, Timestamp};

    type Body = Box<dyn Fn(&dyn CommitView) -> Result<Verdict, ExtendError>>;

    struct Watcher {
        moment: Moment,
        body: Body,
    }

    impl Hook for Watcher {
        fn name(&self) -> &str {
            "watcher"
        }

        fn moment(&self) -> Moment {
            self.moment
        }

        fn order(&self) -> i64 {
            0
        }

        fn run(&self, commit: &dyn CommitView) -> Result<Verdict, ExtendError> {
            (self.body)(commit)
        }
    }

    fn database() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let environment = Environment {
            clock: Box::new(FixedClock(Timestamp::from_millis(1_700_000_000_000))),
            entropy: Box::new(SeededEntropy::new(1)),
            author: "Ada".into(),
            holder: "a test".into(),
            wait: std::time::Duration::ZERO,
        };
        let database = Database::init(folder.path(), environment).expect("an empty folder");
        (folder, database)
    }

    fn watch(database: &mut Database, moment: Moment, body: impl Fn(&dyn CommitView) -> Result<Verdict, ExtendError> + 'static) {
        database.registry_mut().add_hook(Box::new(Watcher { moment, body: Box::new(body) }));
    }

    fn proposals(list: serde_json::Value) -> Vec<Proposal> {
        Proposal::read_all(list.as_array().expect("a list")).expect("they are sound")
    }

    fn first(database: &mut Database) -> Result<crate::database::CommitReport, DatabaseError> {
        let list = json!([{ "add": "map", "name": "m" }, { "add": "claim", "text": "So.", "name": "a", "map": "m" }]);
        database.commit_proposals("a first claim", &proposals(list))
    }

    fn count(database: &Database) -> u64 {
        assert!(database.check().expect("the disk works").is_sound());
        database.snapshot().totals().expect("it is readable").nodes
    }

    #[test]
    fn what_a_hook_refuses_is_not_stored() {
        let (_folder, mut database) = database();
        watch(&mut database, Moment::BeforeCommit, |commit| {
            assert_eq!((commit.message(), commit.author(), commit.changes().len()), ("a first claim", "Ada", 3));
            let map = commit.map("m")?.expect("it will be there");
            assert_eq!(map.nodes().len(), 1);
            let complaints = vec![Diagnostic::error("watcher/no", "not today")];
            Ok(Verdict { complaints, ..Verdict::default() })
        });
        let refused = first(&mut database).expect_err("it is refused");
        assert!(matches!(&refused, DatabaseError::Refused(all) if all[0].code == "watcher/no"), "{refused}");
        assert_eq!(count(&database), 0);
    }

    #[test]
    fn what_a_hook_adds_is_one_commit_with_the_rest() {
        let (_folder, mut database) = database();
        watch(&mut database, Moment::BeforeCommit, |commit| {
            let has_answer = commit.map("m")?.is_some_and(|map| map.node_named("b").is_some());
            let list =
                if has_answer { json!([]) } else { json!([{ "add": "rebuttal", "text": "No.", "name": "b", "rebuts": "a" }]) };
            Ok(Verdict { proposals: proposals(list), ..Verdict::default() })
        });
        let report = first(&mut database).expect("it is sound");
        assert_eq!((report.sequence, report.counts.added), (Some(1), 6));
        assert_eq!(count(&database), 2);
        database.undo().expect("there is something to take back");
        assert_eq!(count(&database), 0);
    }

    #[test]
    fn hooks_that_never_come_to_an_end_are_stopped() {
        let (_folder, mut database) = database();
        watch(&mut database, Moment::BeforeCommit, |_| {
            Ok(Verdict { proposals: proposals(json!([{ "add": "claim", "text": "More.", "map": "m" }])), ..Verdict::default() })
        });
        let refused = first(&mut database).expect_err("it never ends");
        assert!(matches!(&refused, DatabaseError::Limit(complaint) if complaint.code == "limit/hooks"), "{refused}");
        assert_eq!(count(&database), 0);
    }

    #[test]
    fn what_a_hook_adds_obeys_the_rules() {
        let (_folder, mut database) = database();
        watch(&mut database, Moment::BeforeCommit, |_| {
            Ok(Verdict { proposals: proposals(json!([{ "add": "claim", "text": "x", "answers": "a" }])), ..Verdict::default() })
        });
        let refused = first(&mut database).expect_err("nothing answers a claim");
        assert!(refused.to_string().contains("rule/") || matches!(refused, DatabaseError::Refused(_)), "{refused}");
        assert_eq!(count(&database), 0);
    }

    #[test]
    fn after_the_commit_nothing_is_refused_any_more() {
        let (_folder, mut database) = database();
        let seen = Rc::new(Cell::new(0));
        let counter = Rc::clone(&seen);
        watch(&mut database, Moment::AfterCommit, move |commit| {
            counter.set(counter.get() + commit.changes().len());
            Err(ExtendError::refused(Diagnostic::error("watcher/late", "too late")))
        });
        let report = first(&mut database).expect("it is stored");
        assert_eq!(report.warnings.len(), 1);
        assert!(!report.warnings[0].is_error());
        assert_eq!((seen.get(), count(&database)), (3, 1));
        // Bringing back what stood before asks nobody.
        database.undo().expect("there is something to take back");
        assert_eq!(seen.get(), 3);
    }
}
