//! Plugins in processes of their own: they do what they do here, they may do nothing else, and their death is survived.
//!
//! A program of its own without a harness: with the word `worker` it is a worker, with `probe` it tries its rights.

mod scene;

use std::rc::Rc;
use std::time::{Duration, Instant};

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Desk, Exporter, Options, Registry};
use agon_lua::{Host, HostOptions, Isolation, PluginSettings, Settings, WorkerProgram};

use scene::{Plugins, complaint, debate, exporter, scorer, shipped, tight, whole};

/// Far above twice the limit of 500 ms and the start of a process, so that a busy machine does not fail the test.
const BOUND: Duration = Duration::from_secs(20);

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("worker") => {
            std::process::exit(i32::from(agon_lua::work(options(), Box::new(std::io::stdin()), Box::new(std::io::stdout()))))
        }
        Some("probe") => std::process::exit(probe()),
        // What a test runner asks for; there is one test, and it has no doctests to list.
        Some("--list") => println!("isolate: test"),
        _ => {
            for (name, test) in [
                ("a worker may do nothing", a_worker_may_do_nothing as fn()),
                ("plugins do apart what they do here", plugins_do_apart_what_they_do_here),
                ("specs run apart", specs_run_apart),
                ("every kind goes over the pipe", every_kind_goes_over_the_pipe),
                ("a grant is served by the host alone", a_grant_is_served_by_the_host_alone),
                ("attacks end with the worker", attacks_end_with_the_worker),
                ("a worker that is killed is survived", a_worker_that_is_killed_is_survived),
                ("what was approved is what runs", what_was_approved_is_what_runs),
            ] {
                let start = Instant::now();
                test();
                println!("ok {name} ({:.1} s)", start.elapsed().as_secs_f64());
            }
        }
    }
}

/// What the shipped plugins want to be lent: stand-ins for every escape.
fn options() -> HostOptions {
    let words = ["html", "markdown", "latex", "typst", "mermaid", "dot", "xml", "csv"];
    let escape = |text: &str| text.replace(['*', '\\', '{', '}'], "·");
    let escapes = words.map(|word| (word.to_owned(), Rc::new(escape) as agon_lua::Escape));
    HostOptions { escapes: escapes.into(), ..scene::options() }
}

fn me(word: &str) -> WorkerProgram {
    WorkerProgram {
        program: std::env::current_exe().expect("this program"),
        arguments: vec![word.into()],
        folder: std::env::temp_dir(),
    }
}

fn apart(options: HostOptions) -> HostOptions {
    HostOptions { worker: Some(me("worker")), isolation: Isolation::All, ..options }
}

fn host(root: agon_lua::SearchRoot, options: HostOptions, settings: &Settings) -> (Host, Registry) {
    let mut host = Host::new(options);
    let (_, complaints) = host.load_all(&[root], settings);
    assert_eq!(complaints, []);
    let mut registry = Registry::new();
    assert_eq!(host.register(&mut registry), []);
    (host, registry)
}

/// Gives up its rights and says, as its exit status, how many it has left.
fn probe() -> i32 {
    let (begun, has_begun) = std::sync::mpsc::channel();
    let bystander = std::thread::spawn(move || {
        begun.send(()).expect("somebody waits");
        std::thread::sleep(Duration::from_millis(200));
        std::fs::read("/etc/hostname").is_ok()
    });
    has_begun.recv().expect("it begins");
    if agon_lua::give_up_rights().is_err() {
        return 100;
    }
    let refused: [(&str, bool); 8] = [
        ("read a file", std::fs::read("/etc/hostname").is_err()),
        ("write a file", std::fs::write("/tmp/agon-probe", "x").is_err()),
        ("list a folder", std::fs::read_dir("/").is_err()),
        ("connect", std::net::TcpStream::connect("127.0.0.1:9").is_err_and(|error| is_denied(&error))),
        ("listen", std::net::TcpListener::bind("127.0.0.1:0").is_err()),
        ("start a process", std::process::Command::new("/bin/true").spawn().is_err()),
        ("start a thread", std::thread::Builder::new().spawn(|| {}).is_err()),
        ("read by another thread", bystander.join().is_ok_and(|could| !could)),
    ];
    // Memory and time it keeps.
    let memory = vec![1u8; 64 << 20].iter().map(|byte| u64::from(*byte)).sum::<u64>();
    let time = Instant::now().elapsed() < Duration::from_secs(1);
    let left = refused.iter().filter(|(_, refused)| !refused).count();
    refused.iter().filter(|(_, refused)| !refused).for_each(|(what, _)| println!("it may still {what}"));
    i32::try_from(left).unwrap_or(99) + i32::from(memory != 64 << 20) + i32::from(!time)
}

