//! The same loops in bare mlua, with neither host nor guards around them, and in Rust.
//!
//! Whatever is compared makes its input from the map and ends with a score or none for each node.

use agon_core::model::{Map, Score};
use mlua::{Buffer, Function, Lua};

use crate::plugins::{LOOP, SWEEPS};

pub type Scores = Vec<Option<Score>>;

/// A function of a text, in a Lua state of its own. With Luau's sandbox, though it guards: it is a promise that nobody
/// replaces `buffer.readf64`, without which the same loop takes three times as long.
pub fn function(text: &str) -> (Lua, Function) {
    let lua = Lua::new();
    lua.sandbox(true).expect("a sandbox");
    let function = lua.load(text).eval().expect("it compiles");
    (lua, function)
}

pub fn columns_function() -> (Lua, Function) {
    function(&format!("{LOOP} return strongest"))
}

pub fn sweeps_function() -> (Lua, Function) {
    function(&format!("{SWEEPS} return sweep"))
}

/// `LOOP` and `SWEEPS` in bare mlua: the same buffers, handed in and read back.
pub fn columns((lua, run): &(Lua, Function), map: &Map) -> Scores {
    let buffer = |bytes: Vec<u8>| lua.create_buffer(bytes).expect("a buffer");
    let nodes = map.nodes().iter();
    let credence = buffer(nodes.flat_map(|node| node.base_credence().get().to_le_bytes()).collect());
    let (mut premise, mut target, mut sign, mut strength) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for link in map.link_indices() {
        if let Some(to) = map.target_node(link) {
            for from in map.premises(link) {
                premise.extend_from_slice(&(from.0 + 1).to_le_bytes());
                target.extend_from_slice(&(to.0 + 1).to_le_bytes());
                sign.push(u8::from(map.link(link).relation.is_pro()));
                strength.extend_from_slice(&map.link(link).base_strength().get().to_le_bytes());
            }
        }
    }
    let (count, edges) = (map.nodes().len(), sign.len());
    let columns = (count, credence, edges, buffer(premise), buffer(target), buffer(sign), buffer(strength));
    let out: Buffer = run.call(columns).expect("it runs");
    let numbers = out.to_vec();
    numbers.chunks_exact(8).map(|bytes| Score::new(f64::from_le_bytes(bytes.try_into().expect("eight"))).ok()).collect()
}

/// `LOOP` in Rust.
pub fn columns_in_rust(map: &Map) -> Scores {
    let mut best = vec![0.0f64; map.nodes().len()];
    for link in map.link_indices() {
        if map.link(link).relation.is_pro()
            && let Some(target) = map.target_node(link)
        {
            for premise in map.premises(link) {
                best[target.at()] = best[target.at()].max(map.node(*premise).base_credence().get());
            }
        }
    }
    map.nodes().iter().zip(best).map(|(node, best)| Score::new((node.base_credence().get() + best) / 2.0).ok()).collect()
}

pub fn numbers_function() -> (Lua, Function) {
    function("return function(position, credence) return credence / 2 end")
}

/// A call with two numbers for each node, a number back.
pub fn calls_with_numbers((_, run): &(Lua, Function), map: &Map) -> Scores {
    let of = |(at, credence): (usize, f64)| Score::new(run.call((at as f64 + 1.0, credence)).expect("a number")).ok();
    map.nodes().iter().map(|node| node.base_credence().get()).enumerate().map(of).collect()
}

/// A call with the id and a number for each node, a number back.
pub fn calls_with_ids((_, run): &(Lua, Function), map: &Map) -> Scores {
    let of = |node: &agon_core::model::Node| {
        Score::new(run.call((node.id.to_string(), node.base_credence().get())).expect("a number")).ok()
    };
    map.nodes().iter().map(of).collect()
}

/// What both compute, in Rust.
pub fn halves_in_rust(map: &Map) -> Scores {
    map.nodes().iter().map(|node| Score::new(node.base_credence().get() / 2.0).ok()).collect()
}
