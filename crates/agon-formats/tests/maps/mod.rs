//! Maps for tests and benchmarks: a small one with one of everything, and large ones from a seed.
#![allow(dead_code)]

use agon_core::model::{
    Assessment, Citation, Directness, Element, EvidenceForm, IdMaker, Link, Map, MapBuilder, MapInfo, Name, Node, NodeId,
    NodeKind, Passage, Placement, Relation, RivalRelation, Rivals, Score, Section, SeededEntropy, Source, SourceKey, Timestamp,
};
use std::collections::BTreeMap;

fn name(text: &str) -> Name {
    Name::new(text).expect("a name in source code is one")
}

fn key(text: &str) -> SourceKey {
    SourceKey::new(text).expect("a key in source code is one")
}

/// One of everything: rivals, linked premises, undercuts on undercuts, a shared node, a contradiction, sources, sections.
pub fn small() -> Map {
    let map = MapBuilder::new("trade-talks")
        .question("why", "Why did the trade talks fail?")
        .claim("pride", "Neither capital could be seen to yield.")
        .credence(0.6)
        .claim("interests", "Their interests had drifted apart.")
        .claim("broker", "The broker had left the room.")
        .tag("outside")
        .evidence("poll", "Two in three voters wanted no concession.")
        .evidence("tariffs", "Tariff lines in dispute tripled within five years.")
        .claim("voters-bind", "What voters refuse, ministers do not sign.")
        .rebuttal("poll-old", "The poll was taken a year before the talks.")
        .claim("mood-stable", "Opinion hardly moved in that year.")
        .evidence("envoy", "The envoy's post stood empty for two years.")
        .rebuttal("calls", "The broker telephoned every week: 매주 전화했다.")
        .claim("cheap", "Talk was cheap & nobody <listened>.")
        .answers("pride", "why")
        .answers("interests", "why")
        .answers("broker", "why")
        .link(&["poll", "voters-bind"], Relation::Supports, "pride")
        .named("poll-step")
        .strength(0.8)
        .undercuts("poll-old", "poll-step")
        .named("poll-old-step")
        .undercuts("mood-stable", "poll-old-step")
        .supports("tariffs", "interests")
        .rebuts("tariffs", "pride")
        .supports("envoy", "broker")
        .named("envoy-step")
        .underpins("tariffs", "envoy-step")
        .rebuts("calls", "broker")
        .supports("cheap", "calls")
        .contradicts("cheap", "broker")
        .build();
    let mut info = map.info().clone();
    info.title = "Why the trade talks failed".into();
    info.summary = "Three rival causes, and what speaks for each.".into();
    info.sections = vec![Section { title: "The dispute".into(), level: 1 }];
    info.attributes.insert("reviewed".into(), serde_json::json!({"by": ["Kim", "Sato"], "share": 0.1}));
    let mut sources = BTreeMap::new();
    let mut survey = Source::titled(key("park-2019"), "What voters want");
    survey.csl.insert("author".into(), serde_json::json!([{"family": "Park", "given": "Jin"}, {"literal": "여론연구소"}]));
    survey.csl.insert("container-title".into(), "The Quarterly".into());
    survey.csl.insert("issued".into(), serde_json::json!({"date-parts": [[2019, 4]]}));
    survey.csl.insert("URL".into(), "https://quarterly.example/voters?id=1&lang=en".into());
    survey.assessment = Some(Assessment {
        reliability: Some('B'),
        credibility: Some(2),
        directness: Some(Directness::Primary),
        group: Some(name("pollsters")),
        note: "own survey".into(),
    });
    sources.insert(survey.key.clone(), survey);
    let mut diary = Source::titled(key("diary"), "Diary of an envoy");
    diary.csl.insert("URL".into(), "javascript:alert(1)".into());
    sources.insert(diary.key.clone(), diary);

    let mut placed: Vec<(Placement, Node)> = map.placements().iter().cloned().zip(map.nodes().iter().cloned()).collect();
    for (placement, node) in &mut placed {
        match node.name.as_ref().map(Name::as_str) {
            Some("why") => {
                node.rivals = Some(Rivals { relation: Some(RivalRelation::Partial), exhaustive: false });
                placement.section = Some(0);
            }
            Some("poll") => {
                node.citation = Some(Box::new(Citation {
                    source: Some(key("park-2019")),
                    form: EvidenceForm::Statistic,
                    paragraph: Some(4),
                    locator: Some("p. 12".into()),
                    reported_in: vec![key("diary")],
                    quote: Some("no concession whatever".into()),
                    marks: "0-2 u, 3-13 u em hl=cyan, 14-22 sz=8".parse().expect("marks"),
                    cite: Some(Passage { text: "Park 19 (Jin, pollster)".into(), marks: "0-7 cite".parse().expect("marks") }),
                    language: Some("en".into()),
                    translation: None,
                    anchor: None,
                }));
                placement.side = Some(name("aff"));
            }
            Some("envoy") => {
                node.citation = Some(Box::new(Citation { source: Some(key("diary")), ..Citation::default() }));
            }
            _ => {}
        }
    }
    let mut links = map.links().to_vec();
    links[4].reason = Some("A poll tells of its own day.".into());
    links[4].scheme = Some(name("popular-opinion"));
    Map::assemble(info, 0, placed, links, sources).expect("the parts are those of a map")
}

