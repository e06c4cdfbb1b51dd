use super::card::{short, words};
use super::{Case, Rule};
use crate::diagnostic::Diagnostic;

/// **What it finds.** Words of a cite that are marked as read aloud and name another author or year than the source's
/// record.
///
/// **Why it matters.** A wrong name or year in the speech makes the card impossible to find, and is a ground for a
/// challenge.
///
/// **Example.** The cite reads “Doe 23”, the record says Doe 2024.
///
/// **Better.** Correct the cite, or the record.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShortCite;

impl Rule for ShortCite {
    fn id(&self) -> &'static str {
        "E03"
    }

    fn summary(&self) -> &'static str {
        "name or year read aloud that differ from the full citation"
    }

    fn check(&self, case: &Case<'_>, report: &mut Vec<Diagnostic>) {
        for card in &case.cards {
            let (Some(cite), Some(source)) = (&card.citation.cite, card.source) else { continue };
            let aloud = cite.marks.pick(&cite.text, " ", |style| style.cite);
            if aloud.is_empty() {
                continue;
            }
            let hint = format!("correct the cite, or the record: agon source add {} …", source.key);
            let lower = aloud.to_lowercase();
            if let Some(name) = source.author_names().first()
                && !name.to_lowercase().split_whitespace().any(|part| lower.contains(part))
            {
                let message = format!("“{}” is read aloud, and the author is {name}", short(&aloud));
                report.push(case.at(Diagnostic::error("E03/name", message).hint(hint.clone()), card));
            }
            let years: Vec<i64> =
                words(&aloud).flat_map(|(_, word)| word.split(|c: char| !c.is_ascii_digit())).filter_map(year).collect();
            if let Some(year) = source.year()
                && !years.is_empty()
                && !years.iter().any(|read| *read == year || (*read < 100 && *read == year.rem_euclid(100)))
                && !is_day(&aloud)
            {
                let message = format!("“{}” is read aloud, and the source is of {year}", short(&aloud));
                report.push(case.at(Diagnostic::error("E03/year", message).hint(hint), card));
            }
        }
    }
}

fn year(digits: &str) -> Option<i64> {
    if matches!(digits.len(), 2 | 4) { digits.parse().ok() } else { None }
}

/// Month and day, as they are read of sources of the current year.
fn is_day(aloud: &str) -> bool {
    words(aloud).any(|(_, word)| {
        let mut parts = word.split(['-', '/']);
        let is_small =
            |part: Option<&str>| part.is_some_and(|part| part.parse::<u8>().is_ok_and(|number| (1..=31).contains(&number)));
        is_small(parts.next()) && is_small(parts.next()) && parts.next().is_none()
    })
}
