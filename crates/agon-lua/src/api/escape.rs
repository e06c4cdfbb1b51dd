//! `agon.escape`: one function a format, lent by the host; they make a text inert.

use std::rc::Rc;

use mlua::{Lua, Table};

use super::check_length;
use crate::context::Context;
use crate::reference::{Entry, needs};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::function("agon.escape.html", &[needs("text", "string")], "string", "For HTML.")
        .example("agon.escape.html(\"a < b\") --> a &lt; b"),
    Entry::function("agon.escape.markdown", &[needs("text", "string")], "string", "For Markdown.")
        .example("agon.escape.markdown(\"*a*\") --> \\*a\\*"),
    Entry::function("agon.escape.latex", &[needs("text", "string")], "string", "For LaTeX.")
        .example("agon.escape.latex(\"50%\") --> 50\\%"),
    Entry::function("agon.escape.typst", &[needs("text", "string")], "string", "For Typst.")
        .example("agon.escape.typst(\"#a\") --> \\#a"),
    Entry::function("agon.escape.mermaid", &[needs("text", "string")], "string", "For Mermaid."),
    Entry::function("agon.escape.dot", &[needs("text", "string")], "string", "For DOT, within quotation marks."),
    Entry::function("agon.escape.xml", &[needs("text", "string")], "string", "For XML.")
        .example("agon.escape.xml(\"a & b\") --> a &amp; b"),
    Entry::function(
        "agon.escape.csv",
        &[needs("text", "string")],
        "string",
        "For CSV: a cell, in quotation marks where it needs them, and never a formula.",
    )
    .example("agon.escape.csv(\"a,b\") --> \"a,b\""),
];

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
