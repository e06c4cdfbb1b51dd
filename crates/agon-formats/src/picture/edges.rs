//! The lines of a picture: trunks and branches of the tree, and curves to boxes elsewhere.
//!
//! Lines are thought of along and across, so that both directions are drawn by the same rules. A trunk starts in the middle
//! of a box's far side, in grey, as all that hangs on the box shares it; each branch then has the look of its relation.

use super::layout::{Direction, Frame};
use super::scene::{Mark, Stroke};

/// From a box to where the trunk spreads.
const TRUNK: f64 = 24.0;
/// The radius of bends.
const BEND: f64 = 9.0;
/// The radius of the circles that hold signs.
pub(super) const BADGE: f64 = 9.0;

/// A curve longer than this is drawn faintly: many of them would cover what is near.
const FAR: f64 = 1200.0;

/// Start and end along, and the middle across.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: f64,
    end: f64,
    middle: f64,
    breadth: f64,
}

impl Direction {
    fn span(self, frame: &Frame) -> Span {
        match self {
            Self::Down => {
                Span { start: frame.y, end: frame.y + frame.height, middle: frame.x + frame.width / 2.0, breadth: frame.width }
            }
            Self::Right => {
                Span { start: frame.x, end: frame.x + frame.width, middle: frame.y + frame.height / 2.0, breadth: frame.height }
            }
        }
    }

    /// The point so far along and so far across.
    fn point(self, along: f64, across: f64) -> (f64, f64) {
        match self {
            Self::Down => (across, along),
            Self::Right => (along, across),
        }
    }

    fn line(self, along: f64, across: f64) -> Stroke {
        let (x, y) = self.point(along, across);
        Stroke::Line(x, y)
    }

    fn start(self, along: f64, across: f64) -> Stroke {
        let (x, y) = self.point(along, across);
        Stroke::Move(x, y)
    }

    /// A quarter of a circle, by way of its corner.
    fn bend(self, corner: (f64, f64), from: (f64, f64), to: (f64, f64)) -> Stroke {
        let near = |end: (f64, f64)| self.point(end.0 + (corner.0 - end.0) * 0.55, end.1 + (corner.1 - end.1) * 0.55);
        Stroke::Curve([near(from), near(to), self.point(to.0, to.1)])
    }

    /// Where the sign of what hangs at a frame stands: on the middle of its near side.
    pub(super) fn badge(self, frame: &Frame) -> (f64, f64) {
        let span = self.span(frame);
        self.point(span.start, span.middle)
    }
}

/// The trunk beneath a box, and where the branches of its children begin; children stand in order across.
pub(super) fn trunk(direction: Direction, parent: &Frame, children: &[Frame], short: bool) -> (Mark, Vec<Mark>) {
    let root = direction.span(parent);
    let knot = root.end + if short { TRUNK / 2.0 } else { TRUNK };
    let spans: Vec<Span> = children.iter().map(|child| direction.span(child)).collect();
    let lowest = spans.iter().map(|span| span.middle).fold(root.middle, f64::min);
    let highest = spans.iter().map(|span| span.middle).fold(root.middle, f64::max);
    let mut strokes = vec![direction.start(root.end, root.middle), direction.line(knot, root.middle)];
    let mut branches = Vec::with_capacity(spans.len());
    let bend = |reach: f64| f64::min(BEND, reach / 2.0);
    for (side, end) in [(-1.0, lowest), (1.0, highest)] {
        let reach = (end - root.middle).abs();
        if reach > 0.5 {
            let r = bend(reach);
            strokes.push(direction.start(knot, root.middle));
            strokes.push(direction.line(knot, end - side * r));
            strokes.push(direction.bend((knot, end), (knot, end - side * r), (knot + r, end)));
        }
    }
    for span in &spans {
        let outer = (span.middle == lowest || span.middle == highest) && (span.middle - root.middle).abs() > 0.5;
        let from = knot + if outer { bend((span.middle - root.middle).abs()) } else { 0.0 };
        let strokes = vec![direction.start(from, span.middle), direction.line(span.start, span.middle)];
        branches.push(Mark::Path { strokes, class: "line" });
    }
    (Mark::Path { strokes, class: "trunk" }, branches)
}

