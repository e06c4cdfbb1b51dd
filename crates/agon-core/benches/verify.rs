//! What it costs to hold a hundred thousand anchors against a thousand texts of 50 kB, as `agon verify` does.
//!
//! `cargo bench -p agon-core --bench verify`. Of the texts one in ten was changed since: there words have moved, and of a
//! tenth of these one word is another. One anchor in ten is sealed. Beside it: the same texts normalised only.

use std::hint::black_box;

use agon_core::model::{Anchor, Entropy, Nearby, SeededEntropy, SourceText, Standing};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const TEXTS: usize = 1_000;
const QUOTES: usize = 100;
const BYTES: usize = 50_000;

struct Case {
    text: String,
    anchors: Vec<(Anchor, Option<String>)>,
}

fn number(random: &mut SeededEntropy) -> usize {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    usize::from_le_bytes(bytes)
}

/// Words of two to nine letters, fifteen or so a line, with the marks that texts have.
fn prose(random: &mut SeededEntropy) -> String {
    let mut text = String::with_capacity(BYTES + 100);
    while text.len() < BYTES {
        let mut seed = number(random);
        for _ in 0..2 + seed % 8 {
            text.push(char::from(b'a' + (seed >> 8 & 0xff) as u8 % 26));
            seed = seed.rotate_right(7);
        }
        text.push_str(match number(random) % 60 {
            0..4 => ".\n",
            4 => " — ",
            5 => "’s “own” ",
            _ => " ",
        });
    }
    text
}

fn cases() -> Vec<Case> {
    let mut random = SeededEntropy::new(7);
    (0..TEXTS)
        .map(|at| {
            let text = prose(&mut random);
            let ready = SourceText::new(&text);
            let mut anchors = Vec::with_capacity(QUOTES);
            let mut changed = text.clone();
            while anchors.len() < QUOTES {
                let start = (number(&mut random) % (BYTES - 2_000)) as u64;
                let start = start + ready.words(start, start + 30).and_then(|words| words.find(' ')).unwrap_or(0) as u64 + 1;
                let Some(words) = ready.words(start, start + 80) else { continue };
                let Some(words) = words.rfind(' ').map(|end| words[..end].to_owned()) else { continue };
                let Ok(anchor) = Anchor::find(&ready, &words, &Nearby::default()) else { continue };
                if at % 10 == 0 && anchors.len() % 10 == 0 {
                    changed = changed.replacen(words.split(' ').nth(4).unwrap_or("-"), "another", 40);
                }
                let is_sealed = anchors.len() % 10 == 9;
                anchors.push(if is_sealed { (anchor.sealed(), None) } else { (anchor, Some(words)) });
            }
            let text = if at % 10 == 0 { format!("A second edition.\n{changed}") } else { text };
            Case { text, anchors }
        })
        .collect()
}

fn verify(c: &mut Criterion) {
    let cases = cases();
    let mut counts = std::collections::BTreeMap::new();
    for case in &cases {
        let text = SourceText::new(&case.text);
        for (anchor, quote) in &case.anchors {
            *counts.entry(anchor.check(quote.as_deref(), &text).word()).or_insert(0) += 1;
        }
    }
    println!("{counts:?}");
    let mut group = c.benchmark_group("verify");
    group.sample_size(10).throughput(Throughput::Elements((TEXTS * QUOTES) as u64));
    group.bench_function("100 000 anchors", |b| {
        b.iter(|| {
            let check = |case: &Case| {
                let text = SourceText::new(&case.text);
                let checked = case.anchors.iter().map(|(anchor, quote)| anchor.check(quote.as_deref(), &text));
                checked.filter(|standing| *standing == Standing::Exact).count()
            };
            black_box(cases.iter().map(check).sum::<usize>())
        });
    });
    group.bench_function("the texts only", |b| {
        b.iter(|| cases.iter().map(|case| SourceText::new(&case.text).length()).sum::<u64>())
    });
    group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
