//! One line of the journal: JSON with its checksum as the last field.

use serde::{Deserialize, Serialize};

use super::JournalError;
use crate::change::{Change, CommitKind, Edit};
use crate::model::{DatabaseId, Link, MapInfo, Node, Placement, Source, Timestamp};

/// The version of lines this program writes, and the newest it reads.
pub(crate) const VERSION: u32 = 1;

/// `,"crc":"01234567"}` without the line end.
const SUFFIX: usize = 18;

/// The longest line that is read: a record may take 28 KiB, a change holds two, escapes may double them.
pub(crate) const MAX_LINE: usize = 1 << 20;

/// What a begin line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begin {
    pub sequence: u64,
    pub time: Timestamp,
    pub author: String,
    pub message: String,
    pub kind: CommitKind,
    /// SHA-256 of the commit before, in hex; of nothing (64 zeros) for the first.
    pub previous: String,
}

/// What an end line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    pub sequence: u64,
    pub changes: u64,
    /// SHA-256 of the bytes of the begin line and every change line, line ends included, in hex.
    pub hash: String,
}

/// What the first line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub database: DatabaseId,
    pub created: Timestamp,
}

/// A line, read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Line {
    Header(Header),
    Begin(Begin),
    Change(Change),
    End(End),
}

/// All kinds of line in one shape, so that one pass reads any of them.
#[derive(Default, Deserialize)]
struct AnyLine {
    v: u32,
    journal: Option<Header>,
    begin: Option<Begin>,
    end: Option<End>,
    map: Option<Box<Edit<MapInfo>>>,
    source: Option<Box<Edit<Source>>>,
    node: Option<Box<Edit<Node>>>,
    placement: Option<Box<Edit<Placement>>>,
    link: Option<Box<Edit<Link>>>,
}

#[derive(Serialize)]
struct Versioned<'a, T> {
    v: u32,
    #[serde(flatten)]
    what: &'a T,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Frame<'a> {
    Journal(&'a Header),
    Begin(&'a Begin),
    End(&'a End),
}

/// Writes a header line into `into`, line end included.
pub(crate) fn write_header(into: &mut Vec<u8>, header: &Header) {
    write(into, &Frame::Journal(header));
}

/// Writes a begin line into `into`, line end included.
pub(crate) fn write_begin(into: &mut Vec<u8>, begin: &Begin) {
    write(into, &Frame::Begin(begin));
}

/// Writes an end line into `into`, line end included.
pub(crate) fn write_end(into: &mut Vec<u8>, end: &End) {
    write(into, &Frame::End(end));
}

/// Writes a change line into `into`, line end included.
pub(crate) fn write_change(into: &mut Vec<u8>, change: &Change) {
    write(into, change);
}

fn write<T: Serialize>(into: &mut Vec<u8>, what: &T) {
    let start = into.len();
    serde_json::to_writer(&mut *into, &Versioned { v: VERSION, what })
        .expect("records hold only strings as keys and finite numbers");
    into.pop();
    let crc = crc32fast::hash(&into[start..]);
    into.extend_from_slice(format!(",\"crc\":\"{crc:08x}\"}}\n").as_bytes());
}

/// Reads a line (without its line end), its checksum first.
pub(crate) fn read(bytes: &[u8], line: u64, offset: u64) -> Result<Line, JournalError> {
    let damaged = |message: String| JournalError::Damaged { line, offset, message };
    let Some(cut) = bytes.len().checked_sub(SUFFIX) else {
        return Err(damaged("it is shorter than its checksum".into()));
    };
    let (body, suffix) = bytes.split_at(cut);
    let stated = suffix
        .strip_prefix(b",\"crc\":\"")
        .and_then(|rest| rest.strip_suffix(b"\"}"))
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .ok_or_else(|| damaged("it has no checksum".into()))?;
    let actual = crc32fast::hash(body);
    if stated != actual {
        return Err(damaged(format!("its checksum is {actual:08x}, it should be {stated:08x}")));
    }
    let any: AnyLine =
        serde_json::from_slice(bytes).map_err(|error| newer_or(bytes, || damaged(format!("it cannot be read: {error}"))))?;
    if any.v > VERSION {
        return Err(JournalError::Newer { found: any.v, known: VERSION });
    }
    let read = if let Some(edit) = any.node {
        Line::Change(Change::Node(edit))
    } else if let Some(edit) = any.link {
        Line::Change(Change::Link(edit))
    } else if let Some(edit) = any.placement {
        Line::Change(Change::Placement(edit))
    } else if let Some(begin) = any.begin {
        Line::Begin(begin)
    } else if let Some(end) = any.end {
        Line::End(end)
    } else if let Some(edit) = any.map {
        Line::Change(Change::Map(edit))
    } else if let Some(edit) = any.source {
        Line::Change(Change::Source(edit))
    } else if let Some(header) = any.journal {
        Line::Header(header)
    } else {
        return Err(damaged("it is no kind of line this program knows".into()));
    };
    Ok(read)
}

/// A line that cannot be read may be of a newer version: that is another complaint.
fn newer_or(bytes: &[u8], otherwise: impl FnOnce() -> JournalError) -> JournalError {
    #[derive(Deserialize)]
    struct OnlyVersion {
        v: u32,
    }
    match serde_json::from_slice::<OnlyVersion>(bytes) {
        Ok(only) if only.v > VERSION => JournalError::Newer { found: only.v, known: VERSION },
        _ => otherwise(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NodeId, NodeKind};

    fn change_line() -> Vec<u8> {
        let node = Node::new(NodeId::from_bytes([1; 16]), NodeKind::Claim, "They drift.");
        let mut line = Vec::new();
        write_change(&mut line, &Change::Node(Box::new(Edit { before: None, after: Some(node) })));
        line
    }

    /// These bytes are the format of every journal ever written: if they change, VERSION rises.
    #[test]
    fn the_bytes_of_a_change_line() {
        let line = String::from_utf8(change_line()).expect("JSON is UTF-8");
        assert_eq!(
            line,
            "{\"v\":1,\"node\":{\"after\":{\"id\":\"01010101-0101-0101-0101-010101010101\",\"kind\":\"claim\",\"text\":\"They drift.\"}},\"crc\":\"c748819f\"}\n"
        );
    }

    #[test]
    fn any_flipped_bit_is_noticed() {
        let line = change_line();
        let line = &line[..line.len() - 1];
        assert!(read(line, 1, 0).is_ok());
        for byte in 0..line.len() {
            for bit in 0..8 {
                let mut flipped = line.to_vec();
                flipped[byte] ^= 1 << bit;
                // Upper-case hex digits in the checksum say the same number.
                let same = flipped.eq_ignore_ascii_case(line) && byte >= line.len() - SUFFIX;
                assert!(read(&flipped, 1, 0).is_err() || same, "bit {bit} of byte {byte}");
            }
        }
    }

    #[test]
    fn a_newer_line_is_told_from_a_damaged_one() {
        let mut line = b"{\"v\":2,\"begin\":7".to_vec();
        let crc = crc32fast::hash(&line);
        line.extend_from_slice(format!(",\"crc\":\"{crc:08x}\"}}").as_bytes());
        assert!(matches!(read(&line, 1, 0), Err(JournalError::Newer { found: 2, known: 1 })));
    }
}
