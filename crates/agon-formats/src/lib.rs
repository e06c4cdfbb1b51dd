//! Readers and writers of argument maps: one file a format, and [`escape`], the only place that escapes.
//!
//! Every format comes in by the doors of [`agon_core::extend`]: bytes in, records and complaints out; a map in, bytes out.
//!
//! ```
//! use agon_core::extend::{Options, Registry};
//! use agon_core::model::MapBuilder;
//! let mut registry = Registry::new();
//! agon_formats::register(&mut registry)?;
//! let map = MapBuilder::new("drift").claim("a", "They drift.").build();
//! let markdown = registry.exporter("markdown").expect("it is built in");
//! let options = Options::check(markdown.options(), []).expect("nothing was set");
//! assert!(markdown.export(&map, &options, &registry).is_ok());
//! # Ok::<(), Box<agon_core::diagnostic::Diagnostic>>(())
//! ```

pub mod argdown;
pub mod biblatex;
mod caught;
pub mod citation;
pub mod cite_line;
pub mod csl;
pub mod debate;
pub mod docx;
pub mod dot;
pub mod escape;
pub mod html;
pub mod json;
mod keys;
pub mod library;
mod lines;
pub mod markdown;
pub mod outline;
pub mod picture;
pub mod ris;
mod scores;
pub mod source_text;
mod words;

pub use keys::numbered;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::Registry;

/// Adds every built-in format.
///
/// # Errors
/// A name is taken already.
pub fn register(registry: &mut Registry) -> Result<(), Box<Diagnostic>> {
    registry.add_importer(Box::new(argdown::ArgdownReader))?;
    registry.add_importer(Box::new(json::Json::new()))?;
    registry.add_importer(Box::new(docx::Docx))?;
    registry.add_exporter(Box::new(argdown::ArgdownWriter))?;
    registry.add_exporter(Box::new(json::Json::new()))?;
    registry.add_exporter(Box::new(markdown::Markdown::new()))?;
    registry.add_exporter(Box::new(html::Html::new()))?;
    registry.add_exporter(Box::new(dot::Dot::new()))?;
    registry.add_exporter(Box::new(picture::Svg::new()))?;
    registry.add_exporter(Box::new(picture::Png::new()))?;
    registry.add_exporter(Box::new(picture::MapPdf::new()))?;
    registry.add_exporter(Box::new(biblatex::Bibtex))?;
    registry.add_exporter(Box::new(ris::Ris))?;
    registry.add_exporter(Box::new(csl::CslJson))?;
    registry.add_exporter(Box::new(docx::DocxWriter::new()))?;
    registry.add_exporter(Box::new(docx::CaselistCites))?;
    Ok(())
}
