//! One adapter for each trait of `agon_core::extend` that a plugin can fulfil.

pub(crate) mod changes;
pub(crate) mod command;
pub(crate) mod exporter;
pub(crate) mod hook;
pub(crate) mod importer;
pub(crate) mod lint;
mod order;
pub(crate) mod reported;
pub(crate) mod scorer;

pub(crate) use command::LuaCommand;
pub(crate) use exporter::LuaExporter;
pub(crate) use hook::LuaHook;
pub(crate) use importer::LuaImporter;
pub(crate) use lint::LuaLint;
pub(crate) use scorer::LuaScorer;

use agon_core::extend::Options;
use mlua::{Lua, Table, Value};

use crate::api::json::from_json;

/// Which entry it was, where the plugin's name does not say so.
pub(crate) fn by(plugin: &str, kind: &str, entry: &str) -> String {
    if plugin == entry { String::new() } else { format!(" ({kind} `{entry}`)") }
}

/// Checked options as the read-only table that a plugin's function gets.
fn options_table(lua: &Lua, options: &Options) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for (name, value) in options.iter() {
        table.raw_set(name, from_json(lua, value)?)?;
    }
    table.set_readonly(true);
    Ok(table)
}

/// What Lua calls a value, with its article: to Lua every number is one.
pub(crate) fn a_kind(value: &Value) -> String {
    match value {
        Value::Integer(_) | Value::Number(_) => "a number".to_owned(),
        Value::Nil => "nothing".to_owned(),
        other => format!("a {}", other.type_name()),
    }
}
