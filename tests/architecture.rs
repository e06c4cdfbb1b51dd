//! The import rules of `docs/architecture.md`, checked against the sources.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every Rust source of a crate's `src`, by path from the repository's root, without comments and test modules' strings.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
                let shown = path.strip_prefix(root()).expect("below the root").display().to_string().replace('\\', "/");
                found.insert(shown, code(&text));
            }
        }
    }
    assert!(!found.is_empty(), "there are no sources in {folder}");
    found
}

/// The text without line comments: prose may name what code may not.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// Fails for every file that matches none of `allowed` and names one of `words`.
fn only_in(folders: &[&str], words: &[&str], allowed: &[&str]) {
    let mut wrong = Vec::new();
    for folder in folders {
        for (path, text) in sources(folder) {
            if allowed.iter().any(|allowed| path.starts_with(allowed)) {
                continue;
            }
            for word in words {
                if let Some(line) = text.lines().find(|line| line.contains(word)) {
                    wrong.push(format!("{path} names `{word}`: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const LIBRARIES: [&str; 4] = ["crates/agon-core/src", "crates/agon-reason/src", "crates/agon-formats/src", "crates/agon-lua/src"];
const ALL: [&str; 5] =
    ["crates/agon-core/src", "crates/agon-reason/src", "crates/agon-formats/src", "crates/agon-lua/src", "crates/agon-cli/src"];

#[test]
fn crates_depend_downwards_only() {
    let allowed: [(&str, &[&str]); 5] = [
        ("agon-core", &[]),
        ("agon-reason", &["agon-core"]),
        ("agon-formats", &["agon-core"]),
        ("agon-lua", &["agon-core"]),
        ("agon-cli", &["agon-core", "agon-reason", "agon-formats", "agon-lua"]),
    ];
    for (name, may) in allowed {
        let text = std::fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).expect("a manifest");
        let dependencies = text.split("[dependencies]").nth(1).expect("dependencies").split("\n[").next().expect("a section");
        for line in dependencies.lines().filter(|line| line.starts_with("agon-")) {
            let dependency = line.split(['.', ' ', '=']).next().expect("a name");
            assert!(may.contains(&dependency), "{name} depends on {dependency}");
        }
    }
}

#[test]
fn modules_of_core_know_only_those_before_them() {
    let order = ["model", "diagnostic", "change", "extend", "query", "lint", "store", "database"];
    let mut wrong = Vec::new();
    for (path, text) in sources("crates/agon-core/src") {
        let room = path.trim_start_matches("crates/agon-core/src/").split(['/', '.']).next().expect("a room");
        let Some(at) = order.iter().position(|name| *name == room) else { continue };
        for (later, name) in order.iter().enumerate() {
            let is_sibling = (room == "query" && *name == "lint") || (room == "lint" && *name == "query");
            // Rules speak in diagnostics, which know nothing themselves.
            let is_rules = room == "model" && *name == "diagnostic" && path.ends_with("model/rules.rs");
            if (later > at && !is_rules) || is_sibling {
                for line in text.lines().filter(|line| line.contains(&format!("crate::{name}"))) {
                    wrong.push(format!("{path} knows `{name}`: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sled_and_bincode_stand_only_in_the_state() {
    let words = ["sled::", "use sled", "bincode::", "use bincode"];
    only_in(&ALL, &words, &["crates/agon-core/src/store/state/"]);
}

#[test]
fn mlua_stands_only_in_the_plugin_host() {
    only_in(&ALL, &["mlua::", "use mlua"], &["crates/agon-lua/"]);
    only_in(&["crates/agon-lua/src"], &["use mlua::prelude", "use mlua::*"], &[]);
}

#[test]
fn clap_and_printing_stand_only_in_the_program() {
    only_in(&LIBRARIES, &["clap::", "use clap"], &[]);
    only_in(&LIBRARIES, &["println!", "eprintln!", "print!(", "eprint!(", "std::io::stdout", "std::io::stderr"], &[]);
}

#[test]
fn the_clock_chance_and_the_environment_come_from_outside() {
    let words = ["SystemTime", "std::env", "env::var", "getrandom", "rand::", "Instant::now"];
    let mut wrong = Vec::new();
    for folder in LIBRARIES {
        for (path, text) in sources(folder) {
            // Tests may read where they stand.
            let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
            if path.contains("/tests") {
                continue;
            }
            for word in words {
                // The watchdog of plugin calls must know when its time is up; no result depends on it.
                if path == "crates/agon-lua/src/limits.rs" && word == "Instant::now" {
                    continue;
                }
                // The name of a system call, and of the processor that the program was made for.
                let is_harmless = |line: &str| {
                    path == "crates/agon-lua/src/isolate/rights.rs"
                        && (line.contains("SYS_getrandom") || line.contains("env::consts::ARCH"))
                };
                if let Some(line) = before_tests.lines().find(|line| line.contains(word) && !is_harmless(line)) {
                    wrong.push(format!("{path} names `{word}`: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rights_are_given_up_and_processes_started_in_one_room() {
    only_in(&ALL, &["seccompiler::", "rustix::", "libc::"], &["crates/agon-lua/src/isolate/rights.rs"]);
    only_in(&LIBRARIES, &["process::Command", "process::{"], &["crates/agon-lua/src/isolate/"]);
}

#[test]
fn escaping_stands_in_one_file() {
    let words = ["\"&amp;\"", "\"&lt;\"", "&amp;"];
    let mut wrong = Vec::new();
    for (path, text) in sources("crates/agon-formats/src") {
        let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
        if path.ends_with("escape.rs") || path.contains("/escape/") || path.contains("test") {
            continue;
        }
        for word in words {
            if before_tests.contains(word) {
                wrong.push(format!("{path} escapes by itself: {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_is_no_unsafe_and_no_stub() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    only_in(&ALL, &["unsafe {", "unsafe fn", "todo!(", "unimplemented!(", "dbg!("], &[]);
}

#[test]
fn no_file_bears_a_vague_name() {
    let vague = ["util", "utils", "helper", "helpers", "common", "misc", "manager"];
    for folder in ALL {
        for path in sources(folder).keys() {
            let parts = path.trim_end_matches(".rs").split('/');
            for part in parts {
                assert!(!vague.contains(&part), "{path}");
            }
        }
    }
}

#[test]
fn files_stay_readable() {
    for folder in ALL {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            assert!(lines <= 600, "{path} has {lines} lines of code: what is its second subject?");
        }
    }
}
