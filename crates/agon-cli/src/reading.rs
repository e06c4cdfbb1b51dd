//! What reading commands share: a database opened to be read and given up again, and the map that is meant.

use agon_core::change::{Snapshot, load_map};
use agon_core::database::resolve_map;
use agon_core::model::{Element, Map, MapId};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// Opens the database, does the work, and gives the database up without waiting for its state: nothing was changed.
pub fn read(
    global: &Global,
    output: &mut Output,
    work: impl FnOnce(&mut Session, &mut Output) -> Result<u8, Failure>,
) -> Result<u8, Failure> {
    let mut session = Session::open(global, output)?;
    let done = work(&mut session, output);
    session.database.abandon();
    done
}

/// The whole map of this name.
pub fn named_map(snapshot: &dyn Snapshot, name: &str) -> Result<Map, Failure> {
    whole(snapshot, resolve_map(snapshot, name)?)
}

fn whole(snapshot: &dyn Snapshot, id: MapId) -> Result<Map, Failure> {
    load_map(snapshot, id)?.ok_or_else(|| Failure::refused("the map is gone"))
}

/// The map in which a node or link is looked at: the named one, or the only one in which it stands.
pub fn map_of(snapshot: &dyn Snapshot, element: Element, typed: &str, named: Option<&str>) -> Result<Map, Failure> {
    let maps = match element {
        Element::Node(id) => snapshot.maps_of(id)?,
        Element::Link(id) => snapshot.link(id)?.map(|link| link.map).into_iter().collect(),
    };
    let mut names = Vec::new();
    for map in &maps {
        names.extend(snapshot.map(*map)?.map(|info| info.name.to_string()));
    }
    if let Some(named) = named {
        let id = resolve_map(snapshot, named)?;
        if maps.contains(&id) {
            return whole(snapshot, id);
        }
        let failure = Failure::refused(format!("`{typed}` does not stand in map `{named}`"));
        return Err(if names.is_empty() { failure } else { failure.hint(format!("it stands in {}", names.join(", "))) });
    }
    match maps.as_slice() {
        [] => Err(Failure::refused(format!("`{typed}` stands in no map")).hint("place it: agon place NODE --in MAP")),
        [one] => whole(snapshot, *one),
        _ => Err(Failure::usage(format!("`{typed}` stands in {} maps", maps.len()))
            .hint(format!("say which: --map {}", names.join(" or --map ")))),
    }
}
