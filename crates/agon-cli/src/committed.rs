//! What a writing command says when it is done: what changed, and the number of the commit.

use agon_core::database::{CommitReport, DatabaseError};
use agon_core::diagnostic::Place;
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::output::Output;
use crate::render;

/// Says that a commit is durable, at once: `what` in words, `data` for `--json`.
pub fn say(output: &mut Output, what: &str, report: &CommitReport, data: Value) {
    if output.is_json() {
        output.json(&with_commit(report, data));
    } else {
        line(output, &render::harmless(what), report);
    }
    output.flush();
}

/// The same in words only, of harmless text.
pub fn line(output: &mut Output, what: &str, report: &CommitReport) {
    output.complain(&report.warnings);
    match report.sequence {
        Some(sequence) => output.line(format!("{what} (commit {sequence})")),
        None => output.line("nothing changed"),
    }
    output.flush();
}

/// The same on stderr, where stdout has a document of its own: what a script or a plugin's command changed.
pub fn aside(output: &mut Output, report: &CommitReport) {
    output.complain(&report.warnings);
    match report.sequence {
        Some(sequence) => output.say(format!("{} (commit {sequence}; take it back: agon undo)", report.counts)),
        None => output.say("nothing changed"),
    }
}

/// The data with what there is to say of the commit.
pub fn with_commit(report: &CommitReport, data: Value) -> Value {
    let mut object = Map::new();
    object.insert("commit".into(), json!(report.sequence));
    object.insert("counts".into(), json!(report.counts));
    object.insert("warnings".into(), json!(report.warnings));
    if let Value::Object(data) = data {
        object.extend(data);
    }
    Value::Object(object)
}

/// Why new records were refused. Their ids were never anybody's, so they are no place to point at.
pub fn refused(error: DatabaseError, drafted: &[String]) -> Failure {
    match error {
        DatabaseError::Refused(mut complaints) => {
            for complaint in &mut complaints {
                if let Some(Place::Node(name) | Place::Link(name)) = &complaint.place
                    && drafted.contains(name)
                {
                    complaint.place = None;
                }
            }
            DatabaseError::Refused(complaints).into()
        }
        error => error.into(),
    }
}
