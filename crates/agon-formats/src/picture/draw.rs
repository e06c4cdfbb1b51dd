//! From a map to a scene: plan, boxes, places, lines; and the frame around them — title, legend, footer.

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::Scoring;
use agon_core::model::{Map, Relation};

use super::card::{Card, HEADING, JUNCTION_CLASS, Maker, Type, lines_at, relation_words, tone};
use super::edges::{BADGE, curve, trunk};
use super::layout::{Direction, Frame, JUNCTION, Part, place};
use super::legend;
use super::measure::{width, wrap};
use super::plan::{Crossing, Group, Plan, What};
use super::scene::{Align, Mark, Piece, Scene, Stroke};
use crate::outline::{self, Outline, Shared};

/// Around everything.
const MARGIN: f64 = 36.0;
/// Within the box of a section.
const ROOM: f64 = 24.0;
/// Between groups.
const GROUPS: f64 = 36.0;
/// A picture wider than this stands better on its side.
const WIDE: f64 = 1800.0;

/// What a picture is to look like.
pub(crate) struct Look<'a> {
    /// `down`, `right`, or `auto`: down while it is no wider than a screen.
    pub direction: &'a str,
    pub wrap: f64,
    pub depth: usize,
    pub shared: Shared,
    /// Whether title, legend and footer stand around it; and the scorer named there.
    pub framed: bool,
    pub scorer: &'a str,
    /// What stands before each id.
    pub prefix: &'a str,
}

/// How deep an outline nests: without end, yet far from the largest number.
const NEST: usize = usize::MAX / 4;

/// Draws a map. Also gives what the picture could not hold.
pub(crate) fn draw(map: &Map, scoring: Option<&Scoring>, look: &Look<'_>) -> (Scene, Vec<Diagnostic>) {
    let outline = Outline::new(map, outline::Plan { shared: look.shared, depth: look.depth, nest: NEST });
    let plan = Plan::new(map, &outline);
    let maker = Maker { map, scoring, wrap: look.wrap, prefix: look.prefix };
    let cards: Vec<Option<Card>> = plan.spots.iter().map(|spot| maker.card(spot)).collect();
    let mut losses = outline.losses();
    if plan.homeless > 0 {
        let message = format!("{} links from nodes that lie too deep are left out", plan.homeless);
        losses.push(Diagnostic::warning("export/too-deep", message).hint("depth=0 shows everything"));
    }
    let cut = cards.iter().flatten().filter(|card| card.is_cut).count();
    if cut > 0 {
        let message = format!("{cut} long texts are cut short; their titles hold all of them");
        losses.push(Diagnostic::warning("export/long-text", message).hint("a greater width shows more"));
    }
    let mut painter = Painter { map, maker, plan, cards, direction: Direction::Down, frames: Vec::new(), pieces: Vec::new() };
    let scene = painter.paint(look);
    (scene, losses)
}

struct Painter<'a> {
    map: &'a Map,
    maker: Maker<'a>,
    plan: Plan,
    cards: Vec<Option<Card>>,
    direction: Direction,
    frames: Vec<Frame>,
    pieces: Vec<Piece>,
}

