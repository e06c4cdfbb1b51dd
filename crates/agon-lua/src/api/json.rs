//! `agon.json`: JSON to tables and back. A list is a table made by `decode` or `agon.json.list`, or one with
//! entries 1 to n; an empty table is an object unless it is marked as a list.

use std::rc::Rc;

use mlua::{Lua, LuaSerdeExt, Table, Value};
use serde::de::{DeserializeSeed, Deserializer, Error as DeError, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use super::check_length;
use crate::context::Context;
use crate::reference::{Entry, may, needs};

/// How deep tables may stand in one another.
const MAX_DEPTH: usize = 100;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::function(
        "agon.json.encode",
        &[needs("value", "any"), may("options", "{ indent: boolean? }")],
        "string",
        "JSON text, keys in alphabetical order. A cycle, a function or a number that is none raises.",
    )
    .example("agon.json.encode({ b = true, a = { 1, 2 } }) --> {\"a\":[1,2],\"b\":true}"),
    Entry::function(
        "agon.json.decode",
        &[needs("text", "string")],
        "any",
        "Tables, texts, numbers and booleans from JSON text. `null` becomes `agon.json.null`.",
    )
    .example("agon.json.decode('{\"n\": [1, null]}').n[1] --> 1"),
    Entry::function(
        "agon.json.list",
        &[may("table", "{ any }")],
        "{ any }",
        "Marks a table as a list, so that an empty one is encoded as `[]` and not as `{}`. Without a table it makes one.",
    )
    .example("agon.json.encode({ none = agon.json.list() }) --> {\"none\":[]}"),
    Entry::field("agon.json.null", "any", "JSON's null. In an edit it empties a field.")
        .example("agon.json.decode(\"null\") == agon.json.null --> true"),
];

pub(crate) fn table(lua: &Lua, context: &Rc<Context>) -> mlua::Result<Table> {
    let json = lua.create_table()?;
    json.raw_set("null", Value::NULL)?;
    json.raw_set(
        "list",
        lua.create_function(|lua, table: Option<Table>| {
            let table = table.map_or_else(|| lua.create_table(), Ok)?;
            table.set_metatable(Some(lua.array_metatable()))?;
            Ok(table)
        })?,
    )?;
    let limits = Rc::clone(context);
    json.raw_set(
        "encode",
        lua.create_function(move |lua, (value, options): (Value, Option<Table>)| {
            let indent = options.and_then(|options| options.raw_get::<bool>("indent").ok()).unwrap_or(false);
            let json = to_json(lua, &value, &mut Meter::of(&limits))?;
            let text = if indent { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) };
            text.map_err(|error| mlua::Error::runtime(format!("agon.json.encode: {error}")))
        })?,
    )?;
    let limits = Rc::clone(context);
    json.raw_set(
        "decode",
        lua.create_function(move |lua, text: String| {
            check_length(&limits, "agon.json.decode", text.len())?;
            let mut reader = serde_json::Deserializer::from_str(&text);
            let value = ToLua { lua, context: &limits }.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
            value.map_err(|error| mlua::Error::runtime(format!("agon.json.decode: {error}")))
        })?,
    )?;
    Ok(json)
}

/// A small JSON value as Lua sees it.
pub(crate) fn from_json(lua: &Lua, json: &Json) -> mlua::Result<Value> {
    Ok(match json {
        Json::Null => Value::NULL,
        Json::Bool(value) => Value::Boolean(*value),
        Json::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Value::String(lua.create_string(text)?),
        Json::Array(items) => {
            let list = lua.create_table_with_capacity(items.len(), 0)?;
            for item in items {
                list.raw_push(from_json(lua, item)?)?;
            }
            list.set_metatable(Some(lua.array_metatable()))?;
            Value::Table(list)
        }
        Json::Object(fields) => {
            let table = lua.create_table_with_capacity(0, fields.len())?;
            for (key, value) in fields {
                table.raw_set(key.as_str(), from_json(lua, value)?)?;
            }
            Value::Table(table)
        }
    })
}

/// Reads JSON straight into Lua, so that whatever it takes counts against the plugin's memory and time.
#[derive(Clone, Copy)]
struct ToLua<'a> {
    lua: &'a Lua,
    context: &'a Context,
}

impl ToLua<'_> {
    fn step<E: DeError>(self) -> Result<(), E> {
        self.context.check_time().map_err(said)
    }
}

fn said<E: DeError>(error: mlua::Error) -> E {
    E::custom(crate::error::plain(&error))
}

