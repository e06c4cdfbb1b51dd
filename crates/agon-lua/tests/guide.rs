//! Whatever the guide shows works as it is printed.

mod scene;

use agon_core::extend::Registry;
use agon_lua::{Found, Host, PluginSettings, Settings};

use scene::{Plugins, debate, options};

/// The Lua blocks of the guide.
fn blocks() -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/plugin-guide.md");
    let guide = std::fs::read_to_string(path).expect("the guide");
    let parts: Vec<&str> = guide.split("```").collect();
    parts.iter().skip(1).step_by(2).filter_map(|block| block.strip_prefix("lua\n")).map(str::to_owned).collect()
}

#[test]
fn the_plugins_of_the_guide_load_and_score() {
    let blocks = blocks();
    let plugins: Vec<(&str, &str)> = blocks
        .iter()
        .filter(|block| block.contains("api = 1"))
        .map(|block| (block.split("name = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a name"), block.as_str()))
        .collect();
    assert_eq!(plugins.len(), 2);
    let place = Plugins::new(&plugins);
    let (_host, registry) = place.host(options());
    let map = debate();
    for scorer in ["show-me", "show-me-large"] {
        registry.scorer(scorer).expect("it is there").score(&map, &registry).expect("numbers");
    }

    let spec = blocks.iter().find(|block| block.starts_with("describe")).expect("a spec");
    std::fs::write(place.folder.path().join("show-me/init_spec.lua"), spec).expect("a file");
    let found = Found::at(&place.folder.path().join("show-me"), "plugins/show-me").expect("it is there");
    let report = Host::new(options()).run_specs(&found, &PluginSettings::default(), Registry::new());
    assert!(report.passed(), "{report:#?}");
}

#[test]
fn the_options_of_the_guide_are_options() {
    let blocks = blocks();
    let shown = blocks.iter().find(|block| block.starts_with("options = ")).expect("options");
    let source = scene::scorer("w", "return 1").replace("api = 1,", &format!("api = 1, {shown}"));
    let place = Plugins::new(&[("w", &source)]);
    let mut host = Host::new(options());
    let (infos, complaints) = host.load_all(&[place.root()], &Settings::new());
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert_eq!(infos[0].options.len(), 2);
}
