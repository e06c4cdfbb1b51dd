//! Whatever importers, hooks and commands hand over, nothing that the rules forbid is stored, and nothing panics.

mod scene;

use std::rc::Rc;
use std::time::Duration;

use agon_core::database::{Database, Environment};
use agon_core::extend::{Document, ImportInput, Options, Registry};
use agon_core::model::{FixedClock, IdMaker, SeededEntropy, Timestamp};
use proptest::prelude::*;

use scene::desk::PaperDesk;
use scene::{Plugins, command, debate, hook, importer, tight};

/// Texts as Lua writes them: names that are there, names that are not, controls, wrong UTF-8, numbers that are texts.
fn text() -> impl Strategy<Value = String> {
    let texts = [
        "drift",
        "domestic",
        "gsomia",
        "weak",
        "from-polls",
        "why",
        "debate",
        "lee-2024",
        "nobody",
        "a",
        "b",
        "",
        " ",
        "x y",
        "claim",
        "link",
        "node",
        "supports",
        "undercuts",
        "So it is.",
        "00000000-0000-0000-0000-000000000000",
        "1",
        "../x",
        "\\0",
        "\\27[31m",
        "\\255\\254",
        "\\u{202e}日本",
        "\\n\\n",
        "quotation",
        "exclusive",
    ];
    prop_oneof![
        12 => prop::sample::select(texts.to_vec()).prop_map(|text| format!("\"{text}\"")),
        1 => Just("string.rep('x', 40000)".to_owned()),
        1 => Just("string.rep('a', 130)".to_owned()),
    ]
}

fn plain() -> impl Strategy<Value = String> {
    let values = [
        "0/0",
        "1/0",
        "-1/0",
        "0",
        "-1",
        "1",
        "0.5",
        "1.5",
        "1e300",
        "9007199254740993",
        "2^53",
        "true",
        "false",
        "nil",
        "{}",
        "print",
        "agon.json.null",
        "agon.json.list()",
        "coroutine.create(print)",
        "buffer.create(8)",
        "vector.create(1, 2, 3)",
        "setmetatable({}, { __index = function() error('x') end, __len = function() return 9 end })",
        "(function() local t = { add = 'claim', text = 'x' } t.attributes = t return t end)()",
    ];
    prop_oneof![3 => text(), 2 => prop::sample::select(values.to_vec()).prop_map(str::to_owned)]
}

/// The keys of the vocabulary, some of them misspelt or of another change.
fn key() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "add",
        "edit",
        "remove",
        "id",
        "text",
        "name",
        "tags",
        "credence",
        "citation",
        "source",
        "rivals",
        "attributes",
        "map",
        "ref",
        "section",
        "side",
        "answers",
        "supports",
        "rebuts",
        "undercuts",
        "underpins",
        "contradicts",
        "premises",
        "premise",
        "relation",
        "target",
        "strength",
        "scheme",
        "reason",
        "title",
        "summary",
        "sections",
        "key",
        "authors",
        "year",
        "url",
        "csl",
        "assessment",
        "kind",
        "form",
        "quote",
        "paragraph",
        "txet",
        "[1]",
        "[0.5]",
        "[true]",
    ])
}

fn value() -> impl Strategy<Value = String> {
    plain().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("{{ {} }}", items.join(", "))),
            fields(prop::collection::vec((key(), inner), 0..4)),
        ]
    })
}

