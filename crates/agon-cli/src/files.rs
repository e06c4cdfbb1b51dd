//! Text and bytes that commands are given: a file, or standard input where `-` is typed.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::failure::Failure;

/// What is typed for standard input.
pub const STDIN: &str = "-";

/// How much is read of a text that must fit into one record: enough to see that it does not.
const TEXT: u64 = 1 << 20;

/// How a file is called in messages.
pub fn shown(path: &Path) -> String {
    if is_stdin(path) { "<stdin>".into() } else { path.display().to_string() }
}

/// Whether standard input is meant.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// Opens a file, or standard input.
pub fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if is_stdin(path) {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let failed = |error| Failure::io("read", &shown(path), error);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(Failure::new(crate::failure::Kind::Io, format!("cannot read {}: it is a folder", shown(path))));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

/// The bytes of a file, or of standard input.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes).map_err(|error| Failure::io("read", &shown(path), error))?;
    Ok(bytes)
}

/// The text of a file, or of standard input.
pub fn text(path: &Path) -> Result<String, Failure> {
    utf8(bytes(path)?, &shown(path))
}

/// Bytes as text; what is not UTF-8 is refused with its place.
pub fn utf8(bytes: Vec<u8>, what: &str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::refused(format!("{what} is not UTF-8: byte {} cannot be read", at + 1)).hint("save it as UTF-8")
    })
}

/// What was typed as a text: itself, or standard input (without its last line break) for `-`.
pub fn typed(text: &str) -> Result<String, Failure> {
    if text != STDIN {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::new();
    std::io::stdin().take(TEXT).read_to_end(&mut bytes).map_err(|error| Failure::io("read", "<stdin>", error))?;
    let mut text = utf8(bytes, "<stdin>")?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    Ok(text)
}
