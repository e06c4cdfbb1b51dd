use super::card::short;
use super::{Case, Rule};
use crate::diagnostic::Diagnostic;
use crate::model::{Rgb, Style};

/// Whether marks are of a kind.
type Is = fn(&Style) -> bool;

/// **What it finds.** Quoted words smaller than 4 points, hidden, or in white letters without a colour behind them.
///
/// **Why it matters.** Opponents and judges must be able to read what was not read aloud.
///
/// **Example.** The middle of a card at 1 point.
///
/// **Better.** Give it at least 4 points: `agon mark NODE --shrink 8`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unreadable;

impl Rule for Unreadable {
    fn id(&self) -> &'static str {
        "E11"
    }

    fn summary(&self) -> &'static str {
        "text smaller than 4 points, hidden, or white on white"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let kinds: [(&str, Is); 3] = [
                ("smaller than 4 points", |style| style.half_points.is_some_and(|half| half < 8)),
                ("hidden", |style| style.hidden),
                ("white on white", is_white),
            ];
            for marks in card.all_marks(case.map) {
                for (what, is) in kinds {
                    let words = marks.pick(card.quote, " … ", is);
                    if !words.is_empty() {
                        let message = format!("{what}: “{}”", short(&words));
                        let hint = format!("agon mark {} --shrink 8 makes it readable", case.label(card));
                        report.push(case.at(Diagnostic::error("E11/unreadable", message).hint(hint), card));
                    }
                }
            }
        }
    }
}

fn is_white(style: &Style) -> bool {
    let is_near_white = |colour: Rgb| colour.0.iter().all(|part| *part >= 0xf0);
    let is_behind = style.highlight.is_some() || style.shade.is_some_and(|shade| !is_near_white(shade));
    style.color.is_some_and(is_near_white) && !is_behind
}
