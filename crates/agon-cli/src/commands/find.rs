//! `agon find QUERY`: the nodes that a query names.

use std::collections::HashMap;

use agon_core::change::{Snapshot, load_map};
use agon_core::database::resolve_map;
use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::extend::Registry;
use agon_core::model::{MapId, Node, NodeId};
use agon_core::query::{Query, QueryError, Scope};
use serde_json::{Value, json};

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::reading;
use crate::render::{Align, Table, harmless};
use crate::session::Session;

/// Find nodes by a query, as in: rebuttals & under(us-disengagement)
#[derive(clap::Args)]
#[command(after_long_help = language())]
pub struct Args {
    /// The query: names, "text", functions, & and, | or, ~ not, parentheses
    #[arg(value_name = "QUERY")]
    query: String,
    /// Only in this map
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// What to show: name, kind, text, tags, maps, source, credence, id, or the name of a scorer (with --map)
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', default_values = ["name", "kind", "text"])]
    columns: Vec<String>,
    /// Show so many at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    at: At,
}

/// The query language on one page.
fn language() -> String {
    let mut text = String::from(
        "The query language:\n  a & b   both        a | b   either        ~a   not        a ~ b   a without b\n  \
         bare words are names or the beginnings of ids; \"quoted words\" search the texts\n\n",
    );
    for function in agon_core::query::functions() {
        text.push_str(&format!("  {:<26}{}\n", function.usage, function.summary));
    }
    text.push_str("\nExample: agon find 'rebuttals & under(us-disengagement) & unanswered()'");
    text
}

const COLUMNS: [&str; 8] = ["name", "kind", "text", "tags", "maps", "source", "credence", "id"];

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        let query = Query::parse(&args.query).map_err(Failure::misused)?;
        let scorers: Vec<&String> = args.columns.iter().filter(|column| !COLUMNS.contains(&column.as_str())).collect();
        let plain = scorers.iter().all(|name| session.database.registry().scorer(name).is_ok());
        if !plain || args.query.contains("score") {
            session.load_plugins(output)?;
        }
        check_columns(session, &scorers)?;
        let snapshot = session.at(&args.at)?;
        let snapshot: &dyn Snapshot = snapshot.as_ref();
        let map = args.map.as_deref().map(|name| resolve_map(snapshot, name)).transpose()?;
        let registry = session.database.registry();
        let found = evaluate(&query, snapshot, map, registry)?;
        let mut columns: HashMap<&str, HashMap<NodeId, f64>> = HashMap::new();
        for scorer in scorers {
            let Some(map) = map else {
                return Err(Failure::usage(format!("a strength under {scorer} is one in a map")).hint("say in which: --map MAP"));
            };
            let scores = strengths(snapshot, registry, scorer, map).map_err(|complaint| Failure::complaints(vec![*complaint]))?;
            columns.insert(scorer, scores);
        }
        let count = found.len();
        let shown: Vec<NodeId> = found.into_iter().take(args.limit.unwrap_or(usize::MAX)).collect();
        if output.is_json() {
            let mut nodes = Vec::new();
            for id in &shown {
                if let Some(node) = snapshot.node(*id)? {
                    nodes.push(document(snapshot, &node, &columns)?);
                }
            }
            output.json(&json!({ "query": query.to_string(), "revision": snapshot.revision(), "count": count, "nodes": nodes }));
            return Ok(0);
        }
        let headings: Vec<(&str, Align)> = args
            .columns
            .iter()
            .map(|column| (column.as_str(), if COLUMNS.contains(&column.as_str()) { Align::Left } else { Align::Right }))
            .collect();
        let mut table = Table::new(&headings);
        for id in &shown {
            let Some(node) = snapshot.node(*id)? else { continue };
            let mut cells = Vec::new();
            for column in &args.columns {
                cells.push(cell(snapshot, &node, column, &columns)?);
            }
            table.row(cells);
        }
        if !table.is_empty() {
            table.print(output);
        }
        output.say(match (count, shown.len()) {
            (0, _) => "nothing found".to_owned(),
            (1, _) => "1 node".to_owned(),
            (count, shown) if shown < count => format!("{shown} of {count} nodes"),
            (count, _) => format!("{count} nodes"),
        });
        Ok(0)
    })
}