impl<'de> DeserializeSeed<'de> for ToLua<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        self.step()?;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ToLua<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: DeError>(self) -> Result<Value, E> {
        Ok(Value::NULL)
    }

    fn visit_bool<E: DeError>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E: DeError>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_u64<E: DeError>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E: DeError>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E: DeError>(self, text: &str) -> Result<Value, E> {
        self.lua.create_string(text).map(Value::String).map_err(said)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let list = self.lua.create_table().map_err(said)?;
        while let Some(item) = items.next_element_seed(self)? {
            list.raw_push(item).map_err(said)?;
        }
        list.set_metatable(Some(self.lua.array_metatable())).map_err(said)?;
        Ok(Value::Table(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let table = self.lua.create_table().map_err(said)?;
        while let Some(key) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(self)?;
            table.raw_set(key, value).map_err(said)?;
        }
        Ok(Value::Table(table))
    }
}

/// What a value may still take to become JSON.
pub(crate) struct Meter<'a> {
    what: &'static str,
    room: usize,
    depth: usize,
    context: Option<&'a Context>,
}

impl<'a> Meter<'a> {
    /// For a value that a plugin hands over in a call.
    pub(crate) fn of(context: &'a Context) -> Self {
        Self { what: "agon.json.encode", room: context.limits().text(), depth: 0, context: Some(context) }
    }

    /// For changes, which share one room in a call.
    pub(crate) fn of_changes(context: &'a Context) -> Self {
        Self { what: "the changes", room: context.changes.get(), depth: 0, context: Some(context) }
    }

    /// For what is written at a desk, which shares one room in a call.
    pub(crate) fn of_words(context: &'a Context) -> Self {
        Self { what: "the rows", room: context.words.get(), depth: 0, context: Some(context) }
    }

    /// The room that is left.
    pub(crate) fn left(&self) -> usize {
        self.room
    }

    /// For a small value.
    pub(crate) fn small() -> Self {
        Self { what: "the value", room: 1 << 16, depth: 0, context: None }
    }

    fn take(&mut self, bytes: usize) -> mlua::Result<()> {
        self.context.map_or(Ok(()), Context::check_time)?;
        let left = self.room.checked_sub(bytes);
        self.room = left.ok_or_else(|| mlua::Error::runtime(format!("{}: there is too much of it", self.what)))?;
        Ok(())
    }
}

/// A Lua value as JSON.
pub(crate) fn to_json(lua: &Lua, value: &Value, meter: &mut Meter<'_>) -> mlua::Result<Json> {
    let what = meter.what;
    let refuse = |message: String| mlua::Error::runtime(format!("{what}: {message}"));
    if meter.depth > MAX_DEPTH {
        return Err(refuse(format!("tables stand more than {MAX_DEPTH} deep in one another, or in themselves")));
    }
    Ok(match value {
        Value::Nil => Json::Null,
        null if null.is_null() => Json::Null,
        Value::Boolean(value) => {
            meter.take(5)?;
            Json::Bool(*value)
        }
        Value::Integer(number) => {
            meter.take(8)?;
            (*number).into()
        }
        Value::Number(number) => {
            meter.take(8)?;
            number_to_json(*number).ok_or_else(|| refuse(format!("{number} is no JSON number")))?
        }
        Value::String(text) => {
            let bytes = text.as_bytes();
            meter.take(bytes.len() + 2)?;
            let text = std::str::from_utf8(&bytes).map_err(|_| refuse("a text is not UTF-8".to_owned()))?;
            Json::String(text.to_owned())
        }
        Value::Table(table) => {
            meter.take(2)?;
            meter.depth += 1;
            let length = table.raw_len();
            let marked = table.metatable().is_some_and(|marks| marks == lua.array_metatable());
            if marked || length > 0 {
                let mut items = Vec::new();
                for item in table.sequence_values::<Value>() {
                    items.push(to_json(lua, &item?, meter)?);
                }
                meter.depth -= 1;
                return list_only(table, items.len()).map(|()| Json::Array(items)).map_err(refuse);
            }
            let mut fields = serde_json::Map::new();
            for pair in table.pairs::<Value, Value>() {
                let (key, value) = pair?;
                let Value::String(key) = key else {
                    return Err(refuse(format!("an object's key is a text, not a {}", key.type_name())));
                };
                let key = key.to_str().map_err(|_| refuse("a key is not UTF-8".to_owned()))?.to_owned();
                meter.take(key.len() + 3)?;
                let value = to_json(lua, &value, meter)?;
                fields.insert(key, value);
            }
            // Lua's order of keys is no order; the alphabet is.
            fields.sort_keys();
            meter.depth -= 1;
            Json::Object(fields)
        }
        other => return Err(refuse(format!("a {} has no JSON form", other.type_name()))),
    })
}

fn number_to_json(number: f64) -> Option<Json> {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= WHOLE {
        return Some((number as i64).into());
    }
    serde_json::Number::from_f64(number).map(Json::Number)
}

fn list_only(table: &Table, items: usize) -> Result<(), String> {
    let entries = table.pairs::<Value, Value>().take(items + 1).count();
    if entries > items { Err("a table has both list entries and named fields, or a gap".to_owned()) } else { Ok(()) }
}
