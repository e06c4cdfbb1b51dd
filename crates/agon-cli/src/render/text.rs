//! Text from maps on its way to a terminal: nothing in it may steer the terminal or turn the reading order about.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text on one line: control characters, bidirectional overrides and invisible format characters are written out,
/// line breaks become spaces.
///
/// Zero-width joiners stay: scripts and emoji need them.
pub fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(' '),
            c => push_harmless(&mut shown, c),
        }
    }
    shown
}

/// The same with line breaks kept.
pub fn harmless_lines(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push('\n'),
            '\t' => shown.push_str("    "),
            c => push_harmless(&mut shown, c),
        }
    }
    shown
}

fn push_harmless(shown: &mut String, c: char) {
    let hidden = c.is_control()
        || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    if hidden { shown.extend(c.escape_unicode()) } else { shown.push(c) }
}

/// A number of things in words: `1 node`, `2 nodes`.
pub fn count(number: u64, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// Columns the text takes: wide characters take two.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text cut to so many columns, with `…` where something is missing.
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        cut.push(c);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// The text cut to so many columns, after a whole word where one ends near.
pub fn clip_words(text: &str, columns: usize) -> String {
    let cut = clip(text, columns);
    if cut == text {
        return cut;
    }
    let kept = cut.trim_end_matches('…');
    match kept.rfind(' ') {
        Some(end) if width(kept) - width(&kept[..end]) <= 12 && end > 0 => format!("{} …", kept[..end].trim_end()),
        _ => cut,
    }
}

/// The text in lines of so many columns, the first after `first`, the others after `rest`.
pub fn wrap(text: &str, columns: usize, first: &str, rest: &str) -> Vec<String> {
    let options = textwrap::Options::new(columns.max(20))
        .initial_indent(first)
        .subsequent_indent(rest)
        .break_words(true)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        let shown = harmless("a\u{1b}[31mb\u{7}\u{202e}c\u{0}\u{9b}d\ne");
        assert_eq!(shown, "a\\u{1b}[31mb\\u{7}\\u{202e}c\\u{0}\\u{9b}d e");
        assert!(!shown.chars().any(char::is_control));
    }

    #[test]
    fn clipping_counts_columns_not_characters() {
        assert_eq!(clip("한일 관계", 6), "한일…");
        assert_eq!(width(&clip("한일 관계", 6)), 5);
        assert_eq!(clip("short", 6), "short");
    }
}
