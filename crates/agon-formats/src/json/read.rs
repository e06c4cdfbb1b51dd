//! Reads a map from Agon's own JSON, record by record.

use std::io::BufRead;

use agon_core::diagnostic::nearest;
use agon_core::extend::{ExtendError, ImportSink};
use agon_core::model::MapId;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::record::{LinkRecord, MapRecord, NodeRecord, SourceRecord};
use super::scan::{Scanner, Stop};
use super::{KEYS, VERSION};

/// How many broken records are told of before reading stops.
const MAX_COMPLAINTS: usize = 100;

pub(super) fn read(input: &mut dyn BufRead, path: &str, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
    let mut reader = Reader { scanner: Scanner::new(input, path), sink, complaints: 0 };
    match reader.document() {
        Ok(()) => Ok(()),
        Err(Stop::Refused(complaint)) => {
            reader.sink.complain(*complaint);
            Ok(())
        }
        Err(Stop::Failed(error)) => Err(error),
    }
}

struct Reader<'a, 'b> {
    scanner: Scanner<'a>,
    sink: &'b mut dyn ImportSink,
    complaints: usize,
}

impl Reader<'_, '_> {
    fn document(&mut self) -> Result<(), Stop> {
        self.scanner.start()?;
        let begin = self.scanner.at();
        match self.scanner.peek()? {
            Some(b'{') => self.scanner.step(),
            None => return self.scanner.refuse(begin, "json/empty", "there is nothing in it", "is it the right file?"),
            Some(_) => {
                return self.scanner.refuse(begin, "json/not-a-map", "this is no map: a map is one JSON object", NOT_A_MAP);
            }
        }
        self.key(0)?;
        self.version()?;
        self.next_key(1)?;
        self.scanner.read_value()?;
        let info = match self.scanner.parse::<MapRecord>() {
            Ok(record) => record.into_map(),
            // Without the map no other record has a place.
            Err(complaint) => return Err(Stop::Refused(complaint)),
        };
        let map: MapId = info.id;
        self.sink.map(info)?;
        self.next_key(2)?;
        self.list(|sink, record: SourceRecord| sink.source(record.into_source()))?;
        self.next_key(3)?;
        self.list(|sink, record: NodeRecord| {
            let (node, placement) = record.into_node(map);
            sink.node(node, placement)
        })?;
        self.next_key(4)?;
        self.list(|sink, record: LinkRecord| sink.link(record.into_link(map)))?;
        self.end()
    }

    /// After `links` nothing may come.
    fn end(&mut self) -> Result<(), Stop> {
        if self.scanner.expect(b",}")? == b',' {
            return self.key(KEYS.len());
        }
        let at = self.scanner.at();
        match self.scanner.peek()? {
            None => Ok(()),
            Some(_) => self.scanner.refuse(at, "json/trailing", "something follows the end of the map", "one file holds one map"),
        }
    }

    fn next_key(&mut self, index: usize) -> Result<(), Stop> {
        let at = self.scanner.at();
        match self.scanner.expect(b",}")? {
            b',' => self.key(index),
            _ => {
                let message = format!("the map ends without `{}`", KEYS[index]);
                self.scanner.refuse(at, "json/missing-key", message, &order())
            }
        }
    }

    /// Reads a key, which must be the one at `index`.
    fn key(&mut self, index: usize) -> Result<(), Stop> {
        let at = self.scanner.at();
        match self.scanner.peek()? {
            Some(b'"') => {}
            Some(b'}') if index == 0 => {
                return self.scanner.refuse(at, "json/not-a-map", "this is no map: the object is empty", NOT_A_MAP);
            }
            _ => {
                self.scanner.expect(b"\"")?;
            }
        }
        let at = self.scanner.read_value()?;
        let key: String = self.scanner.parse().map_err(Stop::Refused)?;
        if KEYS.get(index) == Some(&key.as_str()) {
            return self.scanner.expect(b":").map(drop);
        }
        let known = KEYS.iter().position(|known| *known == key);
        let (code, message, hint) = match known {
            _ if index == 0 => (
                "json/not-a-map",
                format!("this is no map: the first key is `{}`, not `agon`", short(&key)),
                NOT_A_MAP.to_owned(),
            ),
            Some(known) if known < index => {
                ("json/duplicate-key", format!("the key `{key}` stands twice"), "name each key once".to_owned())
            }
            Some(_) => ("json/key-order", format!("`{key}` stands where `{}` should", KEYS[index]), order()),
            None => {
                let hint = nearest(&key, KEYS).map_or_else(order, |near| format!("did you mean `{near}`?"));
                ("json/unknown-key", format!("a map has no key `{}`", short(&key)), hint)
            }
        };
        self.scanner.refuse(at, code, message, &hint)
    }

    fn version(&mut self) -> Result<(), Stop> {
        let at = self.scanner.read_value()?;
        let version: Value = self.scanner.parse().map_err(Stop::Refused)?;
        match version.as_u64() {
            Some(VERSION) => Ok(()),
            Some(newer) if newer > VERSION => {
                let message =
                    format!("this was made by a newer version: its format is {newer}, the newest known here is {VERSION}");
                self.scanner.refuse(at, "json/newer-version", message, "use the version of Agon that made it, or a later one")
            }
            _ => self.scanner.refuse(at, "json/version", "`agon` must be the number of the format", "write 1"),
        }
    }

    /// Reads a list and hands each record on; a broken one is told of and left out.
    fn list<T: DeserializeOwned>(
        &mut self,
        mut take: impl FnMut(&mut dyn ImportSink, T) -> Result<(), ExtendError>,
    ) -> Result<(), Stop> {
        self.scanner.expect(b"[")?;
        if self.scanner.peek()? == Some(b']') {
            self.scanner.step();
            return Ok(());
        }
        loop {
            let at = self.scanner.read_value()?;
            match self.scanner.parse::<T>() {
                Ok(record) => take(self.sink, record)?,
                Err(complaint) => {
                    self.sink.complain(*complaint);
                    self.complaints += 1;
                    if self.complaints == MAX_COMPLAINTS {
                        let message = format!("{MAX_COMPLAINTS} records are broken; the rest was not read");
                        return self.scanner.refuse(at, "json/too-many", message, "is it the right file?");
                    }
                }
            }
            if self.scanner.expect(b",]")? == b']' {
                return Ok(());
            }
        }
    }
}

const NOT_A_MAP: &str = "Agon's JSON starts with {\"agon\":1,\"map\":{";

fn order() -> String {
    format!("the keys come in this order: {}", KEYS.join(", "))
}

fn short(key: &str) -> String {
    key.chars().take(60).collect()
}
