//! `agon tree MAP`: the argument as a tree.

use agon_core::database::resolve_node;
use agon_core::extend::Scoring;
use agon_core::model::Map;
use serde_json::{Value, json};

use crate::argument::{Plan, Row, Shown, rows};
use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, style, tree};
use crate::{reading, weigh};

/// What the signs mean.
pub const LEGEND: &str = "? answers  + supports  - rebuts  # contradicts  ~ undercuts  ^ underpins  & together  ▸n more below";

/// Show a map as a tree: what bears on each node beneath it
///
/// A node that bears on several others stands once in full. Several premises that stand or fall together hang beneath one
/// step, and so does what undercuts it.
#[derive(clap::Args)]
pub struct Args {
    /// The map
    #[arg(value_name = "MAP")]
    map: String,
    /// Show so many levels; 0 for as many as fit
    #[arg(long, value_name = "N", default_value_t = 0)]
    depth: usize,
    /// Show the strengths that this scorer gives
    #[arg(long, value_name = "SCORER")]
    scores: Option<String>,
    /// Begin with this node
    #[arg(long, value_name = "NODE")]
    from: Option<String>,
    /// Show the texts whole, over several lines
    #[arg(long, short = 'w')]
    wrap: bool,
    #[command(flatten)]
    at: At,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        let names: Vec<String> = args.scores.iter().cloned().collect();
        if !names.is_empty() && !weigh::are_known(session.database.registry(), &names) {
            session.load_plugins(output)?;
        }
        let snapshot = session.at(&args.at)?;
        let map = reading::named_map(snapshot.as_ref(), &args.map)?;
        let from = match &args.from {
            None => None,
            Some(name) => {
                let id = resolve_node(snapshot.as_ref(), name)?;
                let elsewhere = || Failure::refused(format!("`{name}` does not stand in map `{}`", map.info().name));
                Some(map.node_index(id).ok_or_else(elsewhere)?)
            }
        };
        let registry = session.database.registry();
        let scoring = match &args.scores {
            None => None,
            Some(name) => Some(registry.scorer(name)?.score(&map, registry)?),
        };
        weigh::say_trust(scoring.iter().map(|scoring| (names[0].as_str(), scoring.convergence)), output);
        let most = if output.is_json() { usize::MAX } else { tree::levels(output.width()) };
        let depth = if args.depth == 0 { most } else { args.depth.min(most) };
        let rows = rows(&map, Plan { depth, from });
        if output.is_json() {
            output.json(&document(&map, &rows, scoring.as_ref()));
        } else {
            heading(&map, output);
            print(&map, &rows, scoring.as_ref(), args.wrap, output);
            output.say("");
            output.say(LEGEND);
        }
        Ok(0)
    })
}

/// The title of a map, and how much is in it.
pub fn heading(map: &Map, output: &mut Output) {
    let title = render::clip(&render::harmless(&map.info().title), output.width());
    output.line(output.paint(style::HEADING, &title));
    let count = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let line = format!("{} · {} · {}", map.info().name, count(map.nodes().len(), "node"), count(map.links().len(), "link"));
    output.line(output.paint(style::FAINT, &line));
    output.line("");
}

/// Prints the rows of a map as a tree.
pub fn print(map: &Map, rows: &[Row], scoring: Option<&Scoring>, wrapped: bool, output: &mut Output) {
    let rows: Vec<tree::Row> = rows.iter().map(|row| shown(map, row, scoring)).collect();
    tree::print(&rows, wrapped, output);
}

fn shown(map: &Map, row: &Row, scoring: Option<&Scoring>) -> tree::Row {
    let out = tree::Row::at(row.depth);
    match row.shown {
        Shown::Step { link: at } => {
            let link = map.link(at);
            let mut out = out.piece(style::relation(link.relation), link.relation.sign());
            let strength = scoring.and_then(|scoring| scoring.links.as_ref()?.get(at.at()).copied());
            if let Some(strength) = strength {
                out = out.piece(style::FAINT, format!("{:.2}", strength.get()));
            }
            if let Some(name) = &link.name {
                out = out.piece(style::NAME, name.as_str());
            }
            let how_many = format!("({} premises together)", link.premises.len());
            let names = || map.premises(at).iter().map(|node| map.node(*node).label()).collect::<Vec<_>>().join(" and ");
            out.piece(style::FAINT, how_many).text(link.reason.as_deref().map_or_else(names, render::harmless))
        }
        Shown::Node { node: at, link, linked, again, below } => {
            let node = map.node(at);
            let mut out = out;
            if let Some(link) = link {
                let relation = map.link(link).relation;
                let sign = if linked { '&' } else { relation.sign() };
                out = out.piece(style::relation(relation), sign);
            }
            if let Some(score) = scoring.and_then(|scoring| scoring.of(at)) {
                out = out.piece(style::PLAIN, format!("{:.2}", score.get()));
            }
            out = out.piece(style::kind(node.kind), node.kind.word()).piece(style::NAME, node.label());
            if again {
                return out.piece(style::FAINT, "↑ see above");
            }
            if below > 0 {
                out = out.piece(style::FAINT, format!("▸{below}"));
            }
            out.text(render::harmless(&node.text))
        }
    }
}

fn document(map: &Map, rows: &[Row], scoring: Option<&Scoring>) -> Value {
    let rows: Vec<Value> = rows
        .iter()
        .map(|row| match row.shown {
            Shown::Step { link } => json!({
                "depth": row.depth, "step": map.link(link).label(), "relation": map.link(link).relation,
                "premises": map.premises(link).iter().map(|node| map.node(*node).label()).collect::<Vec<_>>(),
                "reason": map.link(link).reason,
            }),
            Shown::Node { node, link, linked, again, below } => json!({
                "depth": row.depth, "node": map.node(node).label(), "id": map.node(node).id, "kind": map.node(node).kind,
                "text": map.node(node).text, "link": link.map(|link| map.link(link).label()),
                "relation": link.map(|link| map.link(link).relation), "linked": linked, "again": again, "below": below,
                "score": scoring.and_then(|scoring| scoring.of(node)),
            }),
        })
        .collect();
    json!({ "map": map.info().name, "title": map.info().title, "revision": map.revision(), "rows": rows })
}
