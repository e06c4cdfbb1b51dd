//! The corpus is what it says it is: every map reads without a warning, is as large as it should be, ranks and labels as
//! its front matter expects, survives every round trip, and points at words that are there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use agon_core::change::{Draft, MemorySnapshot};
use agon_core::extend::{Document, ImportInput, Options, Output, Registry};
use agon_core::model::{
    Element, EvidenceForm, IdMaker, Link, Map, Node, NodeIndex, Placement, Relation, SeededEntropy, SourceText, Timestamp,
    normalise,
};
use agon_lua::{Host, HostOptions, Origin, SearchRoot, Settings};
use agon_reason::acceptability::{Label, grounded};
use agon_reason::rivals::rank;

/// Each map with the least number of nodes it must have.
const MAPS: [(&str, usize); 6] =
    [("schoff-kim-2015", 25), ("glosserman-2018", 25), ("kimura-2019", 25), ("smith-2019", 25), ("ha-2020", 25), ("dispute", 80)];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn corpus(file: &str) -> String {
    let path = root().join("corpus/japan-south-korea").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Everything that is built in, and the plugins that come with it.
fn registry() -> (Registry, Host) {
    let mut registry = Registry::new();
    agon_reason::register(&mut registry).expect("no name is taken");
    agon_formats::register(&mut registry).expect("no name is taken");
    type Plain = fn(&str) -> String;
    let escapes: [(&str, Plain); 3] = [
        ("markdown", agon_formats::escape::markdown_inline),
        ("html", agon_formats::escape::html),
        ("latex", agon_formats::escape::latex),
    ];
    let escapes = escapes.into_iter().map(|(name, escape)| (name.to_owned(), std::rc::Rc::new(escape) as agon_lua::Escape));
    let mut host = Host::new(HostOptions { escapes: escapes.collect(), ..HostOptions::default() });
    let plugins = SearchRoot::Folder { origin: Origin::Shipped, path: root().join("plugins"), shown: "plugins".into() };
    let (_, complaints) = host.load_all(&[plugins], &Settings::new());
    assert_eq!(complaints, []);
    assert_eq!(host.register(&mut registry), []);
    (registry, host)
}

fn read(registry: &Registry, format: &str, path: &str, bytes: &[u8]) -> Map {
    let importer = registry.importer(format).expect("it is built in");
    let options = Options::check(importer.options(), []).expect("nothing was set");
    let about = ImportInput { path, fallback_name: "corpus", options: &options };
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(1_767_225_600_000));
    importer.import(&mut &*bytes, &about, &mut document).expect("memory can be read");
    let (map, warnings) = document.into_map().unwrap_or_else(|complaints| panic!("{path}: {complaints:#?}"));
    assert_eq!(warnings, [], "{path}");
    map
}

fn map(registry: &Registry, name: &str) -> Map {
    let file = format!("{name}.argdown");
    read(registry, "argdown", &file, corpus(&file).as_bytes())
}

fn written(registry: &Registry, format: &str, map: &Map) -> Vec<(String, Vec<u8>)> {
    let exporter = registry.exporter(format).expect("it is there");
    let options = Options::check(exporter.options(), []).expect("nothing was set");
    match exporter.export(map, &options, registry).expect("it is written").output {
        Output::Document(bytes) => vec![(String::new(), bytes)],
        Output::Folder(files) => files.into_iter().map(|file| (file.path, file.data)).collect(),
    }
}

fn node(map: &Map, name: &str) -> NodeIndex {
    map.node_named(name).unwrap_or_else(|| panic!("map `{}` has no node `{name}`", map.info().name))
}

#[test]
fn every_map_reads_without_a_warning_and_is_large_enough() {
    let (registry, _host) = registry();
    for (name, least) in MAPS {
        let map = map(&registry, name);
        assert_eq!(map.info().name.as_str(), name);
        assert!(map.nodes().len() >= least, "{name} has {} nodes", map.nodes().len());
        assert!(map.questions().next().is_some_and(|question| map.answers(question).len() >= 2), "{name} has rivals");
        let any = |test: fn(&Link) -> bool| map.links().iter().any(test);
        assert!(any(|link| link.relation == Relation::Undercuts), "{name} has no undercut");
        assert!(any(|link| link.premises.len() > 1), "{name} has no linked premises");
    }
}

