//! The zip package of a document (ECMA-376 part 2), opened with care: it may come from anybody.
//!
//! Only the parts that are asked for are inflated, and what they inflate to is counted as it comes: the sizes that the
//! package itself tells are not trusted.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor, Read};

use agon_core::diagnostic::Diagnostic;
use zip::ZipArchive;

use super::xml::{self, Word};

/// The most bytes of XML that all parts read of one package may inflate to.
pub const MAX_XML: u64 = 200 << 20;
/// The most entries of a package.
pub const MAX_ENTRIES: usize = 10_000;
/// A part may inflate to this many times its packed size, once it is larger than [`FREE`].
const MAX_RATIO: u64 = 250;
/// Up to here a part may inflate as it likes: small parts of white space pack very well.
const FREE: u64 = 8 << 20;
/// How files of the older Word, and encrypted ones, begin (MS-CFB 2.2).
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Why a package, or a part of it, is refused.
pub type Refusal = Box<Diagnostic>;

pub(super) fn refusal(code: &'static str, message: impl Into<String>, hint: &str) -> Refusal {
    Box::new(Diagnostic::error(code, message.into()).hint(hint))
}

/// An open package.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Where a part stands, by its name in small letters: names of parts are compared so (part 2, 6.2.2.3).
    places: HashMap<String, usize>,
    /// How many bytes may still be inflated.
    left: Cell<u64>,
    /// What was odd about its entries, as warnings.
    pub warnings: Vec<Diagnostic>,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// It is no package, or one that is better not opened; the reason is told.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        if bytes.starts_with(&COMPOUND) {
            return Err(compound(bytes));
        }
        if !bytes.starts_with(b"PK") {
            return Err(refusal(
                "docx/no-zip",
                "it is no Word document: it does not begin as a zip file does",
                "is it the right file?",
            ));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            refusal("docx/broken-zip", format!("its zip package is broken: {error}"), "was it downloaded to the end?")
        })?;
        if archive.len() > MAX_ENTRIES {
            let message = format!("its package has {} entries; at most {MAX_ENTRIES} are read", archive.len());
            return Err(refusal("limit/entries", message, "open it in a word processor and save it anew"));
        }
        let mut package = Self { places: HashMap::new(), left: Cell::new(MAX_XML), warnings: Vec::new(), archive };
        for at in 0..package.archive.len() {
            let Some(Ok(name)) = package.archive.name_for_index(at) else { continue };
            if is_plain(&name) {
                package.places.entry(name.to_ascii_lowercase()).or_insert(at);
            } else {
                let message = format!("the entry `{}` of its package leads outside and is ignored", name.escape_debug());
                package.warnings.push(Diagnostic::warning("docx/entry-name", message));
            }
        }
        Ok(package)
    }

    /// The names of its parts, in small letters, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// Whether it has a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(&name.to_ascii_lowercase())
    }

    /// Lets `read` read a part; `None` where there is no such part.
    ///
    /// # Errors
    /// The part cannot be inflated, is too large, or `read` refuses it.
    pub fn part<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut dyn BufRead) -> Result<T, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        let Some(at) = self.places.get(&name.to_ascii_lowercase()).copied() else { return Ok(None) };
        let file = self.archive.by_index(at).map_err(|error| broken(name, &error))?;
        if file.is_dir() {
            return Ok(None);
        }
        let most = FREE.max(file.compressed_size().saturating_mul(MAX_RATIO));
        let counted = Counted { inner: file, left: &self.left, part: most };
        read(&mut BufReader::with_capacity(1 << 16, counted)).map(Some)
    }

    /// The bytes of a part.
    ///
    /// # Errors
    /// As [`Self::part`].
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.part(name, |input| {
            let mut bytes = Vec::new();
            input.read_to_end(&mut bytes).map_err(|error| inflating(name, &error))?;
            Ok(bytes)
        })
    }

    /// The main part: what the package's relationships name, else where it usually stands.
    ///
    /// # Errors
    /// The package holds no text document.
    pub fn main_part(&mut self) -> Result<String, Refusal> {
        let relations = self.relations("")?;
        let named = relations.iter().find(|relation| relation.is("officeDocument") && !relation.external);
        let name = named.map_or_else(|| "word/document.xml".to_owned(), |relation| relation.target.clone());
        if self.has(&name) {
            return Ok(name);
        }
        let what = if self.has("xl/workbook.xml") {
            "a spreadsheet"
        } else if self.has("ppt/presentation.xml") {
            "a presentation"
        } else {
            "something else"
        };
        Err(refusal(
            "docx/no-document",
            format!("it is a zip package, but of {what}: there is no text document in it"),
            "is it the right file?",
        ))
    }

    /// The relationships of a part (part 2, 6.5); of the package itself for an empty name.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Refusal> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{slash}_rels/{file}.rels");
        let found = self.part(&name, |input| {
            let mut list = Vec::new();
            xml::walk(input, &name, |event| {
                if let Word::Open { name: "Relationship", element, .. } = event {
                    let get = |key| xml::attribute(element, key).unwrap_or_default();
                    let external = get("TargetMode").eq_ignore_ascii_case("external");
                    let target = if external { get("Target") } else { resolve(folder, &get("Target")) };
                    list.push(Relation { id: get("Id"), kind: get("Type"), target, external });
                }
                Ok(())
            })?;
            Ok(list)
        })?;
        Ok(found.unwrap_or_default())
    }
}

/// What one part says of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its id within the part.
    pub id: String,
    /// Its type, an address.
    pub kind: String,
    /// The name of the other part, or an address outside.
    pub target: String,
    /// Whether it leads outside the package.
    pub external: bool,
}

impl Relation {
    /// Whether it is of a type: transitional and strict documents differ in the address before its last word.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// A target as the name of a part: it is relative to the folder of its source, or to the package.
fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

fn is_plain(name: &str) -> bool {
    !name.starts_with('/') && !name.contains(['\\', ':', '\0']) && name.split('/').all(|part| part != "..")
}

fn compound(bytes: &[u8]) -> Refusal {
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(wide.len()).any(|window| window == wide) {
        refusal("docx/encrypted", "it is encrypted with a password", "open it in a word processor and save it without one")
    } else {
        refusal("docx/legacy", "it is a file of Word before 2007 (.doc)", "open it in a word processor and save it as .docx")
    }
}

fn broken(name: &str, error: &dyn std::fmt::Display) -> Refusal {
    refusal(
        "docx/broken-zip",
        format!("the part {name} of its package cannot be unpacked: {error}"),
        "was it downloaded to the end?",
    )
}

/// What is said of an error while a part is inflated.
pub(super) fn inflating(name: &str, error: &std::io::Error) -> Refusal {
    if error.kind() == std::io::ErrorKind::FileTooLarge {
        let message = format!("the part {name} of its package unpacks to more than is read: {error}");
        refusal("limit/inflated", message, "is it a document? Documents of text are far smaller")
    } else {
        broken(name, error)
    }
}

/// Counts what is inflated.
struct Counted<'p, R> {
    inner: R,
    left: &'p Cell<u64>,
    part: u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let size = count as u64;
        if size > self.left.get() {
            let message = format!("more than {} MB", MAX_XML >> 20);
            return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, message));
        }
        if size > self.part {
            let message = format!("more than {MAX_RATIO} times its packed size");
            return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, message));
        }
        self.left.set(self.left.get() - size);
        self.part -= size;
        Ok(count)
    }
}
