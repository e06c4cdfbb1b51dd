//! What the tests share: the shipped plugins, plugins written on the spot, a small debate.
#![allow(dead_code, missing_docs)]

pub mod attacks;
pub mod desk;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use agon_core::change::{Change, Edit, ReadError};
use agon_core::extend::{CommitView, ExtendError, Registry};
use agon_core::model::{Map, MapBuilder};
use agon_lua::{Host, HostOptions, Limits, Origin, SearchRoot, Settings};

/// The folder of plugins that come with the program.
pub fn shipped_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins")
}

pub fn shipped() -> SearchRoot {
    SearchRoot::Folder { origin: Origin::Shipped, path: shipped_folder(), shown: "plugins".into() }
}

/// Options with stand-ins for the functions that other crates lend.
pub fn options() -> HostOptions {
    HostOptions {
        escapes: vec![("markdown".to_owned(), Rc::new(|text: &str| text.replace('*', "\\*")))],
        read_map: Some(Rc::new(read_map)),
        ..HostOptions::default()
    }
}

/// Tight limits, so that hostile scripts end soon.
pub fn tight() -> HostOptions {
    let limits =
        Limits { call: Duration::from_millis(500), long: Duration::from_millis(500), memory: 64 << 20, ..Limits::default() };
    HostOptions { limits, ..options() }
}

pub fn debate() -> Map {
    MapBuilder::new("debate")
        .question("why", "Why do they not cooperate?")
        .claim("drift", "Their strategies drift apart.")
        .claim("domestic", "Domestic politics forbids it.")
        .evidence("gsomia", "The pact was signed as gsomia and nearly left.")
        .citing("lee-2024")
        .evidence("poll", "Polls show distrust.")
        .citing("kim-2023")
        .rebuttal("weak", "The polls moved both ways.")
        .answers("drift", "why")
        .answers("domestic", "why")
        .supports("gsomia", "drift")
        .strength(0.9)
        .supports("poll", "domestic")
        .strength(0.5)
        .named("from-polls")
        .undercuts("weak", "from-polls")
        .build()
}

/// A folder of plugins written for one test.
pub struct Plugins {
    pub folder: tempfile::TempDir,
}

impl Plugins {
    pub fn new(plugins: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, source) in plugins {
            let path = folder.path().join(name);
            std::fs::create_dir_all(&path).expect("a folder");
            std::fs::write(path.join("init.lua"), source).expect("a file");
        }
        Self { folder }
    }

    pub fn root(&self) -> SearchRoot {
        SearchRoot::Folder { origin: Origin::Project, path: self.folder.path().to_owned(), shown: "plugins".into() }
    }

    pub fn host(&self, options: HostOptions) -> (Host, Registry) {
        self.host_with(options, &Settings::new())
    }

    pub fn host_with(&self, options: HostOptions, settings: &Settings) -> (Host, Registry) {
        let mut host = Host::new(options);
        let (_, complaints) = host.load_all(&[self.root()], settings);
        assert!(complaints.is_empty(), "{complaints:#?}");
        let mut registry = Registry::new();
        let complaints = host.register(&mut registry);
        assert!(complaints.is_empty(), "{complaints:#?}");
        (host, registry)
    }
}

/// A plugin `name` with one scorer of the same name, whose function has this body.
pub fn scorer(name: &str, body: &str) -> String {
    format!(
        "local function score(map, id, options)\n{body}\nend\nreturn {{ api = 1, name = \"{name}\", summary = \"s\", scorers = {{ [\"{name}\"] = {{ summary = \"s\", score = score }} }} }}\n"
    )
}

/// A plugin `name` with one whole-map scorer of the same name.
pub fn whole(name: &str, body: &str) -> String {
    scorer(name, body).replace("(map, id, options)", "(map, options)").replace("score = score", "score_all = score")
}

/// A plugin `name` with one exporter of the same name.
pub fn exporter(name: &str, body: &str) -> String {
    format!(
        "local function export(map, options)\n{body}\nend\nreturn {{ api = 1, name = \"{name}\", summary = \"s\", exporters = {{ [\"{name}\"] = {{ summary = \"s\", extension = \"txt\", export = export }} }} }}\n"
    )
}

/// A plugin `name` that brings one entry: `keys` stand in its table, and `body` is that of `work(…)`, which they name.
pub fn plugin(name: &str, arguments: &str, body: &str, keys: &str) -> String {
    format!("local function work({arguments})\n{body}\nend\nreturn {{ api = 1, name = \"{name}\", summary = \"s\", {keys} }}\n")
}

/// A plugin `name` with one importer of the same name.
pub fn importer(name: &str, body: &str) -> String {
    plugin(name, "text, options", body, &format!("importers = {{ [\"{name}\"] = {{ summary = \"s\", import = work }} }}"))
}

