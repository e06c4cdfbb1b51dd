//! What holds of every layout.

use proptest::prelude::*;

use super::tidy::{Cell, tidy};
use super::*;

fn forest() -> impl Strategy<Value = Vec<Part>> {
    prop::collection::vec((any::<prop::sample::Index>(), 20.0..300.0f64, 20.0..200.0f64, 0..8u8), 1..60).prop_map(|list| {
        let mut parts: Vec<Part> = Vec::new();
        let mut first = 0;
        for (at, (parent, width, height, dice)) in list.into_iter().enumerate() {
            // A new tree now and then; parents are of the same tree, so trees stand one after the other.
            if dice == 0 || at == 0 {
                first = at;
            }
            let parent = (at > first).then(|| first + parent.index(at - first));
            let junction = parent.is_some() && dice == 1;
            let (width, height) = if junction { (JUNCTION, JUNCTION) } else { (width, height) };
            parts.push(Part { parent, width, height, junction });
        }
        parts
    })
}

fn apart(one: &Frame, other: &Frame) -> bool {
    one.x + one.width <= other.x + 0.01
        || other.x + other.width <= one.x + 0.01
        || one.y + one.height <= other.y + 0.01
        || other.y + other.height <= one.y + 0.01
}

proptest! {
    #[test]
    fn no_two_boxes_overlap_and_parents_come_first(parts in forest(), right in any::<bool>()) {
        let direction = if right { Direction::Right } else { Direction::Down };
        let (frames, width, height) = place(&parts, direction);
        for (at, one) in frames.iter().enumerate() {
            prop_assert!(one.x >= -0.01 && one.y >= -0.01 && one.x + one.width <= width + 0.01 && one.y + one.height <= height + 0.01);
            for other in &frames[..at] {
                prop_assert!(apart(one, other), "{one:?} {other:?}");
            }
            if let Some(parent) = parts[at].parent {
                let parent = frames[parent];
                match direction {
                    Direction::Right => prop_assert!(parent.x + parent.width < one.x),
                    Direction::Down => prop_assert!(parent.y + parent.height < one.y),
                }
            }
        }
    }

    #[test]
    fn siblings_keep_the_order_of_the_author(parts in forest()) {
        let (frames, _, _) = place(&parts, Direction::Right);
        let mut last: Vec<Option<f64>> = vec![None; parts.len()];
        for (part, frame) in parts.iter().zip(&frames) {
            if let Some(parent) = part.parent {
                prop_assert!(last[parent].is_none_or(|above| above < frame.y));
                last[parent] = Some(frame.y + frame.height - 0.01);
            }
        }
    }
}

fn cells(count: usize, parent: impl Fn(usize) -> usize) -> Vec<Cell> {
    (0..count)
        .map(|at| Cell { parent: (at > 0).then(|| parent(at)), across: 20.0 + (at % 7) as f64, along: 30.0 + (at % 5) as f64 })
        .collect()
}

#[test]
fn steps_grow_with_the_number_of_boxes_and_with_nothing_else() {
    type Shape = (&'static str, fn(usize) -> usize);
    let shapes: [Shape; 5] = [
        ("a chain", |at| at - 1),
        ("a fan", |_| 0),
        ("a binary tree", |at| (at - 1) / 2),
        ("a comb", |at| if at % 2 == 0 { at - 2 } else { at - 1 }),
        ("two combs", |at| if at < 3 { 0 } else { at - 2 }),
    ];
    for (name, shape) in shapes {
        for count in [1_000, 10_000, 100_000] {
            let steps = tidy(&cells(count, shape)).steps;
            assert!(steps <= 6 * count, "{name} of {count} took {steps} steps");
        }
    }
}

#[test]
fn parents_stand_in_the_middle_of_their_children() {
    let part = |parent, height| Part { parent, width: 100.0, height, junction: false };
    let (frames, _, _) = place(&[part(None, 40.0), part(Some(0), 40.0), part(Some(0), 40.0)], Direction::Right);
    assert_eq!(frames[0].y + 20.0, (frames[1].y + frames[2].y + frames[2].height) / 2.0);
    assert_eq!(frames[1].x, frames[2].x);
}
