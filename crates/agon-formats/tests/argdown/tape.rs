//! Maps made from a tape of numbers: short tapes make small maps, so that failures shrink.

use std::collections::{BTreeMap, HashSet};

use agon_core::model::rules::{TargetKind, may_join};
use agon_core::model::{
    Anchor, Citation, Element, EvidenceForm, IdMaker, Link, LinkId, Map, MapId, MapInfo, Name, Node, NodeId, NodeKind, Passage,
    Placement, Relation, RivalRelation, Rivals, Score, Section, SeededEntropy, SourceKey, Style, Timestamp, Translation,
};
use serde_json::{Value, json};

const PIECES: [&str; 44] = [
    "a",
    "the claim",
    " ",
    "  ",
    "\t",
    "\n",
    "*",
    "**",
    "_",
    "__",
    "#",
    "#tag",
    "[",
    "]",
    "](",
    "(",
    ")",
    "{",
    "}",
    "<",
    ">",
    "@[x]",
    "@<y z>",
    "//",
    "://",
    "/*",
    "*/",
    "<!--",
    "\\",
    "\\\\",
    ":smile:",
    ".A.",
    "1.",
    "(1)",
    "--",
    "- ",
    "+ ",
    "===",
    "\"",
    "'",
    "日本語",
    "한국 ",
    "é\u{301}",
    "\u{2028}",
];

const NAMES: [&str; 16] = [
    "a",
    "b-c",
    "true",
    "null",
    "1",
    "2019",
    "a//b",
    "日本",
    "x.y/z",
    "unnamed-1",
    "link-1",
    "constructor",
    "__proto__",
    "A",
    "no",
    "e1",
];

pub struct Tape<'t> {
    numbers: &'t [u16],
    at: usize,
}

