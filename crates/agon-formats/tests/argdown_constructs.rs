//! Each construct of the language, and what becomes of it in a map.

mod argdown;

use std::collections::BTreeMap;

use agon_core::model::{Element, LinkId, Map, NodeId, NodeKind};
use argdown::{document, read_map};

/// `b supports a {0.5}`, `c undercuts (b supports a)`: each link in words, in the order in which they were read.
fn links(text: &str) -> Vec<String> {
    let document = document(text, "t");
    let errors: Vec<String> = document.complaints.iter().filter(|c| c.is_error()).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let called: BTreeMap<NodeId, String> = document
        .placed
        .iter()
        .map(|(_, node)| (node.id, node.name.as_ref().map_or_else(|| format!("`{}`", node.text), ToString::to_string)))
        .collect();
    let mut words: BTreeMap<LinkId, String> = BTreeMap::new();
    let mut all = Vec::new();
    for link in &document.links {
        let premises: Vec<&str> = link.premises.iter().map(|premise| called[premise].as_str()).collect();
        let target = match link.target {
            Element::Node(node) => called[&node].clone(),
            Element::Link(upper) => format!("({})", words[&upper]),
        };
        let name = link.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        let sentence = format!("{name}{} {} {target}", premises.join("+"), link.relation);
        words.insert(link.id, sentence.clone());
        let strength = link.strength.map(|strength| format!(" {{{strength}}}")).unwrap_or_default();
        let scheme = link.scheme.as_ref().map(|scheme| format!(" by {scheme}")).unwrap_or_default();
        let reason = link.reason.as_ref().map(|reason| format!(" since {reason}")).unwrap_or_default();
        all.push(format!("{sentence}{strength}{scheme}{reason}"));
    }
    all
}

/// The nodes in order: name or text.
fn order(map: &Map) -> Vec<String> {
    map.nodes().iter().map(|node| node.name.as_ref().map_or_else(|| node.text.clone(), ToString::to_string)).collect()
}

#[test]
fn every_symbol_makes_its_relation() {
    let text = "[a]: A.\n  + [b]: B.\n  <+ [c]: C.\n  - [d]: D.\n  <- [e]: E.\n  +> [f]: F.\n  -> [g]: G.\n  >< [h]: H.\n";
    let expected = ["b supports a", "c supports a", "d rebuts a", "e rebuts a", "a supports f", "a rebuts g", "h contradicts a"];
    assert_eq!(links(text), expected);
}

#[test]
fn a_claim_answers_a_question() {
    assert_eq!(links("[q]: Why? {kind: question}\n  + [a]: So.\n    + [b]: Indeed.\n"), ["a answers q", "b supports a"]);
}

#[test]
fn an_undercut_attacks_the_link_that_the_line_above_made() {
    let text = "[a]: A.\n  + [b]: B.\n    _ [c]: C.\n      _ [d]: D.\n    <_ [e]: E.\n    - [f]: F.\n";
    let first = "c undercuts (b supports a)";
    assert_eq!(
        links(text),
        ["b supports a", first, &format!("d undercuts ({first})"), "e undercuts (b supports a)", "f rebuts b"]
    );
}

#[test]
fn an_undercut_under_a_statement_attacks_the_only_link_that_leaves_it() {
    assert_eq!(links("[a]: A.\n  + [b]: B.\n\n[b]\n  _ [c]: C.\n"), ["b supports a", "c undercuts (b supports a)"]);
    // A chain by reference is as deep as anyone likes.
    let text = "[a]: A.\n  + [b]: B.\n\n[c]: C.\n  _ [d]: D.\n\n[b]\n  _ [c]\n";
    assert_eq!(links(text).last().map(String::as_str), Some("d undercuts (c undercuts (b supports a))"));
}

#[test]
fn link_data_describes_the_link_of_its_line() {
    let text = "[a]: A.\n  + [b]: B. {link: {strength: 0.5, scheme: sign, reason: \"r\", name: l, with: [c]}}\n    + [d]: D. {link: {relation: underpins}}\n\n[c]: C.\n";
    assert_eq!(links(text), ["l: b+c supports a {0.5} by sign since r", "d underpins (l: b+c supports a)"]);
    let map = read_map(text, "t");
    assert!(map.nodes().iter().all(|node| node.attributes.is_empty()));
}

#[test]
fn a_named_link_can_be_attacked_by_its_name() {
    let text = "[a]: A.\n  + [b]: B. {link: {name: l}}\n\n<l>\n  - [c]: C.\n  + [d]: D.\n  _ [e]: E.\n";
    let on = "(l: b supports a)";
    let expected =
        ["l: b supports a".to_owned(), format!("c undercuts {on}"), format!("d underpins {on}"), format!("e undercuts {on}")];
    assert_eq!(links(text), expected);
}

