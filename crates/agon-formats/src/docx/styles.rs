//! The styles of a document, resolved: what a paragraph is, how a run is marked.
//!
//! A style is known by its id, its name or an alias, else by what it is based on, else by its outline level. Files that
//! went through many hands have thousands of styles; each is resolved once.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use agon_core::model::{Highlight, Rgb};
use quick_xml::events::BytesStart;

use super::package::Refusal;
use super::xml::{self, Word};

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Pocket, hat, block: 1 to 3.
    Heading(u8),
    /// A tag.
    Tag,
    /// A claim without a card.
    Analytic,
    /// A line that qualifies the tag above it.
    Undertag,
    /// A line of the table of contents.
    Contents,
    /// A citation, by a paragraph style of old templates.
    Cites,
    /// Anything else.
    #[default]
    Body,
}

impl Role {
    /// What an outline level, counted from 0, means.
    pub fn of_outline(level: u8) -> Self {
        match level {
            0..=2 => Self::Heading(level + 1),
            3 => Self::Tag,
            _ => Self::Body,
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "heading1" | "heading 1" | "pocket" => Self::Heading(1),
            "heading2" | "heading 2" | "hat" => Self::Heading(2),
            "heading3" | "heading 3" | "block" | "block heading" | "block headings" | "block title" => Self::Heading(3),
            "heading4" | "heading 4" | "tag" | "tags" => Self::Tag,
            "normal" | "normal/card" | "card" | "cards" => Self::Body,
            "cite" | "cites" | "author-date" => Self::Cites,
            _ if name.starts_with("analytic") => Self::Analytic,
            _ if name.starts_with("undertag") => Self::Undertag,
            _ if name.starts_with("toc ") || name.starts_with("toc1") => Self::Contents,
            _ => return None,
        })
    }
}

/// What a character style means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Accent {
    /// What is read aloud of a citation.
    Cite,
    /// Underlined.
    Underline,
    /// Emphasised.
    Emphasis,
    /// Looks that carry no meaning: links, what pages from the web bring along.
    Empty,
    /// Only what its properties say.
    #[default]
    Own,
}

impl Accent {
    fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "style13ptbold" | "style 13 pt bold" | "cite" | "cites" | "author-date" | "author date" | "style style bold"
            | "stylestylebold" => Self::Cite,
            "styleunderline"
            | "style underline"
            | "underline"
            | "debate underline"
            | "styleboldunderline"
            | "style bold underline" => Self::Underline,
            "emphasis" => Self::Emphasis,
            "hyperlink"
            | "followedhyperlink"
            | "apple-converted-space"
            | "default paragraph font"
            | "defaultparagraphfont"
            | "footnotereference"
            | "footnote reference" => Self::Empty,
            _ => return None,
        })
    }
}

/// Properties of runs that Agon keeps; `None` where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Props {
    /// Bold.
    pub bold: Option<bool>,
    /// Italic.
    pub italic: Option<bool>,
    /// Struck through.
    pub strike: Option<bool>,
    /// Hidden.
    pub hidden: Option<bool>,
    /// Underlined.
    pub underline: Option<bool>,
    /// Highlighted.
    pub highlight: Option<Option<Highlight>>,
    /// Shaded.
    pub shade: Option<Option<Rgb>>,
    /// The colour of the letters.
    pub color: Option<Option<Rgb>>,
    /// Their size, in half points.
    pub size: Option<u16>,
}

impl Props {
    /// These, and those of `base` where these say nothing.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        Self {
            bold: self.bold.or(base.bold),
            italic: self.italic.or(base.italic),
            strike: self.strike.or(base.strike),
            hidden: self.hidden.or(base.hidden),
            underline: self.underline.or(base.underline),
            highlight: self.highlight.or(base.highlight),
            shade: self.shade.or(base.shade),
            color: self.color.or(base.color),
            size: self.size.or(base.size),
        }
    }

    /// Takes a property; `false` where it is one that Agon does not keep.
    pub fn take(&mut self, name: &str, element: &BytesStart<'_>) -> bool {
        match name {
            "b" => self.bold = Some(xml::is_on(element)),
            "i" => self.italic = Some(xml::is_on(element)),
            "strike" | "dstrike" => self.strike = Some(xml::is_on(element)),
            "vanish" => self.hidden = Some(xml::is_on(element)),
            "u" => self.underline = Some(xml::val(element).is_some_and(|value| value != "none")),
            "highlight" => {
                let colour = xml::val(element).and_then(|value| Highlight::from_word(&value));
                self.highlight = Some(colour.filter(|colour| *colour != Highlight::White));
            }
            "shd" => {
                let fill = xml::attribute(element, "fill").and_then(|fill| fill.parse::<Rgb>().ok());
                self.shade = Some(fill.filter(|fill| !is_nearly_white(*fill)));
            }
            "color" => {
                let colour = xml::val(element).and_then(|value| value.parse::<Rgb>().ok());
                self.color = Some(colour.filter(|colour| colour.0 != [0; 3]));
            }
            "sz" => {
                let size = xml::val(element).and_then(|value| value.parse::<u16>().ok());
                self.size = size.filter(|size| (1..=agon_core::model::MAX_HALF_POINTS).contains(size));
            }
            // They tell how the same words are set, or say nothing.
            "rStyle" | "rFonts" | "lang" | "noProof" | "bCs" | "iCs" | "szCs" | "cs" | "rtl" | "kern" | "rPrChange" => {}
            _ => return false,
        }
        true
    }
}

