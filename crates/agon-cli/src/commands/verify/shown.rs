//! How quotations stand, in words and as JSON.

use agon_core::database::CommitReport;
use agon_core::model::{Piece, Standing, difference_of_words};
use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::{Against, Finding, Group};
use crate::output::Output;
use crate::{committed, render};

/// The states in the order in which they are counted.
const STATES: [&str; 5] = ["exact", "moved", "fuzzy", "orphaned", "missing"];

/// Words that are shown before and after a change.
const AROUND: usize = 3;

/// Shows everything, and what was written down.
pub(super) fn show(groups: &[Group], report: Option<&CommitReport>, output: &mut Output) {
    let counts = STATES.map(|state| groups.iter().flat_map(|group| &group.findings).filter(|one| one.state() == state).count());
    if output.is_json() {
        let shown: Vec<Value> = groups.iter().map(group_json).collect();
        let counts: serde_json::Map<String, Value> =
            STATES.iter().zip(counts).map(|(state, count)| ((*state).to_owned(), count.into())).collect();
        let data = json!({ "sources": shown, "counts": counts });
        match report {
            Some(report) => output.json(&committed::with_commit(report, data)),
            None => output.json(&data),
        }
        return;
    }
    for group in groups {
        show_group(group, output);
        output.line("");
    }
    let told: Vec<String> = STATES
        .iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| if *state == "missing" { format!("{count} without text") } else { format!("{count} {state}") })
        .collect();
    if told.is_empty() {
        output.line("no evidence is anchored");
        output.say("anchor words: agon add evidence TEXT --quote WORDS --in FILE");
    } else {
        output.line(format!("{}; {}", render::count(groups.len() as u64, "source"), told.join(", ")));
    }
    if let Some(report) = report {
        let count = report.counts.edited;
        committed::line(output, &format!("reanchored {}", render::count(count, "quotation")), report);
    }
}

fn show_group(group: &Group, output: &mut Output) {
    let name = group.source.as_ref().map_or("no source", |key| key.as_str());
    let against = match &group.text {
        Against::Stored => "its stored text".to_owned(),
        Against::File(file) => render::harmless(file),
        Against::Nothing => "no text to check against".to_owned(),
    };
    output.line(format!("{}  {against}", output.paint(render::style::NAME, name)));
    let exact = group.findings.iter().filter(|finding| finding.state() == "exact").count();
    if exact > 0 {
        output.line(format!("  {}     {exact}", output.paint(style("exact"), "exact")));
    }
    let wide = group.findings.iter().filter(|one| one.state() != "exact").map(|one| render::width(&one.label)).max().unwrap_or(0);
    let wide = wide.min(30);
    for state in &STATES[1..4] {
        for finding in group.findings.iter().filter(|finding| finding.state() == *state) {
            let label = output.paint(style(state), state);
            let gap = " ".repeat(10 - state.len());
            let pad = " ".repeat(wide.saturating_sub(render::width(&finding.label)));
            let said = render::clip(&render::harmless(&said(finding)), output.width().saturating_sub(14 + wide));
            output.line(format!("  {label}{gap}{}{pad}  {said}", finding.label).trim_end());
            if let Some((words, _)) = finding.now.as_ref().filter(|_| *state == "fuzzy") {
                let difference = difference(finding.citation.quote.as_deref().unwrap_or_default(), words);
                for line in render::wrap(&render::harmless(&difference), output.width(), "            ", "            ") {
                    output.line(line);
                }
            }
        }
    }
    if matches!(group.text, Against::Nothing) {
        let names: Vec<&str> = group.findings.iter().map(|finding| finding.label.as_str()).collect();
        for line in render::wrap(&names.join(", "), output.width(), "  missing   ", "            ") {
            output.line(line);
        }
        if let Some(key) = &group.source {
            let hint = format!("  hint: agon verify --text {key}=FILE");
            output.line(output.paint(render::style::FAINT, &hint));
        }
    }
}