fn is_denied(error: &std::io::Error) -> bool {
    // `EMFILE` or `EPERM`; a connection that is merely refused was tried.
    error.kind() != std::io::ErrorKind::ConnectionRefused
}

fn a_worker_may_do_nothing() {
    if !cfg!(target_os = "linux") {
        println!("only Linux takes rights away: left out");
        return;
    }
    let WorkerProgram { program, arguments, .. } = me("probe");
    let output = std::process::Command::new(program).args(arguments).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

fn plugins_do_apart_what_they_do_here() {
    let map = debate();
    let (_here, here) = host(shipped(), options(), &Settings::new());
    let (_apart, apart) = host(shipped(), apart(options()), &Settings::new());
    let mut count = 0;
    for scorer in here.scorers() {
        let expected = scorer.score(&map, &here).expect("it scores");
        let found = apart.scorer(scorer.name()).expect("it is there").score(&map, &apart).expect("it scores");
        assert_eq!((found.nodes, found.convergence), (expected.nodes, expected.convergence), "{}", scorer.name());
        count += 1;
    }
    for exporter in here.exporters() {
        let other = apart.exporter(exporter.name()).expect("it is there");
        let write = |exporter: &dyn Exporter, registry: &Registry| {
            let options = Options::check(exporter.options(), []).expect("defaults");
            exporter.export(&map, &options, registry).expect("it writes").output
        };
        assert_eq!(write(other, &apart), write(exporter, &here), "{}", exporter.name());
        assert_eq!((other.extension(), other.media_type()), (exporter.extension(), exporter.media_type()));
        count += 1;
    }
    for lint in here.lints() {
        let (mut expected, mut found) = (Vec::new(), Vec::new());
        lint.check(&map, &mut expected).expect("it looks");
        apart.lint(lint.name()).expect("it is there").check(&map, &mut found).expect("it looks");
        assert_eq!(found, expected, "{}", lint.name());
        count += 1;
    }
    assert!(count >= 8, "{count}");
}

fn specs_run_apart() {
    let (host, _) = host(shipped(), apart(options()), &Settings::new());
    let (found, _) = agon_lua::discover(&[shipped()]);
    let plugin = found.iter().find(|found| found.name == "evidence-weight").expect("it is shipped");
    let report = host.run_specs(plugin, &PluginSettings::default(), Registry::new());
    assert!(report.passed() && report.results.len() >= 2, "{report:#?}");
}

const EVERYTHING: &str = r#"
local function read(text)
    if text == "raise" then error({ message = "no such text" }) end
    return { { add = "claim", text = text, name = "top" }, { add = "evidence", text = "E.", supports = "top" } }
end
local function look(commit)
    for _, node in ipairs(commit:added("claim")) do
        local map = commit:map("m")
        commit:reject { code = "no", node = node.label, message = map.name .. " " .. map:count() .. " " .. commit.author }
        commit:change { add = "rebuttal", text = "No.", rebuts = node.id }
    end
end
return {
    api = 1, name = "p", summary = "s",
    importers = { words = { summary = "s", import = read, extensions = { "words" }, detect = function(head) return head == "mine" end } },
    hooks = { before_commit = { run = look, order = 7 } },
    lints = { short = { summary = "s", check = function(map, report)
        for _, node in ipairs(map:nodes()) do
            if #node.text < 30 then report { node = node.label, message = "it is short", hint = "say more" } end
        end
    end } },
    commands = { talk = { summary = "s", args = { map = { type = "string", help = "h", position = 1 } }, run = function(context, args)
        local map = context:map(args.map)
        context:print(map.title, map:score("drift", "w"), #context:maps(), #context:find("polls"))
        for nodes in context:chunks(nil, 4) do context:write(#nodes .. ";") end
        context:table({ { context:ask("who? ") } }, { "name" })
        context:commit({ add = "claim", text = "So.", map = args.map }, "talked")
        return 4
    end } },
}
"#;

fn every_kind_goes_over_the_pipe() {
    use agon_core::database::{Database, DatabaseError, Environment};
    use agon_core::extend::{Document, ImportInput};
    use agon_core::model::{FixedClock, IdMaker, SeededEntropy, Timestamp};

    let place = Plugins::new(&[("p", EVERYTHING), ("w", &scorer("w", "return 0.25"))]);
    let (host, registry) = host(place.root(), apart(options()), &Settings::new());

    let importer = registry.importer("words").expect("it is there");
    assert!(importer.detect(b"mine") && !importer.detect(b"yours") && importer.extensions() == ["words"]);
    let read = |text: &str| {
        let none = Options::default();
        let about = ImportInput { path: "x.words", fallback_name: "x", options: &none };
        let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
        importer.import(&mut text.as_bytes(), &about, &mut document).map(|()| document.into_map().expect("it is sound").0)
    };
    assert_eq!(read("So it is.").expect("it reads").links().len(), 1);
    let failed = complaint(read("raise").expect_err("it raises"));
    assert!(failed.excerpt.as_deref().is_some_and(|text| text.starts_with("no such text")), "{failed:?}");
    assert!(
        failed.to_string().contains("plugins/p/init.lua:3:1: plugin `p` failed while importing x.words (importer `words`)"),
        "{failed}"
    );

    let mut found = Vec::new();
    registry.lint("short").expect("it is there").check(&debate(), &mut found).expect("it looks");
    assert!(found.iter().any(|one| one.code == "short" && one.hints == ["say more"]), "{found:?}");

    let desk = Rc::new(scene::desk::PaperDesk::over(debate()).answering(&["Ada"]));
    let command = registry.command("talk").expect("it is there");
    let arguments = [("map".to_owned(), "debate".into())];
    let specs: Vec<_> = command.arguments().iter().map(|argument| argument.option.clone()).collect();
    let arguments = Options::check(&specs, arguments).expect("they fit");
    let registry = Rc::new(registry);
    let lent: Rc<dyn Desk> = Rc::<scene::desk::PaperDesk>::clone(&desk);
    let command = registry.command("talk").expect("it is there");
    assert_eq!(command.run(lent, &arguments, Rc::clone(&registry)).expect("it runs"), 4);
    assert_eq!(desk.written.take(), "debate\t0.25\t1\t1\n4;2;name\n\"Ada\"\n");
    let (message, proposals) = desk.proposed.take();
    assert_eq!((message.as_deref(), proposals.len()), (Some("talked"), 1));

    let folder = tempfile::tempdir().expect("a folder");
    let environment = Environment {
        clock: Box::new(FixedClock(Timestamp::from_millis(1_700_000_000_000))),
        entropy: Box::new(SeededEntropy::new(1)),
        author: "Ada".into(),
        holder: "a test".into(),
        wait: Duration::ZERO,
    };
    let mut database = Database::init(folder.path(), environment).expect("an empty folder");
    host.register_hooks(database.registry_mut());
    let list =
        [serde_json::json!({ "add": "map", "name": "m" }), serde_json::json!({ "add": "claim", "text": "A.", "map": "m" })];
    let proposals = agon_core::change::Proposal::read_all(&list).expect("they are sound");
    match database.commit_proposals("first", &proposals).expect_err("the hook refuses") {
        DatabaseError::Refused(complaints) => {
            assert_eq!((complaints[0].code.as_ref(), complaints[0].message.as_str()), ("p/no", "m 1 Ada"));
        }
        other => panic!("{other}"),
    }
    assert_eq!(database.snapshot().revision(), 0);
    assert!(database.check().expect("the disk works").is_sound());
}

fn a_grant_is_served_by_the_host_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("open")).expect("a folder");
    std::fs::write(folder.path().join("open/weights.txt"), "0.25").expect("a file");
    std::fs::write(folder.path().join("secret.txt"), "1").expect("a file");
    let body = "return tonumber(agon.read_file('weights.txt'))";
    let source = |body: &str| scorer("g", body).replace("api = 1", "api = 1, capabilities = { 'read_files', 'clock' }");
    let own = PluginSettings {
        allow: vec!["read_files".into()],
        folders: vec![folder.path().join("open")],
        ..PluginSettings::default()
    };
    let settings: Settings = [("g".to_owned(), own)].into();
    let told = |body: &str| {
        let place = Plugins::new(&[("g", &source(body))]);
        let (_host, registry) = host(place.root(), apart(options()), &settings);
        registry.scorer("g").expect("it is there").score(&debate(), &registry)
    };
    assert_eq!(told(body).expect("it is granted").nodes[0].map(agon_core::model::Score::get), Some(0.25));
    for path in ["../secret.txt", "/etc/hostname", "nothing.txt"] {
        assert!(told(&format!("return tonumber(agon.read_file('{path}'))")).is_err(), "{path}");
    }
    let failed = complaint(told("agon.clock() return 1").expect_err("it is not granted"));
    assert!(failed.excerpt.is_some_and(|text| text.contains("the grant `clock` is missing")));
}

fn attacks_end_with_the_worker() {
    let mut all = scene::attacks::own();
    all.extend(scene::attacks::shared());
    assert!(all.len() > 50);
    let good = exporter("good", "return string.format('%d nodes', map:count())");
    let mut limits = tight();
    (limits.limits.call, limits.limits.long) = (Duration::from_millis(100), Duration::from_millis(100));
    for (name, body) in &all {
        for source in [scorer("hostile", body), whole("hostile", body)] {
            let place = Plugins::new(&[("hostile", &source), ("good", &good)]);
            let (_host, registry) = host(place.root(), apart(limits.clone()), &Settings::new());
            let start = Instant::now();
            let failed = registry.scorer("hostile").expect("it is there").score(&debate(), &registry).err();
            assert!(start.elapsed() < BOUND, "{name} took {:?}", start.elapsed());
            if let Some(failed) = failed.map(complaint) {
                assert!(failed.message.contains("plugin `hostile`"), "{name}: {failed}");
            }
            let good = registry.exporter("good").expect("it is there");
            let written = good.export(&debate(), &Options::default(), &registry).expect("the next plugin works").output;
            assert_eq!(written, agon_core::extend::Output::Document(b"6 nodes".to_vec()), "{name}");
        }
    }
}

/// The processes that this one started.
fn children() -> Vec<i32> {
    let own = std::process::id().to_string();
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let numbers = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let is_own = |pid: &i32| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // What follows the name in brackets: state, then the parent.
        stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)) == Some(own.as_str())
    };
    numbers.filter(is_own).collect()
}

