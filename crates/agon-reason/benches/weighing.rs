//! What weighing costs: 1 000, 100 000 and 1 000 000 nodes, one thread.
//!
//! The map is a seeded tree: each node but the first bears on an earlier one, for and against in turn; every tenth
//! link is undercut by the node after it instead. The yardstick is a plain loop over flat arrays that computes DF-QuAD
//! on the tree itself (the undercuts left aside): read the others as multiples of it.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use agon_core::model::{
    Element, IdMaker, Link, LinkId, Map, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, SeededEntropy,
    Timestamp,
};
use agon_reason::Framework;
use agon_reason::acceptability::grounded;
use agon_reason::gradual::{DfQuad, Limits, LinkedPremises, Order, QuadraticEnergy, solve, solve_in};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// A tree as flat arrays: to whom each node but the first bears, and whether for it.
struct Tree {
    to: Vec<u32>,
    pro: Vec<bool>,
    base: Vec<f64>,
    strength: Vec<f64>,
}

fn tree(nodes: usize) -> Tree {
    let mut random = SeededEntropy::new(11);
    let to = (0..nodes as u64).map(|node| if node == 0 { 0 } else { (random.next_u64() % node) as u32 }).collect();
    let mut share = || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let base = (0..nodes).map(|_| share()).collect();
    let strength = (0..nodes).map(|_| share()).collect();
    Tree { to, pro: (0..nodes).map(|node| node % 2 == 0).collect(), base, strength }
}

/// The same tree as a map; with `undercuts`, every tenth node bears on the link made before it.
fn map(tree: &Tree, undercuts: bool) -> Map {
    let score = |value: f64| agon_core::model::Score::new(value).ok();
    let mut ids = IdMaker::new(Box::new(SeededEntropy::new(5)));
    let start = Timestamp::from_millis(1_000_000_000_000);
    let id: MapId = ids.next(start);
    let ids_of_nodes: Vec<NodeId> = tree.to.iter().map(|_| ids.next(start)).collect();
    let placed = ids_of_nodes.iter().zip(&tree.base).enumerate().map(|(order, (node, base))| {
        let mut record = Node::new(*node, NodeKind::Claim, "said");
        record.credence = score(*base);
        (Placement::new(id, *node, order as u64), record)
    });
    let placed = placed.collect();
    let mut links: Vec<Link> = Vec::with_capacity(tree.to.len());
    for node in 1..tree.to.len() {
        let target = Element::Node(ids_of_nodes[tree.to[node] as usize]);
        let relation = if tree.pro[node] { Relation::Supports } else { Relation::Rebuts };
        let (relation, target) = match links.last() {
            Some(last) if undercuts && node % 10 == 0 => (Relation::Undercuts, Element::Link(last.id)),
            _ => (relation, target),
        };
        let link: LinkId = ids.next(start);
        let mut link = Link::new(link, id, vec![ids_of_nodes[node]], relation, target);
        link.strength = score(tree.strength[node]);
        links.push(link);
    }
    let name = Name::new("bench").expect("it is a name");
    Map::assemble(MapInfo::new(id, name, "bench"), 0, placed, links, BTreeMap::new()).expect("it refers to what is there")
}

/// The same tree with its nodes in random order: memory is read from everywhere.
fn shuffled(map: &Map) -> Map {
    let mut random = SeededEntropy::new(3);
    let placed = map
        .placements()
        .iter()
        .zip(map.nodes())
        .map(|(placement, node)| (Placement::new(placement.map, placement.node, random.next_u64()), node.clone()));
    Map::assemble(map.info().clone(), 0, placed.collect(), map.links().to_vec(), BTreeMap::new()).expect("as before")
}

/// DF-QuAD by a plain loop: children stand after their parents, so one pass from the end is enough.
fn plain_loop(tree: &Tree) -> Vec<f64> {
    let count = tree.to.len();
    let (mut attacks, mut supports) = (vec![1.0; count], vec![1.0; count]);
    let mut strengths = tree.base.clone();
    for node in (0..count).rev() {
        let energy: f64 = attacks[node] - supports[node];
        let room = if energy > 0.0 { 1.0 - tree.base[node] } else { tree.base[node] };
        strengths[node] = tree.base[node] + room * energy;
        let left = 1.0 - tree.strength[node] * strengths[node];
        let side = if tree.pro[node] { &mut supports } else { &mut attacks };
        side[tree.to[node] as usize] *= left;
    }
    strengths
}

fn weighing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("weighing");
    group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    for nodes in [1_000, 100_000, 1_000_000] {
        let tree = tree(nodes);
        let plain = map(&tree, false);
        let framework = Framework::of(&plain);
        let check = solve::<DfQuad>(&framework, LinkedPremises::Weakest, Limits::default()).strengths;
        let worst = plain_loop(&tree).iter().skip(1).zip(check.iter().skip(1)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-9, "the yardstick computes something else: {worst}");
        let map = map(&tree, true);
        let framework = Framework::of(&map);
        let order = Order::of(&framework);
        group.throughput(Throughput::Elements(nodes as u64));
        let id = |what: &str| BenchmarkId::new(what, nodes);
        group.bench_function(id("yardstick-plain-loop"), |bench| bench.iter(|| plain_loop(black_box(&tree))));
        group.bench_function(id("framework"), |bench| {
            bench.iter_batched(|| (), |()| Framework::of(&map), BatchSize::PerIteration)
        });
        group.bench_function(id("order"), |bench| bench.iter(|| Order::of(black_box(&framework))));
        group.bench_function(id("dfquad"), |bench| {
            bench.iter(|| solve::<DfQuad>(black_box(&framework), LinkedPremises::Weakest, Limits::default()));
        });
        group.bench_function(id("dfquad-order-known"), |bench| {
            bench.iter(|| solve_in::<DfQuad>(black_box(&framework), &order, LinkedPremises::Weakest, Limits::default()));
        });
        group.bench_function(id("quadratic-energy"), |bench| {
            bench.iter(|| solve::<QuadraticEnergy>(black_box(&framework), LinkedPremises::Weakest, Limits::default()));
        });
        let mixed = Framework::of(&shuffled(&map));
        group.bench_function(id("dfquad-shuffled"), |bench| {
            bench.iter(|| solve::<DfQuad>(black_box(&mixed), LinkedPremises::Weakest, Limits::default()));
        });
        group.bench_function(id("grounded"), |bench| bench.iter(|| grounded(black_box(&map))));
    }
    group.finish();
}

criterion_group!(benches, weighing);
criterion_main!(benches);