#[test]
fn a_structure_makes_one_link_a_step() {
    let text = "<arg>: Since so. {strength: 0.8}\n\n(1) [p]: P.\n(2) [q]: Q.\n-- Modus Ponens, Further rule {reason: first} --\n(3) [r]: R.\n(4) [s]: S.\n----\n(5) [t]: T.\n  _ [u]: U.\n  + [v]: V.\n\n<arg>\n  - [w]: W.\n  + [x]: X.\n";
    let last = "arg: r+s supports t";
    let expected = [
        "p+q supports r by modus-ponens since first".to_owned(),
        format!("{last} {{0.8}} since Since so."),
        format!("u undercuts ({last})"),
        "v supports t".to_owned(),
        format!("w undercuts ({last})"),
        format!("x underpins ({last})"),
    ];
    assert_eq!(links(text), expected);
    let map = read_map(text, "t");
    assert_eq!(map.links()[0].attributes["rules"], serde_json::json!(["Further rule"]));
}

#[test]
fn an_inference_may_stand_on_lines_of_its_own_and_name_its_premises() {
    let text =
        "(1) [p]: P.\n(2) [q]: Q.\n--\nSign\n--\n  <_ [u]: U.\n(3) [r]: R.\n(4) [s]: S.\n-- {uses: [1, 4]} --\n(5) [t]: T.\n";
    assert_eq!(links(text), ["p+q supports r by sign", "u undercuts (p+q supports r)", "p+s supports t"]);
}

#[test]
fn an_argument_with_steps_stands_for_its_conclusion_and_one_without_for_itself() {
    let text = "[t]: T.\n  + <a>\n  - <b>: No.\n    + [x]: X.\n\n<a>\n\n(1) [p]: P.\n----\n(2) [t]\n\n[y]: Y.\n  - <a>\n";
    assert_eq!(links(text), ["a: p supports t", "b rebuts t", "x supports b", "t rebuts y"]);
    let map = read_map(text, "t");
    let b = map.node(map.node_named("b").expect("it is named"));
    assert_eq!((b.text.as_str(), b.attributes["argdown"].as_str()), ("No.", Some("argument")));
}

#[test]
fn the_same_link_written_twice_is_one() {
    let text = "[a]: A.\n  + [b]: B. {link: {strength: 0.5}}\n  + [b] {link: {scheme: sign}}\n  >< [c]: C.\n\n[c]\n  >< [a]\n";
    assert_eq!(links(text), ["b supports a {0.5} by sign", "c contradicts a"]);
    assert_eq!(links("[a]: A.\n  + [b]: B.\n  + [b] {link: {nth: 2, strength: 0.1}}\n"), ["b supports a", "b supports a {0.1}"]);
}

