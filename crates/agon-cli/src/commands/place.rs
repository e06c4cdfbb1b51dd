//! `agon place NODE… --in MAP`: where nodes stand in a map.

use agon_core::change::Snapshot;
use agon_core::database::{DatabaseError, resolve_map, resolve_node};
use agon_core::diagnostic::nearest;
use agon_core::model::{MapInfo, Name, NodeId, Placement, Section};
use clap::ArgGroup;
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{committed, naming};

/// Place nodes in a map, or move them within it
///
/// A node may stand in many maps. One that is new in a map stands last, unless it is said where.
#[derive(clap::Args)]
#[command(group = ArgGroup::new("where").multiple(false))]
pub struct Args {
    /// The nodes, in the order in which they shall stand
    #[arg(value_name = "NODE", required = true)]
    nodes: Vec<String>,
    /// The map
    #[arg(long = "in", value_name = "MAP")]
    map: String,
    /// As the N-th of the map, counted from 1
    #[arg(long, value_name = "N", group = "where", value_parser = clap::value_parser!(u32).range(1..))]
    order: Option<u32>,
    /// Before this node
    #[arg(long, value_name = "NODE", group = "where")]
    before: Option<String>,
    /// After this node
    #[arg(long, value_name = "NODE", group = "where")]
    after: Option<String>,
    /// The side that brings them forward, as in aff or neg
    #[arg(long, value_name = "SIDE", value_parser = naming::name)]
    side: Option<Name>,
    /// The section of the map, by its title
    #[arg(long, value_name = "TITLE")]
    section: Option<String>,
    /// Make the section if it is not there
    #[arg(long, requires = "section")]
    new_section: bool,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open_to_write(global, output)?;
    let snapshot = session.database.snapshot();
    let map = resolve_map(snapshot, &args.map)?;
    let Some(mut info) = snapshot.map(map)? else { return Ok(0) };
    let nodes = args.nodes.iter().map(|text| resolve_node(snapshot, text)).collect::<Result<Vec<_>, _>>()?;
    let section = match &args.section {
        Some(title) => Some(section(&mut info, title, args.new_section)?),
        None => None,
    };
    let last = naming::next_order(snapshot, map)?;
    let mut moving = Vec::new();
    for (index, node) in (0u64..).zip(&nodes) {
        let known = snapshot.placement(map, *node)?;
        let mut place = known.unwrap_or_else(|| Placement::new(map, *node, last.saturating_add(index)));
        place.side = args.side.clone().or(place.side);
        place.section = section.or(place.section);
        moving.push(place);
    }
    if args.is_told_where() {
        let mut placed = snapshot.placements_in(map)?;
        placed.retain(|place| !nodes.contains(&place.node));
        let at = args.position(snapshot, &placed)?;
        placed.splice(at..at, moving);
        renumber(&mut placed);
        moving = placed;
    }
    let labels = naming::labels(snapshot, &nodes)?;
    let report = session.database.commit(&format!("place {labels} in {}", info.name), |draw| {
        draw.draft.put_map(info.clone())?;
        for place in &moving {
            draw.draft.put_placement(place.clone())?;
        }
        Ok::<(), DatabaseError>(())
    })?;
    let placements: Vec<&Placement> = moving.iter().filter(|place| nodes.contains(&place.node)).collect();
    let data = json!({ "map": info.name, "placements": placements });
    committed::say(output, &format!("placed {labels} in {}", info.name), &report, data);
    Ok(0)
}

impl Args {
    fn is_told_where(&self) -> bool {
        self.order.is_some() || self.before.is_some() || self.after.is_some()
    }

    /// The index before which the nodes go.
    fn position(&self, snapshot: &dyn Snapshot, placed: &[Placement]) -> Result<usize, Failure> {
        let of = |text: &str| -> Result<usize, Failure> {
            let node: NodeId = resolve_node(snapshot, text)?;
            placed
                .iter()
                .position(|place| place.node == node)
                .ok_or_else(|| Failure::refused(format!("`{}` is no other node of that map", text.escape_debug())))
        };
        match (&self.before, &self.after, self.order) {
            (Some(before), _, _) => of(before),
            (_, Some(after), _) => Ok(of(after)? + 1),
            (_, _, Some(order)) => Ok((order as usize - 1).min(placed.len())),
            _ => Ok(placed.len()),
        }
    }
}

/// Makes the orders rise again, changing as few as that takes.
fn renumber(placed: &mut [Placement]) {
    // Going backwards, whatever can keep its number keeps it; going forwards, the rest gets what is free between.
    let mut next = None;
    for index in 0..placed.len() {
        let floor = next.unwrap_or(0);
        let fits = placed[index].order >= floor
            && placed[index + 1..]
                .iter()
                .take(1)
                .all(|follower| placed[index].order < follower.order || index + 1 == placed.len());
        if !fits && placed[index].order != floor {
            placed[index].order = floor;
        }
        next = Some(placed[index].order.saturating_add(1));
    }
}

fn section(info: &mut MapInfo, title: &str, may_be_new: bool) -> Result<u32, Failure> {
    if let Some(at) = info.sections.iter().position(|section| section.title == title) {
        return Ok(u32::try_from(at).unwrap_or(u32::MAX));
    }
    if may_be_new {
        info.sections.push(Section { title: title.to_owned(), level: 1 });
        return Ok(u32::try_from(info.sections.len() - 1).unwrap_or(u32::MAX));
    }
    let failure = Failure::refused(format!("there is no section `{}` in {}", title.escape_debug(), info.name));
    let failure = match nearest(title, info.sections.iter().map(|section| section.title.as_str())) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None if info.sections.is_empty() => failure,
        None => {
            let titles: Vec<&str> = info.sections.iter().take(8).map(|section| section.title.as_str()).collect();
            failure.hint(format!("there is {}", titles.join(" · ")))
        }
    };
    Err(failure.hint("make it: add --new-section"))
}
