//! The same attacks through importers, hooks, lints and commands, and those that only these doors have: each ends in
//! time, is blamed on its plugin, stores nothing, and leaves the next plugin unharmed.

mod scene;

use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use agon_core::extend::{Document, ExtendError, ImportInput, Moment, Options, Registry};
use agon_core::model::{IdMaker, SeededEntropy, Timestamp};
use agon_lua::HostOptions;

use scene::desk::PaperDesk;
use scene::{Adding, Plugins, command, complaint, debate, detector, hook, importer, lint, tight};

/// Far above twice the limit, so that a busy machine does not fail the test.
const BOUND: Duration = Duration::from_secs(10);
const KINDS: [&str; 5] = ["importer", "detector", "hook", "lint", "command"];

fn options() -> HostOptions {
    let mut options = tight();
    options.limits.call = Duration::from_millis(100);
    options.limits.long = Duration::from_millis(100);
    options.limits.output = 2 << 20;
    options
}

fn source(kind: &str, name: &str, body: &str) -> String {
    match kind {
        "importer" => importer(name, body),
        "detector" => detector(name, body),
        "hook" => hook(name, body),
        "lint" => lint(name, body),
        _ => command(name, body),
    }
}

/// What came of one attack: the error, or in words what it did.
fn attack(registry: &Registry, kind: &str) -> Result<String, ExtendError> {
    let map = debate();
    match kind {
        "importer" => {
            let about = ImportInput { path: "x.txt", fallback_name: "x", options: &Options::default() };
            let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
            registry.importer("hostile").expect("it is there").import(&mut &b"text"[..], &about, &mut document)?;
            let sound = document.into_map().map_err(ExtendError::Refused)?;
            Ok(format!("{} nodes", sound.0.nodes().len()))
        }
        "detector" => Ok(registry.importer("hostile").expect("it is there").detect(b"text").to_string()),
        "hook" => {
            let hook = registry.hooks(Moment::BeforeCommit).find(|hook| hook.name() == "hostile").expect("it is there");
            let verdict = hook.run(&Adding::all_of(&map))?;
            Ok(format!("{} complaints, {} changes", verdict.complaints.len(), verdict.proposals.len()))
        }
        "lint" => {
            let mut found = Vec::new();
            registry.lint("hostile").expect("it is there").check(&map, &mut found)?;
            Ok(format!("{} complaints", found.len()))
        }
        _ => {
            let desk = Rc::new(PaperDesk::over(map).answering(&["yes"]));
            let lent = Rc::<PaperDesk>::clone(&desk);
            let run = registry.command("hostile").expect("it is there").run(lent, &Options::default(), Rc::default());
            assert!(desk.written.borrow().len() <= 4 << 20, "what it writes is bounded");
            let proposed = desk.proposed.borrow().1.len();
            run.map(|status| format!("{status}, {proposed} changes"))
        }
    }
}

/// Runs an attack twice, and the next plugin after it. Gives what came of the first time.
fn survive(kind: &str, name: &str, body: &str) -> Result<String, ExtendError> {
    let good = lint("good", "report { message = map:count() .. (' nodes'):upper() }");
    let place = Plugins::new(&[("hostile", &source(kind, "hostile", body)), ("good", &good)]);
    let (_host, registry) = place.host(options());
    let start = Instant::now();
    let came = attack(&registry, kind);
    assert!(start.elapsed() < BOUND, "{name} as {kind} took {:?}", start.elapsed());
    let again = Instant::now();
    let _ = attack(&registry, kind);
    assert!(again.elapsed() < BOUND, "{name} as {kind} again took {:?}", again.elapsed());
    let mut found = Vec::new();
    registry.lint("good").expect("it is there").check(&debate(), &mut found).expect("the next plugin works");
    assert_eq!(found[0].message, "6 NODES", "{name} as {kind}");
    came.map_err(|error| {
        let complaint = complaint(error);
        // What the rules hold against a map needs no plugin's name: the user sees whose file it is.
        let is_named = complaint.message.contains("hostile") || kind == "importer" && !complaint.code.starts_with("plugin/");
        assert!(is_named, "{name} as {kind}: {complaint}");
        let shown = format!("{complaint} {}", complaint.excerpt.as_deref().unwrap_or_default());
        assert!(!shown.replace('\n', "").chars().any(char::is_control), "{name}: {shown:?}");
        assert!(shown.len() < 5_000, "{name}: {} bytes of complaint", shown.len());
        ExtendError::refused(complaint)
    })
}

#[test]
fn our_own_attacks_are_bounded_through_every_door() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut scripts: Vec<_> = std::fs::read_dir(folder).expect("scripts").flatten().map(|entry| entry.path()).collect();
    scripts.sort();
    assert!(scripts.len() >= 80);
    for (at, path) in scripts.iter().enumerate() {
        let body = String::from_utf8_lossy(&std::fs::read(path).expect("a script")).into_owned();
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("x");
        // Every script through two doors, every door by many scripts: what differs between doors stands below.
        for kind in [KINDS[at % 5], KINDS[(at + 2) % 5]] {
            let _ = survive(kind, name, &body);
        }
    }
}

