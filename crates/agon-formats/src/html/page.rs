//! The page around the tree: head, header, tools, sources, footer.

use std::fmt::Write;

use agon_core::extend::Scoring;
use agon_core::model::{Map, NodeKind, Source};
use serde_json::Value;

use super::drawing;
use super::policy::{policy, script, style};
use super::tree::Tree;
use crate::citation::{CiteRun, Reference, Wanted, linked, sentence};
use crate::escape::html;
use crate::outline::Outline;
use crate::picture::Scene;
use crate::words::footer;

/// What the signs mean, in the order of the legend: class, sign and word, meaning.
const LEGEND: [(&str, &str, &str); 5] = [
    ("pro", "+ For", "speaks for what stands above it"),
    ("con", "− Against", "speaks against it"),
    ("con", "≠ Contradicts", "both cannot hold"),
    ("step", "~ Undercuts", "attacks the step, not the claim"),
    ("step", "^ Underpins", "defends the step"),
];

/// What stands on a page.
pub(super) struct Page<'a> {
    pub map: &'a Map,
    pub outline: &'a Outline,
    pub scoring: Option<&'a Scoring>,
    pub scorer: &'a str,
    pub references: Option<Wanted<'a>>,
    pub drawing: Option<Scene>,
}

impl Page<'_> {
    /// The page. Where a drawing is `wanted` and there is none, it says so.
    pub(super) fn write(self, wanted: bool) -> String {
        let Self { map, outline, scoring, scorer, references, drawing } = self;
        let info = map.info();
        let style = style(drawing.is_some());
        let title = html(&info.title);
        let mut out = String::with_capacity(20_000 + 500 * map.nodes().len());
        out.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        push(&mut out, format_args!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy(&style)));
        out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.push_str("<meta name=\"generator\" content=\"Agon\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        push(&mut out, format_args!("<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"));

        out.push_str("<a class=\"skip\" href=\"#map\">Skip to the tree</a>\n");
        push(&mut out, format_args!("<header>\n<h1 dir=\"auto\">{title}</h1>\n"));
        if !info.summary.trim().is_empty() {
            push(&mut out, format_args!("<p class=\"summary\" dir=\"auto\">{}</p>\n", html(info.summary.trim_ascii())));
        }
        push(&mut out, format_args!("<p class=\"counts\">{}</p>\n", counts(map)));
        if drawing.is_none() && wanted {
            let message = "is too large to be drawn on a page that opens at once; the option map=yes draws it all the same";
            push(&mut out, format_args!("<p class=\"counts\">A map of {} nodes {message}.</p>\n", map.nodes().len()));
        }
        out.push_str("<ul class=\"legend\" aria-label=\"Legend\">\n");
        for (class, word, meaning) in LEGEND {
            push(&mut out, format_args!("<li><span class=\"role {class}\">{word}</span>{meaning}</li>\n"));
        }
        if scoring.is_some() {
            push(&mut out, format_args!("<li><span class=\"bar w60\"></span>strength from 0 to 1, by {}</li>\n", html(scorer)));
        }
        out.push_str("</ul>\n</header>\n");

        tools(drawing.is_some(), &mut out);
        if let Some(scene) = &drawing {
            drawing::write(scene, &mut out);
        }
        out.push_str("<main id=\"map\">\n");
        Tree::new(map, outline, scoring, &mut out).write();
        out.push_str("</main>\n");
        sources(map, references, &mut out);
        push(&mut out, format_args!("<footer>{} Made with Agon.</footer>\n", html(&footer(map))));
        push(&mut out, format_args!("<script>{}</script>\n</body>\n</html>\n", script()));
        out
    }
}

/// Search, what folds the tree, and what changes between tree and drawing. They need the script, which shows them.
fn tools(drawn: bool, out: &mut String) {
    out.push_str(
        "<div class=\"tools\" id=\"tools\" role=\"search\" hidden><div>\
         <input id=\"search\" type=\"search\" placeholder=\"Search the map  ( / )\" aria-label=\"Search the map\" autocomplete=\"off\" spellcheck=\"false\">\
         <span class=\"hits\" id=\"hits\" hidden><output id=\"count\" for=\"search\"></output>\
         <button type=\"button\" id=\"previous\" aria-label=\"Previous hit\">↑</button>\
         <button type=\"button\" id=\"next\" aria-label=\"Next hit\">↓</button></span>\
         <button type=\"button\" id=\"expand\">Expand all</button>\
         <button type=\"button\" id=\"collapse\">Collapse all</button>",
    );
    if drawn {
        out.push_str(
            "<span class=\"views\" role=\"group\" aria-label=\"View\"><button type=\"button\" id=\"as-tree\" aria-pressed=\"true\">Tree</button>\
             <button type=\"button\" id=\"as-map\" aria-pressed=\"false\">Map</button></span>",
        );
    }
    out.push_str("</div></div>\n");
}

