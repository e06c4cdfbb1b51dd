//! A stub for the Lua language server: `plugins/types/agon.lua`. `---@type agon.Plugin` in a plugin means its types.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::types::{Type, read, read_all};
use super::{Entry, EntryKind, entries, type_of};

const HEAD: &str = "\
---@meta agon
-- What Agon's plugins and scripts see, for the Lua language server. Written by `agon plugin reference`; changes here
-- are lost. Scripts have agon.args and agon.db, specs have agon.testing, describe, it, before_each and assert.

---A block of bytes, read and written by the functions of the library `buffer`.
---@class buffer
";

/// The stub.
pub fn stub() -> String {
    let mut text = HEAD.to_owned();
    for entry in entries().filter(|entry| entry.kind == EntryKind::Type) {
        text.push_str(&format!("\n{}", comment(entry.text)));
        if !entry.gives.is_empty() {
            // Writing to a text cannot fail; neither can reading what a test reads.
            let _ = writeln!(text, "---@alias agon.{} {}", entry.name, in_luals(entry.gives));
            continue;
        }
        let _ = writeln!(text, "---@class agon.{}", entry.name);
        text.push_str(&class(entry.name));
    }
    let mut tables: BTreeSet<&str> = BTreeSet::new();
    for owner in entries().map(Entry::owner).filter(|owner| owner.starts_with("agon") || *owner == "assert") {
        tables.insert(owner);
    }
    for table in tables {
        let class_name = if table == "assert" { "agon.assert".to_owned() } else { table.replace('.', "_") };
        let _ = writeln!(text, "\n---@class {class_name}");
        for entry in entries().filter(|entry| entry.owner() == table && entry.kind == EntryKind::Field) {
            text.push_str(&field(entry));
        }
        if table == "assert" {
            text.push_str("---@overload fun(value: any, message?: string): any\n");
        }
        let _ = writeln!(text, "{table} = {{}}");
        for entry in entries().filter(|entry| entry.owner() == table && entry.kind == EntryKind::Function) {
            text.push_str(&function(entry, entry.name));
        }
    }
    for entry in entries().filter(|entry| entry.kind == EntryKind::Function && entry.owner().is_empty() && entry.name != "assert")
    {
        text.push_str(&function(entry, entry.name));
    }
    text
}

/// The fields and methods of a type.
fn class(name: &str) -> String {
    let own = || entries().filter(move |entry| entry.kind != EntryKind::Type && type_of(entry.owner()) == name);
    let mut text = String::new();
    for entry in own().filter(|entry| entry.kind == EntryKind::Field) {
        text.push_str(&field(entry));
    }
    let methods: Vec<&Entry> = own().filter(|entry| entry.kind == EntryKind::Method).collect();
    if !methods.is_empty() {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "local {name} = {{}}");
    }
    for entry in methods {
        text.push_str(&function(entry, &format!("{name}:{}", entry.last())));
    }
    text
}

fn field(entry: &Entry) -> String {
    let (optional, holds) = match read(entry.gives) {
        Ok(Type::Optional(holds)) => ("?", holds.in_luals()),
        _ => ("", in_luals(entry.gives)),
    };
    format!("---@field {}{optional} {holds} {}\n", entry.last(), entry.text)
}

fn function(entry: &Entry, name: &str) -> String {
    let mut text = format!("\n{}", comment(entry.text));
    for one in entry.parameters {
        let optional = if one.is_optional && one.name != "..." { "?" } else { "" };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "---@param {}{optional} {}", one.name, in_luals(one.takes));
    }
    for one in read_all(entry.gives).unwrap_or_default() {
        let _ = writeln!(text, "---@return {}", one.in_luals());
    }
    let names: Vec<&str> = entry.parameters.iter().map(|one| one.name).collect();
    let _ = writeln!(text, "function {name}({}) end", names.join(", "));
    text
}

fn in_luals(luau: &str) -> String {
    read(luau).map_or_else(|_| "any".to_owned(), |one| one.in_luals())
}

fn comment(text: &str) -> String {
    format!("---{}\n", text.replace('\n', "\n---"))
}
