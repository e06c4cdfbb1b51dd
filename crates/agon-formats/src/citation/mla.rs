//! MLA, ninth edition: `Last, First, and First Last. “Title.” *Container*, contributors, number, publisher, date, place.`

use super::facts::{Facts, Shape};
use super::name::Person;
use super::run::{CiteRun, Runs, quoted};

pub(super) fn reference(facts: &Facts<'_>) -> Vec<CiteRun> {
    let mut runs = Runs::default();
    let (people, are_editors) = facts.people();
    let names = people_inverted(people);
    if !names.is_empty() {
        runs.plain(&names);
        if are_editors {
            runs.plain(if people.len() == 1 { ", editor" } else { ", editors" });
        }
        runs.stop().plain(" ");
    }
    match facts.shape {
        Shape::Book => runs.italic(facts.title()).stop(),
        _ => runs.plain(&quoted(facts.title(), ".")),
    };
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut add = |text: Option<String>, italic: bool| parts.extend(text.map(|text| (text, italic)));
    if facts.shape == Shape::Book {
        add(contributors(facts, true), false);
        add(facts.edition(), false);
    } else {
        add(facts.container(), true);
        add(contributors(facts, facts.container().is_none()), false);
        add(facts.edition(), false);
    }
    add(facts.text("volume").map(|volume| format!("vol. {volume}")), false);
    add(facts.text("issue").map(|issue| format!("no. {issue}")), false);
    add(facts.publisher().filter(|_| facts.shape != Shape::Journal), false);
    add(facts.issued.day_month_year(), false);
    add(facts.marked_pages(), false);
    add(facts.link(), false);
    for (at, (part, italic)) in parts.iter().enumerate() {
        runs.plain(if at == 0 { " " } else { ", " }).push(part, false, *italic);
    }
    if !parts.is_empty() {
        runs.stop();
    }
    if let Some(accessed) = facts.accessed.day_month_year() {
        runs.plain(&format!(" Accessed {accessed}")).stop();
    }
    runs.done()
}

/// `Lee, Ann, and Bo Kim`; of three or more the first alone.
fn people_inverted(people: &[Person]) -> String {
    match people {
        [] => String::new(),
        [one] => one.inverted(),
        [one, two] => format!("{}, and {}", one.inverted(), two.direct()),
        [first, ..] => format!("{}, et al.", first.inverted()),
    }
}

/// `edited by A and B, translated by C`; with a capital where a sentence begins.
fn contributors(facts: &Facts<'_>, begins: bool) -> Option<String> {
    let names = |people: &[Person]| match people {
        [one] => one.direct(),
        [one, two] => format!("{} and {}", one.direct(), two.direct()),
        [first, ..] => format!("{} et al.", first.direct()),
        [] => String::new(),
    };
    let mut parts = Vec::new();
    if !facts.other_editors().is_empty() {
        parts.push(format!("edited by {}", names(facts.other_editors())));
    }
    if !facts.translators.is_empty() {
        parts.push(format!("translated by {}", names(&facts.translators)));
    }
    let text = parts.join(", ");
    let first = text.chars().next()?;
    Some(if begins { format!("{}{}", first.to_uppercase(), &text[first.len_utf8()..]) } else { text })
}

/// `(Lee and Kim 3)`.
pub(super) fn short(facts: &Facts<'_>, locator: Option<&str>) -> String {
    let who = match facts.people().0 {
        [] => format!("“{}”", facts.title()),
        [one] => one.family().to_owned(),
        [one, two] => format!("{} and {}", one.family(), two.family()),
        [first, ..] => format!("{} et al.", first.family()),
    };
    match locator {
        Some(locator) => format!("({who} {})", super::style::bare_locator(locator)),
        None => format!("({who})"),
    }
}
