//! Changes as people read them: `+` what is new, `-` what is gone, `~` what is different, field by field.

use std::collections::{BTreeMap, HashMap};

use agon_core::change::{Change, Entity, Snapshot};
use agon_core::model::{Element, Link, LinkId, MapId, NodeId};
use anstyle::{AnsiColor, Style};

use super::text::{clip, harmless, width};
use crate::failure::Failure;
use crate::fields::{self, Field};
use crate::naming;
use crate::output::Output;

/// The longest a value is shown that is only added or removed.
const BRIEF: usize = 72;

/// What the records of a list of changes are called, before or after them.
pub struct Labels<'a> {
    snapshot: &'a dyn Snapshot,
    nodes: HashMap<NodeId, String>,
    links: HashMap<LinkId, Link>,
    maps: HashMap<MapId, String>,
    /// Of nodes that come or go: the maps in which they come or go, so that these places need no lines of their own.
    homes: HashMap<NodeId, Vec<MapId>>,
}

impl<'a> Labels<'a> {
    /// Labels for these changes; what they do not name is looked up in the snapshot.
    pub fn new(snapshot: &'a dyn Snapshot, changes: &[Change]) -> Self {
        let (nodes, links, maps, homes) = (HashMap::new(), HashMap::new(), HashMap::new(), HashMap::new());
        let mut labels = Self { snapshot, nodes, links, maps, homes };
        for change in changes.iter().filter(|change| change.verb() != "edited") {
            if let Change::Node(edit) = change {
                labels.homes.extend(edit.either().map(|node| (node.id, Vec::new())));
            }
        }
        for change in changes {
            match change {
                Change::Node(edit) => labels.nodes.extend(edit.either().map(|node| (node.id, node.label()))),
                Change::Link(edit) => labels.links.extend(edit.either().map(|link| (link.id, link.clone()))),
                Change::Map(edit) => labels.maps.extend(edit.either().map(|map| (map.id, map.name.to_string()))),
                Change::Placement(edit) if change.verb() != "edited" => {
                    if let Some(place) = edit.either()
                        && let Some(homes) = labels.homes.get_mut(&place.node)
                    {
                        homes.push(place.map);
                    }
                }
                _ => {}
            }
        }
        labels
    }

    fn node(&self, id: NodeId) -> Result<String, Failure> {
        match self.nodes.get(&id) {
            Some(label) => Ok(label.clone()),
            None => Ok(naming::label(self.snapshot, Element::Node(id))?),
        }
    }

    fn map(&self, id: MapId) -> Result<String, Failure> {
        match self.maps.get(&id) {
            Some(name) => Ok(name.clone()),
            None => Ok(naming::map_label(self.snapshot, id)?),
        }
    }

    fn link(&self, link: &Link) -> Result<String, Failure> {
        let premises = link.premises.iter().map(|premise| self.node(*premise)).collect::<Result<Vec<_>, _>>()?;
        let target = match link.target {
            Element::Node(id) => self.node(id)?,
            Element::Link(id) => match self.links.get(&id) {
                Some(target) => target.label(),
                None => naming::label(self.snapshot, Element::Link(id))?,
            },
        };
        Ok(format!("{}: {} {} {target}", link.label(), premises.join(", "), link.relation))
    }

    /// Whether it is a place that comes or goes with its node and has nothing to say besides.
    fn is_said_with_its_node(&self, change: &Change) -> bool {
        let Change::Placement(edit) = change else { return false };
        edit.either().is_some_and(|place| {
            let is_plain = place.side.is_none() && place.section.is_none();
            (is_plain || change.verb() == "removed") && change.verb() != "edited" && self.homes.contains_key(&place.node)
        })
    }

    /// What a change is about, in words: `claim drifting`, `link 9a3b8c1d: a supports b`.
    pub fn subject(&self, change: &Change) -> Result<String, Failure> {
        Ok(match change {
            Change::Node(edit) => match edit.either() {
                Some(node) => {
                    let maps = self.homes.get(&node.id).into_iter().flatten();
                    let maps = maps.map(|map| self.map(*map)).collect::<Result<Vec<_>, _>>()?;
                    let homes = if maps.is_empty() { String::new() } else { format!(" in {}", maps.join(", ")) };
                    format!("{} {}{homes}", node.kind, node.label())
                }
                None => "node".into(),
            },
            Change::Link(edit) => match edit.either() {
                Some(link) => format!("link {}", self.link(link)?),
                None => "link".into(),
            },
            Change::Placement(edit) => match edit.either() {
                Some(place) => format!("place of {} in {}", self.node(place.node)?, self.map(place.map)?),
                None => "place".into(),
            },
            Change::Map(_) | Change::Source(_) => match change.entity() {
                Some(Entity::Source(key)) => format!("source {key}"),
                Some(Entity::Map(id)) => format!("map {}", self.map(id)?),
                _ => String::new(),
            },
        })
    }
}

