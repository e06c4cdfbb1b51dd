//! Scorers in Lua over 1 000, 100 000 and 1 000 000 nodes, against the same loop in Rust and in bare mlua.
//!
//! Every scorer gives a node the mean of its credence and the strongest support it receives.
//! `AGON_BENCH_NODES=1000000` picks one size.
#![allow(missing_docs)]

use std::hint::black_box;
use std::time::Duration;

use agon_core::extend::{Options, Registry};
use agon_core::model::{
    Element, Entropy, IdMaker, Link, LinkId, Map, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation, Score,
    SeededEntropy, Timestamp,
};
use agon_lua::{Host, HostOptions, Limits, SearchRoot, Settings};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use mlua::{Buffer, Function, Lua};

/// A forest: every node but the first bears on an earlier one.
fn map(nodes: usize) -> Map {
    let mut ids = IdMaker::new(Box::new(SeededEntropy::new(7)));
    let mut entropy = SeededEntropy::new(11);
    let at = Timestamp::from_millis(1_700_000_000_000);
    let map: MapId = ids.next(at);
    let mut placed = Vec::with_capacity(nodes);
    let mut links = Vec::with_capacity(nodes);
    let mut made: Vec<NodeId> = Vec::with_capacity(nodes);
    for order in 0..nodes {
        let id: NodeId = ids.next(at);
        let mut node = Node::new(id, NodeKind::Claim, "One thing leads to another, as a rule.");
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        node.credence = Score::new(f64::from(bytes[0]) / 255.0).ok();
        placed.push((Placement::new(map, id, order as u64), node));
        if order > 0 {
            let target = made[u32::from_le_bytes([bytes[1], bytes[2], bytes[3], 0]) as usize % order];
            let relation = if bytes[4] & 1 == 0 { Relation::Supports } else { Relation::Rebuts };
            let link: LinkId = ids.next(at);
            links.push(Link::new(link, map, vec![id], relation, Element::Node(target)));
        }
        made.push(id);
    }
    let info = MapInfo::new(map, Name::new("bench").expect("a name"), "Bench");
    Map::assemble(info, 0, placed, links, Default::default()).expect("a map")
}

const PLUGIN: &[(&str, &str)] = &[(
    "init.lua",
    r#"
local function score_all(map)
    local credence, edges = map:column("credence"), map:edges()
    local count = map:count()
    local best, out = buffer.create(count * 8), buffer.create(count * 8)
    for e = 0, edges.count - 1 do
        if buffer.readi8(edges.sign, e) > 0 then
            local target = (buffer.readu32(edges.target, e * 4) - 1) * 8
            local weight = buffer.readf64(credence, (buffer.readu32(edges.premise, e * 4) - 1) * 8)
            if weight > buffer.readf64(best, target) then
                buffer.writef64(best, target, weight)
            end
        end
    end
    for n = 0, count * 8 - 8, 8 do
        buffer.writef64(out, n, (buffer.readf64(credence, n) + buffer.readf64(best, n)) / 2)
    end
    return out
end

local function score(map, id)
    local best = 0
    for _, link in ipairs(map:links_to(id)) do
        if link.is_pro then
            best = math.max(best, map:score(link.premises[1]))
        end
    end
    return (0.5 + best) / 2
end

local function scalar(map, id)
    return (map:score(id) or 0.5) / 2
end

local function export(map)
    local lines = {}
    for at, id in ipairs(map:ids()) do
        lines[at] = map:node(id).text
    end
    return table.concat(lines, "\n")
end

return {
    api = 1,
    name = "bench",
    summary = "For the benchmark.",
    scorers = {
        whole = { summary = "By columns.", score_all = score_all },
        each = { summary = "By nodes and their links.", score = score },
        scalar = { summary = "By nodes alone.", score = scalar },
    },
    exporters = { texts = { summary = "Every text.", extension = "txt", export = export } },
}
"#,
)];

