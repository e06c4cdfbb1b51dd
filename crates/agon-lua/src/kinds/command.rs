//! Commands: a Lua function that works at a desk, behind `agon_core::extend::Command`.

use std::rc::Rc;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ArgumentSpec, Command, Desk, ExtendError, Options, Registry};
use mlua::Value;

use super::{a_kind, options_table};
use crate::api::desk::{self, Noted};
use crate::description::{CommandEntry, Role};
use crate::load::Plugin;

pub(crate) struct LuaCommand {
    plugin: Rc<Plugin>,
    entry: CommandEntry,
}

impl LuaCommand {
    pub(crate) fn new(plugin: &Rc<Plugin>, entry: &CommandEntry) -> Self {
        Self { plugin: Rc::clone(plugin), entry: entry.clone() }
    }

    /// Runs it. The changes that it commits are noted as they were put, where somebody wants to look at them.
    pub(crate) fn work(
        &self,
        desk: Rc<dyn Desk>,
        arguments: &Options,
        registry: &Rc<Registry>,
        noted: Option<Noted>,
    ) -> Result<u8, ExtendError> {
        let vm = &self.plugin.vm;
        let called = (|| {
            let run = self.plugin.function(Role::Command, &self.entry.name)?;
            let context = desk::table(&vm.lua, &vm.context, &desk, registry, noted)?;
            vm.call::<Value>(run, (context, options_table(&vm.lua, arguments)?), vm.context.limits().long)
        })();
        let returned = called.map_err(|failure| failure.error(&failed(&self.plugin.name, &self.entry.name)))?;
        status(&returned, &format!("command `{}`", self.entry.name))
    }
}

/// Who failed at what.
pub(crate) fn failed(plugin: &str, command: &str) -> String {
    format!("plugin `{plugin}` failed in its command `{command}`")
}

/// The exit status that a value of Lua means.
pub(crate) fn status(value: &Value, what: &str) -> Result<u8, ExtendError> {
    match value {
        Value::Nil => Ok(0),
        Value::Integer(status @ 0..=255) => Ok(*status as u8),
        Value::Number(status) if status.fract() == 0.0 && (0.0..=255.0).contains(status) => Ok(*status as u8),
        other => Err(ExtendError::refused(
            Diagnostic::error("plugin/result", format!("{what} returned {}", a_kind(other)))
                .hint("return nothing, or an exit status from 0 to 255"),
        )),
    }
}

impl Command for LuaCommand {
    fn name(&self) -> &str {
        &self.entry.name
    }

    fn summary(&self) -> &str {
        &self.entry.summary
    }

    fn plugin(&self) -> Option<&str> {
        Some(&self.plugin.name)
    }

    fn arguments(&self) -> &[ArgumentSpec] {
        &self.entry.arguments
    }

    fn run(&self, desk: Rc<dyn Desk>, arguments: &Options, registry: Rc<Registry>) -> Result<u8, ExtendError> {
        self.work(desk, arguments, &registry, None)
    }
}