/// What pages from the web leave behind a text is no highlighting.
fn is_nearly_white(colour: Rgb) -> bool {
    colour.0.iter().all(|part| *part >= 0xf0)
}

/// A paragraph style, resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ParagraphStyle {
    /// What its paragraphs are.
    pub role: Role,
    /// How their runs look, where the style is none of the contract's.
    pub props: Props,
}

/// A character style, resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CharacterStyle {
    /// What it means.
    pub accent: Accent,
    /// How its runs look.
    pub props: Props,
}

#[derive(Debug, Default)]
struct Raw {
    is_character: bool,
    names: Vec<String>,
    based_on: Option<String>,
    outline: Option<u8>,
    props: Props,
}

/// Every style of a document by id.
#[derive(Debug, Default)]
pub struct Styles {
    paragraph: HashMap<String, ParagraphStyle>,
    character: HashMap<String, CharacterStyle>,
    /// How many there are.
    pub count: usize,
}

impl Styles {
    /// Reads `styles.xml`.
    ///
    /// # Errors
    /// It is no XML.
    pub fn read(input: &mut dyn BufRead, part: &str) -> Result<Self, Refusal> {
        let mut raw: HashMap<String, Raw> = HashMap::new();
        let mut current: Option<(String, Raw)> = None;
        let mut is_run = false;
        xml::walk(input, part, |event| {
            match event {
                Word::Open { name: "style", own: true, element, empty } => {
                    let is_character = xml::attribute(element, "type").as_deref() == Some("character");
                    let id = xml::attribute(element, "styleId").unwrap_or_default();
                    current = Some((id.clone(), Raw { is_character, names: vec![id.trim().to_lowercase()], ..Raw::default() }));
                    if empty {
                        raw.extend(current.take());
                    }
                }
                Word::Open { name, own: true, element, empty } => {
                    let Some((_, style)) = &mut current else { return Ok(()) };
                    match name {
                        "name" => style.names.extend(xml::val(element).map(|name| name.trim().to_lowercase())),
                        "aliases" => {
                            let aliases = xml::val(element).unwrap_or_default();
                            style.names.extend(aliases.split(',').map(|alias| alias.trim().to_lowercase()));
                        }
                        "basedOn" => style.based_on = xml::val(element).map(|id| id.into_owned()),
                        "outlineLvl" => style.outline = xml::val(element).and_then(|level| level.trim().parse().ok()),
                        "rPr" => is_run = !empty,
                        _ if is_run => {
                            style.props.take(name, element);
                        }
                        _ => {}
                    }
                }
                Word::Close { name: "style", own: true } => {
                    is_run = false;
                    if let Some((id, style)) = current.take() {
                        raw.entry(id).or_insert(style);
                    }
                }
                Word::Close { name: "rPr", own: true } => is_run = false,
                _ => {}
            }
            Ok(())
        })?;
        Ok(Self::resolve(raw))
    }

    fn resolve(raw: HashMap<String, Raw>) -> Self {
        let mut styles = Self { count: raw.len(), ..Self::default() };
        let mut chain: Vec<&str> = Vec::new();
        let mut seen: HashSet<&str> = HashSet::with_capacity(raw.len());
        for start in raw.keys() {
            // Upwards to what is known or ends, then down again: a loop ends where it comes back.
            let mut at = Some(start.as_str());
            while let Some((id, style)) = at.and_then(|id| raw.get_key_value(id)) {
                if !seen.insert(id) {
                    break;
                }
                chain.push(id);
                at = style.based_on.as_deref();
            }
            while let Some(id) = chain.pop() {
                let style = &raw[id];
                let base = style.based_on.as_deref().unwrap_or_default();
                if style.is_character {
                    let base = styles.character.get(base).copied().unwrap_or_default();
                    let accent = style.names.iter().find_map(|name| Accent::of_name(name));
                    let accent = accent.unwrap_or(if base.accent == Accent::Empty { Accent::Own } else { base.accent });
                    styles.character.insert(id.to_owned(), CharacterStyle { accent, props: style.props.over(base.props) });
                } else {
                    let base = styles.paragraph.get(base).copied().unwrap_or_default();
                    let role = style.names.iter().find_map(|name| Role::of_name(name));
                    let role = role.or(style.outline.map(Role::of_outline)).unwrap_or(base.role);
                    // What every paragraph has marks none.
                    let is_plain = style.names.iter().any(|name| name == "normal");
                    let props = if is_plain { Props::default() } else { style.props.over(base.props) };
                    styles.paragraph.insert(id.to_owned(), ParagraphStyle { role, props });
                }
            }
        }
        styles
    }

    /// A paragraph style by id; an id without a style is understood as a name.
    pub fn paragraph(&self, id: &str) -> ParagraphStyle {
        self.paragraph.get(id).copied().unwrap_or_else(|| ParagraphStyle {
            role: Role::of_name(&id.trim().to_lowercase()).unwrap_or_default(),
            props: Props::default(),
        })
    }

    /// A character style by id; an id without a style is understood as a name.
    pub fn character(&self, id: &str) -> CharacterStyle {
        self.character.get(id).copied().unwrap_or_else(|| CharacterStyle {
            accent: Accent::of_name(&id.trim().to_lowercase()).unwrap_or_default(),
            props: Props::default(),
        })
    }
}
