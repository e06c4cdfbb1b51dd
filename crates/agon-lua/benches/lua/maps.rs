//! Seeded maps to measure on.

use agon_core::model::{
    Element, Entropy, IdMaker, Link, LinkId, Map, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, Score,
    SeededEntropy, Timestamp,
};

/// What a map is like.
#[derive(Clone, Copy)]
pub struct Shape {
    pub nodes: usize,
    /// How many links leave each node.
    pub links: usize,
    /// Whether one link in eight bears on a link, and one in eight has two premises.
    pub tangled: bool,
    /// Whether nodes stand in the order in which they were made, reasons after what they are reasons for.
    pub in_order: bool,
}

/// A forest: every node but the first supports or rebuts an earlier one.
pub fn forest(nodes: usize) -> Shape {
    Shape { nodes, links: 1, tangled: false, in_order: true }
}

pub fn map(shape: Shape) -> Map {
    let mut ids = IdMaker::new(Box::new(SeededEntropy::new(7)));
    let mut entropy = SeededEntropy::new(11);
    let mut random = move || {
        let mut bytes = [0; 4];
        entropy.fill(&mut bytes);
        u32::from_le_bytes(bytes) as usize
    };
    let at = Timestamp::from_millis(1_700_000_000_000);
    let map: MapId = ids.next(at);
    let mut placed = Vec::with_capacity(shape.nodes);
    let mut links: Vec<Link> = Vec::with_capacity(shape.nodes * shape.links);
    let mut made: Vec<NodeId> = Vec::with_capacity(shape.nodes);
    // For each link the node that it bears on in the end.
    let mut ends: Vec<usize> = Vec::with_capacity(shape.nodes * shape.links);
    for order in 0..shape.nodes {
        let id: NodeId = ids.next(at);
        let mut node = Node::new(id, NodeKind::Claim, "One thing leads to another, as a rule.");
        node.credence = Score::new((random() % 256) as f64 / 255.0).ok();
        let place = if shape.in_order { order } else { random() };
        placed.push((Placement::new(map, id, place as u64), node));
        for _ in 0..if order > 0 { shape.links } else { 0 } {
            let pro = random() % 2 == 0;
            let tangle = if shape.tangled { random() % 8 } else { 2 };
            let (relation, target, end) = match random() % links.len().max(1) {
                other if tangle == 0 && order > 1 => {
                    let relation = if pro { Relation::Underpins } else { Relation::Undercuts };
                    (relation, Element::Link(links[other].id), ends[other])
                }
                _ => {
                    let relation = if pro { Relation::Supports } else { Relation::Rebuts };
                    let end = random() % order;
                    (relation, Element::Node(made[end]), end)
                }
            };
            let mut premises = vec![id];
            // Newer than what it bears on, so that nothing goes in a circle.
            if tangle == 1 && end + 1 < order {
                premises.push(made[end + 1 + random() % (order - end - 1)]);
            }
            ends.push(end);
            let link: LinkId = ids.next(at);
            let mut link = Link::new(link, map, premises, relation, target);
            link.strength = Score::new((random() % 256) as f64 / 255.0).ok();
            links.push(link);
        }
        made.push(id);
    }
    let info = MapInfo::new(map, Name::new("bench").expect("a name"), "Bench");
    Map::assemble(info, 0, placed, links, Default::default()).expect("a map")
}
