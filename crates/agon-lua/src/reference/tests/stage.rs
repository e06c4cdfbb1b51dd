//! Where examples run: a small debate as `map`, a commit, a desk of paper, and whatever a grant opens.

use std::cell::RefCell;
use std::rc::Rc;

use agon_core::change::{Change, Edit, MemorySnapshot, ReadError};
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{CommitView, Desk, Document, ImportInput, Importer, Moment, Options, Registry};
use agon_core::model::{FixedClock, IdMaker, Map, MapBuilder, Placement, SeededEntropy, Timestamp};
use agon_core::query::{Query, Scope};
use agon_formats::argdown::ArgdownReader;
use mlua::{Table, Value};

use super::desk::PaperDesk;
use crate::api::commit::{CommitHandle, Said};
use crate::api::desk;
use crate::api::map::{MapHandle, Own};
use crate::context::Context;
use crate::error::Failure;
use crate::files::PluginFiles;
use crate::sandbox::Vm;
use crate::settings::Capability;
use crate::{Found, Host, HostOptions, Origin, SearchRoot, Settings};

/// A plugin of every kind, for `agon.testing`.
pub(super) const EXAMPLE: &str = r#"
return {
    api = 1, name = "example", summary = "Something of every kind.",
    options = { most = { type = "integer", default = 3, help = "How many." } },
    scorers = {
        example = { summary = "A half.", score = function() return 0.5 end },
        evenly = { summary = "A quarter.", score = function() return 0.25 end },
    },
    exporters = { example = { summary = "Texts.", export = function(map, options)
        return map:node(options.most).text .. "\n"
    end } },
    importers = { example = { summary = "Lines.", detect = function(head) return string.sub(head, 1, 1) == "*" end,
        import = function(text)
            local changes = { { add = "map", name = "lines" } }
            for line in string.gmatch(text, "[^\n]+") do
                table.insert(changes, { add = "claim", text = line })
            end
            return changes
        end } },
    lints = { example = { summary = "Short texts.", check = function(map, report)
        for _, node in map:nodes() do
            if #node.text < 5 then report({ node = node.id, message = "is short" }) end
        end
    end } },
    hooks = { before_commit = { run = function(commit)
        for _, claim in commit:added("claim") do
            if not string.find(claim.text, "%.$") then commit:reject({ node = claim.id, message = "has no full stop" }) end
        end
    end } },
    commands = { example = { summary = "Counts.", args = { map = { type = "string", position = 1, help = "Which." } },
        run = function(context, args) context:print(context:map(args.map):count()) end } },
}
"#;