fn fields(pairs: impl Strategy<Value = Vec<(&'static str, String)>>) -> impl Strategy<Value = String> {
    pairs.prop_map(|pairs| {
        let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", pairs.join(", "))
    })
}

/// What the debate is made of, as an importer would add it.
const DEBATE: &str = "{ add = 'map', name = 'debate' }, { add = 'question', name = 'why', text = 'Why?' }, \
    { add = 'claim', name = 'drift', text = 'D.', answers = 'why' }, { add = 'claim', name = 'domestic', text = 'D.', answers = 'why' }, \
    { add = 'evidence', name = 'gsomia', text = 'G.', supports = 'drift', source = 'lee-2024' }, { add = 'evidence', name = 'poll', text = 'P.' }, \
    { add = 'link', name = 'from-polls', premise = 'poll', relation = 'supports', target = 'domestic' }";

/// A change that may well be sound, with some keys of any kind thrown in.
fn change(additions_only: bool) -> impl Strategy<Value = String> {
    let mut sound = vec![
        "add = 'claim', text = 'C.', map = 'debate'",
        "add = 'claim', text = 'C.', ref = 'a', supports = 'drift'",
        "add = 'evidence', text = 'E.', supports = 'domestic', source = 'new-2026'",
        "add = 'rebuttal', text = 'R.', ref = 'b', undercuts = 'from-polls'",
        "add = 'question', text = 'Q?', map = 'debate', name = 'q'",
        "add = 'link', premises = { 'gsomia', 'poll' }, relation = 'supports', target = 'domestic'",
        "add = 'link', premise = 'a', relation = 'rebuts', target = 'b'",
        "add = 'link', premise = 'drift', relation = 'supports', target = 'drift'",
        "add = 'link', premise = 'drift', relation = 'contradicts', target = 'domestic'",
        "add = 'map', name = 'other'",
        "add = 'map', name = 'debate'",
        "add = 'source', key = 'lee-2024'",
        "add = 'source', key = 'poe-1845', title = 'T', year = 1845, authors = { 'Poe, E.' }",
        "edit = 'node', id = 'drift', credence = 0.3",
        "edit = 'node', id = 'why', kind = 'claim'",
        "edit = 'link', id = 'from-polls', strength = 0.1",
        "edit = 'map', id = 'debate', name = 'renamed'",
        "remove = 'node', id = 'gsomia'",
        "remove = 'link', id = 'from-polls'",
        "remove = 'map', id = 'debate'",
        "remove = 'source', id = 'lee-2024'",
    ];
    sound.retain(|change| !additions_only || change.starts_with("add"));
    let more = prop_oneof![3 => Just(Vec::new()), 2 => prop::collection::vec((key(), value()), 1..4)];
    let mended = (prop::sample::select(sound), more).prop_map(|(sound, more)| {
        let more: Vec<String> = more.iter().map(|(key, value)| format!(", {key} = {value}")).collect();
        format!("{{ {sound}{} }}", more.concat())
    });
    prop_oneof![6 => mended, 1 => fields(prop::collection::vec((key(), value()), 0..6)), 1 => value()]
}

fn list(additions_only: bool) -> impl Strategy<Value = String> {
    let many = prop::collection::vec(change(additions_only), 0..6).prop_map(|items| format!("{{ {} }}", items.join(", ")));
    prop_oneof![8 => many, 1 => change(additions_only), 1 => value()]
}

fn database(registry: Registry) -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().expect("a folder");
    let environment = Environment {
        clock: Box::new(FixedClock(Timestamp::from_millis(1_700_000_000_000))),
        entropy: Box::new(SeededEntropy::new(1)),
        author: "Ada".into(),
        holder: "a test".into(),
        wait: Duration::ZERO,
    };
    let mut database = Database::init(folder.path(), environment).expect("an empty folder");
    let map = debate();
    let stored = database.commit("the debate", |draw| {
        draw.draft.put_map(map.info().clone())?;
        for source in map.sources().values() {
            draw.draft.put_source(source.clone())?;
        }
        for (node, placement) in map.nodes().iter().zip(map.placements()) {
            draw.draft.put_node(node.clone())?;
            draw.draft.put_placement(placement.clone())?;
        }
        for link in map.links() {
            draw.draft.put_link(link.clone())?;
        }
        Ok(())
    });
    stored.expect("a sound map");
    *database.registry_mut() = registry;
    (folder, database)
}

/// It was stored whole or not at all, and what stands there is sound.
fn stands(database: &Database, before: u64, is_stored: bool) -> Result<(), TestCaseError> {
    let after = database.snapshot().revision();
    prop_assert!(after == before || (is_stored && after == before + 1), "from {before} to {after}, stored: {is_stored}");
    let check = database.check().expect("it can be read");
    prop_assert!(check.is_sound(), "{check:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_import_is_a_sound_map_or_refused(list in list(true), is_more in prop::bool::weighted(0.8)) {
        let whole = format!("local all = {{ {DEBATE} }} for _, one in ipairs({list}) do table.insert(all, one) end return all");
        let body = if is_more { whole } else { format!("return {list}") };
        let place = Plugins::new(&[("x", &importer("x", &body))]);
        let (_host, registry) = place.host(tight());
        let about = ImportInput { path: "x", fallback_name: "x", options: &Options::default() };
        let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
        if registry.importer("x").expect("it is there").import(&mut &b""[..], &about, &mut document).is_ok() {
            let _ = document.into_map();
        }
    }

    #[test]
    fn what_a_hook_adds_is_stored_with_the_commit_or_refuses_it(list in list(false)) {
        // Only where its own addition is not there yet: hooks are asked again.
        let body = format!("if #commit:added('claim') == 1 and #commit:added() == 1 then commit:change({list}) end");
        let place = Plugins::new(&[("x", &hook("x", &body))]);
        let (_host, registry) = place.host(tight());
        let (_folder, mut database) = database(registry);
        let before = database.snapshot().revision();
        let own = [serde_json::json!({ "add": "claim", "text": "By the user.", "map": "debate" })];
        let own = agon_core::change::Proposal::read_all(&own).expect("it is sound");
        let stored = database.commit_proposals("one claim", &own).is_ok();
        prop_assert_eq!(database.snapshot().revision() > before, stored);
        stands(&database, before, stored)?;
    }

    #[test]
    fn what_a_command_commits_is_stored_whole_or_not_at_all(list in list(false)) {
        let place = Plugins::new(&[("x", &command("x", &format!("context:commit({list}, 'x')")))]);
        let (_host, registry) = place.host(tight());
        let (_folder, mut database) = database(Registry::new());
        let before = database.snapshot().revision();
        let desk = Rc::new(PaperDesk::over(debate()));
        let lent = Rc::<PaperDesk>::clone(&desk);
        let worked = registry.command("x").expect("it is there").run(lent, &Options::default(), Rc::default());
        let (_, proposed) = desk.proposed.take();
        prop_assert!(worked.is_ok() || proposed.is_empty());
        let stored = database.commit_proposals("x", &proposed).is_ok();
        stands(&database, before, stored)?;
    }
}
