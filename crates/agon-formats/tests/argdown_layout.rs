//! How the writer lays a map out.

mod argdown;

use agon_core::model::{Map, MapBuilder, NodeKind};
use agon_formats::argdown::{ArgdownWriter, write};
use argdown::{assert_same, read_map};

/// The text without its front matter; it reads back as the map.
fn body(map: &Map) -> String {
    let text = write(map, false);
    assert_same(map, &read_map(&text, "m"), false, &text);
    let (_, body) = text.split_once("===\n\n").expect("front matter comes first");
    body.to_owned()
}

#[test]
fn what_bears_on_something_is_nested_under_it() {
    let map = MapBuilder::new("m")
        .question("q", "Why?")
        .claim("a", "So.")
        .evidence("e", "Seen.")
        .rebuttal("r", "Badly seen.")
        .answers("a", "q")
        .supports("e", "a")
        .named("l")
        .strength(0.5)
        .undercuts("r", "l")
        .build();
    let expected = "[q]: Why? {kind: question}\n  + [a]: So.\n    + [e]: Seen. {kind: evidence, link: {name: l, strength: 0.5}}\n      _ [r]: Badly seen. {kind: rebuttal}\n";
    assert_eq!(body(&map), expected);
}

#[test]
fn what_comes_later_is_written_at_the_end_and_each_link_once() {
    let map = MapBuilder::new("m")
        .claim("a", "A.")
        .claim("b", "B.")
        .claim("c", "C.")
        .rebuttal("r", "Late.")
        .supports("b", "a")
        .named("l")
        .supports("c", "a")
        .undercuts("r", "l")
        .build();
    let expected = "[a]: A.\n  + [b]: B. {link: {name: l}}\n  + [c]: C.\n\n<l>\n  _ [r]: Late. {kind: rebuttal}\n";
    assert_eq!(body(&map), expected);
}

#[test]
fn linked_premises_are_a_structure_for_a_node_and_a_list_for_a_link() {
    let map = MapBuilder::new("m")
        .claim("p", "P.")
        .claim("q", "Q.")
        .claim("c", "C.")
        .claim("u", "U.")
        .claim("v", "V.")
        .link(&["p", "q"], agon_core::model::Relation::Supports, "c")
        .named("both")
        .strength(0.8)
        .link(&["u", "v"], agon_core::model::Relation::Undercuts, "both")
        .build();
    let expected =
        "<both> {strength: 0.8}\n\n(1) [p]: P.\n(2) [q]: Q.\n----\n(3) [c]: C.\n  _ [u]: U. {link: {with: [v]}}\n\n[v]: V.\n";
    assert_eq!(body(&map), expected);
}

#[test]
fn texts_are_escaped_only_where_they_must_be() {
    let cases = [
        ("snake_case, 5 < 6, a/b, 50 % #", "snake_case, 5 < 6, a/b, 50 % #"),
        ("see http://x.org/a//b.", "see http://x.org/a//b."),
        ("*bold* {data} [x](y) #tag", "\\*bold\\* \\{data} \\[x](y) \\#tag"),
        ("as @[a b] says", "as @[a b] says"),
        ("back\\slash <tag> // no /* comment", "back\\\\slash \\<tag> \\// no \\/\\* comment"),
        (":smile: J.E. Smith .A.", "\\:smile: J.E. Smith \\.A."),
    ];
    for (text, expected) in cases {
        let map = MapBuilder::new("m").claim("a", text).build();
        assert_eq!(body(&map), format!("[a]: {expected}\n"));
    }
    let map = MapBuilder::new("m").claim("a", "two\nlines").build();
    assert_eq!(body(&map), "[a] {text: \"two\\nlines\"}\n");
}

#[test]
fn unnamed_nodes_get_a_title_only_where_they_need_one() {
    let text = "- not a relation\n".replace("- ", "\\- ") + "  + 1\\. one\n\n2. b\n\n(x) c {kind: evidence}\n";
    let map = read_map(&text, "m");
    assert_eq!(body(&map), "\\- not a relation\n  + 1\\. one\n\nb\n\n\\(x) c {kind: evidence}\n");
    let map = read_map("[a]: A. {name: null}\n  + b\n\n[c]: C.\n  + [a]\n", "m");
    assert_eq!(body(&map), "[unnamed-1]: A. {name: null}\n  + b\n\n[c]: C.\n  + [unnamed-1]\n");
}

#[test]
fn the_exporter_knows_its_option() {
    use agon_core::extend::{Exporter, Options, Output, Registry};
    let map = MapBuilder::new("m").node(NodeKind::Claim, "a", "A.").build();
    let ids = Options::check(ArgdownWriter.options(), [("ids".to_owned(), true.into())]).expect("it is declared");
    let exported = ArgdownWriter.export(&map, &ids, &Registry::default()).expect("it can be written");
    let Output::Document(bytes) = exported.output else { panic!("it is a document") };
    let text = String::from_utf8(bytes).expect("it is UTF-8");
    assert_same(&map, &read_map(&text, "m"), true, &text);
    assert!(exported.losses.is_empty());
}
