//! The commands that write and keep, as people and scripts run them: what stands on stdout and stderr, the exit status,
//! and what is in the database afterwards.
//!
//! `TRYCMD=overwrite cargo test -p agon-cli --test cli_write` writes the snapshots anew. Read each as a user would.

mod ran;

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ran::Ran;

/// Everything the program reads of its environment, fixed.
const ENVIRONMENT: [(&str, &str); 8] = [
    ("AGON_AUTHOR", "Ada"),
    ("AGON_CLOCK", "1767225600000"),
    ("AGON_SEED", "1"),
    ("CLICOLOR_FORCE", ""),
    ("COLUMNS", "100"),
    ("HOME", "/nonexistent"),
    ("NO_COLOR", "1"),
    ("XDG_CONFIG_HOME", "/nonexistent"),
];

#[test]
fn sessions() {
    let is_fixed = |key: &str| ENVIRONMENT.iter().any(|(fixed, _)| *fixed == key);
    let is_stray = |key: &String| key.starts_with("AGON_") && !key.starts_with("AGON_KILL") && !is_fixed(key);
    let strays: Vec<String> = std::env::vars().map(|(key, _)| key).filter(is_stray).collect();
    assert!(strays.is_empty(), "unset {} first: the program reads it", strays.join(", "));
    let cases = trycmd::TestCases::new();
    // For input from files: `sh -c 'agon repl < session.txt'`.
    cases.register_bin("sh", Path::new("/bin/sh"));
    let agon = Path::new(env!("CARGO_BIN_EXE_agon"));
    cases.env("PATH", agon.parent().expect("it is in a folder").display().to_string());
    cases.case("../../tests/cli/write/*.trycmd");
    for (key, value) in ENVIRONMENT {
        cases.env(key, value);
    }
    cases.run();
}

/// A folder with a database in it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().expect("a temporary folder"));
        place.agon(["init"]).well();
        place
    }

    /// One with a question and a claim.
    fn with_claim() -> Self {
        let place = Self::new();
        place.agon(["add", "question", "Why?", "--map", "m", "--new-map", "--name", "why"]).well();
        place.agon(["add", "claim", "So.", "--answers", "why", "--name", "so"]).well();
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path().join(name), text).expect("the disk works");
    }

    fn command<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_agon"));
        command.args(arguments).current_dir(self.path()).env_clear().envs(ENVIRONMENT);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn start<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Child {
        self.command(arguments).spawn().expect("the program starts")
    }

    fn agon<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Ran {
        Ran::of(self.command(arguments).output().expect("the program starts"))
    }

    fn agon_reading<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I, input: &[u8]) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().expect("the program starts");
        // A program that refuses early closes its end: that is no failure of the test.
        let _ = child.stdin.take().expect("it is piped").write_all(input);
        Ran::of(child.wait_with_output().expect("a child can be waited for"))
    }

    fn head(&self) -> u64 {
        let stats: serde_json::Value = serde_json::from_str(&self.agon(["stats", "--json"]).well().out).expect("JSON");
        stats["commit"].as_u64().expect("a number")
    }

    /// The store is sound and `head` commits long.
    fn is_sound_at(&self, head: u64) {
        let check = self.agon(["check"]).well();
        assert!(check.out.ends_with("sound\n"), "{check:?}");
        assert_eq!(self.head(), head);
    }
}

