//! `plugin test`: runs a plugin's `init_spec.lua` against the plugin, each test within limits of its own.

mod reference;

use std::rc::Rc;
use std::sync::Arc;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, Options, Output, Registry};
use mlua::{Function, Lua, Table, Value};

use crate::api::json::{Meter, from_json, to_json};
use crate::api::map::{MapHandle, shared_map};
use crate::context::Context;
use crate::discover::Found;
use crate::error::{Failure, in_a_line};
use crate::host::Host;
use crate::isolate::run_specs;
use crate::sandbox::Vm;
use crate::settings::PluginSettings;

pub(crate) use reference::ENTRIES;

const PRELUDE: &str = include_str!("spec_prelude.lua");
/// The file that holds a plugin's tests.
pub(crate) const SPEC: &str = "init_spec.lua";

/// How one test went.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct SpecResult {
    /// The words of `describe` and `it`, joined by ` › `.
    pub name: String,
    /// What went wrong, if something did.
    pub failure: Option<Diagnostic>,
}

/// How a plugin's tests went.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct SpecReport {
    /// The plugin.
    pub plugin: String,
    /// Its tests, in the order of the file.
    pub results: Vec<SpecResult>,
    /// What kept the tests from running at all.
    pub faults: Vec<Diagnostic>,
}

impl SpecReport {
    /// Whether every test ran and passed.
    pub fn passed(&self) -> bool {
        self.faults.is_empty() && self.results.iter().all(|result| result.failure.is_none())
    }
}

impl Host {
    /// Runs the tests of a plugin. `registry` holds what is built in and the plugins this one asks; the plugin itself
    /// is added to it.
    pub fn run_specs(&self, found: &Found, settings: &PluginSettings, mut registry: Registry) -> SpecReport {
        let mut report = SpecReport { plugin: found.name.clone(), results: Vec::new(), faults: Vec::new() };
        if !found.files.has(SPEC) {
            let message = format!("plugin `{}` has no tests", found.name);
            report.faults.push(Diagnostic::error("plugin/no-spec", message).hint(format!("write {}/{SPEC}", found.shown)));
            return report;
        }
        if let Some(apart) = self.apart(found, settings) {
            // A name that is taken is complained of when everything is loaded, not here.
            self.register(&mut registry);
            let run = apart.and_then(|plugin| {
                run_specs(&plugin, &registry).map_err(|error| match error {
                    ExtendError::Refused(complaints) => complaints,
                    ExtendError::Limit(complaint) => vec![*complaint],
                    other => vec![Diagnostic::error("plugin/spec", other.to_string())],
                })
            });
            return run.unwrap_or_else(|faults| SpecReport { faults, ..report });
        }
        if let Err(faults) = self.load_one(found, settings, &mut registry) {
            report.faults = faults;
            return report;
        }
        let what = format!("the tests of plugin `{}` cannot run", found.name);
        match self.list(found, Rc::new(registry)) {
            Ok((vm, tests)) => {
                let time = vm.context.limits().long;
                for (name, run) in tests {
                    let failed = vm.call::<()>(&run, (), time).err();
                    let failure = failed.map(|failure| failure.diagnostic(&format!("test `{name}` failed")));
                    report.results.push(SpecResult { name, failure });
                }
                if report.results.is_empty() {
                    report.faults.push(Diagnostic::error("plugin/no-spec", format!("{}/{SPEC} has no test", found.shown)));
                }
            }
            Err(failure) => report.faults.push(failure.diagnostic(&what)),
        }
        report
    }

