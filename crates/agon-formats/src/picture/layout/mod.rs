//! Where everything stands: trees side by side, groups one below the other.

pub(super) mod tidy;

use tidy::{Cell, tidy};

/// A box: left, top, width, height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Frame {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Where arrows come from: children stand below their parents, or to the right of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Down,
    Right,
}

/// A thing to be placed: how large it is, on what it hangs, and whether it is a junction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub parent: Option<usize>,
    pub width: f64,
    pub height: f64,
    pub junction: bool,
}

/// How large a junction is.
pub(super) const JUNCTION: f64 = 18.0;
/// How far apart siblings stand.
const BESIDE: f64 = 20.0;
/// How wide trees side by side may be before the next stands below.
const SHELF: f64 = 1600.0;
/// How far apart trees stand.
const TREES: f64 = 44.0;

impl Direction {
    /// The free room between a box and what hangs on it.
    pub(super) fn gap(self) -> f64 {
        match self {
            Self::Down => 66.0,
            Self::Right => 78.0,
        }
    }

    /// The free room before a part: with the junction and the room behind it, a junction takes as much as a gap without.
    fn before(self, part: &Part, parent: Option<&Part>) -> f64 {
        let rest = self.gap() - JUNCTION;
        match (part.junction, parent) {
            (_, None) => 0.0,
            (true, Some(_)) => rest / 2.0 - 2.0,
            (false, Some(parent)) if parent.junction => rest / 2.0 + 2.0,
            (false, Some(_)) => self.gap(),
        }
    }
}

/// Places the parts of one group, each tree by itself, in rows. Gives the frames and the size of the whole.
pub(super) fn place(parts: &[Part], direction: Direction) -> (Vec<Frame>, f64, f64) {
    let cells: Vec<Cell> = parts
        .iter()
        .map(|part| {
            let before = direction.before(part, part.parent.map(|parent| &parts[parent]));
            let (across, along) = match direction {
                Direction::Down => (part.width, part.height),
                Direction::Right => (part.height, part.width),
            };
            Cell { parent: part.parent, across: across + BESIDE, along: along + before }
        })
        .collect();
    let places = tidy(&cells).places;
    let mut frames: Vec<Frame> = Vec::with_capacity(parts.len());
    for ((part, cell), place) in parts.iter().zip(&cells).zip(&places) {
        let across = place.across + BESIDE / 2.0;
        let own = match direction {
            Direction::Down => part.height,
            Direction::Right => part.width,
        };
        let along = place.along + cell.along - own;
        let (x, y) = match direction {
            Direction::Down => (across, along),
            Direction::Right => (along, across),
        };
        frames.push(Frame { x, y, width: part.width, height: part.height });
    }
    let (width, height) = shelves(parts, &mut frames);
    (frames, width, height)
}

/// Moves whole trees into rows, in order.
fn shelves(parts: &[Part], frames: &mut [Frame]) -> (f64, f64) {
    let starts: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].parent.is_none()).collect();
    let end_of = |tree: usize| starts.get(tree + 1).copied().unwrap_or(parts.len());
    let sizes: Vec<[f64; 4]> = (0..starts.len()).map(|tree| bounds(&frames[starts[tree]..end_of(tree)])).collect();
    let limit = sizes.iter().map(|[left, _, right, _]| right - left).fold(SHELF, f64::max);
    let (mut x, mut y, mut row, mut widest) = (0.0, 0.0, 0.0, 0.0);
    for (tree, [left, top, right, bottom]) in sizes.into_iter().enumerate() {
        if x > 0.0 && x + right - left > limit {
            y += row + TREES;
            (x, row) = (0.0, 0.0);
        }
        for frame in &mut frames[starts[tree]..end_of(tree)] {
            frame.x += x - left;
            frame.y += y - top;
        }
        x += right - left;
        widest = f64::max(widest, x);
        x += TREES;
        row = f64::max(row, bottom - top);
    }
    (widest, y + row)
}

/// Left, top, right and bottom of all frames together.
fn bounds(frames: &[Frame]) -> [f64; 4] {
    frames.iter().fold(
        [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
        |[left, top, right, bottom], frame| {
            [left.min(frame.x), top.min(frame.y), right.max(frame.x + frame.width), bottom.max(frame.y + frame.height)]
        },
    )
}

#[cfg(test)]
mod tests;
