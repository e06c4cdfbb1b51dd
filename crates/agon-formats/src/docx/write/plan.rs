//! What a debate file consists of, in order: headings, tags, cards, notes. How they are written is another matter.

use agon_core::model::{LinkIndex, Map, Node, NodeIndex, NodeKind, Relation};

/// One thing of a debate file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A pocket, hat or block.
    Heading {
        /// 1 to 3.
        level: u8,
        /// Its text; empty where it only separates files.
        title: String,
    },
    /// A tag: what a node says.
    Tag(NodeIndex),
    /// A card, and the link in which it is used.
    Card(NodeIndex, Option<LinkIndex>),
    /// A paragraph by itself.
    Note(NodeIndex),
}

/// A tag on a node, not a tag of a card.
pub fn is_tagged(node: &Node, tag: &str) -> bool {
    node.tags.iter().any(|one| one.as_str() == tag)
}

/// Whether a map came from a debate file: its order is that of the document.
pub fn is_debate_file(map: &Map) -> bool {
    map.info().attributes.get("layout").and_then(|value| value.as_str()) == Some(crate::docx::LAYOUT)
}

/// Whether a map is one of cards: it came from a debate file, or most of its evidence has its citation word for word.
pub fn has_cards(map: &Map) -> bool {
    let (mut cards, mut evidence) = (0usize, 0usize);
    for node in map.nodes().iter().filter(|node| node.kind == NodeKind::Evidence) {
        evidence += 1;
        cards +=
            usize::from(node.citation.as_ref().is_some_and(|citation| citation.cite.is_some() || !citation.marks.is_empty()));
    }
    is_debate_file(map) || cards * 2 > evidence
}

/// A map that came from a debate file, in the order of that file.
pub fn placed(map: &Map) -> Vec<Item> {
    let sections = &map.info().sections;
    let mut by_section: Vec<Vec<NodeIndex>> = vec![Vec::new(); sections.len() + 1];
    let mut hanging: Vec<bool> = vec![false; map.nodes().len()];
    for (index, placement) in map.node_indices().zip(map.placements()) {
        let at = placement.section.map_or(0, |section| section as usize + 1);
        if at == 0 && !sections.is_empty() && hangs(map, index) {
            // Put in after the import: it stands with what it bears on.
            hanging[index.at()] = true;
        } else {
            by_section[at.min(sections.len())].push(index);
        }
    }
    let mut items = Vec::new();
    let mut shown = vec![false; map.nodes().len()];
    for (at, nodes) in by_section.into_iter().enumerate() {
        if let Some(section) = at.checked_sub(1).and_then(|at| sections.get(at)) {
            items.push(Item::Heading { level: section.level.clamp(1, 3), title: section.title.clone() });
        }
        for index in nodes {
            let mut stack = vec![index];
            while let Some(index) = stack.pop() {
                if std::mem::replace(&mut shown[index.at()], true) {
                    continue;
                }
                one(map, index, &mut items);
                let start = stack.len();
                for link in map.links_to(index) {
                    stack.extend(map.premises(*link).iter().filter(|premise| hanging[premise.at()]));
                }
                stack[start..].reverse();
            }
        }
    }
    // What hangs on nothing that is written.
    for index in map.node_indices().filter(|index| hanging[index.at()] && !shown[index.at()]) {
        one(map, index, &mut items);
    }
    items
}

/// Whether a claim or rebuttal bears on another node.
fn hangs(map: &Map, index: NodeIndex) -> bool {
    matches!(map.node(index).kind, NodeKind::Claim | NodeKind::Rebuttal)
        && !is_tagged(map.node(index), "note")
        && map.links_from(index).iter().any(|link| map.target_node(*link).is_some())
}

fn one(map: &Map, index: NodeIndex, items: &mut Vec<Item>) {
    let node = map.node(index);
    let level = node.attributes.get("docx_level").and_then(|level| level.as_u64());
    match node.kind {
        NodeKind::Question => items.push(Item::Heading { level: 3, title: node.text.clone() }),
        NodeKind::Evidence => {
            let is_used = map.links_from(index).iter().any(|link| {
                map.target_node(*link).is_some_and(|target| matches!(map.node(target).kind, NodeKind::Claim | NodeKind::Rebuttal))
            });
            if !is_used {
                items.push(Item::Card(index, None));
            }
        }
        NodeKind::Claim if is_tagged(node, "heading") => {
            items.push(Item::Heading { level: level.map_or(3, |level| level.clamp(1, 3) as u8), title: node.text.clone() });
        }
        NodeKind::Claim if is_tagged(node, "answered") => {}
        NodeKind::Claim if is_tagged(node, "note") => items.push(Item::Note(index)),
        NodeKind::Claim | NodeKind::Rebuttal => {
            if node.attributes.get("docx_tag").and_then(|value| value.as_str()) != Some("heading") {
                items.push(Item::Tag(index));
            }
            cards(map, index, items);
        }
    }
}

/// The cards under a tag, in the order in which they were put there.
pub fn cards(map: &Map, index: NodeIndex, items: &mut Vec<Item>) {
    for link in map.links_to(index) {
        if map.link(*link).relation == Relation::Contradicts {
            continue;
        }
        for premise in map.premises(*link) {
            if map.node(*premise).kind == NodeKind::Evidence {
                items.push(Item::Card(*premise, Some(*link)));
            }
        }
    }
}

/// What a block that answers a node is called.
pub fn answers_title(node: &Node) -> String {
    let mut words: String = node.text.chars().take(120).collect();
    if words.len() < node.text.len() {
        words.push('…');
    }
    format!("AT: {}", words.split_whitespace().collect::<Vec<_>>().join(" "))
}
