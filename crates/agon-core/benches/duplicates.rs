//! What it costs to find cards that say nearly the same: 10 000, 100 000 and 1 000 000 cards of thirty sentences, one in
//! ten a copy, one in ten the middle of another card. Beside it: the same cards gone through byte by byte.
//!
//! `cargo bench -p agon-core --bench duplicates`. Cards are made as they are added, so no more than one is in memory;
//! what it costs to make them is measured alone and stands in the yardstick.

use std::hint::black_box;

use agon_core::model::Duplicates;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const SENTENCES: u64 = 30;

/// The sentence with this number, about ninety letters.
fn sentence(mut seed: u64, into: &mut String) {
    for _ in 0..14 {
        seed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23) ^ 0x5bd1_e995;
        for shift in 0..2 + seed % 8 {
            into.push(char::from(b'a' + (seed >> (8 + 5 * shift) & 0xff) as u8 % 26));
        }
        into.push(' ');
    }
    into.push_str(". ");
}

/// The card with this number: of every ten, one is a copy and one the middle of the card before.
fn card(number: u64, into: &mut String) {
    into.clear();
    let (of, from, to) = match number % 10 {
        3 => (number - 1, 0, SENTENCES),
        7 => (number - 1, 5, SENTENCES - 5),
        _ => (number, 0, SENTENCES),
    };
    (from..to).for_each(|at| sentence(of * SENTENCES + at, into));
}

fn search(count: u64) -> usize {
    let mut cards = Duplicates::default();
    let mut text = String::new();
    for number in 0..count {
        card(number, &mut text);
        cards.add(&text);
    }
    cards.clusters(0.8).len()
}

fn through(count: u64) -> u64 {
    let mut text = String::new();
    (0..count)
        .map(|number| {
            card(number, &mut text);
            text.bytes().map(u64::from).sum::<u64>()
        })
        .sum()
}

fn duplicates(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("duplicates");
    group.sample_size(10);
    for count in [10_000, 100_000, 1_000_000] {
        assert_eq!(search(1_000), 200, "one in ten is a copy, one in ten a part");
        group.throughput(Throughput::Elements(count));
        group.bench_function(format!("yardstick/{count}"), |bencher| bencher.iter(|| black_box(through(count))));
        group.bench_function(format!("search/{count}"), |bencher| bencher.iter(|| black_box(search(count))));
    }
    group.finish();
}

criterion_group!(benches, duplicates);
criterion_main!(benches);
