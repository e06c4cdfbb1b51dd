//! BibTeX and BibLaTeX: reads entries as CSL-JSON items, and writes a map's sources as entries.
//!
//! LaTeX in fields, names and dates are understood by the crate `biblatex`, one entry at a time. What refers to something
//! else, `@string` and `crossref`, is resolved here, with bounds: in that crate a circle of them would not end.

mod item;
mod kinds;
mod split;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use agon_core::diagnostic::Diagnostic;
use agon_core::model::Source;
use biblatex::{Bibliography, Entry, EntryType, Pair, RawBibliography, RawChunk, RawEntry, Spanned};

use crate::caught::caught;
use crate::keys::Keys;
use crate::lines::Lines;
use split::{Piece, Strings, pieces};

pub use write::{Bibtex, write};

/// The longest field that is taken apart, in bytes.
const LONGEST: usize = 64 << 10;
/// The most braces and dollar signs of a field: what lies between them is gone through several times.
const MARKS: usize = 2_000;
/// How deep braces nest in a field.
const DEEPEST: usize = 60;
/// How many entries may inherit from each other in a row.
const CHAIN: usize = 8;

/// Reads every entry. A broken one is complained of, with its line, and left out; the others are read.
///
/// ```
/// let text = r#"@article{lee2024, author = {Lee, Ann and {Ministry of Trade}}, title = {{\"U}ber drift},
///   journal = {The Review}, volume = 3, pages = {1--9}, date = {2024-05-03}}"#;
/// let (sources, complaints) = agon_formats::biblatex::read(text, "refs.bib");
/// assert!(complaints.is_empty(), "{complaints:?}");
/// assert_eq!(sources[0].title(), "Über drift");
/// assert_eq!(sources[0].csl["author"][1]["literal"], "Ministry of Trade");
/// assert_eq!(sources[0].csl["page"], "1-9");
/// ```
pub fn read(text: &str, path: &str) -> (Vec<Source>, Vec<Diagnostic>) {
    let mut reader = Reader { lines: Lines::new(text, path), text, complaints: Vec::new() };
    let mut strings = Strings::new();
    let mut entries: Vec<Found> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for piece in pieces(text) {
        for found in reader.piece(&piece, &mut strings) {
            let known = places.entry(found.entry.key.clone()).or_insert(entries.len());
            if *known == entries.len() {
                entries.push(found);
            } else {
                let message = format!("two entries have the key `{}`", short(&found.entry.key));
                reader.complain(found.at, Diagnostic::error("bib/duplicate", message).hint("rename one of them"));
            }
        }
    }
    let mut keys = Keys::default();
    let mut sources = Vec::new();
    for index in 0..entries.len() {
        if matches!(entries[index].entry.entry_type, EntryType::XData | EntryType::Set) {
            continue;
        }
        let entry = inherited(index, &entries, &places);
        let found = &entries[index];
        let (csl, complaints) = item::item(&entry, &found.raw_names, &found.kind);
        for (field, complaint) in complaints {
            let at = found.fields.get(field).copied().unwrap_or(found.at);
            reader.complain(at, complaint);
        }
        match keys.source(&entry.key, csl) {
            Ok((source, None)) => sources.push(source),
            Ok((source, Some(complaint))) => {
                reader.complain(found.at, complaint);
                sources.push(source);
            }
            Err(complaint) => reader.complain(found.at, *complaint),
        }
    }
    if sources.is_empty() && reader.complaints.is_empty() {
        let complaint = Diagnostic::error("bib/empty", "there is no entry in it").hint("an entry begins with @article{key,");
        reader.complain(0, complaint);
    }
    (sources, reader.complaints)
}

/// An entry, where it stands, and what the crate `biblatex` does not keep of it.
struct Found {
    entry: Entry,
    at: usize,
    /// The word after the @.
    kind: String,
    /// Where each field stands.
    fields: BTreeMap<String, usize>,
    /// The fields of names as they are written.
    raw_names: BTreeMap<String, String>,
    parents: Vec<String>,
    data: Vec<String>,
}