    /// Runs the spec file, which lists its tests.
    fn list(&self, found: &Found, registry: Rc<Registry>) -> Result<(Vm, Vec<(String, Function)>), Failure> {
        let context = Rc::new(Context::new(&self.common, &found.name));
        let mut listed = None;
        let vm = Vm::new(Rc::clone(&context), &found.shown, found.files.clone(), |lua, agon| {
            listed = Some(lua.load(PRELUDE).set_name("=agon.testing").eval::<Table>()?);
            agon.raw_set("testing", testing(lua, &context, &registry)?)
        })?;
        vm.run_file::<()>(SPEC, context.limits().call)?;
        let mut tests = Vec::new();
        for test in listed.into_iter().flat_map(|tests| tests.sequence_values::<Table>().collect::<Vec<_>>()) {
            let test = test?;
            tests.push((test.raw_get::<mlua::LuaString>("name")?.to_string_lossy(), test.raw_get("run")?));
        }
        Ok((vm, tests))
    }
}

/// `agon.testing`: maps from text, and the plugin's scorers and exporters over them.
fn testing(lua: &Lua, context: &Rc<Context>, registry: &Rc<Registry>) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    let (held, scorers) = (Rc::clone(context), Rc::clone(registry));
    table.raw_set(
        "map",
        lua.create_function(move |lua, text: String| {
            let Some(read) = &held.common.options.read_map else {
                return Err(runtime("agon.testing.map: this program lends no reader"));
            };
            let map = read(&text).map_err(|complaints| refused("agon.testing.map", &complaints))?;
            lua.create_userdata(MapHandle::shared(Arc::new(map), Rc::clone(&scorers), &held))
        })?,
    )?;
    let scorers = Rc::clone(registry);
    table.raw_set(
        "score",
        lua.create_function(move |lua, (map, name): (Value, String)| {
            let map = handed(&map, "agon.testing.score")?;
            let scorer = scorers.scorer(&name).map_err(|unknown| runtime(unknown.to_string()))?;
            let scoring = scorer.score(&map, &scorers).map_err(|error| runtime(in_a_line(&error)))?;
            let scores = lua.create_table()?;
            for (index, node) in map.node_indices().zip(map.nodes()) {
                if let Some(score) = scoring.of(index) {
                    scores.raw_set(node.label(), score.get())?;
                }
            }
            Ok(scores)
        })?,
    )?;
    let (held, exporters) = (Rc::clone(context), Rc::clone(registry));
    table.raw_set(
        "export",
        lua.create_function(move |lua, (map, name, given): (Value, String, Option<Table>)| {
            let map = handed(&map, "agon.testing.export")?;
            let exporter = exporters.exporter(&name).map_err(|unknown| runtime(unknown.to_string()))?;
            let given = match given {
                Some(table) => {
                    to_json(lua, &Value::Table(table), &mut Meter::of(&held))?.as_object().cloned().unwrap_or_default()
                }
                None => serde_json::Map::new(),
            };
            let options =
                Options::check(exporter.options(), given).map_err(|complaints| refused("agon.testing.export", &complaints))?;
            let exported = exporter.export(&map, &options, &exporters).map_err(|error| runtime(in_a_line(&error)))?;
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
        })?,
    )?;
    let exporters = Rc::clone(registry);
    table.raw_set(
        "options",
        lua.create_function(move |lua, name: String| {
            let exporter = exporters.exporter(&name).map_err(|unknown| runtime(unknown.to_string()))?;
            let defaults = lua.create_table()?;
            for spec in exporter.options() {
                defaults.raw_set(spec.name.as_str(), from_json(lua, &spec.default)?)?;
            }
            Ok(defaults)
        })?,
    )?;
    table.set_readonly(true);
    Ok(table)
}

fn runtime(message: impl std::fmt::Display) -> mlua::Error {
    mlua::Error::runtime(message)
}

fn handed(value: &Value, function: &str) -> mlua::Result<Arc<agon_core::model::Map>> {
    shared_map(value).ok_or_else(|| runtime(format!("{function}: the first argument is a map from agon.testing.map")))
}

fn refused(function: &str, complaints: &[Diagnostic]) -> mlua::Error {
    let all: Vec<String> = complaints.iter().filter(|one| one.is_error()).map(ToString::to_string).collect();
    runtime(format!("{function}: {}", all.join("; ")))
}