/// The loop of `score_all`, in Rust over the map.
fn native(map: &Map) -> Vec<f64> {
    let mut best = vec![0.0f64; map.nodes().len()];
    for link in map.link_indices() {
        if map.link(link).relation.is_pro()
            && let Some(target) = map.target_node(link)
        {
            for premise in map.premises(link) {
                best[target.at()] = best[target.at()].max(map.node(*premise).base_credence().get());
            }
        }
    }
    map.nodes().iter().zip(best).map(|(node, best)| (node.base_credence().get() + best) / 2.0).collect()
}

/// The loop of `score_all` in bare mlua: the same buffers, no host around it.
fn bare_columns(lua: &Lua, run: &Function, map: &Map) -> Vec<u8> {
    let buffer = |bytes: Vec<u8>| lua.create_buffer(bytes).expect("a buffer");
    let credence = buffer(map.nodes().iter().flat_map(|node| node.base_credence().get().to_le_bytes()).collect());
    let (mut premise, mut target, mut sign) = (Vec::new(), Vec::new(), Vec::new());
    for link in map.link_indices() {
        if let Some(to) = map.target_node(link) {
            for from in map.premises(link) {
                premise.extend_from_slice(&(from.0 + 1).to_le_bytes());
                target.extend_from_slice(&(to.0 + 1).to_le_bytes());
                sign.push(u8::from(map.link(link).relation.is_pro()));
            }
        }
    }
    let count = sign.len();
    let out: Buffer =
        run.call((map.nodes().len(), credence, count, buffer(premise), buffer(target), buffer(sign))).expect("it runs");
    out.to_vec()
}

const BARE: &str = r#"
return function(count, credence, edges, premises, targets, sign)
    local best, out = buffer.create(count * 8), buffer.create(count * 8)
    for e = 0, edges - 1 do
        if buffer.readi8(sign, e) > 0 then
            local target = (buffer.readu32(targets, e * 4) - 1) * 8
            local weight = buffer.readf64(credence, (buffer.readu32(premises, e * 4) - 1) * 8)
            if weight > buffer.readf64(best, target) then
                buffer.writef64(best, target, weight)
            end
        end
    end
    for n = 0, count * 8 - 8, 8 do
        buffer.writef64(out, n, (buffer.readf64(credence, n) + buffer.readf64(best, n)) / 2)
    end
    return out
end
"#;

const EVIDENCE_WEIGHT: &[(&str, &str)] = &[("init.lua", include_str!("../../../plugins/evidence-weight/init.lua"))];

fn host() -> (Host, Registry) {
    host_of("bench", PLUGIN, 1 << 30)
}

fn host_of(name: &'static str, plugin: &'static [(&'static str, &'static str)], memory: usize) -> (Host, Registry) {
    let limits = Limits { call: Duration::from_secs(60), long: Duration::from_secs(120), memory, output: 256 << 20 };
    let mut host = Host::new(HostOptions { limits, ..HostOptions::default() });
    let root: &'static [_] = Box::leak(Box::new([(name, plugin)]));
    let (_, complaints) = host.load_all(&[SearchRoot::Memory(root)], &Settings::new());
    assert!(complaints.is_empty(), "{complaints:#?}");
    let mut registry = Registry::new();
    host.register(&mut registry);
    (host, registry)
}

