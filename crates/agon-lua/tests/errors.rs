//! What goes wrong in a plugin is said with plugin, entry, node, file, line, function and hint.

mod scene;

use agon_core::diagnostic::{Diagnostic, Place};
use agon_core::extend::{ExtendError, Options, Registry};
use agon_core::model::MapBuilder;
use agon_lua::{Host, PluginSettings, Settings};

use scene::{Plugins, complaint, debate, exporter, options, scorer, whole};

fn scored(name: &str, source: &str) -> Diagnostic {
    let place = Plugins::new(&[(name, source)]);
    let (_host, registry) = place.host(options());
    let error = registry.scorer(name).expect("it is there").score(&debate(), &registry).expect_err("it fails");
    complaint(error)
}

fn exported(source: &str) -> Diagnostic {
    let (_host, registry) = Plugins::new(&[("x", source)]).host(options());
    let exporter = registry.exporter("x").expect("it is there");
    let options = Options::check(exporter.options(), []).expect("defaults");
    complaint(exporter.export(&debate(), &options, &registry).expect_err("it fails"))
}

fn refused(source: &str) -> Vec<String> {
    let place = Plugins::new(&[("x", source)]);
    let mut host = Host::new(options());
    let (_, complaints) = host.load_all(&[place.root()], &Settings::new());
    complaints.iter().map(ToString::to_string).collect()
}

#[test]
fn a_raised_error_names_plugin_node_file_line_and_function() {
    let source = "local function strength(node)\n  return node.missing.part\nend\nlocal function score(map, id)\n  return strength(map:node(id)) + 1\nend\nreturn { api = 1, name = 'w', summary = 's', scorers = { w = { summary = 's', score = score } } }";
    let failed = scored("w", source);
    assert_eq!(failed.code, "plugin/raised");
    assert!(failed.message.starts_with("plugin `w` failed while scoring node `"), "{}", failed.message);
    assert!(failed.message.ends_with("` in `strength`"), "{}", failed.message);
    let Some(Place::File { path, span }) = &failed.place else { panic!("{failed:?}") };
    assert_eq!((path.as_str(), span.line), ("plugins/w/init.lua", 2));
    let shown = failed.excerpt.as_deref().unwrap_or_default();
    assert!(shown.contains("index nil") && shown.contains("\n2 │ return node.missing.part\n"), "{shown}");
    assert!(shown.ends_with("called from plugins/w/init.lua:5 in `score`"), "{shown}");
    assert_eq!(failed.hints, Vec::<String>::new());
    let misspelled = scored("w", &source.replace("missing.part", "credance * 2"));
    assert_eq!(misspelled.hints, ["there is no `credance` here; did you mean `credence`?"]);
    let advised = scored("w", &scorer("w", "error { message = 'no', hint = 'do that' }"));
    assert_eq!(advised.hints, ["do that"]);
}

#[test]
fn an_error_of_the_host_names_the_line_that_called_it() {
    let failed = scored("w", &scorer("w", "local x = 1\nreturn map:score(id, 'nobody')"));
    let Some(Place::File { span, .. }) = &failed.place else { panic!("{failed:?}") };
    assert_eq!(span.line, 3);
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.starts_with("there is no scorer `nobody`")), "{failed:?}");
    let failed = scored("w", &scorer("w", "return map:node({})"));
    assert!(matches!(failed.place, Some(Place::File { .. })), "{failed:?}");
    let failed = scored("w", &scorer("w", "return map:nodes('claims')"));
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.starts_with("there is no kind `claims`")), "{failed:?}");
}

#[test]
fn a_table_raised_with_a_message_is_shown_as_that_message() {
    let failed = scored("w", &scorer("w", "error { message = 'no such luck' }"));
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.starts_with("no such luck")), "{failed:?}");
    let failed = scored("w", &scorer("w", "error(setmetatable({}, { __tostring = function() while true do end end }))"));
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.contains("no text `message`")), "{failed:?}");
    let failed = scored("w", &scorer("w", "error()"));
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.contains("without a message")), "{failed:?}");
}

