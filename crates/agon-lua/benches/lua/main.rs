//! Plugins over 1 000, 100 000 and 1 000 000 nodes, against the same loops in bare mlua and in Rust.
//!
//! First criterion's figures, then the ratios over a million nodes, each pair measured turn by turn.
//! `AGON_BENCH_NODES=1000000` picks one size.
#![allow(missing_docs)]

mod maps;
mod plugins;
mod ratios;
mod yardsticks;

use std::hint::black_box;
use std::time::Duration;

use agon_core::extend::Options;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};

use maps::{forest, map};

/// The size that the user picked.
fn chosen() -> Option<usize> {
    std::env::var("AGON_BENCH_NODES").ok().and_then(|text| text.parse().ok())
}

fn scorers(criterion: &mut Criterion) {
    let (_host, registry) = plugins::bench();
    let mut group = criterion.benchmark_group("lua");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    for nodes in [1_000usize, 100_000, 1_000_000] {
        if chosen().is_some_and(|chosen| chosen != nodes) {
            continue;
        }
        let map = map(forest(nodes));
        group.throughput(Throughput::Elements(nodes as u64));
        for (name, scorer) in [
            ("whole-map scorer by columns", "whole"),
            ("per-node scorer handed numbers", "handed"),
            ("per-node scorer handed ids", "by-id"),
            ("per-node scorer by link readers", "by-readers"),
            ("per-node scorer by link tables", "by-tables"),
        ] {
            let scorer = registry.scorer(scorer).expect("it is there");
            group.bench_function(BenchmarkId::new(name, nodes), |bencher| {
                bencher.iter(|| black_box(scorer.score(&map, &registry).expect("numbers")));
            });
        }
        let (columns, numbers) = (yardsticks::columns_function(), yardsticks::numbers_function());
        group.bench_function(BenchmarkId::new("yardstick: columns in bare mlua", nodes), |bencher| {
            bencher.iter(|| black_box(yardsticks::columns(&columns, &map)));
        });
        group.bench_function(BenchmarkId::new("yardstick: columns in Rust", nodes), |bencher| {
            bencher.iter(|| black_box(yardsticks::columns_in_rust(&map)));
        });
        group.bench_function(BenchmarkId::new("yardstick: calls with numbers in bare mlua", nodes), |bencher| {
            bencher.iter(|| black_box(yardsticks::calls_with_numbers(&numbers, &map)));
        });
        group.bench_function(BenchmarkId::new("yardstick: calls with ids in bare mlua", nodes), |bencher| {
            bencher.iter(|| black_box(yardsticks::calls_with_ids(&numbers, &map)));
        });
        let (_host, registry) = plugins::roomy();
        let exporter = registry.exporter("texts").expect("it is there");
        group.bench_function(BenchmarkId::new("exporter of every node", nodes), |bencher| {
            bencher.iter(|| black_box(exporter.export(&map, &Options::default(), &registry).expect("a text")));
        });
    }
    group.finish();
}

fn figures(_: &mut Criterion) {
    let profiling = std::env::args().any(|argument| argument == "--profile-time");
    if chosen().is_none_or(|chosen| chosen == 1_000_000) && !profiling {
        ratios::print();
    }
}

criterion_group!(benches, scorers, figures);
criterion_main!(benches);
