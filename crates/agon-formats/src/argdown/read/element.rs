//! One statement or argument: its title, its text, its tags, its data.

use std::borrow::Cow;

use agon_core::model::Name;

use super::super::braces::opens_block;
use super::super::inline::{Inline, inline};
use super::super::report::At;
use super::clean::HOLE;
use super::draft::{Data, End};
use super::line::{self, Kind, ends_line, line_end, skip_blanks};
use super::parser::{Block, Parser};
use super::yaml;

/// A statement or argument as it stands.
#[derive(Debug)]
pub(super) struct Element {
    pub who: End,
    pub data: Option<Data>,
    pub at: At,
}

/// How far an element reaches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    pub text: At,
    /// Its data, braces included.
    pub data: Option<At>,
}

/// How an element begins.
enum Head {
    Untitled,
    Statement { title: At, defined: bool },
    Argument { title: At, defined: bool },
}

impl<'t> Parser<'t, '_, '_> {
    /// Reads the element that begins at `from` and goes on to the line after it. Complains and gives `None` if there
    /// is none.
    pub(super) fn element(&mut self, from: usize) -> Option<Element> {
        let extent = self.extent(from, false);
        let (head, body) = self.head(from, extent.text.end);
        let end =
            extent.data.map_or(extent.text.start + self.text[extent.text.start..extent.text.end].trim_end().len(), |at| at.end);
        let at = At::new(from, end.max(from + 1));
        let read = self.read_text(At::new(body, extent.text.end));
        let tags = self.tags(&read);
        let data = extent.data.and_then(|at| self.data(at));
        let has_text = data.as_ref().is_some_and(|data| data.fields.contains_key("text"));
        let section = self.section;
        let (who, defined) = match head {
            Head::Untitled if read.text.is_empty() && !has_text => {
                let message =
                    if tags.is_empty() { "there is no statement here" } else { "there is no statement here, only tags" };
                let hint = "write a text, or refer to a statement by `[title]` or to an argument by `<title>`";
                self.report.error(At::new(from.saturating_sub(1), from), "argdown/nothing", message, hint);
                return None;
            }
            Head::Untitled => (End::Node(self.draft.node(None, at, section)), true),
            Head::Statement { title, defined } => {
                let title = self.title(title);
                (End::Node(self.draft.node(Some(title), at, section)), defined)
            }
            Head::Argument { title, defined } => {
                let title = self.title(title);
                (End::Argument(self.draft.argument(Some(title), at, section)), defined)
            }
        };
        if defined && (!read.text.is_empty() || has_text) {
            self.draft.define(who, read.text, at, section);
        } else if defined && tags.is_empty() {
            let hint = "write a text after the colon, or leave the colon out to refer to it";
            self.report.error(at, "argdown/nothing", "this definition says nothing", hint);
        } else if has_text {
            self.draft.define(who, String::new(), at, section);
        } else if !defined && !read.text.is_empty() {
            let place = At::new(skip_blanks(self.text.as_bytes(), body), extent.text.end);
            let place = At::new(place.start, place.start + self.text[place.start..place.end].trim_end().len());
            let hint = "put a colon after the title to define it, or escape the bracket with `\\` to make it text";
            self.report.error(place, "argdown/reference", "a text follows a title without a colon", hint);
        }
        let said = self.draft.said_of(who);
        for tag in tags {
            if let Err(place) = said.tags.binary_search(&tag) {
                said.tags.insert(place, tag);
            }
        }
        Some(Element { who, data, at })
    }

