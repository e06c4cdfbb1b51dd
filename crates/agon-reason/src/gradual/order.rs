//! In which order elements are evaluated: whatever an element hangs on comes before it, circles come as one.
//!
//! Strong components by Tarjan (SIAM J. Comput. 1972) in Pearce's single-array form (Inf. Process. Lett. 2016), on
//! an explicit stack: a chain of any length is safe.

use std::ops::Range;

use crate::framework::{Framework, Parent, Premises};

/// The elements that something bears on, in order of dependency. All others keep their base.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    elements: Vec<u32>,
    circles: Vec<Range<u32>>,
}

/// What is to be evaluated next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// An element on no circle.
    Single(u32),
    /// The elements of a circle, lowest first; a single one bears on itself.
    Circle(&'a [u32]),
}

impl Order {
    /// Finds the order: linear in elements and parents.
    ///
    /// ```
    /// use agon_core::model::MapBuilder;
    /// use agon_reason::{Framework, gradual::Order};
    /// let map = MapBuilder::new("m").claim("a", "A").claim("b", "B").contradicts("a", "b").build();
    /// assert_eq!(Order::of(&Framework::of(&map)).circles(), 1);
    /// ```
    pub fn of(framework: &Framework) -> Self {
        let elements = 0..framework.elements() as u32;
        let seen = elements.clone().map(|element| if framework.parents(element).is_empty() { CLOSED } else { 0 });
        let mut search =
            Search { framework, seen: seen.collect(), next: 1, open: Vec::new(), frames: Vec::new(), found: Self::default() };
        // Any start gives a right order. Starting at the end where the premises are keeps the search shallow, and
        // so it runs through memory in one direction.
        let nodes = 0..framework.nodes() as u32;
        if premises_come_later(framework) {
            nodes.rev().for_each(|node| search.start(node));
        } else {
            nodes.for_each(|node| search.start(node));
        }
        elements.for_each(|element| search.start(element));
        search.found
    }

    /// How many circles there are.
    pub fn circles(&self) -> usize {
        self.circles.len()
    }

    pub(super) fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        let mut at = 0;
        let mut circles = self.circles.iter().peekable();
        std::iter::from_fn(move || {
            if let Some(circle) = circles.next_if(|circle| circle.start as usize == at) {
                at = circle.end as usize;
                return Some(Step::Circle(&self.elements[circle.start as usize..at]));
            }
            let element = *self.elements.get(at)?;
            at += 1;
            Some(Step::Single(element))
        })
    }
}

/// An element being visited, and how far its parents were followed.
struct Frame {
    element: u32,
    parent: u32,
    /// 0 for the link itself, `i + 1` for premise `i`.
    part: u32,
    own: u32,
    on_itself: bool,
}

struct Search<'a> {
    framework: &'a Framework,
    /// 0 unseen; `CLOSED` when its component is known or nothing bears on it; else the lowest number reached from it so far.
    seen: Vec<u32>,
    next: u32,
    /// Visited elements whose component is still open.
    open: Vec<u32>,
    frames: Vec<Frame>,
    found: Order,
}

const CLOSED: u32 = u32::MAX;

impl Search<'_> {
    fn start(&mut self, start: u32) {
        if self.seen[start as usize] != 0 {
            return;
        }
        self.enter(start);
        while let Some(frame) = self.frames.last_mut() {
            let parents = self.framework.parents(frame.element);
            let Some(parent) = parents.get(frame.parent as usize) else {
                self.leave();
                continue;
            };
            let Some(needed) = part(self.framework, *parent, frame.part) else {
                frame.parent += 1;
                frame.part = 0;
                continue;
            };
            frame.part += 1;
            frame.on_itself |= needed == frame.element;
            match self.seen[needed as usize] {
                0 => self.enter(needed),
                number => {
                    let low = &mut self.seen[frame.element as usize];
                    *low = (*low).min(number);
                }
            }
        }
    }

    fn enter(&mut self, element: u32) {
        self.seen[element as usize] = self.next;
        self.frames.push(Frame { element, parent: 0, part: 0, own: self.next, on_itself: false });
        self.next += 1;
    }

    fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let low = self.seen[frame.element as usize];
        if let Some(below) = self.frames.last() {
            let below = &mut self.seen[below.element as usize];
            *below = (*below).min(low);
        }
        if low != frame.own {
            self.open.push(frame.element);
            return;
        }
        let elements = &mut self.found.elements;
        let start = elements.len();
        while let Some(member) = self.open.pop_if(|member| self.seen[*member as usize] >= low) {
            self.seen[member as usize] = CLOSED;
            elements.push(member);
        }
        elements.push(frame.element);
        self.seen[frame.element as usize] = CLOSED;
        if elements.len() - start > 1 || frame.on_itself {
            elements[start..].sort_unstable();
            self.found.circles.push(start as u32..elements.len() as u32);
        }
    }
}

/// Whether most premises of nodes have higher numbers than what they bear on, as where reasons are added to claims.
fn premises_come_later(framework: &Framework) -> bool {
    let (mut later, mut earlier) = (0u64, 0u64);
    for element in 0..framework.nodes() as u32 {
        for parent in framework.parents(element) {
            if let Premises::One(node) = framework.premises(*parent) {
                later += u64::from(node > element);
                earlier += u64::from(node < element);
            }
        }
    }
    later >= earlier
}

fn part(framework: &Framework, parent: Parent, part: u32) -> Option<u32> {
    match (part, framework.premises(parent)) {
        (0, _) => Some(parent.link),
        (1, Premises::One(node)) => Some(node),
        (_, Premises::One(_)) => None,
        (part, Premises::Linked(nodes)) => nodes.get(part as usize - 1).copied(),
    }
}

#[cfg(test)]
mod tests {
    use agon_core::model::MapBuilder;

    use super::*;

    #[test]
    fn a_circle_comes_after_what_it_hangs_on_and_before_what_hangs_on_it() {
        let map = MapBuilder::new("m")
            .claim("last", "L")
            .claim("x", "X")
            .claim("y", "Y")
            .claim("first", "F")
            .evidence("e", "E")
            .rebuts("x", "y")
            .rebuts("y", "x")
            .supports("first", "x")
            .supports("e", "first")
            .supports("y", "last")
            .build();
        let framework = Framework::of(&map);
        let order = Order::of(&framework);
        assert_eq!(order.steps().collect::<Vec<_>>(), [Step::Single(3), Step::Circle(&[1, 2]), Step::Single(0)]);
    }

    #[test]
    fn a_circle_may_pass_through_a_link() {
        let map =
            MapBuilder::new("m").claim("a", "A").claim("b", "B").rebuts("a", "b").named("step").undercuts("b", "step").build();
        let framework = Framework::of(&map);
        let order = Order::of(&framework);
        assert_eq!(order.steps().collect::<Vec<_>>(), [Step::Circle(&[1, 2])]);
    }

    #[test]
    fn what_nothing_bears_on_is_not_evaluated() {
        let map = MapBuilder::new("m").claim("a", "A").claim("b", "B").build();
        assert_eq!(Order::of(&Framework::of(&map)), Order::default());
    }
}
