//! The table of rival answers beneath a question.

use agon_core::extend::Scoring;
use agon_core::model::{Map, NodeIndex, Relation, Score};

use super::page::push;
use crate::escape::html;
use crate::words::{anchor, rivals_line, rounded};

/// Writes the answers of a question in order of strength, or in the author's order where no strengths were asked for.
pub(super) fn write(map: &Map, question: NodeIndex, scoring: Option<&Scoring>, out: &mut String) {
    let mut answers: Vec<NodeIndex> = map.answers(question).into_iter().map(|(answer, _)| answer).collect();
    if answers.len() < 2 {
        return;
    }
    let score = |node: NodeIndex| scoring.and_then(|scoring| scoring.of(node));
    if scoring.is_some() {
        let key = |node: NodeIndex| score(node).map_or(-1.0, Score::get);
        answers.sort_by(|one, other| key(*other).total_cmp(&key(*one)));
    }
    let declared = map.node(question).rivals;
    let declared = declared.and_then(|rivals| rivals_line(rivals.relation, rivals.exhaustive)).unwrap_or_default();
    out.push_str("<table class=\"rivals\">\n<caption>");
    let order = if scoring.is_some() { "Rival answers, strongest first." } else { "Rival answers." };
    push(out, format_args!("{order} {declared}</caption>\n<thead><tr>"));
    if scoring.is_some() {
        out.push_str("<th scope=\"col\">#</th><th scope=\"col\">Answer</th><th scope=\"col\">Strength</th>");
    } else {
        out.push_str("<th scope=\"col\">Answer</th>");
    }
    out.push_str("<th scope=\"col\">Directly</th></tr></thead>\n<tbody>\n");
    let mut rank = 0;
    let mut last: Option<Score> = None;
    for (place, answer) in answers.iter().enumerate() {
        let node = map.node(*answer);
        out.push_str("<tr>");
        if scoring.is_some() {
            let exact = score(*answer);
            // Equal as the ranking has it, whatever the digits shown: sums may differ in their last bit.
            let is_tie = match (exact, last) {
                (Some(one), Some(other)) => f64::abs(one.get() - other.get()) <= 1e-9,
                (one, other) => one == other,
            };
            if !is_tie || place == 0 {
                rank = place + 1;
            }
            push(out, format_args!("<td class=\"rank\">{rank}</td>"));
            last = exact;
        }
        push(
            out,
            format_args!(
                "<td><a class=\"text\" dir=\"auto\" href=\"#{}\">{}</a></td>",
                html(&anchor(node)),
                html(node.text.trim_ascii())
            ),
        );
        if scoring.is_some() {
            push(out, format_args!("<td class=\"tally\">{}</td>", score(*answer).map_or_else(|| "–".to_owned(), bar)));
        }
        push(out, format_args!("<td class=\"tally\">{}</td></tr>\n", tally(map, *answer)));
    }
    out.push_str("</tbody>\n</table>\n");
}

/// A bar as long as the score, in steps of five per cent, and the number.
pub(super) fn bar(score: Score) -> String {
    let width = (score.get() * 20.0).round() as u32 * 5;
    format!("<span class=\"bar w{width}\"></span><span class=\"num\">{}</span>", rounded(score))
}

/// How many links speak for and against a node.
pub(super) fn tally(map: &Map, node: NodeIndex) -> String {
    let of = |wanted: fn(Relation) -> bool| map.links_to(node).iter().filter(|link| wanted(map.link(**link).relation)).count();
    let (pro, con) = (of(Relation::is_pro), of(Relation::is_con));
    match (pro, con) {
        (0, 0) => "nothing bears on it".to_owned(),
        (pro, 0) => format!("<span class=\"p\">+{pro} for</span>"),
        (0, con) => format!("<span class=\"c\">−{con} against</span>"),
        (pro, con) => format!("<span class=\"p\">+{pro} for</span> <span class=\"c\">−{con} against</span>"),
    }
}
