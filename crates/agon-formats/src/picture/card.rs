//! What stands in a box, line by line, and how high the box is for it.

use agon_core::extend::Scoring;
use agon_core::model::{LinkIndex, Map, Node, NodeIndex, NodeKind, Relation};

use super::font::Weight;
use super::measure::{width, wrap};
use super::plan::{Spot, What};
use super::scene::{Align, Mark, Piece, Stroke};
use crate::citation;
use crate::words::{anchor, rounded};

/// Between the border of a box and its text.
pub(super) const PAD: f64 = 16.0;
/// The class of a circle where premises meet.
pub(super) const JUNCTION_CLASS: &str = "junction";

/// A text longer than this is cut; its title holds all of it.
const LINES: usize = 80;

/// A face, its size and the distance of its lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub class: &'static str,
    pub size: f64,
    pub step: f64,
    pub weight: Weight,
}

pub(super) const TITLE: Type = Type { class: "title", size: 26.0, step: 33.0, weight: Weight::Bold };
pub(super) const HEADING: Type = Type { class: "heading", size: 16.0, step: 22.0, weight: Weight::Bold };
pub(super) const SUMMARY: Type = Type { class: "summary", size: 14.0, step: 21.0, weight: Weight::Regular };
pub(super) const SMALL: Type = Type { class: "small", size: 11.0, step: 15.0, weight: Weight::Regular };
const QUESTION: Type = Type { class: "question-text", size: 19.0, step: 26.0, weight: Weight::Bold };
const ANSWER: Type = Type { class: "answer-text", size: 14.0, step: 20.0, weight: Weight::Bold };
const TEXT: Type = Type { class: "text", size: 13.5, step: 19.5, weight: Weight::Regular };

/// What is drawn of a box, from its own corner.
#[derive(Debug)]
pub(super) struct Card {
    pub width: f64,
    pub height: f64,
    pub piece: Piece,
    /// Whether its text is longer than a box can hold.
    pub is_cut: bool,
}

/// How boxes are made.
pub(super) struct Maker<'a> {
    pub map: &'a Map,
    pub scoring: Option<&'a Scoring>,
    /// How wide lines of text are.
    pub wrap: f64,
    /// What stands before each id.
    pub prefix: &'a str,
}

