//! What the pages in `docs/guide` show is what happens: every command on them is run over the worked dispute, and every
//! piece of Lua on them stands in one of the scripts, or is a plugin or its spec, which is put in place for the commands
//! after it.
//!
//! A page is checked if it names this file. `AGON_BLESS=1 cargo test -p agon-cli --test guide` writes the outputs anew;
//! read them as a reader would before keeping them.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Command;

const AGON: &str = env!("CARGO_BIN_EXE_agon");

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide")
}

/// A database of the worked dispute, and the scripts beside it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a folder"));
        place.sh("agon demo demo");
        for (path, text) in scripts() {
            let name = path.file_name().expect("a file has a name");
            std::fs::write(place.0.path().join("demo").join(name), text).expect("the disk works");
        }
        place
    }

    /// Puts a plugin, or the spec of a plugin, where the commands that follow find it.
    fn put(&self, block: &str) {
        let name = block.split("name = \"").nth(1).or_else(|| block.split("describe(\"").nth(1));
        let name = name.and_then(|rest| rest.split('"').next()).expect("a plugin has a name");
        let folder = self.0.path().join("demo/plugins").join(name);
        std::fs::create_dir_all(&folder).expect("the disk works");
        let file = if is_spec(block) { "init_spec.lua" } else { "init.lua" };
        std::fs::write(folder.join(file), block).expect("the disk works");
        let said = self.sh(&format!("agon plugin check {name}"));
        assert!(said.starts_with("ok"), "{said}\n{block}");
    }

    /// What a command says, stdout and stderr as a terminal shows them.
    fn sh(&self, command: &str) -> String {
        let folder = self.0.path().join("demo");
        let folder = if folder.exists() { folder } else { self.0.path().to_owned() };
        let programs = Path::new(AGON).parent().expect("it is in a folder").display().to_string();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
        let ran = Command::new("sh")
            .args(["-c", &format!("{{ {command}\n}} 2>&1")])
            .current_dir(folder)
            .env_clear()
            .envs([("PATH", path.as_str()), ("AGON_CLOCK", "1767225600000"), ("AGON_SEED", "7"), ("AGON_AUTHOR", "ada")])
            .envs([("COLUMNS", "100"), ("NO_COLOR", "1"), ("HOME", "/nonexistent"), ("XDG_CONFIG_HOME", "/nonexistent")])
            .output()
            .expect("a shell starts");
        String::from_utf8(ran.stdout).expect("it is text")
    }
}

fn is_spec(block: &str) -> bool {
    block.contains("describe(\"")
}

fn is_plugin(block: &str) -> bool {
    block.contains("api = 1") || is_spec(block)
}

fn files(folder: &Path, end: &str) -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == end))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("readable"))).collect()
}

fn scripts() -> Vec<(PathBuf, String)> {
    files(&guide().join("scripts"), "lua")
}

fn pages() -> Vec<(PathBuf, String)> {
    let mut pages = files(&guide(), "md");
    pages.retain(|(_, text)| text.contains("tests/guide.rs"));
    assert!(pages.len() >= 4, "a page has lost its first line");
    pages
}

/// The page with what its commands say now. A command is a line after `$ `, and goes on while lines end in a backslash
/// or until the word of a here-document.
fn run(page: &str) -> String {
    let place = Place::new();
    let mut text = String::new();
    let mut lines = page.lines().peekable();
    let mut is_console = false;
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        if line.starts_with("```") {
            is_console = line == "```console";
        }
        if line == "```lua" {
            let mut block = String::new();
            while let Some(line) = lines.next_if(|line| *line != "```") {
                block.push_str(line);
                block.push('\n');
            }
            text.push_str(&block);
            if is_plugin(&block) {
                place.put(&block);
            }
            continue;
        }
        let Some(command) = line.strip_prefix("$ ").filter(|_| is_console) else { continue };
        let mut command = command.to_owned();
        let here = line.split_once("<<'").and_then(|(_, rest)| rest.split('\'').next());
        let mut goes_on = here.is_some() || line.ends_with('\\');
        while goes_on {
            let next = lines.next().expect("a command ends");
            text.push_str(next);
            text.push('\n');
            command = format!("{command}\n{next}");
            goes_on = here.map_or_else(|| next.ends_with('\\'), |word| next != word);
        }
        // The old output goes, the new one comes.
        while lines.next_if(|line| !line.starts_with("$ ") && *line != "```").is_some() {}
        let said = place.sh(&command);
        let said = said.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        if !said.is_empty() {
            text.push_str(&said);
            text.push('\n');
        }
        if lines.peek().is_some_and(|line| line.starts_with("$ ")) {
            text.push('\n');
        }
    }
    text
}

#[test]
fn what_a_page_shows_is_what_is_said() {
    for (path, page) in pages() {
        let now = run(&page);
        let fails = now.lines().find(|line| line.starts_with("failed ") || line.starts_with("error: unexpected"));
        assert!(fails.is_none(), "{}: {fails:?}", path.display());
        if std::env::var_os("AGON_BLESS").is_some() {
            std::fs::write(&path, &now).expect("the page is written");
        } else {
            let name = path.file_name().expect("a file has a name");
            assert_eq!(page, now, "{}: write it anew with AGON_BLESS=1, and read it", name.display());
        }
    }
}

#[test]
fn the_lua_of_a_page_stands_in_a_script() {
    let scripts = scripts();
    let mut shown = 0;
    for (path, page) in pages() {
        for block in page.split("\n```lua\n").skip(1) {
            let block = block.split("\n```").next().expect("there is a first part");
            let is_there = is_plugin(block) || scripts.iter().any(|(_, script)| script.contains(block));
            assert!(is_there, "{}: in no script:\n{block}", path.display());
            shown += 1;
        }
    }
    assert!(shown >= 3, "{shown}");
}
