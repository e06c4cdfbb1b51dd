//! Agon's own JSON: the one format that keeps everything, ids included. `docs/data-format.md` describes it.
//!
//! It is read record by record and never held as a whole: memory is bounded by the largest record, which may take at
//! most [`MAX_BYTES`] bytes. A larger one is refused while it is read, before it is stored.

mod read;
mod record;
pub(crate) mod scan;
pub(crate) mod strict;
mod write;

use std::io::BufRead;

use agon_core::extend::{
    Exported, Exporter, ExtendError, ImportInput, ImportSink, Importer, OptionKind, OptionSpec, Options, Output, Registry,
};
use agon_core::model::Map;

pub use scan::MAX_BYTES;
pub use write::write;

/// The version of the format that is written, and the newest that is read.
pub const VERSION: u64 = 1;

/// The keys of a document, in the order they must come.
pub const KEYS: [&str; 5] = ["agon", "map", "sources", "nodes", "links"];

/// Reads and writes Agon's own JSON, as `json`.
///
/// ```
/// use agon_core::extend::{Document, Exporter, ImportInput, Importer, Options, Output, Registry};
/// use agon_core::model::{IdMaker, MapBuilder, SeededEntropy, Timestamp};
/// use agon_formats::json::Json;
/// let map = MapBuilder::new("drift").claim("a", "They drift.").evidence("b", "They said so.").supports("b", "a").build();
/// let json = Json::new();
/// let options = Options::check(Exporter::options(&json), []).expect("nothing was set");
/// let Output::Document(bytes) = json.export(&map, &options, &Registry::new())?.output else { unreachable!() };
///
/// let mut document = Document::new(IdMaker::new(Box::new(SeededEntropy::new(1))), Timestamp::from_millis(0));
/// let about = ImportInput { path: "drift.json", fallback_name: "drift", options: &Options::default() };
/// json.import(&mut bytes.as_slice(), &about, &mut document)?;
/// let (again, complaints) = document.into_map().expect("nothing is wrong with it");
/// assert!(complaints.is_empty());
/// assert_eq!(again.nodes(), map.nodes());
/// # Ok::<(), agon_core::extend::ExtendError>(())
/// ```
pub struct Json {
    options: [OptionSpec; 1],
}

impl Json {
    /// The format.
    pub fn new() -> Self {
        Self { options: [OptionSpec::new("pretty", OptionKind::Boolean, true, "One record a line instead of one line for all")] }
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::new()
    }
}

impl Exporter for Json {
    fn name(&self) -> &str {
        "json"
    }

    fn summary(&self) -> &str {
        "Agon's own JSON: everything, ids included"
    }

    fn extension(&self) -> &str {
        "json"
    }

    fn media_type(&self) -> &str {
        "application/json"
    }

    fn options(&self) -> &[OptionSpec] {
        &self.options
    }

    fn export(&self, map: &Map, options: &Options, _registry: &Registry) -> Result<Exported, ExtendError> {
        let mut bytes = Vec::with_capacity(4096 + 256 * (map.nodes().len() + map.links().len()));
        write(map, options.boolean("pretty"), &mut bytes)
            .map_err(|source| ExtendError::Io { path: "the JSON document".to_owned(), source })?;
        Ok(Exported { output: Output::Document(bytes), losses: Vec::new() })
    }
}

impl Importer for Json {
    fn name(&self) -> &str {
        "json"
    }

    fn summary(&self) -> &str {
        "Agon's own JSON: everything, ids included"
    }

    fn extensions(&self) -> Vec<&str> {
        vec!["json"]
    }

    fn detect(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        head.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\"agon\""))
    }

    fn import(&self, input: &mut dyn BufRead, about: &ImportInput<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
        read::read(input, about.path, sink)
    }
}
