//! Exporters: a Lua function that returns a text, bytes, or a folder of files, behind `agon_core::extend::Exporter`.

use std::collections::HashSet;
use std::rc::Rc;

use agon_core::extend::{Exported, Exporter, ExtendError, OptionSpec, Options, Output, OutputFile, Registry};
use agon_core::model::Map;
use mlua::{LuaString, Table, Value};

use super::{by, options_table};
use crate::api::map::MapHandle;
use crate::description::{ExporterEntry, Role};
use crate::error::Failure;
use crate::files::is_plain;
use crate::load::Plugin;

/// The most files that one export may make.
const MAX_FILES: usize = 100_000;

pub(crate) struct LuaExporter {
    plugin: Rc<Plugin>,
    entry: ExporterEntry,
}

impl LuaExporter {
    pub(crate) fn new(plugin: &Rc<Plugin>, entry: &ExporterEntry) -> Self {
        Self { plugin: Rc::clone(plugin), entry: entry.clone() }
    }

    fn output(&self, returned: &Value) -> Result<Output, Failure> {
        let mut room = self.plugin.vm.context.limits().output;
        match returned {
            Value::String(text) => self.data(text, "the text", &mut room).map(Output::Document),
            Value::Table(files) => self.folder(files, &mut room).map(Output::Folder),
            other => {
                let kind = other.type_name();
                Err(Failure::Result(format!("returned a {kind}; export returns a text, or a list of {{ path =, data = }}")))
            }
        }
    }

    fn data(&self, text: &LuaString, what: &str, room: &mut usize) -> Result<Vec<u8>, Failure> {
        let bytes = text.as_bytes();
        *room = room.checked_sub(bytes.len()).ok_or(Failure::Output(self.plugin.vm.context.limits().output))?;
        if !self.entry.is_binary
            && let Err(error) = std::str::from_utf8(&bytes)
        {
            let message = format!(
                "{what} is not UTF-8: byte {} is wrong; an exporter of bytes says binary = true",
                error.valid_up_to() + 1
            );
            return Err(Failure::Result(message));
        }
        Ok(bytes.to_vec())
    }

    fn folder(&self, files: &Table, room: &mut usize) -> Result<Vec<OutputFile>, Failure> {
        let count = files.raw_len();
        if count == 0 {
            return Err(Failure::Result("returned a table without files; a folder is a list of { path =, data = }".to_owned()));
        }
        if count > MAX_FILES {
            return Err(Failure::Result(format!("returned {count} files; at most {MAX_FILES} are written")));
        }
        let mut seen = HashSet::new();
        let mut folder = Vec::with_capacity(count);
        for position in 1..=count {
            let Value::Table(file) = files.raw_get::<Value>(position)? else {
                return Err(Failure::Result(format!("entry {position} of the folder is no table {{ path =, data = }}")));
            };
            let (Value::String(path), Value::String(data)) = (file.raw_get::<Value>("path")?, file.raw_get::<Value>("data")?)
            else {
                return Err(Failure::Result(format!("entry {position} of the folder lacks a text `path` or a text `data`")));
            };
            let path =
                path.to_str().map_err(|_| Failure::Result(format!("the path of entry {position} is not UTF-8")))?.to_owned();
            if !is_plain(&path) || path.len() > 1_000 {
                return Err(Failure::Result(format!(
                    "`{path}` is no path within the folder: relative, `/` between parts, no `..`, no `\\`, no `:`"
                )));
            }
            // Two names that differ by case only are one file on many systems.
            if !seen.insert(path.to_lowercase()) {
                return Err(Failure::Result(format!("`{path}` stands twice in the folder")));
            }
            let data = self.data(&data, &format!("`{path}`"), room)?;
            folder.push(OutputFile { path, data });
        }
        Ok(folder)
    }
}

/// Who failed at what.
pub(crate) fn failed(plugin: &str, entry: &str, map: &Map) -> String {
    format!("plugin `{plugin}` failed while exporting map `{}`{}", map.info().name, by(plugin, "exporter", entry))
}

impl Exporter for LuaExporter {
    fn name(&self) -> &str {
        &self.entry.name
    }

    fn summary(&self) -> &str {
        &self.entry.summary
    }

    fn plugin(&self) -> Option<&str> {
        Some(&self.plugin.name)
    }

    fn extension(&self) -> &str {
        &self.entry.extension
    }

    fn media_type(&self) -> &str {
        &self.entry.media_type
    }

    fn options(&self) -> &[OptionSpec] {
        &self.plugin.specs
    }

    fn export(&self, map: &Map, options: &Options, registry: &Registry) -> Result<Exported, ExtendError> {
        let vm = &self.plugin.vm;
        let time = vm.context.limits().long;
        let exported = vm.lua.scope(|scope| {
            let handle = scope.create_userdata(MapHandle::lent(map, registry, &vm.context, None))?;
            let options = options_table(&vm.lua, options)?;
            let called = self
                .plugin
                .function(Role::Export, &self.entry.name)
                .and_then(|export| vm.call::<Value>(export, (handle, options), time));
            Ok(called.and_then(|returned| self.output(&returned)))
        });
        let output = exported
            .unwrap_or_else(|error| Err(Failure::from(error)))
            .map_err(|failure| failure.error(&failed(&self.plugin.name, &self.entry.name, map)))?;
        Ok(Exported { output, losses: Vec::new() })
    }
}
