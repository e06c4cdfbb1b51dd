//! Values handed up from what supports to what is supported.

use std::collections::VecDeque;

use crate::model::{Map, NodeIndex, Relation};

/// Joins into every node's value the values of all that supports it, however far below. The join must only ever rise,
/// in a few steps; then the time is linear in the map, with or without circles.
pub(super) fn upwards<T: Clone + PartialEq>(map: &Map, values: &mut [T], join: impl Fn(&T, &T) -> T) {
    let mut queue: VecDeque<NodeIndex> = map.node_indices().collect();
    let mut is_queued = vec![true; values.len()];
    while let Some(node) = queue.pop_front() {
        is_queued[node.at()] = false;
        for link in map.links_from(node) {
            if map.link(*link).relation != Relation::Supports {
                continue;
            }
            let Some(target) = map.target_node(*link) else { continue };
            let joined = join(&values[target.at()], &values[node.at()]);
            if joined != values[target.at()] {
                values[target.at()] = joined;
                if !std::mem::replace(&mut is_queued[target.at()], true) {
                    queue.push_back(target);
                }
            }
        }
    }
}
