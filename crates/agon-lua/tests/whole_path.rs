//! From a folder of plugins to numbers and documents, through the registry.

mod scene;

use agon_core::extend::{Options, Output, Registry};
use agon_core::model::MapBuilder;
use agon_lua::{Host, Settings};

use scene::{debate, options, shipped};

#[test]
fn shipped_plugins_load_without_complaint_and_score_and_export_a_map() {
    let mut host = Host::new(options());
    let (infos, complaints) = host.load_all(&[shipped()], &Settings::new());
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(infos.len() >= 4);
    let mut registry = Registry::new();
    assert!(host.register(&mut registry).is_empty());

    let map = debate();
    let scoring = registry.scorer("evidence-weight").expect("it is there").score(&map, &registry).expect("it scores");
    let of = |name: &str| scoring.of(map.node_named(name).expect("it stands there")).map(|score| score.get());
    assert_eq!(of("why"), None);
    assert!(of("drift").expect("a number") > of("domestic").expect("a number"));

    for name in ["outline", "brief"] {
        let exporter = registry.exporter(name).expect("it is there");
        let options = Options::check(exporter.options(), []).expect("defaults");
        let exported = exporter.export(&map, &options, &registry).unwrap_or_else(|error| panic!("{name}: {error:#?}"));
        let Output::Document(text) = exported.output else { panic!("a document") };
        let again = exporter.export(&map, &options, &registry).expect("again").output;
        let text = String::from_utf8(text).expect("text");
        assert!(text.contains("gsomia"), "{text}");
        assert_eq!(again, Output::Document(text.into_bytes()));
    }
}

#[test]
fn a_circle_is_gone_through_until_it_settles() {
    let mut host = Host::new(options());
    host.load_all(&[shipped()], &Settings::new());
    let mut registry = Registry::new();
    host.register(&mut registry);
    let map = MapBuilder::new("m").claim("a", "a").claim("b", "b").contradicts("a", "b").build();
    let scoring = registry.scorer("evidence-weight").expect("it is there").score(&map, &registry).expect("it scores");
    assert!(matches!(scoring.convergence, agon_core::extend::Convergence::Converged { .. }));
    let number = |at: usize| scoring.nodes[at].expect("a number").get();
    assert!((number(0) - number(1)).abs() < 1e-6, "{} {}", number(0), number(1));
    assert!((number(0) - (2f64.sqrt() - 1.0)).abs() < 1e-6);
}

#[test]
fn a_link_without_a_name_is_labelled_by_its_short_id() {
    let body = "local labels = {} for _, link in ipairs(map:links_to('domestic')) do table.insert(labels, link.label) end for _, link in ipairs(map:links_to('drift')) do table.insert(labels, link.label) end return table.concat(labels, ' ')";
    let place = scene::Plugins::new(&[("x", &scene::exporter("x", body))]);
    let (_host, registry) = place.host(options());
    let map = debate();
    let exported = registry.exporter("x").expect("it is there").export(&map, &Options::default(), &registry).expect("a text");
    let drift = map.links_to(map.node_named("drift").expect("it stands there"))[0];
    assert_eq!(exported, agon_core::extend::Exported::text(format!("from-polls {}", map.link(drift).id.short())));
}

#[test]
fn what_an_earlier_call_left_behind_is_not_held_against_the_next() {
    // Each call leaves 40 of 64 MiB behind as garbage: without a collection before it the second would not fit.
    let body = "local kept = {} for i = 1, 40 do kept[i] = string.rep('x', 1024 * 1024) .. i end return #kept .. ''";
    let place = scene::Plugins::new(&[("x", &scene::exporter("x", body))]);
    let (_host, registry) = place.host(scene::tight());
    let exporter = registry.exporter("x").expect("it is there");
    for _ in 0..4 {
        let options = agon_core::extend::Options::default();
        let exported = exporter.export(&scene::debate(), &options, &registry).expect("it fits");
        assert_eq!(exported.output, agon_core::extend::Output::Document(b"40".to_vec()));
    }
}
