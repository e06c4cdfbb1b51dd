//! APA, seventh edition: `Last, A., & Other, B. (2024, May 3). Title. *Journal*, *3*(4), 1–9. https://doi.org/…`

use super::facts::{Facts, Shape};
use super::name::Person;
use super::run::{CiteRun, Runs, is_ended};

pub(super) fn reference(facts: &Facts<'_>) -> Vec<CiteRun> {
    let mut runs = Runs::default();
    let (people, are_editors) = facts.people();
    if people.is_empty() {
        title(facts, &mut runs);
        runs.plain(" ").plain(&date(facts)).plain(".");
    } else {
        runs.plain(&people_inverted(people));
        if are_editors {
            runs.plain(if people.len() == 1 { " (Ed.)" } else { " (Eds.)" });
        }
        runs.stop().plain(" ").plain(&date(facts)).plain(". ");
        title(facts, &mut runs);
    }
    container(facts, &mut runs);
    if let Some(link) = facts.link() {
        runs.plain(" ");
        match facts.accessed.month_day_year().filter(|_| facts.issued.is_unknown()) {
            Some(accessed) => runs.plain(&format!("Retrieved {accessed}, from {link}")),
            None => runs.plain(&link),
        };
    }
    runs.done()
}

/// `(2024, May 3)`; only the year for what appears in volumes or stands for itself.
fn date(facts: &Facts<'_>) -> String {
    let year = facts.issued.year().unwrap_or_else(|| "n.d.".to_owned()) + &facts.letter;
    match facts.issued.day_of_year() {
        Some(day) if matches!(facts.shape, Shape::Press | Shape::Sheet) => format!("({year}, {day})"),
        _ => format!("({year})"),
    }
}

/// The title with edition and translators after it, and its point.
fn title(facts: &Facts<'_>, runs: &mut Runs) {
    // What has no cover is set like a book where nothing contains it.
    let italic = matches!(facts.shape, Shape::Book | Shape::Sheet) || facts.text("type").as_deref() == Some("webpage");
    runs.push(facts.title(), false, italic);
    let mut notes = Vec::new();
    notes.extend(facts.edition().filter(|_| facts.shape == Shape::Book));
    if facts.shape == Shape::Book {
        notes.extend(facts.text("volume").map(|volume| format!("Vol. {volume}")));
    }
    if !facts.translators.is_empty() {
        notes.push(format!("{}, Trans.", ampersand(facts.translators.iter().map(Person::initials_first).collect())));
    }
    if !notes.is_empty() {
        runs.plain(&format!(" ({})", notes.join("; ")));
    } else if is_ended(facts.title()) {
        return;
    }
    runs.plain(".");
}

fn container(facts: &Facts<'_>, runs: &mut Runs) {
    match facts.shape {
        Shape::Journal => {
            if let Some(container) = facts.container() {
                runs.plain(" ").italic(&container);
            }
            match (facts.text("volume"), facts.text("issue")) {
                (Some(volume), Some(issue)) => runs.plain(", ").italic(&volume).plain(&format!("({issue})")),
                (Some(volume), None) => runs.plain(", ").italic(&volume),
                (None, Some(issue)) => runs.plain(&format!(", ({issue})")),
                (None, None) => runs,
            };
            if let Some(pages) = facts.pages() {
                runs.plain(&format!(", {pages}"));
            }
            runs.stop();
        }
        Shape::Chapter => {
            runs.plain(" In ");
            let editors = facts.other_editors();
            if !editors.is_empty() {
                let mark = if editors.len() == 1 { "Ed." } else { "Eds." };
                runs.plain(&format!("{} ({mark}), ", ampersand(editors.iter().map(Person::initials_first).collect())));
            }
            runs.italic(&facts.container().unwrap_or_default());
            let notes: Vec<String> = facts.edition().into_iter().chain(facts.marked_pages()).collect();
            if !notes.is_empty() {
                runs.plain(&format!(" ({})", notes.join(", ")));
            }
            runs.stop();
            publisher(facts, runs);
        }
        Shape::Press => {
            if let Some(container) = facts.container() {
                let italic = facts.text("type").as_deref() != Some("webpage");
                runs.plain(" ").push(&container, false, italic);
                if let Some(pages) = facts.pages() {
                    runs.plain(&format!(", {pages}"));
                }
                runs.stop();
            }
        }
        Shape::Book | Shape::Sheet => publisher(facts, runs),
    }
}

/// The publisher, unless it is the author.
fn publisher(facts: &Facts<'_>, runs: &mut Runs) {
    let is_author = |publisher: &str| facts.people().0.iter().any(|person| person.family() == publisher);
    if let Some(publisher) = facts.publisher().filter(|publisher| !is_author(publisher)) {
        runs.plain(" ").plain(&publisher).stop();
    }
}

/// `Lee, A., & Kim, B.`; of more than twenty the first nineteen and the last.
fn people_inverted(people: &[Person]) -> String {
    let names: Vec<String> = people.iter().map(Person::with_initials).collect();
    match names.as_slice() {
        [one] => one.clone(),
        [first @ .., last] if names.len() <= 20 => format!("{}, & {last}", first.join(", ")),
        [first @ .., last] => format!("{}, . . . {last}", first[..19].join(", ")),
        [] => String::new(),
    }
}

fn ampersand(names: Vec<String>) -> String {
    match names.as_slice() {
        [one, two] => format!("{one} & {two}"),
        [first @ .., last] if !first.is_empty() => format!("{}, & {last}", first.join(", ")),
        names => names.concat(),
    }
}

/// `(Lee & Kim, 2024, p. 3)`.
pub(super) fn short(facts: &Facts<'_>, locator: Option<&str>) -> String {
    let who = match facts.people().0 {
        [] => format!("“{}”", facts.title()),
        [one] => one.family().to_owned(),
        [one, two] => format!("{} & {}", one.family(), two.family()),
        [first, ..] => format!("{} et al.", first.family()),
    };
    let year = facts.issued.year().unwrap_or_else(|| "n.d.".to_owned());
    let place = locator.map_or_else(String::new, |locator| format!(", {locator}"));
    format!("({who}, {year}{}{place})", facts.letter)
}