/// Prints changes, one paragraph a record: what it is, and of what was added or edited the fields.
pub fn print(changes: &[Change], labels: &Labels<'_>, output: &mut Output) -> Result<(), Failure> {
    let mut moved: BTreeMap<MapId, u64> = BTreeMap::new();
    for change in changes.iter().filter(|change| !labels.is_said_with_its_node(change)) {
        let (before, after) = fields::of_change(change);
        if let Some(map) = only_moved(change, &before, &after) {
            *moved.entry(map).or_default() += 1;
            continue;
        }
        let (sign, color) = match change.verb() {
            "added" => ('+', AnsiColor::Green),
            "removed" => ('-', AnsiColor::Red),
            _ => ('~', AnsiColor::Yellow),
        };
        let style = color.on_default().bold();
        let heading = clip(&format!("{sign} {}", harmless(&labels.subject(change)?)), output.width());
        let heading = output.paint(style, &heading);
        output.line(heading);
        match change.verb() {
            "added" => said_of_new(change, &after, output),
            "removed" => {}
            _ => edited(&before, &after, output),
        }
    }
    for (map, count) in moved {
        let stand = if count == 1 { "stands" } else { "stand" };
        let line = format!("~ {} {stand} elsewhere in the order of {}", super::text::count(count, "node"), labels.map(map)?);
        let line = output.paint(AnsiColor::Yellow.on_default().bold(), &line);
        output.line(line);
    }
    Ok(())
}

/// The map of a place of which nothing but the order changed: one node moved may move all that follow it.
fn only_moved(change: &Change, before: &[Field], after: &[Field]) -> Option<MapId> {
    let Change::Placement(edit) = change else { return None };
    let is_order = |(key, _, _): &(String, Option<String>, Option<String>)| key == "order";
    let map = edit.either().map(|place| place.map)?;
    (change.verb() == "edited" && fields::difference(before, after).iter().all(is_order)).then_some(map)
}

/// What is worth saying of a new record besides its heading.
fn said_of_new(change: &Change, after: &[Field], output: &mut Output) {
    let said_above = |key: &str| matches!(key, "kind" | "name" | "relation" | "order");
    let is_node = matches!(change, Change::Node(_));
    for (key, value) in after.iter().filter(|(key, _)| !said_above(key)) {
        let value = clip(&harmless(value), BRIEF.max(output.width().saturating_sub(30)));
        if is_node && key == "text" {
            output.line(format!("    {value}"));
        } else {
            output.line(format!("    {}: {value}", harmless(key)));
        }
    }
}

/// Old and new value of each field that differs: on one line if they are short, else below each other.
pub fn edited(before: &[Field], after: &[Field], output: &mut Output) {
    for (key, old, new) in fields::difference(before, after) {
        let key = harmless(&key);
        let (old, new) = (old.map(|text| harmless(&text)), new.map(|text| harmless(&text)));
        let room = output.width().saturating_sub(width(&key) + 6);
        match (&old, &new) {
            (Some(old), Some(new)) if width(old) + width(new) + 3 <= room => output.line(format!("    {key}: {old} → {new}")),
            (Some(old), Some(new)) => {
                output.line(format!("    {key}:"));
                for (sign, text, color) in [('-', old, AnsiColor::Red), ('+', new, AnsiColor::Green)] {
                    for line in super::text::wrap(text, output.width(), &format!("      {sign} "), "        ") {
                        let line = output.paint(Style::new().fg_color(Some(color.into())), &line);
                        output.line(line);
                    }
                }
            }
            (None, Some(new)) => output.line(format!("    {key}: + {}", clip(new, room))),
            (Some(old), None) => output.line(format!("    {key}: - {}", clip(old, room))),
            (None, None) => {}
        }
    }
}
