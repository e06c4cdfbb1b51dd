//! Cuts a stream of JSON into values without holding more than one, and knows the place of each.

use std::io::BufRead;

use agon_core::diagnostic::{Diagnostic, Place, Span, nearest};
use agon_core::extend::ExtendError;
use serde::de::DeserializeOwned;

/// The most bytes that one record may take. A longer one is refused before it is stored.
pub const MAX_BYTES: usize = 1024 * 1024;

/// The deepest that brackets may nest in one record.
pub(crate) const MAX_DEPTH: usize = 100;

/// Why reading cannot go on.
pub(crate) enum Stop {
    /// What is wrong with the content.
    Refused(Box<Diagnostic>),
    /// The input or the sink failed.
    Failed(ExtendError),
}

impl From<ExtendError> for Stop {
    fn from(error: ExtendError) -> Self {
        Self::Failed(error)
    }
}

/// A place in the input: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    line: usize,
    column: usize,
}

impl At {
    /// Goes over `bytes`.
    fn advance(&mut self, bytes: &[u8]) {
        let breaks = bytes.iter().filter(|byte| **byte == b'\n').count();
        let mut tail = bytes;
        if breaks > 0 {
            self.line += breaks;
            self.column = 1;
            tail = bytes.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        }
        self.column += characters(tail);
    }
}

/// How many characters start in `bytes`: all bytes but the continuations of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// Reads values one after another.
pub(crate) struct Scanner<'a> {
    input: &'a mut dyn BufRead,
    path: &'a str,
    at: At,
    /// The last value, and where it began.
    value: Vec<u8>,
    began: At,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(input: &'a mut dyn BufRead, path: &'a str) -> Self {
        let at = At { line: 1, column: 1 };
        Self { input, path, at, value: Vec::new(), began: at }
    }

    /// Where the next byte stands.
    pub(crate) fn at(&self) -> At {
        self.at
    }

    /// A complaint at a place.
    pub(crate) fn error(&self, at: At, code: &'static str, message: impl Into<String>) -> Diagnostic {
        let place = Place::File { path: self.path.to_owned(), span: Span::point(at.line, at.column) };
        Diagnostic::error(code, message).at(place)
    }

    pub(crate) fn refuse<T>(&self, at: At, code: &'static str, message: impl Into<String>, hint: &str) -> Result<T, Stop> {
        Err(Stop::Refused(Box::new(self.error(at, code, message).hint(hint))))
    }

    fn fill(&mut self) -> Result<&[u8], Stop> {
        let path = self.path;
        loop {
            match self.input.fill_buf() {
                // Asked again below, so that the borrow ends here.
                Ok(_) => break,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(source) => return Err(Stop::Failed(ExtendError::Io { path: path.to_owned(), source })),
            }
        }
        self.input.fill_buf().map_err(|source| Stop::Failed(ExtendError::Io { path: path.to_owned(), source }))
    }

    /// Refuses UTF-16 and steps over the byte order mark of UTF-8.
    pub(crate) fn start(&mut self) -> Result<(), Stop> {
        let head = self.fill()?;
        let utf16 = matches!(head, [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, _, ..] | [_, 0, ..]);
        let mark = head.starts_with(b"\xef\xbb\xbf");
        if utf16 {
            return self.refuse(self.at, "json/encoding", "this is not UTF-8; it looks like UTF-16", "save it as UTF-8");
        }
        if mark {
            self.input.consume(3);
        }
        Ok(())
    }

    /// The next byte that is no blank, which stays; `None` at the end.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Stop> {
        loop {
            let chunk = self.fill()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let blanks = chunk.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
            let found = chunk.get(blanks).copied();
            let passed = chunk[..blanks].to_vec();
            self.at.advance(&passed);
            self.input.consume(blanks);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Steps over a byte that was peeked.
    pub(crate) fn step(&mut self) {
        self.at.column += 1;
        self.input.consume(1);
    }

    /// Steps over one of `wanted` and tells which it was.
    pub(crate) fn expect(&mut self, wanted: &[u8]) -> Result<u8, Stop> {
        match self.peek()? {
            Some(byte) if wanted.contains(&byte) => {
                self.step();
                Ok(byte)
            }
            found => {
                let wanted: Vec<String> = wanted.iter().map(|byte| format!("`{}`", char::from(*byte))).collect();
                let message = format!("expected {}, found {}", wanted.join(" or "), shown(found));
                self.refuse(self.at, "json/syntax", message, "is the file whole?")
            }
        }
    }

    /// Reads the next value and keeps its bytes; they may be no JSON yet.
    pub(crate) fn read_value(&mut self) -> Result<At, Stop> {
        self.value.clear();
        let first = self.peek()?;
        self.began = self.at;
        match first {
            None => {
                return self.refuse(self.at, "json/truncated", "the input ends where a value should stand", "is the file whole?");
            }
            Some(b',' | b':' | b']' | b'}') => {
                let message = format!("expected a value, found {}", shown(first));
                return self.refuse(self.at, "json/syntax", message, "look for a comma too many");
            }
            Some(_) => {}
        }
        let mut state = State::default();
        loop {
            let path_end = {
                let chunk = self.fill()?;
                if chunk.is_empty() { None } else { Some(state.scan(chunk)) }
            };
            let Some((taken, end)) = path_end else {
                if state.depth == 0 && !state.in_string {
                    return Ok(self.began);
                }
                let began = self.began;
                let message = format!("the input ends within the value that began at {}:{}", began.line, began.column);
                return self.refuse(self.at, "json/truncated", message, "is the file whole?");
            };
            let taken_bytes = {
                let chunk = self.input.fill_buf().unwrap_or_default();
                &chunk[..taken.min(chunk.len())]
            };
            self.at.advance(taken_bytes);
            let room = self.value.len() + taken_bytes.len() <= MAX_BYTES;
            if room {
                self.value.extend_from_slice(taken_bytes);
            }
            self.input.consume(taken);
            if !room {
                let message = format!("the record is larger than {MAX_BYTES} bytes");
                return self.refuse(self.began, "limit/record-size", message, "keep long texts as the text of a source");
            }
            match end {
                End::More => {}
                End::Done => return Ok(self.began),
                End::TooDeep => {
                    let message = format!("brackets nest deeper than {MAX_DEPTH}");
                    return self.refuse(self.at, "limit/depth", message, "no map needs that");
                }
            }
        }
    }

    /// The last value, as `T`.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, Box<Diagnostic>> {
        serde_json::from_slice(&self.value).map_err(|error| Box::new(self.explain(&error)))
    }

    /// A complaint of `serde_json` about the last value, with its place in the whole input.
    fn explain(&self, error: &serde_json::Error) -> Diagnostic {
        let line = self.value.split(|byte| *byte == b'\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        let within = characters(&line[..error.column().min(line.len())]).max(1);
        let first = error.line() <= 1;
        let at = At {
            line: self.began.line + error.line().saturating_sub(1),
            column: if first { self.began.column + within - 1 } else { within },
        };
        let text = error.to_string();
        let message = text.rfind(" at line ").map_or(text.as_str(), |end| &text[..end]);
        let code = match error.classify() {
            serde_json::error::Category::Data => "json/record",
            _ => "json/syntax",
        };
        let mut found = self.error(at, code, clipped(message));
        found = found.hint(hint(message));
        let whole = !first || self.began.column == 1;
        match std::str::from_utf8(line) {
            Ok(line) if whole && line.chars().count() <= 200 => found.excerpt(line),
            _ => found,
        }
    }
}