impl Painter<'_> {
    fn paint(&mut self, look: &Look<'_>) -> Scene {
        let sizes = self.choose(look.direction);
        let widest = sizes.iter().zip(&self.plan.groups).map(|(size, group)| size.0 + 2.0 * room(group)).fold(0.0, f64::max);
        let inner = if look.framed { f64::max(widest, 560.0) } else { widest };
        let mut y = MARGIN;
        self.pieces.push(Piece::default());
        if look.framed {
            self.pieces.push(legend::header(self.map, MARGIN, inner, &mut y));
        }
        let groups = std::mem::take(&mut self.plan.groups);
        let mut drawn = 0;
        for (group, (width, height)) in groups.iter().zip(sizes) {
            if group.spots.is_empty() && group.section.is_none() {
                continue;
            }
            y += if drawn > 0 { GROUPS } else { 0.0 };
            drawn += 1;
            let left = self.heading(group, width, height, inner, &mut y);
            for frame in &mut self.frames[group.spots.clone()] {
                frame.x = (frame.x + left).round();
                frame.y = (frame.y + y).round();
            }
            y += height + room(group);
        }
        self.lines();
        self.boxes();
        if look.framed {
            let present = legend::Present::of(self.map, &self.plan);
            y += GROUPS;
            self.pieces.push(legend::footer(self.map, &present, look.scorer, MARGIN, inner, &mut y));
        }
        let (width, height) = ((inner + 2.0 * MARGIN).ceil(), (y + MARGIN).ceil());
        let paper = Mark::Rect { at: [0.0, 0.0, width, height], round: 0.0, class: "paper" };
        self.pieces[0].marks.push(paper);
        let info = self.map.info();
        Scene {
            width,
            height,
            title: info.title.clone(),
            description: info.summary.trim_ascii().to_owned(),
            pieces: std::mem::take(&mut self.pieces),
        }
    }

    /// Places everything in the direction that was asked for, or in the better one. Gives the size of each group.
    fn choose(&mut self, word: &str) -> Vec<(f64, f64)> {
        self.direction = if word == "right" { Direction::Right } else { Direction::Down };
        let sizes = self.layout();
        if word == "auto" && sizes.iter().any(|size| size.0 > WIDE) {
            self.direction = Direction::Right;
            return self.layout();
        }
        sizes
    }

    fn layout(&mut self) -> Vec<(f64, f64)> {
        self.frames.clear();
        let mut sizes = Vec::new();
        for group in &self.plan.groups {
            let start = group.spots.start;
            let parts: Vec<Part> = group
                .spots
                .clone()
                .map(|at| {
                    let parent = self.plan.spots[at].parent.map(|parent| parent - start);
                    match &self.cards[at] {
                        Some(card) => Part { parent, width: card.width, height: card.height, junction: false },
                        None => Part { parent, width: JUNCTION, height: JUNCTION, junction: true },
                    }
                })
                .collect();
            let (frames, width, height) = place(&parts, self.direction);
            self.frames.extend(frames);
            sizes.push((width, height));
        }
        sizes
    }

    /// The box and the heading of a section; moves down to where its trees start, and gives their left side.
    fn heading(&mut self, group: &Group, width: f64, height: f64, inner: f64, y: &mut f64) -> f64 {
        let Some(section) = group.section.and_then(|at| self.map.info().sections.get(at)) else {
            return self.left(MARGIN, inner, width);
        };
        let title = section.title.trim_ascii();
        let mut piece = Piece { class: "section".to_owned(), title: title.to_owned(), ..Piece::default() };
        let top = *y;
        *y += if group.spots.is_empty() { 0.0 } else { ROOM - 6.0 };
        let room_for_text = inner - 2.0 * room(group);
        let lines = wrap(title, HEADING.size, HEADING.weight, room_for_text, 6);
        lines_at(lines, HEADING, MARGIN + room(group), room_for_text, y, &mut piece.marks);
        if !group.spots.is_empty() {
            *y += 14.0;
            let at = [MARGIN, top, inner, *y + height + ROOM - top];
            piece.marks.insert(0, Mark::Rect { at, round: 14.0, class: "room" });
        }
        self.pieces.push(piece);
        self.left(MARGIN + ROOM, inner - 2.0 * ROOM, width)
    }

    /// Trees that grow down stand in the middle; those that grow to the right begin where their headings do.
    fn left(&self, from: f64, inner: f64, width: f64) -> f64 {
        match self.direction {
            Direction::Down => from + (inner - width) / 2.0,
            Direction::Right => from,
        }
    }

    /// All lines, before the boxes, which cover them.
    fn lines(&mut self) {
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.plan.spots.len()];
        for (at, spot) in self.plan.spots.iter().enumerate() {
            if let Some(parent) = spot.parent {
                children[parent].push(at);
            }
        }
        let mut leaving = vec![0; self.plan.spots.len()];
        for crossing in std::mem::take(&mut self.plan.crossings) {
            self.cross(crossing, leaving[crossing.from]);
            leaving[crossing.from] += 1;
        }
        for (parent, children) in children.iter().enumerate().filter(|(_, children)| !children.is_empty()) {
            let frames: Vec<Frame> = children.iter().map(|child| self.frames[*child]).collect();
            let is_junction = self.plan.spots[parent].what == What::Junction;
            let (trunk, branches) = trunk(self.direction, &self.frames[parent], &frames, is_junction);
            let marks = vec![trunk];
            self.pieces.push(Piece { class: "trunks".to_owned(), marks, ..Piece::default() });
            for (child, branch) in children.iter().zip(branches) {
                let relation = self.plan.spots[*child].link.map(|link| self.map.link(link).relation);
                let class = tone(relation).to_owned();
                self.pieces.push(Piece { class, marks: vec![branch], ..Piece::default() });
            }
        }
    }

    /// A curve; `number` curves leave the same box before it.
    fn cross(&mut self, crossing: Crossing, number: usize) {
        let Crossing { mut from, mut to, link } = crossing;
        let relation = self.map.link(link).relation;
        let both = relation == Relation::Contradicts;
        // It holds both ways: the shorter way goes back from the one that stands deeper.
        let depth = |frame: &Frame| if self.direction == Direction::Right { frame.x } else { frame.y };
        if both && depth(&self.frames[from]) < depth(&self.frames[to]) {
            std::mem::swap(&mut from, &mut to);
        }
        let (mut marks, sign) = curve(self.direction, &self.frames[from], &self.frames[to], number, both);
        marks.extend(badge(sign, relation_words(relation).0));
        let from = match self.plan.spots[from].what {
            What::Node { node, .. } => self.map.node(node).label(),
            What::Junction => String::new(),
        };
        let title = format!("{from} {}", self.maker.bearing(link));
        self.pieces.push(Piece { class: format!("link {}", tone(Some(relation))), title, marks, ..Piece::default() });
    }

    fn boxes(&mut self) {
        let cards = std::mem::take(&mut self.cards);
        for ((spot, card), frame) in self.plan.spots.iter().zip(cards).zip(&self.frames) {
            let relation = spot.link.map(|link| self.map.link(link).relation);
            let sign = relation.map(|relation| relation_words(relation).0);
            match (card, spot.link) {
                (Some(mut card), _) => {
                    for mark in &mut card.piece.marks {
                        shift(mark, frame.x, frame.y);
                    }
                    // A premise of a junction has its sign there.
                    if let Some(sign) = sign.filter(|_| !self.has_own_junction(spot)) {
                        card.piece.marks.extend(badge(self.direction.badge(frame), sign));
                    }
                    self.pieces.push(card.piece);
                }
                (None, Some(link)) => {
                    let middle = (frame.x + JUNCTION / 2.0, frame.y + JUNCTION / 2.0);
                    let class = format!("link {JUNCTION_CLASS} {}", tone(relation));
                    let marks = badge(middle, sign.unwrap_or_default());
                    self.pieces.push(Piece { class, title: self.maker.bearing(link), marks, ..Piece::default() });
                }
                (None, None) => {}
            }
        }
    }

    /// Whether a spot hangs on the junction of the very link it is a premise of.
    fn has_own_junction(&self, spot: &super::plan::Spot) -> bool {
        spot.parent
            .is_some_and(|parent| self.plan.spots[parent].what == What::Junction && self.plan.spots[parent].link == spot.link)
    }
}

