//! In which order a per-node scorer is asked: what a node depends on first, circles together.

use agon_core::model::{LinkIndex, Map, NodeIndex, Relation};

/// Nodes in order of dependency, in runs.
pub(crate) struct Order {
    pub(crate) runs: Vec<Run>,
}

/// Nodes that are asked together.
pub(crate) enum Run {
    /// Each depends only on those before it.
    Line(Vec<NodeIndex>),
    /// They depend on one another; in map order.
    Circle(Vec<NodeIndex>),
}

/// Tarjan's strongly connected components (1972) over the nodes, without recursion.
pub(crate) fn order(map: &Map) -> Order {
    if let Some(line) = as_written(map) {
        return Order { runs: vec![Run::Line(line)] };
    }
    let needs = Needs::of(map);
    let nodes = map.nodes().len();
    // When a node was reached, from 1; 0 for never.
    let mut number = vec![0u32; nodes];
    let mut low = vec![0u32; nodes];
    let mut open = vec![false; nodes];
    // Which of a node's needs is looked at next.
    let mut cursor: Vec<u32> = needs.starts[..nodes].to_vec();
    let mut stack: Vec<u32> = Vec::new();
    let mut calls: Vec<u32> = Vec::new();
    let mut next = 1u32;
    let mut runs: Vec<Run> = Vec::new();
    for start in 0..nodes {
        if number[start] != 0 {
            continue;
        }
        calls.push(start as u32);
        while let Some(vertex) = calls.last().copied() {
            let at = vertex as usize;
            if number[at] == 0 {
                (number[at], low[at], open[at]) = (next, next, true);
                next += 1;
                stack.push(vertex);
            }
            if cursor[at] < needs.starts[at + 1] {
                let needed = needs.nodes[cursor[at] as usize];
                cursor[at] += 1;
                let needed_at = needed.at();
                if number[needed_at] == 0 {
                    calls.push(needed.0);
                } else if open[needed_at] {
                    low[at] = low[at].min(number[needed_at]);
                }
                continue;
            }
            calls.pop();
            if let Some(caller) = calls.last() {
                let caller = *caller as usize;
                low[caller] = low[caller].min(low[at]);
            }
            if low[at] == number[at] {
                close(&mut runs, &mut stack, &mut open, &needs, vertex);
            }
        }
    }
    Order { runs }
}

/// Takes a finished component off the stack and adds its nodes to the runs.
fn close(runs: &mut Vec<Run>, stack: &mut Vec<u32>, open: &mut [bool], needs: &Needs, root: u32) {
    let from = stack.iter().rposition(|vertex| *vertex == root).unwrap_or(0);
    for vertex in &stack[from..] {
        open[*vertex as usize] = false;
    }
    let members = stack.drain(from..).map(NodeIndex);
    if members.len() > 1 || needs.of_node(NodeIndex(root)).contains(&NodeIndex(root)) {
        let mut inside: Vec<NodeIndex> = members.collect();
        inside.sort();
        runs.push(Run::Circle(inside));
    } else if let Some(Run::Line(line)) = runs.last_mut() {
        line.extend(members);
    } else {
        runs.push(Run::Line(members.collect()));
    }
}

/// All nodes in the author's order or against it, if one of the two is an order of dependency. It mostly is: people write
/// what is argued for first, and its reasons after it.
fn as_written(map: &Map) -> Option<Vec<NodeIndex>> {
    let (mut after, mut before) = (true, true);
    let mut waiting: Vec<LinkIndex> = Vec::new();
    for node in map.node_indices() {
        for link in map.links_to(node) {
            waiting.push(*link);
            while let Some(link) = waiting.pop() {
                for premise in map.premises(link) {
                    after &= *premise > node;
                    before &= *premise < node;
                }
                waiting.extend_from_slice(map.links_to_link(link));
            }
        }
        if !after && !before {
            return None;
        }
    }
    Some(if after { map.node_indices().rev().collect() } else { map.node_indices().collect() })
}

