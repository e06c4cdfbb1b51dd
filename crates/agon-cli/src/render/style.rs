//! The styles of what a map is made of. Colour is always a second sign, beside a word or a symbol.

use agon_core::model::{NodeKind, Relation};
use anstyle::{AnsiColor, Effects, Style};

/// Of a name.
pub const NAME: Style = Style::new().effects(Effects::BOLD);
/// Of what stands back.
pub const FAINT: Style = Style::new().effects(Effects::DIMMED);
/// Of plain text.
pub const PLAIN: Style = Style::new();
/// Of headings.
pub const HEADING: Style = Style::new().effects(Effects::BOLD.insert(Effects::UNDERLINE));

/// Of a relation's sign and word.
pub fn relation(relation: Relation) -> Style {
    match relation {
        Relation::Answers => AnsiColor::Cyan.on_default(),
        Relation::Supports | Relation::Underpins => AnsiColor::Green.on_default(),
        Relation::Rebuts | Relation::Contradicts => AnsiColor::Red.on_default(),
        Relation::Undercuts => AnsiColor::Yellow.on_default(),
    }
}

/// Of the word for a kind.
pub fn kind(kind: NodeKind) -> Style {
    match kind {
        NodeKind::Question => AnsiColor::Cyan.on_default(),
        NodeKind::Claim => FAINT,
        NodeKind::Evidence => AnsiColor::Blue.on_default(),
        NodeKind::Rebuttal => AnsiColor::Red.on_default(),
    }
}
