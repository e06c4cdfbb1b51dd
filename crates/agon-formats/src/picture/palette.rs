//! Colours and faces of a picture, as one style sheet.
//!
//! Blue, vermilion and purple are those of M. Okabe and K. Ito, *Color Universal Design* (2008), darkened or lightened until
//! they stand out 4.5 to 1 against what is behind them (WCAG 2.2, 1.4.3). No colour says anything alone: signs, words and
//! lines say it too.

use std::fmt::Write;

/// Names of faces, most like the one that is measured first; then those that have Korean, Japanese and Chinese.
pub(super) const FAMILIES: &str = "'Liberation Sans', Arimo, Arial, Helvetica, 'Noto Sans CJK KR', 'Malgun Gothic', \
     'Apple SD Gothic Neo', 'Noto Sans CJK JP', 'Yu Gothic', 'Hiragino Sans', 'Noto Sans', sans-serif";

/// Which colours a picture has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    Light,
    Dark,
    /// As the viewer has it; light where a program does not ask.
    Auto,
}

impl Theme {
    pub(super) const WORDS: [&str; 3] = ["light", "dark", "auto"];

    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "dark" => Self::Dark,
            "auto" => Self::Auto,
            _ => Self::Light,
        }
    }
}

struct Colours {
    paper: &'static str,
    card: &'static str,
    ink: &'static str,
    soft: &'static str,
    line: &'static str,
    track: &'static str,
    group: &'static str,
    pro: &'static str,
    con: &'static str,
    step: &'static str,
    question: &'static str,
    evidence: &'static str,
}

const LIGHT: Colours = Colours {
    paper: "#fcfbf8",
    card: "#ffffff",
    ink: "#1c2127",
    soft: "#5a626d",
    line: "#b4b9c0",
    track: "#e4e2dc",
    group: "#f4f2ec",
    pro: "#0a6496",
    con: "#a63c0a",
    step: "#6b3f98",
    question: "#e9edf2",
    evidence: "#fdfaf0",
};

const DARK: Colours = Colours {
    paper: "#15181c",
    card: "#1e2329",
    ink: "#e6e4df",
    soft: "#a2a9b3",
    line: "#59616c",
    track: "#39414b",
    group: "#1a1e23",
    pro: "#7cc4f0",
    con: "#f5a37b",
    step: "#c9a6ee",
    question: "#2a323c",
    evidence: "#25251f",
};

/// The colours of the page, which has them as variables.
const PAGE: Colours = Colours {
    paper: "var(--paper)",
    card: "var(--card)",
    ink: "var(--ink)",
    soft: "var(--soft)",
    line: "var(--edge)",
    track: "var(--track)",
    group: "var(--group)",
    pro: "var(--pro)",
    con: "var(--con)",
    step: "var(--step)",
    question: "var(--question)",
    evidence: "var(--evidence)",
};

/// The style sheet of a picture that stands alone, for faces with these names.
pub(super) fn sheet(theme: Theme, families: &str) -> String {
    let mut sheet = rules("", families);
    match theme {
        Theme::Light => colours("", &LIGHT, &mut sheet),
        Theme::Dark => colours("", &DARK, &mut sheet),
        Theme::Auto => {
            colours("", &LIGHT, &mut sheet);
            sheet.push_str("@media (prefers-color-scheme: dark) {\n");
            colours("", &DARK, &mut sheet);
            sheet.push_str("}\n");
        }
    }
    sheet
}

/// The style sheet of a picture within a page, where it stands in an element of class `drawing`.
pub(crate) fn page_sheet() -> String {
    let mut sheet = rules(".drawing ", FAMILIES);
    colours(".drawing ", &PAGE, &mut sheet);
    sheet
}

/// What is the same in all colours.
fn rules(scope: &str, families: &str) -> String {
    let mut sheet = String::new();
    let mut rule = |names: &[&str], look: &str| write_rule(&mut sheet, scope, names, look);
    rule(&["text"], &format!("font-family: {families}; font-size: 13.5px"));
    rule(&[".title"], "font-size: 26px; font-weight: bold");
    rule(&[".heading"], "font-size: 16px; font-weight: bold");
    rule(&[".summary"], "font-size: 14px");
    rule(&[".question-text"], "font-size: 19px; font-weight: bold");
    rule(&[".answer-text"], "font-size: 14px; font-weight: bold");
    rule(&[".small", ".number"], "font-size: 11px");
    rule(&[".chip"], "font-size: 11px; font-weight: bold");
    rule(&[".sign"], "font-size: 13px; font-weight: bold");
    rule(&[".box"], "stroke-width: 1.25");
    rule(&[".question .box"], "stroke-width: 1.75");
    rule(&[".trunk", ".line"], "fill: none; stroke-width: 1.75");
    rule(&[".con .line"], "stroke-dasharray: 7 4");
    rule(&[".both .line"], "stroke-dasharray: 9 3 2 3");
    rule(&[".under .line"], "stroke-dasharray: 2 4; stroke-linecap: round");
    rule(&[".cross"], "stroke-opacity: 0.8");
    rule(&[".far"], "stroke-opacity: 0.4; stroke-width: 1.25");
    rule(&[".room"], "stroke-width: 1");
    rule(&[".badge"], "stroke-width: 1.75");
    rule(&[".fold"], "stroke-width: 1");
    sheet
}

fn colours(scope: &str, colours: &Colours, sheet: &mut String) {
    let mut rule = |names: &[&str], look: &str| write_rule(sheet, scope, names, look);
    let fill = |colour: &str| format!("fill: {colour}");
    let stroke = |colour: &str| format!("stroke: {colour}");
    rule(&[".paper"], &fill(colours.paper));
    rule(&["text", ".number"], &fill(colours.ink));
    rule(&[".small", ".summary", ".chip"], &fill(colours.soft));
    rule(&[".box"], &format!("fill: {}; stroke: {}", colours.card, colours.line));
    rule(&[".question .box"], &format!("fill: {}; stroke: {}", colours.question, colours.soft));
    rule(&[".evidence .box"], &fill(colours.evidence));
    rule(&[".fold"], &format!("fill: {}; stroke: {}", colours.paper, colours.line));
    rule(&[".trunk", ".line", ".badge"], &stroke(colours.line));
    rule(&[".answers .line", ".answers .badge"], &stroke(colours.soft));
    rule(&[".badge"], &fill(colours.card));
    rule(&[".sign", ".arrow"], &fill(colours.soft));
    rule(&[".track"], &fill(colours.track));
    rule(&[".fill"], &fill(colours.soft));
    rule(&[".room"], &format!("fill: {}; stroke: {}", colours.group, colours.track));
    for (name, colour) in [("pro", colours.pro), ("con", colours.con), ("step", colours.step)] {
        let of = |what: &str| format!(".{name} .{what}");
        rule(&[&of("box"), &of("line"), &of("badge"), &of("fold")], &stroke(colour));
        rule(&[&of("chip"), &of("sign"), &of("arrow")], &fill(colour));
    }
}

fn write_rule(sheet: &mut String, scope: &str, names: &[&str], look: &str) {
    for (at, name) in names.iter().enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        write!(sheet, "{comma}{scope}{name}").expect("writing to a string cannot fail");
    }
    writeln!(sheet, " {{ {look} }}").expect("writing to a string cannot fail");
}
