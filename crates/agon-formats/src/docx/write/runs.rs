//! Paragraphs and runs, with marks (ECMA-376 part 1, 17.3). Children of `w:rPr` come in the order of the schema.

use std::fmt::Write;

use agon_core::model::{Highlight, Marks, Style};

use crate::docx::read::{BODY_SIZE, BREAK, LIGHT_GRAY};
use crate::escape::push_xml_words;

/// Where words stand, which decides how marks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In a card, a citation or a note.
    Body,
    /// In a tag or a heading, which is bold and large by itself.
    Heading,
    /// In a report, where sizes are those of its own styles.
    Report,
}

/// Begins a paragraph with a style (none for the body), written from right to left where its words are.
pub fn begin(out: &mut String, style: Option<&str>, words: &str, more: &str) {
    out.push_str("<w:p>");
    let right_to_left = is_right_to_left(words);
    if style.is_some() || right_to_left || !more.is_empty() {
        out.push_str("<w:pPr>");
        if let Some(style) = style {
            put(out, format_args!("<w:pStyle w:val=\"{style}\"/>"));
        }
        if right_to_left {
            out.push_str("<w:bidi/>");
        }
        out.push_str(more);
        out.push_str("</w:pPr>");
    }
}

/// Ends a paragraph.
pub fn end(out: &mut String) {
    out.push_str("</w:p>");
}

/// A paragraph of marked words.
pub fn paragraph(out: &mut String, style: Option<&str>, words: &str, marks: &Marks, within: Within) {
    begin(out, style, words, "");
    for (text, style) in marks.runs(words) {
        run(out, text, &style, within);
    }
    end(out);
}

/// A run of words that are marked alike.
pub fn run(out: &mut String, text: &str, style: &Style, within: Within) {
    if text.is_empty() {
        return;
    }
    out.push_str("<w:r>");
    properties(out, text, style, within);
    let mut rest = text;
    while !rest.is_empty() {
        let cut = rest.find(['\t', '\n', BREAK]).unwrap_or(rest.len());
        let (words, next) = rest.split_at(cut);
        if !words.is_empty() {
            out.push_str("<w:t xml:space=\"preserve\">");
            push_xml_words(out, words);
            out.push_str("</w:t>");
        }
        let mut next = next.chars();
        match next.next() {
            Some('\t') => out.push_str("<w:tab/>"),
            Some(_) => out.push_str("<w:br/>"),
            None => {}
        }
        rest = next.as_str();
    }
    out.push_str("</w:r>");
}

fn properties(out: &mut String, text: &str, style: &Style, within: Within) {
    let right_to_left = is_right_to_left(text);
    if style.is_plain() && !right_to_left {
        return;
    }
    out.push_str("<w:rPr>");
    let named = if style.cite {
        Some("Style13ptBold")
    } else if style.emphasis {
        Some("Emphasis")
    } else if style.underline && within != Within::Heading {
        Some("StyleUnderline")
    } else {
        None
    };
    if let Some(named) = named {
        put(out, format_args!("<w:rStyle w:val=\"{named}\"/>"));
    }
    for (is, element) in
        [(style.bold, "<w:b/>"), (style.italic, "<w:i/>"), (style.strike, "<w:strike/>"), (style.hidden, "<w:vanish/>")]
    {
        if is {
            out.push_str(element);
        }
    }
    if let Some(colour) = style.color {
        put(out, format_args!("<w:color w:val=\"{}\"/>", colour.to_string().to_uppercase()));
    }
    // Bold words larger than the body are taken for tags by the macros that mend files.
    let most = if style.bold && !style.cite && within == Within::Body { BODY_SIZE } else { u16::MAX };
    if let Some(size) = style.half_points.filter(|_| within != Within::Report) {
        put(out, format_args!("<w:sz w:val=\"{}\"/>", size.min(most)));
    }
    // Word loses the highlighter `lightGray`: shading looks the same and stays.
    let is_gray = style.highlight == Some(Highlight::LightGray);
    if let Some(colour) = style.highlight.filter(|_| !is_gray) {
        put(out, format_args!("<w:highlight w:val=\"{}\"/>", colour.word()));
    }
    if style.underline && named != Some("StyleUnderline") {
        out.push_str("<w:u w:val=\"single\"/>");
    }
    if let Some(shade) = style.shade.or(is_gray.then_some(LIGHT_GRAY)) {
        put(out, format_args!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{}\"/>", shade.to_string().to_uppercase()));
    }
    if right_to_left {
        out.push_str("<w:rtl/>");
    }
    out.push_str("</w:rPr>");
}

fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    out.write_fmt(arguments).expect("writing to a string cannot fail");
}

/// Whether the first letter of a text is one of a script that is written from right to left.
pub fn is_right_to_left(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    text.chars().find(|c| c.is_alphabetic()).is_some_and(
        |c| matches!(c as u32, 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff | 0x1e800..=0x1efff),
    )
}
