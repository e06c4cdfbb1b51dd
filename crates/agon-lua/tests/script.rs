//! `agon run`: a script reads the database, prints to its output and says how it went.

mod scene;

use std::path::Path;
use std::rc::Rc;

use agon_core::extend::{ExtendError, Registry};
use agon_lua::{Host, HostOptions, Limits, PluginSettings, Settings};

use scene::desk::PaperDesk;
use scene::{complaint, debate, options, shipped};

fn run_at(desk: &Rc<PaperDesk>, source: &str, arguments: &[&str]) -> Result<u8, ExtendError> {
    run_with(options(), desk, source, arguments)
}

fn run_with(options: HostOptions, desk: &Rc<PaperDesk>, source: &str, arguments: &[&str]) -> Result<u8, ExtendError> {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("beside.lua"), "return { word = 'beside' }").expect("a file");
    let script: &Path = &place.path().join("script.lua");
    std::fs::write(script, source).expect("a file");
    let mut host = Host::new(options);
    host.load_all(&[shipped()], &Settings::new());
    let mut registry = Registry::new();
    host.register(&mut registry);
    let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
    let settings = PluginSettings::default();
    host.run_script(script, &arguments, &settings, Rc::<PaperDesk>::clone(desk), Rc::new(registry))
}

fn run(source: &str, arguments: &[&str]) -> (Result<u8, ExtendError>, String) {
    let desk = Rc::new(PaperDesk::over(debate()));
    let status = run_at(&desk, source, arguments);
    (status, desk.written.take())
}

#[test]
fn a_script_sees_maps_scores_arguments_and_files_beside_it() {
    let source = r#"
for _, info in ipairs(agon.db:maps()) do
    local map = agon.db:map(info.name)
    print(map.title, map:count(), string.format("%.3f", map:score("drift", "evidence-weight")))
    print(buffer.len(map:column("evidence-weight")))
end
print(#agon.db:find("polls"), agon.db:map("nothing"), require("beside").word)
print(agon.args[1], ...)
return 3
"#;
    let (status, out) = run(source, &["one", "two"]);
    assert_eq!(status.expect("it runs"), 3);
    assert_eq!(out, "debate\t6\t0.592\n48\n1\tnil\tbeside\none\tone\ttwo\n");
}

#[test]
fn a_script_that_fails_names_its_line() {
    let (status, out) = run("print('first')\nlocal x = nil\nreturn x.y", &[]);
    assert_eq!(out, "first\n");
    let failed = complaint(status.expect_err("it fails"));
    assert!(failed.message.contains("script.lua` failed"), "{failed}");
    assert!(failed.to_string().contains("script.lua:3:1"), "{failed}");
    let (status, _) = run("return {}", &[]);
    assert_eq!(complaint(status.expect_err("no status")).hints, ["return nothing, or an exit status from 0 to 255"]);
    assert_eq!(run("", &[]).0.expect("nothing is fine"), 0);
}

#[test]
fn a_script_goes_through_the_database_in_chunks() {
    let source = r#"
local sizes = {}
for nodes in agon.db:chunks(nil, 4) do table.insert(sizes, #nodes) end
print(table.concat(sizes, " "))
for nodes in agon.db:chunks("polls", 4) do print(nodes[1].label) end
agon.db:table({ { "a", 1 }, { "b" } }, { "name", "number" })
agon.db:table({ { x = true, y = 0.5 } })
agon.db:write(agon.plot.bars({ { "one", 1 }, { "two", 2 } }, { width = 2 }))
print(agon.db:ask("who? "))
agon.db:progress(1, 2)
print(agon.random() == agon.random(), agon.random(6) <= 6)
"#;
    let desk = Rc::new(PaperDesk::over(debate()).answering(&["Ada"]));
    run_at(&desk, source, &[]).expect("it runs");
    let expected = "4 2\nweak\nname|number\n\"a\"|1\n\"b\"|null\nx|y\ntrue|0.5\none  1  █\ntwo  2  ██\nAda\nfalse\ttrue\n";
    assert_eq!(desk.written.take(), expected);
    assert_eq!(desk.asked.take(), ["who? "]);
}

#[test]
fn what_a_script_changes_is_noted_for_one_commit() {
    let source = r#"
agon.db:commit({ add = "claim", text = "So.", map = "debate" })
agon.db:commit({ { remove = "node", id = "weak" }, { edit = "node", id = "poll", credence = 0.4 } }, "a new look")
"#;
    let desk = Rc::new(PaperDesk::over(debate()));
    run_at(&desk, source, &[]).expect("it runs");
    let (message, proposals) = desk.proposed.take();
    assert_eq!((message.as_deref(), proposals.len()), (Some("a new look"), 3));
    let failed = run_at(&desk, "agon.db:commit({ add = 'clam' })", &[]).expect_err("there is no such kind");
    assert!(complaint(failed).excerpt.is_some_and(|text| text.contains("did you mean `claim`?")));
    let failed = run_at(&desk, "agon.db:commit({ { add = 'claim', text = 'x' }, map = 'm' })", &[]).expect_err("half a list");
    assert!(complaint(failed).excerpt.is_some_and(|text| text.contains("positions only")));
}

#[test]
fn a_loop_without_an_end_is_stopped_at_its_line() {
    let limits = Limits { long: std::time::Duration::from_millis(100), ..Limits::default() };
    let desk = Rc::new(PaperDesk::over(debate()));
    for source in ["local function spin()\n  while true do end\nend\nspin()", "\nwhile true do pcall(error) end"] {
        let failed = run_with(HostOptions { limits, ..options() }, &desk, source, &[]).expect_err("it ends");
        let failed = complaint(failed);
        assert_eq!(failed.code, "plugin/time");
        assert!(failed.to_string().contains("script.lua:2:1"), "{failed}");
    }
}

#[test]
fn what_if_is_another_map() {
    let source = r#"
local map = agon.db:map("debate")
local evidence = map:nodes("evidence")[1]
local believed = map:with{ credence = { [evidence.id] = 0.125 } }
print(believed:node(evidence.id).credence, map:node(evidence.id).credence == 0.125, believed:count() == map:count())
print(#map:links_from(evidence.id) > 0, #map:without({ evidence.id }):links_from(evidence.label), #map:without({}):nodes())
for _, call in ipairs({
    function() map:with{ credences = {} } end, function() map:with{ credence = { nobody = 1 } } end,
    function() map:with{ credence = { [evidence.id] = 0 / 0 } } end, function() map:with{ strength = { nobody = 1 } } end,
    function() map:without("nobody") end, function() map:without(7) end, function() map:with() end,
}) do
    print((select(2, pcall(call))))
end
"#;
    let (status, out) = run(source, &[]);
    assert_eq!(status.expect("it runs"), 0);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[..2], ["0.125\tfalse\ttrue", "true\t0\t6"]);
    for (line, part) in lines[2..].iter().zip([
        "there is no `credences`",
        "no node `nobody`",
        "lies in 0..1",
        "no link `nobody`",
        "no node `nobody`",
        "a list of ids",
    ]) {
        assert!(line.contains(part), "{line} / {part}");
    }
    assert_eq!(lines.len(), 9, "{out}");
}
