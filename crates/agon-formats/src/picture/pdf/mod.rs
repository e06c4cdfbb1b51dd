//! PDF: the picture on one page of its own size, by svg2pdf. Text stays text: it can be searched and copied.

mod order;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::ExtendError;
use svg2pdf::{ConversionOptions, PageOptions};

use super::font::FAMILY;
use super::glyphs::Glyphs;
use super::palette::Theme;
use super::scene::Scene;
use super::svg::{Style, document};

/// Points to a pixel: an inch has 72 of the one and 96 of the other.
const POINTS: f64 = 0.75;
/// The longest side of a page (ISO 32000-1, annex C).
const PAGE: f64 = 14_400.0;
/// More boxes and lines are refused: the crate that reads the picture stops at a million elements.
const PIECES: usize = 150_000;

/// The picture as a document, and what could not be drawn.
pub(super) fn write(scene: &Scene, theme: Theme) -> Result<(Vec<u8>, Vec<Diagnostic>), ExtendError> {
    if scene.pieces.len() > PIECES {
        let message = format!("the picture has {} parts; at most {PIECES} are printed", scene.pieces.len());
        let hint = "svg knows no such limit; depth=3 shows less";
        return Err(ExtendError::Limit(Box::new(Diagnostic::error("export/too-large", message).hint(hint))));
    }
    let scale = f64::min(1.0, PAGE / (POINTS * f64::max(scene.width, scene.height)));
    let families = format!("'{FAMILY}'");
    let svg = document(scene, &Style { theme, families: &families, words: false, scale });
    let glyphs = Glyphs::of(scene);
    let mut losses = glyphs.losses();
    if scale < 0.5 {
        let message = format!("the page is as large as PDF allows; everything is drawn at {:.0} per cent", scale * 100.0);
        losses.push(Diagnostic::warning("export/small-print", message).hint("depth=3 shows less, larger"));
    }
    let tree = glyphs.tree(&svg).map_err(|error| refused(&error.to_string()))?;
    let pdf = svg2pdf::to_pdf(&tree, ConversionOptions::default(), PageOptions { dpi: 96.0 });
    let pdf = pdf.map_err(|error| refused(&error.to_string()))?;
    Ok((order::ordered(&pdf).unwrap_or(pdf), losses))
}

fn refused(error: &str) -> ExtendError {
    ExtendError::refused(Diagnostic::error("export/pdf", format!("the picture cannot be printed: {error}")))
}
