//! Chicago, seventeenth edition: author-date, and the bibliography of the notes system. They differ in where the year stands.

use super::facts::{Facts, Shape};
use super::name::{Person, joined};
use super::run::{CiteRun, Runs, quoted};

/// Which of the two systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    AuthorDate,
    Notes,
}

pub(super) fn reference(facts: &Facts<'_>, system: System) -> Vec<CiteRun> {
    let mut runs = Runs::default();
    let by_date = system == System::AuthorDate;
    let (people, are_editors) = facts.people();
    let year = facts.issued.year();
    if !people.is_empty() {
        runs.plain(&people_inverted(people));
        if are_editors {
            runs.plain(if people.len() == 1 { ", ed" } else { ", eds" });
        }
        runs.stop().plain(" ");
        author_year(facts, by_date, &mut runs);
    }
    match facts.shape {
        Shape::Book => runs.italic(facts.title()).stop(),
        _ => runs.plain(&quoted(facts.title(), ".")),
    };
    if people.is_empty() && by_date {
        runs.plain(" ");
        author_year(facts, by_date, &mut runs);
    }
    let runs_space = |runs: &mut Runs| {
        if !runs.ends_with_space() {
            runs.plain(" ");
        }
    };
    runs_space(&mut runs);
    match facts.shape {
        Shape::Journal => {
            runs.italic(&facts.container().unwrap_or_default());
            if let Some(volume) = facts.text("volume") {
                runs.plain(&format!(" {volume}"));
            }
            if let Some(issue) = facts.text("issue") {
                runs.plain(if facts.text("volume").is_some() { ", no. " } else { " no. " }).plain(&issue);
            }
            let inner = if by_date { facts.issued.day_of_year() } else { facts.issued.month_day_year() };
            if let Some(inner) = inner {
                runs.plain(&format!(" ({inner})"));
            }
            if let Some(pages) = facts.pages() {
                runs.plain(&format!(": {pages}"));
            }
            runs.stop();
        }
        Shape::Chapter => {
            runs.plain("In ").italic(&facts.container().unwrap_or_default());
            let mut parts = helpers(facts);
            parts.extend(facts.pages());
            for part in parts {
                runs.plain(", ").plain(&part);
            }
            runs.stop();
            imprint(facts, year.filter(|_| !by_date), &mut runs);
        }
        Shape::Press => {
            runs.italic(&facts.container().unwrap_or_default());
            let date = facts.issued.month_day_year().filter(|_| !by_date || facts.issued.day_of_year().is_some());
            for part in helpers(facts).into_iter().chain(facts.publisher()).chain(date).chain(facts.pages()) {
                runs.plain(", ").plain(&part);
            }
            runs.stop();
        }
        Shape::Book | Shape::Sheet => {
            for part in helpers(facts).into_iter().chain(facts.edition()) {
                runs_space(&mut runs);
                runs.plain(&capital(&part)).stop();
            }
            let date = if facts.shape == Shape::Book { year } else { facts.issued.month_day_year() };
            let again = facts.shape == Shape::Sheet && facts.issued.day_of_year().is_some();
            imprint(facts, date.filter(|_| !by_date || again), &mut runs);
        }
    }
    if let Some(accessed) = facts.accessed.month_day_year().filter(|_| facts.issued.is_unknown()) {
        runs_space(&mut runs);
        runs.plain(&format!("Accessed {accessed}."));
    }
    if let Some(link) = facts.link() {
        runs_space(&mut runs);
        runs.plain(&link).plain(".");
    }
    runs.trimmed()
}

fn author_year(facts: &Facts<'_>, by_date: bool, runs: &mut Runs) {
    if by_date {
        let year = facts.issued.year().unwrap_or_else(|| "n.d.".to_owned());
        runs.plain(&year).plain(&facts.letter).stop().plain(" ");
    }
}

/// `City: Publisher, 2024.`
fn imprint(facts: &Facts<'_>, date: Option<String>, runs: &mut Runs) {
    let publisher = match (facts.text("publisher-place"), facts.publisher()) {
        (Some(place), Some(publisher)) => Some(format!("{place}: {publisher}")),
        (place, publisher) => publisher.or(place),
    };
    let parts: Vec<String> = publisher.into_iter().chain(date).collect();
    if !parts.is_empty() {
        if !runs.ends_with_space() {
            runs.plain(" ");
        }
        runs.plain(&parts.join(", ")).stop();
    }
}

/// `edited by A and B`, `translated by C`.
fn helpers(facts: &Facts<'_>) -> Vec<String> {
    let names = |people: &[Person]| joined(&people.iter().map(Person::direct).collect::<Vec<_>>(), "and");
    let mut parts = Vec::new();
    if !facts.other_editors().is_empty() {
        parts.push(format!("edited by {}", names(facts.other_editors())));
    }
    if !facts.translators.is_empty() {
        parts.push(format!("translated by {}", names(&facts.translators)));
    }
    parts
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `Lee, Ann, Bo Kim, and 외교부`; of more than ten the first seven.
fn people_inverted(people: &[Person]) -> String {
    let shown = if people.len() > 10 { 7 } else { people.len() };
    let names: Vec<String> = people
        .iter()
        .take(shown)
        .enumerate()
        .map(|(at, person)| if at == 0 { person.inverted() } else { person.direct() })
        .collect();
    match names.as_slice() {
        _ if shown < people.len() => format!("{}, et al.", names.join(", ")),
        // A name turned around has a comma of its own, so one more parts it from the next.
        [one, two] => format!("{one}, and {two}"),
        names => joined(names, "and"),
    }
}

/// `(Lee and Kim 2024, 3)`, or as a short note: `Lee and Kim, “Title,” 3`.
pub(super) fn short(facts: &Facts<'_>, system: System, locator: Option<&str>) -> String {
    let people = facts.people().0;
    let who = match people {
        [] => None,
        [first, _, _, _, ..] => Some(format!("{} et al.", first.family())),
        some => Some(joined(&some.iter().map(|person| person.family().to_owned()).collect::<Vec<_>>(), "and")),
    };
    let locator = locator.map(super::style::bare_locator);
    match system {
        System::AuthorDate => {
            let who = who.unwrap_or_else(|| format!("“{}”", facts.title()));
            let year = facts.issued.year().unwrap_or_else(|| "n.d.".to_owned());
            let place = locator.map_or_else(String::new, |locator| format!(", {locator}"));
            format!("({who} {year}{}{place})", facts.letter)
        }
        System::Notes => {
            let title = facts.text("title-short").unwrap_or_else(|| facts.title().to_owned());
            let title = match (facts.shape, locator) {
                (Shape::Book, Some(locator)) => format!("{title}, {locator}"),
                (Shape::Book, None) => title,
                (_, Some(locator)) => format!("{} {locator}", quoted(&title, ",")),
                (_, None) => format!("“{title}”"),
            };
            who.map_or(title.clone(), |who| format!("{who}, {title}"))
        }
    }
}
