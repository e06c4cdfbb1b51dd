//! `agon used-by NAME`: what a piece of evidence or a source is used for.

use agon_core::change::{ReadError, Snapshot};
use agon_core::database::{Resolved, resolve};
use agon_core::model::{Element, Node, NodeId};
use serde_json::{Value, json};

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, harmless, style, tree};
use crate::{naming, reading};

/// Show what uses a piece of evidence, or the evidence of a source: which steps, in which maps
#[derive(clap::Args)]
pub struct Args {
    /// A node, or the key of a source
    #[arg(value_name = "NODE|SOURCE")]
    name: String,
    #[command(flatten)]
    at: At,
}

/// One step that starts from a node.
struct Use {
    map: String,
    relation: agon_core::model::Relation,
    target: Element,
    joint: String,
    target_text: String,
    with: usize,
    is_marked: bool,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        let snapshot = session.at(&args.at)?;
        let snapshot: &dyn Snapshot = snapshot.as_ref();
        let nodes = match resolve(snapshot, &args.name)? {
            Resolved::Element(Element::Node(id)) => vec![id],
            Resolved::Source(key) => snapshot.nodes_citing(&key)?,
            _ => {
                return Err(Failure::refused(format!("`{}` is neither a node nor a source", args.name))
                    .hint("agon show tells what a map or a link holds"));
            }
        };
        let mut found = Vec::new();
        for id in nodes {
            if let Some(node) = snapshot.node(id)? {
                let uses = uses(snapshot, id)?;
                found.push((node, uses));
            }
        }
        if output.is_json() {
            output.json(&json!({ "nodes": found.iter().map(document).collect::<Vec<_>>() }));
            return Ok(0);
        }
        print(&found, output);
        Ok(0)
    })
}

fn uses(snapshot: &dyn Snapshot, id: NodeId) -> Result<Vec<Use>, ReadError> {
    let mut uses = Vec::new();
    for link in snapshot.links_from(id)? {
        let Some(link) = snapshot.link(link)? else { continue };
        let target_text = match link.target {
            Element::Node(id) => snapshot.node(id)?.map(|node| node.text).unwrap_or_default(),
            Element::Link(id) => naming::ends(snapshot, id)?,
        };
        uses.push(Use {
            map: naming::map_label(snapshot, link.map)?,
            relation: link.relation,
            target: link.target,
            joint: naming::label(snapshot, link.target)?,
            target_text,
            with: link.premises.len() - 1,
            is_marked: link.marks.is_some(),
        });
    }
    uses.sort_by(|a, b| a.map.cmp(&b.map));
    Ok(uses)
}

fn document((node, uses): &(Node, Vec<Use>)) -> Value {
    let uses: Vec<Value> = uses
        .iter()
        .map(|one| json!({ "map": one.map, "relation": one.relation, "target": one.target, "text": one.target_text, "marked": one.is_marked }))
        .collect();
    json!({ "id": node.id, "name": node.name, "text": node.text, "uses": uses })
}

fn print(found: &[(Node, Vec<Use>)], output: &mut Output) {
    let mut rows = Vec::new();
    for (node, uses) in found {
        rows.push(
            tree::Row::at(0)
                .piece(style::kind(node.kind), node.kind.word())
                .piece(style::NAME, node.label())
                .text(harmless(&node.text)),
        );
        for one in uses {
            let mut row = tree::Row::at(1)
                .piece(style::FAINT, harmless(&one.map))
                .piece(style::relation(one.relation), format!("{} {}", one.relation.sign(), one.relation))
                .piece(style::NAME, one.joint.clone());
            if one.with > 0 {
                row = row.piece(style::FAINT, format!("with {} more", one.with));
            }
            if one.is_marked {
                row = row.piece(style::FAINT, "own marks");
            }
            rows.push(row.text(harmless(&one.target_text)));
        }
    }
    tree::print(&rows, false, output);
    let uses: usize = found.iter().map(|(_, uses)| uses.len()).sum();
    let idle = found.iter().filter(|(_, uses)| uses.is_empty()).count();
    let mut line = format!("{}, {}", render::count(found.len() as u64, "node"), render::count(uses as u64, "use"));
    if idle > 0 {
        line.push_str(&format!("; {idle} used by nothing"));
    }
    output.line("");
    output.line(line);
}
