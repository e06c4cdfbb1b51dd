//! How many times as long a plugin takes as its yardstick, over a million nodes.

use std::hint::black_box;
use std::time::Instant;

use agon_core::extend::{Options, Registry};
use agon_core::model::Map;

use crate::maps::{Shape, forest, map};
use crate::{plugins, yardsticks};

const NODES: usize = 1_000_000;
/// How often each of a pair is run; the fastest run counts, being the one that the machine disturbed least.
const TURNS: usize = 7;

/// Runs several things turn by turn and gives each one's fastest time in seconds.
fn fastest<const N: usize>(turns: usize, what: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut best = [f64::INFINITY; N];
    for _ in 0..turns {
        for at in 0..N {
            let start = Instant::now();
            what[at]();
            best[at] = best[at].min(start.elapsed().as_secs_f64());
        }
    }
    best
}

fn score(registry: &Registry, name: &str, map: &Map) {
    let scorer = registry.scorer(name).expect("it is there");
    black_box(scorer.score(map, registry).expect("numbers"));
}

/// A figure of this process's memory, in MB. Linux only.
fn memory(key: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes / 1_000.0)
}

fn resident() -> Option<f64> {
    memory("VmRSS:")
}

/// The largest resident memory since the last call.
fn peak() -> Option<f64> {
    let peak = memory("VmHWM:");
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    peak
}

pub fn print() {
    let (host, registry) = plugins::bench();
    let forest = map(forest(NODES));
    println!("\n1 000 000 nodes and links, fastest of {TURNS} turns, in seconds");
    let said = |what: &str, time: f64, yardstick: &str, other: f64| {
        println!("{:<66} {:5.2}×   ({time:.3} / {other:.3})", format!("{what} / {yardstick}:"), time / other);
    };

    let (columns, sweeps, numbers) =
        (yardsticks::columns_function(), yardsticks::sweeps_function(), yardsticks::numbers_function());
    let [whole, bare, rust] = fastest(
        TURNS,
        [
            &mut || score(&registry, "whole", &forest),
            &mut || drop(black_box(yardsticks::columns(&columns, &forest))),
            &mut || drop(black_box(yardsticks::columns_in_rust(&forest))),
        ],
    );
    said("whole-map scorer", whole, "bare mlua columns", bare);
    said("whole-map scorer", whole, "Rust", rust);

    let [handed, by_id, with_numbers, with_ids, rust] = fastest(
        TURNS,
        [
            &mut || score(&registry, "handed", &forest),
            &mut || score(&registry, "by-id", &forest),
            &mut || drop(black_box(yardsticks::calls_with_numbers(&numbers, &forest))),
            &mut || drop(black_box(yardsticks::calls_with_ids(&numbers, &forest))),
            &mut || drop(black_box(yardsticks::halves_in_rust(&forest))),
        ],
    );
    said("per-node scorer handed numbers", handed, "bare mlua calls with numbers", with_numbers);
    said("per-node scorer handed numbers", handed, "Rust", rust);
    said("per-node scorer handed ids", by_id, "bare mlua calls with ids", with_ids);
    said("per-node scorer handed ids", by_id, "bare mlua calls with numbers", with_numbers);

    let [guarded, bare] =
        fastest(3, [&mut || score(&registry, "sweeps", &forest), &mut || drop(black_box(yardsticks::columns(&sweeps, &forest)))]);
    said("ten sweeps with all guards", guarded, "the same without guards", bare);

    let [by_tables, by_readers] =
        fastest(3, [&mut || score(&registry, "by-tables", &forest), &mut || score(&registry, "by-readers", &forest)]);
    said("per-node scorer by link tables", by_tables, "by link readers", by_readers);

    drop((host, registry));
    let (_host, registry) = plugins::roomy();
    let exporter = registry.exporter("texts").expect("it is there");
    let before = resident().unwrap_or_default();
    peak();
    let [export] =
        fastest(3, [&mut || drop(black_box(exporter.export(&forest, &Options::default(), &registry).expect("a text")))]);
    let memory = peak().map_or_else(String::new, |peak| format!(", {peak:.0} MB resident, {before:.0} before"));
    println!("exporter of every node: {export:.2} s{memory}");
    drop(forest);

    let (_host, registry) = plugins::evidence_weight();
    for (words, links, tangled, in_order) in [
        ("one link a node", 1, false, true),
        ("two links a node, one in eight on a link", 2, true, true),
        ("the same, nodes in no order", 2, true, false),
    ] {
        let map = map(Shape { nodes: NODES, links, tangled, in_order });
        let [time] = fastest(2, [&mut || score(&registry, "evidence-weight", &map)]);
        println!("evidence-weight as shipped, {words}: {time:.2} s");
    }
}