/// At most 300 characters of a message, which may quote the input.
fn clipped(message: &str) -> String {
    match message.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message.to_owned(),
    }
}

/// What to do about a complaint of `serde`: where it lists what it knows, the nearest to what it found.
fn hint(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let found = words.next().unwrap_or_default();
    if message.starts_with("unknown ") {
        let known: Vec<&str> = words.take(40).collect();
        return match nearest(found, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are {}", known.join(", ")),
        };
    }
    if message.starts_with("missing field") {
        return format!("give the record a `{found}`");
    }
    if message.starts_with("duplicate field") {
        return "name each key once".to_owned();
    }
    if message.contains("UUID") {
        return "an id is a UUID such as 01932c4e-7d00-7a3b-9c55-0f2e41d7aa10".to_owned();
    }
    if message.contains("unicode") || message.contains("surrogate") || message.contains("hex escape") {
        return "save it as UTF-8, and write characters beyond U+FFFF as they are or as a pair of escapes".to_owned();
    }
    "docs/data-format.md describes the records".to_owned()
}

fn shown(byte: Option<u8>) -> String {
    match byte {
        None => "the end of the input".to_owned(),
        Some(byte) if byte.is_ascii_graphic() => format!("`{}`", char::from(byte)),
        Some(byte) => format!("the byte {byte:#04x}"),
    }
}

#[derive(Default)]
struct State {
    depth: usize,
    in_string: bool,
    escaped: bool,
    scalar: bool,
}

enum End {
    More,
    Done,
    TooDeep,
}

impl State {
    /// How many bytes of `chunk` belong to the value, and whether it ends there.
    fn scan(&mut self, chunk: &[u8]) -> (usize, End) {
        let mut at = 0;
        while let Some(&byte) = chunk.get(at) {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                let rest = &chunk[at..];
                let Some(stop) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) else {
                    return (chunk.len(), End::More);
                };
                at += stop + 1;
                if rest[stop] == b'\\' {
                    self.escaped = true;
                } else {
                    self.in_string = false;
                    if self.depth == 0 {
                        return (at, End::Done);
                    }
                }
                continue;
            }
            match byte {
                b'"' if !self.scalar => self.in_string = true,
                b'{' | b'[' if !self.scalar => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return (at, End::TooDeep);
                    }
                }
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, End::Done);
                    }
                }
                b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r' if self.depth == 0 => return (at, End::Done),
                _ if self.depth == 0 => self.scalar = true,
                _ => {}
            }
            at += 1;
        }
        (chunk.len(), End::More)
    }
}
