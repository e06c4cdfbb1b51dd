//! HTML: the words of a page, one line a paragraph.
//!
//! Only tokens are looked at, so that depth costs nothing. What is no part of the running text is dropped: scripts,
//! styles, forms of input, the head but not what a page quotes.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Elements with nothing to read in them.
const DROPPED: [&[u8]; 12] = [
    b"script",
    b"style",
    b"noscript",
    b"template",
    b"svg",
    b"math",
    b"head",
    b"iframe",
    b"object",
    b"select",
    b"textarea",
    b"title",
];
/// Elements that begin and end a line.
const BLOCKS: [&[u8]; 37] = [
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"body",
    b"br",
    b"caption",
    b"center",
    b"dd",
    b"details",
    b"dialog",
    b"div",
    b"dl",
    b"dt",
    b"fieldset",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hr",
    b"li",
    b"main",
    b"ol",
    b"p",
    b"pre",
    b"section",
    b"summary",
    b"table",
    b"tr",
    b"ul",
];

/// Whether it is a page: by its beginning, or where that tells nothing by the end of its name.
pub(super) fn is_html(text: &str, name: &str) -> bool {
    let head: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    if ["<!doctype html", "<html", "<head", "<body"].iter().any(|start| head.starts_with(start)) {
        return true;
    }
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    matches!(end.as_str(), "html" | "htm" | "xhtml") && (head.starts_with('<') || text.contains("</"))
}

/// The words of a page.
pub(super) fn text(page: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut out = Lines::default();
    // The element that is dropped, and how many of its kind are open.
    let mut dropped: Option<(Vec<u8>, usize)> = None;
    let mut keeps_blanks = false;
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name: &[u8] = &tag.name;
                match &mut dropped {
                    // A page that forgets to close its head has a body all the same.
                    Some((open, _)) if open == b"head" && name == b"body" => dropped = None,
                    Some((open, depth)) => *depth += usize::from(open == name && !tag.self_closing),
                    None if DROPPED.contains(&name) && !tag.self_closing => dropped = Some((name.to_vec(), 1)),
                    None => {}
                }
                if dropped.is_none() {
                    keeps_blanks |= name == b"pre";
                    if BLOCKS.contains(&name) {
                        out.end_line();
                    } else if matches!(name, b"td" | b"th") {
                        out.blank();
                    }
                }
            }
            Token::EndTag(tag) => {
                let name: &[u8] = &tag.name;
                if let Some((open, depth)) = &mut dropped {
                    if open == name {
                        *depth -= 1;
                        if *depth == 0 {
                            dropped = None;
                        }
                    }
                } else {
                    keeps_blanks &= name != b"pre";
                    if BLOCKS.contains(&name) {
                        out.end_line();
                    }
                }
            }
            Token::String(text) if dropped.is_none() => out.text(&String::from_utf8_lossy(&text), keeps_blanks),
            _ => {}
        }
    }
    out.end_line();
    out.text
}

/// Lines in the making: blanks in a row are one, and no line is empty.
#[derive(Default)]
struct Lines {
    text: String,
    line: String,
}

impl Lines {
    fn text(&mut self, text: &str, keeps_blanks: bool) {
        for c in text.chars() {
            match c {
                '\n' if keeps_blanks => self.end_line(),
                // Marks where a word may be parted say nothing.
                '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
                c if c.is_whitespace() => self.blank(),
                c if c.is_control() => {}
                c => self.line.push(c),
            }
        }
    }

    fn blank(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
    }

    fn end_line(&mut self) {
        let line = self.line.trim_end();
        if !line.is_empty() {
            self.text.push_str(line);
            self.text.push('\n');
        }
        self.line.clear();
    }
}
