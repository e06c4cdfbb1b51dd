//! `map:column`, `map:edges` and `agon.column`: whole maps as flat buffers, for a million nodes at a time.

use agon_core::extend::Scoring;
use agon_core::model::{Element, LinkIndex, Map, NodeIndex, NodeKind, Relation};
use mlua::{Buffer, Lua, Table};

use super::text::words;
use crate::reference::{Entry, needs};

/// What stands in a column where there is no number: a scorer without an opinion, a node without a depth.
pub(crate) const NONE: f64 = -1.0;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::function("agon.column.new", &[needs("count", "number")], "buffer", "A column of noughts.")
        .example("agon.column.count(agon.column.new(3)) --> 3"),
    Entry::function("agon.column.count", &[needs("column", "buffer")], "number", "How many numbers a column has."),
    Entry::function("agon.column.get", &[needs("column", "buffer"), needs("position", "number")], "number", "Reads a number.")
        .example("agon.column.get(map:column(\"kind\"), 1) --> 1"),
    Entry::function(
        "agon.column.set",
        &[needs("column", "buffer"), needs("position", "number"), needs("number", "number")],
        "",
        "Writes a number.",
    )
    .example("local column = agon.column.new(2)\nagon.column.set(column, 2, 0.5)\nagon.column.get(column, 2) --> 0.5"),
];

pub(crate) const EDGES: &[Entry] = &[
    Entry::record(
        "Edges",
        "What `map:edges()` gives: one entry for each premise of each link, and two for a contradiction, which bears on \
         both its ends. Entry `e` of a column of `u32` is `buffer.readu32(edges.premise, (e - 1) * 4)`.",
    ),
    Entry::field("Edges.count", "number", "How many entries."),
    Entry::field("Edges.premise", "buffer", "`u32`: the position of the premise."),
    Entry::field("Edges.target", "buffer", "`u32`: the position of the target."),
    Entry::field("Edges.link", "buffer", "`u32`: the position of the link."),
    Entry::field("Edges.onto_link", "buffer", "`u8`: 1 where the target is a link and not a node."),
    Entry::field("Edges.sign", "buffer", "`i8`: 1 for, -1 against, 0 for an answer."),
    Entry::field("Edges.strength", "buffer", "`f64`: the strength of the link."),
];

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
pub(crate) fn column(lua: &Lua, map: &Map, name: &str) -> mlua::Result<Option<Buffer>> {
    let nodes = map.nodes().iter();
    let column = match name {
        "credence" => numbers(
            lua,
            nodes.map(|node| match node.kind {
                NodeKind::Question => NONE,
                _ => node.base_credence().get(),
            }),
        ),
        "kind" => numbers(lua, nodes.map(|node| kind_number(node.kind))),
        "words" => numbers(lua, nodes.map(|node| words(&node.text).count() as f64)),
        "depth" => numbers(lua, depths(map).into_iter()),
        _ => return Ok(None),
    };
    column.map(Some)
}

/// A scorer's numbers as a column.
pub(crate) fn scores(lua: &Lua, scoring: &Scoring) -> mlua::Result<Buffer> {
    numbers(lua, scoring.nodes.iter().map(|score| score.map_or(NONE, agon_core::model::Score::get)))
}

/// Numbers as a column.
pub(crate) fn numbers(lua: &Lua, numbers: impl ExactSizeIterator<Item = f64>) -> mlua::Result<Buffer> {
    let mut column = Filling::new(lua, numbers.len() * 8)?;
    for number in numbers {
        column.push(number.to_le_bytes());
    }
    Ok(column.done())
}

/// Reads a column, one number after the other.
pub(crate) fn read<E>(column: &Buffer, mut each: impl FnMut(f64) -> Result<(), E>) -> Result<(), E> {
    const PIECE: usize = 4_096;
    let length = column.len() / 8 * 8;
    let mut at = 0;
    while at + PIECE <= length {
        let piece: [u8; PIECE] = column.read_bytes(at);
        for bytes in piece.as_chunks().0 {
            each(f64::from_le_bytes(*bytes))?;
        }
        at += PIECE;
    }
    while at < length {
        each(f64::from_le_bytes(column.read_bytes(at)))?;
        at += 8;
    }
    Ok(())
}

