//! Pictures: every node is there, the same map gives the same bytes, deep and large maps are drawn, what is too large is refused.

mod maps;
mod sink;

use agon_core::extend::{ExtendError, Options, Output};
use agon_core::model::{Map, MapBuilder};
use quick_xml::Reader;
use quick_xml::events::Event;

fn bytes(map: &Map, format: &str, options: &[(&str, &str)]) -> Result<(Vec<u8>, Vec<String>), ExtendError> {
    let registry = sink::registry();
    let exporter = registry.exporter(format).expect("it is built in");
    let given = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let options = Options::check(exporter.options(), given).expect("the options are declared");
    let exported = exporter.export(map, &options, &registry)?;
    let losses = exported.losses.iter().map(ToString::to_string).collect();
    match exported.output {
        Output::Document(bytes) => Ok((bytes, losses)),
        Output::Folder(_) => panic!("{format} writes one document"),
    }
}

/// The titles of the nodes of a picture, in order.
fn nodes(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let (mut titles, mut node, mut title) = (Vec::new(), false, false);
    loop {
        match reader.read_event().expect("the picture is well-formed") {
            Event::Start(tag) if tag.name().as_ref() == "g" => {
                let class = tag.try_get_attribute("class").expect("attributes are well-formed");
                node = class.is_some_and(|class| class.value.starts_with("node "));
            }
            Event::Start(tag) if tag.name().as_ref() == "title" && node => {
                title = true;
                titles.push(String::new());
            }
            Event::End(tag) if tag.name().as_ref() == "title" => title = false,
            Event::Text(text) if title => {
                titles.last_mut().expect("one is open").push_str(&text);
            }
            Event::Eof => return titles,
            _ => {}
        }
    }
}

#[test]
fn every_node_has_one_box_where_shared_ones_are_linked() {
    for map in [maps::small(), maps::large(3000)] {
        for direction in ["auto", "down", "right"] {
            let svg = sink::export(&map, "svg", &[("direction", direction)]);
            let mut titles = nodes(&svg);
            assert_eq!(titles.len(), map.nodes().len(), "{direction}");
            titles.sort_unstable();
            titles.dedup();
            assert_eq!(titles.len(), map.nodes().len(), "{direction}");
        }
    }
    let map = maps::large(3000);
    let repeated = nodes(&sink::export(&map, "svg", &[("shared", "repeat")]));
    assert!(repeated.len() > map.nodes().len());
    assert_eq!(nodes(&sink::export(&map, "svg", &[("shared", "first-only")])).len(), map.nodes().len());
}

#[test]
fn the_same_map_gives_the_same_bytes() {
    for format in ["svg", "png", "map-pdf"] {
        let first = bytes(&maps::small(), format, &[]).expect("it can be drawn");
        for _ in 0..4 {
            assert!(first == bytes(&maps::small(), format, &[]).expect("it can be drawn"), "{format}");
        }
    }
}

#[test]
fn a_chain_of_a_hundred_thousand_and_a_fan_as_wide_are_drawn() {
    let svg = sink::export(&maps::chain(100_000), "svg", &[]);
    assert!(svg.contains("Step 99999"));
    let mut fan = MapBuilder::new("fan").claim("top", "Top");
    for at in 0..20_000 {
        let name = format!("leaf-{at}");
        fan = fan.evidence(&name, "Leaf").supports(&name, "top");
    }
    assert_eq!(nodes(&sink::export(&fan.build(), "svg", &[])).len(), 20_001);
}

#[test]
fn circles_and_empty_maps_are_drawn_too() {
    let circle = MapBuilder::new("m")
        .claim("a", "Alpha")
        .claim("b", "Beta")
        .supports("a", "b")
        .named("step")
        .rebuts("b", "a")
        .undercuts("b", "step")
        .contradicts("a", "b")
        .build();
    for shared in ["repeat", "link", "first-only"] {
        let titles = nodes(&sink::export(&circle, "svg", &[("shared", shared)]));
        assert!(titles.iter().any(|title| title == "Alpha") && titles.iter().any(|title| title == "Beta"));
    }
    let empty = MapBuilder::new("empty").build();
    for format in ["svg", "png", "map-pdf"] {
        assert!(bytes(&empty, format, &[]).is_ok(), "{format}");
    }
}

#[test]
fn depth_leaves_out_what_is_deeper_and_says_how_much() {
    let svg = sink::export(&maps::chain(10), "svg", &[("depth", "3")]);
    assert_eq!(nodes(&svg).len(), 3);
    assert!(svg.contains("… 1 more beneath"));
}

#[test]
fn too_many_pixels_are_refused_with_a_scale_that_fits() {
    let error = bytes(&maps::large(1000), "png", &[]).expect_err("it is too large");
    assert!(matches!(error, ExtendError::Limit(_)));
    let text = error.to_string();
    assert!(text.contains("export/too-large") && text.contains("svg and map-pdf know no such limit"), "{text}");
    let (png, _) = bytes(&maps::small(), "png", &[("scale", "0.5")]).expect("it is small");
    assert!(png.starts_with(b"\x89PNG"));
}

#[test]
fn a_picture_larger_than_a_page_can_be_is_scaled_and_says_so() {
    let (pdf, losses) = bytes(&maps::large(700), "map-pdf", &[("direction", "down")]).expect("it can be printed");
    assert!(pdf.starts_with(b"%PDF"));
    assert!(losses.iter().any(|loss| loss.contains("export/small-print")), "{losses:?}");
    let text = String::from_utf8_lossy(&pdf);
    let (_, media) = text.split_once("/MediaBox [").expect("a page has a size");
    let sides: Vec<f64> = media.split(']').next().unwrap_or_default().split(' ').filter_map(|side| side.parse().ok()).collect();
    assert!(sides.iter().all(|side| *side <= 14_400.5), "{sides:?}");
}

#[test]
fn what_no_font_can_draw_is_reported() {
    let map = MapBuilder::new("m").claim("a", "A \u{10fffd} that nobody has").build();
    let (_, losses) = bytes(&map, "png", &[]).expect("it can be drawn");
    assert!(losses.iter().any(|loss| loss.contains("export/no-glyph") && loss.contains("U+10FFFD")), "{losses:?}");
}

#[test]
fn themes_differ_in_colour_alone() {
    let light = sink::export(&maps::small(), "svg", &[]);
    let dark = sink::export(&maps::small(), "svg", &[("theme", "dark")]);
    let body = |svg: &str| svg.split("</style>").nth(1).map(str::to_owned);
    assert_eq!(body(&light), body(&dark));
    assert_ne!(light, dark);
    assert!(sink::export(&maps::small(), "svg", &[("theme", "auto")]).contains("prefers-color-scheme: dark"));
}

#[test]
fn a_page_draws_small_maps_and_says_so_where_it_does_not() {
    assert!(sink::export(&maps::small(), "html", &[]).contains("<svg id=\"drawing\""));
    assert!(!sink::export(&maps::small(), "html", &[("map", "no")]).contains("<svg"));
    let large = sink::export(&maps::large(3000), "html", &[]);
    assert!(!large.contains("<svg") && large.contains("A map of 3000 nodes is too large to be drawn"));
    assert!(sink::export(&maps::large(3000), "html", &[("map", "yes")]).contains("<svg id=\"drawing\""));
}
