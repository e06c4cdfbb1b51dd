//! Everything that the shipped plugins make of the corpus is the same in every host; an outline comes back as it went.

mod scene;

use std::fmt::Write;
use std::path::Path;
use std::rc::Rc;

use agon_core::extend::{Document, ImportInput, Importer, Moment, Options, Output, Registry};
use agon_core::model::{IdMaker, Map, Relation, SeededEntropy, Timestamp, normalise};
use agon_formats::argdown::ArgdownReader;
use agon_lua::{Escape, Host, HostOptions, PluginSettings, Settings};

use scene::desk::PaperDesk;
use scene::{Adding, shipped};

const MAPS: [&str; 6] = ["dispute", "glosserman-2018", "ha-2020", "kimura-2019", "schoff-kim-2015", "smith-2019"];
/// One annotation with a comment and a reply, for the importer that reads no maps.
const ANNOTATIONS: &str = r#"[{"id":"a","user":"acct:ada@hypothes.is","uri":"https://example.org/x","text":"So.","tags":["polls"],
"target":[{"selector":[{"type":"TextQuoteSelector","exact":"Nine in ten."}]}]},
{"id":"b","references":["a"],"user":"acct:bob@hypothes.is","uri":"https://example.org/x","text":"No.","tags":["con"]}]"#;

