//! Entries of records and tables against the keys that they really have.

use std::collections::BTreeSet;

use agon_core::change::{Commit, CommitKind, Counts, Draft, MemorySnapshot, Proposal, load_map};
use agon_core::diagnostic::Diagnostic;
use agon_core::model::Timestamp;
use mlua::{Table, Value};
use serde_json::json;

use super::stage::Stage;
use crate::PluginSettings;
use crate::api::records;
use crate::reference::entries;

fn told(owner: &str) -> BTreeSet<String> {
    entries().filter(|entry| entry.owner() == owner).map(|entry| entry.last().to_owned()).collect()
}

/// The keys that are listed in a hint after some words.
fn listed(hint: &str, after: &str) -> BTreeSet<String> {
    let list = hint.split_once(after).unwrap_or_else(|| panic!("`{hint}`")).1;
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn the_keys_of_a_plugin_are_told() {
    let stage = Stage::new();
    let x = "qqqqqqqqqqqq = 1";
    let source = format!(
        "local f = function() end return {{ api = 1, name = 'example', summary = 's', {x},
            options = {{ o = {{ type = 'string', default = '', help = 'h', {x} }} }},
            scorers = {{ s = {{ summary = 's', score = f, {x} }} }},
            exporters = {{ s = {{ summary = 's', export = f, {x} }} }},
            importers = {{ s = {{ summary = 's', import = f, {x} }} }},
            lints = {{ s = {{ summary = 's', check = f, {x} }} }},
            commands = {{ s = {{ summary = 's', run = f, args = {{ a = {{ type = 'string', help = 'h', {x} }} }}, {x} }} }},
            hooks = {{ before_commit = {{ run = f, {x} }}, {x} }} }}"
    );
    let crate::PluginFiles::Folder(folder) = &stage.found.files else { panic!("a folder") };
    std::fs::write(folder.join("init.lua"), source).expect("a file");
    let complaints = stage.host.check(&stage.found, &PluginSettings::default());
    let hint = |at: &str| -> BTreeSet<String> {
        let message = format!("there is no key `{at}qqqqqqqqqqqq`");
        let complaint = complaints.iter().find(|one| one.message == message);
        let complaint = complaint.unwrap_or_else(|| panic!("{message} in {complaints:#?}"));
        listed(&complaint.hints[0], "known keys are ")
    };
    for (at, owner) in [
        ("", "Plugin"),
        ("options.o.", "Option"),
        ("scorers.s.", "Scorer"),
        ("exporters.s.", "Exporter"),
        ("importers.s.", "Importer"),
        ("lints.s.", "Lint"),
        ("commands.s.", "Command"),
        ("commands.s.args.a.", "Argument"),
        ("hooks.", "Hooks"),
        ("hooks.before_commit.", "Hook"),
    ] {
        assert_eq!(told(owner), hint(at), "{owner}");
    }
}

#[test]
fn the_keys_of_complaints_and_changes_are_told() {
    let stage = Stage::new();
    let raised = stage.run("commit:reject({ 1 })").expect_err("no names").message();
    assert_eq!(told("Complaint"), listed(&raised, "takes a table of names: "));

    let takes = |change: serde_json::Value| -> BTreeSet<String> {
        let refused: Vec<Diagnostic> = Proposal::read_all(&[change]).expect_err("an unknown key");
        let hint = refused.iter().flat_map(|one| &one.hints).find(|hint| hint.starts_with("it takes "));
        listed(hint.expect("a hint"), "it takes ")
    };
    let x = "qqqqqqqqqqqqqqqq";
    let node = takes(json!({ "add": "claim", x: 1 }));
    let link = takes(json!({ "add": "link", "premise": "a", "target": "b", "relation": "supports", x: 1 }));
    let map = takes(json!({ "add": "map", "name": "m", x: 1 }));
    let source = takes(json!({ "add": "source", "key": "k", x: 1 }));
    for (owner, mut keys) in [("AddNode", node), ("AddLink", link), ("AddMap", map), ("AddSource", source)] {
        keys.insert("add".into());
        assert_eq!(told(owner), keys, "{owner}");
    }
    assert_eq!(takes(json!({ "remove": "node", "id": "x", x: 1 })), BTreeSet::from(["id".to_owned()]));
}

