use proptest::prelude::*;

use super::refused;
use crate::model::{Map, MapBuilder};
use crate::query::{Query, QueryError, Scope, functions};

fn map() -> Map {
    MapBuilder::new("m")
        .claim("drift", "D.")
        .tag("cause")
        .evidence("vote", "V.")
        .citing("kim-2016")
        .supports("vote", "drift")
        .named("vote-drift")
        .build()
}

/// Each complaint as people read it.
#[test]
fn every_complaint_points_at_its_place_and_says_what_to_do() {
    let mut told = String::new();
    for query in [
        "",
        "drift &",
        "drift vote",
        "drift and vote",
        "drift)",
        "(drift | vote",
        "drift && vote",
        "!drift",
        "'drift'",
        "“drift”",
        "\"drift",
        "\"\"",
        "undr(drift)",
        "under()",
        "under(drift, vote)",
        "path(drift)",
        "near(drift, two)",
        "kind(opinion)",
        "year(soon)",
        "year(2019..2015)",
        "edited(yesterday)",
        "edited(from:2026-01-01)",
        "edited(since:2026-02-01, until:2026-01-01)",
        "roots(drift)",
        "score(dfquad)",
        "score(dfquad) > much",
        "score(dfquad) > 0.5",
        "drift > 0.5",
        "text~\"(\"",
        "..2019",
        "drfit",
        "xyzzy",
        "unsupported",
        "m",
        "cause",
        "vote-drift",
        "tag(causes)",
        "map(n)",
        "source(kim)",
    ] {
        let complaint = refused(&map(), query);
        assert!(!complaint.hints.is_empty(), "{query}: {complaint}");
        assert_eq!(complaint.excerpt.as_deref(), Some(query));
        told.push_str(&format!("{query}\n    {complaint}\n"));
    }
    let expected = include_str!("complaints.txt");
    assert!(told == expected, "the complaints changed; read them and keep them:\n{told}");
}

#[test]
fn all_unknown_names_are_told_at_once() {
    let query = Query::parse("under(nobody) | tag(nothing) | source(nowhere)").unwrap();
    let snapshot = crate::change::MemorySnapshot::of_map(&map());
    let Err(QueryError::Refused(complaints)) = query.evaluate(&snapshot, &Scope::default()) else {
        panic!("none of them is known")
    };
    let codes: Vec<&str> = complaints.iter().map(|complaint| complaint.code.as_ref()).collect();
    assert_eq!(codes, ["query/unknown-name", "query/unknown-tag", "query/unknown-source"]);
}

#[test]
fn deep_nesting_is_refused_with_its_place() {
    let deep = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    assert!(Query::parse(&deep(48)).is_ok());
    let complaint = &Query::parse(&deep(100_000)).unwrap_err()[0];
    assert_eq!(complaint.code, "limit/query-depth");
    assert_eq!(complaint.place.as_ref().unwrap().to_string(), "<query>:1:49");
    let calls = format!("{}all(){}", "under(~".repeat(48), ")".repeat(48));
    let query = Query::parse(&calls).unwrap();
    assert_eq!(query.to_string(), calls);
    let snapshot = crate::change::MemorySnapshot::of_map(&map());
    assert!(query.evaluate(&snapshot, &Scope::default()).is_ok());
}

#[test]
fn long_queries_without_nesting_are_read() {
    let query = Query::parse(&vec!["drift"; 50_000].join(" | ~~")).unwrap();
    assert!(query.to_string().starts_with("drift | drift"));
    assert!(Query::parse(&"~".repeat(100_000)).is_err());
}

#[test]
fn every_function_is_documented_as_it_is_written() {
    for function in functions() {
        let query = function.usage.replace("(x", "(drift").replace("(a, b)", "(drift, vote)");
        assert!(Query::parse(&query).is_ok(), "{query}");
        let reference = include_str!("../../../../../docs/reference/query.md");
        assert!(reference.contains(&format!("`{}`", function.usage)), "{} is not in the reference", function.usage);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic_and_what_is_read_prints_as_the_same(text in "\\PC{0,40}") {
        prints_back(&text);
    }

    #[test]
    fn no_heap_of_tokens_makes_it_panic(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "(", ")", "~", "&", "|", ",", "drift", "vote", "under(", "near(", "2", "score(x)", ">", "0.5", "text~", "\"a b\"",
            "edited(", "since:", "2026-01-01", "..", "year(", "2015..2019", "kind(claim)", "claims", " ", "\\", "\"", "\n", "é",
        ]), 0..12)
    ) {
        prints_back(&parts.concat());
    }
}

fn prints_back(text: &str) {
    if let Ok(query) = Query::parse(text) {
        let shown = query.to_string();
        match Query::parse(&shown) {
            Ok(again) => assert_eq!(again.to_string(), shown, "{text}"),
            Err(complaints) => panic!("{text} prints as {shown}: {}", complaints[0]),
        }
        let _ = query.evaluate(&crate::change::MemorySnapshot::of_map(&map()), &Scope::default());
    }
}
