//! The paragraphs of a part, each with its role and its words, run by run (ECMA-376 part 1, 17.3).

use std::collections::HashMap;
use std::io::BufRead;

use agon_core::model::{Passage, Style};
use quick_xml::events::BytesStart;

use super::run::Run;
use crate::docx::package::Refusal;
use crate::docx::styles::{Props, Role, Styles};
use crate::docx::xml::{self, Word};

/// A line break within a paragraph, as it is kept: a line feed would end the paragraph.
pub const BREAK: char = '\u{2028}';

/// How deep paragraphs may stand within one another, in text boxes; what lies deeper is taken into the outer one.
const MAX_NESTED: usize = 16;

/// A paragraph.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// Which one of the document, from 1.
    pub number: usize,
    /// What it is.
    pub role: Role,
    /// Its words and how they are marked.
    pub words: Passage,
    /// Whether its number or bullet was made by the word processor.
    pub is_numbered: bool,
    /// The notes that it refers to, and whether they stand at the end.
    pub notes: Vec<(String, bool)>,
}

/// What was met that Agon does not keep, and how often.
#[derive(Debug, Default)]
pub struct Unkept {
    /// By what it is, in words.
    pub counts: HashMap<&'static str, usize>,
}

impl Unkept {
    fn add(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }
}

/// The paragraphs of a part.
pub struct Paragraphs {
    /// As they stand; those of text boxes after the one the box hangs on.
    pub list: Vec<Paragraph>,
    /// What was not kept.
    pub unkept: Unkept,
    /// How many there were, empty ones included.
    pub count: usize,
}

/// Reads the paragraphs of a part: of the document, or of one note where `within` names the element and id.
///
/// # Errors
/// The part is no XML.
pub fn read(
    input: &mut dyn BufRead,
    part: &str,
    styles: &Styles,
    mut each: impl FnMut(&str, Paragraph),
) -> Result<Unkept, Refusal> {
    let mut reading = Reading {
        styles,
        open: Vec::new(),
        count: 0,
        too_deep: 0,
        unkept: Unkept::default(),
        skipping: 0,
        alternatives: Vec::new(),
        run: Run::default(),
        is_text: false,
        preserves: false,
        text: String::new(),
        state: State::Outside,
        note: String::new(),
        each: &mut each,
    };
    xml::walk(input, part, |event| {
        reading.see(event);
        Ok(())
    })?;
    Ok(reading.unkept)
}

/// All paragraphs of the document.
///
/// # Errors
/// As [`read`].
pub fn document(input: &mut dyn BufRead, part: &str, styles: &Styles) -> Result<Paragraphs, Refusal> {
    let (mut list, mut count) = (Vec::new(), 0);
    let unkept = read(input, part, styles, |_, paragraph| {
        count = count.max(paragraph.number);
        list.push(paragraph);
    })?;
    Ok(Paragraphs { list, unkept, count })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    /// In the properties of a paragraph.
    Paragraph,
    /// In the properties of a paragraph's mark, which mark no words.
    Mark,
    /// In the properties of a run.
    Run,
}

struct Open {
    paragraph: Paragraph,
    props: Props,
    /// Those of text boxes that hang on it.
    boxed: Vec<Paragraph>,
    is_deleted: bool,
    /// The run in which it stands, if it stands in a text box.
    outer: Run,
}

struct Reading<'s, 'e> {
    styles: &'s Styles,
    open: Vec<Open>,
    count: usize,
    /// How many paragraphs are open that lie too deep to be ones of their own.
    too_deep: usize,
    unkept: Unkept,
    /// How many elements are open within one that is left out, itself included.
    skipping: usize,
    /// For each open choice of alternatives, whether one was taken.
    alternatives: Vec<bool>,
    run: Run,
    is_text: bool,
    preserves: bool,
    text: String,
    state: State,
    /// The id of the note that is open.
    note: String,
    each: &'e mut dyn FnMut(&str, Paragraph),
}

impl Reading<'_, '_> {
    fn see(&mut self, event: Word<'_>) {
        match event {
            Word::Open { name, own, element, empty } => {
                if self.skipping > 0 {
                    self.skipping += usize::from(!empty);
                } else if own {
                    self.start(name, element, empty);
                } else {
                    self.foreign(name, empty);
                }
            }
            Word::Close { name, own } => {
                if self.skipping > 0 {
                    self.skipping -= 1;
                } else {
                    self.end(name, own);
                }
            }
            Word::Text(text) => {
                if self.is_text && self.skipping == 0 {
                    self.text.push_str(text);
                }
            }
        }
    }

