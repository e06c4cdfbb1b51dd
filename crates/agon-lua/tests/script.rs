//! `agon run`: a script reads the database, prints to its output and says how it went.

mod scene;

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use agon_core::change::ReadError;
use agon_core::extend::{ExtendError, Registry};
use agon_core::model::{Map, MapInfo, Node};
use agon_lua::{Host, ScriptDatabase, Settings};

use scene::{complaint, debate, options, shipped};

struct One(Arc<Map>);

impl ScriptDatabase for One {
    fn maps(&self) -> Result<Vec<MapInfo>, ReadError> {
        Ok(vec![self.0.info().clone()])
    }

    fn map(&self, name: &str) -> Result<Option<Arc<Map>>, ReadError> {
        Ok((name == self.0.info().name.as_str()).then(|| Arc::clone(&self.0)))
    }

    fn find(&self, query: &str) -> Result<Vec<Node>, ExtendError> {
        Ok(self.0.nodes().iter().filter(|node| node.text.contains(query)).cloned().collect())
    }
}

fn run(source: &str, arguments: &[&str]) -> (Result<i32, ExtendError>, String) {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("beside.lua"), "return { word = 'beside' }").expect("a file");
    let script: &Path = &place.path().join("script.lua");
    std::fs::write(script, source).expect("a file");
    let mut host = Host::new(options());
    host.load_all(&[shipped()], &Settings::new());
    let mut registry = Registry::new();
    host.register(&mut registry);
    let mut out = Vec::new();
    let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
    let database = Rc::new(One(Arc::new(debate())));
    let status = host.run_script(script, &arguments, database, Rc::new(registry), &mut out);
    (status, String::from_utf8(out).expect("text"))
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
