//! What the tests of all lints share, and what holds of all of them.

use super::{all, register};
use crate::extend::{Lint, Registry};
use crate::model::{Map, MapBuilder};

/// What a lint says of a map, as people read it.
pub(super) fn found(lint: &dyn Lint, map: &Map) -> Vec<String> {
    let mut report = Vec::new();
    lint.check(map, &mut report).expect("built-in lints do not fail");
    for complaint in &report {
        let family = complaint.code.split('/').next();
        assert_eq!(family, Some(lint.name()), "the code's family is the lint's name");
        assert!(complaint.place.is_some() && !complaint.hints.is_empty(), "{complaint} has a place and a remedy");
        assert!(!complaint.is_error(), "a lint refuses nothing");
    }
    report.iter().map(ToString::to_string).collect()
}

pub(super) fn codes(lint: &dyn Lint, map: &Map) -> Vec<String> {
    let mut report = Vec::new();
    lint.check(map, &mut report).expect("built-in lints do not fail");
    report.into_iter().map(|complaint| complaint.code.into_owned()).collect()
}

pub(super) fn nothing_found(lint: &dyn Lint, map: &Map) {
    assert_eq!(found(lint, map), [""; 0]);
}

#[test]
fn every_lint_is_registered_once_and_documented() {
    let mut registry = Registry::new();
    register(&mut registry).expect("their names differ");
    assert!(register(&mut registry).is_err());
    let reference = include_str!("../../../../docs/reference/lints.md");
    for lint in registry.lints() {
        assert!(reference.contains(&format!("\n## `{}`\n", lint.name())), "{} is not in the reference", lint.name());
        assert!(!lint.summary().is_empty());
    }
    assert_eq!(reference.matches("\n## `").count(), registry.lints().count(), "the reference has no lint too many");
}

#[test]
fn an_empty_map_has_no_faults() {
    for lint in all() {
        nothing_found(lint.as_ref(), &MapBuilder::new("m").build());
    }
}

/// The pages of the reference are the lints' own: what stands in their files, word for word.
#[test]
fn the_reference_says_what_the_lints_say() {
    let reference = include_str!("../../../../docs/reference/lints.md");
    let files = [
        include_str!("no_answer.rs"),
        include_str!("undeclared_rivals.rs"),
        include_str!("one_sided.rs"),
        include_str!("unsupported.rs"),
        include_str!("unanswered.rs"),
        include_str!("circular.rs"),
        include_str!("single_source.rs"),
        include_str!("unsourced.rs"),
        include_str!("unanchored_quote.rs"),
        include_str!("stale.rs"),
        include_str!("orphan.rs"),
        include_str!("duplicate_link.rs"),
        include_str!("duplicate_text.rs"),
    ];
    assert_eq!(files.len(), all().len());
    for file in files {
        let head = file.split("pub struct").next().unwrap_or_default();
        let page: Vec<&str> = head.lines().filter_map(|line| line.strip_prefix("///")).map(str::trim_start).collect();
        assert!(reference.contains(&page.join("\n")), "the reference does not hold:\n{}", page.join("\n"));
    }
}