#[test]
fn what_the_maps_cite_is_described_and_the_dispute_shares_nodes_with_every_article() {
    let (registry, _host) = registry();
    let (sources, complaints) = agon_formats::csl::read(&mut corpus("sources.json").as_bytes(), "sources.json").expect("memory");
    assert_eq!(complaints, []);
    let keys: Vec<String> = sources.iter().map(|source| source.key.to_string()).collect();
    let dispute = map(&registry, "dispute");
    for (name, _) in MAPS {
        let map = map(&registry, name);
        for node in map.nodes() {
            if let Some(key) = node.source() {
                assert!(keys.contains(&key.to_string()), "{name} cites {key}");
            }
            let quote = node.citation.as_ref().and_then(|citation| citation.quote.as_ref());
            assert!(
                quote.is_none_or(|quote| quote.split_whitespace().count() <= 12),
                "{name}: {} quotes at length",
                node.label()
            );
        }
        if name != "dispute" {
            let shared = map.nodes().iter().filter(|node| {
                let other = node.name.as_ref().and_then(|name| dispute.node_named(name.as_str()));
                other.is_some_and(|other| dispute.node(other).text == node.text && dispute.node(other).citation == node.citation)
            });
            assert!(shared.count() >= 8, "the dispute takes up little of {name}");
        }
    }
}

/// `expect:` in a map's front matter: the order of answers under each scorer, and labels of nodes.
#[test]
fn rankings_and_labels_are_what_the_maps_expect() {
    let (registry, _host) = registry();
    for (name, _) in MAPS {
        let map = map(&registry, name);
        let expect = map.info().attributes.get("expect").unwrap_or_else(|| panic!("{name} expects nothing"));
        let rankings = expect["rank"].as_object().expect("rank: names questions");
        for question in map.questions().filter(|question| map.answers(*question).len() > 1) {
            assert!(
                rankings.contains_key(&map.node(question).label()),
                "{name} expects nothing of {}",
                map.node(question).label()
            );
        }
        for (question, scorers) in rankings {
            for (scorer, order) in scorers.as_object().expect("each question names scorers") {
                let scoring = registry.scorer(scorer).expect("it is there").score(&map, &registry).expect("it scores");
                let found: Vec<String> =
                    rank(&map, node(&map, question), &scoring).rows.into_iter().map(|row| row.answer).collect();
                assert_eq!(serde_json::json!(found), *order, "{name}: {question} under {scorer}");
            }
        }
        let labelling = grounded(&map);
        for (element, label) in expect["labels"].as_object().expect("labels: names nodes") {
            let wanted = Label::from_word(label.as_str().unwrap_or_default()).unwrap_or_else(|| panic!("{name}: {label}"));
            assert_eq!(labelling.of(node(&map, element)), Some(wanted), "{name}: {element}");
        }
    }
}

/// What a fair reader of these articles would still hold against the maps; anything else is a fault of the maps.
#[test]
fn lints_find_nothing_but_what_the_articles_leave_open() {
    let (mut registry, _host) = registry();
    agon_core::lint::register(&mut registry).expect("no name is taken");
    let open = ["one-sided/answer", "single-source/claim", "stale/evidence", "unanswered/rebuttal", "unsupported/claim"];
    for (name, _) in MAPS {
        let map = map(&registry, name);
        let (mut found, mut remarks) = (Vec::new(), Vec::new());
        for lint in registry.lints() {
            let list = if lint.plugin().is_none() { &mut found } else { &mut remarks };
            lint.check(&map, list).expect("it looks");
        }
        // Plugins remark on style and on questions that a scheme leaves open: nothing that a map must be free of.
        assert!(remarks.iter().all(|one| one.severity == agon_core::diagnostic::Severity::Note), "{remarks:#?}");
        found.retain(|one| one.is_error() || !open.contains(&one.code.as_ref()));
        assert_eq!(found, [], "{name}");
    }
}

type Content = (agon_core::model::MapInfo, Vec<(Placement, Node)>, Vec<Link>);

/// Everything that a map says, in one value.
fn content(map: &Map) -> Content {
    let placed = map.placements().iter().cloned().zip(map.nodes().iter().cloned()).collect();
    (map.info().clone(), placed, map.links().to_vec())
}