/// A buffer that is filled from its beginning, a piece at a time: a second copy of the whole would cost more than the
/// filling does, because the system hands out large memory page by page.
struct Filling {
    buffer: Buffer,
    at: usize,
    piece: Vec<u8>,
}

impl Filling {
    const PIECE: usize = 8 << 10;

    fn new(lua: &Lua, length: usize) -> mlua::Result<Self> {
        Ok(Self { buffer: lua.create_buffer_with_capacity(length)?, at: 0, piece: Vec::with_capacity(Self::PIECE) })
    }

    fn push<const N: usize>(&mut self, bytes: [u8; N]) {
        if self.piece.len() + N > Self::PIECE {
            self.flush();
        }
        self.piece.extend_from_slice(&bytes);
    }

    fn flush(&mut self) {
        self.buffer.write_bytes(self.at, &self.piece);
        self.at += self.piece.len();
        self.piece.clear();
    }

    fn done(mut self) -> Buffer {
        self.flush();
        self.buffer
    }
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
    let targets = targets(map);
    let pairs = |link: LinkIndex| map.premises(link).len() * if is_both_ways(map, link) { 2 } else { 1 };
    let count: usize = map.link_indices().map(pairs).sum();
    let mut premise = Filling::new(lua, count * 4)?;
    let mut target = Filling::new(lua, count * 4)?;
    let mut link_at = Filling::new(lua, count * 4)?;
    let mut onto_link = Filling::new(lua, count)?;
    let mut sign = Filling::new(lua, count)?;
    let mut strength = Filling::new(lua, count * 8)?;
    for (index, to) in map.link_indices().zip(targets) {
        let link = map.link(index);
        let signed = sign_of(link.relation).to_le_bytes();
        let mut push = |from: u32, to: u32| {
            premise.push((from + 1).to_le_bytes());
            target.push((to + 1).to_le_bytes());
            link_at.push((index.0 + 1).to_le_bytes());
            onto_link.push([u8::from(matches!(link.target, Element::Link(_)))]);
            sign.push(signed);
            strength.push(link.base_strength().get().to_le_bytes());
        };
        for from in map.premises(index) {
            push(from.0, to);
            if link.relation == Relation::Contradicts {
                push(to, from.0);
            }
        }
    }
    let table = lua.create_table_with_capacity(0, 7)?;
    table.raw_set("count", count)?;
    for (name, column) in [
        ("premise", premise),
        ("target", target),
        ("link", link_at),
        ("onto_link", onto_link),
        ("sign", sign),
        ("strength", strength),
    ] {
        table.raw_set(name, column.done())?;
    }
    Ok(table)
}

/// 1 for a relation that speaks for its target, -1 for one that speaks against it, 0 for an answer.
pub(crate) fn sign_of(relation: Relation) -> i8 {
    i8::from(relation.is_pro()) - i8::from(relation.is_con())
}

fn is_both_ways(map: &Map, link: LinkIndex) -> bool {
    map.link(link).relation == Relation::Contradicts
}

/// Where the target of each link stands among the nodes or links. Read from the rows of who bears on whom, because
/// looking up a million ids costs more than everything else here.
fn targets(map: &Map) -> Vec<u32> {
    let mut targets = vec![u32::MAX; map.links().len()];
    for node in map.node_indices() {
        for link in map.links_to(node) {
            // A contradiction stands in the rows of both its ends.
            if !map.premises(*link).contains(&node) {
                targets[link.at()] = node.0;
            }
        }
    }
    for (at, target) in targets.iter_mut().enumerate().filter(|(_, target)| **target == u32::MAX) {
        let link = LinkIndex(at as u32);
        let found = map.target_node(link).map(|node| node.0).or_else(|| map.target_link(link).map(|link| link.0));
        *target = found.unwrap_or_default();
    }
    targets
}
