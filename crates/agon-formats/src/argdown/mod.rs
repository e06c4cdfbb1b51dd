//! Argdown: the reader and the writer.

mod braces;
mod exporter;
mod importer;
mod inline;
mod next;
mod read;
mod report;
mod shortcodes;
mod write;

pub use exporter::ArgdownWriter;
pub use importer::ArgdownReader;
pub use read::read;
pub use write::write;
