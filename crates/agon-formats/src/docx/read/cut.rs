//! Texts cut to what a record can hold.

use agon_core::model::{Passage, Style};

/// The most bytes, as JSON, of a text and its marks in a node.
pub const NODE: usize = 16 * 1024;
/// The most bytes, as JSON, of a quotation and its marks.
pub const QUOTE: usize = 360 * 1024;
/// What a mark takes at most, written out.
const MARK: usize = 64;

/// What a character takes in JSON.
fn cost(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\t' => 2,
        c => c.len_utf8(),
    }
}

/// A passage in parts of at most so many bytes, with their marks. Parts end between paragraphs where they can, else
/// between words, else anywhere.
pub fn passage(words: &Passage, most: usize) -> Vec<Passage> {
    let whole: usize = words.text.len() * 2 + words.marks.list().len() * MARK;
    if whole <= most {
        return if words.text.trim().is_empty() { Vec::new() } else { vec![words.clone()] };
    }
    let mut parts = Vec::new();
    let mut part = Passage::default();
    let mut used = 0;
    for (text, style) in words.runs() {
        let mark = if style == Style::PLAIN { 0 } else { MARK };
        used += mark;
        let mut start = 0;
        for (at, c) in text.char_indices() {
            used += cost(c);
            let is_end = match c {
                '\n' => used > most / 2,
                c if c.is_whitespace() => used > most - most / 16,
                _ => used + 4 + MARK > most,
            };
            if is_end {
                let end = at + c.len_utf8();
                // A line feed between parts is what parts them.
                part.push(if c == '\n' { &text[start..at] } else { &text[start..end] }, style);
                parts.push(std::mem::take(&mut part));
                start = end;
                used = mark;
            }
        }
        part.push(&text[start..], style);
    }
    parts.push(part);
    parts.retain(|part| !part.text.trim().is_empty());
    parts
}

/// The first words of a text, at most so many characters; a longer first word is cut.
pub fn words(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.trim().to_owned() };
    let cut = &text[..end];
    let cut = cut.rfind(|c: char| c.is_whitespace() || c == '-').filter(|at| *at > end / 2).map_or(cut, |at| &cut[..at]);
    cut.trim().to_owned()
}

/// The first characters of a text, at most so many bytes as JSON.
pub fn bytes(text: &str, most: usize) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|c| {
            used += cost(*c);
            used <= most
        })
        .collect()
}