/// Asks a query, with strengths from every scorer there is.
pub fn evaluate(query: &Query, snapshot: &dyn Snapshot, map: Option<MapId>, registry: &Registry) -> Result<Vec<NodeId>, Failure> {
    let scores = |scorer: &str, map: MapId| strengths(snapshot, registry, scorer, map);
    query.evaluate(snapshot, &Scope { map, scores: Some(&scores) }).map_err(|error| match error {
        QueryError::Refused(complaints) => Failure::complaints(complaints),
        QueryError::Read(error) => error.into(),
    })
}

fn strengths(
    snapshot: &dyn Snapshot,
    registry: &Registry,
    scorer: &str,
    map: MapId,
) -> Result<HashMap<NodeId, f64>, Box<Diagnostic>> {
    let scorer = registry.scorer(scorer).map_err(|unknown| {
        let complaint = Diagnostic::error("query/scorer", unknown.to_string());
        Box::new(match &unknown.near {
            Some(near) => complaint.hint(format!("did you mean `{near}`?")),
            None => complaint.hint(format!("there is {}", unknown.known.join(", "))),
        })
    })?;
    let failed = |error: String| Box::new(Diagnostic::error("query/score", error));
    let Some(map) = load_map(snapshot, map).map_err(|error| failed(error.to_string()))? else { return Ok(HashMap::new()) };
    let scoring = scorer.score(&map, registry).map_err(|error| failed(error.to_string()))?;
    let scored = map.node_indices().filter_map(|at| Some((map.node(at).id, scoring.of(at)?.get())));
    Ok(scored.collect())
}

fn check_columns(session: &Session, scorers: &[&String]) -> Result<(), Failure> {
    let known: Vec<&str> = session.database.registry().scorers().map(|scorer| scorer.name()).collect();
    for name in scorers {
        if !known.contains(&name.as_str()) {
            let all: Vec<&str> = COLUMNS.into_iter().chain(known.iter().copied()).collect();
            let failure = Failure::usage(format!("there is no column `{name}`"));
            return Err(match nearest(name, all.iter().copied()) {
                Some(near) => failure.hint(format!("did you mean `{near}`?")),
                None => failure.hint(format!("there is {}", all.join(", "))),
            });
        }
    }
    Ok(())
}

fn map_names(snapshot: &dyn Snapshot, node: &Node) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for map in snapshot.maps_of(node.id)? {
        names.extend(snapshot.map(map)?.map(|info| info.name.to_string()));
    }
    Ok(names)
}

type Scores<'a> = HashMap<&'a str, HashMap<NodeId, f64>>;

fn cell(snapshot: &dyn Snapshot, node: &Node, column: &str, scores: &Scores<'_>) -> Result<String, Failure> {
    Ok(match column {
        "name" => node.label(),
        "kind" => node.kind.to_string(),
        "text" => harmless(&node.text),
        "tags" => node.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" "),
        "maps" => map_names(snapshot, node)?.join(", "),
        "source" => node.source().map(ToString::to_string).unwrap_or_default(),
        "credence" => node.credence.map(|credence| credence.to_string()).unwrap_or_default(),
        "id" => node.id.tail(),
        scorer => {
            scores.get(scorer).and_then(|scores| scores.get(&node.id)).map_or_else(|| "–".into(), |score| format!("{score:.3}"))
        }
    })
}

fn document(snapshot: &dyn Snapshot, node: &Node, scores: &Scores<'_>) -> Result<Value, Failure> {
    let mut document = json!(node);
    document["maps"] = json!(map_names(snapshot, node)?);
    let own: serde_json::Map<String, Value> =
        scores.iter().map(|(scorer, scores)| ((*scorer).to_owned(), json!(scores.get(&node.id)))).collect();
    if !own.is_empty() {
        document["scores"] = own.into();
    }
    Ok(document)
}
