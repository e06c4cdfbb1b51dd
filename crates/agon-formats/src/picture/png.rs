//! PNG: the picture as pixels, by resvg.

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::ExtendError;
use resvg::tiny_skia::{Pixmap, Transform};

use super::font::FAMILY;
use super::glyphs::Glyphs;
use super::palette::Theme;
use super::scene::Scene;
use super::svg::{Style, document};

/// More pixels are refused: 64 million take a quarter of a gigabyte.
const PIXELS: f64 = 64.0 * 1024.0 * 1024.0;
/// Neither side may be longer: few programs open what is.
const SIDE: f64 = 32_767.0;

/// What is drawn where nobody says: two pixels to one, as screens of today have them; less where that is too much, but
/// never so little that words cannot be read.
const SHARP: f64 = 2.0;
const LEAST: f64 = 0.7;

/// The picture at a scale, or at a fitting one for 0, and what could not be drawn.
pub(super) fn write(scene: &Scene, theme: Theme, scale: f64) -> Result<(Vec<u8>, Vec<Diagnostic>), ExtendError> {
    let fits = fits(scene);
    let scale = if scale > 0.0 { scale } else { fits.clamp(LEAST, SHARP) };
    let (width, height) = ((scene.width * scale).round(), (scene.height * scale).round());
    if width * height > PIXELS || width > SIDE || height > SIDE {
        return Err(too_large(scene, width, height));
    }
    let families = format!("'{FAMILY}'");
    let svg = document(scene, &Style { theme, families: &families, words: false, scale });
    let glyphs = Glyphs::of(scene);
    let losses = glyphs.losses();
    let tree = glyphs.tree(&svg).map_err(|error| refused(&error.to_string()))?;
    let mut pixels = Pixmap::new(width.max(1.0) as u32, height.max(1.0) as u32).ok_or_else(|| too_large(scene, width, height))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    let png = pixels.encode_png().map_err(|error| refused(&error.to_string()))?;
    Ok((png, losses))
}

/// The greatest scale that is not refused, in hundredths.
fn fits(scene: &Scene) -> f64 {
    let fits = f64::min((PIXELS / (scene.width * scene.height)).sqrt(), SIDE / f64::max(scene.width, scene.height));
    (fits * 100.0).floor() / 100.0
}

fn too_large(scene: &Scene, width: f64, height: f64) -> ExtendError {
    let fits = fits(scene);
    let message = format!(
        "the picture would have {width} × {height} pixels; at most {} million, {SIDE} a side, are drawn",
        (PIXELS / 1_000_000.0) as u64
    );
    let hint = if fits >= 0.1 {
        format!("scale={fits:.2} fits; svg and map-pdf know no such limit; depth=3 shows less")
    } else {
        "svg and map-pdf know no such limit; depth=3 shows less".to_owned()
    };
    ExtendError::Limit(Box::new(Diagnostic::error("export/too-large", message).hint(hint)))
}

fn refused(error: &str) -> ExtendError {
    ExtendError::refused(Diagnostic::error("export/png", format!("the picture cannot be drawn: {error}")))
}