impl Tape<'_> {
    pub fn new(numbers: &[u16]) -> Tape<'_> {
        Tape { numbers, at: 0 }
    }

    fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % bound.max(1)
    }

    fn one_in(&mut self, bound: usize) -> bool {
        self.below(bound) == bound - 1
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        let mut text: String = (0..self.below(7)).map(|_| self.pick(&PIECES)).collect();
        if text.trim().is_empty() {
            text.push('x');
        }
        text
    }

    fn score(&mut self) -> Option<Score> {
        let number = self.below(12);
        Score::new(number as f64 / 10.0).ok()
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth > 2 { 6 } else { 8 }) {
            0 => json!(null),
            1 => json!(self.below(2) == 1),
            2 => json!(self.pick(&[0.0, -1.5, 1e16, 5e-324, 1e-7, 123_456_789.25])),
            3 => json!(self.pick(&[0, 7, -3, i64::MAX, i64::MIN])),
            4 => json!(self.pick(&["yes", "no", "1", "0x10", "~", "", "word", "2019-01-01", "1e5", "- a", "k: v", "[x]"])),
            5 => json!(self.text()),
            6 => (0..self.below(3)).map(|_| self.value(depth + 1)).collect(),
            _ => Value::Object((0..self.below(3)).map(|_| (self.key(), self.value(depth + 1))).collect()),
        }
    }

    fn key(&mut self) -> String {
        self.pick(&[
            "year",
            "kind",
            "title",
            "text",
            "id",
            "attributes",
            "link",
            "a b",
            "1",
            "",
            "true",
            "tags",
            "rules",
            "strength",
            "name",
        ])
        .to_owned()
    }

    fn attributes(&mut self) -> BTreeMap<String, Value> {
        let mut attributes: BTreeMap<String, Value> = (0..self.below(3)).map(|_| (self.key(), self.value(0))).collect();
        if self.one_in(8) {
            attributes.insert("title".into(), self.pick(&["B c", "Wha?", "Ä ö: ü", "?!", "A"]).into());
        }
        attributes
    }

    fn name(&mut self, taken: &mut HashSet<String>) -> Option<Name> {
        let name = match self.below(4) {
            0 => return None,
            1 => self.pick(&NAMES).to_owned(),
            _ => format!("n{}", self.at),
        };
        let name = Name::new(&name).ok()?;
        taken.insert(name.to_string()).then_some(name)
    }

    pub fn map(&mut self) -> Map {
        let mut ids = IdMaker::new(Box::new(SeededEntropy::new(9)));
        let now = Timestamp::from_millis(1_600_000_000_000);
        let map: MapId = ids.next(now);
        let mut info = MapInfo::new(map, Name::new(self.pick(&["m", "地図", "2", "a//b"])).expect("a name"), self.text());
        if self.one_in(3) {
            info.summary = self.text();
        }
        info.attributes = self.attributes();
        info.sections = (0..self.below(4)).map(|_| Section { title: self.text(), level: self.pick(&[1, 2, 1, 3, 0]) }).collect();
        let mut taken = HashSet::new();
        let mut nodes: Vec<Node> = Vec::new();
        let mut placed = Vec::new();
        for _ in 0..1 + self.below(9) {
            let node = self.node(ids.next(now), &mut taken);
            let mut placement = Placement::new(map, node.id, self.below(5) as u64);
            if !info.sections.is_empty() && self.below(3) > 0 {
                placement.section = Some(self.below(info.sections.len()) as u32);
            }
            placement.side = if self.one_in(5) { Name::new(self.pick(&["aff", "neg", "true"])).ok() } else { None };
            nodes.push(node.clone());
            placed.push((placement, node));
        }
        let mut links: Vec<Link> = Vec::new();
        for _ in 0..self.below(14) {
            if let Some(link) = self.link(ids.next(now), map, &nodes, &links, &mut taken) {
                links.push(link);
            }
        }
        Map::assemble(info, 0, placed, links, BTreeMap::new()).expect("it refers to what there is")
    }

    fn node(&mut self, id: NodeId, taken: &mut HashSet<String>) -> Node {
        let kind = self.pick(&[NodeKind::Claim, NodeKind::Claim, NodeKind::Evidence, NodeKind::Rebuttal, NodeKind::Question]);
        let mut node = Node::new(id, kind, self.text());
        node.name = self.name(taken);
        for _ in 0..self.below(3) {
            node.add_tag(Name::new(self.pick(&["t", "a.b", "c/d", "日", "x_y", "9"])).expect("a name"));
        }
        if kind != NodeKind::Question && self.one_in(3) {
            node.credence = self.score();
        }
        if kind == NodeKind::Evidence && self.one_in(2) {
            let anchor = Anchor {
                start: 3,
                end: 9,
                sha256: "0a".repeat(32),
                prefix: if self.one_in(2) { self.text() } else { String::new() },
                suffix: String::new(),
            };
            let (reported, named) = (self.one_in(4), self.one_in(2));
            let quoted = self.one_in(3).then(|| self.passage());
            let (quote, marks) = quoted.map_or_else(Default::default, |quoted| (Some(quoted.text), quoted.marks));
            node.citation = Some(Box::new(Citation {
                source: Some(SourceKey::new(self.pick(&["s-1", "1", "no"])).expect("a name")).filter(|_| reported || named),
                reported_in: if reported { vec![SourceKey::new("via").expect("a name")] } else { Vec::new() },
                form: self.pick(&EvidenceForm::ALL),
                paragraph: self.one_in(2).then_some(4),
                locator: self.one_in(3).then(|| self.text()),
                quote,
                marks,
                cite: self.one_in(5).then(|| self.passage()),
                language: self.one_in(4).then(|| "ko".to_owned()),
                translation: self.one_in(5).then(|| Translation {
                    text: self.text(),
                    language: Some("en".into()),
                    translator: None,
                }),
                anchor: self.one_in(2).then_some(anchor),
            }));
        }
        if kind == NodeKind::Question && self.one_in(2) {
            let relation = self.pick(&[None, Some(RivalRelation::Exclusive), Some(RivalRelation::Partial)]);
            node.rivals = Some(Rivals { relation, exhaustive: self.one_in(2) });
        }
        node.attributes = self.attributes();
        node
    }

    /// A text of which every other piece is marked.
    fn passage(&mut self) -> Passage {
        let mut passage = Passage::default();
        let style = "u hl=cyan sz=8".parse().expect("marks in source code are some");
        for marked in [Style::PLAIN, style, Style { emphasis: true, ..Style::PLAIN }] {
            let text = self.text();
            passage.push(&text, marked);
        }
        passage
    }

    fn link(&mut self, id: LinkId, map: MapId, nodes: &[Node], links: &[Link], taken: &mut HashSet<String>) -> Option<Link> {
        let relation = self.pick(&[
            Relation::Supports,
            Relation::Supports,
            Relation::Rebuts,
            Relation::Undercuts,
            Relation::Undercuts,
            Relation::Underpins,
            Relation::Contradicts,
            Relation::Answers,
        ]);
        let (target, kind) = if relation.targets_link() {
            let target = links.get(self.below(links.len()))?;
            (Element::Link(target.id), TargetKind::Link(target.relation))
        } else {
            let target = &nodes[self.below(nodes.len())];
            (Element::Node(target.id), TargetKind::Node(target.kind))
        };
        let several = !matches!(relation, Relation::Contradicts | Relation::Answers);
        let mut premises: Vec<NodeId> = Vec::new();
        for _ in 0..if several { 1 + self.below(3) } else { 1 } {
            let premise = &nodes[self.below(nodes.len())];
            let fits = may_join(premise.kind, relation, kind).is_ok() && Element::Node(premise.id) != target;
            if fits && !premises.contains(&premise.id) {
                premises.push(premise.id);
            }
        }
        if premises.is_empty() {
            return None;
        }
        let mut link = Link::new(id, map, premises, relation, target);
        link.name = self.name(taken);
        if relation != Relation::Answers && self.one_in(2) {
            link.strength = self.score();
        }
        link.scheme =
            self.one_in(3).then(|| Name::new(self.pick(&["sign", "Upper", "a//b", "cause-to-effect", "9"])).expect("a name"));
        link.reason = self.one_in(3).then(|| self.text());
        if link.premises.len() == 1 && self.one_in(4) {
            link.marks = Some(Box::new(self.passage().marks));
        }
        link.attributes = self.attributes();
        Some(link)
    }
}
