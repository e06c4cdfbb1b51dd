//! Importers: bytes in, records and complaints out.

use std::io::BufRead;

use super::{ExtendError, OptionSpec, Options};
use crate::diagnostic::Diagnostic;
use crate::model::{Link, MapInfo, Node, Placement, Source};

/// Where an importer puts what it reads. Records come in this order: the map, then sources, then nodes, then links.
/// Whoever has no ids of its own takes them from [`ImportSink::fresh_id`].
pub trait ImportSink {
    /// Sixteen bytes for an id that nothing has yet; later ones sort after earlier ones.
    fn fresh_id(&mut self) -> [u8; 16];

    /// The map. Exactly once, first.
    ///
    /// # Errors
    /// The sink can take no more: the disk is full, the database cannot be read.
    fn map(&mut self, map: MapInfo) -> Result<(), ExtendError>;

    /// A source.
    ///
    /// # Errors
    /// As [`Self::map`].
    fn source(&mut self, source: Source) -> Result<(), ExtendError>;

    /// A node and its place in the map.
    ///
    /// # Errors
    /// As [`Self::map`].
    fn node(&mut self, node: Node, placement: Placement) -> Result<(), ExtendError>;

    /// A link of the map.
    ///
    /// # Errors
    /// As [`Self::map`].
    fn link(&mut self, link: Link) -> Result<(), ExtendError>;

    /// A complaint: an error refuses the import, a warning says what could not be kept.
    fn complain(&mut self, complaint: Diagnostic);
}

/// What an importer is told of its input.
#[derive(Debug, Clone)]
pub struct ImportInput<'a> {
    /// The input's name as the user gave it, for complaints: `brief.argdown`, or `<stdin>`.
    pub path: &'a str,
    /// The name the map gets if the input names none: the file's stem.
    pub fallback_name: &'a str,
    /// Checked options.
    pub options: &'a Options,
}

/// Reads a map in some form. It never runs code, opens other files or uses the network, and its memory and time
/// are bounded by its input.
pub trait Importer {
    /// The word by which people ask for it: `argdown`.
    fn name(&self) -> &str;

    /// What it reads, in a line.
    fn summary(&self) -> &str;

    /// The plugin it comes from; `None` for what is built in.
    fn plugin(&self) -> Option<&str> {
        None
    }

    /// Usual ends of file names, without the dot.
    fn extensions(&self) -> Vec<&str>;

    /// Whether the first bytes of an input look like its own.
    fn detect(&self, head: &[u8]) -> bool {
        let _ = head;
        false
    }

    /// What can be set.
    fn options(&self) -> &[OptionSpec] {
        &[]
    }

    /// Reads the whole input into the sink. What is wrong with the content goes to [`ImportSink::complain`], all of
    /// it; it returns an error only when it cannot go on.
    ///
    /// # Errors
    /// The input cannot be read, or the sink can take no more.
    fn import(&self, input: &mut dyn BufRead, about: &ImportInput<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError>;
}
