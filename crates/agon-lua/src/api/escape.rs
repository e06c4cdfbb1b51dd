//! `agon.escape`: one function a format, lent by the host; they make a text inert.

use std::rc::Rc;

use mlua::{Lua, Table};

use super::check_length;
use crate::context::Context;

pub(crate) fn table(lua: &Lua, context: &Rc<Context>) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    for (name, escape) in &context.common.options.escapes {
        let (context, escape, shown) = (Rc::clone(context), Rc::clone(escape), format!("agon.escape.{name}"));
        let function = lua.create_function(move |_, text: String| {
            check_length(&context, &shown, text.len())?;
            Ok(escape(&text))
        })?;
        table.raw_set(name.as_str(), function)?;
    }
    Ok(table)
}
