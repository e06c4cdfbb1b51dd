//! PDF: the words of its text layer, one line a line of the page.
//!
//! The crate that reads it trusts what it reads, so a file is gone through before: what its streams unpack to is counted,
//! and forms that draw each other are followed, both with a bound. A panic inside is a refusal here.

use std::collections::BTreeMap;
use std::io::Read;

use agon_core::diagnostic::Diagnostic;
use flate2::read::ZlibDecoder;
use pdf_extract::{Dictionary, Document, Object, ObjectId, PlainTextOutput, Stream, output_doc};

use crate::caught::caught;

/// What all streams may unpack to, in bytes.
const UNPACKED: u64 = 512 << 20;
/// How many bytes of drawing may be gone through, forms counted as often as they are drawn.
const DRAWN: u64 = 256 << 20;
/// How deep forms draw forms.
const DEEPEST: usize = 12;
/// The most pages and the most objects.
const PAGES: usize = 20_000;
const OBJECTS: usize = 1_000_000;

pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    // Some begin with a few other bytes.
    bytes.get(..1024.min(bytes.len())).is_some_and(|head| head.windows(5).any(|start| start == b"%PDF-"))
}

pub(super) fn text(bytes: &[u8], name: &str) -> Result<String, Box<Diagnostic>> {
    let refuse = |code: &'static str, message: String, hint: &str| Box::new(Diagnostic::error(code, message).hint(hint));
    let too_large = || {
        refuse(
            "source-text/pdf-size",
            format!("{name} unpacks to more than can be read"),
            "save its text, or print the pages that are quoted to a file of their own",
        )
    };
    if unpacked(bytes) > UNPACKED {
        return Err(too_large());
    }
    let damaged = || {
        refuse("source-text/pdf", format!("{name} is a damaged PDF"), "open it in a reader and save it anew, or save its text")
    };
    let document = caught(|| Document::load_mem(bytes)).and_then(Result::ok).ok_or_else(damaged)?;
    if document.is_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(refuse(
            "source-text/pdf-locked",
            format!("{name} is encrypted"),
            "open it with its password and save it without, or save its text",
        ));
    }
    let pages = caught(|| document.get_pages()).ok_or_else(damaged)?;
    if pages.len() > PAGES || document.objects.len() > OBJECTS {
        return Err(too_large());
    }
    if !Drawn::new(&document).ends(pages.values().copied()) {
        return Err(too_large());
    }
    let mut text = String::new();
    let read = caught(|| output_doc(&document, &mut PlainTextOutput::new(&mut text)).is_ok());
    if read != Some(true) {
        return Err(damaged());
    }
    let text = lines(&text);
    // A scan may have a few stray signs.
    if text.chars().filter(|c| c.is_alphanumeric()).count() < 3 {
        return Err(refuse(
            "source-text/pdf-scan",
            format!("{name} has no text, only pictures of it"),
            "let a program recognise the text (OCR), or type the words that are quoted",
        ));
    }
    Ok(text)
}

/// Lines without blanks at their ends and without empty ones.
fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let mut words = line.split_whitespace().peekable();
        let begins = words.peek().is_some();
        for (at, word) in words.enumerate() {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
        if begins {
            out.push('\n');
        }
    }
    out
}

/// What the packed streams of a file come to together, as far as it matters whether that is too much.
fn unpacked(bytes: &[u8]) -> u64 {
    let mut sum = 0u64;
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(6).position(|word| word == b"stream") {
        at += found + 6;
        if bytes[..at].ends_with(b"endstream") {
            continue;
        }
        let start = at + bytes[at..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let mut decoder = ZlibDecoder::new(&bytes[start..]).take(UNPACKED - sum + 1);
        let read = std::io::copy(&mut decoder, &mut std::io::sink());
        // What cannot be unpacked to its end was unpacked so far.
        let limit = UNPACKED - sum + 1;
        sum += read.unwrap_or(limit - decoder.limit());
        if sum > UNPACKED {
            break;
        }
        // Where a stream could be unpacked, the next begins behind it.
        let used = usize::try_from(decoder.get_ref().total_in()).unwrap_or(0);
        at = (start + used).min(bytes.len()).max(at);
    }
    sum
}

/// Follows what pages draw.
struct Drawn<'a> {
    document: &'a Document,
    /// Of a stream: how long it is unpacked, and what it draws.
    known: BTreeMap<ObjectId, (u64, Vec<Vec<u8>>)>,
    left: u64,
}