/// A plugin `name` with one importer that imports nothing and detects with this body.
pub fn detector(name: &str, body: &str) -> String {
    let keys =
        format!("importers = {{ [\"{name}\"] = {{ summary = \"s\", detect = work, import = function() return {{}} end }} }}");
    plugin(name, "text", body, &keys)
}

/// A plugin `name` with a hook before each commit.
pub fn hook(name: &str, body: &str) -> String {
    plugin(name, "commit, options", body, "hooks = { before_commit = { run = work } }")
}

/// A plugin `name` with one lint of the same name.
pub fn lint(name: &str, body: &str) -> String {
    plugin(name, "map, report, options", body, &format!("lints = {{ [\"{name}\"] = {{ summary = \"s\", check = work }} }}"))
}

/// A plugin `name` with one command of the same name.
pub fn command(name: &str, body: &str) -> String {
    plugin(name, "context, args", body, &format!("commands = {{ [\"{name}\"] = {{ summary = \"s\", run = work }} }}"))
}

/// A commit that adds everything in a map.
pub struct Adding<'a> {
    pub map: &'a Map,
    pub changes: Vec<Change>,
}

impl<'a> Adding<'a> {
    pub fn all_of(map: &'a Map) -> Self {
        fn new<T>(record: &T) -> Box<Edit<T>>
        where
            T: Clone,
        {
            Box::new(Edit { before: None, after: Some(record.clone()) })
        }
        let mut changes = vec![Change::Map(new(map.info()))];
        changes.extend(map.sources().values().map(|source| Change::Source(new(source))));
        changes.extend(map.nodes().iter().map(|node| Change::Node(new(node))));
        changes.extend(map.placements().iter().map(|placement| Change::Placement(new(placement))));
        changes.extend(map.links().iter().map(|link| Change::Link(new(link))));
        Self { map, changes }
    }
}

impl CommitView for Adding<'_> {
    fn message(&self) -> &str {
        "everything"
    }

    fn author(&self) -> &str {
        "Ada"
    }

    fn changes(&self) -> &[Change] {
        &self.changes
    }

    fn map(&self, name: &str) -> Result<Option<Map>, ReadError> {
        let info = self.map.info();
        Ok((name == info.name.as_str() || name == info.id.to_string()).then(|| self.map.clone()))
    }
}

/// Every complaint of an error, as the program would show it.
pub fn complaint(error: ExtendError) -> agon_core::diagnostic::Diagnostic {
    match error {
        ExtendError::Refused(mut complaints) => complaints.remove(0),
        ExtendError::Limit(complaint) => *complaint,
        other => panic!("{other}"),
    }
}

/// A stand-in for the reader of Argdown: statements `[name]: text {kind: …, source: …}` and `+`, `-` under them.
pub fn read_map(text: &str) -> Result<Map, Vec<agon_core::diagnostic::Diagnostic>> {
    use agon_core::model::{NodeKind, Relation};
    let mut map = MapBuilder::new("spec");
    let mut links: Vec<(String, Relation, String)> = Vec::new();
    let mut above: Vec<(usize, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let depth = line.len() - line.trim_start().len();
        let (sign, rest) = match line.trim_start().split_at(1) {
            (sign @ ("+" | "-"), rest) => (Some(sign), rest.trim_start()),
            _ => (None, line.trim_start()),
        };
        let wrong = || vec![agon_core::diagnostic::Diagnostic::error("test/read", format!("cannot read `{line}`"))];
        let (name, rest) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or_else(wrong)?;
        let (text, data) = rest.strip_prefix(':').ok_or_else(wrong)?.split_once('{').unwrap_or((&rest[1..], ""));
        let datum = |key: &str| {
            let at = data.split(&[',', '}'][..]).find_map(|part| part.trim().strip_prefix(key));
            at.map(|value| value.trim_start_matches(':').trim().to_owned())
        };
        let kind = datum("kind").and_then(|word| NodeKind::from_word(&word)).unwrap_or(NodeKind::Claim);
        map = map.node(kind, name, text.trim());
        if let Some(source) = datum("source") {
            map = map.citing(&source);
        }
        if let Some(credence) = datum("credence").and_then(|number| number.parse().ok()) {
            map = map.credence(credence);
        }
        above.retain(|(other, _)| *other < depth);
        if let (Some(sign), Some((_, target))) = (sign, above.last()) {
            links.push((name.to_owned(), if sign == "+" { Relation::Supports } else { Relation::Rebuts }, target.clone()));
        }
        above.push((depth, name.to_owned()));
    }
    for (premise, relation, target) in links {
        map = map.link(&[&premise], relation, &target);
    }
    Ok(map.build())
}
