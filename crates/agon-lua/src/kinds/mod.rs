//! One adapter for each trait of `agon_core::extend` that a plugin can fulfil.

mod exporter;
mod order;
mod scorer;

pub(crate) use exporter::LuaExporter;
pub(crate) use scorer::LuaScorer;

use agon_core::extend::Options;
use mlua::{Lua, Table};

use crate::api::json::from_json;

/// Checked options as the read-only table that a plugin's function gets.
fn options_table(lua: &Lua, options: &Options) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for (name, value) in options.iter() {
        table.raw_set(name, from_json(lua, value)?)?;
    }
    table.set_readonly(true);
    Ok(table)
}
