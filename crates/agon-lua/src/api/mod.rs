//! The one global a plugin sees: `agon`. One file a topic; `docs/reference/lua-api.md` says what each function does.

pub(crate) mod cite;
pub(crate) mod columns;
pub(crate) mod commit;
pub(crate) mod desk;
pub(crate) mod escape;
pub(crate) mod grants;
pub(crate) mod json;
pub(crate) mod log;
pub(crate) mod map;
pub(crate) mod plot;
pub(crate) mod readers;
pub(crate) mod records;
pub(crate) mod text;
pub(crate) mod what_if;

use std::rc::Rc;

use mlua::{Lua, Table, Value};

use crate::context::Context;
use crate::reference::{Entry, may, needs};

/// The number of this interface; raised only when an old plugin could break.
pub const API: i64 = 1;

/// What is there everywhere.
pub(crate) const ENTRIES: &[Entry] = &[
    Entry::field("agon.version", "string", "The program's version."),
    Entry::field("agon.api", "number", "The number of the interface: 1."),
    Entry::function(
        "print",
        &[may("...", "any")],
        "",
        "Says a line on standard error with the plugin's name. In a script it writes to standard output.",
    )
    .example("print(\"nodes\", map:count()) --> nodes\\t6"),
    Entry::function(
        "require",
        &[needs("name", "string")],
        "any",
        "Runs `name.lua` of the plugin's own folder, once, and gives what it returns. Nothing else can be required.",
    )
    .example("local tools = require(\"tools\")\ntools.half(1) --> 0.5"),
];

/// What scripts have besides.
pub(crate) const SCRIPT: &[Entry] = &[
    Entry::field("agon.args", "{ string }", "The arguments after the script's name. `...` holds them too."),
    Entry::field("agon.db", "Context", "The database, the page and the user. It is what a command gets as its `context`.")
        .example("for _, info in agon.db:maps() do\n\tprint(info.name, agon.db:map(info.name):count()) --> debate\\t6\nend"),
];

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
