use std::collections::VecDeque;

use crate::diagnostic::Diagnostic;
use crate::extend::{ExtendError, Lint};
use crate::lint::at_node;
use crate::model::{LinkIndex, Map, NodeIndex, Relation};

/// **What it finds.** Nodes that bear on themselves through others. Where every step of a circle supports, it is a
/// warning: the argument begs its question. Where a step attacks, it is a note: two sides that rebut each other are
/// common, and scorers have to iterate there. Each circle of nodes that all lead to each other is told once, by its
/// shortest way round. Contradictions do not count: each would be a circle.
///
/// **Why it matters.** A claim in a circle of support is held up by nothing but itself.
///
/// **Example.** `trust` supports `talks`, `talks` supports `trust`.
///
/// **Better.** Take the weaker step out, or say what differs between the two (trust *before* and *after* the talks).
///
/// **Options.** None.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circular;

impl Lint for Circular {
    fn name(&self) -> &str {
        "circular"
    }

    fn summary(&self) -> &str {
        "circles of support or attack"
    }

    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError> {
        let supports = Graph::new(map, Relation::is_pro);
        for circle in supports.circles(|_| true) {
            let message = format!("this bears on itself by support: {}", shown(map, &circle));
            report.push(Diagnostic::warning("circular/support", message).at(at_node(map, circle[0])).hint(format!(
                "take out the weakest step: agon find 'near({}, 1)', agon remove LINK",
                map.node(circle[0]).label()
            )));
        }
        let all = Graph::new(map, |relation| relation != Relation::Contradicts);
        for circle in all.circles(|link| map.link(link).relation.is_con()) {
            let message = format!("this bears on itself by attack: {}", shown(map, &circle));
            report.push(
                Diagnostic::note("circular/attack", message)
                    .at(at_node(map, circle[0]))
                    .hint("scorers iterate here; see how it ends: agon score MAP"),
            );
        }
        Ok(())
    }
}

/// `a → b → a`, with at most a dozen names.
fn shown(map: &Map, circle: &[NodeIndex]) -> String {
    const SHOWN: usize = 12;
    let mut names: Vec<String> = circle.iter().take(SHOWN).map(|node| map.node(*node).label()).collect();
    if circle.len() > SHOWN {
        names.push(format!("… {} more", circle.len() - SHOWN));
    }
    names.extend(circle.first().map(|node| map.node(*node).label()));
    names.join(" → ")
}

/// Nodes, then links, as vertices; arcs lead from premises to links and from links to targets.
struct Graph {
    nodes: usize,
    arcs: Vec<Vec<u32>>,
}

impl Graph {
    fn new(map: &Map, is_followed: impl Fn(Relation) -> bool) -> Self {
        let nodes = map.nodes().len();
        let mut arcs = vec![Vec::new(); nodes + map.links().len()];
        for link in map.link_indices().filter(|link| is_followed(map.link(*link).relation)) {
            let own = nodes + link.at();
            let target = map.target_node(link).map(NodeIndex::at).or_else(|| Some(nodes + map.target_link(link)?.at()));
            arcs[own].extend(target.map(|target| target as u32));
            for premise in map.premises(link) {
                arcs[premise.at()].push(own as u32);
            }
        }
        Self { nodes, arcs }
    }

    /// For every knot of circles, a shortest one through its first link that is asked for, from its first node on.
    fn circles(&self, is_asked_for: impl Fn(LinkIndex) -> bool) -> Vec<Vec<NodeIndex>> {
        let component = self.components();
        let mut size = vec![0u32; self.arcs.len()];
        component.iter().for_each(|component| size[*component as usize] += 1);
        let mut is_told = vec![false; self.arcs.len()];
        let mut came_from = vec![u32::MAX; self.arcs.len()];
        let mut circles = Vec::new();
        for vertex in self.nodes..self.arcs.len() {
            let own = component[vertex] as usize;
            if size[own] > 1 && !is_told[own] && is_asked_for(LinkIndex((vertex - self.nodes) as u32)) {
                is_told[own] = true;
                circles.push(self.round(vertex as u32, &component, &mut came_from));
            }
        }
        circles.sort();
        circles
    }

