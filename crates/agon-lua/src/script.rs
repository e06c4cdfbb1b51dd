//! `agon run`: a Lua script over a database, in the same sandbox as plugins, with `agon.db` and its arguments.

use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use agon_core::extend::{Desk, ExtendError, Registry};
use mlua::{Function, Lua, MultiValue, Value};

use crate::api::desk;
use crate::context::Context;
use crate::error::{Failure, in_a_line};
use crate::files::PluginFiles;
use crate::host::Host;
use crate::kinds::command::status;
use crate::load::grants;
use crate::sandbox::{Vm, spoken};
use crate::settings::{Capability, PluginSettings};

/// What a script on standard input is called.
const STDIN: &str = "stdin.lua";

impl Host {
    /// Runs a script file at a desk and returns its exit status, 0 if it names none; `-` is standard input. `registry`
    /// holds the scorers that `map:score` asks; the settings say what the script is granted.
    ///
    /// # Errors
    /// The file cannot be read, the script fails, or a limit is reached.
    pub fn run_script(
        &self,
        path: &Path,
        arguments: &[String],
        settings: &PluginSettings,
        desk: Rc<dyn Desk>,
        registry: Rc<Registry>,
    ) -> Result<u8, ExtendError> {
        let (shown, source) = match path.to_string_lossy() {
            word if word == "-" => {
                let mut source = Vec::new();
                (STDIN.to_owned(), std::io::stdin().lock().read_to_end(&mut source).map(|_| source))
            }
            shown => (shown.into_owned(), std::fs::read(path)),
        };
        let source = source.map_err(|source| ExtendError::Io { path: shown.clone(), source })?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let what = format!("script `{shown}` failed");
        let session = Session::new(self, &shown, folder, arguments, settings, &desk, &registry)?;
        let limit = session.vm.context.limits().long;
        let arguments: mlua::Result<MultiValue> =
            arguments.iter().map(|word| session.vm.lua.create_string(word).map(Value::String)).collect();
        let arguments = arguments.map_err(|error| Failure::from(error).error(&what))?;
        let returned = session.vm.run_source::<Value>(&source, &shown, arguments, limit);
        status(&returned.map_err(|failure| failure.error(&what))?, &format!("script `{shown}`"))
    }
}

/// A Lua state with `agon.db` and `agon.args`, in which `print` writes to the desk.
pub(crate) struct Session {
    pub(crate) vm: Vm,
}

impl Session {
    pub(crate) fn new(
        host: &Host,
        shown: &str,
        folder: &Path,
        arguments: &[String],
        settings: &PluginSettings,
        desk: &Rc<dyn Desk>,
        registry: &Rc<Registry>,
    ) -> Result<Self, ExtendError> {
        // Random numbers are seeded, so a script may always have them.
        let mut grants = grants(shown, settings).map_err(ExtendError::Refused)?;
        if !grants.contains(&Capability::Random) {
            grants.push(Capability::Random);
        }
        let context = Context {
            wants: grants.clone().into(),
            grants,
            folders: settings.folders.clone(),
            is_script: true,
            ..Context::new(&host.common, shown)
        };
        let context = Rc::new(context);
        let files = PluginFiles::Folder(folder.to_owned());
        let vm = Vm::new(Rc::clone(&context), &folder.to_string_lossy(), files, |lua, agon| {
            agon.raw_set("args", lua.create_sequence_from(arguments.iter().map(String::as_str))?)?;
            agon.raw_set("db", desk::table(lua, &context, desk, registry, None)?)?;
            lua.globals().raw_set("print", print(lua, desk)?)
        });
        let vm = vm.map_err(|error| Failure::from(error).error(&format!("script `{shown}` cannot run")))?;
        Ok(Self { vm })
    }
}

/// `print` that writes to the desk.
fn print(lua: &Lua, desk: &Rc<dyn Desk>) -> mlua::Result<Function> {
    let desk = Rc::clone(desk);
    lua.create_function(move |_, values: MultiValue| {
        let words: mlua::Result<Vec<String>> = values.iter().map(spoken).collect();
        desk.write(&format!("{}\n", words?.join("\t"))).map_err(|error| mlua::Error::runtime(in_a_line(&error)))
    })
}
