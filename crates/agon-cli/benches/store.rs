//! What the store costs: durable adds, imports, opening; each beside a yardstick of the same run.
//!
//! `cargo bench -p agon-cli --bench store` runs 1 000 and 100 000 nodes; `AGON_BENCH_LARGE=1` adds 1 000 000.
//! Read the ratios: machines are noisy.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use agon_core::database::{Database, Environment, ImportOptions, NoWatch};
use agon_core::extend::{ImportInput, Options};
use agon_core::model::{FixedClock, Node, NodeId, NodeKind, Placement, SeededEntropy, Timestamp};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const WORDS: [&str; 24] = [
    "alliance", "history", "trade", "treaty", "court", "identity", "threat", "summit", "export", "pact", "island", "leader",
    "public", "policy", "summits", "forces", "markets", "claims", "apology", "strategy", "rival", "pressure", "dialogue",
    "north",
];

fn sizes() -> Vec<usize> {
    let mut sizes = vec![1_000, 100_000];
    if std::env::var_os("AGON_BENCH_LARGE").is_some() {
        sizes.push(1_000_000);
    }
    sizes
}

fn environment(seed: u64) -> Environment {
    Environment {
        clock: Box::new(FixedClock(Timestamp::from_millis(1_700_000_000_000))),
        entropy: Box::new(SeededEntropy::new(seed)),
        author: "bench".into(),
        holder: "a benchmark".into(),
        wait: Duration::ZERO,
    }
}

fn sentence(random: &mut SeededEntropy, number: usize) -> String {
    let mut text = String::new();
    for _ in 0..12 {
        let _ = write!(text, "{} ", WORDS[(random.next_u64() % 24) as usize]);
    }
    let _ = write!(text, "{number}.");
    text
}

/// A map of `count` nodes and `count - 1` links as Agon JSON: a random tree, every node but the first linked to an
/// earlier one.
fn write_json(path: &Path, count: usize) {
    let mut random = SeededEntropy::new(7);
    let mut out = BufWriter::new(File::create(path).expect("a writable folder"));
    let id = |kind: u8, number: usize, random: u64| {
        format!("01890000-{:04x}-7{:03x}-8{:01x}{:02x}-{:012x}", number >> 12, number & 0xfff, kind, random & 0xff, random >> 16)
    };
    let map = id(0, 0, random.next_u64());
    let _ = write!(
        out,
        "{{\"agon\":1,\n\"map\":{{\"id\":\"{map}\",\"name\":\"large\",\"title\":\"Large\"}},\n\"sources\":[],\n\"nodes\":["
    );
    let mut nodes = Vec::with_capacity(count);
    for number in 0..count {
        let node = id(1, number, random.next_u64());
        let comma = if number == 0 { "" } else { "," };
        let text = sentence(&mut random, number);
        let _ = write!(
            out,
            "{comma}\n{{\"id\":\"{node}\",\"kind\":\"claim\",\"name\":\"n{number}\",\"text\":\"{text}\",\"tags\":[\"t{}\"],\"order\":{number}}}",
            number % 7
        );
        nodes.push(node);
    }
    let _ = write!(out, "\n],\n\"links\":[");
    for number in 1..count {
        let link = id(2, number, random.next_u64());
        let target = &nodes[(random.next_u64() % number as u64) as usize];
        let comma = if number == 1 { "" } else { "," };
        let relation = if number % 2 == 0 { "supports" } else { "rebuts" };
        let _ = write!(
            out,
            "{comma}\n{{\"id\":\"{link}\",\"premises\":[\"{}\"],\"relation\":\"{relation}\",\"target\":{{\"node\":\"{target}\"}}}}",
            nodes[number]
        );
    }
    let _ = writeln!(out, "\n]}}");
    out.flush().expect("a writable folder");
}

fn import(root: &Path, json: &Path) -> Database {
    let mut database = Database::init(root, environment(1)).expect("an empty folder");
    agon_formats::register(database.registry_mut()).expect("no name is taken");
    let options = Options::default();
    let about = ImportInput { path: "large.json", fallback_name: "large", options: &options };
    let mut input = BufReader::new(File::open(json).expect("it was written"));
    let report = database.import("json", &mut input, &about, &ImportOptions::default(), &mut NoWatch).expect("it breaks no rule");
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    database
}

