//! From paragraphs to headings, tags, cards and notes.
//!
//! A card is what follows a tag until the next heading or tag: a citation of one or two paragraphs, and the body. Files
//! of formats without tags are read by their citation lines.

use agon_core::model::{Passage, Style};

use super::paragraphs::Paragraph;
use super::patterns::{is_cite_line, looks_like_cite};
use crate::docx::styles::Role;

/// The most characters of a first line that a second line of the citation may follow.
const SHORT_CITE: usize = 80;
/// The most characters of a bold line that stands for a tag.
const MAX_LABEL: usize = 300;

/// What a document is made of.
#[derive(Debug, Clone)]
pub enum Piece {
    /// A pocket, hat or block.
    Heading {
        /// 1 to 3.
        level: u8,
        /// Its text; empty where it only separates files.
        title: String,
    },
    /// A tag with its cards.
    Tag(Tag),
    /// A paragraph by itself.
    Note {
        /// Its number.
        number: usize,
        /// Its words.
        words: Passage,
    },
}

/// A tag with its cards.
#[derive(Debug, Clone, Default)]
pub struct Tag {
    /// Its paragraph.
    pub number: usize,
    /// Its words; empty where the heading above is the tag.
    pub words: Passage,
    /// Whether it has the style of an analytic.
    pub is_analytic: bool,
    /// Whether the heading above stands for it.
    pub is_heading: bool,
    /// The lines that qualify it.
    pub undertags: Vec<Passage>,
    /// Its cards.
    pub cards: Vec<Card>,
}

/// A card.
#[derive(Debug, Clone, Default)]
pub struct Card {
    /// Its first paragraph.
    pub number: usize,
    /// Its citation.
    pub cite: Option<Passage>,
    /// Its words, a line feed between paragraphs.
    pub body: Passage,
}

/// Sorts paragraphs into pieces, in the order of the document.
pub fn structure(paragraphs: Vec<Paragraph>) -> Vec<Piece> {
    let has_headings = paragraphs.iter().any(|one| matches!(one.role, Role::Heading(_) | Role::Tag | Role::Analytic));
    let mut building = Building { has_headings, ..Building::default() };
    for paragraph in paragraphs {
        building.take(paragraph);
    }
    building.flush();
    building.pieces
}

#[derive(Default)]
struct Building {
    pieces: Vec<Piece>,
    has_headings: bool,
    /// Whether a heading stands above.
    under_heading: bool,
    tag: Option<Tag>,
    body: Vec<Paragraph>,
}

impl Building {
    fn take(&mut self, paragraph: Paragraph) {
        let role = paragraph.role;
        let number = paragraph.number;
        match role {
            Role::Heading(level) => {
                self.flush();
                let title = paragraph.words.text.trim().replace(super::paragraphs::BREAK, " ");
                // An empty one separates files.
                self.under_heading = !title.is_empty();
                self.pieces.push(Piece::Heading { level, title });
            }
            Role::Tag | Role::Analytic => {
                if paragraph.words.text.trim().is_empty() {
                    return;
                }
                self.flush();
                let is_analytic = role == Role::Analytic;
                self.tag = Some(Tag { number, words: trimmed(paragraph.words), is_analytic, ..Tag::default() });
            }
            Role::Undertag if self.tag.is_some() && self.body.is_empty() => {
                if let (Some(tag), false) = (&mut self.tag, paragraph.words.text.trim().is_empty()) {
                    tag.undertags.push(trimmed(paragraph.words));
                }
            }
            _ if paragraph.words.text.trim().is_empty() => {}
            _ => self.body.push(paragraph),
        }
    }

    fn flush(&mut self) {
        let body = std::mem::take(&mut self.body);
        match self.tag.take() {
            Some(mut tag) => {
                tag.cards = cards(body);
                self.pieces.push(Piece::Tag(tag));
            }
            None if self.under_heading && self.has_headings => self.without_tags(body),
            None => self.pieces.extend(body.into_iter().map(note)),
        }
    }

    /// Paragraphs under a heading that has no tags: citation lines open cards, bold lines before them are tags.
    fn without_tags(&mut self, body: Vec<Paragraph>) {
        let opens: Vec<bool> = body.iter().map(|one| opens_card(one) || is_cite_line(one.words.text.trim())).collect();
        if !opens.contains(&true) {
            self.pieces.extend(body.into_iter().map(note));
            return;
        }
        let count = body.len();
        let mut tag: Option<Tag> = None;
        let mut is_open = false;
        for (at, paragraph) in body.into_iter().enumerate() {
            let number = paragraph.number;
            if opens[at] {
                let tag = tag.get_or_insert_with(|| Tag { number, is_heading: true, ..Tag::default() });
                tag.cards.push(Card { number, cite: Some(with_cite(paragraph.words)), body: Passage::default() });
                is_open = true;
            } else if is_label(&paragraph) && (is_open || (at + 1 < count && opens[at + 1])) {
                self.pieces.extend(tag.take().map(Piece::Tag));
                let words = plain(trimmed(paragraph.words));
                tag = Some(Tag { number, words, ..Tag::default() });
                is_open = false;
            } else if let (true, Some(card)) = (is_open, tag.as_mut().and_then(|tag| tag.cards.last_mut())) {
                add(&mut card.body, paragraph.words);
            } else if let Some(tag) = tag.as_mut().filter(|tag| !tag.is_heading) {
                // Words under a bold line that cite nobody.
                if tag.cards.is_empty() {
                    tag.cards.push(Card { number, ..Card::default() });
                }
                if let Some(card) = tag.cards.last_mut() {
                    add(&mut card.body, paragraph.words);
                }
            } else {
                self.pieces.push(note(paragraph));
            }
        }
        self.pieces.extend(tag.map(Piece::Tag));
    }
}

