//! Changes that plugins and scripts propose: tables of Lua, turned to proposals by way of plain data.

mod reference;

use agon_core::change::Proposal;
use agon_core::diagnostic::Diagnostic;
use mlua::{Lua, Table, Value};
use serde_json::Value as Json;

use crate::api::json::{Meter, to_json};
use crate::context::Context;
use crate::error::Failure;

pub(crate) use reference::{ENTRIES, WORDS};

/// One change or a list of them, as plain data. A list is told by its first position.
pub(crate) fn data(lua: &Lua, context: &Context, value: &Value) -> mlua::Result<Vec<Json>> {
    let Value::Table(table) = value else {
        let message =
            format!("a change is a table such as {{ add = \"claim\", text = \"…\" }}, and this is {}", super::a_kind(value));
        return Err(mlua::Error::runtime(message));
    };
    let mut meter = Meter::of_changes(context);
    if table.raw_len() == 0 && !table.is_empty() {
        let one = to_json(lua, value, &mut meter)?;
        context.changes.set(meter.left());
        return Ok(vec![one]);
    }
    let mut list = Vec::with_capacity(table.raw_len());
    for at in 1..=table.raw_len() {
        context.check_time()?;
        list.push(to_json(lua, &table.raw_get(at)?, &mut meter)?);
    }
    context.changes.set(meter.left());
    check_no_more(table, list.len())?;
    Ok(list)
}

/// A list with keys besides its positions is a change written wrongly, and would lose them without a word.
fn check_no_more(table: &Table, count: usize) -> mlua::Result<()> {
    match table.pairs::<Value, Value>().nth(count) {
        Some(_) => Err(mlua::Error::runtime("a list of changes has positions only, and this has names too")),
        None => Ok(()),
    }
}

/// The proposals, or what is wrong with them as a complaint about a result.
pub(crate) fn proposals(list: &[Json]) -> Result<Vec<Proposal>, Failure> {
    Proposal::read_all(list).map_err(|complaints| Failure::Result(in_words(&complaints)))
}

/// Several complaints in one line; the first few of many.
pub(crate) fn in_words(complaints: &[Diagnostic]) -> String {
    let mut words: Vec<String> = complaints
        .iter()
        .take(3)
        .map(|one| match one.hints.first() {
            Some(hint) => format!("{} ({hint})", one.message),
            None => one.message.clone(),
        })
        .collect();
    if complaints.len() > words.len() {
        words.push(format!("and {} more", complaints.len() - words.len()));
    }
    words.join("; ")
}