impl Maker<'_> {
    /// The box of a node at a spot; `None` for a junction.
    pub(super) fn card(&self, spot: &Spot) -> Option<Card> {
        let What::Node { node: index, cut, first } = spot.what else { return None };
        let node = self.map.node(index);
        let relation = spot.link.map(|link| self.map.link(link).relation);
        let face = match (node.kind, relation) {
            (NodeKind::Question, _) => QUESTION,
            (_, Some(Relation::Answers)) => ANSWER,
            _ => TEXT,
        };
        let room = if node.kind == NodeKind::Question { self.wrap * 1.15 } else { self.wrap };
        let mut marks = Vec::new();
        let mut y = PAD + 8.0;
        self.header(index, spot, y, room, &mut marks);
        y += 7.0;
        let lines = wrap(&node.text, face.size, face.weight, room, LINES);
        let is_cut = lines.len() == LINES && lines.last().is_some_and(|line| line.ends_with('…')) && !node.text.ends_with('…');
        lines_at(lines, face, PAD, room, &mut y, &mut marks);
        y += 5.0;
        let small = self.more(node, spot, cut);
        if !small.is_empty() {
            lines_at(wrap(&small, SMALL.size, SMALL.weight, room, 6), SMALL, PAD, room, &mut y, &mut marks);
        }
        // Even, so that middles stand on whole pixels.
        let even = |length: f64| 2.0 * (length / 2.0).round();
        let (width, height) = (even(room + 2.0 * PAD), even(y + PAD - 6.0));
        marks.splice(0..0, outline(node.kind, width, height));
        let kind = node.kind.word();
        let piece = Piece {
            id: first.then(|| format!("{}{}", self.prefix, anchor(node))),
            class: format!("node {kind} {}", tone(relation)),
            title: node.text.trim_ascii().to_owned(),
            description: self.description(node, spot),
            marks,
        };
        Some(Card { width, height, piece, is_cut })
    }

    /// The line above the text: how the node bears on its parent, its kind, and its strength on the right.
    fn header(&self, index: NodeIndex, spot: &Spot, y: f64, room: f64, marks: &mut Vec<Mark>) {
        let kind = self.map.node(index).kind.word();
        let mut parts = Vec::new();
        match spot.link {
            Some(link) => {
                let (sign, word) = relation_words(self.map.link(link).relation);
                let jointly = if spot.joined { ", jointly" } else { "" };
                parts.push(("chip", format!("{sign} {word}{jointly}")));
                parts.push(("small", format!("  ·  {kind}")));
            }
            None => parts.push(("small", kind.to_owned())),
        }
        marks.push(Mark::Run { from: (PAD, y), align: Align::Start, parts });
        if let Some(score) = self.scoring.and_then(|scoring| scoring.of(index)) {
            let right = PAD + room;
            marks.push(Mark::Run { from: (right, y), align: Align::End, parts: vec![("number", rounded(score))] });
            if room >= 220.0 {
                let left = right - 30.0 - 44.0;
                marks.push(Mark::Rect { at: [left, y - 7.0, 44.0, 6.0], round: 3.0, class: "track" });
                let long = (44.0 * score.get()).max(2.0);
                marks.push(Mark::Rect { at: [left, y - 7.0, long, 6.0], round: f64::min(3.0, long / 2.0), class: "fill" });
            }
        }
    }

    /// What stands small beneath the text: citation, numbers, what is left out.
    fn more(&self, node: &Node, spot: &Spot, cut: usize) -> String {
        let short = node.citation.as_deref().and_then(|citation| citation::short(self.map, citation));
        let mut parts: Vec<String> = short.into_iter().collect();
        if let (None, Some(credence)) = (self.scoring, node.credence) {
            parts.push(format!("credence {credence}"));
        }
        if let Some(strength) = spot.link.and_then(|link| self.map.link(link).strength) {
            parts.push(format!("link strength {strength}"));
        }
        if cut > 0 {
            parts.push(format!("… {cut} more beneath"));
        }
        parts.join("  ·  ")
    }

    fn description(&self, node: &Node, spot: &Spot) -> String {
        let mut text = node.kind.word().to_owned();
        if let Some(link) = spot.link {
            text.push_str(", ");
            text.push_str(&self.bearing(link));
        }
        text.push('.');
        if let Some(citation) = node.citation.as_deref() {
            if let Some(short) = citation::short(self.map, citation) {
                text.push_str(&format!(" Cited: {short}."));
            }
            if let Some(quote) = citation.quote.as_deref().filter(|quote| !quote.trim().is_empty()) {
                text.push_str(&format!(" “{}”", quote.trim_ascii()));
            }
        }
        text
    }

    /// A link in words: what it does to what, and why.
    pub(super) fn bearing(&self, link: LinkIndex) -> String {
        let record = self.map.link(link);
        let (_, word) = relation_words(record.relation);
        let mut text = word.to_owned();
        if let Some(target) = self.map.target_node(link) {
            text.push_str(&format!(" {}", self.map.node(target).label()));
        }
        if let Some(strength) = record.strength {
            text.push_str(&format!(", strength {strength}"));
        }
        if let Some(scheme) = &record.scheme {
            text.push_str(&format!(", by {scheme}"));
        }
        if let Some(reason) = record.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty()) {
            text.push_str(&format!(", because: {reason}"));
        }
        text
    }
}

/// Puts lines beneath each other; what begins from right to left stands at the right.
pub(super) fn lines_at(lines: Vec<String>, face: Type, left: f64, room: f64, y: &mut f64, marks: &mut Vec<Mark>) {
    let from = (if is_rtl(&lines) { left + room } else { left }, *y + face.step * 0.5 + face.size * 0.36);
    *y += face.step * lines.len() as f64;
    marks.push(Mark::Lines { from, step: face.step, lines, class: face.class });
}