/// The same rows in one transaction of SQLite, durable at its end, with the indexes that Agon keeps.
fn import_sqlite(path: &Path, json: &Path) {
    let text = std::fs::read(json).expect("it was written");
    let document: serde_json::Value = serde_json::from_slice(&text).expect("it is JSON");
    let mut connection = rusqlite::Connection::open(path).expect("a writable folder");
    connection
        .execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
             CREATE TABLE node(id TEXT PRIMARY KEY, kind TEXT, name TEXT UNIQUE, text TEXT, tag TEXT, place INTEGER) WITHOUT ROWID;
             CREATE TABLE link(id TEXT PRIMARY KEY, premise TEXT, relation TEXT, target TEXT) WITHOUT ROWID;
             CREATE INDEX kinds ON node(kind); CREATE INDEX tags ON node(tag); CREATE INDEX places ON node(place);
             CREATE INDEX froms ON link(premise); CREATE INDEX tos ON link(target);",
        )
        .expect("SQL");
    let transaction = connection.transaction().expect("a transaction");
    {
        let mut node = transaction.prepare("INSERT INTO node VALUES(?,?,?,?,?,?)").expect("SQL");
        for row in document["nodes"].as_array().expect("nodes") {
            let text = |key: &str| row[key].as_str().unwrap_or_default();
            node.execute((text("id"), text("kind"), text("name"), text("text"), row["tags"][0].as_str(), row["order"].as_i64()))
                .expect("a row");
        }
        let mut link = transaction.prepare("INSERT INTO link VALUES(?,?,?,?)").expect("SQL");
        for row in document["links"].as_array().expect("links") {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            link.execute((text(&row["id"]), text(&row["premises"][0]), text(&row["relation"]), text(&row["target"]["node"])))
                .expect("a row");
        }
    }
    transaction.commit().expect("durable");
}

fn bench_import(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("import");
    group.sample_size(10);
    for size in sizes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let json = folder.path().join("large.json");
        write_json(&json, size);
        let bytes = std::fs::metadata(&json).expect("it was written").len();
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("agon", size), |bencher| {
            bencher.iter_custom(|rounds| {
                let mut total = Duration::ZERO;
                for _ in 0..rounds {
                    let root = tempfile::tempdir().expect("a temporary folder");
                    let start = Instant::now();
                    let database = import(root.path(), &json);
                    total += start.elapsed();
                    drop(database);
                }
                total
            });
        });
        group.bench_function(BenchmarkId::new("yardstick: the same bytes, one fsync", size), |bencher| {
            let data = std::fs::read(&json).expect("it was written");
            bencher.iter(|| {
                let mut file = File::create(folder.path().join("copy")).expect("a writable folder");
                file.write_all(&data).expect("a writable folder");
                file.sync_all().expect("a writable folder");
                bytes
            });
        });
        group.bench_function(BenchmarkId::new("yardstick: SQLite, one transaction", size), |bencher| {
            bencher.iter(|| {
                let path = folder.path().join("copy.sqlite");
                for end in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(folder.path().join(format!("copy.sqlite{end}")));
                }
                import_sqlite(&path, &json);
            });
        });
    }
    group.finish();
}

fn bench_add(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one durable add");
    group.sample_size(20);
    for size in sizes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let json = folder.path().join("large.json");
        write_json(&json, size);
        let mut database = import(folder.path(), &json);
        let map = database.snapshot().map_named("large").expect("readable").expect("it was imported");
        group.bench_function(BenchmarkId::new("agon", size), |bencher| {
            bencher.iter(|| {
                database
                    .commit("one more", |draw| {
                        let id: NodeId = draw.fresh();
                        draw.draft.put_node(Node::new(
                            id,
                            NodeKind::Claim,
                            "One more claim of the usual length, as people add them.",
                        ))?;
                        Ok(draw.draft.put_placement(Placement::new(map, id, u64::MAX))?)
                    })
                    .expect("it breaks no rule")
            });
        });
    }
    group.bench_function("yardstick: 600 bytes appended, one fsync", |bencher| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut file = File::create(folder.path().join("log")).expect("a writable folder");
        bencher.iter(|| {
            file.write_all(&[b'x'; 600]).expect("a writable folder");
            file.sync_data().expect("a writable folder");
        });
    });
    group.finish();
}

fn bench_open(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("open and read one node");
    group.sample_size(20);
    for size in sizes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let json = folder.path().join("large.json");
        write_json(&json, size);
        drop(import(folder.path(), &json));
        let agon = folder.path().join(".agon");
        group.bench_function(BenchmarkId::new("agon", size), |bencher| {
            bencher.iter(|| {
                let database = Database::open(&agon, environment(2)).expect("a sound database");
                let found = database.snapshot().element_named("n77").expect("readable");
                assert!(found.is_some());
            });
        });
        group.bench_function(BenchmarkId::new("yardstick: reading the same files", size), |bencher| {
            bencher.iter(|| read_files(&agon.join("state-2")));
        });
    }
    group.finish();
}

/// The floor of any open that reads the whole file, as sled does.
fn read_files(folder: &Path) -> usize {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).expect("it is there") {
        let path = entry.expect("readable").path();
        if path.is_file() {
            bytes += std::fs::read(&path).expect("readable").len();
        }
    }
    bytes
}

criterion_group!(store, bench_import, bench_add, bench_open);
criterion_main!(store);
