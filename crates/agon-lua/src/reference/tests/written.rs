//! What is generated is sound, and what is committed is what is generated.

use std::collections::BTreeSet;
use std::path::Path;

use crate::reference::types::read_all;
use crate::reference::{EntryKind, entries, page, stub, types};

#[test]
fn every_type_is_known() {
    let own: BTreeSet<&str> = entries().filter(|entry| entry.kind == EntryKind::Type).map(|entry| entry.name).collect();
    let luau = ["string", "number", "boolean", "any", "nil", "buffer", "false"];
    for entry in entries() {
        let parameters = entry.parameters.iter().map(|one| one.takes);
        for text in parameters.chain([entry.gives]) {
            let types = read_all(text).unwrap_or_else(|wrong| panic!("{}: {wrong}", entry.name));
            for one in types {
                one.names(&mut |name| {
                    assert!(name.starts_with('"') || own.contains(name) || luau.contains(&name), "{}: {name}", entry.name);
                });
            }
        }
    }
}

#[test]
fn the_stub_is_lua_and_the_types_are_balanced() {
    let lua = mlua::Lua::new();
    lua.load(stub()).set_name("=stub").into_function().expect("it compiles");
    let code: String = types().lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
    for (open, close) in [('{', '}'), ('(', ')')] {
        assert_eq!(code.matches(open).count(), code.matches(close).count(), "{open}{close}");
    }
    for line in code.lines() {
        let begins = ["export type ", "declare ", "\t", "}"].iter().any(|start| line.starts_with(start));
        assert!(begins || line.is_empty(), "{line}");
    }
}

#[test]
fn what_is_committed_is_what_the_entries_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (path, text) in
        [("docs/reference/lua-api.md", page()), ("plugins/types/agon.d.luau", types()), ("plugins/types/agon.lua", stub())]
    {
        let path = root.join(path);
        if std::env::var_os("AGON_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(&path, &text).expect("it is written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "{} is stale: run the tests with AGON_BLESS=1", path.display());
    }
}
