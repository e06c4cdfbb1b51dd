//! Tidy trees for boxes of any size, in linear time.
//!
//! After E. M. Reingold and J. S. Tilford, *Tidier Drawings of Trees* (1981), C. Buchheim, M. Jünger and S. Leipert,
//! *Improving Walker's Algorithm to Run in Linear Time* (2002), and A. van der Ploeg, *Drawing Non-layered Tidy Trees in
//! Linear Time* (2014), whose names are kept: contours, threads, and a list of the lowest siblings so far. Written without
//! recursion: nodes come in an order in which parents stand before their children, and are gone through backwards and forwards.
//!
//! *Across* is the direction in which siblings stand beside each other, *along* the one that leads from parents to children.

/// A node to be placed.
#[derive(Debug, Clone, Copy)]
pub(in crate::picture) struct Cell {
    /// Its parent, which stands before it in the list; `None` for a root.
    pub parent: Option<usize>,
    /// How much room it takes beside its siblings, distance included.
    pub across: f64,
    /// How much room it takes from its parent's end to its own end, distance included.
    pub along: f64,
}

/// Where a node stands: the start of its room.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::picture) struct Place {
    pub across: f64,
    pub along: f64,
}

/// The places, in the order of the cells, and how many steps it took to find them.
pub(in crate::picture) struct Tidy {
    pub places: Vec<Place>,
    /// For tests: it grows with the number of cells and with nothing else.
    #[cfg_attr(not(test), expect(dead_code, reason = "counted, so that tests need no clock"))]
    pub steps: usize,
}

/// Places every tree of a forest, each with its root where the room of its leftmost node starts at 0.
pub(in crate::picture) fn tidy(cells: &[Cell]) -> Tidy {
    let mut walk = Walk::new(cells);
    for at in (0..cells.len()).rev() {
        walk.first(at);
    }
    walk.second()
}

#[derive(Clone, Default)]
struct Work {
    /// Where its children stand in the list of children.
    children: std::ops::Range<usize>,
    /// Where it starts along.
    along: f64,
    prelim: f64,
    modifier: f64,
    shift: f64,
    change: f64,
    /// Threads to the next node of the left and the right contour.
    left_thread: Option<usize>,
    right_thread: Option<usize>,
    /// The lowest nodes of the left and the right contour, and the sums of modifiers down to them.
    lowest_left: usize,
    lowest_right: usize,
    left_sum: f64,
    right_sum: f64,
}

struct Walk<'a> {
    cells: &'a [Cell],
    work: Vec<Work>,
    children: Vec<usize>,
    /// The lowest siblings so far, the last on top: where each ends along, and which child it is.
    low: Vec<(f64, usize)>,
    steps: usize,
}

impl<'a> Walk<'a> {
    fn new(cells: &'a [Cell]) -> Self {
        let mut work = vec![Work::default(); cells.len()];
        let mut counts = vec![0; cells.len() + 1];
        for cell in cells {
            if let Some(parent) = cell.parent {
                counts[parent + 1] += 1;
            }
        }
        for at in 0..cells.len() {
            counts[at + 1] += counts[at];
            work[at].children = counts[at]..counts[at];
        }
        let mut children = vec![0; counts[cells.len()]];
        for (at, cell) in cells.iter().enumerate() {
            if let Some(parent) = cell.parent {
                children[work[parent].children.end] = at;
                work[parent].children.end += 1;
                work[at].along = work[parent].along + cells[parent].along;
            }
        }
        Self { cells, work, children, low: Vec::new(), steps: 0 }
    }

    fn child(&self, of: usize, number: usize) -> usize {
        self.children[self.work[of].children.start + number]
    }

    fn bottom(&self, at: usize) -> f64 {
        self.work[at].along + self.cells[at].along
    }

    /// Joins the subtrees of a node's children, which are done.
    fn first(&mut self, at: usize) {
        self.steps += 1;
        let count = self.work[at].children.len();
        if count == 0 {
            (self.work[at].lowest_left, self.work[at].lowest_right) = (at, at);
            return;
        }
        self.low.clear();
        let end = self.bottom(self.work[self.child(at, 0)].lowest_left);
        self.push_low(end, 0);
        for number in 1..count {
            let end = self.bottom(self.work[self.child(at, number)].lowest_right);
            self.separate(at, number);
            self.push_low(end, number);
        }
        let (first, last) = (self.child(at, 0), self.child(at, count - 1));
        let (one, other) = (&self.work[first], &self.work[last]);
        let middle = (one.prelim + one.modifier + other.modifier + other.prelim + self.cells[last].across) / 2.0;
        let (left, left_sum) = (one.lowest_left, one.left_sum);
        let (right, right_sum) = (other.lowest_right, other.right_sum);
        let node = &mut self.work[at];
        node.prelim = middle - self.cells[at].across / 2.0;
        (node.lowest_left, node.left_sum) = (left, left_sum);
        (node.lowest_right, node.right_sum) = (right, right_sum);
    }

