//! Text as anchors count it, and the hashes of words.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// Text as anchors count it: NFC; one form of quotation mark, dash and ellipsis; no soft hyphens, pilcrows,
/// zero-width spaces; one space for any run of blanks; trimmed lines; no empty lines; `\n` between lines.
///
/// ```
/// assert_eq!(agon_core::model::normalise("\u{feff}a\u{a0} “b” — c…\r\n\n d "), "a \"b\" - c...\nd");
/// ```
pub fn normalise(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']) {
        // Nothing is folded in ASCII, and most lines of most texts are.
        if line.is_ascii() {
            push_words(&mut lines, line);
            continue;
        }
        let mut folded = String::with_capacity(line.len());
        for c in line.nfc() {
            match c {
                '\u{2018}'..='\u{201b}' => folded.push('\''),
                '\u{201c}'..='\u{201f}' => folded.push('"'),
                '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
                '\u{2026}' => folded.push_str("..."),
                '\u{fb00}' => folded.push_str("ff"),
                '\u{fb01}' => folded.push_str("fi"),
                '\u{fb02}' => folded.push_str("fl"),
                '\u{fb03}' => folded.push_str("ffi"),
                '\u{fb04}' => folded.push_str("ffl"),
                '\u{ad}' | '\u{b6}' | '\u{200b}' | '\u{feff}' => {}
                other => folded.push(other),
            }
        }
        push_words(&mut lines, &folded);
    }
    lines
}

/// Appends a line with one blank between words; a line without words is none.
fn push_words(lines: &mut String, line: &str) {
    let mut words = line.split_whitespace();
    if let Some(first) = words.next() {
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(first);
        for word in words {
            lines.push(' ');
            lines.push_str(word);
        }
    }
}

/// SHA-256 (FIPS 180-4) of `bytes`, as 64 lower-case hex digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)] as char);
        text.push(DIGITS[usize::from(byte & 15)] as char);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalising_twice_changes_nothing() {
        let once = normalise(" a\u{2014}b \u{fb01} \u{2019}x\t\ty\r\rz ");
        assert_eq!(once, "a-b fi 'x y\nz");
        assert_eq!(normalise(&once), once);
    }
}