/// What each node depends on, in compressed rows: the premises of the links that bear on it, and the premises of the
/// links that bear on those links. A contradiction makes both its ends depend on each other.
///
/// A link has one target, so all rows together are about as long as all premises.
struct Needs {
    starts: Vec<u32>,
    nodes: Vec<NodeIndex>,
}

impl Needs {
    fn of(map: &Map) -> Self {
        let mut starts = Vec::with_capacity(map.nodes().len() + 1);
        let mut nodes = Vec::with_capacity(map.links().len());
        let mut waiting: Vec<LinkIndex> = Vec::new();
        starts.push(0);
        for node in map.node_indices() {
            waiting.extend(map.links_to(node).iter().rev());
            while let Some(link) = waiting.pop() {
                let premises = map.premises(link);
                nodes.extend_from_slice(premises);
                // The other end of a contradiction: the links themselves are far away in memory, so that only those
                // are looked at that start from what they bear on.
                if premises.contains(&node) && map.link(link).relation == Relation::Contradicts {
                    nodes.truncate(nodes.len() - premises.len());
                    nodes.extend(map.other_end(link, node));
                }
                waiting.extend(map.links_to_link(link).iter().rev());
            }
            starts.push(nodes.len() as u32);
        }
        Self { starts, nodes }
    }

    fn of_node(&self, node: NodeIndex) -> &[NodeIndex] {
        &self.nodes[self.starts[node.at()] as usize..self.starts[node.at() + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use agon_core::model::MapBuilder;

    fn names(map: &Map) -> Vec<String> {
        let name = |nodes: &[NodeIndex]| nodes.iter().map(|node| map.node(*node).label()).collect::<Vec<_>>().join(" ");
        order(map)
            .runs
            .iter()
            .map(|run| match run {
                Run::Line(nodes) => name(nodes),
                Run::Circle(nodes) => format!("({})", name(nodes)),
            })
            .collect()
    }

    #[test]
    fn premises_and_undercutters_come_before_what_they_bear_on() {
        let map = MapBuilder::new("m")
            .claim("top", "t")
            .evidence("ground", "g")
            .rebuttal("cut", "c")
            .supports("ground", "top")
            .named("step")
            .undercuts("cut", "step")
            .build();
        assert_eq!(names(&map), ["cut ground top"]);
    }

    #[test]
    fn where_neither_way_of_reading_is_an_order_of_dependency_one_is_made() {
        let map = MapBuilder::new("m")
            .evidence("low", "l")
            .claim("top", "t")
            .claim("middle", "m")
            .supports("middle", "top")
            .supports("low", "middle")
            .build();
        assert_eq!(names(&map), ["low middle top"]);
        let map = MapBuilder::new("m").claim("a", "a").claim("b", "b").claim("c", "c").supports("a", "b").build();
        assert_eq!(names(&map), ["a b c"]);
    }

    #[test]
    fn a_node_against_a_link_that_bears_on_it_is_a_circle() {
        let map = MapBuilder::new("m")
            .claim("top", "t")
            .evidence("ground", "g")
            .supports("ground", "top")
            .named("step")
            .undercuts("top", "step")
            .build();
        assert_eq!(names(&map), ["ground", "(top)"]);
    }

    #[test]
    fn those_who_attack_one_another_stand_together() {
        let map = MapBuilder::new("m")
            .claim("a", "a")
            .claim("b", "b")
            .claim("c", "c")
            .evidence("d", "d")
            .contradicts("a", "b")
            .supports("c", "a")
            .supports("d", "c")
            .build();
        assert_eq!(names(&map), ["d c", "(a b)"]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_does_not_overflow() {
        // The first two stand the other way round, so that the chain is not read off as it is written.
        let mut map = MapBuilder::new("m").claim("last", "l").claim("n0", "0").supports("last", "n0");
        for n in 1..100_000 {
            map = map.claim(&format!("n{n}"), "x").supports(&format!("n{n}"), &format!("n{}", n - 1));
        }
        assert_eq!(order(&map.build()).runs.len(), 1);
    }
}
