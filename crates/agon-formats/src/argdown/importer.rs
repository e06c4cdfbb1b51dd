//! The doors by which Argdown comes in.

use std::io::BufRead;

use agon_core::diagnostic::{Diagnostic, Place, Span};
use agon_core::extend::{ExtendError, ImportInput, ImportSink, Importer};

use super::read::read;

/// Reads Argdown.
#[derive(Debug, Clone, Copy, Default)]
pub struct ArgdownReader;

impl Importer for ArgdownReader {
    fn name(&self) -> &str {
        "argdown"
    }

    fn summary(&self) -> &str {
        "Argdown: statements, arguments and relations as people write them"
    }

    fn extensions(&self) -> Vec<&str> {
        vec!["argdown", "ad", "argd"]
    }

    fn detect(&self, head: &[u8]) -> bool {
        let head = String::from_utf8_lossy(head);
        let head = head.trim_start_matches('\u{feff}').trim_start();
        let fence =
            head.lines().next().is_some_and(|line| line.trim_end().len() >= 3 && line.trim_end().bytes().all(|b| b == b'='));
        let element = |line: &str| {
            let line = line.trim_start_matches(['+', '-', '_', '>', '<', ' ', '\t']);
            line.strip_prefix('[').is_some_and(|rest| rest.contains("]:"))
                || (line.len() < 400 && line.ends_with('>') && line.contains('<') && !line.contains("</"))
        };
        fence || head.lines().take(40).any(element)
    }

    fn import(&self, input: &mut dyn BufRead, about: &ImportInput<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(|source| ExtendError::Io { path: about.path.to_owned(), source })?;
        match String::from_utf8(bytes) {
            Ok(text) => read(&text, about, sink),
            Err(error) => {
                sink.complain(not_utf8(about.path, error.as_bytes(), error.utf8_error().valid_up_to()));
                Ok(())
            }
        }
    }
}

fn not_utf8(path: &str, bytes: &[u8], at: usize) -> Diagnostic {
    let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let before = String::from_utf8_lossy(&bytes[start..at]);
    let message = format!("the text is not UTF-8: here stands the byte 0x{:02x}", bytes[at]);
    Diagnostic::error("argdown/encoding", message)
        .at(Place::File { path: path.to_owned(), span: Span::point(line, before.chars().count() + 1) })
        .hint("save it as UTF-8")
        .excerpt(before.into_owned())
}