    /// The nodes of a shortest way from a vertex back to itself, the first of the map's order first.
    fn round(&self, start: u32, component: &[u32], came_from: &mut [u32]) -> Vec<NodeIndex> {
        let mut queue = VecDeque::from([start]);
        'search: while let Some(vertex) = queue.pop_front() {
            for next in &self.arcs[vertex as usize] {
                let is_new = came_from[*next as usize] == u32::MAX && component[*next as usize] == component[start as usize];
                if is_new {
                    came_from[*next as usize] = vertex;
                    if *next == start {
                        break 'search;
                    }
                    queue.push_back(*next);
                }
            }
        }
        let mut circle = Vec::new();
        let mut at = came_from[start as usize];
        while at != start && at != u32::MAX {
            if (at as usize) < self.nodes {
                circle.push(NodeIndex(at));
            }
            at = came_from[at as usize];
        }
        circle.reverse();
        if let Some(first) = circle.iter().enumerate().min_by_key(|(_, node)| **node).map(|(place, _)| place) {
            circle.rotate_left(first);
        }
        circle
    }

    /// The strongly connected component of every vertex. Tarjan 1972, with a stack of its own.
    fn components(&self) -> Vec<u32> {
        const UNSEEN: u32 = u32::MAX;
        let count = self.arcs.len();
        let (mut number, mut low, mut component) = (vec![UNSEEN; count], vec![0; count], vec![UNSEEN; count]);
        let (mut open, mut calls): (Vec<u32>, Vec<(u32, usize)>) = (Vec::new(), Vec::new());
        let (mut seen, mut components) = (0, 0);
        for root in 0..count as u32 {
            if number[root as usize] == UNSEEN {
                calls.push((root, 0));
            }
            while let Some((vertex, next)) = calls.pop() {
                let v = vertex as usize;
                if next == 0 {
                    (number[v], low[v]) = (seen, seen);
                    seen += 1;
                    open.push(vertex);
                }
                if let Some(&to) = self.arcs[v].get(next) {
                    calls.push((vertex, next + 1));
                    if number[to as usize] == UNSEEN {
                        calls.push((to, 0));
                    } else if component[to as usize] == UNSEEN {
                        low[v] = low[v].min(number[to as usize]);
                    }
                    continue;
                }
                if low[v] == number[v] {
                    while let Some(member) = open.pop() {
                        component[member as usize] = components;
                        if member == vertex {
                            break;
                        }
                    }
                    components += 1;
                }
                if let Some(&(parent, _)) = calls.last() {
                    low[parent as usize] = low[parent as usize].min(low[v]);
                }
            }
        }
        component
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::{found, nothing_found};
    use crate::model::MapBuilder;

    #[test]
    fn a_circle_of_support_is_told_once_in_its_order() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .claim("c", "C.")
            .claim("top", "T.")
            .supports("b", "c")
            .supports("c", "a")
            .supports("a", "b")
            .supports("a", "top")
            .build();
        let expected = ["warning[circular/support] node `a`: this bears on itself by support: a → b → c → a \
                         (take out the weakest step: agon find 'near(a, 1)', agon remove LINK)"];
        assert_eq!(found(&Circular, &map), expected);
    }

    #[test]
    fn a_circle_of_attack_is_a_note_also_through_links_on_links() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .rebuttal("r", "R.")
            .rebuts("r", "a")
            .named("r-a")
            .supports("b", "a")
            .undercuts("a", "r-a")
            .build();
        let expected = ["note[circular/attack] node `a`: this bears on itself by attack: a → a \
                         (scorers iterate here; see how it ends: agon score MAP)"];
        assert_eq!(found(&Circular, &map), expected);
    }

    #[test]
    fn two_circles_apart_are_told_apart_and_a_knot_once_for_each_sort() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .claim("c", "C.")
            .claim("d", "D.")
            .supports("a", "b")
            .supports("b", "a")
            .rebuts("b", "a")
            .supports("c", "d")
            .supports("d", "c")
            .build();
        let codes: Vec<String> = found(&Circular, &map).iter().map(|told| told[..told.find(':').unwrap()].to_owned()).collect();
        let expected =
            ["warning[circular/support] node `a`", "warning[circular/support] node `c`", "note[circular/attack] node `a`"];
        assert_eq!(codes, expected);
    }

    #[test]
    fn chains_diamonds_and_contradictions_are_no_circles() {
        let map = MapBuilder::new("m")
            .claim("a", "A.")
            .claim("b", "B.")
            .claim("c", "C.")
            .claim("d", "D.")
            .supports("a", "b")
            .supports("a", "c")
            .supports("b", "d")
            .supports("c", "d")
            .contradicts("b", "c")
            .build();
        nothing_found(&Circular, &map);
    }

    #[test]
    fn a_circle_of_many_does_not_overflow() {
        let mut builder = MapBuilder::new("m");
        for number in 0..20_000 {
            builder = builder.claim(&format!("c{number}"), "C.");
        }
        for number in 0..20_000 {
            builder = builder.supports(&format!("c{number}"), &format!("c{}", (number + 1) % 20_000));
        }
        let told = found(&Circular, &builder.build());
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("… 19988 more → c0"), "{}", told[0]);
    }
}