/// The same with ids replaced by places, for formats that make ids anew: links by what they say.
fn plain(map: &Map) -> (Vec<String>, Vec<String>) {
    let zero = Node::new(map.nodes()[0].id, map.nodes()[0].kind, "");
    let nodes = map.nodes().iter().map(|node| format!("{:?}", Node { id: zero.id, ..node.clone() })).collect();
    let name = |element: Element| match element {
        Element::Node(id) => map.node(map.node_index(id).expect("it stands in the map")).label(),
        Element::Link(id) => {
            let link = map.link(map.link_index(id).expect("it stands in the map"));
            format!("{} of {}", link.relation, link.premises.len())
        }
    };
    let mut links: Vec<String> = map
        .links()
        .iter()
        .map(|link| {
            let premises: Vec<String> = link.premises.iter().map(|id| name(Element::Node(*id))).collect();
            let more = (&link.name, link.strength, &link.scheme, &link.reason, &link.attributes);
            format!("{premises:?} {} {} {more:?}", link.relation, name(link.target))
        })
        .collect();
    links.sort();
    (nodes, links)
}

#[test]
fn every_map_comes_back_equal_from_json_and_from_argdown() {
    let (registry, _host) = registry();
    for (name, _) in MAPS {
        let map = map(&registry, name);
        let json = written(&registry, "json", &map).remove(0).1;
        let again = read(&registry, "json", "map.json", &json);
        assert_eq!(content(&again), content(&map), "{name} by JSON");
        assert_eq!(written(&registry, "json", &again).remove(0).1, json, "{name} by JSON twice");

        let argdown = written(&registry, "argdown", &map).remove(0).1;
        let again = read(&registry, "argdown", "map.argdown", &argdown);
        assert_eq!(again.info().attributes, map.info().attributes, "{name} by Argdown");
        assert_eq!(plain(&again), plain(&map), "{name} by Argdown");
        assert_eq!(written(&registry, "argdown", &again).remove(0).1, argdown, "{name} by Argdown twice");
    }
}

#[test]
fn every_format_writes_every_map_the_same_twice() {
    let (registry, _host) = registry();
    let (again, _host) = self::registry();
    for (name, _) in MAPS {
        let map = map(&registry, name);
        let formats: Vec<String> = registry.exporters().map(|exporter| exporter.name().to_owned()).collect();
        for format in formats {
            let first = written(&registry, &format, &map);
            assert!(first.iter().all(|(_, bytes)| !bytes.is_empty()), "{name} as {format} is empty");
            assert!(first == written(&registry, &format, &map), "{name} as {format} differs");
            assert!(first == written(&again, &format, &map), "{name} as {format} differs with plugins loaded anew");
        }
        for scorer in registry.scorers() {
            let twice = [&registry, &again].map(|registry| scorer.score(&map, registry).expect("it scores"));
            assert_eq!(twice[0], twice[1], "{name} under {}", scorer.name());
            assert!(twice[0].nodes.iter().flatten().count() > map.nodes().len() / 2, "{} scores hardly anything", scorer.name());
        }
    }
}

#[test]
fn the_maps_fit_one_database() {
    let (registry, _host) = registry();
    let base = MemorySnapshot::new();
    let mut draft = Draft::new(&base);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (name, _) in MAPS {
        let map = map(&registry, name);
        for node in map.nodes() {
            let said = format!("{} {:?}", node.text, node.citation);
            if let Some(before) = names.insert(node.label(), said.clone()) {
                assert_eq!(before, said, "`{}` says two things", node.label());
            }
        }
        draft.put_map(map.info().clone()).expect("memory can be written");
    }
    assert!(draft.finish().expect("memory can be read").is_some(), "{:?}", draft.complaints());
}

/// The articles themselves are not part of the project; where they lie beside it, every anchor is checked.
#[test]
fn anchors_hold_where_the_articles_are_there() {
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/sources"));
    let Some(texts) = texts.into_iter().find(|folder| folder.is_dir()) else {
        println!("skipped: there is no shared/sources beside the project, so no anchor is checked");
        return;
    };
    let (registry, _host) = registry();
    let mut checked = 0;
    for (name, _) in MAPS {
        for node in map(&registry, name).nodes() {
            let Some(citation) = &node.citation else { continue };
            let (Some(key), Some(anchor)) = (&citation.source, &citation.anchor) else { continue };
            let path = texts.join(format!("{key}.txt"));
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let text = SourceText::new(&text);
            assert!(anchor.holds_in(&text), "{name}: {} is not where it points", node.label());
            assert_eq!(citation.paragraph, Some(text.paragraph(anchor.start)), "{name}: {}", node.label());
            if let Some(quote) = &citation.quote {
                assert_eq!(citation.form, EvidenceForm::Quotation, "{name}: {}", node.label());
                assert!(text.as_str().contains(&normalise(quote)), "{name}: {} does not quote", node.label());
            }
            checked += 1;
        }
    }
    assert!(checked >= 150, "{checked} anchors");
}
