//! Deep and large maps: nothing recurses, nothing is quadratic, documents nest no deeper than readers can follow.

mod maps;
mod sink;

#[test]
fn a_chain_of_a_hundred_thousand_is_written_in_every_format() {
    let map = maps::chain(100_000);
    for format in ["json", "markdown", "html", "dot"] {
        let text = sink::export(&map, format, &[]);
        assert!(text.contains("Step 99999"), "{format}");
        assert!(text.len() < 100_000 * 700, "{format} took {} bytes", text.len());
    }
}

#[test]
fn html_nests_no_deeper_than_browsers_do() {
    let html = sink::export(&maps::chain(1000), "html", &[]);
    let (mut depth, mut deepest) = (0i32, 0);
    for tag in html.split('<').skip(1) {
        let void = ["meta", "input", "!doctype"].iter().any(|name| tag.starts_with(name));
        let void = void || tag.split('>').next().is_some_and(|tag| tag.ends_with('/'));
        if tag.starts_with('/') {
            depth -= 1;
        } else if !void {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    assert!(deepest < 250, "{deepest}");
}

#[test]
fn every_node_stands_in_every_document_whatever_the_policy() {
    let map = maps::large(3000);
    for format in ["markdown", "html"] {
        for shared in ["repeat", "link", "first-only"] {
            let text = sink::export(&map, format, &[("shared", shared)]).replace('\\', "");
            let mut found = vec![false; 3000];
            for part in text.split("Statement ").skip(1) {
                let number: usize = part.split(':').next().and_then(|number| number.parse().ok()).expect("a number follows");
                found[number] = true;
            }
            let missing = found.iter().position(|found| !found);
            assert_eq!(missing, None, "{format}, shared={shared}");
        }
    }
}

#[test]
fn a_circle_without_a_root_is_shown_and_ends() {
    use agon_core::model::MapBuilder;
    let map = MapBuilder::new("m")
        .claim("a", "Alpha")
        .claim("b", "Beta")
        .supports("a", "b")
        .rebuts("b", "a")
        .claim("c", "Gamma")
        .contradicts("a", "c")
        .build();
    for format in ["markdown", "html"] {
        for shared in ["repeat", "link", "first-only"] {
            let text = sink::export(&map, format, &[("shared", shared)]);
            assert!(["Alpha", "Beta", "Gamma"].iter().all(|word| text.contains(word)), "{text}");
        }
    }
}

#[test]
fn an_empty_map_is_a_document_too() {
    let map = agon_core::model::MapBuilder::new("empty").build();
    for format in ["json", "markdown", "html", "dot", "svg"] {
        assert!(!sink::export(&map, format, &[]).is_empty());
    }
}

#[test]
fn an_unknown_scorer_is_refused_with_a_hint() {
    use agon_core::extend::Options;
    let registry = sink::registry();
    for format in ["markdown", "html", "dot"] {
        let exporter = registry.exporter(format).expect("it is built in");
        let options = Options::check(exporter.options(), [("scores".to_owned(), "dfquat".into())]).expect("it is a text");
        let error = exporter.export(&maps::small(), &options, &registry).expect_err("nobody answers to it");
        assert_eq!(
            error.to_string(),
            "error[export/unknown-scorer]: there is no scorer `dfquat` (no scorer is there; leave the option out)"
        );
    }
}

#[test]
fn links_that_bear_only_on_one_another_are_reported_as_lost() {
    use agon_core::extend::Options;
    use agon_core::model::{Element, Map, MapBuilder};
    let map = MapBuilder::new("m")
        .claim("a", "Alpha")
        .claim("b", "Beta")
        .supports("a", "b")
        .named("step")
        .undercuts("b", "step")
        .named("one")
        .undercuts("a", "one")
        .build();
    let placed = map.placements().iter().cloned().zip(map.nodes().iter().cloned()).collect();
    let mut links = map.links().to_vec();
    links[1].target = Element::Link(links[2].id);
    let map = Map::assemble(map.info().clone(), 0, placed, links, map.sources().clone()).expect("every end is there");
    let registry = sink::registry();
    for format in ["markdown", "html"] {
        let exporter = registry.exporter(format).expect("it is built in");
        let options = Options::check(exporter.options(), []).expect("nothing was set");
        let losses = exporter.export(&map, &options, &registry).expect("the map can be written").losses;
        assert_eq!(losses.len(), 1);
        assert_eq!(losses[0].message, "2 links that bear only on one another are left out");
    }
}
