//! `agon stats`: how much there is.

use agon_core::change::Totals;
use agon_core::model::NodeKind;
use serde_json::{Map, Value, json};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::render;
use crate::session::{self, Session};

/// How many tags are named on one page.
const TAGS: usize = 12;

/// Show how much the database holds
#[derive(clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let session = Session::open(global, output)?;
    let database = &session.database;
    let snapshot = database.snapshot();
    let totals = snapshot.totals()?;
    let mut kinds = Vec::new();
    for kind in NodeKind::ALL {
        kinds.push((kind, snapshot.nodes_of_kind(kind)?.len()));
    }
    let mut tags = snapshot.tags()?;
    tags.sort_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
    let (journal, state) = database.sizes()?;
    let revision = snapshot.revision();
    let last = snapshot.commit(revision)?;
    if output.is_json() {
        let kinds: Map<String, Value> = kinds.iter().map(|(kind, count)| (kind.word().into(), json!(count))).collect();
        let tags: Vec<Value> = tags.iter().map(|(tag, count)| json!({ "tag": tag, "nodes": count })).collect();
        output.json(&json!({
            "id": database.id(), "folder": database.folder(), "commit": revision,
            "time": last.map(|commit| session::iso_time(commit.time)),
            "totals": totals, "kinds": kinds, "tags": tags, "journal_bytes": journal, "state_bytes": state,
        }));
    } else {
        let counted: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {}", counted(*kind, *count))).collect();
        let mut rows = vec![
            ("database", database.folder().display().to_string()),
            ("commits", revision.to_string()),
            ("maps", totals.maps.to_string()),
            ("nodes", format!("{} ({})", totals.nodes, counted.join(", "))),
            ("links", totals.links.to_string()),
            ("placements", totals.placements.to_string()),
            ("sources", totals.sources.to_string()),
        ];
        if let Some(last) = last {
            rows[1].1 += &format!(", the last at {} by {}", session::show_time(last.time), last.author);
        }
        if !tags.is_empty() {
            let shown: Vec<String> = tags.iter().take(TAGS).map(|(tag, count)| format!("{tag} {count}")).collect();
            let more = if tags.len() > TAGS { format!(", and {} more", tags.len() - TAGS) } else { String::new() };
            rows.push(("tags", format!("{}{more}", shown.join(", "))));
        }
        rows.push(("journal", size(journal)));
        rows.push(("state", size(state)));
        for (name, value) in rows {
            for line in render::wrap(&render::harmless(&value), output.width(), &format!("{name:<12}"), &" ".repeat(12)) {
                output.line(line);
            }
        }
    }
    session.database.abandon();
    Ok(0)
}

fn counted(kind: NodeKind, count: usize) -> String {
    match kind {
        NodeKind::Evidence => "evidence".into(),
        kind if count == 1 => kind.word().into(),
        kind => format!("{}s", kind.word()),
    }
}

/// How much there is, in words.
pub fn totals(totals: &Totals) -> String {
    let parts = [(totals.maps, "map"), (totals.nodes, "node"), (totals.links, "link"), (totals.sources, "source")];
    parts.map(|(number, thing)| render::count(number, thing)).join(", ")
}

/// Bytes as people read them.
pub fn size(bytes: u64) -> String {
    let mut amount = bytes as f64;
    let mut unit = "bytes";
    for larger in ["kB", "MB", "GB", "TB"] {
        if amount < 1000.0 {
            break;
        }
        amount /= 1000.0;
        unit = larger;
    }
    if unit == "bytes" { format!("{bytes} bytes") } else { format!("{amount:.1} {unit}") }
}
