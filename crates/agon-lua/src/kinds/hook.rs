//! Hooks: a Lua function that sees a commit, behind `agon_core::extend::Hook`.

use std::cell::RefCell;
use std::rc::Rc;

use agon_core::extend::{CommitView, ExtendError, Hook, Moment, Verdict};

use super::{changes, options_table};
use crate::api::commit::{CommitHandle, Said};
use crate::description::{HookEntry, Role};
use crate::error::Failure;
use crate::load::Plugin;

pub(crate) struct LuaHook {
    plugin: Rc<Plugin>,
    entry: HookEntry,
}

impl LuaHook {
    pub(crate) fn new(plugin: &Rc<Plugin>, entry: &HookEntry) -> Self {
        Self { plugin: Rc::clone(plugin), entry: entry.clone() }
    }

    /// What the hook said: its complaints, and its changes as plain data.
    pub(crate) fn ask(&self, commit: &dyn CommitView) -> Result<Said, ExtendError> {
        let vm = &self.plugin.vm;
        let said = RefCell::new(Said::default());
        let called = vm.lua.scope(|scope| {
            let handle = scope.create_userdata(CommitHandle::new(commit, self.entry.moment, &vm.context, &said))?;
            let options = options_table(&vm.lua, &self.plugin.options)?;
            let run = self.plugin.function(Role::Hook, self.entry.moment.word());
            Ok(run.and_then(|run| vm.call::<()>(run, (handle, options), vm.context.limits().call)))
        });
        let called = called.unwrap_or_else(|error| Err(Failure::from(error)));
        called.map_err(|failure| failure.error(&failed(&self.plugin.name, self.entry.moment)))?;
        Ok(said.into_inner())
    }
}

/// Who failed at what.
pub(crate) fn failed(plugin: &str, moment: Moment) -> String {
    format!("plugin `{plugin}` failed in its hook `{}`", moment.word())
}

/// What was said, its changes checked.
pub(crate) fn verdict(said: Said, plugin: &str, moment: Moment) -> Result<Verdict, ExtendError> {
    let proposals = changes::proposals(&said.changes).map_err(|failure| failure.error(&failed(plugin, moment)))?;
    Ok(Verdict { complaints: said.complaints, proposals })
}

impl Hook for LuaHook {
    fn name(&self) -> &str {
        &self.plugin.name
    }

    fn plugin(&self) -> Option<&str> {
        Some(&self.plugin.name)
    }

    fn moment(&self) -> Moment {
        self.entry.moment
    }

    fn order(&self) -> i64 {
        self.entry.order
    }

    fn run(&self, commit: &dyn CommitView) -> Result<Verdict, ExtendError> {
        verdict(self.ask(commit)?, &self.plugin.name, self.entry.moment)
    }
}
