//! What a Lua function raised, caught while its frames still stand: message, place, traceback.

use std::cell::RefCell;
use std::rc::Rc;

use mlua::{Function, Lua, LuaString, Value};

use crate::error::{Failure, Spot, plain, split_place};

/// The deepest stack that a traceback shows.
const MAX_FRAMES: usize = 32;

/// `xpcall` from before the sandbox was closed, with a handler that notes message and place.
pub(crate) fn guard(lua: &Lua, raised: &Rc<RefCell<Option<Failure>>>) -> mlua::Result<Function> {
    let raised = Rc::clone(raised);
    let handler = lua.create_function(move |lua, value: Value| {
        let frames = frames(lua);
        let failure = describe(&value, frames);
        *raised.borrow_mut() = Some(failure);
        Ok(())
    })?;
    lua.load("local xpcall, handler = ... return function(f, ...) return xpcall(f, handler, ...) end")
        .set_name("=host")
        .call((lua.globals().raw_get::<Function>("xpcall")?, handler))
}

/// The Lua frames of the running call, innermost first.
fn frames(lua: &Lua) -> Vec<Spot> {
    let mut frames = Vec::new();
    for level in 1..=MAX_FRAMES {
        let frame = lua.inspect_stack(level, |debug| {
            let path = debug.source().short_src.map(|source| source.into_owned()).unwrap_or_default();
            Spot {
                path,
                line: debug.current_line().unwrap_or(0),
                function: debug.names().name.map(|name| name.into_owned()),
                source: None,
            }
        });
        match frame {
            Some(frame) if frame.line > 0 && frame.path.ends_with(".lua") => frames.push(frame),
            Some(_) => {}
            None => break,
        }
    }
    frames
}

/// What was raised, in words and with its place. Nothing here calls back into Lua.
pub(crate) fn describe(value: &Value, frames: Vec<Spot>) -> Failure {
    let message = match value {
        Value::String(text) => head(text),
        Value::Error(error) => plain(error),
        Value::Table(table) => match table.raw_get::<Value>("message") {
            Ok(Value::String(text)) => head(&text),
            _ => "an error was raised with a table that has no text `message`".to_owned(),
        },
        Value::Nil => "an error was raised without a message".to_owned(),
        Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => {
            format!("an error was raised with {} as its message", value.to_string().unwrap_or_default())
        }
        other => format!("an error was raised with a {} in place of a message", other.type_name()),
    };
    let traceback = frames
        .iter()
        .map(|frame| match &frame.function {
            Some(function) => format!("{}:{} in `{function}`", frame.path, frame.line),
            None => format!("{}:{}", frame.path, frame.line),
        })
        .collect();
    let (spot, message) = match split_place(&message) {
        Some((path, line, rest)) => {
            let function = frames.iter().find(|frame| frame.path == path && frame.line == line).and_then(|f| f.function.clone());
            (Some(Box::new(Spot { path: path.to_owned(), line, function, source: None })), rest.to_owned())
        }
        None => (frames.into_iter().next().map(Box::new), message),
    };
    let hint = match value {
        Value::Table(table) => match table.raw_get::<Value>("hint") {
            Ok(Value::String(text)) => Some(head(&text)),
            _ => None,
        },
        _ => None,
    };
    Failure::Raised { message, spot, traceback, hint }
}

/// The beginning of a text: messages are cut anyway.
fn head(text: &LuaString) -> String {
    let bytes = text.as_bytes();
    String::from_utf8_lossy(&bytes[..bytes.len().min(8_192)]).into_owned()
}
