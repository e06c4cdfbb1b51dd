//! The font that comes with Agon: its bytes, and how wide each of its characters is.
//!
//! Widths are read from the font itself, so that what is measured is what is drawn.

use std::sync::OnceLock;

/// The name the font has in this program.
pub(super) const FAMILY: &str = "Agon Sans";

/// The font as a file, regular.
pub(super) const REGULAR: &[u8] = include_bytes!("font/AgonSans-Regular.ttf");

/// The font as a file, bold.
pub(super) const BOLD: &[u8] = include_bytes!("font/AgonSans-Bold.ttf");

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The width of a character for letters one unit high; `None` where the font does not have it.
pub(super) fn advance(c: char, weight: Weight) -> Option<f64> {
    static FACES: OnceLock<[Face; 2]> = OnceLock::new();
    let faces = FACES.get_or_init(|| [Face::read(REGULAR), Face::read(BOLD)]);
    let face = match weight {
        Weight::Regular => &faces[0],
        Weight::Bold => &faces[1],
    };
    let advance = *face.advances.get(c as usize)?;
    (advance != NONE).then(|| f64::from(advance) / face.units)
}

/// Stands for a character that the font does not have.
const NONE: u16 = u16::MAX;

struct Face {
    units: f64,
    /// By code point, as far as the Basic Multilingual Plane goes.
    advances: Vec<u16>,
}

impl Face {
    fn read(data: &[u8]) -> Self {
        let Ok(font) = ttf_parser::Face::parse(data, 0) else { return Self { units: 1.0, advances: Vec::new() } };
        let mut advances = vec![NONE; 0x1_0000];
        for table in font.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(|table| table.is_unicode()) {
            table.codepoints(|code| {
                let glyph = table.glyph_index(code).and_then(|glyph| font.glyph_hor_advance(glyph));
                if let (Some(advance), Some(place)) = (glyph, advances.get_mut(code as usize)) {
                    *place = advance;
                }
            });
        }
        Self { units: f64::from(font.units_per_em()), advances }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_helvetica() {
        let width = |c| advance(c, Weight::Regular).map(|width| (width * 1000.0).round());
        assert_eq!((width('a'), width('W'), width('i'), width(' ')), (Some(556.0), Some(944.0), Some(222.0), Some(278.0)));
        assert_eq!(advance('a', Weight::Bold).map(|width| (width * 1000.0).round()), Some(556.0));
        assert_eq!(advance('i', Weight::Bold).map(|width| (width * 1000.0).round()), Some(278.0));
    }

    #[test]
    fn the_signs_of_relations_are_there_and_hangul_is_not() {
        for c in "+−~^≠?…·–’“”ąßΩжё←→".chars() {
            assert!(advance(c, Weight::Regular).is_some() && advance(c, Weight::Bold).is_some(), "{c}");
        }
        assert_eq!(advance('한', Weight::Regular), None);
        assert_eq!(advance('\u{1f600}', Weight::Bold), None);
    }
}
