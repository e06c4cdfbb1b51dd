//! `agon stale`: evidence that may be out of date, and what hangs on it.

use agon_core::change::Snapshot;
use agon_core::database::resolve_map;
use agon_core::model::{Node, NodeId, NodeKind, Source};
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Align, Table, harmless};
use crate::{reading, system};

/// List evidence older than a time, the oldest first, and evidence without a date
///
///   agon stale                            older than three years
///   agon stale --older-than 18m --map budget
///   agon stale --older-than 2024-01-01
///
/// The date is that of the source, or the evidence's own attribute `year`.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// A time (3y, 18m, 90d) or a date
    #[arg(long, value_name = "TIME", default_value = "3y")]
    older_than: String,
    /// Only this map
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    #[command(flatten)]
    at: At,
}

/// A piece of evidence, when it was published and how much hangs on it.
struct Found {
    node: Node,
    source: Option<Source>,
    published: Option<Day>,
    uses: usize,
}

/// A day, as exactly as it is known.
struct Day {
    /// The last day it can be: of `2019` the 31st of December.
    latest: Date,
    shown: String,
}

/// How many records are read at a time.
const PAGE: usize = 1000;

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let today = system::today();
    let limit = limit(&args.older_than, today)?;
    reading::read(global, output, |session, output| {
        let snapshot = session.at(&args.at)?;
        let snapshot: &dyn Snapshot = snapshot.as_ref();
        let mut found = Vec::new();
        let mut looked_at = 0;
        let ids: Vec<NodeId> = match &args.map {
            Some(map) => snapshot.placements_in(resolve_map(snapshot, map)?)?.into_iter().map(|place| place.node).collect(),
            None => snapshot.nodes_of_kind(NodeKind::Evidence)?,
        };
        for ids in ids.chunks(PAGE) {
            let nodes = snapshot.nodes(ids)?;
            for node in nodes.into_iter().flatten().filter(|node| node.kind == NodeKind::Evidence) {
                looked_at += 1;
                let source = node.source().map_or(Ok(None), |key| snapshot.source(key))?;
                let published = published(&node, source.as_ref());
                if published.as_ref().is_none_or(|day| day.latest < limit) {
                    let uses = snapshot.links_from(node.id)?.len();
                    found.push(Found { node, source, published, uses });
                }
            }
        }
        found.sort_by_key(|one| (one.published.as_ref().map_or(Date::MAX, |day| day.latest), one.node.id));
        if output.is_json() {
            let list: Vec<Value> = found.iter().map(|one| document(one, today)).collect();
            output.json(&json!({ "limit": limit.to_string(), "looked_at": looked_at, "evidence": list }));
            return Ok(0);
        }
        print(&found, looked_at, limit, today, output);
        Ok(0)
    })
}

/// The day before which evidence is old.
fn limit(text: &str, today: Date) -> Result<Date, Failure> {
    let wrong = || {
        Failure::usage(format!("`{}` is neither a time nor a date", text.escape_debug()))
            .hint("write 3y, 18m or 90d, or a date as in 2024-01-31")
    };
    if let Ok(date) = text.parse::<Date>() {
        return Ok(date);
    }
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: i32 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wrong())?;
    let span: Span = match unit {
        _ if !(0..=4000).contains(&number) => return Err(wrong()),
        'y' => number.years(),
        'm' => number.months(),
        'd' => number.days(),
        _ => return Err(wrong()),
    };
    today.checked_sub(span).map_err(|_| wrong())
}

fn published(node: &Node, source: Option<&Source>) -> Option<Day> {
    if let Some(year) = node.own_year() {
        return day(&[year]);
    }
    let parts = source?.csl.get("issued")?.get("date-parts")?.get(0)?.as_array()?;
    let parts: Vec<i64> =
        parts.iter().map_while(|part| part.as_i64().or_else(|| part.as_str()?.trim().parse().ok())).collect();
    day(&parts)
}

fn day(parts: &[i64]) -> Option<Day> {
    let year = i16::try_from(*parts.first()?).ok()?;
    let month = parts.get(1).and_then(|month| i8::try_from(*month).ok());
    let day = parts.get(2).and_then(|day| i8::try_from(*day).ok());
    let first = Date::new(year, month.unwrap_or(12), 1).ok()?;
    Some(match (month, day) {
        (Some(_), Some(day)) => {
            let latest = Date::new(year, first.month(), day).ok()?;
            Day { latest, shown: latest.to_string() }
        }
        (Some(month), None) => Day { latest: first.last_of_month(), shown: format!("{year}-{month:02}") },
        (None, _) => Day { latest: first.last_of_month(), shown: year.to_string() },
    })
}

/// In whole years, or months where it is less than two years.
fn age(day: &Day, today: Date) -> String {
    let months = (i32::from(today.year()) - i32::from(day.latest.year())) * 12 + i32::from(today.month())
        - i32::from(day.latest.month())
        - i32::from(today.day() < day.latest.day());
    if months >= 24 { render::count((months / 12) as u64, "year") } else { render::count(months.max(0) as u64, "month") }
}

fn document(one: &Found, today: Date) -> Value {
    json!({
        "id": one.node.id,
        "name": one.node.name,
        "text": one.node.text,
        "source": one.node.source(),
        "published": one.published.as_ref().map(|day| &day.shown),
        "age": one.published.as_ref().map(|day| age(day, today)),
        "uses": one.uses,
    })
}

fn print(found: &[Found], looked_at: usize, limit: Date, today: Date, output: &mut Output) {
    let columns = [
        ("published", Align::Left),
        ("age", Align::Left),
        ("uses", Align::Right),
        ("evidence", Align::Left),
        ("source", Align::Left),
        ("what it says", Align::Left),
    ];
    let mut table = Table::new(&columns);
    for one in found {
        table.row(vec![
            one.published.as_ref().map_or_else(|| "undated".to_owned(), |day| day.shown.clone()),
            one.published.as_ref().map(|day| age(day, today)).unwrap_or_default(),
            one.uses.to_string(),
            one.node.label(),
            one.source.as_ref().map_or_else(|| "–".to_owned(), |source| harmless(&source.short_citation())),
            harmless(&one.node.text),
        ]);
    }
    if !table.is_empty() {
        table.print(output);
        output.line("");
    }
    let undated = found.iter().filter(|one| one.published.is_none()).count();
    output.line(format!(
        "{} of {} published before {limit}{}",
        found.len() - undated,
        render::count(looked_at as u64, "piece of evidence").replace("piece of evidences", "pieces of evidence"),
        if undated > 0 { format!("; {undated} without a date") } else { String::new() }
    ));
}
