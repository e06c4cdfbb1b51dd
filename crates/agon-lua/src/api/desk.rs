//! What a command gets as `context` and a script as `agon.db`: the database at one instant, a page to write on.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use agon_core::extend::{Desk, ExtendError, Registry, Rows};
use agon_core::model::NodeId;
use mlua::{Function, Lua, MultiValue, Table, Value};
use serde_json::Value as Json;

use super::json::{Meter, to_json};
use super::map::MapHandle;
use super::records;
use crate::context::Context;
use crate::error::in_a_line;
use crate::kinds::changes;
use crate::reference::{Entry, may, needs};
use crate::sandbox::spoken;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::record("Context", "What a command works at."),
    Entry::method("context:maps", &[], "{ MapInfo }", "Every map of the database, in short.")
        .example("context:maps()[1].name --> debate"),
    Entry::method("context:map", &[needs("name", "string")], "Map?", "A map by its name. It lives as long as it is wanted.")
        .example("context:map(\"debate\"):count() --> 6\ncontext:map(\"nothing\") --> nil"),
    Entry::method(
        "context:scorers",
        &[],
        "{ { name: string, summary: string } }",
        "Every scorer, built in or from a plugin, by its name.",
    )
    .example("context:scorers()[1].name --> evenly"),
    Entry::method("context:find", &[needs("query", "string")], "{ Node }", "The nodes of the whole database that a query finds.")
        .example("#context:find(\"polls\") --> 1"),
    Entry::method(
        "context:chunks",
        &[may("query", "string"), may("size", "number")],
        "() -> { Node }?",
        "An iterator over lists of at most `size` nodes, 1000 if not given: those of a query, or all, oldest first. Memory \
         holds one list at a time.",
    )
    .example("local count = 0\nfor nodes in context:chunks(nil, 4) do\n\tcount += #nodes\nend\ncount --> 6"),
    Entry::method(
        "context:commit",
        &[needs("changes", "Change | { Change }"), may("message", "string")],
        "",
        "Notes one change, or a list of them. What was noted becomes one commit when the command or script has ended well.",
    )
    .example("context:commit({ add = \"claim\", text = \"So.\", map = \"debate\" }, \"a last word\")"),
    Entry::method("context:print", &[may("...", "any")], "", "Writes a line to standard output.")
        .example("context:print(\"nodes\", 6) --> nodes\\t6"),
    Entry::method("context:write", &[needs("text", "string")], "", "Writes a text to standard output as it is."),
    Entry::method(
        "context:table",
        &[needs("rows", "{ any }"), may("columns", "{ string }")],
        "",
        "Writes a table, in the form that `--tables` asks for. A row is a list of values, or a table of them by column. Rows \
         by column stand in the order of the alphabet, where `columns` names none.",
    )
    .example("context:table({ { \"drift\", 0.5 }, { \"domestic\", 0.4 } }, { \"claim\", \"score\" })"),
    Entry::method(
        "context:progress",
        &[needs("done", "number"), may("total", "number")],
        "",
        "Says on a terminal how far it is, after the first second.",
    )
    .example("context:progress(3, 10)"),
    Entry::method(
        "context:ask",
        &[needs("prompt", "string")],
        "string?",
        "A line that the user types, or `nil` where nobody is. The time of waiting does not count.",
    )
    .example("context:ask(\"Who judges? \") --> Ada"),
    Entry::record("MapInfo", "A map's own record."),
    Entry::field("MapInfo.id", "string", "Its id."),
    Entry::field("MapInfo.name", "string", "Its name."),
    Entry::field("MapInfo.title", "string", "Its title."),
    Entry::field("MapInfo.summary", "string", "What it is about; perhaps empty."),
];

/// Nodes of a chunk, where none are asked for.
const CHUNK: usize = 1_000;
/// The most nodes of a chunk.
const MAX_CHUNK: usize = 100_000;

/// Where changes are kept as they were put.
pub(crate) type Noted = Rc<RefCell<Vec<Json>>>;

/// What the functions share.
#[derive(Clone)]
struct Lent {
    /// Whoever keeps the table after its call does not keep the desk.
    desk: Weak<dyn Desk>,
    registry: Rc<Registry>,
    context: Rc<Context>,
    noted: Option<Noted>,
}

impl Lent {
    fn desk(&self) -> mlua::Result<Rc<dyn Desk>> {
        self.desk.upgrade().ok_or_else(|| mlua::Error::runtime("its call is over"))
    }
}

