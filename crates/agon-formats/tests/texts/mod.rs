//! Hostile texts, and maps that hold each of them at every place where a map holds text.

use std::collections::BTreeMap;

use agon_core::model::{
    Citation, Element, IdMaker, Link, Map, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, Section, SeededEntropy,
    Source, SourceKey, Timestamp,
};

use crate::sink::data;

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
pub fn texts() -> Vec<String> {
    let mut texts: Vec<String> = OWN.iter().map(|text| (*text).to_owned()).collect();
    if let Some(folder) = data("hostile/text") {
        let lines = std::fs::read_to_string(folder.join("claims.jsonl")).expect("it can be read");
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
            texts.extend(line["text"].as_str().map(str::to_owned));
        }
    }
    if let Some(folder) = data("naughty-strings") {
        let list = std::fs::read_to_string(folder.join("blns.json")).expect("it can be read");
        texts.extend(serde_json::from_str::<Vec<String>>(&list).expect("it is a list of texts"));
    }
    if let Some(folder) = data("dompurify") {
        let list = std::fs::read_to_string(folder.join("expect.mjs")).expect("it can be read");
        let payloads = list.lines().filter_map(|line| line.trim().strip_prefix("\"payload\": "));
        texts.extend(payloads.filter_map(|text| serde_json::from_str::<String>(text.trim_end_matches(',')).ok()));
    }
    texts.retain(|text| !text.trim().is_empty());
    // One text of a hundred thousand characters would drown the others.
    texts.retain(|text| text.len() < 20_000);
    texts
}

/// A text as it can be compared after any format: no blanks, no characters that documents cannot hold.
pub fn plain(text: &str) -> String {
    let text = agon_formats::escape::closed(text);
    let kept = text.chars().filter(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'));
    kept.map(|c| if c.is_control() || is_noncharacter(c) { '\u{fffd}' } else { c }).collect()
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe
}

/// Every text at every place where a map holds text: titles, nodes, quotes, locators, reasons, records of sources.
pub fn map_of(texts: &[String]) -> Map {
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

pub fn harmless(count: usize) -> Map {
    map_of(&vec!["x".to_owned(); count])
}
