//! A debate file as Verbatim has it: exactly five parts, and nothing but the styles of the contract.

use agon_core::diagnostic::Diagnostic;
use agon_core::model::{Citation, EvidenceForm, LinkIndex, Map, Marks, Node, NodeIndex, Passage, Style};

use super::package::{DECLARATION, WORD};
use super::plan::{Item, is_tagged};
use super::runs::{self, Within};
use crate::citation::{self, Reference};

/// Which document is made of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// As it is.
    AsIs,
    /// To send to the other side: no analytics, no undertags.
    Send,
    /// To read from: tags, short citations, what is read aloud.
    Read,
    /// After the speech: with a marker where the speaker stopped.
    Marked,
}

/// How analytics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analytics {
    /// In the style that they came in.
    Keep,
    /// In the style `Analytic`.
    Style,
    /// As tags.
    Tag,
    /// Not at all.
    Drop,
}

/// How a debate file is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Which document.
    pub preset: Preset,
    /// How analytics.
    pub analytics: Analytics,
}

/// The marker of a card that was not read to its end.
const MARKER: &str = "[MARKED]";

pub struct Writer<'a> {
    map: &'a Map,
    wanted: Wanted,
    out: String,
    silent: usize,
    dropped: usize,
    unmarked: usize,
}

/// The text of a debate file, and what could not be kept.
pub fn document(map: &Map, items: &[Item], wanted: Wanted) -> (String, Vec<Diagnostic>) {
    let mut writer = Writer { map, wanted, out: String::new(), silent: 0, dropped: 0, unmarked: 0 };
    writer.out.push_str(DECLARATION);
    writer.out.push_str("<w:document xmlns:w=\"");
    writer.out.push_str(WORD);
    writer.out.push_str("\"><w:body>");
    for item in items {
        writer.item(item);
    }
    writer.out.push_str(
        "<w:sectPr><w:pgSz w:w=\"12240\" w:h=\"15840\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" w:bottom=\"1440\" w:left=\"1440\" w:header=\"720\" w:footer=\"720\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
    );
    let mut losses = Vec::new();
    if writer.silent > 0 {
        let message =
            format!("{} cards have nothing highlighted; what is underlined in them is written, or all of it", writer.silent);
        losses.push(Diagnostic::warning("docx/nothing-highlighted", message).hint("highlight what is read aloud"));
    }
    if writer.unmarked > 0 {
        let message = format!("{} markers point at words that their cards do not hold", writer.unmarked);
        losses.push(
            Diagnostic::warning("docx/marker", message).hint("`marked` holds a count of characters or the last words read"),
        );
    }
    (writer.out, losses)
}

