use super::{Card, Case, Rule};
use std::collections::HashSet;

use super::card::{short, words};
use crate::diagnostic::Diagnostic;

/// **What it finds.** With a transcript: words in a row that are highlighted and were not said, as many as the profile
/// counts as clipping (five for NSDA and NDCA, one for NCFCA). What lies after the place in attribute `marked`, where
/// the speaker stopped, does not count, nor do cards of which nothing was said.
///
/// **Why it matters.** Claiming to have read what was skipped is clipping, and loses the round.
///
/// **Example.** Of forty highlighted words the transcript has the first and the last ten.
///
/// **Better.** Mark where the speaker stopped: `agon set NODE marked=CHARACTER`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clipping;

impl Rule for Clipping {
    fn id(&self) -> &'static str {
        "E16"
    }

    fn summary(&self) -> &'static str {
        "highlighted words that the transcript does not have"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        let Some(transcript) = case.transcript else { return };
        let said: Vec<String> = words(transcript).map(|(_, word)| word.to_lowercase()).collect();
        let grams: HashSet<&[String]> = said.windows(GRAM).collect();
        for card in &case.cards {
            let stop = case.map.node(card.node).attributes.get("marked").and_then(|at| at.as_u64());
            let read = read(card, stop);
            if read.len() < GRAM {
                continue;
            }
            // A word counts as said where it stands in some run of words that the transcript has.
            let mut is_said = vec![false; read.len()];
            for (at, gram) in read.windows(GRAM).enumerate() {
                if grams.contains(gram) {
                    is_said[at..at + GRAM].fill(true);
                }
            }
            if !is_said.contains(&true) {
                continue;
            }
            let mut at = 0;
            for run in is_said.chunk_by(|a, b| a == b) {
                if !run[0] && run.len() >= case.profile.unread_words() {
                    let message = format!(
                        "{} highlighted words were not said: “{}”",
                        run.len(),
                        short(&read[at..at + run.len()].join(" "))
                    );
                    let hint = format!("if the speaker stopped there: agon set {} marked=CHARACTER", case.label(card));
                    report.push(case.at(Diagnostic::error("E16/clipping", message).hint(hint), card));
                }
                at += run.len();
            }
        }
    }
}

/// How many words in a row must agree to count as said.
const GRAM: usize = 3;

/// The highlighted words up to where the speaker stopped, in lower case.
fn read(card: &Card<'_>, stop: Option<u64>) -> Vec<String> {
    let stop = stop.and_then(|stop| usize::try_from(stop).ok()).unwrap_or(usize::MAX);
    let end = card.quote.char_indices().nth(stop).map_or(card.quote.len(), |(at, _)| at);
    let spoken = card.citation.marks.pick(&card.quote[..end], " ", |style| style.is_spoken());
    words(&spoken).map(|(_, word)| word.to_lowercase()).collect()
}