impl<'a> Drawn<'a> {
    fn new(document: &'a Document) -> Self {
        Self { document, known: BTreeMap::new(), left: DRAWN }
    }

    /// Whether drawing these pages comes to an end in time.
    fn ends(mut self, pages: impl Iterator<Item = ObjectId>) -> bool {
        for page in pages {
            let Some(resources) = self.page_resources(page) else { return false };
            let content = caught(|| self.document.get_page_content(page)).and_then(Result::ok).unwrap_or_default();
            let mut open: Vec<(ObjectId, Option<&Dictionary>, usize)> = Vec::new();
            if !self.pay(content.len() as u64) {
                return false;
            }
            self.push(&names(&content), resources, 0, &mut open);
            while let Some((id, around, depth)) = open.pop() {
                let Ok(stream) = self.document.get_object(id).and_then(Object::as_stream) else { continue };
                let known = self.known.entry(id).or_insert_with(|| {
                    let unpack = || stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
                    let content = caught(unpack).unwrap_or_default();
                    (content.len() as u64, names(&content))
                });
                let (length, names) = known.clone();
                if depth > DEEPEST || !self.pay(length + 64) {
                    return false;
                }
                let own = self.resources(stream).or(around);
                self.push(&names, own, depth + 1, &mut open);
                if open.len() > 100_000 {
                    return false;
                }
            }
        }
        true
    }

    fn pay(&mut self, cost: u64) -> bool {
        match self.left.checked_sub(cost) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }

    fn push(
        &self,
        names: &[Vec<u8>],
        resources: Option<&'a Dictionary>,
        depth: usize,
        open: &mut Vec<(ObjectId, Option<&'a Dictionary>, usize)>,
    ) {
        let Some(objects) = resources.and_then(|resources| self.dictionary(resources.get(b"XObject").ok()?)) else { return };
        let ids = names.iter().filter_map(|name| objects.get(name).ok()?.as_reference().ok());
        open.extend(ids.map(|id| (id, resources, depth)));
    }

    fn dictionary(&self, object: &'a Object) -> Option<&'a Dictionary> {
        self.document.dereference(object).ok()?.1.as_dict().ok()
    }

    fn resources(&self, stream: &'a Stream) -> Option<&'a Dictionary> {
        self.dictionary(stream.dict.get(b"Resources").ok()?)
    }

    /// The resources of a page or of what it belongs to; `None` where the way up does not end.
    fn page_resources(&self, page: ObjectId) -> Option<Option<&'a Dictionary>> {
        let mut found = None;
        let mut at = self.document.get_dictionary(page).ok();
        for _ in 0..100 {
            let Some(node) = at else { return Some(found) };
            found = found.or_else(|| self.dictionary(node.get(b"Resources").ok()?));
            let parent = node.get(b"Parent").and_then(Object::as_reference).ok();
            at = parent.and_then(|id| self.document.get_dictionary(id).ok());
        }
        None
    }
}

/// The names that a content draws: `/Name Do`.
fn names(content: &[u8]) -> Vec<Vec<u8>> {
    let mut names = Vec::new();
    let mut name: &[u8] = b"";
    for word in content
        .split(|byte| byte.is_ascii_whitespace() || matches!(byte, 0 | b'[' | b']' | b'(' | b')' | b'<' | b'>'))
        .filter(|word| !word.is_empty())
    {
        match word {
            b"Do" if !name.is_empty() => names.push(name.to_vec()),
            _ => {}
        }
        // Names and operators may stand without a blank between.
        let start = word.iter().rposition(|byte| *byte == b'/');
        name = start.map_or(b"".as_slice(), |start| &word[start + 1..]);
    }
    names
}