    fn skip(&mut self, empty: bool) {
        self.skipping = usize::from(!empty);
    }

    /// An element of another language: alternatives of one content, pictures, formulas.
    fn foreign(&mut self, name: &str, empty: bool) {
        match name {
            "AlternateContent" if !empty => self.alternatives.push(false),
            "Choice" | "Fallback" => {
                let was_taken = self.alternatives.last_mut().is_none_or(|taken| std::mem::replace(taken, true));
                if was_taken {
                    self.skip(empty);
                }
            }
            "blip" | "imagedata" => self.unkept.add("picture"),
            "t" if !empty && !self.open.is_empty() => {
                // The words of a formula.
                self.is_text = true;
                self.preserves = true;
            }
            "oMath" => self.unkept.add("formula that is kept as plain words"),
            _ => {}
        }
    }

    fn start(&mut self, name: &str, element: &BytesStart<'_>, empty: bool) {
        match (self.state, name) {
            (State::Paragraph, "rPr") if !empty => self.state = State::Mark,
            (State::Paragraph, _) => self.property(name, element, empty),
            (State::Mark, "del") => {
                if let Some(open) = self.open.last_mut() {
                    open.is_deleted = true;
                }
            }
            (State::Mark, "rPrChange") => self.skip(empty),
            (State::Mark, _) => {}
            (State::Run, "rPrChange") => self.skip(empty),
            (State::Run, "rStyle") => {
                self.run.style = xml::val(element).map(|id| self.styles.character(&id)).unwrap_or_default();
            }
            (State::Run, _) => {
                if !self.run.props.take(name, element) {
                    self.unkept.add("property of runs");
                }
            }
            (State::Outside, _) => self.content(name, element, empty),
        }
    }

    fn property(&mut self, name: &str, element: &BytesStart<'_>, empty: bool) {
        let Some(open) = self.open.last_mut() else { return };
        match name {
            "pStyle" => {
                let style = xml::val(element).map(|id| self.styles.paragraph(&id)).unwrap_or_default();
                open.paragraph.role = style.role;
                open.props = style.props;
            }
            "outlineLvl" => {
                if let Some(level) = xml::val(element).and_then(|level| level.trim().parse().ok()) {
                    let is_own = matches!(open.paragraph.role, Role::Analytic | Role::Undertag);
                    if !is_own {
                        open.paragraph.role = Role::of_outline(level);
                    }
                }
            }
            "numPr" => open.paragraph.is_numbered = true,
            "ilvl" => {}
            // Number 0 takes a style's numbering away.
            "numId" => open.paragraph.is_numbered = xml::val(element).as_deref() != Some("0"),
            "pPrChange" => self.skip(empty),
            "sectPr" => {
                self.unkept.add("page setup");
                self.skip(empty);
            }
            // They tell where lines and pages break.
            "rPr" | "keepNext" | "keepLines" | "widowControl" | "bidi" | "pageBreakBefore" => {}
            _ => {
                self.unkept.add("property of paragraphs");
                self.skip(empty);
            }
        }
    }

    fn content(&mut self, name: &str, element: &BytesStart<'_>, empty: bool) {
        match name {
            "p" => {
                self.count += 1;
                if self.open.len() >= MAX_NESTED {
                    self.put(BREAK.encode_utf8(&mut [0; 4]));
                    self.too_deep += usize::from(!empty);
                    return;
                }
                let paragraph = Paragraph { number: self.count, ..Paragraph::default() };
                let outer = std::mem::take(&mut self.run);
                self.open.push(Open { paragraph, props: Props::default(), boxed: Vec::new(), is_deleted: false, outer });
                if empty {
                    self.end("p", true);
                }
            }
            "pPr" if !empty => self.state = State::Paragraph,
            "r" => self.run = Run::default(),
            "rPr" if !empty => self.state = State::Run,
            "t" if !empty => {
                self.is_text = true;
                self.preserves = element.attributes_raw().contains("preserve");
            }
            "tab" | "ptab" => self.put("\t"),
            "br" => {
                let kind = xml::attribute(element, "type");
                if matches!(kind.as_deref(), None | Some("textWrapping")) {
                    self.put(BREAK.encode_utf8(&mut [0; 4]));
                }
            }
            "cr" => self.put(BREAK.encode_utf8(&mut [0; 4])),
            "noBreakHyphen" => self.put("\u{2011}"),
            "softHyphen" => self.put("\u{ad}"),
            "sym" => {
                if let Some(c) = symbol(&xml::attribute(element, "char").unwrap_or_default()) {
                    self.put(c.encode_utf8(&mut [0; 4]));
                }
            }
            "footnoteReference" | "endnoteReference" => self.reference(name, element),
            "footnote" | "endnote" => {
                let is_real = matches!(xml::attribute(element, "type").as_deref(), None | Some("normal"));
                self.note = xml::attribute(element, "id").unwrap_or_default();
                if !is_real {
                    self.skip(empty);
                }
            }
            "del" | "moveFrom" => {
                self.unkept.add("deletion that was not yet accepted");
                self.skip(empty);
            }
            "commentReference" => self.unkept.add("comment"),
            // What fields do, what content controls are, how tables and sections look; the reading over Asian letters.
            "instrText" | "delText" | "sdtPr" | "sdtEndPr" | "tblPr" | "trPr" | "tcPr" | "tblGrid" | "tblPrEx" | "rt"
            | "background" => self.skip(empty),
            "sectPr" => self.skip(empty),
            "tbl" => self.unkept.add("table that is kept as paragraphs"),
            _ => {}
        }
    }