fn room(group: &Group) -> f64 {
    if group.section.is_some() && !group.spots.is_empty() { ROOM } else { 0.0 }
}

/// A circle with a sign.
pub(super) fn badge(at: (f64, f64), sign: &'static str) -> Vec<Mark> {
    const SIGN: Type = Type { class: "sign", size: 13.0, step: 13.0, weight: super::font::Weight::Bold };
    debug_assert!(width(sign, SIGN.size, SIGN.weight) < 2.0 * BADGE);
    // The tilde, the caret and the minus stand at different heights; all are to look as if in the middle.
    let low = match sign {
        "~" | "+" | "−" | "≠" => 4.4,
        "^" => 7.2,
        _ => 4.7,
    };
    vec![
        Mark::Circle { at: [at.0, at.1, BADGE], class: "badge" },
        Mark::Run { from: (at.0, at.1 + low), align: Align::Middle, parts: vec![(SIGN.class, sign.to_owned())] },
    ]
}

/// Moves a mark.
pub(super) fn shift(mark: &mut Mark, x: f64, y: f64) {
    let by = |point: &mut (f64, f64)| {
        point.0 += x;
        point.1 += y;
    };
    match mark {
        Mark::Rect { at, .. } => {
            at[0] += x;
            at[1] += y;
        }
        Mark::Circle { at, .. } => {
            at[0] += x;
            at[1] += y;
        }
        Mark::Lines { from, .. } | Mark::Run { from, .. } => by(from),
        // One deep: what is toned is no toned mark itself.
        Mark::Toned { mark, .. } => shift(mark, x, y),
        Mark::Path { strokes, .. } => {
            for stroke in strokes {
                match stroke {
                    Stroke::Move(a, b) | Stroke::Line(a, b) => {
                        *a += x;
                        *b += y;
                    }
                    Stroke::Curve(points) => points.iter_mut().for_each(by),
                    Stroke::Close => {}
                }
            }
        }
    }
}