pub(super) fn debate() -> Map {
    MapBuilder::new("debate")
        .question("why", "Why do they not cooperate?")
        .claim("drift", "Their strategies drift apart.")
        .claim("domestic", "Domestic politics forbids it.")
        .evidence("gsomia", "The pact was nearly left.")
        .credence(0.8)
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

fn read_map(text: &str) -> Result<Map, Vec<Diagnostic>> {
    let options = Options::check(ArgdownReader.options(), [])?;
    let about = ImportInput { path: "<spec>", fallback_name: "spec", options: &options };
    let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
    ArgdownReader.import(&mut text.as_bytes(), &about, &mut document).expect("it can be read");
    document.into_map().map(|(map, _)| map)
}

/// A function that makes a text inert.
type Plain = fn(&str) -> String;

/// What the program lends, as the program lends it.
pub(super) fn options(said: &Rc<RefCell<String>>) -> HostOptions {
    use agon_formats::escape;
    let escapes: [(&str, Plain); 8] = [
        ("html", escape::html),
        ("markdown", escape::markdown_inline),
        ("latex", escape::latex),
        ("typst", escape::typst),
        ("mermaid", escape::mermaid),
        ("dot", escape::dot),
        ("xml", escape::xml),
        ("csv", |text| escape::csv_cell(text, true)),
    ];
    let said = Rc::clone(said);
    HostOptions {
        escapes: escapes.into_iter().map(|(name, escape)| (name.to_owned(), Rc::new(escape) as crate::Escape)).collect(),
        query: Some(Rc::new(|map, text| {
            let query = Query::parse(text).expect("a query");
            let found = query.evaluate(&MemorySnapshot::of_map(map), &Scope::default()).expect("it is answered");
            Ok(found.into_iter().filter_map(|id| map.node_index(id)).collect())
        })),
        read_map: Some(Rc::new(read_map)),
        read_file: Some(Rc::new(|_| Ok(b"because".to_vec()))),
        clock: Some(Rc::new(FixedClock(Timestamp::from_millis(1_700_000_000_000)))),
        log: Rc::new(move |_, _, line| {
            said.borrow_mut().push_str(line);
            said.borrow_mut().push('\n');
        }),
        ..HostOptions::default()
    }
}

struct PaperCommit {
    map: Map,
    changes: Vec<Change>,
}

impl PaperCommit {
    fn of(map: Map) -> Self {
        let node = |name: &str| map.node(map.node_named(name).expect("a node")).clone();
        let drift = node("drift");
        let mut before = drift.clone();
        before.text = "They drift.".into();
        let placed = Placement::new(map.info().id, drift.id, 0);
        let changes = vec![
            Change::Placement(Box::new(Edit { before: None, after: Some(placed) })),
            Change::Node(Box::new(Edit { before: None, after: Some(node("gsomia")) })),
            Change::Node(Box::new(Edit { before: Some(before), after: Some(drift) })),
        ];
        Self { map, changes }
    }
}

impl CommitView for PaperCommit {
    fn message(&self) -> &str {
        "a change"
    }

    fn author(&self) -> &str {
        "Ada"
    }

    fn changes(&self) -> &[Change] {
        &self.changes
    }

    fn map(&self, name: &str) -> Result<Option<Map>, ReadError> {
        Ok((name == "debate").then(|| self.map.clone()))
    }
}

/// A place for examples.
pub(super) struct Stage {
    pub(super) vm: Vm,
    pub(super) host: Host,
    pub(super) found: Found,
    registry: Rc<Registry>,
    desk: Rc<PaperDesk>,
    said: Rc<RefCell<String>>,
    folder: tempfile::TempDir,
}

impl Stage {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("example")).expect("a folder");
        std::fs::write(folder.path().join("example/init.lua"), EXAMPLE).expect("a file");
        let said = Rc::default();
        let mut host = Host::new(options(&said));
        let path = folder.path().to_owned();
        let root = SearchRoot::Folder { origin: Origin::Project, path, shown: "plugins".into() };
        let (_, complaints) = host.load_all(&[root], &Settings::new());
        assert!(complaints.is_empty(), "{complaints:#?}");
        let mut registry = Registry::new();
        assert_eq!(host.register(&mut registry), []);
        let registry = Rc::new(registry);
        let desk = Rc::new(PaperDesk::over(debate()).answering(&["Ada"]));
        let grants = Capability::ALL.to_vec();
        let context = Rc::new(Context { wants: grants.clone().into(), grants, ..Context::new(&host.common, "p") });
        let lent: Rc<dyn Desk> = Rc::<PaperDesk>::clone(&desk);
        let files = PluginFiles::Memory(&[("tools.lua", "return { half = function(x) return x / 2 end }")]);
        let vm = Vm::new(Rc::clone(&context), "plugins/p", files, |lua, agon| {
            agon.raw_set("args", lua.create_sequence_from(["one"])?)?;
            agon.raw_set("db", desk::table(lua, &context, &lent, &registry, None)?)
        });
        let found = Found::at(&folder.path().join("example"), "plugins/example").expect("it is there");
        Self { vm: vm.expect("a state"), host, found, registry, desk, said, folder }
    }

    /// What was said and written since the last time.
    pub(super) fn output(&self) -> String {
        self.said.take() + &self.desk.written.take()
    }

    /// Writes the spec of the plugin `example`.
    pub(super) fn write_spec(&self, text: &str) {
        std::fs::write(self.folder.path().join("example/init_spec.lua"), text).expect("a file");
    }

    /// Runs a text that knows `map`, `commit`, `context` and `output`.
    pub(super) fn run(&self, text: &str) -> Result<Value, Failure> {
        let (lua, context) = (&self.vm.lua, &self.vm.context);
        let map = debate();
        let scores = crate::api::columns::numbers(lua, map.nodes().iter().map(|_| 0.5)).expect("a column");
        let own = Own { scores, in_circle: Rc::new(vec![false; map.nodes().len()]) };
        let (commit, said) = (PaperCommit::of(debate()), RefCell::new(Said::default()));
        let source = format!("local map, commit, context, output = ...\n{text}");
        let called = lua.scope(|scope| {
            let handle = scope.create_userdata(MapHandle::lent(&map, &self.registry, context, Some(own)))?;
            let commit = scope.create_userdata(CommitHandle::new(&commit, Moment::BeforeCommit, context, &said))?;
            let agon: Table = lua.globals().get("agon")?;
            let output = scope.create_function(|_, ()| Ok(self.output()))?;
            let given = (handle, commit, agon.get::<Table>("db")?, output);
            Ok(self.vm.run_source::<Value>(source.as_bytes(), "example", given, context.limits().call))
        });
        called.expect("a scope")
    }
}
