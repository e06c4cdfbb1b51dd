//! Importers: a Lua function that turns a text into a list of changes, behind `agon_core::extend::Importer`.

use std::io::{BufRead, Read};
use std::rc::Rc;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, ImportInput, ImportSink, Importer, OptionSpec, Options, import_proposals};
use mlua::Value;

use super::{a_kind, by, changes, options_table};
use crate::description::{ImporterEntry, Role};
use crate::error::Failure;
use crate::load::Plugin;

/// How much of an input `detect` sees.
pub(crate) const HEAD: usize = 4_096;

pub(crate) struct LuaImporter {
    plugin: Rc<Plugin>,
    entry: ImporterEntry,
}

impl LuaImporter {
    pub(crate) fn new(plugin: &Rc<Plugin>, entry: &ImporterEntry) -> Self {
        Self { plugin: Rc::clone(plugin), entry: entry.clone() }
    }

    /// The changes that the plugin makes of a text, as plain data.
    pub(crate) fn read(&self, path: &str, text: &[u8], options: &Options) -> Result<Vec<serde_json::Value>, ExtendError> {
        let vm = &self.plugin.vm;
        let called = (|| {
            let import = self.plugin.function(Role::Import, &self.entry.name)?;
            let arguments = (vm.lua.create_string(text)?, options_table(&vm.lua, options)?);
            let returned: Value = vm.call(import, arguments, vm.context.limits().long)?;
            if !matches!(returned, Value::Table(_)) {
                let message = format!("returned {}; import returns a list of changes", a_kind(&returned));
                return Err(Failure::Result(message));
            }
            changes::data(&vm.lua, &vm.context, &returned).map_err(|error| Failure::Result(crate::error::plain(&error)))
        })();
        called.map_err(|failure| failure.error(&failed(&self.plugin.name, &self.entry.name, path)))
    }

    /// Whether the beginning of an input looks like its own.
    pub(crate) fn looks_like_its_own(&self, head: &[u8]) -> Result<bool, Failure> {
        let vm = &self.plugin.vm;
        let detect = self.plugin.function(Role::Detect, &self.entry.name)?;
        match vm.call::<Value>(detect, vm.lua.create_string(&head[..head.len().min(HEAD)])?, vm.context.limits().call)? {
            Value::Boolean(answer) => Ok(answer),
            Value::Nil => Ok(false),
            other => Err(Failure::Result(format!("returned {}; detect returns true or false", a_kind(&other)))),
        }
    }
}

/// Who failed at what.
pub(crate) fn failed(plugin: &str, entry: &str, path: &str) -> String {
    format!("plugin `{plugin}` failed while importing {path}{}", by(plugin, "importer", entry))
}

/// The whole of an input, if it is no larger than plugins take. A byte order mark is left out.
pub(crate) fn whole(input: &mut dyn BufRead, path: &str, limit: usize) -> Result<Vec<u8>, ExtendError> {
    let mut text = Vec::new();
    let read = input.take(limit as u64 + 1).read_to_end(&mut text);
    read.map_err(|source| ExtendError::Io { path: path.to_owned(), source })?;
    if text.len() > limit {
        let message = format!("{path} is larger than {} MiB, which is what a plugin takes", limit >> 20);
        let hint = "raise `memory` under [limits] in agon.toml: a quarter of it is the limit";
        return Err(ExtendError::Limit(Box::new(Diagnostic::error("plugin/input", message).hint(hint))));
    }
    if text.starts_with(b"\xef\xbb\xbf") {
        text.drain(..3);
    }
    Ok(text)
}

/// Hands changes of a plugin to the sink, after checking them.
pub(crate) fn hand_on(
    list: &[serde_json::Value],
    plugin: &str,
    entry: &str,
    about: &ImportInput<'_>,
    sink: &mut dyn ImportSink,
) -> Result<(), ExtendError> {
    let proposals = changes::proposals(list).map_err(|failure| failure.error(&failed(plugin, entry, about.path)))?;
    import_proposals(proposals, about, sink)
}

impl Importer for LuaImporter {
    fn name(&self) -> &str {
        &self.entry.name
    }

    fn summary(&self) -> &str {
        &self.entry.summary
    }

    fn plugin(&self) -> Option<&str> {
        Some(&self.plugin.name)
    }

    fn extensions(&self) -> Vec<&str> {
        self.entry.extensions.iter().map(String::as_str).collect()
    }

    fn detect(&self, head: &[u8]) -> bool {
        self.entry.detects
            && self.looks_like_its_own(head).unwrap_or_else(|failure| {
                let plugin = &self.plugin.name;
                tracing::warn!(plugin, "its importer `{}` cannot tell: {}", self.entry.name, failure.sentence());
                false
            })
    }

    fn options(&self) -> &[OptionSpec] {
        &self.plugin.specs
    }

    fn import(&self, input: &mut dyn BufRead, about: &ImportInput<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
        let text = whole(input, about.path, self.plugin.vm.context.limits().memory / 4)?;
        let list = self.read(about.path, &text, about.options)?;
        hand_on(&list, &self.plugin.name, &self.entry.name, about, sink)
    }
}
