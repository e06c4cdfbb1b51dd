//! The grounded labelling: the one that takes no side it is not forced to take (Dung, AIJ 1995).
//!
//! An *attack* is a link that is judged: one a link, two a contradiction (one each way). An attack is in when its
//! premises are in and whatever undercuts it is out; out when a premise is out or an undercut on it is in. A node is
//! in when every attack on it is out, out when one is in. The labelling is the least one that obeys this, found by a
//! worklist with counters (as Modgil and Caminada 2009 describe it), linear in nodes, links and premises.

use agon_core::model::{Element, LinkIndex, Map, NodeIndex, NodeKind, Relation};

use super::{Label, Labelling};

/// The grounded labelling of a map.
///
/// ```
/// use agon_core::model::MapBuilder;
/// use agon_reason::acceptability::{Label, grounded};
/// let map = MapBuilder::new("m")
///     .claim("a", "A").rebuttal("b", "B").rebuttal("c", "C").rebuts("b", "a").rebuts("c", "b").build();
/// let labels = grounded(&map).nodes;
/// assert_eq!(labels, [Some(Label::In), Some(Label::Out), Some(Label::In)]);
/// ```
pub fn grounded(map: &Map) -> Labelling {
    let mut work = Work::new(map);
    while let Some(settled) = work.settled.pop() {
        match settled {
            Settled::Node(node) => work.spread_node(node),
            Settled::Attack(attack) => work.spread_attack(attack),
        }
    }
    work.labelling()
}

/// The attacks of link `i` are `2i` (premises against target) and `2i + 1` (a contradiction's way back).
#[derive(Clone, Copy)]
struct Attack(usize);

impl Attack {
    const fn forth(link: LinkIndex) -> Self {
        Self(2 * link.at())
    }

    const fn back(link: LinkIndex) -> Self {
        Self(2 * link.at() + 1)
    }

    const fn link(self) -> LinkIndex {
        LinkIndex((self.0 / 2) as u32)
    }

    const fn is_back(self) -> bool {
        self.0 % 2 == 1
    }
}

/// What a link bears on, by its place in the map.
#[derive(Clone, Copy)]
enum Target {
    Node(NodeIndex),
    Link(LinkIndex),
}

enum Settled {
    Node(NodeIndex),
    Attack(Attack),
}

struct Work<'a> {
    map: &'a Map,
    relations: Vec<Relation>,
    targets: Vec<Target>,
    nodes: Vec<Label>,
    attacks: Vec<Label>,
    /// For each node, the attacks on it that are not out yet.
    against: Vec<u32>,
    /// For each attack, its premises that are not in yet and the undercuts on it that are not out yet.
    wanted: Vec<u32>,
    settled: Vec<Settled>,
}

impl<'a> Work<'a> {
    fn new(map: &'a Map) -> Self {
        let links = map.links().len();
        let mut work = Self {
            map,
            relations: map.links().iter().map(|link| link.relation).collect(),
            targets: targets(map),
            nodes: vec![Label::Undecided; map.nodes().len()],
            attacks: vec![Label::Undecided; 2 * links],
            against: vec![0; map.nodes().len()],
            wanted: vec![0; 2 * links],
            settled: Vec::new(),
        };
        for link in map.link_indices() {
            let undercuts = map.links_to_link(link).iter().filter(|by| work.relations[by.at()].is_con()).count() as u32;
            work.wanted[Attack::forth(link).0] = map.premises(link).len() as u32 + undercuts;
            work.wanted[Attack::back(link).0] = 1 + undercuts;
        }
        for node in map.node_indices() {
            let against = map.links_to(node).iter().filter(|link| work.relations[link.at()].is_con()).count();
            work.against[node.at()] = against as u32;
            if against == 0 {
                work.node(node, Label::In);
            }
        }
        work
    }

    fn node(&mut self, node: NodeIndex, label: Label) {
        if self.nodes[node.at()] == Label::Undecided {
            self.nodes[node.at()] = label;
            self.settled.push(Settled::Node(node));
        }
    }

    fn attack(&mut self, attack: Attack, label: Label) {
        if self.attacks[attack.0] == Label::Undecided {
            self.attacks[attack.0] = label;
            self.settled.push(Settled::Attack(attack));
        }
    }

    /// A node was settled: the attacks it is a premise of come nearer to in, or are out.
    fn spread_node(&mut self, node: NodeIndex) {
        let map = self.map;
        let label = self.nodes[node.at()];
        for link in map.links_from(node) {
            let back = self.relations[link.at()] == Relation::Contradicts
                && matches!(self.targets[link.at()], Target::Node(target) if target == node);
            self.feed(if back { Attack::back(*link) } else { Attack::forth(*link) }, label);
        }
    }

    /// An attack was settled: what it attacks is out, or has one attack less against it.
    fn spread_attack(&mut self, attack: Attack) {
        let map = self.map;
        let link = attack.link();
        if !self.relations[link.at()].is_con() {
            return;
        }
        let label = self.attacks[attack.0];
        if attack.is_back() {
            for premise in map.premises(link) {
                self.strike(*premise, label);
            }
            return;
        }
        match self.targets[link.at()] {
            Target::Node(target) => self.strike(target, label),
            Target::Link(target) => {
                let opposite = if label == Label::In { Label::Out } else { Label::In };
                self.feed(Attack::forth(target), opposite);
                if self.relations[target.at()] == Relation::Contradicts {
                    self.feed(Attack::back(target), opposite);
                }
            }
        }
    }

    /// Something an attack wants is so, or can never be so.
    fn feed(&mut self, attack: Attack, wanted: Label) {
        if wanted == Label::Out {
            self.attack(attack, Label::Out);
            return;
        }
        let open = &mut self.wanted[attack.0];
        *open = open.saturating_sub(1);
        if *open == 0 {
            self.attack(attack, Label::In);
        }
    }

    fn strike(&mut self, node: NodeIndex, by: Label) {
        if by == Label::In {
            self.node(node, Label::Out);
            return;
        }
        let open = &mut self.against[node.at()];
        *open = open.saturating_sub(1);
        if *open == 0 {
            self.node(node, Label::In);
        }
    }

    fn labelling(self) -> Labelling {
        let asserts = self.map.nodes().iter().map(|node| node.kind != NodeKind::Question);
        let links = self.relations.iter().enumerate().map(|(link, relation)| {
            let (forth, back) = (self.attacks[2 * link], self.attacks[2 * link + 1]);
            match relation {
                Relation::Contradicts if forth == Label::In || back == Label::In => Label::In,
                Relation::Contradicts if forth == back => forth,
                Relation::Contradicts => Label::Undecided,
                _ => forth,
            }
        });
        Labelling {
            links: links.collect(),
            nodes: self.nodes.iter().zip(asserts).map(|(label, asserts)| asserts.then_some(*label)).collect(),
        }
    }
}

/// Read off the rows of the map, which is cheaper than looking ids up. A contradiction stands in the row of either end.
fn targets(map: &Map) -> Vec<Target> {
    let mut targets = vec![Target::Node(NodeIndex(0)); map.links().len()];
    for node in map.node_indices() {
        for link in map.links_to(node) {
            let record = map.link(*link);
            if record.relation != Relation::Contradicts || record.target == Element::Node(map.node(node).id) {
                targets[link.at()] = Target::Node(node);
            }
        }
    }
    for target in map.link_indices() {
        for link in map.links_to_link(target) {
            targets[link.at()] = Target::Link(target);
        }
    }
    targets
}
