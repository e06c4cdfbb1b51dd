//! Which fonts draw a picture as pixels or for print: the one that comes with Agon, and those of the system for what it lacks.
//!
//! Letters the embedded font has look the same on every machine. The system's fonts are looked through only where a map has
//! others, and always in the same order of preference.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use agon_core::diagnostic::Diagnostic;
use resvg::usvg;
use usvg::fontdb::{Database, ID, Source};
use usvg::{FontResolver, Options, Tree};

use super::font::{BOLD, FAMILY, REGULAR, Weight, advance};
use super::scene::{Mark, Scene};

/// Families that are asked first, for text without serifs.
const PREFERRED: [&str; 14] = [
    "Noto Sans CJK KR",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Malgun Gothic",
    "Yu Gothic",
    "Microsoft YaHei",
    "Apple SD Gothic Neo",
    "Hiragino Sans",
    "PingFang SC",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "DejaVu Sans",
    "Segoe UI",
];

/// Those of them for Japanese.
const JAPANESE: [&str; 3] = ["Noto Sans CJK JP", "Yu Gothic", "Hiragino Sans"];

/// The fonts for a scene.
pub(super) struct Glyphs {
    /// The embedded font and those that are needed beside it, all in memory.
    database: Database,
    /// The fonts, regular and bold, for each character that the embedded one lacks, if any has it.
    others: BTreeMap<char, Option<[ID; 2]>>,
}

impl Glyphs {
    /// Looks for a font for every character of a scene.
    pub(super) fn of(scene: &Scene) -> Self {
        let mut database = Database::new();
        database.load_font_data(REGULAR.to_vec());
        database.load_font_data(BOLD.to_vec());
        let mut glyphs = Self { database, others: BTreeMap::new() };
        let missing = missing(scene);
        if !missing.is_empty() {
            glyphs.add(&missing);
        }
        glyphs
    }

    /// Looks through the fonts of the system for characters, and takes in those that have some.
    fn add(&mut self, missing: &BTreeSet<char>) {
        let mut system = Database::new();
        system.load_system_fonts();
        let mut left = missing.clone();
        let mut files = BTreeMap::new();
        for font in in_order(&system, missing) {
            if left.is_empty() {
                break;
            }
            let found = held(&system, font, &left);
            if found.is_empty() {
                continue;
            }
            left.retain(|c| !found.contains(c));
            let Some(regular) = self.take(&system, font, &mut files) else { continue };
            let heavy = bold(&system, font).map(|heavy| (heavy, held(&system, heavy, &found)));
            let heavy = heavy.and_then(|(heavy, has)| Some((self.take(&system, heavy, &mut files)?, has)));
            for c in found {
                let bold = heavy.as_ref().filter(|(_, has)| has.contains(&c)).map_or(regular, |(heavy, _)| *heavy);
                self.others.insert(c, Some([regular, bold]));
            }
        }
        self.others.extend(left.into_iter().map(|c| (c, None)));
    }

    /// Reads a font of the system into memory: else its file would be opened again for every line of text.
    fn take(&mut self, system: &Database, font: ID, files: &mut BTreeMap<PathBuf, Vec<ID>>) -> Option<ID> {
        let (Source::File(path), index) = system.face_source(font)? else { return None };
        let faces = files.entry(path).or_insert_with(|| {
            let data = system.with_face_data(font, |data, _| data.to_vec()).unwrap_or_default();
            self.database.load_font_source(Source::Binary(Arc::new(data))).to_vec()
        });
        faces.get(index as usize).copied()
    }

    /// What no font can draw.
    pub(super) fn losses(&self) -> Vec<Diagnostic> {
        let bare: Vec<char> = self.others.iter().filter(|(_, font)| font.is_none()).map(|(c, _)| *c).collect();
        if bare.is_empty() {
            return Vec::new();
        }
        let shown: Vec<String> = bare.iter().take(8).map(|c| format!("U+{:04X}", *c as u32)).collect();
        let more = if bare.len() > shown.len() { ", …" } else { "" };
        let message = format!("no font has {} of the characters: {}{more}", bare.len(), shown.join(", "));
        vec![Diagnostic::warning("export/no-glyph", message).hint("install a font that has them, or export svg or html")]
    }

    /// Reads a picture with these fonts.
    pub(super) fn tree(self, svg: &str) -> Result<Tree, usvg::Error> {
        let others = self.others;
        let resolver = FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: Box::new(move |c, used, database| {
                let is_bold = used.first().and_then(|font| database.face(*font)).is_some_and(|face| face.weight.0 >= 600);
                let [regular, bold] = others.get(&c).copied().flatten()?;
                Some(if is_bold { bold } else { regular }).filter(|font| !used.contains(font))
            }),
        };
        let options = Options {
            font_family: FAMILY.to_owned(),
            font_resolver: resolver,
            fontdb: Arc::new(self.database),
            ..Options::default()
        };
        Tree::from_str(svg, &options)
    }
}

/// All fonts: the preferred families first, then by name, upright and regular before the rest.
///
/// Chinese characters have forms of their own in Japanese: a map with kana gets them.
fn in_order(database: &Database, missing: &BTreeSet<char>) -> Vec<ID> {
    let japanese = missing.range('\u{3041}'..='\u{30ff}').next().is_some();
    let mut fonts: Vec<_> = database
        .faces()
        .map(|face| {
            let family = face.families.first().map_or("", |(name, _)| name.as_str());
            let preferred = PREFERRED.iter().position(|name| *name == family).unwrap_or(PREFERRED.len());
            let preferred = if japanese && JAPANESE.contains(&family) { 0 } else { preferred + 1 };
            let slanted = face.style != usvg::fontdb::Style::Normal;
            let rank = (preferred, slanted, face.weight.0.abs_diff(400), family, face.post_script_name.as_str());
            (rank, face.index, face.id)
        })
        .collect();
    fonts.sort_by_key(|(rank, index, _)| (*rank, *index));
    fonts.into_iter().map(|(_, _, id)| id).collect()
}

/// The bold face of a font's family.
fn bold(database: &Database, font: ID) -> Option<ID> {
    let family = &database.face(font)?.families.first()?.0;
    let sibling = |face: &&usvg::fontdb::FaceInfo| {
        face.weight.0 == 700
            && face.style == usvg::fontdb::Style::Normal
            && face.families.first().is_some_and(|(name, _)| name == family)
    };
    database.faces().find(sibling).map(|face| face.id)
}

/// Those of some characters that a font has.
fn held(database: &Database, font: ID, wanted: &BTreeSet<char>) -> BTreeSet<char> {
    let of = |data: &[u8], index| {
        let face = ttf_parser::Face::parse(data, index).ok()?;
        Some(wanted.iter().copied().filter(|c| face.glyph_index(*c).is_some()).collect())
    };
    database.with_face_data(font, of).flatten().unwrap_or_default()
}

/// The characters of a scene that the embedded font lacks and that are to be seen.
fn missing(scene: &Scene) -> BTreeSet<char> {
    let mut missing = BTreeSet::new();
    let mut see = |text: &str| {
        let unseen = |c: char| {
            c.is_control()
                || c.is_whitespace()
                || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{61c}')
        };
        missing.extend(text.chars().filter(|c| !unseen(*c) && advance(*c, Weight::Regular).is_none()));
    };
    for mark in scene.pieces.iter().flat_map(|piece| &piece.marks) {
        match mark {
            Mark::Lines { lines, .. } => lines.iter().for_each(|line| see(line)),
            Mark::Run { parts, .. } => parts.iter().for_each(|(_, text)| see(text)),
            _ => {}
        }
    }
    missing
}