    /// Notes where a sibling ends; those that end before it no longer matter.
    fn push_low(&mut self, end: f64, number: usize) {
        while self.low.last().is_some_and(|(low, _)| end >= *low) {
            self.steps += 1;
            self.low.pop();
        }
        self.low.push((end, number));
    }

    /// Moves a child's subtree away from those before it, going down both contours.
    fn separate(&mut self, at: usize, number: usize) {
        let first = self.child(at, number);
        let mut right = Some(self.child(at, number - 1));
        let mut left = Some(first);
        let mut right_sum = self.work[self.child(at, number - 1)].modifier;
        let mut left_sum = self.work[first].modifier;
        let mut low = self.low.len() - 1;
        while let (Some(one), Some(other)) = (right, left) {
            self.steps += 1;
            if self.bottom(one) > self.low[low].0 && low > 0 {
                low -= 1;
            }
            let over = right_sum + self.work[one].prelim + self.cells[one].across - (left_sum + self.work[other].prelim);
            if over > 0.0 {
                left_sum += over;
                let from = self.low[low].1;
                self.move_subtree(at, number, from, over);
            }
            let (one_end, other_end) = (self.bottom(one), self.bottom(other));
            if one_end <= other_end {
                right = self.next_right(one);
                right_sum += right.map_or(0.0, |next| self.work[next].modifier);
            }
            if one_end >= other_end {
                left = self.next_left(other);
                left_sum += left.map_or(0.0, |next| self.work[next].modifier);
            }
        }
        match (right, left) {
            (None, Some(left)) => self.thread_left(at, number, left, left_sum),
            (Some(right), None) => self.thread_right(at, number, right, right_sum),
            _ => {}
        }
    }

    fn next_left(&self, at: usize) -> Option<usize> {
        let work = &self.work[at];
        if work.children.is_empty() { work.left_thread } else { Some(self.children[work.children.start]) }
    }

    fn next_right(&self, at: usize) -> Option<usize> {
        let work = &self.work[at];
        if work.children.is_empty() { work.right_thread } else { Some(self.children[work.children.end - 1]) }
    }

    fn move_subtree(&mut self, at: usize, number: usize, from: usize, distance: f64) {
        let moved = self.child(at, number);
        let work = &mut self.work[moved];
        work.modifier += distance;
        work.left_sum += distance;
        work.right_sum += distance;
        // Siblings between the two that touched share the distance.
        if from + 1 != number {
            let part = distance / (number - from) as f64;
            let after = self.child(at, from + 1);
            self.work[after].shift += part;
            self.work[moved].shift -= part;
            self.work[moved].change -= distance - part;
        }
    }

    fn thread_left(&mut self, at: usize, number: usize, to: usize, sum: f64) {
        let (first, this) = (self.child(at, 0), self.child(at, number));
        let lowest = self.work[first].lowest_left;
        let difference = sum - self.work[to].modifier - self.work[first].left_sum;
        self.work[lowest].left_thread = Some(to);
        self.work[lowest].modifier += difference;
        self.work[lowest].prelim -= difference;
        (self.work[first].lowest_left, self.work[first].left_sum) = (self.work[this].lowest_left, self.work[this].left_sum);
    }

    fn thread_right(&mut self, at: usize, number: usize, to: usize, sum: f64) {
        let (before, this) = (self.child(at, number - 1), self.child(at, number));
        let lowest = self.work[this].lowest_right;
        let difference = sum - self.work[to].modifier - self.work[this].right_sum;
        self.work[lowest].right_thread = Some(to);
        self.work[lowest].modifier += difference;
        self.work[lowest].prelim -= difference;
        (self.work[this].lowest_right, self.work[this].right_sum) = (self.work[before].lowest_right, self.work[before].right_sum);
    }

    /// Adds the modifiers up from the roots down, and moves each tree to start at 0.
    fn second(mut self) -> Tidy {
        let mut sums = vec![0.0; self.cells.len()];
        let mut roots = vec![0; self.cells.len()];
        let mut least = vec![f64::INFINITY; self.cells.len()];
        let mut places = Vec::with_capacity(self.cells.len());
        for at in 0..self.cells.len() {
            self.steps += 1;
            let above = self.cells[at].parent.map_or(0.0, |parent| sums[parent]);
            roots[at] = self.cells[at].parent.map_or(at, |parent| roots[parent]);
            sums[at] = above + self.work[at].modifier;
            let across = sums[at] + self.work[at].prelim;
            least[roots[at]] = f64::min(least[roots[at]], across);
            places.push(Place { across, along: self.work[at].along });
            let (mut distance, mut extra) = (0.0, 0.0);
            for number in 0..self.work[at].children.len() {
                let child = self.child(at, number);
                let work = &mut self.work[child];
                distance += work.shift;
                extra += distance + work.change;
                work.modifier += extra;
            }
        }
        for (place, root) in places.iter_mut().zip(roots) {
            place.across -= least[root];
        }
        Tidy { places, steps: self.steps }
    }
}
