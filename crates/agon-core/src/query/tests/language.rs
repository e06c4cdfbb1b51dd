use std::collections::HashMap;

use super::{named, names};
use crate::change::{Change, Commit, CommitKind, Counts, Edit, MemorySnapshot};
use crate::diagnostic::Diagnostic;
use crate::model::{Map, MapBuilder, Node, Source, Timestamp};
use crate::query::{Query, QueryError, Scope};

/// ```text
/// q ← a ← e          (e-a, undercut by u, which v answers)
///     a ← s ← t      (supports)
///     a ← r          (rebuts)
/// q ← b # a          (contradiction)
/// island
/// c1 ⇄ c2            (supports, a circle)
/// ```
fn dispute() -> Map {
    MapBuilder::new("m")
        .question("q", "Why do the two allies not cooperate?")
        .claim("a", "Alliance drift.")
        .tag("cause")
        .claim("b", "National identity, and the identity of the nation.")
        .tag("cause")
        .evidence("e", "They voted apart in 2016.")
        .citing("kim-2016")
        .claim("s", "Identity.")
        .evidence("t", "A treaty was not signed.")
        .rebuttal("r", "It was a single vote.")
        .rebuttal("u", "A vote shows nothing.")
        .rebuttal("v", "It shows intent.")
        .claim("island", "Alone.")
        .claim("c1", "One.")
        .claim("c2", "Two.")
        .answers("a", "q")
        .answers("b", "q")
        .supports("e", "a")
        .named("e-a")
        .supports("s", "a")
        .supports("t", "s")
        .rebuts("r", "a")
        .undercuts("u", "e-a")
        .named("u-ea")
        .rebuts("v", "u")
        .contradicts("b", "a")
        .supports("c1", "c2")
        .supports("c2", "c1")
        .build()
}

fn assert_finds(query: &str, expected: &str) {
    let found = names(&dispute(), query);
    let mut expected: Vec<&str> = expected.split_whitespace().collect();
    let map = dispute();
    expected.sort_by_key(|name| map.node(map.node_named(name).unwrap()).id);
    assert_eq!(found, expected, "{query}");
}

#[test]
fn sets_are_joined_by_and_or_not_and_parentheses() {
    assert_finds("a | b", "a b");
    assert_finds("claims & tag(cause)", "a b");
    assert_finds("tag(cause) ~ a", "b");
    assert_finds("~claims", "q e t r u v");
    assert_finds("~~a", "a");
    assert_finds("a | b & e", "a");
    assert_finds("(a | b) & ~(b | e)", "a");
    assert_finds("none() | a & all()", "a");
}

#[test]
fn kinds_have_short_forms() {
    assert_finds("kind(rebuttal)", "r u v");
    assert_finds("kind(rebuttals)", "r u v");
    assert_finds("rebuttals()", "r u v");
    assert_finds("questions | evidence", "q e t");
}

#[test]
fn a_node_is_named_by_its_id_too() {
    let map = dispute();
    let a = map.node(map.node_named("a").unwrap());
    assert_eq!(names(&map, &a.id.short()), ["a"]);
    assert_eq!(names(&map, &a.id.short().to_uppercase()[..6]), ["a"]);
    assert_eq!(names(&map, &a.id.to_string()), ["a"]);
}

#[test]
fn under_and_over_go_along_links_and_links_on_links() {
    assert_finds("under(a)", "b e s t r u v");
    assert_finds("under(s)", "t");
    assert_finds("under(island)", "");
    assert_finds("over(v)", "q a b u");
    assert_finds("over(t)", "q a b s");
    assert_finds("under(e-a)", "e u v");
    assert_finds("over(u-ea)", "q a b");
    assert_finds("under(a | s)", "b e s t r u v");
    assert_finds("under(c1)", "c2");
    assert_finds("under(c1 | c2)", "c1 c2");
    assert_finds("under(a | b)", "a b e s t r u v");
    assert_finds("rebuttals & under(rebuttals)", "v");
}

#[test]
fn one_step_up_or_down() {
    assert_finds("children(a)", "b e s r");
    assert_finds("children(e-a)", "u");
    assert_finds("children(q)", "a b");
    assert_finds("parents(u)", "a");
    assert_finds("parents(a)", "q b");
    assert_finds("parents(e | v)", "a u");
    assert_finds("pro(a)", "e s");
    assert_finds("con(a)", "b r u");
    assert_finds("con(e-a)", "u");
    assert_finds("pro(e-a)", "");
    assert_finds("con(b)", "a");
}

