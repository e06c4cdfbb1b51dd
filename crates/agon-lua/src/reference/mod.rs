//! The reference of what Lua sees, made from the entries that stand beside each binding: a page for people, a file of
//! Luau types for `luau-lsp`, and a stub for LuaLS.

mod luals;
mod luau;
mod page;
mod sections;
#[cfg(test)]
mod tests;
mod types;

pub use luals::stub;
pub use luau::types;
pub use page::page;
pub(crate) use page::signature;
pub(crate) use sections::{SECTIONS, Section};

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// A function of a table, or a global one.
    Function,
    /// A function of a handle, called with `:`.
    Method,
    /// A value in a table or a handle.
    Field,
    /// A type, by which others are told.
    Type,
}

/// A parameter of a function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    /// Its Luau type, without the `?` of an optional one.
    pub(crate) takes: &'static str,
    pub(crate) is_optional: bool,
}

/// A parameter that must be given.
pub(crate) const fn needs(name: &'static str, takes: &'static str) -> Parameter {
    Parameter { name, takes, is_optional: false }
}

/// A parameter that may be left out.
pub(crate) const fn may(name: &'static str, takes: &'static str) -> Parameter {
    Parameter { name, takes, is_optional: true }
}

/// One thing that Lua sees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) kind: EntryKind,
    /// The full name: `agon.text.wrap`, `map:links_to`, `Node.id`.
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Parameter],
    /// The Luau type of a field, of what a function gives, or what a type stands for; empty for nothing, or for a type
    /// whose fields are entries of their own.
    pub(crate) gives: &'static str,
    /// The number of the interface that brought it.
    pub(crate) since: u32,
    /// One to three sentences.
    pub(crate) text: &'static str,
    /// Lines of Lua. What stands after `-->` is what the line gives, or prints.
    pub(crate) example: &'static str,
}

impl Entry {
    const fn new(
        kind: EntryKind,
        name: &'static str,
        parameters: &'static [Parameter],
        gives: &'static str,
        text: &'static str,
    ) -> Self {
        Self { kind, name, parameters, gives, since: 1, text, example: "" }
    }

    pub(crate) const fn function(
        name: &'static str,
        parameters: &'static [Parameter],
        gives: &'static str,
        text: &'static str,
    ) -> Self {
        Self::new(EntryKind::Function, name, parameters, gives, text)
    }

    pub(crate) const fn method(
        name: &'static str,
        parameters: &'static [Parameter],
        gives: &'static str,
        text: &'static str,
    ) -> Self {
        Self::new(EntryKind::Method, name, parameters, gives, text)
    }

    pub(crate) const fn field(name: &'static str, holds: &'static str, text: &'static str) -> Self {
        Self::new(EntryKind::Field, name, &[], holds, text)
    }

    /// A type that stands for another.
    pub(crate) const fn alias(name: &'static str, of: &'static str, text: &'static str) -> Self {
        Self::new(EntryKind::Type, name, &[], of, text)
    }

    /// A type whose fields are the entries after it.
    pub(crate) const fn record(name: &'static str, text: &'static str) -> Self {
        Self::new(EntryKind::Type, name, &[], "", text)
    }

    pub(crate) const fn example(mut self, lines: &'static str) -> Self {
        self.example = lines;
        self
    }

    /// What it belongs to: `agon.text`, `map`, `Node`; empty for a global or a type.
    pub(crate) fn owner(&self) -> &'static str {
        self.name.rfind(['.', ':']).map_or("", |at| &self.name[..at])
    }

    /// Its name without what it belongs to.
    pub(crate) fn last(&self) -> &'static str {
        self.name.rfind(['.', ':']).map_or(self.name, |at| &self.name[at + 1..])
    }
}

/// The type of the things that methods and fields belong to, where they are named by an instance: `map:count`.
pub(crate) fn type_of(owner: &str) -> &str {
    match owner {
        "map" => "Map",
        "commit" => "Commit",
        "context" => "Context",
        other => other,
    }
}

/// Every entry, in the order of the page.
pub(crate) fn entries() -> impl Iterator<Item = &'static Entry> {
    SECTIONS.iter().flat_map(|section| section.groups.iter().copied().flatten())
}
