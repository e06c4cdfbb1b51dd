//! Luau types, as `luau-lsp` reads definitions: `plugins/types/agon.d.luau`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Entry, EntryKind, entries, type_of};

const HEAD: &str = "\
-- What Agon's plugins and scripts see, for luau-lsp. Written by `agon plugin reference`; changes here are lost.
-- Scripts have agon.args and agon.db, specs have agon.testing, describe, it, before_each and assert.
";

/// The definitions.
pub fn types() -> String {
    let mut text = HEAD.to_owned();
    for entry in entries().filter(|entry| entry.kind == EntryKind::Type) {
        text.push('\n');
        text.push_str(&comment(entry.text, ""));
        if entry.gives.is_empty() {
            text.push_str(&format!("export type {} = {{\n{}}}\n", entry.name, fields(entry.name, "\t")));
        } else {
            text.push_str(&format!("export type {} = {}\n", entry.name, entry.gives));
        }
    }
    text.push_str(&format!("\ndeclare agon: {{\n{}}}\n", fields("agon", "\t")));
    for entry in entries().filter(|entry| entry.kind == EntryKind::Function && entry.owner().is_empty()) {
        // Luau knows these.
        if !matches!(entry.name, "print" | "require" | "assert") {
            let (parameters, gives) = function(entry, None);
            text.push_str(&format!("\n{}declare function {}({parameters}): {gives}\n", comment(entry.text, ""), entry.name));
        }
    }
    let called = entries().find(|entry| entry.name == "assert").map(|entry| function(entry, None));
    if let Some((parameters, gives)) = called {
        text.push_str(&format!("\ndeclare assert: (({parameters}) -> {gives}) & {{\n{}}}\n", fields("assert", "\t")));
    }
    text
}

/// The fields of a type or a table, those of tables within it too.
fn fields(owner: &str, indent: &str) -> String {
    let mut text = String::new();
    let mut inner: BTreeMap<&str, ()> = BTreeMap::new();
    for entry in entries().filter(|entry| entry.kind != EntryKind::Type) {
        let its = type_of(entry.owner());
        if its != owner {
            let within = its.strip_prefix(owner).and_then(|rest| rest.strip_prefix('.'));
            if let Some(name) = within.filter(|name| !name.contains('.')) {
                inner.insert(name, ());
            }
            continue;
        }
        text.push_str(&comment(entry.text, indent));
        match entry.kind {
            EntryKind::Field => {
                // Writing to a text cannot fail.
                let _ = writeln!(text, "{indent}{}: {},", entry.last(), entry.gives);
            }
            _ => {
                let this = (entry.kind == EntryKind::Method).then_some(owner);
                let (parameters, gives) = function(entry, this);
                let _ = writeln!(text, "{indent}{}: ({parameters}) -> {gives},", entry.last());
            }
        }
    }
    for (name, ()) in inner {
        let within = fields(&format!("{owner}.{name}"), &format!("{indent}\t"));
        let _ = writeln!(text, "{indent}{name}: {{\n{within}{indent}}},");
    }
    text
}

fn function(entry: &Entry, this: Option<&str>) -> (String, String) {
    let mut parameters: Vec<String> = this.map(|this| format!("self: {this}")).into_iter().collect();
    parameters.extend(entry.parameters.iter().map(|one| match (one.name, one.is_optional) {
        ("...", _) if entry.owner().is_empty() => format!("...: {}", one.takes),
        ("...", _) => format!("...{}", one.takes),
        (name, true) if one.takes.contains(['|', '>']) => format!("{name}: ({})?", one.takes),
        (name, true) => format!("{name}: {}?", one.takes),
        (name, false) => format!("{name}: {}", one.takes),
    }));
    let gives = if entry.gives.is_empty() || entry.gives.contains(',') && !entry.gives.contains('{') {
        format!("({})", entry.gives)
    } else {
        entry.gives.to_owned()
    };
    (parameters.join(", "), gives)
}

fn comment(text: &str, indent: &str) -> String {
    format!("{indent}--- {}\n", text.replace('\n', &format!("\n{indent}--- ")))
}