    fn reference(&mut self, name: &str, element: &BytesStart<'_>) {
        let Some(id) = xml::attribute(element, "id") else { return };
        let Some(open) = self.open.last_mut() else { return };
        open.paragraph.notes.push((id.clone(), name == "endnoteReference"));
        let marker = format!("[{id}]");
        self.put(&marker);
    }

    fn end(&mut self, name: &str, own: bool) {
        match (name, own) {
            ("AlternateContent", false) => {
                self.alternatives.pop();
            }
            ("t", _) if self.is_text => {
                self.is_text = false;
                let text = std::mem::take(&mut self.text);
                let kept = if self.preserves { text.as_str() } else { text.trim_matches([' ', '\t', '\n', '\r']) };
                self.put(kept);
                self.text = text;
                self.text.clear();
            }
            ("rPr", true) => {
                self.state = if self.state == State::Mark { State::Paragraph } else { State::Outside };
            }
            ("pPr", true) => self.state = State::Outside,
            ("p", true) => self.close(),
            ("tc", true) => {}
            _ => {}
        }
    }

    fn close(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(done) = self.open.pop() else { return };
        let Open { mut paragraph, mut boxed, is_deleted, outer, .. } = done;
        self.run = outer;
        match self.open.last_mut() {
            Some(outer) => {
                outer.boxed.push(paragraph);
                outer.boxed.append(&mut boxed);
            }
            None => {
                if is_deleted && paragraph.words.text.is_empty() {
                    return;
                }
                if matches!(paragraph.role, Role::Contents) {
                    self.unkept.add("line of a table of contents");
                    paragraph.words = Passage::default();
                }
                (self.each)(&self.note, paragraph);
                for inner in boxed {
                    (self.each)(&self.note, inner);
                }
            }
        }
    }

    /// Adds words to the open paragraph, as the open run is marked.
    fn put(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        let style: Style = match open.paragraph.role {
            Role::Heading(_) => Style::PLAIN,
            Role::Tag | Role::Analytic | Role::Undertag => self.run.style(Props::default()).in_heading(),
            Role::Body | Role::Cites | Role::Contents => self.run.style(open.props).marks,
        };
        if text.contains(is_unkept) {
            let clean: String = text.chars().filter_map(cleaned).collect();
            open.paragraph.words.push(&clean, style);
        } else {
            open.paragraph.words.push(text, style);
        }
    }
}

/// A character that the rules of texts do not allow, or that means something else there.
fn is_unkept(c: char) -> bool {
    c.is_control() && c != '\t'
}

fn cleaned(c: char) -> Option<char> {
    match c {
        '\n' | '\r' => Some(' '),
        c if is_unkept(c) => None,
        c => Some(c),
    }
}

/// A character of a symbol font (17.3.3.30): the usual bullets and arrows, others as they are numbered.
fn symbol(code: &str) -> Option<char> {
    let code = u32::from_str_radix(code.trim(), 16).ok()?;
    char::from_u32(match code {
        0xf0b7 => 0x2022,
        0xf0a7 => 0x25aa,
        0xf0d8 => 0x27a2,
        0xf0e0 | 0xf0e8 => 0x2192,
        0xf0fc => 0x2713,
        0xf020..=0xf07e => code - 0xf000,
        code => code,
    })
    .filter(|c| !c.is_control())
}