fn scorers(criterion: &mut Criterion) {
    let chosen = std::env::var("AGON_BENCH_NODES").ok().and_then(|text| text.parse().ok());
    let (_host, registry) = host();
    let mut group = criterion.benchmark_group("lua");
    group.sample_size(10);
    for nodes in [1_000usize, 100_000, 1_000_000] {
        if chosen.is_some_and(|chosen: usize| chosen != nodes) {
            continue;
        }
        let map = map(nodes);
        group.throughput(Throughput::Elements(nodes as u64));
        group.bench_with_input(BenchmarkId::new("whole-map scorer", nodes), &map, |bencher, map| {
            let scorer = registry.scorer("whole").expect("it is there");
            bencher.iter(|| black_box(scorer.score(map, &registry).expect("numbers")));
        });
        group.bench_with_input(BenchmarkId::new("the same loop in bare mlua", nodes), &map, |bencher, map| {
            let lua = Lua::new();
            lua.sandbox(true).expect("a sandbox");
            let run: Function = lua.load(BARE).eval().expect("it compiles");
            bencher.iter(|| black_box(bare_columns(&lua, &run, map)));
        });
        group.bench_with_input(BenchmarkId::new("the same loop in Rust", nodes), &map, |bencher, map| {
            bencher.iter(|| black_box(native(map)));
        });
        for (name, scorer) in [("per-node scorer over links", "each"), ("per-node scorer by scalars", "scalar")] {
            group.bench_with_input(BenchmarkId::new(name, nodes), &map, |bencher, map| {
                let scorer = registry.scorer(scorer).expect("it is there");
                bencher.iter(|| black_box(scorer.score(map, &registry).expect("numbers")));
            });
        }
        group.bench_with_input(BenchmarkId::new("bare scalar calls", nodes), &map, |bencher, map| {
            let lua = Lua::new();
            let score: Function = lua.load("return function(x) return x / 2 end").eval().expect("it compiles");
            bencher.iter(|| {
                let mut sum = 0.0;
                for node in map.nodes() {
                    sum += score.call::<f64>(node.base_credence().get()).expect("a number");
                }
                black_box(sum)
            });
        });
        group.bench_with_input(BenchmarkId::new("exporter of every text", nodes), &map, |bencher, map| {
            let exporter = registry.exporter("texts").expect("it is there");
            bencher.iter(|| black_box(exporter.export(map, &Options::default(), &registry).expect("a text")));
        });
    }
    group.finish();
}

/// Seconds of CPU that this process has used: what a busy machine does not change. Linux only.
fn cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// One run of each over a million nodes, in seconds of CPU, and as a ratio to the yardstick beside it.
fn figures(_: &mut Criterion) {
    if cpu().is_none() || std::env::var_os("AGON_BENCH_NODES").is_some_and(|nodes| nodes != "1000000") {
        return;
    }
    let (_host, registry) = host();
    let map = map(1_000_000);
    let spent = |what: &mut dyn FnMut()| {
        let before = cpu().unwrap_or_default();
        what();
        cpu().unwrap_or_default() - before
    };
    let score = |name: &str| {
        let scorer = registry.scorer(name).expect("it is there");
        spent(&mut || drop(black_box(scorer.score(&map, &registry).expect("numbers"))))
    };
    let (whole, each, scalar) = (score("whole"), score("each"), score("scalar"));
    let lua = Lua::new();
    lua.sandbox(true).expect("a sandbox");
    let run: Function = lua.load(BARE).eval().expect("it compiles");
    let bare = spent(&mut || drop(black_box(bare_columns(&lua, &run, &map))));
    let rust = spent(&mut || drop(black_box(native(&map))));
    let call: Function = lua.load("return function(x) return x / 2 end").eval().expect("it compiles");
    let calls = spent(&mut || {
        for node in map.nodes() {
            black_box(call.call::<f64>(node.base_credence().get()).expect("a number"));
        }
    });
    let exporter = registry.exporter("texts").expect("it is there");
    let export = spent(&mut || drop(black_box(exporter.export(&map, &Options::default(), &registry).expect("a text"))));
    println!("1 000 000 nodes, CPU seconds of one run");
    println!(
        "whole-map scorer by columns  {whole:5.2}   {:.1} x bare mlua ({bare:.2}), {:.1} x Rust ({rust:.2})",
        whole / bare,
        whole / rust
    );
    println!("per-node scorer by scalars   {scalar:5.2}   {:.1} x bare scalar calls ({calls:.2})", scalar / calls);
    println!("per-node scorer over links   {each:5.2}");
    println!("exporter of every text       {export:5.2}");
    // As shipped, within the memory that a plugin has unless the user says otherwise.
    let (_host, registry) = host_of("evidence-weight", EVIDENCE_WEIGHT, Limits::default().memory);
    let scorer = registry.scorer("evidence-weight").expect("it is there");
    let weight = spent(&mut || drop(black_box(scorer.score(&map, &registry).expect("numbers"))));
    println!("evidence-weight, as shipped  {weight:5.2}");
}

criterion_group!(benches, figures, scorers);
criterion_main!(benches);