#[test]
fn a_score_out_of_range_is_refused_with_its_node() {
    let told = |body: &str| {
        let failed = scored("w", &scorer("w", &format!("if map:node(id).name == 'gsomia' then {body} end return 0.5")));
        assert_eq!(failed.code, "plugin/result");
        failed.message
    };
    assert_eq!(told("return 1.7"), "plugin `w`: scorer `w`: returned 1.7 for `gsomia`; a score lies in 0..1");
    assert_eq!(told("return -1"), "plugin `w`: scorer `w`: returned -1 for `gsomia`; a score lies in 0..1");
    assert_eq!(told("return 0/0"), "plugin `w`: scorer `w`: returned NaN for `gsomia`; a score lies in 0..1");
    assert_eq!(
        told("return 'high'"),
        "plugin `w`: scorer `w`: returned a text for `gsomia`; a score is a number in 0..1, or nil for no opinion"
    );
}

#[test]
fn a_whole_map_scorer_is_held_to_its_count_and_range() {
    let told = |body: &str| scored("w", &whole("w", body)).message;
    assert_eq!(told("return { 1, 1 }"), "plugin `w`: scorer `w`: scorer returned 2 numbers for 6 nodes");
    assert_eq!(told("return buffer.create(8)"), "plugin `w`: scorer `w`: scorer returned 1 numbers for 6 nodes");
    assert_eq!(told("return { 1, 1, 2, 1, 1, 1 }"), "plugin `w`: scorer `w`: returned 2 for `domestic`; a score lies in 0..1");
    assert!(told("return nil").contains("score_all returns a table or a buffer of 6 numbers"));
    assert!(told("return map:column('nothing')").contains("failed while scoring map `debate`"));
}

#[test]
fn a_scorer_that_waits_for_itself_is_refused() {
    let failed = scored("w", &scorer("w", "return map:score(id, 'w')"));
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.contains("asks for its own numbers: `w` → `w`")), "{failed:?}");
}

#[test]
fn what_an_exporter_returns_is_checked() {
    assert!(exported(&exporter("x", "return 7")).message.contains("export returns a text, or a list"));
    assert!(
        exported(&exporter("x", "return '\\xff'")).message.contains("byte 1 is wrong; an exporter of bytes says binary = true")
    );
    for path in ["../x", "/x", "a/../b", "C:x", "a\\\\b", "a\\0b", ""] {
        let failed = exported(&exporter("x", &format!("return {{ {{ path = '{path}', data = '' }} }}")));
        assert!(failed.message.contains("is no path within the folder"), "{path}: {failed}");
    }
    let twice = exported(&exporter("x", "return { { path = 'a', data = '' }, { path = 'A', data = '' } }"));
    assert!(twice.message.contains("`A` stands twice"), "{twice}");
    assert!(exported(&exporter("x", "return {}")).message.contains("without files"));
    let large = exported(&exporter("x", "return string.rep('x', 100 * 1024 * 1024)"));
    assert_eq!(large.code, "plugin/output");
}