fn failed(function: &str, error: &ExtendError) -> mlua::Error {
    mlua::Error::runtime(format!("{function}: {}", in_a_line(error)))
}

/// The table of functions. Each is called with `:`, so the first value is the table itself.
pub(crate) fn table(
    lua: &Lua,
    context: &Rc<Context>,
    desk: &Rc<dyn Desk>,
    registry: &Rc<Registry>,
    noted: Option<Noted>,
) -> mlua::Result<Table> {
    let lent = Lent { desk: Rc::downgrade(desk), registry: Rc::clone(registry), context: Rc::clone(context), noted };
    let table = lua.create_table()?;
    reading(lua, &table, &lent)?;
    writing(lua, &table, &lent)?;
    table.set_readonly(true);
    Ok(table)
}

fn reading(lua: &Lua, table: &Table, lent: &Lent) -> mlua::Result<()> {
    let held = lent.clone();
    table.raw_set(
        "maps",
        lua.create_function(move |lua, _: Value| {
            let list = lua.create_table()?;
            for info in held.desk()?.maps().map_err(|error| failed("maps", &error))? {
                list.raw_push(records::map_info(lua, &info)?)?;
            }
            Ok(list)
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "map",
        lua.create_function(move |lua, (_, name): (Value, String)| {
            let map = held.desk()?.map(&name).map_err(|error| failed("map", &error))?;
            map.map(|map| lua.create_userdata(MapHandle::shared(map, Rc::clone(&held.registry), &held.context))).transpose()
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "scorers",
        lua.create_function(move |lua, _: Value| {
            let list = lua.create_table()?;
            let mut scorers: Vec<_> = held.registry.scorers().collect();
            scorers.sort_by_key(|scorer| scorer.name());
            for scorer in scorers {
                let entry = lua.create_table()?;
                entry.raw_set("name", scorer.name())?;
                entry.raw_set("summary", scorer.summary())?;
                list.raw_push(entry)?;
            }
            Ok(list)
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "find",
        lua.create_function(move |lua, (_, query): (Value, String)| {
            let found = held.desk()?.find(&query).map_err(|error| failed("find", &error))?;
            nodes(lua, &held, &found)
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "chunks",
        lua.create_function(move |lua, (_, query, size): (Value, Option<String>, Option<f64>)| {
            let size = size.unwrap_or(CHUNK as f64);
            if !(1.0..=MAX_CHUNK as f64).contains(&size) {
                return Err(mlua::Error::runtime(format!("chunks: the size lies in 1..{MAX_CHUNK}")));
            }
            match query {
                Some(query) => {
                    let found = held.desk()?.find(&query).map_err(|error| failed("chunks", &error))?;
                    found_chunks(lua, &held, found, size as usize)
                }
                None => all_chunks(lua, &held, size as usize),
            }
        })?,
    )
}

fn nodes(lua: &Lua, held: &Lent, ids: &[NodeId]) -> mlua::Result<Table> {
    let list = lua.create_table_with_capacity(ids.len(), 0)?;
    for ids in ids.chunks(CHUNK) {
        held.context.check_time()?;
        for node in held.desk()?.nodes(ids).map_err(|error| failed("find", &error))? {
            list.raw_push(records::bare_node(lua, &node)?)?;
        }
    }
    Ok(list)
}

/// An iterator over what a query found: the ids are held here, the nodes are made chunk by chunk.
fn found_chunks(lua: &Lua, held: &Lent, found: Vec<NodeId>, size: usize) -> mlua::Result<Function> {
    let held = held.clone();
    let at = Cell::new(0);
    lua.create_function(move |lua, _: MultiValue| {
        let from = at.get();
        if from >= found.len() {
            return Ok(None);
        }
        let to = (from + size).min(found.len());
        at.set(to);
        nodes(lua, &held, &found[from..to]).map(Some)
    })
}

/// An iterator over every node of the database, oldest first.
fn all_chunks(lua: &Lua, held: &Lent, size: usize) -> mlua::Result<Function> {
    let held = held.clone();
    let after: Cell<Option<NodeId>> = Cell::default();
    let is_done = Cell::new(false);
    lua.create_function(move |lua, _: MultiValue| {
        if is_done.get() {
            return Ok(None);
        }
        held.context.check_time()?;
        let page = held.desk()?.page(after.get(), size).map_err(|error| failed("chunks", &error))?;
        let Some(last) = page.last() else {
            is_done.set(true);
            return Ok(None);
        };
        after.set(Some(last.id));
        let list = lua.create_table_with_capacity(page.len(), 0)?;
        for node in &page {
            list.raw_push(records::bare_node(lua, node)?)?;
        }
        Ok(Some(list))
    })
}

fn writing(lua: &Lua, table: &Table, lent: &Lent) -> mlua::Result<()> {
    let held = lent.clone();
    table.raw_set(
        "commit",
        lua.create_function(move |lua, (_, value, message): (Value, Value, Option<String>)| {
            let list = changes::data(lua, &held.context, &value)?;
            let proposals = agon_core::change::Proposal::read_all(&list)
                .map_err(|complaints| mlua::Error::runtime(format!("commit: {}", changes::in_words(&complaints))))?;
            held.desk()?.propose(message.as_deref(), proposals).map_err(|error| failed("commit", &error))?;
            if let Some(noted) = &held.noted {
                noted.borrow_mut().extend(list);
            }
            Ok(())
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "print",
        lua.create_function(move |_, values: MultiValue| {
            let words: mlua::Result<Vec<String>> = values.iter().skip(1).map(spoken).collect();
            let line = format!("{}\n", words?.join("\t"));
            held.context.spend_words(line.len())?;
            held.desk()?.write(&line).map_err(|error| failed("print", &error))
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "write",
        lua.create_function(move |_, (_, text): (Value, String)| {
            held.context.spend_words(text.len())?;
            held.desk()?.write(&text).map_err(|error| failed("write", &error))
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "table",
        lua.create_function(move |lua, (_, rows, columns): (Value, Table, Option<Table>)| {
            let rows = rows_of(lua, &held.context, &rows, columns.as_ref())?;
            held.desk()?.table(&rows).map_err(|error| failed("table", &error))
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "progress",
        lua.create_function(move |_, (_, done, total): (Value, f64, Option<f64>)| {
            held.desk()?.progress(done.max(0.0) as u64, total.map(|total| total.max(0.0) as u64));
            Ok(())
        })?,
    )?;
    let held = lent.clone();
    table.raw_set(
        "ask",
        lua.create_function(move |_, (_, prompt): (Value, String)| {
            // The time that a person takes to answer is not the plugin's.
            let desk = held.desk()?;
            held.context.stand_still(|| desk.ask(&prompt)).map_err(|error| failed("ask", &error))
        })?,
    )
}

/// Rows as plain data. A row is a list of values, or a table of them by column.
fn rows_of(lua: &Lua, context: &Context, rows: &Table, columns: Option<&Table>) -> mlua::Result<Rows> {
    let mut meter = Meter::of_words(context);
    let mut given: Vec<Json> = Vec::with_capacity(rows.raw_len());
    for at in 1..=rows.raw_len() {
        context.check_time()?;
        given.push(to_json(lua, &rows.raw_get(at)?, &mut meter)?);
    }
    context.words.set(meter.left());
    let mut names: Vec<String> = match columns {
        Some(columns) => columns.sequence_values::<String>().collect::<mlua::Result<_>>()?,
        None => Vec::new(),
    };
    if columns.is_none() {
        // Tables of Lua have no order: columns that nobody names stand in that of the alphabet.
        let keys: std::collections::BTreeSet<&String> =
            given.iter().filter_map(Json::as_object).flat_map(|row| row.keys()).collect();
        names = keys.into_iter().cloned().collect();
    }
    let mut widest = names.len();
    let mut rows = Vec::with_capacity(given.len());
    for (at, row) in given.into_iter().enumerate() {
        let row = match row {
            Json::Object(mut row) => {
                if let Some(key) = row.keys().find(|key| columns.is_some() && !names.contains(key)) {
                    tracing::debug!(key, "a column that is not named is left out");
                }
                names.iter().map(|name| row.remove(name).unwrap_or(Json::Null)).collect()
            }
            Json::Array(row) => row,
            _ => return Err(mlua::Error::runtime(format!("table: row {} is no table", at + 1))),
        };
        widest = widest.max(row.len());
        rows.push(row);
    }
    for at in names.len()..widest {
        names.push((at + 1).to_string());
    }
    for row in &mut rows {
        row.resize(widest, Json::Null);
        for cell in row.iter_mut().filter(|cell| cell.is_array() || cell.is_object()) {
            *cell = Json::String(cell.to_string());
        }
    }
    Ok(Rows { columns: names, rows })
}
