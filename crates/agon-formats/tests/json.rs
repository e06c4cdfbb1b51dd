//! Agon's own JSON keeps everything, and refuses everything else with its place.

mod maps;
mod sink;

use agon_core::model::{
    Anchor, Assessment, Citation, Element, EvidenceForm, IdMaker, Link, Map, MapInfo, Name, Node, NodeId, NodeKind, Placement,
    Relation, RivalRelation, Rivals, Score, Section, SeededEntropy, Source, SourceKey, Timestamp,
};
use proptest::prelude::*;
use serde_json::json;

fn assert_same(one: &Map, other: &Map) {
    assert_eq!(one.info(), other.info());
    assert_eq!(one.nodes(), other.nodes());
    assert_eq!(one.placements(), other.placements());
    assert_eq!(one.links(), other.links());
    assert_eq!(one.sources(), other.sources());
}

/// A map whose every field comes from the seed and the texts. It need not obey the rules: JSON holds it all the same.
fn any_map(seed: u64, texts: &[String]) -> Map {
    let mut random = SeededEntropy::new(seed);
    let mut ids = IdMaker::new(Box::new(SeededEntropy::new(seed ^ 1)));
    let now = Timestamp::from_millis(1_600_000_000_000);
    let mut under = move |limit: usize| (random.next_u64() % limit as u64) as usize;
    let mut fraction = SeededEntropy::new(seed ^ 2);
    let mut score = move || Score::new((fraction.next_u64() >> 11) as f64 / (1u64 << 53) as f64).expect("a share");
    let name = |at: usize| Name::new(&format!("이름-{at}")).expect("a name");
    let mut info = MapInfo::new(ids.next(now), name(0), texts[0].clone());
    info.summary = texts[texts.len() - 1].clone();
    info.sections = (0..under(3)).map(|at| Section { title: texts[at % texts.len()].clone(), level: at as u8 + 1 }).collect();
    info.attributes.insert(texts[0].clone(), json!([null, true, -3, u64::MAX, 0.1, {"": texts[0]}]));
    let mut placed: Vec<(Placement, Node)> = Vec::new();
    let mut sources = std::collections::BTreeMap::new();
    for (at, text) in texts.iter().enumerate() {
        let id: NodeId = ids.next(now);
        let mut node = Node::new(id, NodeKind::ALL[under(4)], text.clone());
        node.name = (under(2) == 0).then(|| name(at + 1));
        node.credence = (under(2) == 0).then(&mut score);
        for tag in 0..under(3) {
            node.add_tag(name(tag));
        }
        if under(2) == 0 {
            let key = SourceKey::new(&format!("source-{at}")).expect("a key");
            let mut source = Source::titled(key.clone(), text);
            source.text = (under(2) == 0).then(|| "ab".repeat(32));
            source.assessment = (under(2) == 0).then(|| Assessment {
                reliability: Some('B'),
                credibility: Some(3),
                note: text.clone(),
                ..Assessment::default()
            });
            sources.insert(key.clone(), source);
            node.citation = Some(Box::new(Citation {
                source: Some(key),
                form: EvidenceForm::ALL[under(7)],
                paragraph: (under(2) == 0).then_some(u32::MAX),
                locator: (under(2) == 0).then(|| text.clone()),
                quote: (under(2) == 0).then(|| text.clone()),
                anchor: (under(2) == 0).then(|| Anchor {
                    start: 1,
                    end: u64::MAX,
                    sha256: "0".repeat(64),
                    prefix: text.clone(),
                    suffix: String::new(),
                }),
                ..Citation::default()
            }));
        }
        node.rivals = (under(3) == 0).then_some(Rivals { relation: Some(RivalRelation::Exclusive), exhaustive: at % 2 == 0 });
        node.attributes = if under(2) == 0 { info.attributes.clone() } else { Default::default() };
        let placement = Placement {
            map: info.id,
            node: id,
            order: under(5) as u64,
            section: (under(2) == 0).then_some(under(4) as u32),
            side: (under(3) == 0).then(|| name(9)),
        };
        placed.push((placement, node));
    }
    let mut links: Vec<Link> = Vec::new();
    for at in 0..texts.len() * 2 {
        let premises = (0..=under(3)).map(|_| placed[under(placed.len())].1.id).collect();
        let target = match links.get(under(8)) {
            Some(link) => Element::Link(link.id),
            None => Element::Node(placed[under(placed.len())].1.id),
        };
        let mut link = Link::new(ids.next(now), info.id, premises, Relation::ALL[under(6)], target);
        link.name = (under(2) == 0).then(|| name(at + 1000));
        link.strength = (under(2) == 0).then(&mut score);
        link.scheme = (under(2) == 0).then(|| name(at));
        link.reason = (under(2) == 0).then(|| texts[at % texts.len()].clone());
        link.attributes = if under(3) == 0 { info.attributes.clone() } else { Default::default() };
        links.push(link);
    }
    Map::assemble(info, 0, placed, links, sources).expect("links refer to what is there")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_map_comes_back_the_same(seed: u64, texts in prop::collection::vec(any::<String>(), 1..12), pretty: bool) {
        let map = any_map(seed, &texts);
        let text = sink::export(&map, "json", &[("pretty", if pretty { "true" } else { "false" })]);
        let again = sink::map_of(text.as_bytes());
        assert_same(&map, &again);
        prop_assert_eq!(text, sink::export(&again, "json", &[("pretty", if pretty { "true" } else { "false" })]));
    }

    #[test]
    fn a_map_cut_off_or_damaged_anywhere_is_refused_or_read_and_never_panics(seed: u64, cut: prop::sample::Index, byte: u8) {
        let map = any_map(seed, &["a \"quoted\" \u{1f600} text".to_owned(), "b".to_owned()]);
        let text = sink::export(&map, "json", &[]).into_bytes();
        let at = cut.index(text.trim_ascii_end().len());
        prop_assert!(sink::read(&text[..at]).complaints.iter().any(|complaint| complaint.is_error()));
        let mut damaged = text.clone();
        damaged[at] = byte;
        let _ = sink::read(damaged.as_slice());
    }
}