#[test]
fn paths_have_both_ends_and_leave_out_what_leads_elsewhere() {
    assert_finds("path(t, q)", "t s a q");
    assert_finds("path(v, a)", "v u a");
    assert_finds("path(q, t)", "");
    assert_finds("path(t | r, a)", "t s r a");
    assert_finds("path(c1, c1)", "c1 c2");
}

#[test]
fn near_counts_links_in_any_direction() {
    assert_finds("near(t, 0)", "t");
    assert_finds("near(t, 1)", "t s");
    assert_finds("near(t, 2)", "t s a");
    assert_finds("near(u, 1)", "u v e a");
    assert_finds("near(e-a, 1)", "e a u");
    assert_finds("near(island, 9)", "island");
}

#[test]
fn checks_look_at_what_is_next_to_a_node() {
    assert_finds("roots()", "q island");
    assert_finds("leaves()", "b e t r v island");
    assert_finds("unsupported()", "b island");
    assert_finds("unanswered()", "r v");
    assert_finds("unsourced()", "t");
    assert_finds("circular()", "c1 c2");
    assert_finds("c1 & circular()", "c1");
    assert_finds("a & circular()", "");
    assert_finds("claims & unsupported() & tag(cause)", "b");
}

#[test]
fn a_rebuttal_whose_link_is_undercut_is_answered() {
    let map = MapBuilder::new("m")
        .claim("a", "A.")
        .rebuttal("r", "R.")
        .rebuttal("lone", "L.")
        .rebuttal("u", "U.")
        .rebuts("r", "a")
        .named("r-a")
        .undercuts("u", "r-a")
        .contradicts("lone", "a")
        .build();
    assert_eq!(names(&map, "unanswered()"), ["lone", "u"]);
}

