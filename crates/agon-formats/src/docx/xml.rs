//! The XML of the parts, event by event, without recursion and without a document type.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::package::{Refusal, inflating, refusal};

/// The namespaces of WordprocessingML, transitional and strict (ECMA-376 part 4 and part 1).
const WORD: [&str; 2] =
    ["http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"];

/// What stands in a part. Names of elements of the part's own language come without a prefix.
pub enum Word<'e> {
    /// An element begins; whether it is empty, and so ends at once.
    Open {
        /// Its local name.
        name: &'e str,
        /// Whether it belongs to the language of the root element.
        own: bool,
        /// Its attributes.
        element: &'e BytesStart<'e>,
        /// Whether it has no content; no [`Word::Close`] follows.
        empty: bool,
    },
    /// An element ends.
    Close {
        /// Its local name.
        name: &'e str,
        /// As with [`Word::Open`].
        own: bool,
    },
    /// Words.
    Text(&'e str),
}

/// Goes through a part.
///
/// # Errors
/// It is no well-formed XML, it has a document type or entities of its own, or `see` refuses it.
pub fn walk(input: &mut dyn BufRead, part: &str, mut see: impl FnMut(Word<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reader = Reader::from_reader(input);
    let mut buffer = Vec::with_capacity(1 << 12);
    let mut prefix: Option<String> = None;
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => return Err(inflating(part, &error)),
            Err(error) => {
                let message = format!("the part {part} is no XML: {error}, at byte {}", reader.error_position());
                return Err(refusal("docx/xml", message, "open it in a word processor and save it anew"));
            }
        };
        match event {
            Event::Start(element) => {
                let prefix = &*prefix.get_or_insert_with(|| own_prefix(&element));
                let (name, own) = local(element.name().0, prefix);
                see(Word::Open { name, own, element: &element, empty: false })?;
            }
            Event::Empty(element) => {
                let prefix = &*prefix.get_or_insert_with(|| own_prefix(&element));
                let (name, own) = local(element.name().0, prefix);
                see(Word::Open { name, own, element: &element, empty: true })?;
            }
            Event::End(element) => {
                let (name, own) = local(element.name().0, prefix.as_deref().unwrap_or_default());
                see(Word::Close { name, own })?;
            }
            Event::Text(text) => see(Word::Text(&text))?,
            Event::CData(text) => see(Word::Text(&text))?,
            Event::GeneralRef(entity) => {
                let resolved = if entity.is_char_ref() {
                    entity.resolve_char_ref().ok().flatten()
                } else {
                    quick_xml::escape::resolve_predefined_entity(&entity).and_then(|text| text.chars().next())
                };
                let Some(c) = resolved else {
                    let message =
                        format!("the part {part} refers to the entity `{}`, which XML does not know", entity.escape_debug());
                    return Err(refusal("docx/entity", message, "documents of word processors have no entities of their own"));
                };
                see(Word::Text(c.encode_utf8(&mut [0; 4])))?;
            }
            Event::DocType(_) => {
                let message = format!("the part {part} declares a document type, which could name files and entities");
                return Err(refusal("docx/doctype", message, "documents of word processors have none: do not trust this file"));
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
}

/// The prefix, with its colon, of the language of the root element: of WordprocessingML where it is declared there,
/// else of the root element itself.
fn own_prefix(root: &BytesStart<'_>) -> String {
    for declared in root.attributes().with_checks(false).flatten() {
        if WORD.contains(&&*declared.value) {
            return match declared.key.0.strip_prefix("xmlns:") {
                Some(prefix) => format!("{prefix}:"),
                None => String::new(),
            };
        }
    }
    root.name().0.split_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"))
}

fn local<'n>(name: &'n str, prefix: &str) -> (&'n str, bool) {
    match name.strip_prefix(prefix) {
        Some(rest) if !rest.contains(':') => (rest, true),
        _ => (name.rsplit(':').next().unwrap_or(name), false),
    }
}

/// The value of an attribute by its local name.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|one| {
        let key = one.key.0;
        key.rsplit(':').next() == Some(name)
    })?;
    Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
}

/// The `val` attribute, without a copy where nothing is escaped in it.
pub fn val<'e>(element: &'e BytesStart<'_>) -> Option<std::borrow::Cow<'e, str>> {
    let found = element.attributes().with_checks(false).flatten().find(|one| one.key.0.rsplit(':').next() == Some("val"))?;
    Some(if found.value.contains('&') {
        quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |value| value.into_owned()).into()
    } else {
        found.value
    })
}

/// Whether a property that is on or off is on: it is unless its value says otherwise (ECMA-376 part 1, 17.17.4).
pub fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(val(element).as_deref(), Some("0" | "false" | "off" | "none"))
}