    fn title(&self, at: At) -> Cow<'t, str> {
        let title = &self.text[at.start..at.end];
        if title.contains(char::from(HOLE)) { title.replace(char::from(HOLE), "").into() } else { title.into() }
    }

    /// How the element begins, and where its text does.
    fn head(&self, from: usize, end: usize) -> (Head, usize) {
        let bytes = self.text.as_bytes();
        let line = line_end(bytes, from).min(end);
        let (open, close) = match bytes.get(from) {
            Some(b'[') => ('[', ']'),
            Some(b'<') => ('<', '>'),
            _ => return (Head::Untitled, from),
        };
        let untitled = (Head::Untitled, from);
        let Some(length) = self.text.get(from..line).and_then(|rest| rest.find(close)) else { return untitled };
        let title = At::new(from + 1, from + length);
        let after = title.end + 1;
        let word = self.text[title.start..title.end].trim_matches(char::from(HOLE));
        if word.trim().is_empty() || word.starts_with('-') || (open == '<' && word.starts_with(' ')) {
            return untitled;
        }
        if open == '[' && bytes.get(after) == Some(&b'(') && self.text[after..line].contains(')') {
            return untitled;
        }
        let defined = bytes.get(after) == Some(&b':') && after < end;
        let body = if defined { after + 1 } else { after };
        let head = if open == '[' { Head::Statement { title, defined } } else { Head::Argument { title, defined } };
        (head, body.min(end))
    }

    /// How far the text that begins at `from` reaches: to its data, to a line that begins something else, or to an
    /// empty line. Goes on to the line after it.
    pub(super) fn extent(&mut self, from: usize, one_line: bool) -> Extent {
        let bytes = self.text.as_bytes();
        let mut at = from;
        loop {
            match bytes.get(at) {
                None => {
                    self.at = bytes.len();
                    return Extent { text: At::new(from, at.min(bytes.len())), data: None };
                }
                Some(b'\\') if !matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => at += 2,
                Some(b'{') => {
                    if let Some((close, next)) = self.closes_element(at, one_line) {
                        self.at = next;
                        return Extent { text: At::new(from, at), data: Some(At::new(at, close + 1)) };
                    }
                    let hint =
                        "write `\\{` if it is meant as text; data ends its statement and closes with `}` at the end of a line";
                    self.report.warning(
                        At::new(at, at + 1),
                        "argdown/brace",
                        "no data begins with this brace; it is kept as text",
                        hint,
                    );
                    at += 1;
                }
                Some(b'\n') => match self.continuation(at + 1, one_line) {
                    Some(next) => at = next,
                    None => {
                        // Data may stand on the next line.
                        self.at = at + 1;
                        return Extent { text: At::new(from, at), data: None };
                    }
                },
                Some(_) => at += 1,
            }
        }
    }

    /// Where the text goes on, if the line at `start` (or the first after comments) carries it on.
    fn continuation(&self, start: usize, one_line: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut start = start;
        while start < bytes.len() {
            let line = line::look(bytes, start);
            match line.kind {
                Kind::Comment => start = (line_end(bytes, start) + 1).min(bytes.len()),
                Kind::Text if one_line => return (bytes[line.mark] == b'{').then_some(line.mark),
                Kind::Text => return Some(line.mark),
                Kind::Ordered if !one_line && !matches!(self.block, Block::List(_)) => return Some(line.mark),
                _ => return None,
            }
        }
        None
    }

    /// Where the brace at `open` closes and the next line begins, if nothing of the element follows it.
    fn closes_element(&mut self, open: usize, one_line: bool) -> Option<(usize, usize)> {
        let close = self.braces.close(self.text, open)?;
        let bytes = self.text.as_bytes();
        if !ends_line(bytes, close + 1) {
            return None;
        }
        let next = (line_end(bytes, close) + 1).min(bytes.len());
        (one_line || self.continuation(next, false).is_none()).then_some((close, next))
    }

    /// Reads a text and reports what cannot be kept of it.
    pub(super) fn read_text(&mut self, at: At) -> Inline {
        let read = inline(self.text, at);
        if let Some(place) = read.markup
            && !self.markup_noted
        {
            self.markup_noted = true;
            let hint = "escape the marks with `\\` to keep them";
            self.report.note(place, "argdown/markup", "bold and italic are read as plain text, here and below", hint);
        }
        for place in &read.links {
            let message = format!("the address of this link is not kept: {}", &self.text[place.start..place.end]);
            self.report.warning(*place, "argdown/link-address", message, "write the address itself into the text");
        }
        for place in &read.includes {
            self.report.error(
                *place,
                "argdown/include",
                "other files are not included",
                "put its text here, or import it by itself",
            );
        }
        read
    }

    /// The tags as names; those that are none are made into one.
    pub(super) fn tags(&mut self, read: &Inline) -> Vec<Name> {
        let mut names = Vec::with_capacity(read.tags.len());
        for (at, whole) in &read.tags {
            let word = &self.title(*at);
            match Name::new(word) {
                Ok(name) => names.push(name),
                Err(_) => match Name::slug(word) {
                    Some(name) => {
                        let message = format!("the tag `{word}` is kept as `{name}`");
                        self.report.note(*whole, "argdown/tag", message, "tags are letters, digits, `-`, `_`, `.` and `/`");
                        names.push(name);
                    }
                    None => {
                        let message = format!("the tag `{word}` cannot be kept: it holds no letter or digit");
                        self.report.warning(*whole, "argdown/tag", message, "give it a word");
                    }
                },
            }
        }
        names
    }

    /// Reads the data that stands at `at`, braces included.
    pub(super) fn data(&mut self, at: At) -> Option<Data> {
        let inside = if opens_block(self.text.as_bytes(), at.start) { At::new(at.start + 1, at.end - 1) } else { at };
        let fields = yaml::mapping(self.text, inside, "data", "argdown/data", self.report)?;
        Some(Data { fields, at })
    }
}