#[test]
fn a_text_search_alone_is_ranked_and_otherwise_in_order_of_id() {
    assert_eq!(names(&dispute(), "\"identity\""), ["b", "s"]);
    assert_eq!(names(&dispute(), "\"It\""), ["v", "r"], "one hit each: the shorter text first");
    assert_finds("\"It\" & rebuttals", "r v");
    assert_finds("\"VOTE single\"", "r");
    assert_finds(r#""\"single vote\"""#, "r");
    assert_finds(r#""\"vote single\"""#, "");
    assert_finds(r#"text~"^It .*\bvote\b""#, "r");
    assert_finds("evidence & \"apart\"", "e");
}

#[test]
fn sources_and_years_find_evidence() {
    let mut snapshot = MemorySnapshot::of_map(&dispute());
    let map = dispute();
    let mut source = Source::titled(crate::model::SourceKey::new("kim-2016").unwrap(), "Kim");
    source.csl.insert("issued".into(), serde_json::json!({"date-parts": [[2016, 5]]}));
    let island = map.node(map.node_named("island").unwrap()).clone();
    let mut dated = island.clone();
    dated.attributes.insert("year".into(), "1998".into());
    let changes = [
        Change::Source(Box::new(Edit { before: None, after: Some(source) })),
        Change::Node(Box::new(Edit { before: Some(island), after: Some(dated) })),
    ];
    snapshot.apply(made(1, 0, "Kim"), changes);
    let find = |query: &str| named(&map, &Query::parse(query).unwrap().evaluate(&snapshot, &Scope::default()).unwrap());
    assert_eq!(find("source(kim-2016)"), ["e"]);
    assert_eq!(find("year(2016)"), ["e"]);
    assert_eq!(find("year(..2016)"), ["e", "island"]);
    assert_eq!(find("claims & year(1990..)"), ["island"]);
    assert_eq!(find("year(2017..2019)"), [""; 0]);
}

fn made(sequence: u64, millis: i64, author: &str) -> Commit {
    Commit {
        sequence,
        time: Timestamp::from_millis(millis),
        author: author.to_owned(),
        message: String::new(),
        kind: CommitKind::Change,
        counts: Counts::default(),
    }
}

#[test]
fn authors_and_times_are_those_of_commits() {
    let map = dispute();
    let mut snapshot = MemorySnapshot::of_map(&map);
    let edit = |name: &str| {
        let node = map.node(map.node_named(name).unwrap()).clone();
        Change::Node(Box::new(Edit { before: Some(node.clone()), after: Some(Node { text: "New.".into(), ..node }) }))
    };
    snapshot.apply(made(1, 1_767_225_600_000, "Kim Minji <kim@example.org>"), [edit("a")]);
    snapshot.apply(made(2, 1_767_225_600_000 + 86_400_000 * 31, "Sato"), [edit("a"), edit("b")]);
    let find = |query: &str| named(&map, &Query::parse(query).unwrap().evaluate(&snapshot, &Scope::default()).unwrap());
    assert_eq!(find("author(kim)"), ["a"]);
    assert_eq!(find("author(\"minji <\")"), ["a"]);
    assert_eq!(find("author(sato)"), ["a", "b"]);
    assert_eq!(find("author(nobody)"), [""; 0]);
    assert_eq!(find("edited(since:2026-01-01)"), ["a", "b"]);
    assert_eq!(find("edited(until:2026-01-01)"), ["a"]);
    assert_eq!(find("edited(2026-01)"), ["a"]);
    assert_eq!(find("edited(2026-02-01..2026-03-01)"), ["a", "b"]);
    assert_eq!(find("edited(since:2026-01-02, until:2026-01-31)"), [""; 0]);
    assert_eq!(find("edited(until:2026-01-01T00:00)"), ["a"]);
}

#[test]
fn scores_come_from_the_caller_map_by_map() {
    let map = dispute();
    let a = map.node(map.node_named("a").unwrap()).id;
    let b = map.node(map.node_named("b").unwrap()).id;
    let snapshot = MemorySnapshot::of_map(&map);
    let scores = |scorer: &str, _: crate::model::MapId| match scorer {
        "dfquad" => Ok(HashMap::from([(a, 0.7), (b, 0.6)])),
        _ => Err(Box::new(Diagnostic::error("query/unknown-scorer", "there is no such scorer"))),
    };
    let scope = Scope { map: None, scores: Some(&scores) };
    let find = |query: &str| Query::parse(query).unwrap().evaluate(&snapshot, &scope);
    assert_eq!(find("score(dfquad) > 0.6").unwrap(), [a]);
    assert_eq!(find("score(dfquad)>=0.6").unwrap(), [a, b]);
    assert_eq!(find("claims & score(dfquad) < 0.65").unwrap(), [b]);
    assert_eq!(find("score(dfquad) = 0.6").unwrap(), [b]);
    let Err(QueryError::Refused(complaints)) = find("score(nope) > 0") else { panic!("there is no scorer nope") };
    assert_eq!(complaints[0].place.as_ref().unwrap().to_string(), "<query>:1:1-15");
}

#[test]
fn within_one_map_only_its_nodes_and_links_count() {
    let one = MapBuilder::new("one").claim("a", "A.").claim("b", "B.").supports("b", "a").build();
    let mut snapshot = MemorySnapshot::of_map(&one);
    let two = MapBuilder::seeded("two", 9).claim("x", "X.").claim("y", "Y.").supports("y", "x").build();
    let part = MemorySnapshot::of_map(&two);
    use crate::change::Snapshot;
    let mut changes = vec![Change::Map(Box::new(Edit { before: None, after: Some(two.info().clone()) }))];
    for (node, place) in two.nodes().iter().zip(two.placements()) {
        changes.push(Change::Node(Box::new(Edit { before: None, after: Some(node.clone()) })));
        changes.push(Change::Placement(Box::new(Edit { before: None, after: Some(place.clone()) })));
    }
    for id in part.links_in(two.info().id).unwrap() {
        changes.push(Change::Link(Box::new(Edit { before: None, after: part.link(id).unwrap() })));
    }
    snapshot.apply(made(1, 0, ""), changes);
    let find = |query: &str, map| {
        let found = Query::parse(query).unwrap().evaluate(&snapshot, &Scope { map, scores: None }).unwrap();
        found.iter().map(|id| snapshot.node(*id).unwrap().unwrap().label()).collect::<Vec<_>>()
    };
    let map = Some(two.info().id);
    assert_eq!(find("all()", map), ["x", "y"]);
    assert_eq!(find("~x", map), ["y"]);
    assert_eq!(find("a | x", map), ["x"]);
    assert_eq!(find("under(claims)", map), ["y"]);
    assert_eq!(find("unsupported()", map), ["y"]);
    assert_eq!(find("near(a, 5)", map), [""; 0]);
    assert_eq!(find("map(two)", None), ["x", "y"]);
    assert_eq!(find("~map(two)", None), ["b", "a"].into_iter().rev().collect::<Vec<_>>());
}
