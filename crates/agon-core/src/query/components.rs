//! Circles in a graph: its strongly connected components.

/// The component of every vertex, given the arcs that leave it. Tarjan, *Depth-first search and linear graph
/// algorithms*, 1972, with a stack of its own.
pub(super) fn components(arcs: &[Vec<u32>]) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let mut number = vec![UNSEEN; arcs.len()];
    let mut low = vec![0; arcs.len()];
    let mut component = vec![UNSEEN; arcs.len()];
    let mut open: Vec<u32> = Vec::new();
    let mut calls: Vec<(u32, usize)> = Vec::new();
    let (mut seen, mut components) = (0, 0);
    for root in 0..arcs.len() as u32 {
        if number[root as usize] != UNSEEN {
            continue;
        }
        calls.push((root, 0));
        while let Some((vertex, next)) = calls.pop() {
            let v = vertex as usize;
            if next == 0 {
                number[v] = seen;
                low[v] = seen;
                seen += 1;
                open.push(vertex);
            }
            match arcs[v].get(next) {
                Some(&to) => {
                    calls.push((vertex, next + 1));
                    if number[to as usize] == UNSEEN {
                        calls.push((to, 0));
                    } else if component[to as usize] == UNSEEN {
                        low[v] = low[v].min(number[to as usize]);
                    }
                }
                None => {
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
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_one_component_and_a_chain_is_many() {
        let found = components(&[vec![1], vec![2], vec![0, 3], vec![4], vec![]]);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[1], found[2]);
        assert_ne!(found[2], found[3]);
        assert_ne!(found[3], found[4]);
    }

    #[test]
    fn a_long_chain_does_not_overflow() {
        let arcs: Vec<Vec<u32>> = (0..200_000u32).map(|v| if v + 1 < 200_000 { vec![v + 1] } else { vec![0] }).collect();
        assert!(components(&arcs).iter().all(|component| *component == 0));
    }
}
