//! Word documents (ECMA-376, WordprocessingML): debate files in the styles of Verbatim, in and out, and reports.
//!
//! A debate file is one map: pockets, hats and blocks are sections, tags are claims, cards are evidence with the marks
//! of their words. `docs/reference/formats/docx.md` tells the whole mapping.

mod package;
mod read;
mod repair;
mod styles;
mod write;
mod xml;

pub use package::{MAX_ENTRIES, MAX_XML};
pub use read::{Docx, MAX_FILE, answered, role, speech};
pub use repair::{Repaired, repair};
pub use write::{CaselistCites, DocxWriter};

/// What the attribute `layout` of a map holds that came from a debate file: its order is the order of the document.
pub const LAYOUT: &str = "verbatim";
