//! What each exporter writes of a small map with one of everything. `AGON_BLESS=1` writes the files anew.

mod maps;
mod sink;

use std::path::Path;

fn check(format: &str, options: &[(&str, &str)], file: &str) {
    let written = sink::export(&maps::small(), format, options);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    if std::env::var_os("AGON_BLESS").is_some() {
        std::fs::write(&path, &written).expect("the golden files can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden file is there");
    for (number, (written, expected)) in written.lines().zip(expected.lines()).enumerate() {
        assert_eq!(written, expected, "line {} of {file}", number + 1);
    }
    assert_eq!(written.lines().count(), expected.lines().count(), "lines of {file}");
    assert_eq!(written, sink::export(&maps::small(), format, options), "the same map gives the same bytes");
}

#[test]
fn json_is_as_agreed() {
    check("json", &[], "small.json");
    check("json", &[("pretty", "false")], "small.compact.json");
}

#[test]
fn markdown_is_as_agreed() {
    check("markdown", &[], "small.md");
    check("markdown", &[("shared", "repeat")], "small.repeat.md");
    check("markdown", &[("shared", "first-only"), ("depth", "2")], "small.depth.md");
}

#[test]
fn html_is_as_agreed() {
    check("html", &[], "small.html");
}

#[test]
fn svg_is_as_agreed() {
    check("svg", &[], "small.svg");
    check("svg", &[("direction", "right"), ("theme", "dark"), ("shared", "repeat")], "small.right.svg");
}

#[test]
fn dot_is_as_agreed() {
    check("dot", &[], "small.dot");
    check("dot", &[("rankdir", "BT"), ("clusters", "true")], "small.clusters.dot");
}
