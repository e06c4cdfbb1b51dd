//! `plugin test`: runs a plugin's `init_spec.lua` against the plugin, each test within limits of its own.

mod paper;
mod pretend;
mod reference;
mod testing;

use std::rc::Rc;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, Registry};
use mlua::{Function, Table};

use crate::context::Context;
use crate::discover::Found;
use crate::error::Failure;
use crate::host::Host;
use crate::isolate::run_specs;
use crate::sandbox::Vm;
use crate::settings::PluginSettings;

use testing::Bench;

pub(crate) use reference::ENTRIES;

const PRELUDE: &str = include_str!("prelude.lua");
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
        match self.list(found, settings, Rc::new(registry)) {
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
    fn list(
        &self,
        found: &Found,
        settings: &PluginSettings,
        registry: Rc<Registry>,
    ) -> Result<(Vm, Vec<(String, Function)>), Failure> {
        let context = Rc::new(Context::new(&self.common, &found.name));
        let bench = Bench { context: Rc::clone(&context), registry, found: found.clone(), settings: settings.clone() };
        let mut listed = None;
        let vm = Vm::new(Rc::clone(&context), &found.shown, found.files.clone(), |lua, agon| {
            listed = Some(lua.load(PRELUDE).set_name("=agon.testing").eval::<Table>()?);
            agon.raw_set("testing", testing::table(lua, &Rc::new(bench))?)
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