#[test]
fn a_description_is_checked_key_by_key() {
    let with =
        |rest: &str| refused(&format!("local f = function() end\nreturn {{ api = 1, name = 'x', summary = 's', {rest} }}"));
    let one = |rest: &str| {
        let mut found = with(rest);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    };
    let good = "scorers = { a = { summary = 's', score = f } }";
    assert_eq!(with(good), Vec::<String>::new());
    assert!(one(&format!("scorer = {{}}, {good}")).contains("there is no key `scorer` (did you mean `scorers`?)"));
    let both = with("scorers = { a = { summary = 's', scor = f } }");
    assert!(both[0].contains("there is no key `scorers.a.scor` (did you mean `score`?)"), "{both:?}");
    assert!(both[1].contains("`scorers.a` has no function"), "{both:?}");
    assert!(one(&format!("hooks = {{ before = {{ run = f }} }}, {good}")).contains("did you mean `before_commit`?"));
    assert!(one(&format!("hooks = {{ before_commit = {{}} }}, {good}")).contains("`hooks.before_commit` has no function `run`"));
    assert!(one(&format!("hooks = {{ before_commit = {{ run = f, order = 'x' }} }}, {good}")).contains("must be a whole number"));
    assert!(one(&format!("importers = {{ a = {{ summary = 's' }} }}, {good}")).contains("give it import = function"));
    assert!(
        one(&format!("importers = {{ a = {{ summary = 's', import = f, extensions = {{ '.x' }} }} }}, {good}"))
            .contains("without the dot")
    );
    assert!(one(&format!("lints = {{ a = {{ check = f }} }}, {good}")).contains("`lints.a.summary` is missing"));
    assert!(
        one(&format!("commands = {{ a = {{ summary = 's', run = f, args = {{ m = {{ type = 'string' }} }} }} }}, {good}"))
            .contains("`commands.a.args.m.help` is missing")
    );
    assert!(
        one(&format!("options = {{ o = {{ one_of = {{}}, default = 'x', help = 'h' }} }}, {good}")).contains("lists no word")
    );
    let hidden = with("['hoo' .. 'ks'] = { before_commit = { run = f } }");
    assert!(hidden[0].contains("write it out there"), "{hidden:?}");
    assert!(one(&format!("summary = 7, {good}")).contains("`summary` must be a text, and is 7"));
    assert!(one(&format!("capabilities = {{ 'clok' }}, {good}")).contains("did you mean `clock`?"));
    assert!(
        one(&format!("options = {{ o = {{ type = 'numbr', default = 1, help = 'h' }} }}, {good}"))
            .contains("did you mean `number`?")
    );
    assert!(
        one(&format!("options = {{ o = {{ type = 'number', help = 'h' }} }}, {good}")).contains("`options.o.default` is missing")
    );
    assert!(
        one(&format!("options = {{ o = {{ type = 'number', default = 1, max = 0, help = 'h' }} }}, {good}"))
            .contains("at most 0")
    );
    assert!(one("").contains("it offers nothing"));
    assert!(refused("return 7")[0].contains("not the plugin's table"));
    assert!(refused("return { api = 2, name = 'x', summary = 's' }")[0].contains("`api` is 2 (this version serves api = 1)"));
    assert!(refused("return { api = 1, name = 'y', summary = 's' }")[0].contains("`name` is `y` and the folder is `x`"));
    let place = with("scorers = 1");
    assert!(place[0].starts_with("error[plugin/type] plugins/x/init.lua:2:"), "{place:?}");
}

#[test]
fn a_file_that_does_not_compile_or_fails_is_refused_with_its_line() {
    assert!(
        refused("return {\n  api = 1,\n  name = = 2 }")[0]
            .starts_with("error[plugin/raised] plugins/x/init.lua:3:1: plugin `x` cannot be loaded")
    );
    assert!(refused("local a = 1\nerror 'no'")[0].starts_with("error[plugin/raised] plugins/x/init.lua:2:1:"));
    assert!(refused("\u{1b}Lua")[0].contains("cannot be loaded"));
}

#[test]
fn a_capability_that_is_absent_says_what_is_missing() {
    let body = "agon.clock() return 1";
    let failed = scored("w", &scorer("w", body));
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.contains("does not declare the capability `clock`")), "{failed:?}");
    let declared = scorer("w", body).replace("api = 1", "api = 1, capabilities = { 'clock', 'random', 'read_files' }");
    let failed = scored("w", &declared);
    assert!(
        failed
            .excerpt
            .as_deref()
            .is_some_and(|text| text.contains("the grant `clock` is missing: add \"clock\" to plugin.w.allow")),
        "{failed:?}"
    );
}

#[test]
fn grants_open_a_seeded_random_source_and_the_files_of_named_folders_only() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("open")).expect("a folder");
    std::fs::write(folder.path().join("open/weights.txt"), "0.25").expect("a file");
    std::fs::write(folder.path().join("secret.txt"), "1").expect("a file");
    let source = scorer("w", "return tonumber(agon.read_file(map:node(id).text))")
        .replace("api = 1", "api = 1, capabilities = { 'read_files' }");
    let settings: Settings = [(
        "w".to_owned(),
        PluginSettings {
            allow: vec!["read_files".into()],
            folders: vec![folder.path().join("open")],
            ..PluginSettings::default()
        },
    )]
    .into();
    let place = Plugins::new(&[("w", &source)]);
    let (_host, registry) = place.host_with(options(), &settings);
    let score =
        |text: &str| registry.scorer("w").expect("it is there").score(&MapBuilder::new("m").claim("a", text).build(), &registry);
    assert_eq!(score("weights.txt").expect("it reads").nodes[0].map(|score| score.get()), Some(0.25));
    for path in ["../secret.txt", "/etc/passwd", "nothing.txt", ".", "weights.txt/"] {
        assert!(score(path).is_err(), "{path}");
    }
    let random = scorer("r", "return agon.random()").replace("api = 1", "api = 1, capabilities = { 'random' }");
    let place = Plugins::new(&[("r", &random)]);
    let settings: Settings =
        [("r".to_owned(), PluginSettings { allow: vec!["random".into()], ..PluginSettings::default() })].into();
    let numbers = || {
        let (_host, registry) = place.host_with(options(), &settings);
        registry.scorer("r").expect("it is there").score(&debate(), &registry).expect("numbers").nodes
    };
    assert_eq!(numbers(), numbers());
}

