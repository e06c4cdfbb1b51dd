//! The one global a plugin sees: `agon`. One file a topic; `docs/reference/lua-api.md` says what each function does.

pub(crate) mod cite;
pub(crate) mod columns;
pub(crate) mod commit;
pub(crate) mod desk;
mod escape;
pub(crate) mod grants;
pub(crate) mod json;
mod log;
pub(crate) mod map;
mod plot;
mod readers;
pub(crate) mod records;
mod text;
mod what_if;

use std::rc::Rc;

use mlua::{Lua, Table, Value};

use crate::context::Context;

/// The number of this interface; raised only when an old plugin could break.
pub const API: i64 = 1;

/// The table `agon`, still open.
pub(crate) fn table(lua: &Lua, context: &Rc<Context>) -> mlua::Result<Table> {
    let agon = lua.create_table()?;
    agon.raw_set("version", context.common.options.version.as_str())?;
    agon.raw_set("api", API)?;
    agon.raw_set("log", log::table(lua, context)?)?;
    agon.raw_set("json", json::table(lua, context)?)?;
    agon.raw_set("text", text::table(lua, context)?)?;
    agon.raw_set("escape", escape::table(lua, context)?)?;
    agon.raw_set("plot", plot::table(lua, context)?)?;
    agon.raw_set("column", columns::table(lua)?)?;
    agon.raw_set("cite", cite::function(lua, context)?)?;
    if let Some(query) = map::query(lua, context)? {
        agon.raw_set("query", query)?;
    }
    grants::install(lua, context, &agon)?;
    Ok(agon)
}

/// Makes the table and the tables in it read-only.
pub(crate) fn close(table: &Table) -> mlua::Result<()> {
    for pair in table.pairs::<Value, Value>() {
        if let (_, Value::Table(inner)) = pair? {
            inner.set_readonly(true);
        }
    }
    table.set_readonly(true);
    Ok(())
}

/// Refuses a text longer than functions of the host take.
pub(crate) fn check_length(context: &Context, function: &str, length: usize) -> mlua::Result<()> {
    let limit = context.limits().text();
    if length > limit {
        return Err(mlua::Error::runtime(format!(
            "{function} takes at most {} KiB of text, this is {}",
            limit >> 10,
            length >> 10
        )));
    }
    Ok(())
}