/// A map in which one node and one link have everything that they can have.
fn full() -> agon_core::model::Map {
    let proposals = [
        json!({ "add": "map", "name": "m", "title": "M", "summary": "S" }),
        json!({ "add": "source", "key": "k", "title": "T", "authors": ["Lee, Ada"], "year": 2024,
                "assessment": { "reliability": "B", "credibility": 2, "note": "n" } }),
        json!({ "add": "question", "name": "q", "text": "Q?", "rivals": { "relation": "exclusive", "exhaustive": true } }),
        json!({ "add": "evidence", "name": "n", "text": "N.", "tags": ["t"], "credence": 0.5, "section": "One", "side": "pro",
                "citation": { "source": "k", "form": "quotation", "paragraph": 1, "locator": "p. 1", "quote": "N", "marks": "0-1 u", "reported_in": ["via"], "cite": { "text": "K 1", "marks": "0-1 cite" }, "language": "ko", "translation": { "text": "t" } },
                "attributes": { "a": 1 } }),
        json!({ "add": "claim", "name": "c", "text": "C.", "answers": "q" }),
        json!({ "add": "link", "name": "l", "premise": "n", "relation": "supports", "target": "c", "scheme": "from-sign",
                "reason": "r", "marks": "0-1 u", "attributes": { "a": 1 }, "strength": 0.5 }),
        json!({ "add": "link", "name": "u", "premise": "n", "relation": "undercuts", "target": "l" }),
    ];
    let base = MemorySnapshot::new();
    let mut draft = Draft::new(&base);
    let mut count = 0;
    let proposals = Proposal::read_all(&proposals).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    let mut fresh = || {
        count += 1;
        [count; 16]
    };
    draft.propose(&proposals, &mut fresh).expect("memory is readable");
    let changes = draft.finish().expect("memory is readable");
    let changes = changes.unwrap_or_else(|| panic!("{:#?}", draft.complaints()));
    let mut after = MemorySnapshot::new();
    let id = changes.iter().find_map(|change| match change {
        agon_core::change::Change::Map(edit) => edit.after.as_ref().map(|info| info.id),
        _ => None,
    });
    let commit = Commit {
        sequence: 1,
        time: Timestamp::from_millis(0),
        author: "Ada".into(),
        message: String::new(),
        kind: CommitKind::Change,
        counts: Counts::default(),
    };
    after.apply(commit, changes);
    load_map(&after, id.expect("a map")).expect("memory is readable").expect("it is there")
}

fn keys(table: &Table, into: &mut BTreeSet<String>) {
    for (key, value) in table.pairs::<String, Value>().flatten() {
        if !value.is_nil() {
            into.insert(key);
        }
    }
}

#[test]
fn the_fields_of_records_are_told() {
    let stage = Stage::new();
    let (lua, map) = (&stage.vm.lua, full());
    let compare = |owner: &str, tables: &[Table]| {
        let mut found = BTreeSet::new();
        tables.iter().for_each(|table| keys(table, &mut found));
        assert_eq!(told(owner), found, "{owner}");
    };
    let mut nodes: Vec<Table> = map.node_indices().map(|index| records::node(lua, &map, index).expect("a table")).collect();
    let inner = |key: &str| nodes.iter().filter_map(|node| node.raw_get::<Option<Table>>(key).ok()?).collect::<Vec<_>>();
    compare("Citation", &inner("citation"));
    compare("Rivals", &inner("rivals"));
    let edited = stage.run("return commit:edited()[1]").expect("a node");
    nodes.push(edited.as_table().expect("a table").clone());
    compare("Node", &nodes);
    let links: Vec<Table> = map.link_indices().map(|index| records::link(lua, &map, index).expect("a table")).collect();
    let before = lua.create_table().expect("a table");
    // What holds for an edited node holds for an edited link: both are made by one function.
    for key in ["before", "map"] {
        before.raw_set(key, true).expect("a table");
    }
    compare("Link", &[links, vec![before]].concat());
    let source = records::source(lua, map.sources().values().next().expect("a source")).expect("a table");
    compare("Assessment", &[source.raw_get::<Table>("assessment").expect("a table")]);
    compare("Source", &[source]);
    compare("MapInfo", &[records::map_info(lua, map.info()).expect("a table")]);
    compare("Edges", &[crate::api::columns::edges(lua, &map).expect("a table")]);
}
