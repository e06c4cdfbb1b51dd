//! Sessions with the commands that write: what stands on stdout and stderr, and the exit status.
//!
//! `TRYCMD=overwrite cargo test -p agon-cli --test cli_write` writes the snapshots anew. Read each as a user would.

#[test]
fn sessions() {
    let strays: Vec<String> = std::env::vars().map(|(key, _)| key).filter(|key| is_stray(key)).collect();
    assert!(strays.is_empty(), "unset {} first: the program reads it", strays.join(", "));
    trycmd::TestCases::new()
        .case("../../tests/cli/write/*.trycmd")
        .env("AGON_AUTHOR", "Ada")
        .env("AGON_CLOCK", "1767225600000")
        .env("AGON_SEED", "1")
        .env("CLICOLOR_FORCE", "")
        .env("COLUMNS", "100")
        .env("HOME", "/nonexistent")
        .env("NO_COLOR", "1")
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .run();
}

fn is_stray(key: &str) -> bool {
    key.starts_with("AGON_") && !matches!(key, "AGON_AUTHOR" | "AGON_CLOCK" | "AGON_SEED" | "AGON_KILLS" | "AGON_KILL_SEED")
}
