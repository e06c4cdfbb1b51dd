//! Pictures of maps: SVG to look at and to edit, PNG for slides and chats, PDF for print.
//!
//! One scene, three formats. The tree is laid out after Reingold and Tilford (`layout`), in the author's order; texts stand
//! in full, in lines that were measured; each relation has a colour, a sign, a word and a kind of line.

mod card;
mod draw;
mod edges;
mod exporters;
mod font;
mod glyphs;
mod layout;
mod legend;
mod measure;
mod palette;
mod pdf;
mod plan;
mod png;
mod scene;
mod svg;

pub use exporters::{MapPdf, Png, Svg};

pub(crate) use draw::{Look, draw};
pub(crate) use palette::page_sheet;
pub(crate) use scene::Scene;
pub(crate) use svg::element;