struct Reader<'a> {
    text: &'a str,
    lines: Lines<'a>,
    complaints: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn complain(&mut self, at: usize, complaint: Diagnostic) {
        self.complaints.push(complaint.at(self.lines.place(at)).excerpt(self.lines.excerpt(at)));
    }

    /// The entries of one piece of the file: one, or none.
    fn piece(&mut self, piece: &Piece, strings: &mut Strings) -> Vec<Found> {
        let text = &self.text[piece.range.clone()];
        let start = piece.range.start;
        if !piece.is_closed {
            let complaint = Diagnostic::error("bib/open", "this entry is not closed").hint("count its { and }");
            self.complain(start, complaint);
            return Vec::new();
        }
        let raw = match caught(|| RawBibliography::parse(text)) {
            Some(Ok(raw)) => raw,
            Some(Err(error)) => {
                let complaint =
                    Diagnostic::error("bib/syntax", error.kind.to_string()).hint("a field is written: name = {text},");
                self.complain(start + error.span.start.min(text.len()), complaint);
                return Vec::new();
            }
            None => {
                self.complain(start, Diagnostic::error("bib/syntax", "this entry cannot be read").hint("write it anew"));
                return Vec::new();
            }
        };
        for pair in &raw.abbreviations {
            if let Err(name) = strings.define(pair.key.v, &pair.value.v) {
                self.unknown(start + pair.value.span.start, &name);
            }
        }
        raw.entries.iter().filter_map(|entry| self.entry(&entry.v, start, strings)).collect()
    }

    fn unknown(&mut self, at: usize, name: &str) {
        let message = format!("`{}` is defined nowhere, so it stands as it is", short(name));
        self.complain(
            at,
            Diagnostic::warning("bib/string", message).hint("write the text in braces, or define it before: @string{…}"),
        );
    }

    fn entry(&mut self, raw: &RawEntry<'_>, start: usize, strings: &Strings) -> Option<Found> {
        let at = start + raw.key.span.start;
        let mut found = Found {
            entry: Entry::new(raw.key.v.to_owned(), EntryType::new(raw.kind.v)),
            at,
            kind: raw.kind.v.to_ascii_lowercase(),
            fields: BTreeMap::new(),
            raw_names: BTreeMap::new(),
            parents: Vec::new(),
            data: Vec::new(),
        };
        for pair in &raw.fields {
            let name = pair.key.v.to_ascii_lowercase();
            let at = start + pair.value.span.start;
            let (text, unknown) = strings.text(&pair.value.v);
            let text = split::dotless(&text);
            for name in unknown {
                self.unknown(at, &name);
            }
            let list = || text.split(',').map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect();
            match name.as_str() {
                "crossref" => found.parents = list(),
                "xdata" => found.data = list(),
                "ids" => {}
                _ => {
                    let chunks = if is_gentle(&text) {
                        chunks(&name, &text)
                    } else {
                        Err((0, "it is too long or nests too deep".to_owned()))
                    };
                    match chunks {
                        Ok(chunks) => {
                            if matches!(name.as_str(), "author" | "editor" | "translator") {
                                found.raw_names.insert(name.clone(), text);
                            }
                            found.fields.insert(name.clone(), at);
                            found.entry.fields.insert(name, chunks);
                        }
                        Err((offset, why)) => {
                            // Within one braced text, places are those of the file.
                            let at = if pair.value.v.len() == 1 { (at + offset).min(self.text.len()) } else { at };
                            let complaint =
                                Diagnostic::error("bib/field", format!("the field `{}` cannot be read: {why}", short(&name)));
                            self.complain(at, complaint.hint("look at its backslashes, braces and $"));
                            return None;
                        }
                    }
                }
            }
        }
        Some(found)
    }
}

/// Whether a field can be taken apart in good time.
fn is_gentle(text: &str) -> bool {
    let (mut depth, mut deepest, mut marks) = (0usize, 0, 0);
    for byte in text.bytes() {
        match byte {
            b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
                marks += 1;
            }
            b'}' => depth = depth.saturating_sub(1),
            b'$' => marks += 1,
            _ => {}
        }
    }
    text.len() <= LONGEST && marks <= MARKS && deepest <= DEEPEST
}

/// One field in the parts that the crate `biblatex` has; or where it is wrong, and how.
fn chunks(name: &str, text: &str) -> Result<biblatex::Chunks, (usize, String)> {
    let value = Spanned::zero(vec![Spanned::zero(RawChunk::Normal(text))]);
    let entry =
        RawEntry { key: Spanned::zero("key"), kind: Spanned::zero("misc"), fields: vec![Pair::new(Spanned::zero(name), value)] };
    let raw = RawBibliography { preamble: String::new(), entries: vec![Spanned::zero(entry)], abbreviations: Vec::new() };
    match caught(|| Bibliography::from_raw(raw)) {
        Some(Ok(bibliography)) => {
            Ok(bibliography.into_vec().pop().and_then(|mut entry| entry.fields.remove(name)).unwrap_or_default())
        }
        Some(Err(error)) => Err((error.span.start, error.kind.to_string())),
        None => Err((0, "it is no LaTeX".to_owned())),
    }
}

/// The entry with what it takes over from those it refers to.
fn inherited(index: usize, entries: &[Found], places: &BTreeMap<String, usize>) -> Entry {
    let mut entry = entries[index].entry.clone();
    let mut seen = BTreeSet::from([index]);
    let mut at = vec![index];
    for _ in 0..CHAIN {
        let mut next = Vec::new();
        for found in at.iter().map(|at| &entries[*at]) {
            let parents = found.parents.iter().map(|key| (key, false));
            for (key, is_data) in parents.chain(found.data.iter().map(|key| (key, true))).take(CHAIN) {
                let Some(&parent) = places.get(key) else { continue };
                if seen.insert(parent) {
                    take_over(&mut entry, &entries[parent].entry, is_data);
                    next.push(parent);
                }
            }
        }
        at = next;
    }
    entry
}

/// What a part of a book or a volume has from the whole: its title as the title of the book, and the rest as it is.
fn take_over(entry: &mut Entry, parent: &Entry, is_data: bool) {
    for (name, chunks) in &parent.fields {
        let name = match name.as_str() {
            _ if is_data => name,
            "title" => "booktitle",
            "subtitle" => "booksubtitle",
            "shorttitle" | "sorttitle" | "author" | "doi" | "url" | "urldate" | "note" | "abstract" | "keywords" | "pages"
            | "file" => continue,
            name => name,
        };
        entry.fields.entry(name.to_owned()).or_insert_with(|| chunks.clone());
    }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}
