//! `agon score MAP`: the strengths of a map's nodes under several scorers, side by side, and what-if.

use std::cmp::Reverse;

use agon_core::extend::Scoring;
use agon_core::model::{Map, Name, NodeIndex, NodeKind, Score};
use agon_reason::acceptability::{Labelling, grounded};
use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{Align, Table};
use crate::weigh::{Supposed, number};
use crate::{reading, weigh};

/// Score the nodes of a map, under one scorer or all
///
/// With --set it asks what if: nothing is stored, and only what moves is shown.
#[derive(clap::Args)]
pub struct Args {
    /// The map
    #[arg(value_name = "MAP")]
    map: String,
    /// Use this scorer; several may be named, all are used if none is
    #[arg(long, value_name = "SCORER", num_args = 1.., value_delimiter = ',')]
    by: Vec<String>,
    /// Suppose another credence of a node, or strength of a link, from 0 to 1
    #[arg(long, value_name = "NODE=VALUE", num_args = 1..)]
    set: Vec<String>,
    /// Show so many rows at most
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// In which order; as the map has it, or what moved most with --set
    #[arg(long, value_name = "ORDER")]
    sort: Option<Sort>,
    #[command(flatten)]
    at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// As the author put them
    Map,
    /// The strongest first, by the first scorer
    Score,
    /// By name
    Name,
    /// What moved most first, by the first scorer
    Moved,
}

/// What one scorer says, and what it said before anything was supposed.
struct Column {
    scorer: String,
    now: Scoring,
    before: Option<Scoring>,
}

impl Column {
    fn moved(&self, node: NodeIndex) -> f64 {
        let Some(before) = &self.before else { return 0.0 };
        match (before.of(node), self.now.of(node)) {
            (Some(before), Some(now)) => (before.get() - now.get()).abs(),
            (None, None) => 0.0,
            _ => 1.0,
        }
    }

    fn cell(&self, node: NodeIndex) -> String {
        match &self.before {
            Some(before) if self.moved(node) > MOVED => format!("{} → {}", number(before.of(node)), number(self.now.of(node))),
            _ => number(self.now.of(node)),
        }
    }
}

/// What a strength must move by to be shown as moved.
const MOVED: f64 = 0.000_5;

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        if !weigh::are_known(session.database.registry(), &args.by) {
            session.load_plugins(output)?;
        }
        let snapshot = session.at(&args.at)?;
        let stored = reading::named_map(snapshot.as_ref(), &args.map)?;
        let (map, supposed) = weigh::suppose(snapshot.as_ref(), &stored, &args.set)?;
        let registry = session.database.registry();
        let mut columns = Vec::new();
        for scorer in weigh::scorers(session, &args.by)? {
            let before = if supposed.is_empty() { None } else { Some(scorer.score(&stored, registry)?) };
            let now = scorer.score(&map, registry)?;
            columns.push(Column { scorer: scorer.name().to_owned(), now, before });
        }
        weigh::say_trust(columns.iter().map(|column| (column.scorer.as_str(), column.now.convergence)), output);
        let labelling = grounded(&map);
        let nodes = chosen(&map, &columns, &args, !supposed.is_empty());
        if output.is_json() {
            output.json(&document(&map, &columns, &labelling, &nodes, &supposed));
        } else {
            table(&map, &columns, &labelling, &nodes, &supposed, output);
        }
        Ok(0)
    })
}

/// The nodes to show, in order.
fn chosen(map: &Map, columns: &[Column], args: &Args, is_supposed: bool) -> Vec<NodeIndex> {
    let moved = |node: NodeIndex| columns.iter().map(|column| column.moved(node)).fold(0.0, f64::max);
    let mut nodes: Vec<NodeIndex> = map.node_indices().filter(|node| map.node(*node).kind != NodeKind::Question).collect();
    if is_supposed && args.sort.is_none() {
        nodes.retain(|node| moved(*node) > MOVED);
    }
    let bits = |number: f64| Reverse((number * 1e12) as u64);
    let first = |node: NodeIndex| columns.first().and_then(|column| column.now.of(node)).map_or(0.0, Score::get);
    match args.sort.unwrap_or(if is_supposed { Sort::Moved } else { Sort::Map }) {
        Sort::Map => {}
        Sort::Score => nodes.sort_by_key(|node| bits(first(*node))),
        Sort::Name => nodes.sort_by_key(|node| map.node(*node).label()),
        Sort::Moved => nodes.sort_by_key(|node| bits(columns.first().map_or(0.0, |column| column.moved(*node)))),
    }
    nodes.truncate(args.top.unwrap_or(usize::MAX));
    nodes
}

fn table(map: &Map, columns: &[Column], labelling: &Labelling, nodes: &[NodeIndex], supposed: &[Supposed], output: &mut Output) {
    for one in supposed {
        output.say(format!("supposing {} at {} instead of {}; nothing is stored", one.element, one.after, one.before));
    }
    if nodes.is_empty() {
        output.say(if supposed.is_empty() { "there is no node to score" } else { "nothing moves" });
        return;
    }
    let mut headings = vec![("node", Align::Left), ("kind", Align::Left), ("label", Align::Left)];
    let names: Vec<String> = columns.iter().map(|column| weigh::heading(&column.scorer)).collect();
    headings.extend(names.iter().map(|name| (name.as_str(), Align::Right)));
    let mut table = Table::new(&headings);
    for at in nodes {
        let node = map.node(*at);
        let label = labelling.of(*at).map_or("–", |label| label.word());
        let mut cells = vec![node.label(), node.kind.to_string(), label.to_owned()];
        cells.extend(columns.iter().map(|column| column.cell(*at)));
        table.row(cells);
    }
    table.print(output);
}

/// The result as one document. Rows are made as they are written: a million of them at once would take gigabytes.
#[derive(Serialize)]
struct Document<'a> {
    map: &'a Name,
    nodes: Rows<'a>,
    revision: u64,
    scorers: Vec<Value>,
    semantics: &'static str,
    supposed: Value,
}

struct Rows<'a> {
    map: &'a Map,
    columns: &'a [Column],
    labelling: &'a Labelling,
    nodes: &'a [NodeIndex],
    with_before: bool,
}

impl Serialize for Rows<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.nodes.iter().map(|at| self.row(*at)))
    }
}

impl Rows<'_> {
    fn row(&self, at: NodeIndex) -> Value {
        let scores = |before: bool| -> Value {
            let of = |column: &Column| match before {
                true => column.before.as_ref().and_then(|scoring| scoring.of(at)),
                false => column.now.of(at),
            };
            self.columns.iter().map(|column| (column.scorer.clone(), json!(of(column)))).collect::<serde_json::Map<_, _>>().into()
        };
        let node = self.map.node(at);
        let mut row = json!({
            "node": node.label(), "id": node.id, "kind": node.kind, "label": self.labelling.of(at), "scores": scores(false),
        });
        if self.with_before {
            row["before"] = scores(true);
        }
        row
    }
}

fn document<'a>(
    map: &'a Map,
    columns: &'a [Column],
    labelling: &'a Labelling,
    nodes: &'a [NodeIndex],
    supposed: &[Supposed],
) -> Document<'a> {
    let scorers =
        columns.iter().map(|column| json!({ "scorer": column.scorer, "convergence": column.now.convergence })).collect();
    let with_before = !supposed.is_empty();
    Document {
        map: &map.info().name,
        nodes: Rows { map, columns, labelling, nodes, with_before },
        revision: map.revision(),
        scorers,
        semantics: "grounded",
        supposed: json!(supposed),
    }
}
