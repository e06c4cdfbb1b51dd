//! How things look: text made harmless, complaints, tables, trees.

mod complaint;
pub mod difference;
pub mod style;
mod table;
mod text;
pub mod tree;

pub use complaint::{diagnostic, severity};
pub use table::{Align, Table};
pub use text::{clip, count, harmless, harmless_lines, width, wrap};