#[test]
fn later_texts_win_and_data_and_tags_are_united() {
    let map = read_map("[a]: One. #x {src: [a, b], n: 1}\n\n[a]: Two. #y {src: [c, a], n: 2}\n\n[a] {m: 3}\n", "t");
    let node = &map.nodes()[0];
    assert_eq!(node.text, "Two.");
    assert_eq!(serde_json::to_string(&node.attributes).expect("JSON"), r#"{"m":3,"n":2,"src":["a","b","c"]}"#);
    assert_eq!(node.tags.iter().map(ToString::to_string).collect::<Vec<_>>(), ["x", "y"]);
}

#[test]
fn titles_become_names_and_keep_their_wording() {
    let map =
        read_map("[Why not?]: A.\n\n[why-not]: B.\n\n[why not]: C.\n\n[constructor]: D.\n\n[__proto__]: E.\n\n[?!]: F.\n", "t");
    let names: Vec<Option<String>> = map.nodes().iter().map(|node| node.name.as_ref().map(ToString::to_string)).collect();
    let expected = [Some("why-not-2"), Some("why-not"), Some("why-not-3"), Some("constructor"), Some("proto"), None];
    assert_eq!(names, expected.map(|name| name.map(str::to_owned)));
    assert_eq!(map.nodes()[0].attributes["title"], "Why not?");
    assert_eq!(map.nodes()[5].attributes["title"], "?!");
}

#[test]
fn a_statement_and_an_argument_of_one_title_get_two_names() {
    let document = document("[x]: X.\n\n<x>: Y.\n", "t");
    assert_eq!(
        document.complaints[0].to_string(),
        "note[argdown/name] t.argdown:3:1-7: `x` is the name of something else: this becomes `x-2` (give the two different titles)"
    );
    assert_eq!(order(&document.into_map().expect("it is sound").0), ["x", "x-2"]);
}

#[test]
fn front_matter_and_headings_make_the_map() {
    let text = "===\ntitle: On drift\nname: drift\nsummary: short\nid: 01932c4e-7d00-7a3b-9c55-0f2e41d7aa10\nlanguage: en\n===\n\n# One\n\n[a]: A.\n\n## Two\n\n[b]: B.\n  + [a]\n  + [c]: C. {side: neg}\n";
    let map = read_map(text, "fallback");
    let info = map.info();
    assert_eq!((info.title.as_str(), info.name.as_str(), info.summary.as_str()), ("On drift", "drift", "short"));
    assert_eq!(info.id.to_string(), "01932c4e-7d00-7a3b-9c55-0f2e41d7aa10");
    assert_eq!(info.attributes["language"], "en");
    assert_eq!(info.sections.iter().map(|s| (s.title.as_str(), s.level)).collect::<Vec<_>>(), [("One", 1), ("Two", 2)]);
    assert_eq!(map.placements().iter().map(|place| place.section).collect::<Vec<_>>(), [Some(0), Some(1), Some(1)]);
    assert_eq!(map.placements()[2].side.as_ref().map(ToString::to_string).as_deref(), Some("neg"));
    let bare = read_map("# Head\n\nSome text.\n", "My File");
    assert_eq!((bare.info().title.as_str(), bare.info().name.as_str()), ("Head", "my-file"));
    assert_eq!(read_map("Some text.\n", "file").info().title, "file");
}

#[test]
fn all_fields_of_evidence_are_read() {
    let hash = "0f".repeat(32);
    let text = format!(
        "[e]: E. {{kind: evidence, id: \"01932c4e-7d00-7a3b-9c55-0f2e41d7aa10\", source: s-1, form: quotation, paragraph: 3, locator: p. 4, quote: so it is,\n anchor: {{start: 1, end: 9, sha256: {hash}, prefix: a, suffix: b}}, credence: 0.9, year: 2019}}\n\n[q]: Q? {{kind: question, rivals: exclusive, exhaustive: true}}\n"
    );
    let map = read_map(&text, "t");
    let node = &map.nodes()[0];
    let citation = node.citation.as_deref().expect("it cites");
    assert_eq!(node.kind, NodeKind::Evidence);
    assert_eq!(node.id.to_string(), "01932c4e-7d00-7a3b-9c55-0f2e41d7aa10");
    assert_eq!((citation.locator.as_deref(), citation.quote.as_deref()), (Some("p. 4"), Some("so it is")));
    assert_eq!(citation.anchor.as_ref().map(|anchor| (anchor.start, anchor.end, anchor.suffix.as_str())), Some((1, 9, "b")));
    assert_eq!(node.attributes["year"], 2019);
    assert!(map.nodes()[1].rivals.expect("it declares").exhaustive);
}

#[test]
fn block_data_lists_comments_and_line_ends_of_any_kind() {
    let text = "[a]: A /* not\n\nthis */ b. // nor this\r\n// nor that\r\n\t+ [b]: see http://x.org/a//b for\r\n\t  more\r\n\r\n<!-- none -->\r\n[c] {\r\n  kind: evidence\r\n\r\n  src:\r\n    - one\r\n    - two\r\n}\r\n\r\n * [d]: D.\r\n   - [e]: E.\r\n * plain\r\n\r\n1. one\r\n2. two\r\n";
    let document = document(text, "t");
    let texts: Vec<&str> = document.placed.iter().map(|(_, node)| node.text.as_str()).collect();
    assert_eq!(texts, ["A  b.", "see http://x.org/a//b for more", "c", "D.", "E.", "plain", "one", "two"]);
    assert_eq!(document.placed[2].1.attributes["src"], serde_json::json!(["one", "two"]));
    assert_eq!(document.links.len(), 2);
}

#[test]
fn an_undercut_under_a_later_statement_does_not_reach_an_earlier_structure() {
    let text = "(1) [p]: P.\n----\n(2) [q]: Q.\n\n[r]: R.\n  _ [s]: S.\n";
    let complaints = document(text, "t").complaints;
    assert_eq!(complaints.len(), 1);
    assert_eq!(complaints[0].code, "argdown/undercut");
}

#[test]
fn a_title_like_a_made_one_is_no_self_support() {
    assert_eq!(links("One.\n  + [Untitled 1]: Two.\n"), ["untitled-1 supports `One.`"]);
}

#[test]
fn a_parenthesis_after_a_mention_does_not_reach_into_the_data() {
    let map = read_map("[a]: @[x]( {n: \"b)//c\"}\n", "t");
    assert_eq!((map.nodes()[0].text.as_str(), map.nodes()[0].attributes["n"].as_str()), ("@[x](", Some("b)//c")));
}
