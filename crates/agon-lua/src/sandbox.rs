//! One Lua state a plugin: what is taken away, what is put in, and how a call goes in and comes out.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use mlua::chunk::ChunkMode;
use mlua::{FromLuaMulti, Function, IntoLuaMulti, Lua, LuaOptions, MultiValue, StdLib, Table, Value, VmState};

use crate::api;
use crate::context::{Context, Loudness};
use crate::error::{Failure, Spot, plain, split_place};
use crate::files::PluginFiles;
use crate::limits::{Budget, Running};
use crate::raised::{describe, guard};

/// What Luau and mlua offer and a plugin may not have: a clock, a window into other frames, code from data,
/// randomness, the size of the heap.
const TAKEN: [&str; 10] =
    ["os", "debug", "loadstring", "load", "collectgarbage", "getfenv", "setfenv", "newproxy", "gcinfo", "dofile"];

/// How much of a line is shown, in characters.
const MAX_LINE: usize = 100;

/// A plugin's Lua state.
pub(crate) struct Vm {
    pub(crate) lua: Lua,
    pub(crate) context: Rc<Context>,
    /// The folder as errors show it.
    shown: String,
    files: PluginFiles,
    budget: Rc<Budget>,
    /// `xpcall` with our handler: what was raised comes out as `raised`.
    guard: Function,
    raised: Rc<RefCell<Option<Failure>>>,
}

impl Vm {
    /// A fresh state. `extend` adds to the table `agon` before it is closed.
    pub(crate) fn new(
        context: Rc<Context>,
        shown: &str,
        files: PluginFiles,
        extend: impl FnOnce(&Lua, &Table) -> mlua::Result<()>,
    ) -> mlua::Result<Self> {
        let libraries = StdLib::COROUTINE
            | StdLib::TABLE
            | StdLib::STRING
            | StdLib::UTF8
            | StdLib::BIT
            | StdLib::MATH
            | StdLib::BUFFER
            | StdLib::VECTOR;
        let lua = Lua::new_with(libraries, LuaOptions::new().catch_rust_panics(false))?;
        lua.set_memory_limit(context.limits().memory)?;
        let raised = Rc::new(RefCell::new(None));
        let guard = guard(&lua, &raised)?;

        let globals = lua.globals();
        for name in TAKEN {
            globals.raw_set(name, Value::Nil)?;
        }
        let math: Table = globals.raw_get("math")?;
        for name in ["random", "randomseed", "noise"] {
            math.raw_set(name, Value::Nil)?;
        }
        globals.raw_set("print", print(&lua, &context)?)?;
        globals.raw_set("require", require(&lua, shown, &files)?)?;
        api::records::prepare(&lua)?;
        let agon = api::table(&lua, &context)?;
        extend(&lua, &agon)?;
        api::close(&agon)?;
        globals.raw_set("agon", agon)?;
        lua.sandbox(true)?;

        let flag = Arc::clone(&context.over);
        let budget = Rc::new(Budget::new(Rc::clone(&context.common.watchdog), Arc::clone(&flag)));
        let budget = Rc::clone(context.budget.get_or_init(|| budget));
        lua.set_interrupt(move |_| {
            if flag.load(Ordering::Relaxed) {
                return Err(mlua::Error::runtime("its time is over"));
            }
            Ok(VmState::Continue)
        });
        Ok(Self { lua, context, shown: shown.to_owned(), files, budget, guard, raised })
    }

    /// Reads and runs a file of the plugin.
    pub(crate) fn run_file<R: FromLuaMulti>(&self, path: &str, time: Duration) -> Result<R, Failure> {
        let source = self.files.read(path).map_err(|error| Failure::raised(error.to_string()))?;
        let shown = format!("{}/{path}", self.shown);
        self.run_source(&source, &shown, MultiValue::new(), time)
    }

    /// Compiles and runs a text under the name that errors show.
    pub(crate) fn run_source<R: FromLuaMulti>(
        &self,
        source: &[u8],
        shown: &str,
        arguments: impl IntoLuaMulti,
        time: Duration,
    ) -> Result<R, Failure> {
        let chunk = compile(&self.lua, source, shown)?;
        self.call(&chunk, arguments, time)
    }