fn read(importer: &dyn Importer, path: &str, text: &[u8], set: &[(&str, serde_json::Value)]) -> Map {
    let options = Options::check(importer.options(), set.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let options = options.expect("sound options");
    let about = ImportInput { path, fallback_name: "corpus", options: &options };
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
    importer.import(&mut &*text, &about, &mut document).unwrap_or_else(|error| panic!("{path}: {error}"));
    document.into_map().unwrap_or_else(|complaints| panic!("{path}: {complaints:#?}")).0
}

fn corpus(name: &str) -> Map {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/japan-south-korea").join(format!("{name}.argdown"));
    read(&ArgdownReader, name, &std::fs::read(path).expect("the corpus"), &[])
}

/// A fresh host with every shipped plugin in it, hooks too.
fn everyone() -> (Host, Registry) {
    let words = ["html", "markdown", "latex", "typst", "mermaid", "dot", "xml", "csv"];
    let escape = |text: &str| text.replace(['*', '\\', '{', '}'], "·");
    let escapes = words.map(|word| (word.to_owned(), Rc::new(escape) as Escape)).into();
    let mut host = Host::new(HostOptions { escapes, ..HostOptions::default() });
    let on = PluginSettings { enabled: Some(true), ..PluginSettings::default() };
    let hooked = ["cite-sources", "no-orphan-claims"].map(|name| (name.to_owned(), on.clone()));
    let (_, complaints) = host.load_all(&[shipped()], &Settings::from_iter(hooked));
    assert_eq!(complaints, []);
    let mut registry = Registry::new();
    assert_eq!(host.register(&mut registry), []);
    (host, registry)
}

/// Everything that is said of a map, in one text.
fn said(map: &Map) -> String {
    let (_host, registry) = everyone();
    let registry = Rc::new(registry);
    let mut all = String::new();
    let mut put = |what: &str, text: String| writeln!(all, "== {what}\n{text}").expect("memory");
    for scorer in registry.scorers() {
        let scoring = scorer.score(map, &registry).unwrap_or_else(|error| panic!("{}: {error}", scorer.name()));
        let bits: Vec<Option<u64>> = scoring.nodes.iter().map(|score| score.map(|score| score.get().to_bits())).collect();
        put(scorer.name(), format!("{bits:?} {:?}", scoring.convergence));
    }
    for exporter in registry.exporters() {
        let options = Options::check(exporter.options(), []).expect("defaults");
        let exported = exporter.export(map, &options, &registry).unwrap_or_else(|error| panic!("{}: {error}", exporter.name()));
        put(exporter.name(), format!("{:?}", exported.output));
    }
    let outline = outline(&registry, map, &[]);
    for importer in registry.importers() {
        let text = if importer.name() == "hypothesis" { ANNOTATIONS } else { outline.as_str() };
        let read = read(importer, importer.name(), text.as_bytes(), &[]);
        assert!(importer.detect(text.as_bytes()), "{} knows its own", importer.name());
        put(importer.name(), format!("{:?} {:?} {:?}", read.info(), read.nodes(), read.links()));
    }
    for lint in registry.lints() {
        let mut found = Vec::new();
        lint.check(map, &mut found).unwrap_or_else(|error| panic!("{}: {error}", lint.name()));
        put(lint.name(), format!("{found:?}"));
    }
    for hook in registry.hooks(Moment::BeforeCommit) {
        put(hook.name(), format!("{:?}", hook.run(&Adding::all_of(map)).unwrap_or_else(|error| panic!("{error}"))));
    }
    for command in registry.commands() {
        let desk = Rc::new(PaperDesk::over(map.clone()).answering(&["One answer.", "", "Another."]));
        let specs: Vec<_> = command.arguments().iter().map(|argument| argument.option.clone()).collect();
        let arguments = Options::check(&specs, [("map".to_owned(), map.info().name.as_str().into())]).expect("a map's name");
        let lent = Rc::<PaperDesk>::clone(&desk);
        let status = command.run(lent, &arguments, Rc::clone(&registry)).unwrap_or_else(|error| panic!("{error:?}"));
        put(command.name(), format!("{status} {} {:?} {:?}", desk.written.take(), desk.asked.take(), desk.proposed.take()));
    }
    all
}

fn outline(registry: &Registry, map: &Map, set: &[(&str, serde_json::Value)]) -> String {
    let exporter = registry.exporter("outline").expect("it is shipped");
    let options = Options::check(exporter.options(), set.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    let exported = exporter.export(map, &options.expect("sound options"), registry).expect("a text");
    match exported.output {
        Output::Document(bytes) => String::from_utf8(bytes).expect("text"),
        Output::Folder(_) => panic!("it is one text"),
    }
}

#[test]
fn two_hosts_say_the_same_of_every_map() {
    for name in MAPS {
        let map = corpus(name);
        let (one, other) = (said(&map), said(&map));
        assert!(one.len() > 10_000);
        for kind in ["flow-judge", "brief", "hypothesis", "critical-questions", "cite-sources", "drill"] {
            assert!(one.contains(&format!("== {kind}\n")), "{kind} was asked");
        }
        let difference = one.lines().zip(other.lines()).find(|(a, b)| a != b);
        assert_eq!(difference, None, "{name}");
        assert_eq!(one.len(), other.len(), "{name}");
    }
}

/// What an outline holds: kinds, names, texts, and what bears on what.
fn shape(map: &Map) -> Vec<String> {
    let label = |element: agon_core::model::Element| match element {
        agon_core::model::Element::Node(id) => text(map, id),
        agon_core::model::Element::Link(id) => {
            let link = map.link(map.link_index(id).expect("it is there"));
            let premises: Vec<String> = link.premises.iter().map(|id| text(map, *id)).collect();
            format!("the step from {}", premises.join(" + "))
        }
    };
    let mut lines: Vec<String> = map
        .nodes()
        .iter()
        .map(|node| format!("{} {:?} {}", node.kind.word(), node.name, normalise(&node.text).replace('\n', " ")))
        .collect();
    for link in map.links() {
        let mut ends = [link.premises.iter().map(|id| text(map, *id)).collect::<Vec<_>>().join(" + "), label(link.target)];
        if link.relation == Relation::Contradicts {
            ends.sort();
        }
        lines.push(format!("{} {} {}", ends[0], link.relation.word(), ends[1]));
    }
    lines.sort();
    lines.dedup();
    lines
}

fn text(map: &Map, id: agon_core::model::NodeId) -> String {
    normalise(&map.node(map.node_index(id).expect("it is there")).text).replace('\n', " ")
}

#[test]
fn an_outline_of_every_map_comes_back_as_it_went() {
    let (_host, registry) = everyone();
    let importer = registry.importer("outline").expect("it is shipped");
    for name in MAPS {
        let map = corpus(name);
        for width in [30, 100] {
            let set = [("kinds", true.into()), ("sources", false.into()), ("width", width.into())];
            let text = outline(&registry, &map, &set);
            let back = read(importer, name, text.as_bytes(), &[]);
            assert_eq!(back.info().title, map.info().title);
            let (went, came) = (shape(&map), shape(&back));
            let lost: Vec<&String> = went.iter().filter(|line| !came.contains(line)).collect();
            let new: Vec<&String> = came.iter().filter(|line| !went.contains(line)).collect();
            assert!(lost.is_empty() && new.is_empty(), "{name}, {width} wide: lost {lost:#?}, new {new:#?}");
            assert_eq!(outline(&registry, &back, &set), text, "{name}");
        }
    }
}
