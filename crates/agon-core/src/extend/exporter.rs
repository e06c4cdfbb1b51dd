//! Exporters: a map in, bytes out.

use super::{ExtendError, OptionSpec, Options, Registry};
use crate::diagnostic::Diagnostic;
use crate::model::Map;

/// One file of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Relative, `/` between parts, no `..`: it stays in the target folder.
    pub path: String,
    /// What is in it.
    pub data: Vec<u8>,
}

/// What an exporter gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// One document.
    Document(Vec<u8>),
    /// A folder of files.
    Folder(Vec<OutputFile>),
}

/// A result and what could not be kept in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The result.
    pub output: Output,
    /// What the format cannot hold, as warnings.
    pub losses: Vec<Diagnostic>,
}

impl Exported {
    /// A text without losses.
    pub fn text(text: String) -> Self {
        Self { output: Output::Document(text.into_bytes()), losses: Vec::new() }
    }
}

/// Writes a map in some form. The same map and options give the same bytes.
pub trait Exporter {
    /// The word by which people ask for it: `markdown`.
    fn name(&self) -> &str;

    /// What it writes, in a line.
    fn summary(&self) -> &str;

    /// The plugin it comes from; `None` for what is built in.
    fn plugin(&self) -> Option<&str> {
        None
    }

    /// The usual end of a file's name, without the dot; empty for a folder.
    fn extension(&self) -> &str;

    /// The media type, as registered.
    fn media_type(&self) -> &str;

    /// What can be set.
    fn options(&self) -> &[OptionSpec] {
        &[]
    }

    /// Writes the map. Scores, where they are wanted, come from `registry`.
    ///
    /// # Errors
    /// A plugin fails or breaks its contract; a limit is reached; a scorer named in the options is unknown.
    fn export(&self, map: &Map, options: &Options, registry: &Registry) -> Result<Exported, ExtendError>;
}
