//! How fast maps are read and written: `cargo bench -p agon-formats`. `AGON_BENCH_LARGE=1` adds a million nodes.
#![allow(missing_docs)]

#[path = "../tests/maps/mod.rs"]
mod maps;

use std::hint::black_box;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Exported, Exporter, ExtendError, ImportInput, ImportSink, Importer, Options, Output, Registry};
use agon_core::model::{Link, Map, MapInfo, Node, Placement, Source};
use agon_formats::json::Json;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Takes records and drops them, so that reading alone is measured.
#[derive(Default)]
struct Count(usize);

impl ImportSink for Count {
    fn fresh_id(&mut self) -> [u8; 16] {
        [0; 16]
    }

    fn map(&mut self, _: MapInfo) -> Result<(), ExtendError> {
        Ok(())
    }

    fn source(&mut self, _: Source) -> Result<(), ExtendError> {
        Ok(())
    }

    fn node(&mut self, node: Node, _: Placement) -> Result<(), ExtendError> {
        self.0 += node.text.len();
        Ok(())
    }

    fn link(&mut self, link: Link) -> Result<(), ExtendError> {
        self.0 += link.premises.len();
        Ok(())
    }

    fn complain(&mut self, complaint: Diagnostic) {
        panic!("{complaint}");
    }
}

fn written(exporter: &dyn Exporter, map: &Map) -> Vec<u8> {
    let options = Options::check(exporter.options(), []).expect("nothing was set");
    match exporter.export(map, &options, &Registry::new()) {
        Ok(Exported { output: Output::Document(bytes), .. }) => bytes,
        _ => panic!("it writes one document"),
    }
}

fn read(bytes: &[u8]) -> usize {
    let mut sink = Count::default();
    let options = Options::default();
    let about = ImportInput { path: "bench.json", fallback_name: "bench", options: &options };
    Json::new().import(&mut { bytes }, &about, &mut sink).expect("memory can be read");
    sink.0
}

fn json(criterion: &mut Criterion) {
    let mut sizes = vec![1_000, 100_000];
    if std::env::var_os("AGON_BENCH_LARGE").is_some() {
        sizes.push(1_000_000);
    }
    let mut group = criterion.benchmark_group("json");
    group.sample_size(10);
    for size in sizes {
        let map = maps::large(size);
        let bytes = written(&Json::new(), &map);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_with_input(BenchmarkId::new("write", size), &map, |bench, map| bench.iter(|| written(&Json::new(), map)));
        drop(map);
        group.bench_with_input(BenchmarkId::new("read", size), &bytes, |bench, bytes| bench.iter(|| read(black_box(bytes))));
        group.bench_with_input(BenchmarkId::new("serde_json Value", size), &bytes, |bench, bytes| {
            bench.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(bytes)).expect("it is JSON"));
        });
    }
    group.finish();
}

fn documents(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("documents");
    group.sample_size(10);
    let mut registry = Registry::new();
    agon_formats::register(&mut registry).expect("no name is taken");
    for size in [10_000, 100_000] {
        let map = maps::large(size);
        for format in ["markdown", "html", "dot"] {
            let exporter = registry.exporter(format).expect("it is built in");
            group.throughput(Throughput::Elements(size as u64));
            group.bench_with_input(BenchmarkId::new(format, size), &map, |bench, map| bench.iter(|| written(exporter, map)));
        }
    }
    group.finish();
}

/// Pictures and pages, and beside them the yardstick: the map's texts copied into one string, escaped.
fn drawings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("drawings");
    group.sample_size(10);
    let mut registry = Registry::new();
    agon_formats::register(&mut registry).expect("no name is taken");
    for size in [1_000, 10_000, 100_000] {
        let map = maps::large(size);
        group.throughput(Throughput::Elements(size as u64));
        for format in ["svg", "html"] {
            let exporter = registry.exporter(format).expect("it is built in");
            group.bench_with_input(BenchmarkId::new(format, size), &map, |bench, map| bench.iter(|| written(exporter, map)));
        }
        group.bench_with_input(BenchmarkId::new("texts escaped", size), &map, |bench, map| {
            bench.iter(|| map.nodes().iter().map(|node| agon_formats::escape::xml(&node.text)).collect::<String>());
        });
    }
    group.finish();
}

criterion_group!(benches, json, documents, drawings);
criterion_main!(benches);
