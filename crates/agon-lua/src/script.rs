//! `agon run`: a Lua script over a database, in the same sandbox as plugins, with `agon.db` and its arguments.

use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use agon_core::change::ReadError;
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, Registry};
use agon_core::model::{Map, MapInfo, Node};
use mlua::{Lua, MultiValue, Table, Value};

use crate::api::map::MapHandle;
use crate::api::records;
use crate::context::{Context, escape_controls};
use crate::error::{Failure, in_a_line};
use crate::files::PluginFiles;
use crate::host::Host;
use crate::sandbox::{Vm, spoken};

/// What a script sees of a database: everything at one instant, nothing to write.
pub trait ScriptDatabase {
    /// The maps, by name.
    ///
    /// # Errors
    /// The database cannot be read.
    fn maps(&self) -> Result<Vec<MapInfo>, ReadError>;

    /// A map by name; `None` if there is none.
    ///
    /// # Errors
    /// The database cannot be read.
    fn map(&self, name: &str) -> Result<Option<Arc<Map>>, ReadError>;

    /// The nodes that a query finds.
    ///
    /// # Errors
    /// The query is wrong, or the database cannot be read.
    fn find(&self, query: &str) -> Result<Vec<Node>, ExtendError>;
}

impl Host {
    /// Runs a script file. What it prints goes to `out`; it returns the script's exit status, 0 if it names none.
    /// `registry` holds the scorers that `map:score` asks.
    ///
    /// # Errors
    /// The file cannot be read, the script fails, or a limit is reached.
    pub fn run_script(
        &self,
        path: &Path,
        arguments: &[String],
        database: Rc<dyn ScriptDatabase>,
        registry: Rc<Registry>,
        out: &mut dyn Write,
    ) -> Result<i32, ExtendError> {
        let shown = path.to_string_lossy().into_owned();
        let io = |source: std::io::Error| ExtendError::Io { path: shown.clone(), source };
        let source = std::fs::read(path).map_err(io)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let context = Rc::new(Context::new(&self.common, &shown));
        let what = format!("script `{shown}` failed");
        let fail = |failure: Failure| failure.error(&what);
        let files = PluginFiles::Folder(folder.to_owned());
        let vm = Vm::new(Rc::clone(&context), &folder.to_string_lossy(), files, |lua, agon| {
            agon.raw_set("args", lua.create_sequence_from(arguments.iter().map(String::as_str))?)?;
            agon.raw_set("db", database_table(lua, &context, &database, &registry)?)
        })
        .map_err(|error| fail(Failure::from(error)))?;

        let mut broken = None;
        let returned = vm
            .lua
            .scope(|scope| {
                let print = scope.create_function_mut(|_, values: MultiValue| {
                    let words: mlua::Result<Vec<String>> = values.iter().map(spoken).collect();
                    let text = words?.join("\t");
                    for line in text.split('\n') {
                        if let Err(error) = writeln!(out, "{}", escape_controls(line)) {
                            broken = Some(error);
                            return Err(mlua::Error::runtime("the output is closed"));
                        }
                    }
                    Ok(())
                })?;
                vm.lua.globals().raw_set("print", print)?;
                let arguments: MultiValue =
                    arguments.iter().map(|word| vm.lua.create_string(word).map(Value::String)).collect::<mlua::Result<_>>()?;
                Ok(vm.run_source::<Value>(&source, &shown, arguments, context.limits().long))
            })
            .unwrap_or_else(|error| Err(Failure::from(error)));
        if let Some(source) = broken {
            return Err(ExtendError::Io { path: "the output".into(), source });
        }
        match returned.map_err(fail)? {
            Value::Nil => Ok(0),
            Value::Integer(status @ 0..=255) => Ok(status as i32),
            Value::Number(status) if status.fract() == 0.0 && (0.0..=255.0).contains(&status) => Ok(status as i32),
            other => Err(ExtendError::refused(
                Diagnostic::error("plugin/result", format!("script `{shown}` returned a {}", other.type_name()))
                    .hint("return nothing, or an exit status from 0 to 255"),
            )),
        }
    }
}

/// `agon.db`: `maps()`, `map(name)`, `find(query)`.
fn database_table(
    lua: &Lua,
    context: &Rc<Context>,
    database: &Rc<dyn ScriptDatabase>,
    registry: &Rc<Registry>,
) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    let held = Rc::clone(database);
    table.raw_set(
        "maps",
        lua.create_function(move |lua, _: Value| {
            let list = lua.create_table()?;
            for info in held.maps().map_err(mlua::Error::external)? {
                let entry = lua.create_table()?;
                entry.raw_set("id", info.id.to_string())?;
                entry.raw_set("name", info.name.as_str())?;
                entry.raw_set("title", info.title)?;
                entry.raw_set("summary", info.summary)?;
                list.raw_push(entry)?;
            }
            Ok(list)
        })?,
    )?;
    let (held, context, registry) = (Rc::clone(database), Rc::clone(context), Rc::clone(registry));
    table.raw_set(
        "map",
        lua.create_function(move |lua, (_, name): (Value, String)| {
            let map = held.map(&name).map_err(mlua::Error::external)?;
            map.map(|map| lua.create_userdata(MapHandle::shared(map, Rc::clone(&registry), &context))).transpose()
        })?,
    )?;
    let held = Rc::clone(database);
    table.raw_set(
        "find",
        lua.create_function(move |lua, (_, query): (Value, String)| {
            let list = lua.create_table()?;
            for node in held.find(&query).map_err(|error| mlua::Error::runtime(in_a_line(&error)))? {
                list.raw_push(records::bare_node(lua, &node)?)?;
            }
            Ok(list)
        })?,
    )?;
    Ok(table)
}