/// A kind, a body, and what its complaint says; nothing where it does no harm.
const OWN: &[(&str, &str, &str)] = &[
    ("importer", "return 7", "returned a number"),
    ("importer", "return nil", "returned nothing"),
    ("importer", "return print", "returned a function"),
    ("importer", "return { 7 }", "change 1: it is no table"),
    ("importer", "return { { add = 'clam' } }", "did you mean `claim`"),
    ("importer", "return { { add = 'claim', text = 0/0 } }", ""),
    ("importer", "return { { remove = 'node', id = 'x' } }", "an importer only adds"),
    ("importer", "return { { add = 'map', name = 'a' }, { add = 'map', name = 'b' } }", "an import is one map"),
    ("importer", "return { { add = 'claim', text = 'x', supports = 'nobody' } }", "nothing in this import is called"),
    ("importer", "return { { add = 'claim', text = 'x', name = 'a', supports = 'a' } }", "rule/self-link"),
    ("importer", "return { { add = 'claim', text = 'a\\0b' } }", "control character"),
    ("importer", "return { { add = 'claim', text = '\\xff' } }", "UTF-8"),
    ("importer", "return { { add = 'claim', text = string.rep('x', 40000) } }", "limit/record-size"),
    ("importer", "local t = { add = 'claim' } t.text = t return { t }", "deep"),
    ("importer", "local t = {} for i = 1, 3e6 do t[i] = { add = 'claim', text = 'x' } end return t", ""),
    ("importer", "local t = {} for i = 1, 2^20 do t[i] = true end return t", ""),
    (
        "importer",
        "return setmetatable({}, { __len = function() return 1e9 end, __index = function() while true do end end })",
        "quiet",
    ),
    ("importer", "return setmetatable({ {} }, { __index = function() while true do end end })", "no verb"),
    ("importer", "return coroutine.wrap(function() coroutine.yield({}) end)", "returned a function"),
    ("importer", "coroutine.yield({})", ""),
    ("detector", "return 7", "quiet"),
    ("detector", "while true do end", "quiet"),
    ("detector", "error(text)", "quiet"),
    ("detector", "return string.rep(text, 1e8)", "quiet"),
    ("hook", "commit:reject(7)", "table"),
    ("hook", "commit:reject {}", "`message` is missing"),
    ("hook", "commit:reject { message = 'x', node = 'a', link = 'b' }", "one thing"),
    ("hook", "commit:reject { mesage = 'x' }", "did you mean `message`"),
    ("hook", "commit:reject { message = string.rep('x\\27', 1e5) }", "quiet"),
    ("hook", "while true do commit:reject { message = 'x' } end", ""),
    ("hook", "while true do commit:change { add = 'claim', text = 'x' } end", ""),
    ("hook", "while true do commit:map('debate') end", ""),
    ("hook", "while true do commit:added() end", ""),
    ("hook", "local t = {} while true do table.insert(t, commit:added()) end", ""),
    ("hook", "commit:change(commit)", "a change is a table"),
    ("hook", "commit:change { { add = 'claim' }, map = 'x' }", "positions only"),
    ("hook", "commit:change { add = 'claim', text = commit }", "no JSON form"),
    ("hook", "commit:added('clam')", "did you mean `claim`"),
    ("hook", "commit:map(nil)", ""),
    ("hook", "commit.added(7)", ""),
    ("hook", "commit.message = 'x'", ""),
    ("hook", "getmetatable(commit).__index = function() end", ""),
    ("hook", "kept = kept or commit if kept ~= commit then kept:added() end error('kept')", "kept"),
    ("hook", "kept = kept or commit:map('debate') if kept then return kept:count() end", "quiet"),
    (
        "hook",
        "local c = coroutine.create(function() coroutine.yield(commit) commit:added() end) coroutine.resume(c) kept = c",
        "quiet",
    ),
    (
        "hook",
        "if kept then assert(coroutine.resume(kept)) end kept = coroutine.create(function() coroutine.yield() commit:added() end) coroutine.resume(kept) error('again')",
        "again",
    ),
    ("hook", "pcall(function() while true do end end) while true do pcall(commit.added, commit) end", ""),
    ("lint", "report(7)", ""),
    ("lint", "report { message = 7 }", "must be a text"),
    ("lint", "report { message = 'x', severity = 'fatal' }", "error, warning or note"),
    ("lint", "report { message = 'x', [1] = 'y' }", ""),
    ("lint", "while true do report { message = 'x' } end", ""),
    ("lint", "for i = 1, 1e4 do report { message = string.rep('x', 1e4) } end", ""),
    ("lint", "report { message = 'x', node = '\\27[2J' }", "quiet"),
    ("lint", "kept = kept or report if kept ~= report then kept { message = 'late' } end error('kept')", "kept"),
    ("lint", "kept = kept or map if kept ~= map then kept:count() end error('kept')", "kept"),
    ("lint", "report(setmetatable({}, { __index = function() while true do end end }))", "`message` is missing"),
    ("lint", "coroutine.wrap(function() report { message = 'x' } while true do end end)()", ""),
    ("command", "return 256", "exit status"),
    ("command", "return -1", "exit status"),
    ("command", "return {}", "exit status"),
    ("command", "context.commit = print", "readonly"),
    ("command", "context:commit(7)", "a change is a table"),
    ("command", "context:commit({ add = 'clam' })", "did you mean `claim`"),
    ("command", "context:commit({ { add = 'claim', text = 'x' }, { add = 'clam' } })", "did you mean `claim`"),
    ("command", "while true do context:commit({ add = 'claim', text = 'x' }) end", ""),
    ("command", "while true do context:print('x') end", ""),
    ("command", "while true do context:write(string.rep('x', 1e6)) end", ""),
    ("command", "while true do context:maps() context:map('debate') context:find('x') context:scorers() end", ""),
    ("command", "while true do context:ask('?') end", ""),
    ("command", "while true do context:progress(0/0, 1/0) end", ""),
    ("command", "context:progress('x')", ""),
    ("command", "context:table(7)", ""),
    ("command", "context:table({ 7 })", "row 1 is no table"),
    ("command", "context:table({ { print } })", "no JSON form"),
    ("command", "context:table({ { 0/0 } })", "no JSON number"),
    ("command", "local t = {} t[1] = t context:table(t)", "deep"),
    ("command", "context:table({ { a = { { { 1 } } } } }, { 'b', 'b', '' })", "quiet"),
    ("command", "context:table({ table.create(1e7, 1) })", ""),
    ("command", "for _ in context:chunks(nil, 0) do end", "1.."),
    ("command", "for _ in context:chunks(nil, 0/0) do end", "1.."),
    ("command", "for _ in context:chunks(nil, 1e9) do end", "1.."),
    ("command", "while true do for _ in context:chunks(nil, 1) do end end", ""),
    ("command", "context.map(nil, 'debate') context.ask()", ""),
    (
        "command",
        "kept = kept or context if kept ~= context then kept:map('debate') kept:commit({ add = 'claim', text = 'late' }) end error('kept')",
        "kept",
    ),
    (
        "command",
        "local c = coroutine.wrap(function() while true do context:print('x') coroutine.yield() end end) while true do c() end",
        "",
    ),
    ("command", "context:ask(string.rep('\\27[2J', 1e6))", "quiet"),
    ("command", "pcall(error, context) error(context)", ""),
];

