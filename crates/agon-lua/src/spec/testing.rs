//! `agon.testing`: maps from text, and what the plugin brings, tried on them.

use std::rc::Rc;
use std::sync::Arc;

use agon_core::diagnostic::{Diagnostic, Place};
use agon_core::extend::{Document, ExtendError, ImportInput, OptionSpec, Options, Output, Registry, UnknownName};
use agon_core::model::{IdMaker, LinkId, Map, NodeId, SeededEntropy, Timestamp};
use mlua::{FromLuaMulti, IntoLuaMulti, Lua, LuaString, Table, Value};
use serde_json::Value as Json;

use super::pretend;
use crate::api::json::{Meter, from_json, to_json};
use crate::api::map::{MapHandle, shared_map};
use crate::context::Context;
use crate::discover::Found;
use crate::error::in_a_line;
use crate::kinds::LuaLint;
use crate::load::Plugin;
use crate::settings::PluginSettings;

/// What the functions of `agon.testing` share.
pub(super) struct Bench {
    /// That of the state in which the tests run.
    pub(super) context: Rc<Context>,
    pub(super) registry: Rc<Registry>,
    pub(super) found: Found,
    pub(super) settings: PluginSettings,
}

impl Bench {
    /// The plugin, loaded afresh with other options.
    pub(super) fn plugin(&self, lua: &Lua, function: &str, given: Option<Table>) -> mlua::Result<Rc<Plugin>> {
        let mut settings = self.settings.clone();
        settings.options.extend(self.fields(lua, given)?);
        Plugin::load(&self.context.common, &self.found, &settings).map_err(|complaints| refused(function, &complaints))
    }

    fn fields(&self, lua: &Lua, given: Option<Table>) -> mlua::Result<serde_json::Map<String, Json>> {
        let Some(table) = given else { return Ok(serde_json::Map::new()) };
        Ok(to_json(lua, &Value::Table(table), &mut Meter::of(&self.context))?.as_object().cloned().unwrap_or_default())
    }

    pub(super) fn options(&self, lua: &Lua, function: &str, specs: &[OptionSpec], given: Option<Table>) -> mlua::Result<Options> {
        Options::check(specs, self.fields(lua, given)?).map_err(|complaints| refused(function, &complaints))
    }

    pub(super) fn lend(&self, lua: &Lua, map: Map) -> mlua::Result<Value> {
        let handle = MapHandle::shared(Arc::new(map), Rc::clone(&self.registry), &self.context);
        lua.create_userdata(handle).map(Value::UserData)
    }
}

/// The table `agon.testing`.
pub(super) fn table(lua: &Lua, bench: &Rc<Bench>) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    put(lua, &table, bench, "map", map)?;
    put(lua, &table, bench, "score", score)?;
    put(lua, &table, bench, "export", export)?;
    put(lua, &table, bench, "options", defaults)?;
    put(lua, &table, bench, "import", import)?;
    put(lua, &table, bench, "detect", detect)?;
    put(lua, &table, bench, "lint", lint)?;
    put(lua, &table, bench, "commit", pretend::commit)?;
    put(lua, &table, bench, "run", pretend::run)?;
    table.set_readonly(true);
    Ok(table)
}

fn put<A: FromLuaMulti + 'static, R: IntoLuaMulti + 'static>(
    lua: &Lua,
    table: &Table,
    bench: &Rc<Bench>,
    name: &str,
    function: fn(&Lua, &Bench, A) -> mlua::Result<R>,
) -> mlua::Result<()> {
    let bench = Rc::clone(bench);
    table.raw_set(name, lua.create_function(move |lua, given: A| function(lua, &bench, given))?)
}

fn map(lua: &Lua, bench: &Bench, text: String) -> mlua::Result<Value> {
    let Some(read) = &bench.context.common.options.read_map else {
        return Err(runtime("agon.testing.map: this program lends no reader"));
    };
    bench.lend(lua, read(&text).map_err(|complaints| refused("agon.testing.map", &complaints))?)
}

fn score(lua: &Lua, bench: &Bench, (map, name): (Value, String)) -> mlua::Result<Table> {
    let map = handed(&map, "agon.testing.score")?;
    let scorer = bench.registry.scorer(&name).map_err(unknown)?;
    let scoring = scorer.score(&map, &bench.registry).map_err(|error| raised(&error))?;
    let scores = lua.create_table()?;
    for (index, node) in map.node_indices().zip(map.nodes()) {
        if let Some(score) = scoring.of(index) {
            scores.raw_set(node.label(), score.get())?;
        }
    }
    Ok(scores)
}

