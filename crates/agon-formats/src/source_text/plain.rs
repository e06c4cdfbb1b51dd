//! Plain text and Markdown: the bytes are the text.

use agon_core::diagnostic::Diagnostic;

/// What files of other kinds begin with, what they are, and what helps.
const OTHERS: [(&[u8], &str, &str); 9] = [
    (b"PK\x03\x04", "a zip or Word file", "save it as text, HTML or PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Word file", "save it as text, HTML or PDF"),
    (b"{\\rtf", "an RTF file", "save it as text, HTML or PDF"),
    (b"\x89PNG", "a picture", "type the words that are quoted"),
    (b"\xff\xd8\xff", "a picture", "type the words that are quoted"),
    (b"GIF8", "a picture", "type the words that are quoted"),
    (b"\x1f\x8b", "packed with gzip", "unpack it first"),
    (b"\xff\xfe", "UTF-16", "save it as UTF-8"),
    (b"\xfe\xff", "UTF-16", "save it as UTF-8"),
];

/// The text; anything but UTF-8 is refused with the place where it stops being that.
pub(super) fn text<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str, Box<Diagnostic>> {
    if let Some((_, what, hint)) = OTHERS.iter().find(|(start, ..)| bytes.starts_with(start)) {
        let message = format!("{name} is {what}: its words cannot be read");
        return Err(Box::new(Diagnostic::error("source-text/kind", message).hint(*hint)));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("{name} is not UTF-8: byte {} cannot be read", error.valid_up_to() + 1);
        Box::new(Diagnostic::error("source-text/utf-8", message).hint("save it as UTF-8"))
    })
}
