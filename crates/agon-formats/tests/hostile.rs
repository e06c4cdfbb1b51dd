//! Hostile texts through every exporter: they come out as text, and nothing but text.

mod maps;
mod sink;

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use agon_core::model::{
    Citation, Element, IdMaker, Link, Map, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, Section, SeededEntropy,
    Source, SourceKey, Timestamp,
};
use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag};

const OWN: [&str; 44] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "</style><svg/onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "<!-- --><!DOCTYPE html>",
    "<![CDATA[x]]>",
    "&lt;b&gt; &amp;amp; &#x3c;script&#x3e; &copy",
    "javascript:alert(1)",
    "line\u{2028}separator\u{2029}here",
    "```\ncode\n```",
    "~~~\ncode",
    "    indented code",
    "\tindented code",
    "# heading\n## another",
    "- item\n+ item\n* item\n1. item\n2) item",
    "> quote",
    "title\n=====\nother\n-----",
    "***\n---\n___",
    "|a|b|\n|-|-|\n|c|d|",
    "[link](https://example.org) ![image](x) [ref][1]",
    "[1]: https://example.org \"x\"",
    "[^1] and [^1]: note",
    "https://example.org www.example.org a@example.org mailto:a@b.example",
    "<https://example.org> <a@b.example>",
    "**bold** __bold__ *em* _em_ ~~gone~~ `code` $x$ ==mark== ^up^ ~down~",
    "- [ ] task\n- [x] done",
    ": definition",
    "heading {#id .class onclick=x}",
    "back\\slash \\N \\G \\L \\l \\r \\n \\\"",
    "\"quoted\" 'single' \"",
    "ends with a backslash \\",
    "<b>html label</b>",
    "}; evil [label=\"x\"]; subgraph cluster_x {",
    "// comment */ # comment",
    "\u{202e}drowssap\u{202c} \u{2066}open \u{202d}override",
    "\u{feff}\u{200b}zero\u{200d}width\u{ad}",
    "nul\0bell\u{7}escape\u{1b}[31mred\u{9b}c1\u{7f}",
    "carriage\rreturn\r\nboth",
    "日本と韓国はなぜ協力しないのか、これは改行されるべき長い行である",
    "مرحبا שלום",
    "Z̸̡̢a̶͎͝l̷͔̈g̵̱͝o̴ \u{fdd0}\u{ffff}",
    "x\n\n\n    y\n\n\tz",
];

/// The texts of this file and of the shared collections, those left out that say nothing.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = OWN.iter().map(|text| (*text).to_owned()).collect();
    if let Some(folder) = sink::data("hostile/text") {
        let lines = std::fs::read_to_string(folder.join("claims.jsonl")).expect("it can be read");
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
            texts.extend(line["text"].as_str().map(str::to_owned));
        }
    }
    if let Some(folder) = sink::data("naughty-strings") {
        let list = std::fs::read_to_string(folder.join("blns.json")).expect("it can be read");
        texts.extend(serde_json::from_str::<Vec<String>>(&list).expect("it is a list of texts"));
    }
    texts.retain(|text| !text.trim().is_empty());
    // One text of a hundred thousand characters would drown the others.
    texts.retain(|text| text.len() < 20_000);
    texts
}

/// A text as it can be compared after any format: no blanks, no characters that documents cannot hold.
fn plain(text: &str) -> String {
    let text = agon_formats::escape::closed(text);
    let kept = text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'));
    kept.map(|c| if c.is_control() || is_noncharacter(c) { '\u{fffd}' } else { c }).collect()
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe
}

