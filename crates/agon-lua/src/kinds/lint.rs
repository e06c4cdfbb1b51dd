//! Lints: a Lua function that looks through a map and reports, behind `agon_core::extend::Lint`.

use std::rc::Rc;

use agon_core::diagnostic::{Diagnostic, Severity};
use agon_core::extend::{ExtendError, Lint};
use agon_core::model::Map;
use mlua::Table;

use super::options_table;
use super::reported::{MAX_REPORTS, complaint};
use crate::api::map::MapHandle;
use crate::description::{LintEntry, Role};
use crate::error::Failure;
use crate::load::Plugin;

pub(crate) struct LuaLint {
    plugin: Rc<Plugin>,
    entry: LintEntry,
}

impl LuaLint {
    pub(crate) fn new(plugin: &Rc<Plugin>, entry: &LintEntry) -> Self {
        Self { plugin: Rc::clone(plugin), entry: entry.clone() }
    }
}

/// Who failed at what.
pub(crate) fn failed(plugin: &str, lint: &str, map: &Map) -> String {
    format!("plugin `{plugin}` failed while lint `{lint}` looked at map `{}`", map.info().name)
}

impl Lint for LuaLint {
    fn name(&self) -> &str {
        &self.entry.name
    }

    fn summary(&self) -> &str {
        &self.entry.summary
    }

    fn plugin(&self) -> Option<&str> {
        Some(&self.plugin.name)
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        let vm = &self.plugin.vm;
        let registry = vm.context.common.builtin();
        let mut found = Vec::new();
        let checked = vm.lua.scope(|scope| {
            let handle = scope.create_userdata(MapHandle::lent(map, &registry, &vm.context, None))?;
            let reporter = scope.create_function_mut(|_, table: Table| {
                if found.len() >= MAX_REPORTS {
                    return Err(mlua::Error::runtime(format!("report: at most {MAX_REPORTS} complaints a map")));
                }
                found.push(complaint(&table, "report", &self.entry.name, Severity::Warning).map_err(mlua::Error::runtime)?);
                Ok(())
            })?;
            let options = options_table(&vm.lua, &self.plugin.options)?;
            let check = self.plugin.function(Role::Check, &self.entry.name);
            Ok(check.and_then(|check| vm.call::<()>(check, (handle, reporter, options), vm.context.limits().long)))
        });
        let checked = checked.unwrap_or_else(|error| Err(Failure::from(error)));
        checked.map_err(|failure| failure.error(&failed(&self.plugin.name, &self.entry.name, map)))?;
        report.append(&mut found);
        Ok(())
    }
}
