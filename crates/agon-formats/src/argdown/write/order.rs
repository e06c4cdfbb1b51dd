//! When each link can be written: how many nodes must have been introduced before.

use agon_core::model::{Element, LinkIndex, Map, NodeIndex, Relation};

/// Something that lines can be nested under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Node(NodeIndex),
    Link(LinkIndex),
}

/// Whether a link is written as a premise-conclusion structure.
pub(super) fn is_structure(map: &Map, link: LinkIndex) -> bool {
    let record = map.link(link);
    record.relation == Relation::Supports && record.premises.len() > 1 && record.target.node().is_some()
}

/// When a link that can never be written would be: after the last node.
pub(super) const NEVER: u32 = u32::MAX;

/// What a link bears on.
pub(super) fn thing(map: &Map, link: LinkIndex) -> Option<Thing> {
    match map.link(link).target {
        Element::Node(_) => map.target_node(link).map(Thing::Node),
        Element::Link(_) => map.target_link(link).map(Thing::Link),
    }
}

/// What tells links apart, whatever their ids; only links that join the same things are told apart by age.
pub(super) fn canonical(map: &Map, link: LinkIndex) -> impl Ord + use<> {
    let own = |link: LinkIndex| (map.link(link).relation, map.premises(link).to_vec(), map.target_node(link));
    (own(link), map.target_link(link).map(own), link.0)
}

/// For each link how many nodes must be known before it can be written; [`NEVER`] for circles.
pub(super) fn needs(map: &Map) -> Vec<u32> {
    let own = |link: LinkIndex| {
        let premises = map.premises(link);
        let seen = if is_structure(map, link) { premises } else { &premises[..premises.len().min(1)] };
        seen.iter().copied().chain(map.target_node(link)).map(|node| node.0 + 1).max().unwrap_or(NEVER)
    };
    let mut needs: Vec<u32> = vec![0; map.links().len()];
    let mut done = vec![false; map.links().len()];
    let mut chain: Vec<LinkIndex> = Vec::new();
    for first in map.link_indices() {
        let mut next = Some(first);
        let mut above = 0;
        // Down to the node, or to what is known already.
        while let Some(link) = next {
            if done[link.at()] {
                above = needs[link.at()];
                break;
            }
            if chain.len() > map.links().len() {
                above = NEVER;
                break;
            }
            chain.push(link);
            next = map.target_link(link);
        }
        while let Some(link) = chain.pop() {
            above = above.max(own(link));
            needs[link.at()] = above;
            done[link.at()] = true;
        }
    }
    needs
}

/// For each link how many nodes must be known before it and all that bears on it can be written.
pub(super) fn ready(map: &Map, needs: &[u32]) -> Vec<u32> {
    let mut ready = needs.to_vec();
    let mut left: Vec<usize> = map.link_indices().map(|link| map.links_to_link(link).len()).collect();
    let mut free: Vec<LinkIndex> = map.link_indices().filter(|link| left[link.at()] == 0).collect();
    while let Some(link) = free.pop() {
        if let Some(target) = map.target_link(link) {
            ready[target.at()] = ready[target.at()].max(ready[link.at()]);
            left[target.at()] -= 1;
            if left[target.at()] == 0 {
                free.push(target);
            }
        }
    }
    ready
}
