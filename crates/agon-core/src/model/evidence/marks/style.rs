//! How words are marked, and how that is written.

use std::fmt;
use std::str::FromStr;

/// The highlighting colours of word processors: the sixteen of WordprocessingML's `ST_HighlightColor` without `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Highlight {
    Yellow,
    Green,
    Cyan,
    Magenta,
    Blue,
    Red,
    DarkBlue,
    DarkCyan,
    DarkGreen,
    DarkMagenta,
    DarkRed,
    DarkYellow,
    DarkGray,
    LightGray,
    Black,
    White,
}

impl Highlight {
    /// Every colour, in the order of word processors' menus.
    pub const ALL: [Self; 16] = [
        Self::Yellow,
        Self::Green,
        Self::Cyan,
        Self::Magenta,
        Self::Blue,
        Self::Red,
        Self::DarkBlue,
        Self::DarkCyan,
        Self::DarkGreen,
        Self::DarkMagenta,
        Self::DarkRed,
        Self::DarkYellow,
        Self::DarkGray,
        Self::LightGray,
        Self::Black,
        Self::White,
    ];

    /// The word for it, as WordprocessingML spells it: `darkGray`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Cyan => "cyan",
            Self::Magenta => "magenta",
            Self::Blue => "blue",
            Self::Red => "red",
            Self::DarkBlue => "darkBlue",
            Self::DarkCyan => "darkCyan",
            Self::DarkGreen => "darkGreen",
            Self::DarkMagenta => "darkMagenta",
            Self::DarkRed => "darkRed",
            Self::DarkYellow => "darkYellow",
            Self::DarkGray => "darkGray",
            Self::LightGray => "lightGray",
            Self::Black => "black",
            Self::White => "white",
        }
    }

    /// The colour with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.word() == word)
    }

    /// How it looks: red, green, blue.
    pub const fn rgb(self) -> Rgb {
        Rgb(match self {
            Self::Yellow => [0xff, 0xff, 0x00],
            Self::Green => [0x00, 0xff, 0x00],
            Self::Cyan => [0x00, 0xff, 0xff],
            Self::Magenta => [0xff, 0x00, 0xff],
            Self::Blue => [0x00, 0x00, 0xff],
            Self::Red => [0xff, 0x00, 0x00],
            Self::DarkBlue => [0x00, 0x00, 0x80],
            Self::DarkCyan => [0x00, 0x80, 0x80],
            Self::DarkGreen => [0x00, 0x80, 0x00],
            Self::DarkMagenta => [0x80, 0x00, 0x80],
            Self::DarkRed => [0x80, 0x00, 0x00],
            Self::DarkYellow => [0x80, 0x80, 0x00],
            Self::DarkGray => [0x80, 0x80, 0x80],
            Self::LightGray => [0xc0, 0xc0, 0xc0],
            Self::Black => [0x00, 0x00, 0x00],
            Self::White => [0xff, 0xff, 0xff],
        })
    }
}

/// A colour: red, green, blue, 0 to 255. Written as six hex digits: `1f3864`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rgb(pub [u8; 3]);

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Rgb {
    type Err = MarkError;

    fn from_str(text: &str) -> Result<Self, MarkError> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(MarkError::Colour(text.to_owned()));
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| MarkError::Colour(text.to_owned()))?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

/// The largest size of marked words, in half points: what word processors allow.
pub const MAX_HALF_POINTS: u16 = 3276;

/// How words are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Style {
    /// Underlined: the summary.
    pub underline: bool,
    /// The strongest words.
    pub emphasis: bool,
    /// Part of the citation that is read aloud: last name and date.
    pub cite: bool,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Struck through.
    pub strike: bool,
    /// Hidden, as word processors hide text.
    pub hidden: bool,
    /// Highlighted: what is read aloud. The colour may tell readers or versions apart.
    pub highlight: Option<Highlight>,
    /// Shaded behind: highlighting that highlighters do not change.
    pub shade: Option<Rgb>,
    /// The colour of the letters.
    pub color: Option<Rgb>,
    /// The size of the letters, in half points: 16 for text shrunk to 8 pt.
    pub half_points: Option<u16>,
}

impl Style {
    /// Words that are not marked.
    pub const PLAIN: Self = Self {
        underline: false,
        emphasis: false,
        cite: false,
        bold: false,
        italic: false,
        strike: false,
        hidden: false,
        highlight: None,
        shade: None,
        color: None,
        half_points: None,
    };