#[test]
fn the_example_of_the_documentation_is_a_map() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/data-format.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let (_, rest) = page.split_once("```json\n{\"agon\"").expect("it holds an example");
    let (example, _) = rest.split_once("```").expect("the example ends");
    let example = format!("{{\"agon\"{example}");
    let map = sink::map_of(example.as_bytes());
    assert_eq!(sink::export(&map, "json", &[]), example);
    assert_eq!((map.nodes().len(), map.links().len(), map.sources().len()), (2, 1, 1));
}

#[test]
fn a_map_read_in_small_pieces_is_the_same() {
    let map = maps::small();
    let text = sink::export(&map, "json", &[]);
    for size in [1, 2, 3, 7, 64] {
        let read = sink::read(std::io::BufReader::with_capacity(size, text.as_bytes()));
        assert_eq!(read.complaints, []);
        assert_eq!(read.links, map.links());
    }
}

#[test]
fn a_large_map_comes_back_the_same() {
    let map = maps::large(20_000);
    assert_same(&map, &sink::map_of(sink::export(&map, "json", &[]).as_bytes()));
}

const HEAD: &str = "{\"agon\":1,\n\"map\":{\"id\":\"01932c4e-7d00-7a3b-9c55-0f2e41d7aa10\",\"name\":\"m\",\"title\":\"M\"},\n\"sources\":[],\n\"nodes\":[\n";

/// What is said of `nodes` as the content of the list of nodes, which begins at line 5.
fn said_of(nodes: &str) -> Vec<String> {
    let text = format!("{HEAD}{nodes}\n],\"links\":[]}}");
    sink::read(text.as_bytes()).complaints.iter().map(ToString::to_string).collect()
}

#[test]
fn each_broken_record_is_told_of_with_its_place_and_a_remedy() {
    let id = "\"id\":\"01932c4e-7d00-7a3b-9c55-0f2e41d7aa11\",\"kind\":\"claim\",\"order\":0";
    let cases = [
        ("{\"kind\":\"claim\",\"text\":\"x\"}", "error[json/record] map.json:5:27: missing field `id` (give the record a `id`)"),
        (&format!("{{{id},\"text\":7}}"), "error[json/record] map.json:5:78: invalid type: integer `7`, expected a string"),
        (&format!("{{{id},\"text\":\"x\",\"credance\":1}}"), "unknown field `credance`"),
        (&format!("{{{id},\"text\":\"x\",\"credance\":1}}"), "(did you mean `credence`?)"),
        (&format!("{{{id},\"text\":\"x\",\"credence\":1.5}}"), "1.5 is not a number in 0..=1"),
        (&format!("{{{id},\"text\":\"x\",\"credence\":NaN}}"), "error[json/syntax] map.json:5:"),
        (&format!("{{{id},\"text\":\"x\",\"credence\":1e400}}"), "number out of range"),
        (&format!("{{{id},\"text\":\"x\",\"text\":\"y\"}}"), "duplicate field `text`"),
        (&format!("{{{id},\"text\":\"x\",\"attributes\":{{\"a\":{{\"b\":1,\"b\":2}}}}}}"), "duplicate field `b`"),
        (&format!("{{{id},\"text\":\"\\ud800\"}}"), "(save it as UTF-8"),
        (&format!("{{{id},\"text\":\"x\",\"kind\":\"clam\"}}"), "duplicate field `kind`"),
        ("{\"id\":\"7\",\"kind\":\"claim\",\"order\":0,\"text\":\"x\"}", "an id is a UUID"),
        ("{\"kind\":\"clam\"}", "did you mean `claim`?"),
        ("7", "error[json/record] map.json:5:1: invalid type: integer `7`"),
        ("{} {}", "expected `,` or `]`, found `{`"),
        ("{},", "expected a value, found `]` (look for a comma too many)"),
        (&format!("{{{id},\n\n \"text\": \"日本\" 7}}"), "map.json:7:15"),
    ];
    for (nodes, expected) in cases {
        let said = said_of(nodes);
        assert!(said.iter().any(|said| said.contains(expected)), "{nodes}\n  expected {expected}\n  said {said:#?}");
    }
}