/// A map of `size` nodes and about as many links: trees of claims under questions, evidence, some undercuts, some shared nodes.
pub fn large(size: usize) -> Map {
    let mut ids = IdMaker::new(Box::new(SeededEntropy::new(size as u64)));
    let mut random = SeededEntropy::new(7);
    let now = Timestamp::from_millis(1_700_000_000_000);
    let info = MapInfo::new(ids.next(now), name("large"), "A large map");
    let words = [
        "alliance",
        "drift",
        "identity",
        "export",
        "memory",
        "deterrence",
        "court",
        "ruling",
        "summit",
        "trust",
        "history",
        "broker",
    ];
    let mut placed = Vec::with_capacity(size);
    let mut links: Vec<Link> = Vec::with_capacity(size);
    let mut kinds: Vec<(NodeId, NodeKind)> = Vec::with_capacity(size);
    for at in 0..size {
        let id: NodeId = ids.next(now);
        let kind = match (at % 1000, at % 4) {
            (0, _) => NodeKind::Question,
            (_, 3) => NodeKind::Evidence,
            (_, 2) if at % 3 == 0 => NodeKind::Rebuttal,
            _ => NodeKind::Claim,
        };
        let mut text = format!("Statement {at}:");
        for _ in 0..12 {
            text.push(' ');
            text.push_str(words[(random.next_u64() % words.len() as u64) as usize]);
        }
        let mut node = Node::new(id, kind, text);
        node.name = (at % 5 == 0).then(|| name(&format!("statement-{at}")));
        node.credence =
            (kind == NodeKind::Evidence).then(|| Score::new((random.next_u64() % 1000) as f64 / 1000.0).expect("a share"));
        placed.push((Placement::new(info.id, id, at as u64), node));
        if at > 0 && kind != NodeKind::Question {
            let block = at / 1000 * 1000;
            let target = block + (random.next_u64() as usize) % (at - block).max(1);
            let (target_id, target_kind) = kinds[target];
            let relation = match (kind, target_kind) {
                (NodeKind::Claim, NodeKind::Question) => Some(Relation::Answers),
                (_, NodeKind::Question) => None,
                (NodeKind::Rebuttal, _) => Some(Relation::Rebuts),
                _ => Some(Relation::Supports),
            };
            if let Some(relation) = relation {
                let target = match links.last() {
                    Some(last) if at % 17 == 0 && last.relation != Relation::Answers && !last.premises.contains(&id) => {
                        Element::Link(last.id)
                    }
                    _ => Element::Node(target_id),
                };
                let relation = if target.link().is_some() { Relation::Undercuts } else { relation };
                let mut premises = vec![id];
                if at % 11 == 0 && relation != Relation::Answers {
                    let other = kinds[kinds.len() - 1];
                    if other.1 == NodeKind::Claim && Element::Node(other.0) != target {
                        premises.push(other.0);
                    }
                }
                links.push(Link::new(ids.next(now), info.id, premises, relation, target));
            }
        }
        kinds.push((id, kind));
    }
    Map::assemble(info, 0, placed, links, BTreeMap::new()).expect("a link refers to what came before it")
}

/// A chain: each node supports the one before it.
pub fn chain(length: usize) -> Map {
    let mut ids = IdMaker::new(Box::new(SeededEntropy::new(3)));
    let now = Timestamp::from_millis(1_700_000_000_000);
    let info = MapInfo::new(ids.next(now), name("chain"), "A chain");
    let mut placed: Vec<(Placement, Node)> = Vec::with_capacity(length);
    let mut links = Vec::with_capacity(length);
    for at in 0..length {
        let id: NodeId = ids.next(now);
        if let Some((_, last)) = placed.last() {
            links.push(Link::new(ids.next(now), info.id, vec![id], Relation::Supports, Element::Node(last.id)));
        }
        placed.push((Placement::new(info.id, id, at as u64), Node::new(id, NodeKind::Claim, format!("Step {at}"))));
    }
    Map::assemble(info, 0, placed, links, BTreeMap::new()).expect("a chain holds together")
}