/// Every text at every place where a map holds text: titles, nodes, quotes, locators, reasons, records of sources.
fn map_of(texts: &[String]) -> Map {
    let mut ids = IdMaker::new(Box::new(SeededEntropy::new(5)));
    let now = Timestamp::from_millis(1_600_000_000_000);
    let name = |text: &str| Name::new(text).expect("a name");
    let mut info = MapInfo::new(ids.next(now), name("hostile"), texts[0].clone());
    info.summary = texts[1].clone();
    info.sections = texts.iter().map(|text| Section { title: text.clone(), level: 1 }).collect();
    let (mut placed, mut links, mut sources): (Vec<(Placement, Node)>, Vec<Link>, BTreeMap<_, _>) = Default::default();
    for (at, text) in texts.iter().enumerate() {
        let root: NodeId = ids.next(now);
        let mut place = Placement::new(info.id, root, 3 * at as u64);
        place.section = Some(at as u32);
        placed.push((place, Node::new(root, NodeKind::Claim, text.clone())));
        let evidence: NodeId = ids.next(now);
        let mut node = Node::new(evidence, NodeKind::Evidence, text.clone());
        let key = SourceKey::new(&format!("source-{at}")).expect("a key");
        let mut source = Source::titled(key.clone(), text);
        for field in ["container-title", "publisher", "page", "URL", "volume"] {
            source.csl.insert(field.into(), text.clone().into());
        }
        source.csl.insert("author".into(), serde_json::json!([{"family": text, "given": text}, {"literal": text}]));
        source.csl.insert("issued".into(), serde_json::json!({"literal": text}));
        source.csl.insert("custom".into(), serde_json::json!({"qualifications": text}));
        sources.insert(key.clone(), source);
        node.citation = Some(Box::new(Citation {
            source: Some(key),
            quote: Some(text.clone()),
            locator: Some(text.clone()),
            ..Citation::default()
        }));
        placed.push((Placement::new(info.id, evidence, 3 * at as u64 + 1), node));
        let rebuttal: NodeId = ids.next(now);
        placed
            .push((Placement::new(info.id, rebuttal, 3 * at as u64 + 2), Node::new(rebuttal, NodeKind::Rebuttal, text.clone())));
        let mut step = Link::new(ids.next(now), info.id, vec![evidence], Relation::Supports, Element::Node(root));
        step.reason = Some(text.clone());
        let attack = Link::new(ids.next(now), info.id, vec![rebuttal], Relation::Undercuts, Element::Link(step.id));
        links.extend([step, attack]);
    }
    Map::assemble(info, 0, placed, links, sources).expect("links refer to what is there")
}

fn harmless(count: usize) -> Map {
    map_of(&vec!["x".to_owned(); count])
}

/// The elements of a page in order, each with the names of its attributes; its texts; its links.
fn page(html: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut elements, mut texts, mut links) = (Vec::new(), Vec::new(), Vec::new());
    let mut inside = false;
    let mut emitter = html5gum::DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        match token.expect("text cannot fail to be read") {
            Token::StartTag(tag) => {
                let names: Vec<String> = tag.attributes.keys().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
                let element = format!("{} {}", String::from_utf8_lossy(&tag.name), names.join(" "));
                inside = tag.attributes.iter().any(|(name, value)| name.as_slice() == b"class" && value.starts_with(b"text"));
                for (name, value) in &tag.attributes {
                    let name = String::from_utf8_lossy(name);
                    assert!(!name.starts_with("on") && name != "style", "{element}");
                    if name == "href" || name == "src" {
                        links.push(String::from_utf8_lossy(value).into_owned());
                    }
                }
                elements.push(element);
            }
            Token::EndTag(tag) => {
                elements.push(format!("/{}", String::from_utf8_lossy(&tag.name)));
                inside = false;
            }
            Token::String(text) if inside => texts.push(String::from_utf8_lossy(&text).into_owned()),
            Token::String(_) | Token::Doctype(_) => {}
            Token::Comment(comment) => panic!("a comment: {comment:?}"),
            Token::Error(error) => panic!("the page is broken: {error:?}"),
        }
    }
    (elements, texts, links)
}

#[test]
fn in_html_every_text_is_text_and_no_element_is_added() {
    let texts = texts();
    let (elements, found, links) = page(&sink::export(&map_of(&texts), "html", &[]));
    let (expected, _, _) = page(&sink::export(&harmless(texts.len()), "html", &[]));
    // A source whose address is one of the web gets a link, and no other does.
    let webbed = |element: &String| element != "a href rel";
    let count = |list: &[String]| list.iter().filter(|element| !element.starts_with("a ") && *element != "/a").count();
    assert_eq!(count(&elements), count(&expected));
    let kept =
        |list: Vec<String>| -> Vec<String> { list.into_iter().filter(|element| webbed(element) && element != "/a").collect() };
    assert_eq!(kept(elements), kept(expected));
    for link in links {
        assert!(link.starts_with('#') || link.starts_with("http://") || link.starts_with("https://"), "{link}");
    }
    let found: Vec<String> = found.iter().map(|text| plain(text)).collect();
    for text in &texts {
        assert!(found.contains(&plain(text)), "{text:?} is not on the page");
    }
}

#[test]
fn the_policy_of_the_page_names_the_hashes_of_its_style_and_script() {
    let page = sink::export(&maps::small(), "html", &[]);
    for element in ["style", "script"] {
        let (_, rest) = page.split_once(&format!("<{element}>")).expect("it has one");
        let (content, rest) = rest.split_once(&format!("</{element}>")).expect("it is closed");
        assert!(!rest.contains(&format!("<{element}")), "there is one {element} only");
        let hex = agon_core::model::sha256_hex(content.as_bytes());
        let (_, policy) = page.split_once(&format!("{element}-src 'sha256-")).expect("the policy names it");
        let (coded, _) = policy.split_once('\'').expect("it is closed");
        assert_eq!(decoded(coded), hex);
    }
    assert!(!page.contains("unsafe"));
}

