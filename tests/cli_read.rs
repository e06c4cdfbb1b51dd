//! What the reading commands say, command by command, as sessions in `tests/cli/read/*.trycmd`.
//!
//! They read one database, which `agon demo` builds first. `TRYCMD=overwrite cargo test --test cli_read` writes the
//! sessions anew; read them as a user would before keeping them.

use std::path::Path;
use std::process::Command;

const AGON: &str = env!("CARGO_BIN_EXE_agon");

/// What every session sees: a standing clock, repeatable ids, a hundred columns, no colour, nobody's settings.
fn environment(home: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("AGON_CLOCK", "1767225600000".to_owned()),
        ("AGON_SEED", "7".to_owned()),
        ("AGON_AUTHOR", "Ada".to_owned()),
        ("AGON_LOG", "warn".to_owned()),
        ("COLUMNS", "100".to_owned()),
        ("NO_COLOR", "1".to_owned()),
        ("HOME", home.display().to_string()),
        ("XDG_CONFIG_HOME", home.display().to_string()),
    ]
}

#[test]
fn sessions_read_as_they_are_written_down() {
    let place = tempfile::tempdir().expect("a folder");
    let environment = environment(place.path());
    let built = Command::new(AGON)
        .args(["demo", "demo"])
        .current_dir(place.path())
        .env_clear()
        .envs(environment.iter().map(|(key, value)| (*key, value)))
        .output()
        .expect("the program runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));

    let sessions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cli/read/*.trycmd");
    let cases = trycmd::TestCases::new();
    cases.register_bin("agon", Path::new(AGON));
    // For input from files: `sh -c 'agon repl < session.txt'`.
    cases.register_bin("sh", Path::new("/bin/sh"));
    cases.env("PATH", Path::new(AGON).parent().expect("it is in a folder").display().to_string());
    for (key, value) in &environment {
        cases.env(*key, value);
    }
    cases.env("AGON_DB", place.path().join("demo").display().to_string());
    cases.case(sessions);
    cases.run();
}
