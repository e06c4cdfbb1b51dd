//! From files to a plugin that can be asked: a fresh sandbox, the description, the user's options and grants.

use std::rc::Rc;

use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::extend::{OptionSpec, Options};
use mlua::{Function, Value};

use crate::context::{Common, Context};
use crate::description::{self, Description, Functions, Role};
use crate::discover::Found;
use crate::error::Failure;
use crate::sandbox::Vm;
use crate::settings::{Capability, PluginSettings};

/// A loaded plugin.
pub(crate) struct Plugin {
    pub(crate) name: String,
    pub(crate) vm: Vm,
    pub(crate) description: Description,
    functions: Functions,
    /// The declared options, with the user's values as their defaults.
    pub(crate) specs: Vec<OptionSpec>,
    /// The options as the user set them.
    pub(crate) options: Options,
    pub(crate) grants: Vec<Capability>,
}

impl Plugin {
    /// Loads a plugin: its description is read inside the sandbox, where nothing is granted yet.
    pub(crate) fn load(common: &Rc<Common>, found: &Found, settings: &PluginSettings) -> Result<Rc<Self>, Vec<Diagnostic>> {
        let grants = grants(&found.name, settings)?;
        let context =
            Rc::new(Context { grants: grants.clone(), folders: settings.folders.clone(), ..Context::new(common, &found.name) });
        let what = format!("plugin `{}` cannot be loaded", found.name);
        let refuse = |failure: Failure| vec![failure.diagnostic(&what)];
        let vm = Vm::new(Rc::clone(&context), &found.shown, found.files.clone(), |_, _| Ok(()))
            .map_err(|error| refuse(Failure::from(error)))?;
        let returned: Value = vm.run_file("init.lua", common.options.limits.call).map_err(refuse)?;
        let source = found.files.read("init.lua").unwrap_or_default();
        let path = format!("{}/init.lua", found.shown);
        let (description, functions) =
            description::read(&vm.lua, &found.name, &path, &String::from_utf8_lossy(&source), &returned)?;
        let options = Options::check(&description.options, settings.options.clone()).map_err(|complaints| {
            let about = |mut complaint: Diagnostic| {
                complaint.message = format!("plugin `{}`: {}", found.name, complaint.message);
                complaint
            };
            complaints.into_iter().map(about).collect::<Vec<_>>()
        })?;
        let mut specs = description.options.clone();
        for spec in &mut specs {
            if let Some((_, value)) = options.iter().find(|(name, _)| *name == spec.name) {
                spec.default = value.clone();
            }
        }
        *context.wants.borrow_mut() = description.capabilities.clone();
        Ok(Rc::new(Self { name: found.name.clone(), vm, description, functions, specs, options, grants }))
    }

    /// The function of an entry; the description was read with it, so it is there.
    pub(crate) fn function(&self, role: Role, entry: &str) -> Result<&Function, Failure> {
        let found = self.functions.get(&(role, entry.to_owned()));
        found.ok_or_else(|| Failure::raised(format!("`{entry}` has no such function")))
    }
}

/// What the user granted, by its words.
pub(crate) fn grants(plugin: &str, settings: &PluginSettings) -> Result<Vec<Capability>, Vec<Diagnostic>> {
    let words: Vec<&str> = Capability::ALL.iter().map(|one| one.word()).collect();
    let mut granted = Vec::new();
    let mut complaints = Vec::new();
    for word in &settings.allow {
        match Capability::from_word(word) {
            Some(capability) => granted.push(capability),
            None => {
                let hint = nearest(word, words.iter().copied())
                    .map_or_else(|| format!("grants are {}", words.join(", ")), |near| format!("did you mean `{near}`?"));
                let message = format!("plugin `{plugin}`: there is no grant `{word}`");
                complaints.push(Diagnostic::error("plugin/grant", message).hint(hint));
            }
        }
    }
    granted.sort();
    granted.dedup();
    if complaints.is_empty() { Ok(granted) } else { Err(complaints) }
}
