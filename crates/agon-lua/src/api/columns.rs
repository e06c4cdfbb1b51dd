//! `map:column`, `map:edges` and `agon.column`: whole maps as flat buffers, for a million nodes at a time.

use agon_core::extend::Scoring;
use agon_core::model::{Map, NodeIndex, NodeKind, Relation};
use mlua::{Lua, Table, Value};

use super::text::words;

/// What stands in a column where there is no number: a scorer without an opinion, a node without a depth.
pub(crate) const NONE: f64 = -1.0;

/// The readers and writers of columns, written in Lua because a call into the host costs more than the reading.
const READERS: &str = r#"
local column = {}
function column.new(count) return buffer.create(count * 8) end
function column.count(column) return buffer.len(column) // 8 end
function column.get(column, position) return buffer.readf64(column, position * 8 - 8) end
function column.set(column, position, number) buffer.writef64(column, position * 8 - 8, number) end
return column
"#;

pub(crate) fn table(lua: &Lua) -> mlua::Result<Table> {
    lua.load(READERS).set_name("=agon.column").eval()
}

/// The columns that every map has.
pub(crate) const COLUMNS: [&str; 4] = ["credence", "kind", "depth", "words"];

/// A column of a map by name; `None` if it is no column but a scorer's name.
pub(crate) fn column(map: &Map, name: &str) -> Option<Vec<u8>> {
    let numbers: Box<dyn Iterator<Item = f64>> = match name {
        "credence" => Box::new(map.nodes().iter().map(|node| match node.kind {
            NodeKind::Question => NONE,
            _ => node.base_credence().get(),
        })),
        "kind" => Box::new(map.nodes().iter().map(|node| kind_number(node.kind))),
        "words" => Box::new(map.nodes().iter().map(|node| words(&node.text).count() as f64)),
        "depth" => Box::new(depths(map).into_iter()),
        _ => return None,
    };
    Some(bytes(numbers, map.nodes().len()))
}

/// A scorer's numbers as a column.
pub(crate) fn scores(scoring: &Scoring) -> Vec<u8> {
    bytes(scoring.nodes.iter().map(|score| score.map_or(NONE, agon_core::model::Score::get)), scoring.nodes.len())
}

fn bytes(numbers: impl Iterator<Item = f64>, count: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count * 8);
    for number in numbers {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes
}

/// Kinds count from 1 in reading order: question, claim, evidence, rebuttal.
fn kind_number(kind: NodeKind) -> f64 {
    NodeKind::ALL.iter().position(|one| *one == kind).map_or(NONE, |at| at as f64 + 1.0)
}

/// How many links lie between a node and the nearest root, against the direction of the links.
fn depths(map: &Map) -> Vec<f64> {
    let mut depths = vec![NONE; map.nodes().len()];
    let mut links = vec![false; map.links().len()];
    let mut level: Vec<NodeIndex> = map.roots();
    let mut depth = 0.0;
    while !level.is_empty() {
        let mut next = Vec::new();
        for node in level {
            if depths[node.at()] != NONE {
                continue;
            }
            depths[node.at()] = depth;
            let mut open: Vec<_> = map.links_to(node).to_vec();
            while let Some(link) = open.pop() {
                if std::mem::replace(&mut links[link.at()], true) || map.link(link).relation == Relation::Contradicts {
                    continue;
                }
                next.extend(map.premises(link).iter().filter(|premise| depths[premise.at()] == NONE));
                open.extend_from_slice(map.links_to_link(link));
            }
        }
        level = next;
        depth += 1.0;
    }
    depths
}

/// Every pair of a premise and what it bears on, as buffers of equal length. Positions count from 1, as in `map:ids()`.
pub(crate) fn edges(lua: &Lua, map: &Map) -> mlua::Result<Table> {
    let count: usize = map
        .link_indices()
        .map(|link| map.premises(link).len() * if map.link(link).relation == Relation::Contradicts { 2 } else { 1 })
        .sum();
    let mut premise = Vec::with_capacity(count * 4);
    let mut target = Vec::with_capacity(count * 4);
    let mut link_at = Vec::with_capacity(count * 4);
    let mut onto_link = Vec::with_capacity(count);
    let mut sign = Vec::with_capacity(count);
    let mut strength = Vec::with_capacity(count * 8);
    for index in map.link_indices() {
        let link = map.link(index);
        let (to, onto) = match (map.target_node(index), map.target_link(index)) {
            (Some(node), _) => (node.0, 0u8),
            (None, Some(link)) => (link.0, 1),
            (None, None) => continue,
        };
        let mut push = |from: u32, to: u32| {
            premise.extend_from_slice(&(from + 1).to_le_bytes());
            target.extend_from_slice(&(to + 1).to_le_bytes());
            link_at.extend_from_slice(&(index.0 + 1).to_le_bytes());
            onto_link.push(onto);
            sign.push(i8::from(link.relation.is_pro()).wrapping_sub(i8::from(link.relation.is_con())).to_le_bytes()[0]);
            strength.extend_from_slice(&link.base_strength().get().to_le_bytes());
        };
        for from in map.premises(index) {
            push(from.0, to);
            if link.relation == Relation::Contradicts {
                push(to, from.0);
            }
        }
    }
    let table = lua.create_table_with_capacity(0, 7)?;
    table.raw_set("count", sign.len())?;
    for (name, bytes) in [
        ("premise", premise),
        ("target", target),
        ("link", link_at),
        ("onto_link", onto_link),
        ("sign", sign),
        ("strength", strength),
    ] {
        table.raw_set(name, Value::Buffer(lua.create_buffer(bytes)?))?;
    }
    Ok(table)
}