#[test]
fn options_reach_the_plugin_and_wrong_ones_are_refused_with_its_name() {
    let source = scorer("w", "return options.level").replace(
        "api = 1",
        "api = 1, options = { level = { type = 'number', default = 0.5, min = 0, max = 1, help = 'How high.' } }",
    );
    let place = Plugins::new(&[("w", &source)]);
    let with = |name: &str, value: f64| -> Settings {
        [("w".to_owned(), PluginSettings { options: [(name.to_owned(), value.into())].into(), ..PluginSettings::default() })]
            .into()
    };
    let (_host, registry) = place.host_with(options(), &with("level", 0.75));
    let scoring = registry.scorer("w").expect("it is there").score(&debate(), &registry).expect("numbers");
    assert_eq!(scoring.nodes[0].map(|score| score.get()), Some(0.75));
    for (name, value, told) in [("level", 2.0, "must be a number from 0 to 1"), ("levle", 0.5, "did you mean `level`?")] {
        let mut host = Host::new(options());
        let (infos, complaints) = host.load_all(&[place.root()], &with(name, value));
        assert!(complaints[0].to_string().contains(told), "{complaints:?}");
        assert!(complaints[0].message.contains("plugin `w`"));
        assert_eq!(infos.len(), 1);
    }
}

#[test]
fn names_claimed_twice_and_settings_for_nobody_are_said() {
    let (one, two) = (Plugins::new(&[("w", &scorer("w", "return 1"))]), Plugins::new(&[("w", &scorer("w", "return 0"))]));
    let mut host = Host::new(options());
    let (_, complaints) = host.load_all(
        &[
            one.root(),
            agon_lua::SearchRoot::Folder {
                origin: agon_lua::Origin::User,
                path: two.folder.path().to_owned(),
                shown: "user/plugins".into(),
            },
        ],
        &Settings::new(),
    );
    assert!(complaints[0].message.contains("claimed by plugins/w (project) and by user/plugins/w (user)"), "{complaints:?}");

    let both = Plugins::new(&[
        ("a", &scorer("a", "return 1").replace("[\"a\"]", "same")),
        ("b", &scorer("b", "return 1").replace("[\"b\"]", "same")),
    ]);
    let mut host = Host::new(options());
    host.load_all(&[both.root()], &Settings::new());
    let complaints = host.register(&mut Registry::new());
    assert_eq!(complaints[0].message, "the scorer name `same` is claimed by plugin `a` and by plugin `b`");

    let mut host = Host::new(options());
    let settings: Settings = [("ww".to_owned(), PluginSettings::default())].into();
    let (_, complaints) = host.load_all(&[one.root()], &settings);
    assert!(complaints[0].message.contains("`ww`, which is not there"), "{complaints:?}");
}

#[test]
fn a_plugin_that_is_off_may_be_broken() {
    let place = Plugins::new(&[("w", "return {")]);
    let settings: Settings = [("w".to_owned(), PluginSettings { enabled: Some(false), ..PluginSettings::default() })].into();
    let mut host = Host::new(options());
    let (infos, complaints) = host.load_all(&[place.root()], &settings);
    assert!(complaints.is_empty(), "{complaints:?}");
    assert!(!infos[0].enabled);
}

#[test]
fn limits_are_limits_and_not_refusals() {
    let (_host, registry) = Plugins::new(&[("w", &scorer("w", "while true do end"))]).host(scene::tight());
    let error = registry.scorer("w").expect("it is there").score(&debate(), &registry).expect_err("it fails");
    let ExtendError::Limit(complaint) = error else { panic!("{error:?}") };
    assert_eq!(complaint.code, "plugin/time");
    assert!(complaint.excerpt.as_deref().is_some_and(|text| text.starts_with("it ran longer than 500 ms")), "{complaint:?}");
}