#[cfg(target_os = "linux")]
fn a_worker_that_is_killed_is_survived() {
    let place = Plugins::new(&[(
        "w",
        &whole("w", "local c = map:column('credence') for i = 1, 20000 do local x = tostring(i) end return c"),
    )]);
    let (_host, registry) = host(place.root(), apart(options()), &Settings::new());
    let (mut lost, mut done) = (0, 0);
    for round in 0..60u64 {
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_micros(round * 137));
            for pid in children() {
                if let Some(pid) = rustix::process::Pid::from_raw(pid) {
                    // One that has ended already needs no signal.
                    let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
                }
            }
        });
        match registry.scorer("w").expect("it is there").score(&debate(), &registry) {
            Ok(scoring) => {
                assert_eq!(scoring.nodes.len(), 6);
                done += 1;
            }
            Err(error) => {
                let failed: Diagnostic = complaint(error);
                assert!(failed.code == "plugin/lost" || failed.message.contains("plugin `w`"), "{failed}");
                lost += 1;
            }
        }
        killer.join().expect("it ends");
        // Nothing is left of it: the next call starts a new one.
        registry
            .scorer("w")
            .expect("it is there")
            .score(&debate(), &registry)
            .or_else(|_| registry.scorer("w").expect("it is there").score(&debate(), &registry))
            .expect("a new worker does it");
    }
    println!("killed 60 times: {lost} calls lost, {done} had been answered");
}