/// A curve from one box to another elsewhere, with an arrow or `both`, and where its sign stands: farther along the curve for
/// each of the `number` that leave the same box before it, so that signs do not cover each other.
pub(super) fn curve(direction: Direction, from: &Frame, to: &Frame, number: usize, both: bool) -> (Vec<Mark>, (f64, f64)) {
    let (source, target) = (direction.span(from), direction.span(to));
    let aside = |span: &Span| span.middle + f64::min(span.breadth / 4.0, 26.0);
    let end = (target.end + 3.0, aside(&target));
    let ahead = source.start > target.end;
    let begin = if ahead { (source.start, aside(&source)) } else { (source.end, aside(&source)) };
    let pull = if ahead { f64::max((begin.0 - end.0) / 2.0, direction.gap() / 2.0) } else { 0.0 };
    let out = f64::max(begin.0, end.0) + direction.gap() * 0.62;
    let pulls = if ahead { ((begin.0 - pull, begin.1), (end.0 + pull, end.1)) } else { ((out, begin.1), (out, end.1)) };
    let points = [begin, pulls.0, pulls.1, end];
    let at = |point: (f64, f64)| direction.point(point.0, point.1);
    let line = vec![direction.start(begin.0, begin.1), Stroke::Curve([at(points[1]), at(points[2]), at(points[3])])];
    let arrow = |tip: f64, across: f64, back: f64| Mark::Path {
        strokes: vec![
            direction.start(tip, across),
            direction.line(tip + back, across - 4.5),
            direction.line(tip + back, across + 4.5),
            Stroke::Close,
        ],
        class: "arrow",
    };
    // In the free room before the next box, which would cover it: a curve leaves its box three pulls fast.
    let near = f64::min(0.16, 0.3 * direction.gap() / (3.0 * f64::max(pull, 1.0)));
    let sign = bezier(points, near * (1.0 + 0.9 * (number % 4) as f64));
    let is_far = (begin.1 - end.1).abs() > FAR || (begin.0 - end.0).abs() > FAR;
    let class = if is_far { "line far" } else { "line cross" };
    let mut marks = vec![Mark::Path { strokes: line, class }, arrow(target.end, end.1, 8.0)];
    if both {
        marks.push(arrow(begin.0, begin.1, if ahead { -8.0 } else { 8.0 }));
    }
    (marks, at(sign))
}

/// A point of a cubic curve, after de Casteljau.
fn bezier(points: [(f64, f64); 4], t: f64) -> (f64, f64) {
    let mut points = points;
    for count in (1..4).rev() {
        for at in 0..count {
            let (one, next) = (points[at], points[at + 1]);
            points[at] = (one.0 + (next.0 - one.0) * t, one.1 + (next.1 - one.1) * t);
        }
    }
    points[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(mark: &Mark) -> ((f64, f64), (f64, f64)) {
        let Mark::Path { strokes, .. } = mark else { panic!("it is a path") };
        let point = |stroke: &Stroke| match *stroke {
            Stroke::Move(x, y) | Stroke::Line(x, y) | Stroke::Curve([_, _, (x, y)]) => (x, y),
            Stroke::Close => panic!("it is open"),
        };
        (point(&strokes[0]), point(strokes.last().expect("it has an end")))
    }

    #[test]
    fn every_line_starts_at_its_parent_and_ends_at_its_child() {
        let frame = |x, y| Frame { x, y, width: 100.0, height: 40.0 };
        let (parent, children) = (frame(0.0, 50.0), [frame(178.0, 0.0), frame(178.0, 50.0), frame(178.0, 110.0)]);
        let (trunk, branches) = trunk(Direction::Right, &parent, &children, false);
        assert_eq!(ends(&trunk).0, (100.0, 70.0));
        for (branch, child) in branches.iter().zip(&children) {
            assert_eq!(ends(branch).1, (child.x, child.y + 20.0));
        }
        let (marks, _) = curve(Direction::Right, &frame(400.0, 300.0), &parent, 0, false);
        assert_eq!(ends(&marks[0]), ((400.0, 330.0), (103.0, 80.0)));
        let (marks, _) = curve(Direction::Down, &frame(400.0, 300.0), &parent, 0, true);
        assert_eq!(ends(&marks[0]), ((475.0, 300.0), (75.0, 93.0)));
    }
}
