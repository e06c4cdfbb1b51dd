//! How wide a text is, and where its lines break.
//!
//! Latin, Greek and Cyrillic letters are measured by the font that comes with Agon, whose widths are those of Arial and
//! Helvetica. Wide characters (UAX #11) count as a square, others as six tenths of one. Lines break at spaces, after hyphens,
//! between Chinese characters and kana as the common part of UAX #14 has it, and within a word only where it is too long for
//! a line. One pass, without looking back further than the last place to break.

use unicode_width::UnicodeWidthChar;

use super::font::{Weight, advance};

/// How wide a character is when letters are `size` high.
fn char_width(c: char, size: f64, weight: Weight) -> f64 {
    let of_one = advance(c, weight).unwrap_or_else(|| match c.width() {
        Some(0) | None => 0.0,
        Some(1) => 0.6,
        Some(_) => 1.0,
    });
    of_one * size
}

/// How wide a text is in one line.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    text.chars().map(|c| char_width(c, size, weight)).sum()
}

/// The text in lines no wider than `limit`, at most `lines` of them; the last ends with `…` where more would follow.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, limit: f64, lines: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in text.trim_ascii().split(['\n', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}', '\u{85}']) {
        wrap_line(line, size, weight, limit, &mut wrapped);
        if wrapped.len() > lines {
            wrapped.truncate(lines);
            if let Some(last) = wrapped.last_mut() {
                last.push('…');
            }
            break;
        }
    }
    wrapped
}

fn wrap_line(line: &str, size: f64, weight: Weight, limit: f64, wrapped: &mut Vec<String>) {
    let mut current = String::new();
    // How wide the line is; the last place to break, as bytes and as width up to there.
    let (mut used, mut place) = (0.0, None);
    let mut before: Option<char> = None;
    for c in line.chars() {
        let c = if is_space(c) { ' ' } else { c };
        if c == ' ' && (current.is_empty() || before == Some(' ')) {
            continue;
        }
        let width = char_width(c, size, weight);
        if before.is_some_and(|before| may_break(before, c)) && !current.is_empty() {
            place = Some((current.len(), used));
        }
        // Twice where what follows the last place to break is itself nearly a line.
        while c != ' ' && used + width > limit && !current.trim_end().is_empty() && joins_nothing(before, width) {
            let (bytes, up_to) = place.unwrap_or((current.len(), used));
            let rest = current.split_off(bytes);
            current.truncate(current.trim_end_matches(' ').len());
            wrapped.push(std::mem::replace(&mut current, rest));
            (used, place) = (used - up_to, None);
        }
        current.push(c);
        used += width;
        before = Some(c);
    }
    current.truncate(current.trim_end_matches(' ').len());
    wrapped.push(current);
}

/// Blanks at which lines break; not those that hold words together.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}')
}

/// Whether a line may break between two characters.
fn may_break(before: char, after: char) -> bool {
    if before == ' ' {
        return true;
    }
    if after == ' ' || OPENING.contains(before) || CLOSING.contains(after) {
        return false;
    }
    let ideographic = |c| is_ideographic(c) || CLOSING.contains(c) && !c.is_ascii() || OPENING.contains(c) && !c.is_ascii();
    if ideographic(before) || is_ideographic(after) {
        return after.width() != Some(0);
    }
    matches!(before, '-' | '‐' | '–' | '—' | '/') && after.is_alphabetic()
}

/// Whether a word may be broken here for want of room: not before a mark, not after a joiner.
fn joins_nothing(before: Option<char>, width: f64) -> bool {
    (width > 0.0 || before == Some(' ')) && before != Some('\u{200d}')
}

/// What cannot begin a line.
const CLOSING: &str = "、。，．・：；？！ー）」』】〕〉》”’…ぁぃぅぇぉっゃゅょァィゥェォッャュョ)]},.!?:;%";

/// What cannot end a line.
const OPENING: &str = "（「『【〔〈《“‘([{";

/// Characters that stand each for itself: Chinese ones and kana. Hangul is written with spaces and breaks there.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{31c0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, limit: f64) -> Vec<String> {
        wrap(text, 10.0, Weight::Regular, limit, 100)
    }

    #[test]
    fn lines_break_at_spaces_and_words_only_where_they_must() {
        assert_eq!(lines("one two three", 40.0), ["one two", "three"]);
        assert_eq!(lines("  a \n\n b ", 90.0), ["a", "", "b"]);
        assert_eq!(lines("aaaaaaaaaa", 30.0), ["aaaaa", "aaaaa"]);
        assert_eq!(lines("a bbbbbbbbbb", 30.0), ["a", "bbbbb", "bbbbb"]);
        assert_eq!(lines("self-evident", 35.0), ["self-", "evident"]);
        assert_eq!(lines("", 30.0), [""]);
    }

    #[test]
    fn chinese_and_kana_break_anywhere_but_not_before_what_closes() {
        assert_eq!(lines("日本と韓国は、なぜ", 40.0), ["日本と韓", "国は、な", "ぜ"]);
        assert_eq!(lines("日本と韓。国", 40.0), ["日本と", "韓。国"]);
        assert_eq!(lines("한국은 협력한다", 45.0), ["한국은", "협력한다"]);
    }

    #[test]
    fn what_is_cut_ends_with_an_ellipsis() {
        assert_eq!(wrap("one two three four", 10.0, Weight::Regular, 25.0, 2), ["one", "two…"]);
    }

    proptest! {
        #[test]
        fn no_character_is_lost_and_no_line_is_too_wide(text in "[a-z 日本、한국.\u{301}()-]{0,80}", limit in 20.0..200.0f64) {
            let lines = wrap(&text, 10.0, Weight::Regular, limit, usize::MAX);
            let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(kept(&lines.concat()), kept(&text));
            for line in &lines {
                prop_assert!(width(line, 10.0, Weight::Regular) <= limit + 0.001, "{} is too wide", line);
            }
        }
    }
}