    /// Calls a function of this state within a time.
    pub(crate) fn call<R: FromLuaMulti>(
        &self,
        function: &Function,
        arguments: impl IntoLuaMulti,
        time: Duration,
    ) -> Result<R, Failure> {
        if !self.budget.is_running() {
            self.context.refill();
        }
        if !self.budget.is_running() && self.lua.used_memory() > self.context.limits().memory / 2 {
            // What earlier calls left behind is not this call's to pay for.
            self.lua.gc_collect()?;
        }
        let _running = self.budget.start(time);
        self.raised.take();
        let called = (|| {
            let mut all = arguments.into_lua_multi(&self.lua)?;
            all.push_front(Value::Function(function.clone()));
            self.guard.call::<MultiValue>(all)
        })();
        let failure = match called {
            _ if self.budget.is_over() => {
                Failure::Time(time, self.raised.take().and_then(|raised| raised.spot().cloned().map(Box::new)))
            }
            Ok(mut results) => {
                if let Some(Value::Boolean(true)) = results.pop_front() {
                    return R::from_lua_multi(results, &self.lua).map_err(Failure::from);
                }
                let raised = self.raised.take();
                raised.unwrap_or_else(|| describe(results.front().unwrap_or(&Value::Nil), Vec::new()))
            }
            Err(error) => Failure::from(error),
        };
        Err(match failure {
            Failure::Raised { message, .. } if message.contains("not enough memory") => self.out_of_memory(),
            Failure::Memory(_) => self.out_of_memory(),
            mut other => {
                if let Some(spot) = other.spot_mut() {
                    spot.source = self.line(spot);
                }
                other
            }
        })
    }

    /// The line of a file of the plugin at which something happened.
    fn line(&self, spot: &Spot) -> Option<String> {
        let path = spot.path.strip_prefix(&self.shown).map_or(spot.path.as_str(), |rest| rest.trim_start_matches('/'));
        line_of(&self.files.read(path).ok()?, spot.line)
    }

    /// Starts the time of several calls together: none of them ends later.
    pub(crate) fn start(&self, time: Duration) -> Running<'_> {
        if !self.budget.is_running() {
            self.context.refill();
        }
        self.budget.start(time)
    }

    fn out_of_memory(&self) -> Failure {
        // What the call held is dropped, so that the next call has the whole of it.
        if let Err(error) = self.lua.gc_collect() {
            tracing::debug!(%error, "collecting after a memory error");
        }
        Failure::Memory(self.context.limits().memory)
    }
}

/// Compiles a text chunk; bytecode is refused.
pub(crate) fn compile(lua: &Lua, source: &[u8], shown: &str) -> Result<Function, Failure> {
    let text = std::str::from_utf8(source).map_err(|error| Failure::Raised {
        message: format!("the file is not UTF-8 text: byte {} is wrong", error.valid_up_to() + 1),
        spot: Some(Box::new(Spot {
            path: shown.to_owned(),
            line: 1 + count_lines(&source[..error.valid_up_to()]),
            function: None,
            source: None,
        })),
        traceback: Vec::new(),
        hint: None,
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    lua.load(text).set_name(format!("@{shown}")).set_mode(ChunkMode::Text).into_function().map_err(|error| {
        let message = plain(&error);
        match split_place(&message) {
            Some((path, line, message)) => Failure::Raised {
                message: message.to_owned(),
                spot: Some(Box::new(Spot { path: path.to_owned(), line, function: None, source: line_of(source, line) })),
                traceback: Vec::new(),
                hint: None,
            },
            None => Failure::from(error),
        }
    })
}

/// A line by its number, without the blanks about it.
fn line_of(source: &[u8], line: usize) -> Option<String> {
    let text = source.split(|byte| *byte == b'\n').nth(line.checked_sub(1)?)?;
    let text = String::from_utf8_lossy(text).trim().chars().take(MAX_LINE).collect::<String>();
    (!text.is_empty()).then_some(text)
}

fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

fn print(lua: &Lua, context: &Rc<Context>) -> mlua::Result<Function> {
    let context = Rc::clone(context);
    lua.create_function(move |_, values: MultiValue| {
        let mut line = String::new();
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                line.push('\t');
            }
            line.push_str(&spoken(value)?);
            if line.len() > context.limits().talk() {
                break;
            }
        }
        context.say(Loudness::Print, &line);
        Ok(())
    })
}

/// A value as `print` and the log show it: texts and numbers as they are, everything else as `tostring` says.
pub(crate) fn spoken(value: &Value) -> mlua::Result<String> {
    Ok(match value {
        Value::String(text) => text.to_string_lossy(),
        Value::Error(error) => plain(error),
        Value::Table(table) if table.metatable().is_none() => "table".to_owned(),
        other => other.to_string()?,
    })
}

