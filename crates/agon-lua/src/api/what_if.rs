//! What if: other maps made of one, with other numbers or without some of its evidence. Nothing is stored.

use agon_core::model::{LinkIndex, Map, NodeIndex, Score};
use mlua::{LuaString, Table, Value};

use super::map::Which;
use crate::context::Context;
use crate::reference::{Entry, needs};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::method(
        "map:with",
        &[needs("changes", "{ credence: { [string | number]: number }?, strength: { [string | number]: number }? }")],
        "Map",
        "What if: the same map with other credences of nodes and strengths of links. Nothing is stored.",
    )
    .example("local map = context:map(\"debate\")\nmap:with({ credence = { gsomia = 0.1 } }):credence(\"gsomia\") --> 0.1"),
    Entry::method(
        "map:without",
        &[needs("nodes", "Which | { Which }")],
        "Map",
        "What if: the same map without the links of which these nodes are premises, and without what bears on those links. \
         The nodes stay, without effect.",
    )
    .example("local map = context:map(\"debate\")\n#map:without(\"gsomia\"):links_to(\"drift\") --> 0"),
];

/// The map with other credences and strengths: `{ credence = { [id] = number }, strength = { [id] = number } }`.
pub(super) fn with(
    map: &Map,
    changes: &Table,
    context: &Context,
    node: impl Fn(&Which) -> Option<NodeIndex>,
    link: impl Fn(&Which) -> Option<LinkIndex>,
) -> mlua::Result<Map> {
    for pair in changes.pairs::<Value, Value>() {
        let (key, _) = pair?;
        let key = key.as_string().map(LuaString::to_string_lossy).unwrap_or_default();
        if key != "credence" && key != "strength" {
            return Err(mlua::Error::runtime(format!("map:with: there is no `{key}`; there is credence and strength")));
        }
    }
    let credences = numbers(changes, "credence", "node", context, |id| Some(map.node(node(id)?).id))?;
    let strengths = numbers(changes, "strength", "link", context, |id| Some(map.link(link(id)?).id))?;
    Ok(match (credences.is_empty(), strengths.is_empty()) {
        (_, true) => map.with_credences(&credences),
        (true, false) => map.with_strengths(&strengths),
        (false, false) => map.with_credences(&credences).with_strengths(&strengths),
    })
}

fn numbers<T>(
    changes: &Table,
    key: &str,
    what: &str,
    context: &Context,
    find: impl Fn(&Which) -> Option<T>,
) -> mlua::Result<Vec<(T, Score)>> {
    let given: Option<Table> = changes.raw_get(key)?;
    let mut numbers = Vec::new();
    for pair in given.iter().flat_map(Table::pairs::<Which, f64>) {
        context.check_time()?;
        let (id, number) = pair?;
        let found =
            find(&id).ok_or_else(|| mlua::Error::runtime(format!("map:with: there is no {what} `{}` in the map", shown(&id))))?;
        let score = Score::new(number)
            .map_err(|_| mlua::Error::runtime(format!("map:with: the {key} of `{}` lies in 0..1", shown(&id))))?;
        numbers.push((found, score));
    }
    Ok(numbers)
}

/// The map without what some nodes are premises of: one id, or a list of them.
pub(super) fn without(
    map: &Map,
    left_out: &Value,
    context: &Context,
    node: impl Fn(&Which) -> Option<NodeIndex>,
) -> mlua::Result<Map> {
    let find = |id: &Which| {
        node(id).ok_or_else(|| mlua::Error::runtime(format!("map:without: there is no node `{}` in the map", shown(id))))
    };
    let nodes: Vec<NodeIndex> = match left_out {
        Value::String(id) => vec![find(&Which::Text(id.clone()))?],
        Value::Table(list) => list
            .sequence_values::<Which>()
            .map(|id| {
                context.check_time()?;
                find(&id?)
            })
            .collect::<mlua::Result<_>>()?,
        other => {
            return Err(mlua::Error::runtime(format!("map:without takes a list of ids, and this is a {}", other.type_name())));
        }
    };
    map.without(&nodes).map_err(|error| mlua::Error::runtime(format!("map:without: {error}")))
}

fn shown(id: &Which) -> String {
    match id {
        Which::Text(text) => text.to_string_lossy(),
        Which::Position(position) => position.to_string(),
    }
}
