//! `agon.log`: lines for whoever runs the plugin, never part of a result.

use std::rc::Rc;

use mlua::{Lua, Table, Value};

use crate::context::{Context, Loudness};
use crate::reference::{Entry, needs};
use crate::sandbox::spoken;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::function("agon.log.debug", &[needs("value", "any")], "", "Says a line that is shown with `-vv` only.")
        .example("agon.log.debug(map:count())"),
    Entry::function("agon.log.info", &[needs("value", "any")], "", "Says a line that is shown with `-v` only."),
    Entry::function("agon.log.warn", &[needs("value", "any")], "", "Says a line on standard error, marked as a warning."),
];

pub(crate) fn table(lua: &Lua, context: &Rc<Context>) -> mlua::Result<Table> {
    let log = lua.create_table()?;
    for (name, loudness) in [("debug", Loudness::Debug), ("info", Loudness::Info), ("warn", Loudness::Warn)] {
        let context = Rc::clone(context);
        let function = lua.create_function(move |_, value: Value| {
            context.say(loudness, &spoken(&value)?);
            Ok(())
        })?;
        log.raw_set(name, function)?;
    }
    Ok(log)
}
