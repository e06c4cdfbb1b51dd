//! The ethics of evidence: what debate associations ask of a card, one rule a file, checked from what is stored.
//!
//! Rules E01 to E16 follow what the National Speech & Debate Association (NSDA), the National Debate Coaches Association
//! (NDCA) and the National Christian Forensics and Communications Association (NCFCA) publish. They differ from year to
//! year: a finding says what to look at, the association's own text decides. `docs/reference/ethics.md` gathers the pages.

mod card;
mod e01;
mod e02;
mod e03;
mod e04;
mod e05;
mod e06;
mod e07;
mod e08;
mod e09;
mod e10;
mod e11;
mod e12;
mod e13;
mod e14;
mod e15;
mod e16;
mod profile;
#[cfg(test)]
mod tests;

pub use card::{Card, Case, Texts};
pub use profile::{Field, Need, Profile};

use crate::diagnostic::Diagnostic;

/// One rule.
pub trait Rule {
    /// Its number: `E01`. The codes of its findings begin with it.
    fn id(&self) -> &'static str;

    /// What it finds, in a line.
    fn summary(&self) -> &'static str;

    /// Reports what it finds, in map order.
    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>);
}

/// Every rule, by number.
pub fn rules() -> Vec<Box<dyn Rule>> {
    vec![
        Box::new(e01::MissingFields),
        Box::new(e02::CiteStyle),
        Box::new(e03::ShortCite),
        Box::new(e04::BodyDiffers),
        Box::new(e05::Ellipsis),
        Box::new(e06::Inserted),
        Box::new(e07::HighlightOutside),
        Box::new(e08::SkippedHedge),
        Box::new(e09::InsideWord),
        Box::new(e10::MidSentence),
        Box::new(e11::Unreadable),
        Box::new(e12::OppositeUses),
        Box::new(e13::OldUniqueness),
        Box::new(e14::AccessDate),
        Box::new(e15::TagWithoutCard),
        Box::new(e16::Clipping),
    ]
}
