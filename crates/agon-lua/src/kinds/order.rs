//! In which order a per-node scorer is asked: what a node depends on first, circles together.

use agon_core::model::{Map, NodeIndex, Relation};

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

/// A node depends on the premises of the links that bear on it, and on the premises of the links that bear on those
/// links. A contradiction makes both its ends depend on each other.
///
/// Tarjan's strongly connected components (1972) over nodes and links, without recursion.
pub(crate) fn order(map: &Map) -> Order {
    let nodes = map.nodes().len();
    let total = nodes + map.links().len();
    let mut number = vec![0u32; total];
    let mut low = vec![0u32; total];
    let mut open = vec![false; total];
    let mut stack: Vec<u32> = Vec::new();
    let mut calls: Vec<(u32, u32)> = Vec::new();
    let mut next = 1u32;
    let mut runs: Vec<Run> = Vec::new();
    for start in 0..nodes {
        if number[start] != 0 {
            continue;
        }
        calls.push((start as u32, 0));
        while let Some((vertex, step)) = calls.pop() {
            let at = vertex as usize;
            if step == 0 {
                number[at] = next;
                low[at] = next;
                next += 1;
                open[at] = true;
                stack.push(vertex);
            }
            if let Some(needed) = dependency(map, nodes, at, step as usize) {
                calls.push((vertex, step + 1));
                let needed_at = needed as usize;
                if number[needed_at] == 0 {
                    calls.push((needed, 0));
                } else if open[needed_at] {
                    low[at] = low[at].min(number[needed_at]);
                }
                continue;
            }
            if let Some((caller, _)) = calls.last() {
                let caller = *caller as usize;
                low[caller] = low[caller].min(low[at]);
            }
            if low[at] == number[at] {
                close(&mut runs, &mut stack, &mut open, vertex, nodes);
            }
        }
    }
    Order { runs }
}

/// Takes a finished component off the stack and adds its nodes to the runs.
fn close(runs: &mut Vec<Run>, stack: &mut Vec<u32>, open: &mut [bool], root: u32, nodes: usize) {
    let from = stack.iter().rposition(|vertex| *vertex == root).unwrap_or(0);
    let single = stack.len() - from == 1;
    let members = stack.split_off(from);
    for vertex in &members {
        open[*vertex as usize] = false;
    }
    let mut inside: Vec<NodeIndex> = members.into_iter().filter(|vertex| (*vertex as usize) < nodes).map(NodeIndex).collect();
    if inside.is_empty() {
        return;
    }
    if !single {
        inside.sort();
        runs.push(Run::Circle(inside));
    } else if let Some(Run::Line(line)) = runs.last_mut() {
        line.append(&mut inside);
    } else {
        runs.push(Run::Line(inside));
    }
}

/// The `step`th thing that a node (below `nodes`) or a link (from `nodes` on) depends on.
fn dependency(map: &Map, nodes: usize, vertex: usize, step: usize) -> Option<u32> {
    if vertex < nodes {
        return map.links_to(NodeIndex(vertex as u32)).get(step).map(|link| (nodes + link.at()) as u32);
    }
    let link = agon_core::model::LinkIndex((vertex - nodes) as u32);
    let premises = map.premises(link);
    if let Some(premise) = premises.get(step) {
        return Some(premise.0);
    }
    let mut rest = step - premises.len();
    if map.link(link).relation == Relation::Contradicts {
        if rest == 0 {
            return map.target_node(link).map(|target| target.0);
        }
        rest -= 1;
    }
    map.links_to_link(link).get(rest).map(|link| (nodes + link.at()) as u32)
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
        assert_eq!(names(&map), ["ground cut top"]);
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
        let mut map = MapBuilder::new("m").claim("n0", "0");
        for n in 1..100_000 {
            map = map.claim(&format!("n{n}"), "x").supports(&format!("n{n}"), &format!("n{}", n - 1));
        }
        assert_eq!(order(&map.build()).runs.len(), 1);
    }
}