/// Whether the first letter of a text is one of Hebrew, Arabic or their kin (the rule P2 of UAX #9, for the common blocks).
pub(super) fn is_rtl(lines: &[String]) -> bool {
    let first = lines.iter().flat_map(|line| line.chars()).find(|c| c.is_alphabetic());
    first.is_some_and(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'))
}

/// The class for the colour of what a relation says; each has a sign, a word and a line of its own too.
pub(super) fn tone(relation: Option<Relation>) -> &'static str {
    match relation {
        None => "root",
        Some(Relation::Answers) => "answers",
        Some(Relation::Supports) => "pro",
        Some(Relation::Rebuts) => "con",
        Some(Relation::Contradicts) => "con both",
        Some(Relation::Undercuts) => "step under",
        Some(Relation::Underpins) => "step",
    }
}

/// Sign and word of a relation.
pub(super) fn relation_words(relation: Relation) -> (&'static str, &'static str) {
    match relation {
        Relation::Answers => ("?", "answers"),
        Relation::Supports => ("+", "supports"),
        Relation::Rebuts => ("−", "rebuts"),
        Relation::Undercuts => ("~", "undercuts the step"),
        Relation::Underpins => ("^", "underpins the step"),
        Relation::Contradicts => ("≠", "contradicts"),
    }
}

/// The border of a box: round for questions, a folded corner for evidence, cut corners for rebuttals.
pub(super) fn outline(kind: NodeKind, width: f64, height: f64) -> Vec<Mark> {
    let at = [0.0, 0.0, width, height];
    match kind {
        NodeKind::Question => vec![Mark::Rect { at, round: f64::min(22.0, height / 2.0), class: "box" }],
        NodeKind::Claim => vec![Mark::Rect { at, round: f64::min(9.0, height / 3.0), class: "box" }],
        NodeKind::Evidence => {
            let (r, fold) = (f64::min(5.0, height / 4.0), f64::min(14.0, height / 2.0));
            let corner = width - fold;
            vec![
                Mark::Path {
                    strokes: vec![
                        Stroke::Move(r, 0.0),
                        Stroke::Line(corner, 0.0),
                        Stroke::Line(width, fold),
                        Stroke::Line(width, height - r),
                        Stroke::Curve([(width, height - r / 2.0), (width - r / 2.0, height), (width - r, height)]),
                        Stroke::Line(r, height),
                        Stroke::Curve([(r / 2.0, height), (0.0, height - r / 2.0), (0.0, height - r)]),
                        Stroke::Line(0.0, r),
                        Stroke::Curve([(0.0, r / 2.0), (r / 2.0, 0.0), (r, 0.0)]),
                        Stroke::Close,
                    ],
                    class: "box",
                },
                Mark::Path {
                    strokes: vec![
                        Stroke::Move(corner, 0.0),
                        Stroke::Line(corner, fold),
                        Stroke::Line(width, fold),
                        Stroke::Close,
                    ],
                    class: "fold",
                },
            ]
        }
        NodeKind::Rebuttal => {
            let c = f64::min(10.0, height / 3.0);
            let (right, low) = (width - c, height - c);
            let corners = [(c, 0.0), (right, 0.0), (width, c), (width, low), (right, height), (c, height), (0.0, low), (0.0, c)];
            let mut strokes: Vec<Stroke> = corners.into_iter().map(|(x, y)| Stroke::Line(x, y)).collect();
            strokes[0] = Stroke::Move(c, 0.0);
            strokes.push(Stroke::Close);
            vec![Mark::Path { strokes, class: "box" }]
        }
    }
}

/// How wide a run of small text is.
pub(super) fn small_width(text: &str, weight: Weight) -> f64 {
    width(text, SMALL.size, weight)
}