fn note(paragraph: Paragraph) -> Piece {
    Piece::Note { number: paragraph.number, words: paragraph.words }
}

/// The cards of the paragraphs under one tag: usually one.
fn cards(body: Vec<Paragraph>) -> Vec<Card> {
    let mut groups: Vec<Vec<Paragraph>> = Vec::new();
    for paragraph in body {
        let is_next = groups.last().is_some_and(|last| last.len() > 1) && opens_card(&paragraph);
        match groups.last_mut() {
            Some(last) if !is_next => last.push(paragraph),
            _ => groups.push(vec![paragraph]),
        }
    }
    groups.into_iter().map(card).collect()
}

fn card(paragraphs: Vec<Paragraph>) -> Card {
    let number = paragraphs.first().map_or(0, |first| first.number);
    let lines = cite_lines(&paragraphs);
    let mut cite = Passage::default();
    let mut body = Passage::default();
    for (at, paragraph) in paragraphs.into_iter().enumerate() {
        add(if at < lines { &mut cite } else { &mut body }, paragraph.words);
    }
    Card { number, cite: (lines > 0).then(|| with_cite(cite)), body }
}

/// How many of the first paragraphs are the citation.
fn cite_lines(paragraphs: &[Paragraph]) -> usize {
    let [first, rest @ ..] = paragraphs else { return 0 };
    let has_cite = |one: &Paragraph| one.role == Role::Cites || has(&one.words, |style| style.cite);
    let is_marked = |one: &Paragraph| has(&one.words, |style| style.is_summary() || style.is_spoken());
    let text = |one: &Paragraph| one.words.text.trim().to_owned();
    if has_cite(first) || (!is_marked(first) && (has(&first.words, |style| style.bold) || looks_like_cite(&text(first)))) {
        let short = text(first).chars().count() <= SHORT_CITE && !looks_like_cite(&text(first));
        let details = rest.first().is_some_and(|next| !is_marked(next) && looks_like_cite(&text(next)));
        return if short && details && rest.len() > 1 { 2 } else { 1 };
    }
    match rest {
        [] => 0,
        _ if is_marked(first) => 0,
        [next, ..] if has_cite(next) && !is_marked(next) => 2,
        [_] => 1,
        [next, ..] if is_marked(next) => 1,
        _ => 2,
    }
}

/// Whether a paragraph further down begins another card: a citation with a year and nothing underlined.
fn opens_card(paragraph: &Paragraph) -> bool {
    let cited = paragraph.words.marks.pick(&paragraph.words.text, " ", |style| style.cite);
    cited.chars().filter(char::is_ascii_digit).count() >= 2
        && !has(&paragraph.words, |style| style.is_summary() || style.is_spoken())
}

/// Whether a whole line is bold, and nothing of it is read aloud: a tag in all but its style.
fn is_label(paragraph: &Paragraph) -> bool {
    let words = &paragraph.words;
    words.text.chars().count() <= MAX_LABEL
        && words.runs().all(|(text, style)| text.trim().is_empty() || (style.bold && !style.is_spoken()))
}

fn has(words: &Passage, wanted: impl Fn(&Style) -> bool) -> bool {
    words.marks.list().iter().any(|mark| wanted(&mark.style))
}

fn add(to: &mut Passage, words: Passage) {
    if !to.text.is_empty() {
        to.push("\n", Style::PLAIN);
    }
    for (text, style) in words.runs() {
        to.push(text, style);
    }
}

/// A citation in which bold stands for the style of citations gets that style.
fn with_cite(words: Passage) -> Passage {
    if has(&words, |style| style.cite) {
        return words;
    }
    let mut cite = Passage::default();
    for (text, style) in words.runs() {
        let is_cite = style.bold && !style.emphasis;
        cite.push(text, Style { cite: is_cite, bold: style.bold && !is_cite, ..style });
    }
    cite
}

/// Bold taken away, which a tag is by itself.
fn plain(words: Passage) -> Passage {
    let mut plain = Passage::default();
    for (text, style) in words.runs() {
        plain.push(text, Style { bold: false, cite: false, half_points: None, ..style });
    }
    plain
}

/// Without blanks at its ends; line breaks as a text has them.
fn trimmed(words: Passage) -> Passage {
    let text = words.text.trim();
    if text.len() == words.text.len() && !text.contains(super::paragraphs::BREAK) {
        return words;
    }
    let start = words.text.chars().take_while(|c| c.is_whitespace()).count();
    let end = start + text.chars().count();
    let mut at = 0;
    let mut trimmed = Passage::default();
    for (run, style) in words.runs() {
        let kept: String = run
            .chars()
            .enumerate()
            .filter(|(index, _)| (start..end).contains(&(at + index)))
            .map(|(_, c)| if c == super::paragraphs::BREAK { '\n' } else { c })
            .collect();
        at += run.chars().count();
        trimmed.push(&kept, style);
    }
    trimmed
}