#[test]
fn texts_come_from_standard_input_without_their_last_line_break() {
    let place = Place::with_claim();
    place.agon_reading(["add", "claim", "-", "--map", "m", "--name", "read"], "Two\nlines — 한국어.\n".as_bytes()).well();
    let diff = place.agon(["diff", "2", "--json"]).well();
    assert!(diff.out.contains(r#""text": "Two\nlines — 한국어.""#), "{diff:?}");
    place.agon_reading(["add", "claim", "-", "--map", "m"], b"caf\xe9").badly(1, "<stdin> is not UTF-8: byte 4");
    place.agon_reading(["add", "claim", "-", "--map", "m"], b"").badly(1, "a node must say something");
    place.is_sound_at(3);
}

#[test]
fn a_text_too_long_is_refused_with_the_status_of_a_limit() {
    let place = Place::with_claim();
    let long = "x".repeat(100_000);
    let refused = place.agon(["add", "claim", &long, "--map", "m"]).badly(7, "limit/record-size");
    assert!(refused.said.contains("agon source add KEY --text FILE"), "{refused:?}");
    assert!(refused.said.len() < 1000, "the text is not said back");
    place.agon_reading(["add", "claim", "-", "--map", "m"], "y".repeat(3_000_000).as_bytes()).badly(7, "limit/record-size");
    place.agon(["set", "so", &format!("note={long}")]).badly(7, "limit/record-size");
    place.is_sound_at(2);
}

#[test]
fn control_characters_are_refused_and_what_gets_in_cannot_steer_a_terminal() {
    let place = Place::with_claim();
    place.agon(["add", "claim", "red \u{1b}[31m", "--map", "m"]).badly(1, r"the control character \u{1b} as character 5");
    let names = place.agon(["set", "\u{1b}]0;x\u{7}", "a=b"]).badly(1, "there is no node, link, map or source");
    assert!(!names.said.contains('\u{1b}'), "{names:?}");
    // Free fields, authors and messages may hold what they like: it is written out when it is shown.
    place.agon(["--author", "\u{1b}[2JEve", "set", "so", "note=\u{202e}evil\u{1b}[31m"]).well();
    for command in [&["log"][..], &["diff", "2"], &["diff", "0"], &["stats"], &["undo"]] {
        let shown = place.agon(command).well();
        assert!(!shown.out.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
    }
    place.is_sound_at(4);
}

#[test]
fn a_report_lists_everything_that_was_not_kept() {
    let place = Place::new();
    place.file("w.argdown", "===\ntitle: W\n===\n\n[a]: A.\n  + [b]\n  + [c]\n");
    place.agon(["import", "w.argdown", "--report", "r.txt"]).well();
    let text = std::fs::read_to_string(place.path().join("r.txt")).expect("it was written");
    assert!(text.starts_with("w.argdown: 3 nodes, 2 links, 2 warnings\n"), "{text}");
    assert_eq!(text.matches("warning[").count(), 2, "{text}");
    place.agon(["undo"]).well();
    place.agon(["import", "w.argdown", "--report", "r.json", "-q"]).well();
    let json = std::fs::read_to_string(place.path().join("r.json")).expect("it was written");
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report[0]["warnings"].as_array().map(Vec::len), Some(2));
    let piped = place.agon_reading(["import", "-", "--map", "piped", "--json"], b"===\ntitle: P\n===\n\n[p]: P.\n").well();
    assert!(serde_json::from_str::<serde_json::Value>(&piped.out).is_ok(), "{piped:?}");
    place.is_sound_at(4);
}

#[test]
fn a_broken_settings_file_or_an_empty_map_is_no_surprise() {
    let place = Place::new();
    place.file("agon.toml", "author = 3\n");
    place.agon(["stats"]).badly(1, "`author` in agon.toml must be a text");
    place.agon(["check"]).well();
    place.agon(["repair"]).well();
    place.file("agon.toml", "");
    place.file("empty.argdown", "===\ntitle: Nothing\n===\n");
    place.agon(["import", "empty.argdown"]).well();
    place.agon(["set", "empty", "summary=Nothing yet."]).well();
    place.agon(["remove", "empty"]).well();
    place.is_sound_at(3);
}

/// A script that edits its last argument, as an editor would.
#[cfg(unix)]
fn editor(place: &Place, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = place.path().join(name);
    std::fs::write(&path, format!("#!/bin/sh\nfor file; do :; done\n{script}\n")).expect("the disk works");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("the disk works");
    path.display().to_string()
}

#[cfg(unix)]
#[test]
fn an_editor_is_opened_and_what_it_leaves_is_committed() {
    let place = Place::with_claim();
    let edit = |editor: &str| Ran::of(place.command(["edit", "m"]).env("EDITOR", editor).output().expect("it starts"));
    let better = editor(&place, "better", r#"sed -i 's/So\./So, indeed./' "$file""#);
    // Arguments and quotation marks in it work as a shell has them.
    let ran = edit(&format!("'{better}' --wait")).well();
    assert_eq!(ran.out, "edited m: 1 edited (commit 3)\n");
    let diff = place.agon(["diff", "2"]).well();
    assert_eq!(diff.out, "~ claim so\n    text: So. → So, indeed.\n");
    assert_eq!(edit("true").well().out, "nothing changed\n");
    edit("false").badly(5, "the editor `false` ended with");
    edit("/nowhere/vi").badly(5, "set VISUAL or EDITOR");

    // What cannot be stored is kept, and it is said where.
    let worse = editor(&place, "worse", r#"echo '[z]: Z. {kind: opinion}' >> "$file""#);
    let refused = edit(&worse).badly(1, "`kind` wants question, claim, evidence or rebuttal");
    let (_, kept) = refused.said.split_once("agon edit m --file ").expect("it is said where the text is");
    let kept = Path::new(kept.trim_end());
    let text = std::fs::read_to_string(kept).expect("the text is kept");
    std::fs::write(kept, text.replace("opinion", "claim")).expect("the disk works");
    place.agon([OsStr::new("edit"), OsStr::new("m"), OsStr::new("--file"), kept.as_os_str()]).well();
    std::fs::remove_dir_all(kept.parent().expect("a folder")).expect("the disk works");

    // The database is free while the editor is open; whoever comes first wins, and nobody's work is lost.
    let agon = env!("CARGO_BIN_EXE_agon");
    let slow = editor(&place, "slow", &format!("echo '[y]: Y.' >> \"$file\"\n'{agon}' set so credence=0.5"));
    let refused = edit(&slow).badly(1, "the map m was changed while you edited it");
    let (_, kept) = refused.said.split_once("agon edit m --file ").expect("it is said where the text is");
    std::fs::remove_dir_all(Path::new(kept.trim_end()).parent().expect("a folder")).expect("the disk works");

    let text = place.agon(["diff", "0", "--json"]).well();
    assert!(!text.out.contains("Y."), "{text:?}");
    let through = place.agon_reading(["edit", "m", "--stdin"], b"===\ntitle: M\n===\n\n[so]: So, at last.\n").well();
    assert!(through.out.starts_with("edited m: "), "{through:?}");
    place.is_sound_at(6);
}

#[cfg(unix)]
#[test]
fn a_second_process_waits_and_is_told_who_holds_the_database() {
    let place = Place::with_claim();
    // An import whose input does not end holds the database.
    let mut holder = place.command(["import", "-", "--format", "argdown"]).stdin(Stdio::piped()).spawn().expect("it starts");
    let started = Instant::now();
    while std::fs::read_to_string(place.path().join(".agon/lock")).is_ok_and(|text| !text.contains("import")) {
        assert!(started.elapsed() < Duration::from_secs(10), "it never took the lock");
        std::thread::sleep(Duration::from_millis(10));
    }
    let second = place.agon(["set", "so", "credence=0.5"]).badly(4, "the database is in use by process ");
    assert!(second.said.contains("(agon import - --format)"), "{second:?}");
    // It waits for one that is soon done.
    let waiting = place.start(["set", "so", "credence=0.5"]);
    std::thread::sleep(Duration::from_millis(300));
    holder.stdin.take().expect("it is piped").write_all(b"===\ntitle: Piped\n===\n\n[p]: P.\n").expect("it reads");
    Ran::of(holder.wait_with_output().expect("a child can be waited for")).well();
    Ran::of(waiting.wait_with_output().expect("a child can be waited for")).well();
    place.is_sound_at(4);
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill starts");
    assert!(killed.success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_the_database_as_it_was() {
    let place = Place::with_claim();
    // While it waits for input, and in the midst of a long file.
    let mut waiting = place.command(["import", "-", "--format", "json"]).stdin(Stdio::piped()).spawn().expect("it starts");
    let input = waiting.stdin.take();
    std::thread::sleep(Duration::from_millis(800));
    interrupt(&waiting);
    waiting.wait().expect("a child can be waited for");
    drop(input);
    assert_eq!(Ran::of(waiting.wait_with_output().expect("a child can be waited for")).status, Some(130));
    place.is_sound_at(2);

    let mut builder = agon_core::model::MapBuilder::seeded("long", 7);
    for index in 0..40_000 {
        builder = builder.claim(&format!("long-{index}"), &format!("Claim {index}."));
    }
    let mut text = Vec::new();
    agon_formats::json::write(&builder.build(), true, &mut text).expect("memory can be written");
    place.file("long.json", text);
    let mut stopped = 0;
    for wait in [150, 300, 450, 600, 900] {
        let reading = place.start(["import", "long.json"]);
        std::thread::sleep(Duration::from_millis(wait));
        interrupt(&reading);
        let ran = Ran::of(reading.wait_with_output().expect("a child can be waited for"));
        match ran.status {
            Some(130) => {
                assert!(ran.said.contains("stopped; the database is as it was"), "{ran:?}");
                assert_eq!(ran.out, "");
                stopped += 1;
                place.is_sound_at(2);
            }
            // Too early for a handler: the signal ended it, which harms nothing either.
            None => place.is_sound_at(2),
            // Too late: it was done.
            Some(0) => break,
            _ => panic!("{ran:?}"),
        }
    }
    assert!(stopped > 0, "no interrupt fell into the import");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_on_stdout_is_an_error_and_a_closed_pipe_is_none() {
    let place = Place::with_claim();
    let full = || std::fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    for command in [&["log"][..], &["diff", "0"], &["stats", "--json"], &["man"], &["backup", "-"], &["completions", "bash"]] {
        let ran = Ran::of(place.command(command).stdout(full()).output().expect("it starts"));
        ran.badly(5, "no space left on device");
        let mut child = place.start(command);
        drop(child.stdout.take());
        let ran = Ran::of(child.wait_with_output().expect("a child can be waited for"));
        assert_eq!((ran.status, ran.said.as_str()), (Some(0), ""), "{command:?}");
    }
    place.is_sound_at(2);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with_claim();
    place.agon(["--db", "nowhere", "stats"]).badly(1, "there is no database at nowhere");
    place.file("plain", "x");
    place.agon(["init", "plain"]).badly(5, "cannot create plain");
    place.agon(["backup", "plain/x"]).badly(5, "cannot write plain/x");
    place.agon(["man", "plain/x"]).badly(5, "cannot create plain/x");
    let mode = |mode| {
        std::fs::set_permissions(place.path().join(".agon"), std::fs::Permissions::from_mode(mode)).expect("it is ours");
        std::fs::set_permissions(place.path().join(".agon/journal.jsonl"), std::fs::Permissions::from_mode(mode & 0o644))
            .expect("it is ours");
    };
    mode(0o555);
    let is_bound = std::fs::write(place.path().join(".agon/probe"), "x").is_err();
    if is_bound {
        let ran = place.agon(["set", "so", "credence=0.5"]);
        assert_eq!(ran.status, Some(5), "{ran:?}");
    }
    mode(0o755);
    let _ = std::fs::remove_file(place.path().join(".agon/probe"));
    place.is_sound_at(2);
}

#[test]
fn damage_is_found_told_and_repaired() {
    let place = Place::with_claim();
    place.agon(["set", "why", "rivals=partial"]).well();
    let journal = place.path().join(".agon/journal.jsonl");
    let whole = std::fs::read(&journal).expect("readable");
    let at = whole.windows(3).position(|bytes| bytes == b"So.").expect("it is in the journal");
    let mut damaged = whole.clone();
    damaged[at] ^= 1;
    std::fs::write(&journal, &damaged).expect("writable");
    for _ in 0..2 {
        let check = place.agon(["check"]);
        assert_eq!(check.status, Some(3), "{check:?}");
        assert!(check.out.contains("\ndamaged: ") || check.out == "damaged: the database cannot be opened\n", "{check:?}");
        let json = place.agon(["check", "--json"]);
        let found: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
        assert_eq!((json.status, &found["sound"]), (Some(3), &serde_json::Value::Bool(false)));
        // Once with the state there, once without.
        for entry in std::fs::read_dir(place.path().join(".agon")).expect("readable") {
            let path = entry.expect("readable").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("state-")) {
                std::fs::remove_dir_all(path).expect("writable");
            }
        }
    }
    place.agon(["log"]).badly(3, "agon repair");
    let repair = place.agon(["repair"]).well();
    assert!(repair.out.contains("1 line of the journal could not be read and was left out"), "{repair:?}");
    assert!(place.agon(["check"]).well().out.ends_with("sound\n"));

    // A journal of a newer version is not touched.
    let newer = Place::new();
    let journal = newer.path().join(".agon/journal.jsonl");
    let text = std::fs::read_to_string(&journal).expect("readable");
    std::fs::write(&journal, text.replacen("1", "9", 1)).expect("writable");
    let ran = newer.agon(["stats"]);
    assert!(matches!(ran.status, Some(3 | 6)), "{ran:?}");
}

#[test]
fn backups_pass_through_pipes_and_pages_and_completions_are_written() {
    let place = Place::with_claim();
    let backup = place.agon(["backup", "-"]).well();
    place.agon_reading(["restore-backup", "-", "copy"], backup.out.as_bytes()).well();
    assert_eq!(place.agon(["--db", "copy", "log"]).well().out, place.agon(["log"]).well().out);
    place
        .agon_reading(["restore-backup", "-", "half"], &backup.out.as_bytes()[..backup.out.len() / 2])
        .badly(3, "no whole backup");
    assert!(!place.path().join("half/.agon").exists());

    place.agon(["man", "pages"]).well();
    let page = std::fs::read_to_string(place.path().join("pages/agon-source-add.1")).expect("each command has a page");
    assert!(page.contains(".SH SYNOPSIS"), "{page}");
    assert!(place.agon(["man"]).well().out.contains("agon\\-import"));
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let text = place.agon(["completions", shell]).well().out;
        assert!(text.contains("restore-backup"), "{shell}");
    }
    place.is_sound_at(2);
}
