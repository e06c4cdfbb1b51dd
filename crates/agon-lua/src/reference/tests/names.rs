//! Entries against what the tables and handles really have.

use std::collections::BTreeSet;

use agon_core::extend::Registry;
use mlua::UserData;

use super::recorder::Recorder;
use super::stage::Stage;
use crate::PluginSettings;
use crate::api::commit::CommitHandle;
use crate::api::map::MapHandle;
use crate::reference::{EntryKind, entries};

/// Lists every leaf of the table `agon`, and what the desk has.
const WALK: &str = r#"
local function walk(table, within)
    for key, value in pairs(table) do
        local name = within .. "." .. key
        if name == "agon.args" then
            print(name)
        elseif name == "agon.db" then
            print(name)
            for key in pairs(value) do
                print("context:" .. key)
            end
        elseif type(value) == "table" then
            walk(value, name)
        else
            print(name)
        end
    end
end
walk(agon, "agon")
print("print")
print("require")
"#;

/// What a spec sees besides.
const WALK_SPEC: &str = r#"
it("is there", function() end)
for key in pairs(assert) do print("assert." .. key) end
for key in pairs(agon.testing) do print("agon.testing." .. key) end
for _, name in { "assert", "describe", "it", "before_each" } do
    if getfenv == nil and _G[name] ~= nil then print(name) end
end
"#;

#[test]
fn whatever_lua_sees_has_one_entry_and_every_entry_is_of_something() {
    let stage = Stage::new();
    stage.run(WALK).expect("it runs");
    let mut there: BTreeSet<String> = stage.output().lines().map(str::to_owned).collect();
    stage.write_spec(WALK_SPEC);
    let report = stage.host.run_specs(&stage.found, &PluginSettings::default(), Registry::new());
    assert!(report.passed(), "{report:#?}");
    there.extend(stage.output().lines().map(str::to_owned));
    let mut map = Recorder::default();
    MapHandle::add_fields(&mut map);
    MapHandle::add_methods(&mut map);
    let mut commit = Recorder::default();
    CommitHandle::add_fields(&mut commit);
    CommitHandle::add_methods(&mut commit);
    for (owner, recorder) in [("map", map), ("commit", commit)] {
        there.extend(recorder.fields.iter().map(|name| format!("{owner}.{name}")));
        there.extend(recorder.methods.iter().map(|name| format!("{owner}:{name}")));
    }

    let told = entries().filter(|entry| entry.kind != EntryKind::Type && !entry.owner().starts_with(char::is_uppercase));
    let told: Vec<&str> = told.map(|entry| entry.name).collect();
    let once: BTreeSet<String> = told.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(once.len(), told.len(), "an entry stands twice");
    let missing: Vec<_> = there.difference(&once).collect();
    let idle: Vec<_> = once.difference(&there).collect();
    assert!(missing.is_empty() && idle.is_empty(), "without entries: {missing:?}; entries of nothing: {idle:?}");
}

#[test]
fn entries_are_short_and_say_something() {
    let mut types = BTreeSet::new();
    for entry in entries() {
        assert!(entry.text.ends_with('.') || entry.text.ends_with('`'), "{}: {}", entry.name, entry.text);
        assert!(entry.text.len() < 400, "{} is long", entry.name);
        assert!((1..=crate::API).contains(&i64::from(entry.since)), "{}", entry.name);
        if entry.kind == EntryKind::Type {
            assert!(types.insert(entry.name), "{} stands twice", entry.name);
        }
    }
}
