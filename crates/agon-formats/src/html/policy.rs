//! The security policy of the page, and the style and script it lets through.

use sha2::{Digest, Sha256};

use crate::picture::page_sheet;

/// The script of the page: the tree, then the drawing.
pub(super) fn script() -> String {
    [include_str!("page.js"), include_str!("drawing.js")].concat()
}

/// The style of the page: the sheets, and the widths of bars in steps of five per cent.
pub(super) fn style(drawn: bool) -> String {
    let mut style = include_str!("page.css").to_owned();
    if drawn {
        style.push_str(include_str!("drawing.css"));
        style.push_str(&page_sheet());
    }
    style.push_str(&super::marked::sheet());
    for width in (0..=100).step_by(5) {
        style.push_str(&format!(".w{width}::before {{ width: {width}%; }}\n"));
    }
    style
}

/// The content of the policy: nothing but this style and this script.
pub(super) fn policy(style: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(style.as_bytes())),
        base64(&Sha256::digest(script().as_bytes())),
    )
}

/// Base 64 with padding (RFC 4648 §4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let part = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for digit in 0..4 {
            if digit <= group.len() {
                text.push(char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_the_rfc() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn neither_style_nor_script_can_end_its_element() {
        assert!(!script().contains("</") && !script().contains("<!--"));
        assert!(!style(true).contains('<'));
    }
}
