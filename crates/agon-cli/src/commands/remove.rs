//! `agon remove NAME…`: nodes, links and maps, with what cannot stand without them.

use agon_core::change::{Change, Draft, ReadError, Snapshot};
use agon_core::database::{DatabaseError, Resolved, resolve, resolve_map, resolve_node};
use agon_core::model::{Element, LinkId, MapId, NodeId};
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, difference, difference::Labels};
use crate::session::Session;
use crate::{committed, naming};

/// Remove nodes, links or maps, with what cannot stand without them
///
/// With a node go the links it is part of, with a link the links that bear on it, with a map the nodes that stand in no
/// other map. `agon undo` brings everything back.
#[derive(clap::Args)]
pub struct Args {
    /// Nodes, links ('premise->target' will do) or maps
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    /// Take the nodes out of this map only; those that stand in no other go
    #[arg(long, value_name = "MAP")]
    from: Option<String>,
    /// Say what would go and remove nothing
    #[arg(long)]
    dry_run: bool,
}

/// One thing to remove.
#[derive(Clone, Copy)]
enum Removal {
    Node(NodeId),
    Link(LinkId),
    Map(MapId),
    Leaves(MapId, NodeId),
}

impl Removal {
    fn draw(self, draft: &mut Draft<'_>) -> Result<(), ReadError> {
        match self {
            Self::Node(id) => draft.remove_node(id).map(drop),
            Self::Link(id) => draft.remove_link(id).map(drop),
            Self::Map(id) => draft.remove_map(id).map(drop),
            Self::Leaves(map, node) => {
                if draft.base().maps_of(node)?.iter().all(|other| *other == map) {
                    draft.remove_node(node).map(drop)
                } else {
                    draft.remove_placement(map, node).map(drop)
                }
            }
        }
    }
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open_to_write(global, output)?;
    let snapshot = session.database.snapshot();
    let removals = args.names.iter().map(|name| meant(snapshot, name, args.from.as_deref())).collect::<Result<Vec<_>, _>>()?;
    let changes = planned(snapshot, &removals)?;
    let count = render::count(changes.len() as u64, "record");
    if args.dry_run {
        if output.is_json() {
            output.json(&json!({ "commit": null, "changes": changes }));
        } else {
            difference::print(&changes, &Labels::new(snapshot, &changes), output)?;
            output.line(format!("would remove {count}; nothing was changed"));
        }
        return Ok(0);
    }
    if !output.is_json() {
        difference::print(&changes, &Labels::new(snapshot, &changes), output)?;
    }
    let message = match &args.from {
        Some(map) => format!("remove {} from {map}", args.names.join(", ")),
        None => format!("remove {}", args.names.join(", ")),
    };
    let report = session.database.commit(&message, |draw| {
        for removal in removals {
            removal.draw(&mut draw.draft)?;
        }
        Ok::<(), DatabaseError>(())
    })?;
    committed::say(output, &format!("removed {count}"), &report, json!({ "changes": changes }));
    if !output.is_json() {
        output.say("bring it back: agon undo");
    }
    Ok(0)
}

fn meant(snapshot: &dyn Snapshot, name: &str, from: Option<&str>) -> Result<Removal, Failure> {
    if let Some(map) = from {
        let map = resolve_map(snapshot, map)?;
        let node = resolve_node(snapshot, name)?;
        if snapshot.placement(map, node)?.is_none() {
            let map = naming::map_label(snapshot, map)?;
            return Err(Failure::refused(format!("`{}` does not stand in {map}", name.escape_debug())));
        }
        return Ok(Removal::Leaves(map, node));
    }
    if name.contains("->") {
        return Ok(Removal::Link(naming::link(snapshot, name)?));
    }
    match resolve(snapshot, name)? {
        Resolved::Element(Element::Node(id)) => Ok(Removal::Node(id)),
        Resolved::Element(Element::Link(id)) => Ok(Removal::Link(id)),
        Resolved::Map(id) => Ok(Removal::Map(id)),
        Resolved::Source(key) => {
            Err(Failure::refused(format!("`{key}` is a source")).hint(format!("remove it by: agon source remove {key}")))
        }
    }
}

/// What the removals come to, before anything is done.
fn planned(snapshot: &dyn Snapshot, removals: &[Removal]) -> Result<Vec<Change>, Failure> {
    let mut draft = Draft::new(snapshot);
    for removal in removals {
        removal.draw(&mut draft)?;
    }
    match draft.finish()? {
        Some(changes) => Ok(changes),
        None => Err(Failure::complaints(draft.complaints().to_vec())),
    }
}
