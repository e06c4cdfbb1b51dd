//! What stands in a picture: the boxes and junctions of a tree, and the links that cross it.
//!
//! The tree is that of [`crate::outline`], so a picture and a page tell a map in the same order. A link with several
//! premises, or with something that bears on it, has a junction; what bears on it hangs there too. A node that was shown
//! before gets no second box: its link crosses the picture to the one it has.

use agon_core::model::{LinkIndex, Map, NodeIndex, Relation};

use crate::outline::{Outline, Shown, Step};

/// What stands at a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A box. `cut` links beneath it are not shown; `first` where the node has no box before.
    Node { node: NodeIndex, cut: usize, first: bool },
    /// Where the premises of a link meet, and what bears on it.
    Junction,
}

/// A place of the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub what: What,
    pub parent: Option<usize>,
    /// The link by which it hangs on its parent, and whether it is one of several premises.
    pub link: Option<LinkIndex>,
    pub joined: bool,
    /// Whether that link bears on the link of the junction above.
    pub on_link: bool,
}

/// A link from a box elsewhere to a spot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing {
    pub from: usize,
    pub to: usize,
    pub link: LinkIndex,
}

/// Trees that stand together, beneath a heading or none.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub section: Option<usize>,
    pub spots: std::ops::Range<usize>,
}

/// All of it. Parents stand before their children, siblings in the author's order.
#[derive(Debug)]
pub(super) struct Plan {
    pub spots: Vec<Spot>,
    pub crossings: Vec<Crossing>,
    pub groups: Vec<Group>,
    /// How many links start from nodes that have no box.
    pub homeless: usize,
}

/// What is open while the outline is gone through.
enum Open {
    Link { link: LinkIndex, hangs_on: usize, joined: bool },
    Node { spot: Option<usize>, link: Option<LinkIndex> },
}

impl Plan {
    /// Goes through an outline.
    pub(super) fn new(map: &Map, outline: &Outline) -> Self {
        let mut spots: Vec<Spot> = Vec::with_capacity(map.nodes().len());
        let mut boxes: Vec<Option<usize>> = vec![None; map.nodes().len()];
        let mut crossings = Vec::new();
        let mut told = vec![false; map.links().len()];
        let mut groups = vec![Group { section: None, spots: 0..0 }];
        let mut open: Vec<Open> = Vec::new();
        for step in &outline.steps {
            match *step {
                Step::Section(section) => {
                    close(&mut groups, spots.len());
                    groups.push(Group { section: Some(section), spots: spots.len()..spots.len() });
                }
                Step::OpenRoot { .. } => open.clear(),
                Step::CloseRoot => {}
                Step::OpenLink { link, premises } => {
                    let Some((above, on_link)) = above(map, &open, link) else { continue };
                    let junction = premises > 1 || !map.links_to_link(link).is_empty();
                    let hangs_on = if junction {
                        let spot = Spot { what: What::Junction, parent: Some(above), link: Some(link), joined: false, on_link };
                        spots.push(spot);
                        spots.len() - 1
                    } else {
                        above
                    };
                    open.push(Open::Link { link, hangs_on, joined: premises > 1 });
                }
                Step::OpenNode { node, shown, .. } => {
                    let (parent, link, joined) = match open.last() {
                        Some(Open::Link { link, hangs_on, joined }) => (Some(*hangs_on), Some(*link), *joined),
                        _ => (None, None, false),
                    };
                    let known = boxes[node.at()].is_some();
                    let cut = match shown {
                        Shown::Again | Shown::Later => None,
                        Shown::Cut(_) if known => None,
                        Shown::Cut(cut) => Some(cut),
                        Shown::Full { .. } => Some(0),
                    };
                    let spot = cut.map(|cut| {
                        let what = What::Node { node, cut, first: !known };
                        let on_link = parent.is_some_and(|at: usize| spots[at].what == What::Junction)
                            && link.is_some_and(|link| map.target_link(link).is_some())
                            && parent.is_some_and(|at: usize| spots[at].link != link);
                        spots.push(Spot { what, parent, link, joined, on_link });
                        boxes[node.at()].get_or_insert(spots.len() - 1);
                        spots.len() - 1
                    });
                    if let (None, Some(to), Some(link)) = (spot, parent, link) {
                        // A contradiction is come to from both of its ends, and drawn once.
                        let both = map.link(link).relation == Relation::Contradicts;
                        if !(both && std::mem::replace(&mut told[link.at()], true)) {
                            crossings.push((node, to, link));
                        }
                    } else if let Some(link) = link {
                        told[link.at()] = true;
                    }
                    open.push(Open::Node { spot, link: link.filter(|_| !joined) });
                }
                Step::CloseLink | Step::CloseNode => {
                    open.pop();
                }
            }
        }
        close(&mut groups, spots.len());
        let total = crossings.len();
        let crossings: Vec<Crossing> = crossings
            .into_iter()
            .filter_map(|(node, to, link)| boxes[node.at()].map(|from| Crossing { from, to, link }))
            .collect();
        let homeless = total - crossings.len();
        let mut plan = Self { spots, crossings, groups, homeless };
        plan.premises_first();
        plan
    }

    /// Puts the premises of a junction before what bears on its link. Parents still stand before their children.
    fn premises_first(&mut self) {
        let late = |spot: &Spot| spot.on_link;
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.spots.len()];
        let mut roots = Vec::new();
        for pass in [false, true] {
            for (at, spot) in self.spots.iter().enumerate() {
                match spot.parent {
                    Some(parent) if late(spot) == pass => children[parent].push(at),
                    None if !pass => roots.push(at),
                    _ => {}
                }
            }
        }
        roots.reverse();
        let mut order = Vec::with_capacity(self.spots.len());
        while let Some(at) = roots.pop() {
            order.push(at);
            roots.extend(children[at].iter().rev());
        }
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let renamed = |spot: &Spot| Spot { parent: spot.parent.map(|parent| place[parent]), ..*spot };
        self.spots = order.iter().map(|old| renamed(&self.spots[*old])).collect();
        for crossing in &mut self.crossings {
            (crossing.from, crossing.to) = (place[crossing.from], place[crossing.to]);
        }
    }
}

fn close(groups: &mut [Group], end: usize) {
    if let Some(last) = groups.last_mut() {
        last.spots.end = end;
    }
}

/// The spot on which a link bears, and whether that is another link's junction.
fn above(map: &Map, open: &[Open], link: LinkIndex) -> Option<(usize, bool)> {
    let on = map.target_link(link);
    let junction = |opened: &Open| match opened {
        Open::Link { link, hangs_on, .. } if Some(*link) == on => Some((*hangs_on, true)),
        _ => None,
    };
    match (open.last()?, open.len().checked_sub(2).and_then(|at| open.get(at))) {
        (Open::Node { link: Some(own), .. }, Some(outer)) if on == Some(*own) => junction(outer),
        (Open::Node { spot, .. }, _) => spot.map(|spot| (spot, false)),
        (outer @ Open::Link { .. }, _) => junction(outer),
    }
}