    /// Whether nothing marks the words.
    pub fn is_plain(&self) -> bool {
        *self == Self::PLAIN
    }

    /// Whether the words are read aloud: highlighted or shaded, and not hidden.
    pub const fn is_spoken(&self) -> bool {
        (self.highlight.is_some() || self.shade.is_some()) && !self.hidden
    }

    /// Whether the words belong to the summary: underlined or emphasised.
    pub const fn is_summary(&self) -> bool {
        self.underline || self.emphasis
    }
}

/// `u em cite b i s hidden hl=cyan shade=ffff99 color=1f3864 sz=8`: what there is, in this order; `sz` in points.
impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words: Vec<String> = [
            (self.underline, "u"),
            (self.emphasis, "em"),
            (self.cite, "cite"),
            (self.bold, "b"),
            (self.italic, "i"),
            (self.strike, "s"),
            (self.hidden, "hidden"),
        ]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| word.to_owned())
        .collect();
        words.extend(self.highlight.map(|colour| format!("hl={}", colour.word())));
        words.extend(self.shade.map(|colour| format!("shade={colour}")));
        words.extend(self.color.map(|colour| format!("color={colour}")));
        words.extend(self.half_points.map(|half| match half % 2 {
            0 => format!("sz={}", half / 2),
            _ => format!("sz={}.5", half / 2),
        }));
        f.write_str(&words.join(" "))
    }
}

impl FromStr for Style {
    type Err = MarkError;

    fn from_str(text: &str) -> Result<Self, MarkError> {
        let mut style = Self::default();
        for word in text.split_ascii_whitespace() {
            match word.split_once('=') {
                None => match word {
                    "u" => style.underline = true,
                    "em" => style.emphasis = true,
                    "cite" => style.cite = true,
                    "b" => style.bold = true,
                    "i" => style.italic = true,
                    "s" => style.strike = true,
                    "hidden" => style.hidden = true,
                    _ => return Err(MarkError::Word(word.to_owned())),
                },
                Some(("hl", colour)) => {
                    style.highlight = Some(Highlight::from_word(colour).ok_or_else(|| MarkError::Highlight(colour.to_owned()))?);
                }
                Some(("shade", colour)) => style.shade = Some(colour.parse()?),
                Some(("color", colour)) => style.color = Some(colour.parse()?),
                Some(("sz", points)) => style.half_points = Some(half_points(points)?),
                Some(_) => return Err(MarkError::Word(word.to_owned())),
            }
        }
        Ok(style)
    }
}

fn half_points(points: &str) -> Result<u16, MarkError> {
    let wrong = || MarkError::Size(points.to_owned());
    let (whole, half) = match points.split_once('.') {
        None => (points, 0),
        Some((whole, "0")) => (whole, 0),
        Some((whole, "5")) => (whole, 1),
        Some(_) => return Err(wrong()),
    };
    let half = whole.parse::<u16>().ok().and_then(|whole| whole.checked_mul(2)?.checked_add(half)).ok_or_else(wrong)?;
    if (1..=MAX_HALF_POINTS).contains(&half) { Ok(half) } else { Err(wrong()) }
}

/// What is wrong with a mark.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// A word that marks nothing.
    #[error("`{}` is no mark; marks are u, em, cite, b, i, s, hidden, hl=COLOUR, shade=HEX, color=HEX, sz=POINTS", .0.escape_debug())]
    Word(String),
    /// A colour nobody highlights in.
    #[error("`{}` is no highlighting colour; often used are yellow, cyan, green, magenta", .0.escape_debug())]
    Highlight(String),
    /// Not six hex digits.
    #[error("`{}` is no colour; write six hex digits, as in ffff99", .0.escape_debug())]
    Colour(String),
    /// Not a size in points.
    #[error("`{}` is no size; write points from 0.5 to 1638, in halves", .0.escape_debug())]
    Size(String),
    /// Not `START-END MARKS`.
    #[error("`{}` does not say which words; write START-END MARKS, as in 12-45 u hl=cyan", .0.escape_debug())]
    Range(String),
    /// Marks overlap or stand in the wrong order.
    #[error("a mark starts at {0}, before the last one ends")]
    Order(u32),
    /// A mark reaches beyond the words.
    #[error("a mark ends at {end}, and the words have {length} characters")]
    Beyond {
        /// Where the mark ends.
        end: u32,
        /// How many code points there are.
        length: u32,
    },
}
