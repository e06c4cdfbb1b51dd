//! A picture as shapes and texts, before any format: what is where, what it means, and which class of looks it has.

/// Part of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stroke {
    /// To a point, drawing nothing.
    Move(f64, f64),
    /// Straight to a point.
    Line(f64, f64),
    /// To the third point, by two that pull.
    Curve([(f64, f64); 3]),
    /// Back to the start.
    Close,
}

/// Something that is drawn. Classes are words of the style sheet, never of the map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// A rectangle with rounded corners.
    Rect {
        /// Left, top, width and height.
        at: [f64; 4],
        /// The radius of its corners.
        round: f64,
        class: &'static str,
    },
    /// A line or an outline.
    Path { strokes: Vec<Stroke>, class: &'static str },
    /// A circle: middle and radius.
    Circle { at: [f64; 3], class: &'static str },
    /// Lines of text; `from` is the start of the first base line, or its end where the text runs from right to left.
    Lines { from: (f64, f64), step: f64, lines: Vec<String>, class: &'static str },
    /// One line of parts, each with its own class.
    Run { from: (f64, f64), align: Align, parts: Vec<(&'static str, String)> },
    /// A mark in the colours of a class that its piece does not have.
    Toned { class: &'static str, mark: Box<Mark> },
}

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
}

/// Shapes that mean one thing together: a node, a link, a heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Piece {
    /// Stays the same from export to export; only things of the map have one.
    pub id: Option<String>,
    /// Classes, with a blank between.
    pub class: String,
    /// The full text.
    pub title: String,
    /// What else is to be said of it, in words.
    pub description: String,
    pub marks: Vec<Mark>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    pub width: f64,
    pub height: f64,
    pub title: String,
    pub description: String,
    /// In the order in which they are drawn.
    pub pieces: Vec<Piece>,
}