#[test]
fn what_only_these_doors_have_is_bounded_and_said() {
    let mut wrong = Vec::new();
    for (kind, body, says) in OWN {
        let (came, fits) = match survive(kind, body, body) {
            Ok(done) => (done, *says == "quiet"),
            Err(error) => {
                let complaint = complaint(error);
                let shown = format!("{complaint} {} {:?}", complaint.excerpt.as_deref().unwrap_or_default(), complaint.hints);
                let fits = shown.contains(says);
                (shown, fits)
            }
        };
        if !fits {
            wrong.push(format!("{kind}: {body}\n  {came}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_handle_that_is_kept_is_dead_when_its_call_is_over() {
    for (kind, argument, use_it) in [
        ("hook", "commit", "kept:added()"),
        ("lint", "map", "kept:count()"),
        ("command", "context", "kept:maps()"),
        ("command", "context", "kept:commit({ add = 'claim', text = 'late', map = 'debate' })"),
        ("command", "context:chunks(nil, 1)", "kept()"),
    ] {
        let body = format!("if kept then {use_it} error('it still works') end kept = {argument}");
        let place = Plugins::new(&[("hostile", &source(kind, "hostile", &body))]);
        let (_host, registry) = place.host(options());
        attack(&registry, kind).expect("nothing is wrong yet");
        let failed = complaint(attack(&registry, kind).expect_err("it is dead"));
        // What was raised; below it stands the line, which holds those words.
        let said = failed.excerpt.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
        assert!(failed.to_string().contains("hostile") && !said.contains("it still works"), "{failed} {said}");
    }
}

#[test]
fn a_flood_of_reports_ends_at_ten_thousand() {
    let body = "for at = 1, 2e4 do report { message = 'm' .. at } end";
    let place = Plugins::new(&[("hostile", &lint("hostile", body))]);
    let (_host, registry) = place.host(tight());
    let mut found = Vec::new();
    let failed = registry.lint("hostile").expect("it is there").check(&debate(), &mut found).expect_err("too many");
    assert!(complaint(failed).excerpt.is_some_and(|text| text.contains("at most 10000")), "it is said");
    assert!(found.is_empty(), "half a report is none");
}
