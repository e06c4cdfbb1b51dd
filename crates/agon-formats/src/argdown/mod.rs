//! Argdown: the reader and the writer.

mod braces;
mod importer;
mod inline;
mod next;
mod read;
mod report;
mod shortcodes;

pub use importer::ArgdownReader;
pub use read::read;
