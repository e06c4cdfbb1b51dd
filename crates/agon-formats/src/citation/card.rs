//! The cite of a debate card: `First **Last**, quals, m-d-**yyyy**, "Title," Source, URL, accessed m-d-yyyy, //initials`.
//! Speakers read the last name and the year aloud, so these are strong.

use super::facts::Facts;
use super::name::Person;
use super::run::{CiteRun, Runs, is_ended};

pub(super) fn reference(facts: &Facts<'_>) -> Vec<CiteRun> {
    let mut runs = Runs::default();
    let (people, are_editors) = facts.people();
    match people {
        [] => {}
        [first] => person(first, &mut runs),
        [first, second] => {
            person(first, &mut runs);
            runs.plain(" and ");
            person(second, &mut runs);
        }
        [first, second, third] => {
            person(first, &mut runs);
            runs.plain(", ");
            person(second, &mut runs);
            runs.plain(", and ");
            person(third, &mut runs);
        }
        [first, ..] => {
            person(first, &mut runs);
            runs.plain(" et al.");
        }
    }
    if are_editors {
        runs.plain(if people.len() == 1 { ", editor" } else { ", editors" });
    }
    // Without an author a card is known by where it appeared, or else by its title.
    let stands_in = runs.is_empty().then(|| facts.container().or_else(|| facts.publisher())).flatten();
    if let Some(name) = &stands_in {
        runs.strong(name);
    }
    if let Some(quals) = facts.custom("qualifications") {
        runs.gap(", ").plain(&quals);
    }
    match facts.issued.card() {
        Some((before, year)) => runs.gap(", ").plain(&before).strong(&year),
        None => runs.gap(", ").strong("no date"),
    };
    let title = facts.title();
    let comma = if is_ended(title) { "" } else { "," };
    runs.gap(", ").plain(&format!("\"{title}{comma}\""));
    let volume = match (facts.text("volume"), facts.text("issue")) {
        (Some(volume), Some(issue)) => Some(format!("vol. {volume}, no. {issue}")),
        (Some(volume), None) => Some(format!("vol. {volume}")),
        (None, issue) => issue.map(|issue| format!("no. {issue}")),
    };
    let container = facts.container().filter(|container| stands_in.as_ref() != Some(container));
    let publisher = facts.publisher().filter(|publisher| container.is_none() && stands_in.as_ref() != Some(publisher));
    let accessed = facts.accessed.card().map(|(before, year)| format!("accessed {before}{year}"));
    let initials = facts.custom("cutter").or_else(|| facts.custom("accessed_by")).map(|who| format!("//{who}"));
    let rest = [container.or(publisher), volume, facts.marked_pages(), facts.address(), accessed, initials];
    for (at, part) in rest.into_iter().flatten().enumerate() {
        // The comma after the title stands within its quotation marks.
        runs.plain(if at == 0 { " " } else { ", " }).plain(&part);
    }
    runs.done()
}

fn person(person: &Person, runs: &mut Runs) {
    let (before, after) = person.around();
    runs.plain(&before).strong(person.family()).plain(&after);
}

/// `Lee & Kim 24`: what is said in a speech.
pub(super) fn short(facts: &Facts<'_>) -> String {
    let year = match facts.issued.from {
        Some(day) if (1000..=9999).contains(&day.year) => format!("{:02}", day.year % 100),
        Some(day) => day.year.to_string(),
        None => facts.issued.year().unwrap_or_else(|| "n.d.".to_owned()),
    };
    let who = match facts.people().0 {
        [] => facts.container().or_else(|| facts.publisher()).unwrap_or_else(|| facts.title().to_owned()),
        [one] => one.family().to_owned(),
        [one, two] => format!("{} & {}", one.family(), two.family()),
        [first, ..] => format!("{} et al.", first.family()),
    };
    format!("{who} {year}{}", facts.letter)
}