fn style(state: &str) -> Style {
    match state {
        "exact" => AnsiColor::Green.on_default(),
        "orphaned" => AnsiColor::Red.on_default().bold(),
        "missing" => render::style::FAINT,
        _ => AnsiColor::Yellow.on_default(),
    }
}

/// What there is to say of one that is not exact.
fn said(finding: &Finding) -> String {
    let anchor = &finding.anchor;
    let paragraph = match (finding.citation.paragraph, &finding.now) {
        (Some(old), Some((_, new))) if old != *new => format!(", paragraph {old} → {new}"),
        (_, Some((_, new))) => format!(", paragraph {new}"),
        (_, None) => String::new(),
    };
    match &finding.standing {
        None | Some(Standing::Exact) => String::new(),
        Some(Standing::Moved { to, among, is_certain }) => {
            let choice = match is_certain {
                true => String::new(),
                false => format!("; the nearest of {among} places, and nothing tells which is meant"),
            };
            if to.start == anchor.start {
                return format!("the same place, with other line ends or quotation marks{paragraph}{choice}");
            }
            format!("characters {} to {} → {} to {}{paragraph}{choice}", anchor.start, anchor.end, to.start, to.end)
        }
        Some(Standing::Fuzzy { distance, of, .. }) => {
            format!("{distance} of {of} characters differ ({:.2}){paragraph}", share(*distance, *of))
        }
        Some(Standing::Orphaned { is_thorough }) => match (&finding.citation.quote, is_thorough) {
            (Some(quote), _) => format!("“{quote}”"),
            (None, true) => format!("sealed: nothing of {} characters has its hash", anchor.end - anchor.start),
            (None, false) => "sealed: not at its place nor near it; the text is too long to hash every stretch".to_owned(),
        },
    }
}

fn share(distance: u32, of: u32) -> f64 {
    f64::from(distance) / f64::from(of.max(1))
}

/// `… were [once] {never} close …`: what the quotation has and the text has not, and the other way about.
fn difference(quote: &str, now: &str) -> String {
    let pieces = difference_of_words(&agon_core::model::normalise(quote), now);
    let last = pieces.len().saturating_sub(1);
    let shown = pieces.iter().enumerate().map(|(number, piece)| match piece {
        Piece::Gone(words) => format!("[-{words}-]"),
        Piece::New(words) => format!("{{+{words}+}}"),
        Piece::Same(words) => {
            let words: Vec<&str> = words.split(' ').collect();
            let (head, tail) = (if number == 0 { 0 } else { AROUND }, if number == last { 0 } else { AROUND });
            match words.len() > head + tail + 1 {
                true => [&words[..head], &["…"], &words[words.len() - tail..]].concat().join(" "),
                false => words.join(" "),
            }
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn group_json(group: &Group) -> Value {
    let text = match &group.text {
        Against::Stored => json!("stored"),
        Against::File(file) => json!(file),
        Against::Nothing => Value::Null,
    };
    let findings: Vec<Value> = group.findings.iter().map(finding_json).collect();
    json!({ "source": group.source, "text": text, "findings": findings })
}

fn finding_json(finding: &Finding) -> Value {
    let mut data = json!({
        "id": finding.id,
        "node": finding.label,
        "state": finding.state(),
        "quote": finding.citation.quote,
        "from": { "start": finding.anchor.start, "end": finding.anchor.end, "paragraph": finding.citation.paragraph },
    });
    let Some(standing) = &finding.standing else { return data };
    if let (Some(to), Some((words, paragraph))) = (standing.found(), &finding.now) {
        data["to"] = json!({ "start": to.start, "end": to.end, "paragraph": paragraph });
        if matches!(standing, Standing::Fuzzy { .. }) {
            data["words"] = json!(words);
        }
    }
    match standing {
        Standing::Exact => {}
        Standing::Moved { among, is_certain, .. } => {
            data["among"] = json!(among);
            data["certain"] = json!(is_certain);
        }
        Standing::Fuzzy { distance, of, .. } => {
            data["distance"] = json!(distance);
            data["of"] = json!(of);
        }
        Standing::Orphaned { is_thorough } => data["thorough"] = json!(is_thorough),
    }
    data
}
