//! From what is typed to the records that are meant, where `database::resolve` alone does not do: links named by their
//! ends, the one map that several things share, values with bounds.

use agon_core::change::{ReadError, Snapshot};
use agon_core::database::{DatabaseError, resolve_element, resolve_node};
use agon_core::model::{Element, Link, LinkId, MapId, Name, NodeId, Score};

use crate::failure::Failure;

/// A number in 0..=1, for clap.
pub fn score(text: &str) -> Result<Score, String> {
    let number: f64 = text.parse().map_err(|_| format!("`{}` is not a number in 0..=1", text.escape_debug()))?;
    Score::new(number).map_err(|error| error.to_string())
}

/// A name, for clap: what cannot be one gets the nearest that can.
pub fn name(text: &str) -> Result<Name, String> {
    Name::new(text).map_err(|error| match Name::slug(text) {
        Some(slug) => format!("{error}; try `{slug}`"),
        None => error.to_string(),
    })
}

/// The link that is meant: by name, by a prefix of its id, or by its ends as `premise->target`.
pub fn link(snapshot: &dyn Snapshot, text: &str) -> Result<LinkId, Failure> {
    if let Some((premise, target)) = text.split_once("->") {
        return link_between(snapshot, premise.trim(), target.trim());
    }
    match resolve_element(snapshot, text) {
        Ok(Element::Link(id)) => Ok(id),
        Ok(Element::Node(id)) => {
            let failure = Failure::refused(format!("`{}` is a node, and a link is wanted", text.escape_debug()));
            let links = snapshot.links_from(id)?;
            match describe(snapshot, &links)?.as_slice() {
                [] => Err(failure.hint("name a link by its ends: 'premise->target'")),
                several => Err(failure.hint(format!("it is a premise of {}", several.join(", ")))),
            }
        }
        Err(DatabaseError::NotFound { name, near, .. }) => {
            let failure: Failure = DatabaseError::NotFound { what: "link", name, near }.into();
            Err(failure.hint("name a link by its name, its id or its ends: 'premise->target'"))
        }
        Err(error) => Err(error.into()),
    }
}

fn link_between(snapshot: &dyn Snapshot, premise: &str, target: &str) -> Result<LinkId, Failure> {
    let from = resolve_node(snapshot, premise)?;
    let to = resolve_element(snapshot, target)?;
    let mut found = Vec::new();
    for id in snapshot.links_from(from)? {
        if snapshot.link(id)?.is_some_and(|link| link.target == to) {
            found.push(id);
        }
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let failure =
                Failure::refused(format!("no link leads from `{}` to `{}`", premise.escape_debug(), target.escape_debug()));
            match describe(snapshot, &snapshot.links_from(from)?)?.as_slice() {
                [] => Err(failure.hint(format!("`{}` is no premise of any link", premise.escape_debug()))),
                several => Err(failure.hint(format!("there is {}", several.join(", ")))),
            }
        }
        several => {
            let shown = describe(snapshot, several)?;
            Err(Failure::refused(format!("`{premise}->{target}` could be any of {}", shown.join(", "))).hint("name it by its id"))
        }
    }
}

/// Links in words, at most eight of them.
fn describe(snapshot: &dyn Snapshot, links: &[LinkId]) -> Result<Vec<String>, ReadError> {
    links.iter().take(8).map(|id| Ok(format!("{} ({})", id.short(), ends(snapshot, *id)?))).collect()
}

/// What a link joins, in words: `a, b supports c`.
pub fn ends(snapshot: &dyn Snapshot, id: LinkId) -> Result<String, ReadError> {
    match snapshot.link(id)? {
        Some(link) => joint(snapshot, &link),
        None => Ok(id.short()),
    }
}

/// The same of a link in hand.
pub fn joint(snapshot: &dyn Snapshot, link: &Link) -> Result<String, ReadError> {
    let premises: Vec<String> =
        link.premises.iter().map(|premise| label(snapshot, Element::Node(*premise))).collect::<Result<_, _>>()?;
    Ok(format!("{} {} {}", premises.join(", "), link.relation, label(snapshot, link.target)?))
}

/// What people type for it: its name, or its short id.
pub fn label(snapshot: &dyn Snapshot, element: Element) -> Result<String, ReadError> {
    Ok(match element {
        Element::Node(id) => snapshot.node(id)?.map_or_else(|| id.short(), |node| node.label()),
        Element::Link(id) => snapshot.link(id)?.map_or_else(|| id.short(), |link| link.label()),
    })
}

/// The map's name, or its short id where it is gone.
pub fn map_label(snapshot: &dyn Snapshot, id: MapId) -> Result<String, ReadError> {
    Ok(snapshot.map(id)?.map_or_else(|| id.short(), |map| map.name.to_string()))
}

/// The one map in which all of these stand; a target link stands in its own.
pub fn shared_map(snapshot: &dyn Snapshot, nodes: &[NodeId], target: Option<Element>) -> Result<MapId, Failure> {
    let mut shared: Option<Vec<MapId>> = None;
    let mut narrow = |maps: Vec<MapId>| match &mut shared {
        None => shared = Some(maps),
        Some(known) => known.retain(|map| maps.contains(map)),
    };
    match target {
        Some(Element::Node(node)) => narrow(snapshot.maps_of(node)?),
        Some(Element::Link(id)) => narrow(snapshot.link(id)?.map(|link| link.map).into_iter().collect()),
        None => {}
    }
    for node in nodes {
        narrow(snapshot.maps_of(*node)?);
    }
    let shared = shared.unwrap_or_default();
    match shared.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::refused("they do not stand in one map").hint("place them in it first: agon place NODE --in MAP")),
        several => {
            let names: Vec<String> = several.iter().map(|map| map_label(snapshot, *map)).collect::<Result<_, _>>()?;
            Err(Failure::usage(format!("they stand together in several maps: {}", names.join(", "))).hint("say which: --map MAP"))
        }
    }
}

/// The place after the last in the map's order.
pub fn next_order(snapshot: &dyn Snapshot, map: MapId) -> Result<u64, ReadError> {
    Ok(snapshot.last_placement(map)?.map_or(0, |last| last.order.saturating_add(1)))
}

/// Several nodes by their labels.
pub fn labels(snapshot: &dyn Snapshot, nodes: &[NodeId]) -> Result<String, ReadError> {
    let labels: Vec<String> = nodes.iter().map(|node| label(snapshot, Element::Node(*node))).collect::<Result<_, _>>()?;
    Ok(labels.join(", "))
}
