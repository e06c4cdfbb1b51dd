//! Who is there: scorers, exporters, importers, lints and commands by name, and hooks in their order.

use super::{Command, Exporter, Hook, Importer, Lint, Moment, Scorer};
use crate::diagnostic::{Diagnostic, nearest};

/// A name nobody answers to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}`")]
pub struct UnknownName {
    /// `scorer`, `exporter`, `importer`, `lint` or `command`.
    pub what: &'static str,
    /// What was asked for.
    pub name: String,
    /// The known name nearest to it.
    pub near: Option<String>,
    /// All known names.
    pub known: Vec<String>,
}

/// Holds whatever extends Agon. A name is claimed once.
#[derive(Default)]
pub struct Registry {
    scorers: Vec<Box<dyn Scorer>>,
    exporters: Vec<Box<dyn Exporter>>,
    importers: Vec<Box<dyn Importer>>,
    lints: Vec<Box<dyn Lint>>,
    commands: Vec<Box<dyn Command>>,
    hooks: Vec<Box<dyn Hook>>,
}

macro_rules! door {
    ($add:ident, $find:ident, $all:ident, $field:ident, $trait:ident, $what:literal) => {
        #[doc = concat!("Adds a ", $what, "; refuses a name that is taken, naming both claimants.")]
        pub fn $add(&mut self, new: Box<dyn $trait>) -> Result<(), Box<Diagnostic>> {
            if let Some(old) = self.$field.iter().find(|old| old.name() == new.name()) {
                return Err(Box::new(claimed_twice($what, new.name(), old.plugin(), new.plugin())));
            }
            self.$field.push(new);
            Ok(())
        }

        #[doc = concat!("The ", $what, " with this name.")]
        ///
        /// # Errors
        /// Nobody answers to it; the nearest known name is told.
        pub fn $find(&self, name: &str) -> Result<&dyn $trait, UnknownName> {
            self.$field.iter().find(|one| one.name() == name).map(|one| one.as_ref()).ok_or_else(|| UnknownName {
                what: $what,
                name: name.to_owned(),
                near: nearest(name, self.$field.iter().map(|one| one.name())).map(str::to_owned),
                known: self.$field.iter().map(|one| one.name().to_owned()).collect(),
            })
        }

        #[doc = concat!("Every ", $what, ", in the order they came.")]
        pub fn $all(&self) -> impl Iterator<Item = &dyn $trait> {
            self.$field.iter().map(|one| one.as_ref())
        }
    };
}

impl Registry {
    /// Nobody is there yet.
    pub fn new() -> Self {
        Self::default()
    }

    door!(add_scorer, scorer, scorers, scorers, Scorer, "scorer");
    door!(add_exporter, exporter, exporters, exporters, Exporter, "exporter");
    door!(add_importer, importer, importers, importers, Importer, "importer");
    door!(add_lint, lint, lints, lints, Lint, "lint");
    door!(add_command, command, commands, commands, Command, "command");

    /// Adds a hook.
    pub fn add_hook(&mut self, new: Box<dyn Hook>) {
        let place = |hook: &dyn Hook| (hook.moment(), hook.order(), hook.name().to_owned());
        let at = self.hooks.partition_point(|old| place(old.as_ref()) <= place(new.as_ref()));
        self.hooks.insert(at, new);
    }

    /// The hooks of a moment, by rising order, then by name.
    pub fn hooks(&self, moment: Moment) -> impl Iterator<Item = &dyn Hook> {
        self.hooks.iter().map(|one| one.as_ref()).filter(move |hook| hook.moment() == moment)
    }

    /// Whether anybody is told of commits that are stored.
    pub fn tells_after(&self) -> bool {
        self.hooks(Moment::AfterCommit).next().is_some()
    }

    /// Whether anybody watches commits.
    pub fn has_hooks(&self) -> bool {
        !self.hooks.is_empty()
    }
}

fn claimed_twice(what: &str, name: &str, old: Option<&str>, new: Option<&str>) -> Diagnostic {
    let who = |plugin: Option<&str>| plugin.map_or_else(|| "Agon itself".to_owned(), |name| format!("plugin `{name}`"));
    Diagnostic::error("plugin/name-taken", format!("the {what} name `{name}` is claimed by {} and by {}", who(old), who(new)))
        .hint("rename one of them, or turn one plugin off in agon.toml")
}