/// Appends; writing to a string cannot fail.
pub(super) fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string cannot fail");
}

fn counts(map: &Map) -> String {
    let of = |kind: NodeKind| map.nodes().iter().filter(|node| node.kind == kind).count();
    let named = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    };
    let parts: Vec<String> = [
        named(of(NodeKind::Question), "question", "questions"),
        named(of(NodeKind::Claim), "claim", "claims"),
        named(of(NodeKind::Evidence), "piece of evidence", "pieces of evidence"),
        named(of(NodeKind::Rebuttal), "rebuttal", "rebuttals"),
        named(map.links().len(), "link", "links"),
        named(map.sources().len(), "source", "sources"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "Nothing stands in this map yet.".to_owned() } else { parts.join(" · ") }
}

fn sources(map: &Map, references: Option<Wanted<'_>>, out: &mut String) {
    if map.sources().is_empty() {
        return;
    }
    let mut cited = std::collections::BTreeMap::new();
    for key in map.nodes().iter().flat_map(|node| node.sources()) {
        *cited.entry(key).or_insert(0usize) += 1;
    }
    out.push_str("<section class=\"sources\">\n<h2>Sources</h2>\n<ul>\n");
    let set: Vec<(&Source, String)> = match references {
        Some(references) => references.into_iter().map(|(source, runs)| (source, styled(&runs))).collect(),
        None => map.sources().values().map(|source| (source, reference(source))).collect(),
    };
    for (source, text) in set {
        let key = &source.key;
        push(out, format_args!("<li id=\"s-{}\" dir=\"auto\">{text}", html(key.as_str())));
        let times = match cited.get(key) {
            None => "not cited".to_owned(),
            Some(1) => "cited once".to_owned(),
            Some(times) => format!("cited {times} times"),
        };
        push(out, format_args!(" <small>[{times}{}]</small>", html(&assessment(source))));
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</section>\n");
}

/// A reference in a style; its web addresses become links.
fn styled(runs: &[CiteRun]) -> String {
    let mut text = String::new();
    for run in runs {
        let (open, close) = match (run.strong, run.italic) {
            (true, true) => ("<b><i>", "</i></b>"),
            (true, false) => ("<b>", "</b>"),
            (false, true) => ("<i>", "</i>"),
            (false, false) => ("", ""),
        };
        text.push_str(open);
        for (piece, is_address) in linked(&run.text) {
            let piece = html(piece);
            match is_address {
                true => push(&mut text, format_args!("<a href=\"{piece}\" rel=\"noopener noreferrer\">{piece}</a>")),
                false => text.push_str(&piece),
            }
        }
        text.push_str(close);
    }
    text
}

fn reference(source: &Source) -> String {
    let reference = Reference::of(source);
    let mut text = String::new();
    if !reference.authors.is_empty() {
        push(&mut text, format_args!("{} ", html(&sentence(&reference.authors))));
    }
    let title = html(&reference.quoted_title());
    match &reference.url {
        Some(url) => push(&mut text, format_args!("<a href=\"{}\" rel=\"noopener noreferrer\">{title}</a>", html(url))),
        None => text.push_str(&title),
    }
    let tail = reference.tail();
    if let Some(container) = &reference.container {
        push(&mut text, format_args!(" <cite>{}</cite>{}", html(container), if tail.is_empty() { "." } else { "," }));
    }
    if !tail.is_empty() {
        push(&mut text, format_args!(" {}", html(&sentence(&tail))));
    }
    if let Some(qualifications) = source.csl.get("custom").and_then(|custom| custom.get("qualifications")).and_then(Value::as_str)
    {
        push(&mut text, format_args!(" <small>{}</small>", html(&sentence(qualifications))));
    }
    text
}

/// What the team thinks of a source, for the end of its line.
fn assessment(source: &Source) -> String {
    let Some(assessment) = &source.assessment else { return String::new() };
    let mut text = String::new();
    if let Some(letter) = assessment.reliability {
        push(&mut text, format_args!("; reliability {letter}"));
    }
    if let Some(digit) = assessment.credibility {
        push(&mut text, format_args!("; credibility {digit}"));
    }
    if !assessment.note.is_empty() {
        push(&mut text, format_args!("; {}", assessment.note));
    }
    text
}
