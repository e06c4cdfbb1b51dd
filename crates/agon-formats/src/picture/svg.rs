//! SVG 1.1, static: shapes and texts, one style sheet, nothing that runs and nothing that is fetched.
//!
//! Every node and link is a group with a `<title>` and a `<desc>`, which hold its whole text; nodes have an id.

use std::fmt::Write;

use super::palette::{FAMILIES, Theme, sheet};
use super::scene::{Align, Mark, Piece, Scene, Stroke};
use crate::escape::xml;

/// How a scene is written.
pub(super) struct Style<'a> {
    pub theme: Theme,
    pub families: &'a str,
    /// Whether titles and descriptions are written; pixels need none.
    pub words: bool,
    /// How large a unit of the scene is.
    pub scale: f64,
}

impl Style<'_> {
    /// For a file that stands alone.
    pub(super) const fn alone(theme: Theme) -> Self {
        Self { theme, families: FAMILIES, words: true, scale: 1.0 }
    }
}

/// A whole document.
pub(super) fn document(scene: &Scene, style: &Style<'_>) -> String {
    let mut writer = Writer { out: String::with_capacity(8000 + 1200 * scene.pieces.len()), words: style.words };
    let (width, height) = (scene.width, scene.height);
    writer.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"");
    writer.push(format_args!(" width=\"{}\" height=\"{}\"", width * style.scale, height * style.scale));
    writer.push(format_args!(" viewBox=\"0 0 {width} {height}\" role=\"graphics-document\">\n"));
    writer.words(&scene.title, &scene.description);
    writer.push(format_args!("<style type=\"text/css\">\n{}</style>\n", sheet(style.theme, style.families)));
    writer.pieces(&scene.pieces);
    writer.out.push_str("</svg>\n");
    writer.out
}

/// An element to stand in a page, which has the style sheet. The page tells the same in words, so it is hidden from readers of screens.
pub(crate) fn element(scene: &Scene, out: &mut String) {
    let mut writer = Writer { out: std::mem::take(out), words: true };
    let (width, height) = (scene.width, scene.height);
    writer.push(format_args!(
        "<svg id=\"drawing\" class=\"drawing\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"xMidYMid meet\" aria-hidden=\"true\" focusable=\"false\">\n"
    ));
    writer.pieces(&scene.pieces);
    writer.out.push_str("</svg>\n");
    *out = writer.out;
}

struct Writer {
    out: String,
    words: bool,
}

impl Writer {
    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        self.out.write_fmt(text).expect("writing to a string cannot fail");
    }

    fn words(&mut self, title: &str, description: &str) {
        if self.words && !title.is_empty() {
            self.push(format_args!("<title>{}</title>\n", xml(title)));
        }
        if self.words && !description.is_empty() {
            self.push(format_args!("<desc>{}</desc>\n", xml(description)));
        }
    }

    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            self.out.push_str("<g");
            if let Some(id) = &piece.id {
                self.push(format_args!(" id=\"{}\"", xml(id)));
            }
            if !piece.class.is_empty() {
                self.push(format_args!(" class=\"{}\"", piece.class));
            }
            self.out.push_str(if piece.title.is_empty() { ">" } else { " role=\"img\">\n" });
            self.words(&piece.title, &piece.description);
            for mark in &piece.marks {
                self.mark(mark);
            }
            self.out.push_str("</g>\n");
        }
    }

    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Rect { at: [x, y, width, height], round, class } => {
                self.push(format_args!("<rect class=\"{class}\""));
                for (name, value) in [("x", x), ("y", y), ("width", width), ("height", height)] {
                    self.attribute(name, *value);
                }
                if *round > 0.0 {
                    self.attribute("rx", *round);
                }
                self.out.push_str("/>\n");
            }
            Mark::Circle { at: [x, y, radius], class } => {
                self.push(format_args!("<circle class=\"{class}\""));
                for (name, value) in [("cx", x), ("cy", y), ("r", radius)] {
                    self.attribute(name, *value);
                }
                self.out.push_str("/>\n");
            }
            Mark::Path { strokes, class } => {
                self.push(format_args!("<path class=\"{class}\" d=\""));
                for stroke in strokes {
                    self.stroke(stroke);
                }
                self.out.push_str("\"/>\n");
            }
            Mark::Lines { from, step, lines, class } => self.lines(*from, *step, lines, class),
            Mark::Run { from, align, parts } => self.run(*from, *align, parts),
            Mark::Toned { class, mark } => {
                self.push(format_args!("<g class=\"{class}\">"));
                self.mark(mark);
                self.out.push_str("</g>\n");
            }
        }
    }

    fn lines(&mut self, from: (f64, f64), step: f64, lines: &[String], class: &str) {
        let rtl = super::card::is_rtl(lines);
        self.push(format_args!("<text class=\"{class}\""));
        if rtl {
            self.out.push_str(" text-anchor=\"end\"");
        }
        self.out.push('>');
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            self.out.push_str("<tspan");
            self.attribute("x", from.0);
            self.attribute("y", from.1 + step * at as f64);
            self.out.push('>');
            self.out.push_str(&xml(line));
            // Whoever copies the text gets words that are apart.
            self.out.push_str(if at + 1 < lines.len() && !rtl { " </tspan>" } else { "</tspan>" });
        }
        self.out.push_str("</text>\n");
    }

    fn run(&mut self, from: (f64, f64), align: Align, parts: &[(&'static str, String)]) {
        self.out.push_str("<text");
        self.attribute("x", from.0);
        self.attribute("y", from.1);
        self.out.push_str(match align {
            Align::Start => "",
            Align::Middle => " text-anchor=\"middle\"",
            Align::End => " text-anchor=\"end\"",
        });
        if let [(class, text)] = parts {
            self.push(format_args!(" class=\"{class}\">{}</text>\n", xml(text)));
            return;
        }
        self.out.push('>');
        for (class, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
            self.push(format_args!("<tspan class=\"{class}\">{}</tspan>", xml(text)));
        }
        self.out.push_str("</text>\n");
    }

    fn stroke(&mut self, stroke: &Stroke) {
        match stroke {
            Stroke::Move(x, y) => self.points('M', &[(*x, *y)]),
            Stroke::Line(x, y) => self.points('L', &[(*x, *y)]),
            Stroke::Curve(points) => self.points('C', points),
            Stroke::Close => self.out.push('Z'),
        }
    }

    fn points(&mut self, letter: char, points: &[(f64, f64)]) {
        self.out.push(letter);
        for (at, (x, y)) in points.iter().enumerate() {
            if at > 0 {
                self.out.push(' ');
            }
            self.number(*x);
            self.out.push(' ');
            self.number(*y);
        }
    }

    fn attribute(&mut self, name: &str, value: f64) {
        self.push(format_args!(" {name}=\""));
        self.number(value);
        self.out.push('"');
    }

    /// With at most one digit after the point: a tenth of a pixel cannot be seen.
    fn number(&mut self, value: f64) {
        let tenths = (value * 10.0).round() as i64;
        let sign = if tenths < 0 { "-" } else { "" };
        let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
        match rest {
            0 => self.push(format_args!("{sign}{whole}")),
            rest => self.push(format_args!("{sign}{whole}.{rest}")),
        }
    }
}
