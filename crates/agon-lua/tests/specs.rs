//! `plugin new`, `plugin check`, `plugin test`: what they write passes, and what is wrong is said with its line.

mod scene;

use std::rc::Rc;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Document, ImportInput, Importer, Options, Registry};
use agon_core::model::{IdMaker, Map, SeededEntropy, Timestamp};
use agon_formats::argdown::ArgdownReader;
use agon_formats::escape;
use agon_lua::{Escape, Found, Host, HostOptions, PluginSettings, Scaffold, Settings, discover, scaffold};

use scene::{options, shipped};

/// What the program lends, and not its stand-ins: the specs of shipped plugins are written for it.
fn lent() -> HostOptions {
    let escapes: [(&str, Escape); 2] = [("markdown", Rc::new(escape::markdown_inline)), ("latex", Rc::new(escape::latex))];
    HostOptions {
        escapes: escapes.into_iter().map(|(name, escape)| (name.to_owned(), escape)).collect(),
        read_map: Some(Rc::new(read_argdown)),
        ..HostOptions::default()
    }
}

fn read_argdown(text: &str) -> Result<Map, Vec<Diagnostic>> {
    let reader = ArgdownReader;
    let options = Options::check(reader.options(), [])?;
    let about = ImportInput { path: "<spec>", fallback_name: "spec", options: &options };
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
    reader.import(&mut text.as_bytes(), &about, &mut document).expect("it can be read");
    document.into_map().map(|(map, _)| map)
}

#[test]
fn every_shipped_plugin_passes_its_own_spec() {
    let mut host = Host::new(lent());
    host.load_all(&[shipped()], &Settings::new());
    let (found, _) = discover(&[shipped()]);
    assert!(found.len() >= 16);
    let mut failed = Vec::new();
    for plugin in &found {
        let report = host.run_specs(plugin, &PluginSettings::default(), Registry::new());
        assert!(report.results.len() >= 2 || !report.faults.is_empty(), "{report:#?}");
        let failures = report.results.iter().filter_map(|result| result.failure.as_ref());
        failed
            .extend(report.faults.iter().chain(failures).map(|one| format!("{one}\n  {}", one.excerpt.as_deref().unwrap_or(""))));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn a_new_plugin_passes_check_and_test() {
    let place = tempfile::tempdir().expect("a folder");
    let host = Host::new(lent());
    for kind in Scaffold::ALL {
        let name = format!("my-{}", kind.word());
        let written = scaffold(kind, &name, place.path()).expect("it is written");
        assert_eq!(written.len(), 2);
        let found = Found::at(&place.path().join(&name), &format!("plugins/{name}")).expect("it is there");
        assert_eq!(host.check(&found, &PluginSettings::default()), []);
        let report = host.run_specs(&found, &PluginSettings::default(), Registry::new());
        assert!(report.passed(), "{report:#?}");
        let again = scaffold(kind, &name, place.path()).expect_err("it is there already");
        assert_eq!(again.hints, ["choose another name"]);
    }
    let bad = scaffold(Scaffold::Scorer, "My Weight", place.path()).expect_err("no name");
    assert_eq!(bad.hints, ["try `my-weight`"]);
    assert!(scaffold(Scaffold::Scorer, "../x", place.path()).is_err());
    assert!(Scaffold::from_word("scorers").expect_err("no kind").hints[0].contains("scorer"));
}

#[test]
fn a_failing_test_says_what_it_found_and_where() {
    let place = scene::Plugins::new(&[("p", &scene::scorer("p", "return 0.25"))]);
    let spec = "describe('p', function()\n  it('is half', function()\n    assert.near(agon.testing.score(agon.testing.map '[a]: A.', 'p').a, 0.5)\n  end)\n  it('lists', function() assert.same({ 1, { x = 2 } }, { 1, { x = 3 } }) end)\n  it('ends', function() while true do end end)\n  it('goes on', function() assert(true) end)\nend)\n";
    std::fs::write(place.folder.path().join("p/init_spec.lua"), spec).expect("a file");
    let found = Found::at(&place.folder.path().join("p"), "plugins/p").expect("it is there");
    let host = Host::new(agon_lua::HostOptions { read_map: options().read_map, ..scene::tight() });
    let report = host.run_specs(&found, &PluginSettings::default(), Registry::new());
    let shown: Vec<String> = report
        .results
        .iter()
        .map(|result| match &result.failure {
            None => format!("ok {}", result.name),
            Some(failure) => format!("{} | {}", failure, failure.excerpt.as_deref().unwrap_or_default()),
        })
        .collect();
    let first =
        "error[plugin/raised] plugins/p/init_spec.lua:3:1: test `p › is half` failed | 0.25 is not within 1e-09 of 0.5\n3 │ ";
    assert!(shown[0].starts_with(first), "{}", shown[0]);
    let second = "error[plugin/raised] plugins/p/init_spec.lua:5:1: test `p › lists` failed | value.2.x: 2 is not 3\n5 │ ";
    assert!(shown[1].starts_with(second), "{}", shown[1]);
    assert!(shown[2].starts_with("error[plugin/time] plugins/p/init_spec.lua:6:1: test `p › ends` failed"), "{}", shown[2]);
    assert_eq!(shown[3], "ok p › goes on");
    assert!(!report.passed());
}