/// Base 64 as hex digits.
fn decoded(text: &str) -> String {
    let mut bits = 0u32;
    let mut held = 0;
    let mut bytes = Vec::new();
    for c in text.trim_end_matches('=').bytes() {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            other => panic!("{other} is no digit of base 64"),
        };
        bits = bits << 6 | u32::from(digit);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    agon_core::model::hex(&bytes)
}

/// What a Markdown document is made of, and the text of each of its blocks.
fn outline(markdown: &str) -> (Vec<String>, Vec<String>) {
    let (mut tags, mut blocks) = (Vec::new(), vec![String::new()]);
    // Everything any reader may know, but for turning quotation marks.
    for event in Parser::new_ext(markdown, Options::all().difference(Options::ENABLE_SMART_PUNCTUATION)) {
        match event {
            Event::Text(text) => blocks.last_mut().expect("one is open").push_str(&text),
            Event::SoftBreak | Event::HardBreak => {}
            Event::Start(tag) => {
                if matches!(tag, Tag::Item | Tag::Paragraph | Tag::Heading { .. }) {
                    blocks.push(String::new());
                }
                match tag {
                    Tag::Link { dest_url, .. } => {
                        assert!(dest_url.starts_with('#') || dest_url.starts_with("http"), "{dest_url}");
                    }
                    tag => tags.push(format!("{tag:?}")),
                }
            }
            Event::End(pulldown_cmark::TagEnd::Link) => {}
            Event::End(tag) => tags.push(format!("{tag:?}")),
            other => tags.push(format!("{other:?}")),
        }
    }
    (tags, blocks)
}

#[test]
fn in_markdown_every_text_is_text_and_no_structure_is_added() {
    let texts = texts();
    let (tags, blocks) = outline(&sink::export(&map_of(&texts), "markdown", &[]));
    let (expected, _) = outline(&sink::export(&harmless(texts.len()), "markdown", &[]));
    for (at, (tag, expected)) in tags.iter().zip(&expected).enumerate() {
        assert_eq!(tag, expected, "after {:?}", &tags[at.saturating_sub(5)..at]);
    }
    assert_eq!(tags.len(), expected.len());
    let blocks: Vec<String> = blocks.iter().map(|text| plain(text)).collect();
    let all: std::collections::HashSet<&str> = blocks.iter().map(String::as_str).collect();
    for text in &texts {
        let text = plain(text);
        assert!(
            all.iter().any(|block| block.contains(&text) || loose(block).contains(&loose(&text))),
            "{text:?} is not in the document"
        );
    }
}

/// Without what closes directional controls, which stands at the end of a line.
fn loose(text: &str) -> String {
    text.replace(['\u{202c}', '\u{2069}'], "")
}

#[test]
fn in_json_every_text_comes_back() {
    let map = map_of(&texts());
    let again = sink::map_of(sink::export(&map, "json", &[]).as_bytes());
    assert_eq!(map.nodes(), again.nodes());
    assert_eq!(map.sources(), again.sources());
}

#[test]
fn in_dot_every_text_is_a_label_and_no_node_is_added() {
    if Command::new("dot").arg("-V").stderr(Stdio::null()).status().is_err() {
        eprintln!("skipped: the program `dot` of Graphviz is not installed");
        return;
    }
    for part in texts().chunks(50) {
        let mut texts = part.to_vec();
        texts.push("x".to_owned());
        let map = map_of(&texts);
        let mut child =
            Command::new("dot").args(["-Tjson", "-q"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("dot starts");
        let text = sink::export(&map, "dot", &[]);
        let mut input = child.stdin.take().expect("it is piped");
        let writer = std::thread::spawn(move || std::io::Write::write_all(&mut input, text.as_bytes()));
        let output = child.wait_with_output().expect("dot ends");
        writer.join().expect("the thread ends").expect("dot reads all");
        let drawn: serde_json::Value = serde_json::from_slice(&output.stdout).expect("dot writes JSON");
        let objects: Vec<&serde_json::Value> =
            drawn["objects"].as_array().expect("it lists objects").iter().filter(|object| object["nodes"].is_null()).collect();
        assert_eq!(objects.len(), map.nodes().len() + texts.len(), "nodes, and a point for each attacked link");
        let labels: Vec<String> =
            objects.iter().map(|object| plain(&unescaped(object["label"].as_str().unwrap_or_default()))).collect();
        for text in &texts {
            let expected = format!("claim{}", plain(text));
            assert!(labels.iter().any(|label| loose(label) == loose(&expected)), "{text:?} is no label");
        }
    }
}

/// What Graphviz shows for a label.
fn unescaped(label: &str) -> String {
    let mut out = String::new();
    let mut rest = label.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('n') => out.push('\n'),
                Some('\\') => out.push('\\'),
                other => panic!("{label:?} holds the escape {other:?}"),
            },
            c => out.push(c),
        }
    }
    out.replace("&amp;", "&")
}
