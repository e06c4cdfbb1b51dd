//! Plugins at the commands that write: what a hook refuses is not stored, not even in part, and a file starts nothing.

mod ran;

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use ran::Ran;

struct Project(tempfile::TempDir);

impl Project {
    fn new(settings: &str) -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary folder"));
        project.agon(["init"]).well();
        project.file("agon.toml", settings);
        project.agon(["source", "add", "lee-2024", "--title", "Polls"]).well();
        project
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the disk works");
        std::fs::write(path, text).expect("the disk works");
    }

    fn agon<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_agon"));
        command.args(arguments).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command.envs([("AGON_AUTHOR", "Ada"), ("HOME", "/nonexistent"), ("NO_COLOR", "1"), ("XDG_CONFIG_HOME", "/nonexistent")]);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        Ran::of(command.output().expect("the program starts"))
    }

    /// How many commits there are, after a check.
    fn head(&self) -> u64 {
        assert!(self.agon(["check"]).well().out.ends_with("sound\n"));
        let stats: serde_json::Value = serde_json::from_str(&self.agon(["stats", "--json"]).well().out).expect("JSON");
        stats["commit"].as_u64().expect("a number")
    }

    /// Everything that is stored, but for what only helps to find it.
    fn journal(&self) -> Vec<u8> {
        std::fs::read(self.path().join(".agon/journal.jsonl")).expect("a journal")
    }
}

fn claims(count: usize) -> String {
    let claims: Vec<String> = (1..=count).map(|at| format!("[c{at}]: Claim {at}.\n")).collect();
    format!("===\ntitle: Many\n===\n\n{}", claims.join("\n"))
}

#[test]
fn evidence_without_a_source_is_refused_and_with_one_it_is_stored() {
    let project = Project::new("[plugin.cite-sources]\nenabled = true\n");
    project.agon(["add", "claim", "So.", "--map", "m", "--new-map", "--name", "so"]).well();
    let (head, journal) = (project.head(), project.journal());
    let refused = project.agon(["add", "evidence", "It rains.", "--supports", "so"]);
    let refused = refused.badly(1, "error[cite-sources/missing]: this evidence cites no source");
    assert!(refused.said.contains("--source KEY"), "{refused:?}");
    assert_eq!((project.head(), project.journal()), (head, journal));
    project.agon(["add", "evidence", "It rains.", "--supports", "so", "--source", "lee-2024", "--name", "rain"]).well();
    assert_eq!(project.head(), head + 1);
    project.agon(["set", "rain", "source="]).badly(1, "cite-sources/missing");
    // What a file brings is held to the same.
    project.file("bare.argdown", "===\ntitle: Bare\n===\n\n[a]: A.\n  + [b]: B. {kind: evidence}\n");
    project.agon(["import", "bare.argdown"]).badly(1, "cite-sources/missing");
    assert_eq!(project.head(), head + 1);
    // It can be turned off again.
    project.file("agon.toml", "");
    project.agon(["import", "bare.argdown"]).well();
}

#[test]
fn a_hook_that_fails_in_the_midst_of_an_import_leaves_nothing_of_it() {
    let project = Project::new("");
    let hook = r#"
local function run(commit)
    for at, node in ipairs(commit:added("claim")) do
        if at == 500 then error("not the five hundredth: " .. node.text) end
    end
end
return { api = 1, name = "fussy", summary = "Refuses many.", hooks = { before_commit = { run = run } } }
"#;
    project.file("plugins/fussy/init.lua", hook);
    project.file("many.argdown", &claims(1_000));
    project.file("few.argdown", &claims(499));
    let (head, journal) = (project.head(), project.journal());
    let failed = project.agon(["import", "many.argdown"]).badly(1, "plugin `fussy` failed in its hook `before_commit`");
    assert!(failed.said.contains("plugins/fussy/init.lua:4"), "{failed:?}");
    assert_eq!((project.head(), project.journal()), (head, journal));
    project.agon(["show", "c1"]).badly(1, "there is no");
    project.agon(["import", "few.argdown"]).well();
    assert_eq!(project.head(), head + 1);
}

#[test]
fn a_hook_that_never_ends_leaves_nothing_either() {
    let project = Project::new("[limits]\nshort = 1\nlong = 1\n");
    let text = "return { api = 1, name = \"slow\", summary = \"s\", hooks = { before_commit = { run = function() while true do end end } } }";
    project.file("plugins/slow/init.lua", text);
    let (head, journal) = (project.head(), project.journal());
    let ran = project.agon(["add", "claim", "So.", "--map", "m", "--new-map"]);
    assert_ne!(ran.status, Some(0), "{ran:?}");
    assert!(ran.said.contains("plugin `slow`"), "{ran:?}");
    assert_eq!((project.head(), project.journal()), (head, journal));
}

#[test]
fn a_map_that_names_plugins_starts_none() {
    let project = Project::new("");
    // Whoever runs it notices: it refuses every commit, and what it brings stands in every list.
    let text = "return { api = 1, name = \"evil\", summary = \"s\", hooks = { before_commit = { run = function() error('evil ran') end } } }";
    project.file("elsewhere/evil/init.lua", text);
    project.file("agon.toml", "[plugin.loaded-words]\nenabled = false\n");
    let matter = "===\ntitle: Bait\nplugins: [evil, elsewhere/evil]\nplugin:\n  evil: {enabled: true, path: elsewhere/evil}\n  cite-sources: {enabled: true}\n  loaded-words: {enabled: true}\n===\n\n";
    project.file("bait.argdown", &format!("{matter}[a]: Obviously.\n  + [b]: B. {{kind: evidence}}\n"));
    let ran = project.agon(["import", "bait.argdown"]).well();
    assert!(!ran.said.contains("evil ran") && !ran.out.contains("evil ran"), "{ran:?}");
    let list = project.agon(["plugin", "list"]).well();
    assert!(!list.out.contains("evil"), "{list:?}");
    let lint = project.agon(["lint", "--json"]).well();
    assert!(!lint.out.contains("loaded-words"), "{lint:?}");
    project.agon(["add", "evidence", "It rains.", "--supports", "a"]).well();
    for format in ["json", "argdown"] {
        let back = project.agon(["export", "bait", "--format", format]);
        assert!(!back.said.contains("evil ran"), "{back:?}");
    }
}