#[cfg(not(target_os = "linux"))]
fn a_worker_that_is_killed_is_survived() {
    println!("left out: it looks for processes as Linux lists them");
}

fn what_was_approved_is_what_runs() {
    let place = Plugins::new(&[("g", &scorer("g", "return 0.5"))]);
    let path = place.folder.path().join("g");
    let own = PluginSettings { allow: vec!["clock".into()], ..PluginSettings::default() };
    let settings: Settings = [("g".to_owned(), own.clone())].into();
    let load = |approved: Option<String>| {
        let options = HostOptions { approved: Some(Rc::new(move |_| approved.clone())), ..apart(options()) };
        let (_, complaints) = Host::new(options).load_all(&[place.root()], &settings);
        complaints.into_iter().map(|one| one.code.into_owned()).collect::<Vec<_>>()
    };
    let found = agon_lua::Found::at(&path, "plugins/g").expect("it is there");
    let digest = agon_lua::digest(&found, &own).expect("readable");
    assert_eq!(load(None), ["plugin/not-approved"]);
    assert_eq!(load(Some(digest.clone())), Vec::<String>::new());
    std::fs::write(path.join("init.lua"), scorer("g", "return 0.6")).expect("a file");
    assert_eq!(load(Some(digest)), ["plugin/changed"]);
    // A project's own word does not bring its plugin into the program.
    let inside = PluginSettings { isolate: Some(false), ..PluginSettings::default() };
    let unasked = HostOptions { approved: Some(Rc::new(|_| None)), isolation: Isolation::Foreign, ..apart(options()) };
    let (_, complaints) = Host::new(unasked).load_all(&[place.root()], &[("g".to_owned(), inside)].into());
    assert_eq!(complaints[0].code, "plugin/not-approved");
}