/// `require` over the plugin's own folder: each file runs once.
fn require(lua: &Lua, shown: &str, files: &PluginFiles) -> mlua::Result<Function> {
    let (shown, files) = (shown.to_owned(), files.clone());
    let loaded: RefCell<HashMap<String, Option<Value>>> = RefCell::default();
    lua.create_function(move |lua, name: String| {
        let path = match name.strip_suffix(".lua").unwrap_or(&name).strip_prefix("./") {
            Some(rest) => format!("{}.lua", rest.trim_end_matches(".lua")),
            None => format!("{}.lua", name.trim_end_matches(".lua")),
        };
        match loaded.borrow().get(&path) {
            Some(Some(value)) => return Ok(value.clone()),
            Some(None) => return Err(mlua::Error::runtime(format!("require: `{path}` is required while it loads"))),
            None => {}
        }
        let source = files.read(&path).map_err(|error| {
            mlua::Error::runtime(format!("require: {error}; only files of the plugin's own folder can be required"))
        })?;
        let chunk =
            compile(lua, &source, &format!("{shown}/{path}")).map_err(|failure| mlua::Error::runtime(failure.sentence()))?;
        loaded.borrow_mut().insert(path.clone(), None);
        let value = chunk.call::<Value>(());
        match value {
            Ok(Value::Nil) => {
                loaded.borrow_mut().remove(&path);
                Err(mlua::Error::runtime(format!("require: `{path}` returns nothing")))
            }
            Ok(value) => {
                loaded.borrow_mut().insert(path, Some(value.clone()));
                Ok(value)
            }
            Err(error) => {
                loaded.borrow_mut().remove(&path);
                Err(error)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::HostOptions;
    use crate::host::Host;

    fn vm() -> Vm {
        let host = Host::new(HostOptions {
            escapes: vec![("html".to_owned(), Rc::new(|text: &str| text.to_owned()))],
            query: Some(Rc::new(|_, _| Ok(Vec::new()))),
            ..HostOptions::default()
        });
        let context = Context::new(&host.common, "p");
        Vm::new(
            Rc::new(context),
            "plugins/p",
            PluginFiles::Memory(&[("a.lua", "return { 7 }"), ("b.lua", "return require 'b'")]),
            |_, _| Ok(()),
        )
        .expect("a state")
    }

    /// Every global, and every field of a global table, one a line.
    fn listed(lua: &Lua) -> String {
        let proxy = lua.globals();
        let globals: Table = proxy.metatable().and_then(|marks| marks.raw_get("__index").ok()).unwrap_or(proxy);
        let mut names = Vec::new();
        fn walk(table: &Table, within: &str, names: &mut Vec<String>) {
            for pair in table.pairs::<String, Value>() {
                let (key, value) = pair.expect("names are texts");
                let name = if within.is_empty() { key.clone() } else { format!("{within}.{key}") };
                names.push(format!("{name}: {}", value.type_name()));
                if let (Value::Table(inner), true) = (&value, key != "_G") {
                    walk(inner, &name, names);
                }
            }
        }
        walk(&globals, "", &mut names);
        names.sort();
        names.join("\n") + "\n"
    }

    #[test]
    fn the_globals_are_exactly_those_of_the_golden_file() {
        let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/globals.txt");
        let actual = listed(&vm().lua);
        if std::env::var_os("AGON_BLESS").is_some() {
            std::fs::write(&golden, &actual).expect("the golden file is written");
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(
            actual, expected,
            "run the test with AGON_BLESS=1 if the change is meant, and raise `api` if a name went away"
        );
    }

    #[test]
    fn nothing_that_is_shared_can_be_written() {
        let vm = vm();
        let time = Duration::from_secs(5);
        for line in [
            "string.format = print",
            "math.pi = 3",
            "agon.version = '9'",
            "agon.json.null = 1",
            "getmetatable('').__index = print",
            "_G.print = nil; print('x'); string.len = nil",
            "table.insert(agon, 1)",
        ] {
            let result: Result<(), Failure> = vm.run_source(line.as_bytes(), "plugins/p/init.lua", (), time);
            assert!(result.is_err(), "{line}");
        }
        let own: Result<i64, Failure> = vm.run_source(b"mine = 4 return mine", "plugins/p/init.lua", (), time);
        assert_eq!(own, Ok(4));
    }

    #[test]
    fn require_finds_the_plugins_own_files_and_nothing_else() {
        let vm = vm();
        let time = Duration::from_secs(5);
        let run = |text: &str| vm.run_source::<i64>(text.as_bytes(), "plugins/p/init.lua", (), time).map_err(|f| f.message());
        assert_eq!(run("return require('a')[1]"), Ok(7));
        assert_eq!(run("return require('./a.lua')[1]"), Ok(7));
        assert_eq!(run("local a = require('a') a[1] = 8 return require('a')[1]"), Ok(8));
        for bad in ["../a", "/a", "os", "c", "a/../../x", "@self/a", ""] {
            let message = run(&format!("return require('{bad}')")).expect_err(bad);
            assert!(message.contains("only files of the plugin's own folder"), "{bad}: {message}");
        }
        let message = run("return require('b')").expect_err("it requires itself");
        assert!(message.contains("while it loads"), "{message}");
    }
}
