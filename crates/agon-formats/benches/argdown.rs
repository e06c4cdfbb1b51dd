//! Reading and writing Argdown, beside the time it takes to look at the same bytes once.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use agon_core::extend::{Document, ImportInput, Options};
use agon_core::model::{IdMaker, Map, SeededEntropy, Timestamp};
use agon_formats::argdown::{read, write};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const WORDS: [&str; 26] = [
    "climate", "policy", "tax", "evidence", "harm", "benefit", "market", "state", "right", "duty", "risk", "cost", "study",
    "school", "animal", "data", "trade", "law", "public", "private", "fair", "growth", "future", "energy", "safety", "claim",
];

/// A forest of `count` titled statements of twelve words: seven levels, five children each, pro and con by turns.
fn forest(count: usize) -> String {
    let mut random = SeededEntropy::new(7);
    let mut text = String::new();
    let mut made = 0;
    let mut section = 0;
    while made < count {
        write!(text, "\n# Section {section}\n\n").expect("a string takes everything");
        section += 1;
        let mut open = vec![(0, "")];
        while let Some((level, sign)) = open.pop().filter(|_| made < count) {
            statement(&mut text, &mut random, level, sign, made);
            made += 1;
            if level < 6 {
                open.extend((0..5).map(|child| (level + 1, if child % 2 == 0 { "+ " } else { "- " })));
            }
        }
        text.push('\n');
    }
    text
}

/// A chain in which each statement supports the one before, `depth` levels in one block.
fn chain(depth: usize) -> String {
    let mut random = SeededEntropy::new(7);
    let mut text = String::new();
    for level in 0..depth {
        statement(&mut text, &mut random, level, if level == 0 { "" } else { "+ " }, level);
    }
    text
}

fn statement(text: &mut String, random: &mut SeededEntropy, level: usize, sign: &str, number: usize) {
    write!(text, "{}{sign}[S{number}]:", "  ".repeat(level)).expect("a string takes everything");
    for _ in 0..12 {
        text.push(' ');
        text.push_str(WORDS[(random.next_u64() % 26) as usize]);
    }
    writeln!(text, " item {number}. #t{}", number % 7).expect("a string takes everything");
}

fn document(text: &str) -> Document {
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
    let options = Options::default();
    let about = ImportInput { path: "bench.argdown", fallback_name: "bench", options: &options };
    read(text, &about, &mut document).expect("a document takes everything");
    document
}

fn map(text: &str) -> Map {
    document(text).into_map().expect("it is sound").0
}

fn json(map: &Map) -> usize {
    let nodes = serde_json::to_string(map.nodes()).expect("it is JSON");
    let links = serde_json::to_string(map.links()).expect("it is JSON");
    nodes.len() + links.len()
}

fn argdown(criterion: &mut Criterion) {
    let mut inputs: Vec<(String, String)> =
        [1_000, 10_000, 50_000].iter().map(|count| (format!("forest-{count}"), forest(*count))).collect();
    inputs.push(("chain-2000".to_owned(), chain(2_000)));
    let mut group = criterion.benchmark_group("argdown");
    group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    for (name, text) in &inputs {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("look", name), text, |bencher, text| {
            bencher.iter(|| black_box(text.bytes().filter(|byte| *byte == b'\n').count()));
        });
        group.bench_with_input(BenchmarkId::new("read", name), text, |bencher, text| bencher.iter(|| document(text)));
        group
            .bench_with_input(BenchmarkId::new("read-check-json", name), text, |bencher, text| bencher.iter(|| json(&map(text))));
        let map = map(text);
        group.bench_with_input(BenchmarkId::new("write", name), &map, |bencher, map| bencher.iter(|| write(map, false)));
    }
    group.finish();
}

criterion_group!(benches, argdown);
criterion_main!(benches);