#[test]
fn all_broken_records_are_told_of_in_one_run_up_to_a_hundred() {
    assert_eq!(said_of("{},\n{},\n{}").len(), 3);
    let many = said_of(&vec!["{}"; 1000].join(",\n"));
    assert_eq!(many.len(), 101);
    assert!(many[100].contains("100 records are broken"));
}

#[test]
fn what_is_no_map_is_refused_with_a_reason() {
    let map = "\"map\":{\"id\":\"01932c4e-7d00-7a3b-9c55-0f2e41d7aa10\",\"name\":\"m\",\"title\":\"M\"}";
    let cases = [
        (String::new(), "json/empty"),
        ("[]".into(), "json/not-a-map"),
        ("{}".into(), "json/not-a-map"),
        ("{\"nodes\":[]}".into(), "json/not-a-map"),
        ("{\"agon\":2}".into(), "json/newer-version"),
        ("{\"agon\":\"1\"}".into(), "json/version"),
        ("{\"agon\":1}".into(), "json/missing-key"),
        ("{\"agon\":1,\"nodes\":[]".into(), "json/key-order"),
        ("{\"agon\":1,\"maps\":[]".into(), "json/unknown-key"),
        ("{\"agon\":1,\"agon\":1".into(), "json/duplicate-key"),
        ("{\"agon\":1,\"map\":{}".into(), "json/record"),
        (format!("{{\"agon\":1,{map},\"sources\":[],\"nodes\":[],\"links\":[]}}}}"), "json/trailing"),
        (format!("{{\"agon\":1,{map},\"sources\":[],\"nodes\":[],\"links\":[],\"x\":1}}"), "json/unknown-key"),
        (format!("{{\"agon\":1,{map},\"sources\":[],\"nodes\":[],\"links\":["), "json/truncated"),
        (format!("{{\"agon\":1,{map},\"sources\":[],\"nodes\":[{}", "[".repeat(200_000)), "limit/depth"),
        (format!("{{\"agon\":1,{map},\"sources\":[],\"nodes\":[{{\"id\":\"{}", "x".repeat(2_000_000)), "limit/record-size"),
    ];
    for (text, code) in cases {
        let complaints = sink::read(text.as_bytes()).complaints;
        let codes: Vec<&str> = complaints.iter().map(|complaint| complaint.code.as_ref()).collect();
        assert_eq!(codes, [code], "{}", text.chars().take(100).collect::<String>());
        assert!(complaints.iter().all(|complaint| complaint.place.is_some() && !complaint.hints.is_empty()));
    }
    let utf16: Vec<u8> = "{\"agon\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(sink::read(utf16.as_slice()).complaints[0].code, "json/encoding");
}

/// Gives the same bytes over and over, and counts them.
struct Endless {
    head: &'static [u8],
    given: usize,
}

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let head = self.head.get(self.given..).unwrap_or_default();
        let count = buffer.len().min(if head.is_empty() { usize::MAX } else { head.len() });
        for (at, byte) in buffer[..count].iter_mut().enumerate() {
            *byte = head.get(at).copied().unwrap_or(b'x');
        }
        self.given += count;
        Ok(count)
    }
}

#[test]
fn an_endless_string_is_refused_before_it_is_stored() {
    let mut input = std::io::BufReader::new(Endless { head: b"{\"agon\":1,\"map\":{\"title\":\"", given: 0 });
    assert_eq!(sink::read(&mut input).complaints[0].code, "limit/record-size");
    assert!(input.get_ref().given < 2 * agon_formats::json::MAX_BYTES);
}

#[test]
fn a_byte_order_mark_and_any_blanks_are_no_hindrance() {
    let text = sink::export(&maps::small(), "json", &[]);
    assert_eq!(sink::read(format!("\u{feff}\r\n\t {text}\n\n").as_bytes()).complaints, []);
}

#[test]
fn the_collections_of_hostile_json_are_refused_without_a_panic() {
    for folder in ["json-test-suite/test_parsing", "hostile/json"] {
        let Some(folder) = sink::data(folder) else { continue };
        let mut files: Vec<_> =
            std::fs::read_dir(folder).expect("it can be listed").map(|file| file.expect("it can be listed").path()).collect();
        files.sort();
        assert!(!files.is_empty());
        for file in files {
            let bytes = std::fs::read(&file).expect("it can be read");
            let complaints = sink::read(bytes.as_slice()).complaints;
            assert!(complaints.iter().any(|complaint| complaint.is_error()), "{} was taken for a map", file.display());
            assert!(complaints.iter().all(|complaint| complaint.message.len() < 2000));
            // In the place of a record they are values like others: refused, and the reader goes on or stops.
            let mut within = HEAD.as_bytes().to_vec();
            within.extend_from_slice(&bytes);
            let complaints = sink::read(within.as_slice()).complaints;
            assert!(complaints.iter().any(|complaint| complaint.is_error()), "{} was taken for a node", file.display());
        }
    }
}
