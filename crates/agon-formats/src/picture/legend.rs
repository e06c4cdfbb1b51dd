//! What stands around a picture: its title above; what its signs mean, and which map it shows, below.

use agon_core::model::{Map, NodeKind, Relation};

use super::card::{SMALL, SUMMARY, TITLE, lines_at, outline, relation_words, small_width, tone};
use super::draw::{badge, shift};
use super::font::Weight;
use super::measure::{width, wrap};
use super::plan::{Plan, What};
use super::scene::{Align, Mark, Piece, Stroke};
use crate::words;

/// Lines of a summary are no longer than can be read well.
const READABLE: f64 = 820.0;

/// Kinds and relations that a picture holds: a legend explains nothing else.
pub(super) struct Present {
    kinds: Vec<NodeKind>,
    relations: Vec<Relation>,
}

impl Present {
    pub(super) fn of(map: &Map, plan: &Plan) -> Self {
        let boxed =
            |kind| plan.spots.iter().any(|spot| matches!(spot.what, What::Node { node, .. } if map.node(node).kind == kind));
        let kinds = [NodeKind::Question, NodeKind::Claim, NodeKind::Evidence, NodeKind::Rebuttal];
        let relations = [
            Relation::Answers,
            Relation::Supports,
            Relation::Rebuts,
            Relation::Contradicts,
            Relation::Undercuts,
            Relation::Underpins,
        ];
        Self {
            kinds: kinds.into_iter().filter(|kind| boxed(*kind)).collect(),
            relations: relations
                .into_iter()
                .filter(|relation| map.links().iter().any(|link| link.relation == *relation))
                .collect(),
        }
    }
}

/// Title and summary.
pub(super) fn header(map: &Map, left: f64, inner: f64, y: &mut f64) -> Piece {
    let info = map.info();
    let mut marks = Vec::new();
    let lines = wrap(&info.title, TITLE.size, TITLE.weight, inner, 8);
    lines_at(lines, TITLE, left, inner, y, &mut marks);
    if !info.summary.trim().is_empty() {
        *y += 6.0;
        let room = f64::min(inner, READABLE);
        let lines = balanced(&info.summary, room);
        lines_at(lines, SUMMARY, left, room, y, &mut marks);
    }
    *y += 30.0;
    Piece { class: "header".to_owned(), title: info.title.trim_ascii().to_owned(), marks, ..Piece::default() }
}

/// Lines about equally long: a last word alone looks forgotten.
fn balanced(text: &str, room: f64) -> Vec<String> {
    let lines = |room| wrap(text, SUMMARY.size, SUMMARY.weight, room, 12);
    let widest = lines(room);
    let even = width(text, SUMMARY.size, SUMMARY.weight) / widest.len() as f64 * 1.1;
    let narrower = lines(f64::min(room, even.max(READABLE / 3.0)));
    if narrower.len() == widest.len() { narrower } else { widest }
}

/// The legend, and the line that names map and revision.
pub(super) fn footer(map: &Map, present: &Present, scorer: &str, left: f64, inner: f64, y: &mut f64) -> Piece {
    let mut flow = Flow { left, right: left + inner, x: left, y: *y, marks: Vec::new() };
    for kind in &present.kinds {
        let word = kind.word();
        flow.entry(26.0, word, "", || {
            let mut marks = outline(*kind, 26.0, 16.0);
            marks.iter_mut().for_each(|mark| shift(mark, 0.0, -8.0));
            marks.into_iter().map(|mark| (mark, kind.word())).collect()
        });
    }
    for relation in &present.relations {
        let (sign, word) = relation_words(*relation);
        let word = word.trim_end_matches(" the step");
        let about = match relation {
            Relation::Undercuts => "attacks the step, not the claim",
            Relation::Underpins => "defends the step",
            _ => "",
        };
        flow.entry(44.0, word, about, || {
            let line = Mark::Path { strokes: vec![Stroke::Move(18.0, 0.0), Stroke::Line(44.0, 0.0)], class: "line" };
            let class = tone(Some(*relation));
            let circle = badge((9.0, 0.0), sign);
            std::iter::once(line).chain(circle).map(|mark| (mark, class)).collect()
        });
    }
    if !scorer.is_empty() {
        let by = format!("strength from 0 to 1, by {scorer}");
        flow.entry(44.0, &by, "", || {
            let bar = |long: f64, class| Mark::Rect { at: [0.0, -3.0, long, 6.0], round: 3.0, class };
            vec![(bar(44.0, "track"), ""), (bar(28.0, "fill"), "")]
        });
    }
    let mut end = if flow.marks.is_empty() { flow.y } else { flow.y + 26.0 };
    let mut marks = flow.marks;
    for line in wrap(&words::footer(map), SMALL.size, Weight::Regular, inner, 4) {
        let run = Mark::Run { from: (left, end + 11.0), align: Align::Start, parts: vec![("small", line)] };
        marks.push(run);
        end += SMALL.step;
    }
    *y = end;
    Piece { class: "legend".to_owned(), marks, ..Piece::default() }
}

/// Entries side by side, in lines.
struct Flow {
    left: f64,
    right: f64,
    x: f64,
    y: f64,
    marks: Vec<Mark>,
}

impl Flow {
    /// A sample, drawn around the middle of its line, and what it means.
    fn entry(&mut self, sample: f64, word: &str, about: &str, draw: impl Fn() -> Vec<(Mark, &'static str)>) {
        let about = if about.is_empty() { String::new() } else { format!("  {about}") };
        let long = sample + 8.0 + small_width(word, Weight::Bold) + small_width(&about, Weight::Regular);
        if self.x > self.left && self.x + long > self.right {
            self.x = self.left;
            self.y += 26.0;
        }
        for (mut mark, class) in draw() {
            shift(&mut mark, self.x, self.y + 8.0);
            self.marks.push(Mark::Toned { class, mark: Box::new(mark) });
        }
        let parts = vec![("chip", word.to_owned()), ("small", about)];
        self.marks.push(Mark::Run { from: (self.x + sample + 8.0, self.y + 12.0), align: Align::Start, parts });
        self.x += long + 26.0;
    }
}
