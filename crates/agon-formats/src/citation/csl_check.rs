//! Whether a style may run: it is not too large, not too deep, and its macros come to an end.

use std::collections::BTreeMap;

use agon_core::diagnostic::{Diagnostic, Place, Span};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The largest style, in bytes; the largest of those in use is a fifth of it.
const LARGEST: usize = 1 << 20;
/// How deep elements nest.
const DEEPEST: usize = 64;
/// How many elements one reference may run through, macros counted as often as they are called.
const LONGEST: u64 = 1_000_000;

/// What a macro consists of.
#[derive(Default)]
struct Macro {
    elements: u64,
    calls: BTreeMap<String, u64>,
}

/// Refuses what hayagriva would not survive.
pub(super) fn check(xml: &str, path: &str) -> Result<(), Box<Diagnostic>> {
    let refuse = |at: usize, message: String, hint: &str| {
        let line = 1 + xml.as_bytes()[..at.min(xml.len())].iter().filter(|byte| **byte == b'\n').count();
        let place = Place::File { path: path.to_owned(), span: Span::point(line, 1) };
        Err(Box::new(Diagnostic::error("citation/csl", message).at(place).hint(hint)))
    };
    if xml.len() > LARGEST {
        return refuse(0, format!("a style is at most {LARGEST} bytes long"), "is it a style?");
    }
    let mut reader = Reader::from_str(xml);
    let mut macros: BTreeMap<String, Macro> = BTreeMap::new();
    // What stands in no macro is collected under the empty name.
    let mut inside = String::new();
    let mut depth = 0usize;
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Ok(Event::Start(tag)) => {
                depth += 1;
                if depth > DEEPEST {
                    return refuse(at, format!("elements nest deeper than {DEEPEST}"), "is it a style?");
                }
                if tag.local_name().as_ref() == "macro" {
                    inside = attribute(&tag, "name");
                }
                note(&tag, macros.entry(inside.clone()).or_default());
            }
            Ok(Event::Empty(tag)) => note(&tag, macros.entry(inside.clone()).or_default()),
            Ok(Event::End(tag)) => {
                depth = depth.saturating_sub(1);
                if tag.local_name().as_ref() == "macro" {
                    inside.clear();
                }
            }
            Ok(Event::DocType(_)) => return refuse(at, "a style has no document type".into(), "delete the line <!DOCTYPE …>"),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => return refuse(at, format!("this is no XML: {error}"), "is it a style?"),
        }
    }
    match weight(&macros) {
        Ok(weight) if weight <= LONGEST => Ok(()),
        Ok(_) => refuse(0, "its macros call each other too often".into(), "a reference runs through at most a million elements"),
        Err(name) => refuse(0, format!("the macro `{name}` calls itself"), "take the call out"),
    }
}

fn note(tag: &BytesStart<'_>, place: &mut Macro) {
    place.elements += 1;
    if tag.local_name().as_ref() != "macro" {
        let called = attribute(tag, "macro");
        if !called.is_empty() {
            *place.calls.entry(called).or_default() += 1;
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name);
    found.map_or_else(String::new, |attribute| attribute.value.into_owned())
}

/// How many elements everything outside macros runs through; the name of a macro that calls itself.
fn weight(macros: &BTreeMap<String, Macro>) -> Result<u64, String> {
    let mut weights: BTreeMap<&str, Option<u64>> = BTreeMap::new();
    for start in macros.keys() {
        let mut open = vec![(start.as_str(), false)];
        while let Some((name, is_left)) = open.pop() {
            let Some(content) = macros.get(name) else { continue };
            if is_left {
                let of = |(called, times): (&String, &u64)| {
                    times.saturating_mul(weights.get(called.as_str()).copied().flatten().unwrap_or(0))
                };
                let sum = content.calls.iter().map(of).fold(content.elements, u64::saturating_add);
                weights.insert(name, Some(sum));
                continue;
            }
            match weights.get(name) {
                Some(Some(_)) => continue,
                Some(None) => return Err(name.chars().take(80).collect()),
                None => {}
            }
            weights.insert(name, None);
            open.push((name, true));
            for called in content.calls.keys() {
                match weights.get(called.as_str()) {
                    Some(None) => return Err(called.chars().take(80).collect()),
                    Some(Some(_)) => {}
                    None => open.push((called, false)),
                }
            }
        }
    }
    Ok(weights.get("").copied().flatten().unwrap_or(0))
}
