//! Reads a document: package, styles, paragraphs, cards, records.

mod cut;
mod emit;
mod paragraphs;
mod patterns;
mod run;
mod source;
mod structure;

use std::collections::HashMap;
use std::io::{BufRead, Read};

use agon_core::diagnostic::{Diagnostic, Place, Span};
use agon_core::extend::{ExtendError, ImportInput, ImportSink, Importer};
use agon_core::model::{Name, Passage, Style};

use super::package::{Package, Refusal, refusal};
use super::styles::{Role, Styles};
use paragraphs::{Paragraph, Paragraphs};

pub use paragraphs::BREAK;
pub use patterns::{answered, role, speech};
pub use run::{BODY_SIZE, LIGHT_GRAY};

/// The most bytes of a file.
pub const MAX_FILE: u64 = 512 << 20;

/// Reads Word documents, as `docx`: debate files in the styles of Verbatim, and what looks like them.
///
/// ```
/// use agon_core::extend::Importer;
/// use agon_formats::docx::Docx;
/// assert!(Docx.detect(b"PK\x03\x04....word/document.xml"));
/// assert!(!Docx.detect(b"PK\x03\x04....xl/workbook.xml"));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Docx;

impl Importer for Docx {
    fn name(&self) -> &str {
        "docx"
    }

    fn summary(&self) -> &str {
        "Word: debate files with pockets, blocks, tags and cards (Verbatim)"
    }

    fn extensions(&self) -> Vec<&str> {
        vec!["docx"]
    }

    fn detect(&self, head: &[u8]) -> bool {
        let has = |word: &[u8]| head.windows(word.len()).any(|window| window == word);
        head.starts_with(b"PK\x03\x04") && has(b"word/")
    }

    fn import(&self, input: &mut dyn BufRead, about: &ImportInput<'_>, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
        let mut bytes = Vec::new();
        let read = input.take(MAX_FILE + 1).read_to_end(&mut bytes);
        read.map_err(|source| ExtendError::Io { path: about.path.to_owned(), source })?;
        if bytes.len() as u64 > MAX_FILE {
            let complaint = Diagnostic::error("limit/file-size", format!("the file is larger than {} MB", MAX_FILE >> 20));
            return Err(ExtendError::Limit(Box::new(complaint.hint("is it a document of text?"))));
        }
        match read_document(&bytes, about.path, sink) {
            Ok(found) => {
                let name = Name::new(about.fallback_name).or_else(|_| Name::new("debate"));
                let name = name.map_err(|error| ExtendError::refused(Diagnostic::error("docx/name", error.to_string())))?;
                emit::emit(structure::structure(found), name, sink)
            }
            Err(reason) => {
                let place = Place::File { path: about.path.to_owned(), span: Span::point(1, 1) };
                sink.complain(reason.at(place));
                Ok(())
            }
        }
    }
}

fn read_document(bytes: &[u8], path: &str, sink: &mut dyn ImportSink) -> Result<Vec<Paragraph>, Refusal> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part()?;
    let relations = package.relations(&main)?;
    let part = |kind: &str, usual: &str| {
        let named = relations.iter().find(|relation| relation.is(kind) && !relation.external);
        named.map_or_else(|| usual.to_owned(), |relation| relation.target.clone())
    };
    let (styles_part, notes_part, ends_part) =
        (part("styles", "word/styles.xml"), part("footnotes", "word/footnotes.xml"), part("endnotes", "word/endnotes.xml"));
    let styles = package.part(&styles_part, |input| Styles::read(input, &styles_part))?.unwrap_or_default();
    let Some(Paragraphs { mut list, unkept, count }) =
        package.part(&main, |input| paragraphs::document(input, &main, &styles))?
    else {
        return Err(refusal(
            "docx/no-document",
            "the part with its text cannot be found",
            "open it in a word processor and save it anew",
        ));
    };
    let notes = [notes(&mut package, &notes_part, &styles)?, notes(&mut package, &ends_part, &styles)?];
    let has_notes = put_notes(&mut list, notes);

    let place = |number: usize| Place::File { path: path.to_owned(), span: Span::point(number.max(1), 1) };
    for warning in std::mem::take(&mut package.warnings) {
        sink.complain(warning.at(place(1)));
    }
    let mut counts: Vec<(&str, usize)> = unkept.counts.into_iter().collect();
    counts.sort_by_key(|(what, count)| (std::cmp::Reverse(*count), *what));
    for (what, count) in counts {
        let (first, rest) = what.split_once(" ").unwrap_or((what, ""));
        let plural = match (count, first) {
            (1, _) => what.to_owned(),
            (_, "property") => format!("properties {rest}"),
            _ => format!("{first}s {rest}").trim_end().to_owned(),
        };
        let message = format!("{count} {plural}{}", if what.contains("kept") { "" } else { " that Agon does not keep" });
        sink.complain(Diagnostic::warning("docx/not-kept", message).at(place(1)));
    }
    if has_notes > 0 {
        let message = format!("{has_notes} notes stand at the end of the paragraph that refers to them");
        sink.complain(Diagnostic::warning("docx/notes", message).at(place(1)));
    }
    if let Some(first) = list.iter().find(|one| one.is_numbered) {
        let numbered = list.iter().filter(|one| one.is_numbered).count();
        let message = format!(
            "{numbered} paragraphs, the first one paragraph {}, lose the numbers the word processor gave them",
            first.number
        );
        sink.complain(
            Diagnostic::warning("docx/numbers", message).at(place(first.number)).hint("numbers that are typed are kept"),
        );
    }
    if !list.iter().any(|one| matches!(one.role, Role::Heading(_) | Role::Tag | Role::Analytic)) {
        let message = format!("none of its {count} paragraphs is a heading or a tag: they come as loose notes");
        sink.complain(
            Diagnostic::warning("docx/no-headings", message)
                .at(place(1))
                .hint("give headings the styles Heading 1 to Heading 4 and import it again"),
        );
    }
    Ok(list)
}

/// The words of notes by id.
fn notes(package: &mut Package<'_>, part: &str, styles: &Styles) -> Result<HashMap<String, Passage>, Refusal> {
    let mut notes: HashMap<String, Passage> = HashMap::new();
    package.part(part, |input| {
        paragraphs::read(input, part, styles, |id, paragraph| {
            if !paragraph.words.text.trim().is_empty() {
                let note = notes.entry(id.to_owned()).or_default();
                if !note.text.is_empty() {
                    note.push(" ", Style::PLAIN);
                }
                paragraph.words.runs().for_each(|(text, style)| note.push(text, style));
            }
        })
    })?;
    Ok(notes)
}

/// Puts notes at the ends of the paragraphs that refer to them; how many there were.
fn put_notes(list: &mut [Paragraph], mut notes: [HashMap<String, Passage>; 2]) -> usize {
    let mut count = 0;
    for paragraph in list {
        for (id, is_end) in std::mem::take(&mut paragraph.notes) {
            // A second reference finds it taken: a note stands once.
            let Some(note) = notes[usize::from(is_end)].remove(&id) else { continue };
            count += 1;
            paragraph.words.push(&format!(" [{id}: "), Style::PLAIN);
            note.runs().for_each(|(text, style)| paragraph.words.push(text, style));
            paragraph.words.push("]", Style::PLAIN);
        }
    }
    count
}
