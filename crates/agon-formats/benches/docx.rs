//! How fast Word documents are read and written: `cargo bench -p agon-formats --bench docx`.
#![allow(missing_docs)]

#[path = "../tests/maps/mod.rs"]
mod maps;
#[path = "../tests/word/mod.rs"]
mod word;

use std::hint::black_box;

use agon_core::model::{Entropy, SeededEntropy};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use word::{docx, map_of, p, r, write};

/// A file of so many cards: a block for every ten, each with a tag, a citation and three paragraphs in many runs. Words are
/// drawn at random, so that it packs no better than text does.
fn cards(count: usize) -> Vec<u8> {
    let mut random = SeededEntropy::new(11);
    let mut word = || {
        let mut bytes = [0; 8];
        random.fill(&mut bytes);
        bytes.iter().take(3 + usize::from(bytes[0] % 6)).map(|byte| char::from(b'a' + byte % 26)).collect::<String>()
    };
    let mut words = |count: usize| (0..count).map(|_| word()).collect::<Vec<_>>().join(" ") + " ";
    let mut body = String::new();
    let marks = [
        "<w:sz w:val=\"16\"/>",
        "<w:rStyle w:val=\"StyleUnderline\"/>",
        "<w:rStyle w:val=\"StyleUnderline\"/><w:highlight w:val=\"cyan\"/>",
        "<w:rStyle w:val=\"Emphasis\"/><w:highlight w:val=\"cyan\"/>",
    ];
    for at in 0..count {
        if at % 10 == 0 {
            body.push_str(&p("Heading3", &r("", &words(5))));
        }
        body.push_str(&p("Heading4", &r("", &words(12))));
        let cite = r("<w:rStyle w:val=\"Style13ptBold\"/>", &format!("Doe{at} 24"));
        body.push_str(&p("", &format!("{cite}{}", r("", &format!(", {}, \"Title,\" https://a.example/{at}", words(20))))));
        for _ in 0..3 {
            let runs: String = (0..80).map(|run| r(marks[run % 4], &words(6))).collect();
            body.push_str(&p("", &runs));
        }
    }
    docx(&body, "")
}

fn debate_files(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("docx");
    group.sample_size(10);
    let bytes = cards(1_000);
    let map = map_of(&bytes);
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("read 1000 cards", |bench| bench.iter(|| word::collect(black_box(&bytes))));
    group.bench_function("write 1000 cards", |bench| bench.iter(|| write(black_box(&map), &[])));
    group.bench_function("repair 1000 cards", |bench| {
        bench.iter(|| agon_formats::docx::repair(black_box(&bytes)).expect("sound"))
    });
    group.finish();
}

fn reports(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("docx report");
    group.sample_size(10);
    for size in [10_000, 100_000] {
        let map = maps::large(size);
        group.throughput(Throughput::Elements(size as u64));
        for kind in ["report", "verbatim"] {
            group.bench_with_input(BenchmarkId::new(kind, size), &map, |bench, map| bench.iter(|| write(map, &[("map", kind)])));
        }
    }
    group.finish();
}

criterion_group!(benches, debate_files, reports);
criterion_main!(benches);
