//! How a run is marked: by its character style, by itself, by its paragraph's style.

use agon_core::model::{Highlight, Rgb, Style};

use crate::docx::styles::{Accent, CharacterStyle, Props};

/// The size of the body, of underlined and of emphasised words, in half points.
pub const BODY_SIZE: u16 = 22;
/// The size of what is read aloud of a citation.
pub const CITE_SIZE: u16 = 26;

/// Shading that stands for the highlighter `lightGray`, which word processors lose.
pub const LIGHT_GRAY: Rgb = Highlight::LightGray.rgb();

/// The properties of a run as they come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    /// Its character style.
    pub style: CharacterStyle,
    /// What it says itself.
    pub props: Props,
}

/// How the words of a run are marked.
#[derive(Debug, Clone, Copy)]
pub struct Marked {
    /// In a body.
    pub marks: Style,
}

impl Marked {
    /// In a tag, which is bold and large by itself.
    pub fn in_heading(self) -> Style {
        Style { bold: false, half_points: None, cite: false, ..self.marks }
    }
}

impl Run {
    /// The marks of its words, in a paragraph whose style has these properties.
    pub fn style(&self, paragraph: Props) -> Marked {
        let accent = self.style.accent;
        let props = match accent {
            Accent::Own => self.props.over(self.style.props).over(paragraph),
            Accent::Empty => self.props.over(paragraph),
            // Their looks are what they mean.
            Accent::Cite | Accent::Underline | Accent::Emphasis => self.props,
        };
        let is = |property: Option<bool>| property == Some(true);
        let own_size = if accent == Accent::Cite { CITE_SIZE } else { BODY_SIZE };
        let mut highlight = props.highlight.flatten();
        let mut shade = props.shade.flatten();
        if highlight.is_none() && shade == Some(LIGHT_GRAY) {
            highlight = Some(Highlight::LightGray);
            shade = None;
        }
        Marked {
            marks: Style {
                underline: if accent == Accent::Underline { props.underline != Some(false) } else { is(props.underline) },
                emphasis: accent == Accent::Emphasis,
                cite: accent == Accent::Cite,
                bold: is(props.bold),
                italic: is(props.italic),
                strike: is(props.strike),
                hidden: is(props.hidden),
                highlight,
                shade,
                color: props.color.flatten(),
                half_points: props.size.filter(|size| *size != own_size),
            },
        }
    }
}