fn export(lua: &Lua, bench: &Bench, (map, name, given): (Value, String, Option<Table>)) -> mlua::Result<Value> {
    let map = handed(&map, "agon.testing.export")?;
    let exporter = bench.registry.exporter(&name).map_err(unknown)?;
    let options = bench.options(lua, "agon.testing.export", exporter.options(), given)?;
    let exported = exporter.export(&map, &options, &bench.registry).map_err(|error| raised(&error))?;
    match exported.output {
        Output::Document(bytes) => lua.create_string(bytes).map(Value::String),
        Output::Folder(files) => {
            let list = lua.create_table()?;
            for file in files {
                let entry = lua.create_table()?;
                entry.raw_set("path", file.path)?;
                entry.raw_set("data", lua.create_string(file.data)?)?;
                list.raw_push(entry)?;
            }
            Ok(Value::Table(list))
        }
    }
}

fn defaults(lua: &Lua, bench: &Bench, name: String) -> mlua::Result<Table> {
    let exporter = bench.registry.exporter(&name).map_err(unknown)?;
    let defaults = lua.create_table()?;
    for spec in exporter.options() {
        defaults.raw_set(spec.name.as_str(), from_json(lua, &spec.default)?)?;
    }
    Ok(defaults)
}

/// The map that an importer makes of a text. Its ids are the same on every run.
fn import(lua: &Lua, bench: &Bench, (text, name, given): (LuaString, String, Option<Table>)) -> mlua::Result<Value> {
    let function = "agon.testing.import";
    let importer = bench.registry.importer(&name).map_err(unknown)?;
    let options = bench.options(lua, function, importer.options(), given)?;
    let about = ImportInput { path: "<spec>", fallback_name: "spec", options: &options };
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
    importer.import(&mut &*text.as_bytes(), &about, &mut document).map_err(|error| raised(&error))?;
    let (map, _) = document.into_map().map_err(|complaints| refused(function, &complaints))?;
    bench.lend(lua, map)
}

fn detect(_: &Lua, bench: &Bench, (name, head): (String, LuaString)) -> mlua::Result<bool> {
    Ok(bench.registry.importer(&name).map_err(unknown)?.detect(&head.as_bytes()))
}

fn lint(lua: &Lua, bench: &Bench, (map, name, given): (Value, String, Option<Table>)) -> mlua::Result<Table> {
    let map = handed(&map, "agon.testing.lint")?;
    bench.registry.lint(&name).map_err(unknown)?;
    let plugin = bench.plugin(lua, "agon.testing.lint", given)?;
    let entry = plugin.description.lints.iter().find(|entry| entry.name == name);
    let entry = entry.ok_or_else(|| runtime(format!("agon.testing.lint: lint `{name}` is not this plugin's")))?;
    let mut found = Vec::new();
    let lint = LuaLint::new(&plugin, entry);
    agon_core::extend::Lint::check(&lint, &map, &mut found).map_err(|error| raised(&error))?;
    complaints(lua, &found, &map)
}

/// Complaints as a list of tables; nodes and links by their labels.
pub(super) fn complaints(lua: &Lua, found: &[Diagnostic], map: &Map) -> mlua::Result<Table> {
    let list = lua.create_table()?;
    for one in found {
        let entry = lua.create_table()?;
        entry.raw_set("code", one.code.as_ref())?;
        entry.raw_set("message", one.message.as_str())?;
        entry.raw_set("severity", one.severity.word())?;
        if let Some(hint) = one.hints.first() {
            entry.raw_set("hint", hint.as_str())?;
        }
        match &one.place {
            Some(Place::Node(name)) => {
                let id = name.parse::<NodeId>().ok().and_then(|id| map.node_index(id));
                entry.raw_set("node", id.map_or_else(|| name.clone(), |index| map.node(index).label().to_string()))?;
            }
            Some(Place::Link(name)) => {
                let id = name.parse::<LinkId>().ok().and_then(|id| map.link_index(id));
                entry.raw_set("link", id.map_or_else(|| name.clone(), |index| map.link(index).label().to_string()))?;
            }
            Some(Place::Map(name)) => entry.raw_set("map", name.as_str())?,
            Some(Place::Source(key)) => entry.raw_set("source", key.as_str())?,
            _ => {}
        }
        list.raw_push(entry)?;
    }
    Ok(list)
}

pub(super) fn runtime(message: impl std::fmt::Display) -> mlua::Error {
    mlua::Error::runtime(message)
}

pub(super) fn raised(error: &ExtendError) -> mlua::Error {
    match error {
        ExtendError::Refused(complaints) if complaints.len() > 1 => {
            let all: Vec<String> = complaints.iter().map(ToString::to_string).collect();
            runtime(all.join("; "))
        }
        _ => runtime(in_a_line(error)),
    }
}

fn unknown(unknown: UnknownName) -> mlua::Error {
    runtime(unknown)
}

pub(super) fn handed(value: &Value, function: &str) -> mlua::Result<Arc<Map>> {
    shared_map(value).ok_or_else(|| runtime(format!("{function}: a map from agon.testing.map or agon.testing.import is wanted")))
}

pub(super) fn refused(function: &str, complaints: &[Diagnostic]) -> mlua::Error {
    let all: Vec<String> = complaints.iter().filter(|one| one.is_error()).map(ToString::to_string).collect();
    runtime(format!("{function}: {}", all.join("; ")))
}
