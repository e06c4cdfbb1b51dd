//! `agon.cite`: a source as it is cited.

use std::rc::Rc;

use agon_core::model::{Source, SourceKey};
use mlua::{Function, Lua, Table, Value};
use serde_json::Value as Json;

use super::json::{Meter, to_json};
use crate::context::Context;
use crate::reference::{Entry, may, needs};

pub(crate) const ENTRIES: &[Entry] = &[Entry::function(
    "agon.cite",
    &[needs("source", "Source"), may("style", "\"short\" | \"full\"")],
    "string",
    "A source as it is cited: `short` for the running text, which is usual, or `full` for a bibliography.",
)
.example("agon.cite(map:source(\"lee-2024\")) --> lee-2024")];

pub(crate) fn function(lua: &Lua, context: &Rc<Context>) -> mlua::Result<Function> {
    let context = Rc::clone(context);
    lua.create_function(move |lua, (source, style): (Table, Option<String>)| {
        let source = from_table(lua, &context, &source)?;
        match style.as_deref() {
            None | Some("short") => Ok(source.short_citation()),
            Some("full") => Ok(match &context.common.options.cite {
                Some(cite) => cite(&source),
                None => full(&source),
            }),
            Some(other) => {
                Err(mlua::Error::runtime(format!("agon.cite: there is no style `{other}`; use \"short\" or \"full\"")))
            }
        }
    })
}

/// The source that a table made by `map:source` stands for.
fn from_table(lua: &Lua, context: &Context, table: &Table) -> mlua::Result<Source> {
    let wrong = || mlua::Error::runtime("agon.cite: the first argument is a source, as map:source gives it");
    let key: String = table.raw_get("key").map_err(|_| wrong())?;
    let key = SourceKey::new(&key).map_err(|error| mlua::Error::runtime(format!("agon.cite: {error}")))?;
    let csl: Value = table.raw_get("csl")?;
    let Json::Object(csl) = to_json(lua, &csl, &mut Meter::of(context))? else { return Err(wrong()) };
    Ok(Source { key, csl, assessment: None, text: None, file: None })
}

/// Authors, year, title, container, publisher and address, as far as they are known.
fn full(source: &Source) -> String {
    let text = |field: &str| source.csl.get(field).and_then(Json::as_str).filter(|text| !text.is_empty());
    let authors = source.author_names().join(", ");
    let mut parts = Vec::new();
    match (authors.is_empty(), source.year()) {
        (false, Some(year)) => parts.push(format!("{authors} ({year})")),
        (false, None) => parts.push(authors),
        (true, Some(year)) => parts.push(format!("({year})")),
        (true, None) => {}
    }
    parts.push(source.title().to_owned());
    parts.extend(["container-title", "publisher", "DOI", "URL"].into_iter().filter_map(text).map(str::to_owned));
    let mut cited = parts.join(". ");
    if !cited.ends_with('.') {
        cited.push('.');
    }
    cited
}
