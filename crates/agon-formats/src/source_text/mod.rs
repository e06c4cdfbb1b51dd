//! Bytes of a source as the text in which quotations are anchored.
//!
//! Plain text and Markdown stay as they are. Of HTML and PDF the words are taken, paragraph by paragraph, so that a place
//! is a place among words. The same bytes give the same text.

mod html;
mod pdf;
mod plain;

use agon_core::diagnostic::Diagnostic;

/// The largest file, in bytes.
pub const LARGEST: usize = 64 << 20;

/// The text of a source's bytes and the media type by which it was read; none for plain text and Markdown, whose bytes
/// are the text. `name` is what messages call it; its end decides only where the bytes do not.
///
/// ```
/// use agon_formats::source_text::read;
/// assert_eq!(read(b"On drift.", "lee.txt")?, ("On drift.".to_owned(), None));
/// let page = b"<!doctype html><title>x</title><p>On &amp; off</p><script>no()</script><p>drift.</p>";
/// assert_eq!(read(page, "lee")?, ("On & off\ndrift.\n".to_owned(), Some("text/html")));
/// # Ok::<(), Box<agon_core::diagnostic::Diagnostic>>(())
/// ```
///
/// # Errors
/// It is too large, it is not UTF-8, it is a PDF that is encrypted, damaged, or has no text layer; or it is something
/// without words, such as a picture.
pub fn read(bytes: &[u8], name: &str) -> Result<(String, Option<&'static str>), Box<Diagnostic>> {
    if bytes.len() > LARGEST {
        let message = format!("{name} has {} bytes; the largest source that is read has {LARGEST}", bytes.len());
        return Err(Box::new(Diagnostic::error("source-text/too-large", message).hint("keep the part that is quoted")));
    }
    if pdf::is_pdf(bytes) {
        return Ok((pdf::text(bytes, name)?, Some("application/pdf")));
    }
    let text = plain::text(bytes, name)?;
    if html::is_html(text, name) { Ok((html::text(text), Some("text/html"))) } else { Ok((text.to_owned(), None)) }
}