impl Writer<'_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Heading { level, title } => self.styled(&format!("Heading{level}"), title, &Marks::default()),
            Item::Tag(index) => self.tag(self.map.node(*index)),
            Item::Card(index, link) => self.card(*index, *link),
            Item::Note(index) => self.note(self.map.node(*index)),
        }
    }

    fn styled(&mut self, style: &str, words: &str, marks: &Marks) {
        runs::paragraph(&mut self.out, Some(style), words, marks, Within::Heading);
    }

    fn tag(&mut self, node: &Node) {
        let is_analytic = is_tagged(node, "analytic");
        let was_analytic = node.attributes.get("docx_tag").and_then(|value| value.as_str()) == Some("analytic");
        let drops = self.wanted.analytics == Analytics::Drop || self.wanted.preset == Preset::Send;
        if is_analytic && drops {
            self.dropped += 1;
            return;
        }
        let style = match self.wanted.analytics {
            Analytics::Style if is_analytic => "Analytic",
            Analytics::Keep if was_analytic => "Analytic",
            _ => "Heading4",
        };
        self.styled(style, &node.text, &marks(node, "marks", &node.text));
        let undertag = node.attributes.get("undertag").and_then(|value| value.as_str());
        if let Some(undertag) = undertag.filter(|_| self.wanted.preset != Preset::Send) {
            let whole = marks(node, "undertag_marks", undertag);
            self.paragraphs(Some("Undertag"), undertag, &whole, Within::Heading);
        }
    }

    fn note(&mut self, node: &Node) {
        if self.wanted.preset == Preset::Read {
            return;
        }
        let whole = marks(node, "marks", &node.text);
        self.paragraphs(None, &node.text, &whole, Within::Body);
    }

    /// Words as paragraphs, one a line.
    fn paragraphs(&mut self, style: Option<&str>, words: &str, marks: &Marks, within: Within) {
        runs::begin(&mut self.out, style, words.split('\n').next().unwrap_or_default(), "");
        let mut at = 0;
        for (text, marked) in marks.runs(words) {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    at += 1;
                    runs::end(&mut self.out);
                    let next = words[at..].split('\n').next().unwrap_or_default();
                    runs::begin(&mut self.out, style, next, "");
                }
                runs::run(&mut self.out, line, &marked, within);
                at += line.len();
            }
        }
        runs::end(&mut self.out);
    }

    fn card(&mut self, index: NodeIndex, link: Option<LinkIndex>) {
        let node = self.map.node(index);
        let bare = Citation::default();
        let citation = node.citation.as_deref().unwrap_or(&bare);
        let use_of = link.map(|link| self.map.link(link));
        let is_continued = use_of.is_some_and(|link| link.attributes.contains_key("docx_part"));
        let cite = match use_of.and_then(|link| Some((link.attributes.get("cite")?.as_str()?, link))) {
            Some((text, link)) => {
                let marks = link.attributes.get("cite_marks").and_then(|marks| marks.as_str()).unwrap_or_default();
                let marks: Marks = marks.parse().unwrap_or_default();
                let marks = if marks.fit(text).is_ok() { marks } else { Marks::default() };
                Some(Passage { text: text.to_owned(), marks })
            }
            None => citation.cite.clone().or_else(|| made_cite(self.map, citation)),
        };
        if let Some(cite) = cite.filter(|_| !is_continued) {
            self.cite(&cite);
        }
        let (words, marks) = match &citation.quote {
            Some(quote) => (quote.clone(), use_of.and_then(|link| link.marks.as_deref()).unwrap_or(&citation.marks).clone()),
            None if citation.cite.is_some() => return,
            None if citation.form == EvidenceForm::Paraphrase && citation.source.is_some() => {
                (format!("[Paraphrase] {}", node.text), Marks::default())
            }
            None => (node.text.clone(), Marks::default()),
        };
        match self.wanted.preset {
            Preset::Read => self.read(&words, &marks),
            Preset::Marked => {
                let stop = use_of.and_then(|link| link.attributes.get("marked")).or_else(|| node.attributes.get("marked"));
                match stop {
                    Some(stop) => self.marked(&words, &marks, stop),
                    None => self.paragraphs(None, &words, &marks, Within::Body),
                }
            }
            Preset::AsIs | Preset::Send => self.paragraphs(None, &words, &marks, Within::Body),
        }
    }

    fn cite(&mut self, cite: &Passage) {
        if self.wanted.preset == Preset::Read {
            let short = cite.marks.pick(&cite.text, " ", |style| style.cite);
            let short = short.split_whitespace().collect::<Vec<_>>().join(" ");
            if !short.is_empty() {
                let whole = Marks::default();
                runs::begin(&mut self.out, None, &short, "");
                for (text, _) in whole.runs(&short) {
                    runs::run(&mut self.out, text, &Style { cite: true, ..Style::PLAIN }, Within::Body);
                }
                runs::end(&mut self.out);
                return;
            }
        }
        self.paragraphs(None, &cite.text, &cite.marks, Within::Body);
    }

    /// Only what is read aloud; what stands apart is joined by a blank.
    fn read(&mut self, words: &str, marks: &Marks) {
        let mut wanted: fn(&Style) -> bool = Style::is_spoken;
        if !marks.list().iter().any(|mark| mark.style.is_spoken()) {
            self.silent += 1;
            wanted = Style::is_summary;
        }
        if !marks.list().iter().any(|mark| wanted(&mark.style)) {
            self.paragraphs(None, words, marks, Within::Body);
            return;
        }
        let mut read = Passage::default();
        let mut is_apart = false;
        for (text, style) in marks.runs(words) {
            if wanted(&style) {
                let touches =
                    read.text.is_empty() || read.text.ends_with(char::is_whitespace) || text.starts_with(char::is_whitespace);
                if is_apart && !touches {
                    read.push(" ", Style::PLAIN);
                }
                read.push(text, Style { half_points: None, ..style });
                is_apart = false;
            } else {
                is_apart = true;
            }
        }
        self.paragraphs(None, &read.text, &read.marks, Within::Body);
    }

    /// With the marker where the speaker stopped.
    fn marked(&mut self, words: &str, marks: &Marks, stop: &serde_json::Value) {
        let place = match stop {
            serde_json::Value::String(last) => words.find(last.as_str()).map(|at| words[..at + last.len()].chars().count()),
            stop => stop.as_u64().and_then(|at| usize::try_from(at).ok()).filter(|at| *at <= words.chars().count()),
        };
        let Some(place) = place else {
            self.unmarked += 1;
            self.paragraphs(None, words, marks, Within::Body);
            return;
        };
        let marker = Style { bold: true, color: Some(agon_core::model::Rgb([0xc0, 0, 0])), ..Style::PLAIN };
        let mut passage = Passage::default();
        let mut at = 0;
        let mut is_put = false;
        for (text, style) in marks.runs(words) {
            let count = text.chars().count();
            if !is_put && place <= at + count {
                let cut = text.char_indices().nth(place - at).map_or(text.len(), |(cut, _)| cut);
                passage.push(&text[..cut], style);
                passage.push(&format!(" {MARKER} "), marker);
                passage.push(&text[cut..], style);
                is_put = true;
            } else {
                passage.push(text, style);
            }
            at += count;
        }
        self.paragraphs(None, &passage.text, &passage.marks, Within::Body);
    }
}

/// The marks of a text that a node keeps as an attribute.
fn marks(node: &Node, key: &str, text: &str) -> Marks {
    let marks: Option<Marks> = node.attributes.get(key).and_then(|marks| marks.as_str()?.parse().ok());
    marks.filter(|marks| marks.fit(text).is_ok()).unwrap_or_default()
}

/// A citation line for evidence that did not come with one: who and when, then the reference.
pub fn made_cite(map: &Map, citation: &Citation) -> Option<Passage> {
    let source = map.sources().get(citation.source.as_ref()?)?;
    let mut cite = Passage::default();
    cite.push(&source.short_citation(), Style { cite: true, ..Style::PLAIN });
    let reference = Reference::of(source).to_string();
    let mut rest = format!(" ({}", reference.trim_end_matches('.'));
    let place = citation::short(map, &Citation { quote: None, ..citation.clone() });
    if let Some(place) = place.and_then(|place| place.strip_prefix(&source.short_citation()).map(str::to_owned)) {
        rest.push_str(&place);
    }
    rest.push(')');
    cite.push(&rest.replace('\n', " "), Style::PLAIN);
    Some(cite)
}
