//! A map as a report: headings for questions and answers, paragraphs for arguments, quotations, a bibliography.

mod parts;

use std::fmt::Write;

use agon_core::diagnostic::Diagnostic;
use agon_core::model::{LinkIndex, Map, Name, Node, NodeIndex, NodeKind, Relation, Style};

use super::package::{DECLARATION, WORD};
use super::plan::{is_debate_file, is_tagged};
use super::runs::{self, Within};
use crate::citation::{self, Reference};
use crate::escape::closed;
use crate::outline::{Outline, Plan, Shared, Shown, Step};
use crate::words::rivals_line;

pub use parts::{core, footer, settings};

/// How deep arguments stand within one another; what lies deeper is continued under a heading of its own.
const NEST: usize = 8;
/// How far each level is set in, in twentieths of a point.
const INDENT: usize = 340;

const BOLD: Style = Style { bold: true, ..Style::PLAIN };
const ITALIC: Style = Style { italic: true, ..Style::PLAIN };

struct Report<'a> {
    map: &'a Map,
    outline: &'a Outline,
    out: String,
    /// Whether the texts of cards were made of their own words.
    is_debate: bool,
    bookmarks: usize,
    level: usize,
    /// The open links, innermost last, each with how many premises stand together.
    links: Vec<(LinkIndex, usize)>,
    /// For each open node whether it is a heading.
    headings: Vec<bool>,
    /// How many arguments are open.
    depth: usize,
    continued: bool,
}

/// The text of a report, and what could not be kept.
pub fn document(map: &Map, shared: Shared) -> (String, Vec<Diagnostic>) {
    let outline = Outline::new(map, Plan { shared, depth: 0, nest: NEST });
    let losses = outline.losses();
    let mut report = Report {
        map,
        outline: &outline,
        out: format!(
            "{DECLARATION}<w:document xmlns:w=\"{WORD}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>"
        ),
        is_debate: is_debate_file(map),
        bookmarks: 0,
        level: 1,
        links: Vec::new(),
        headings: Vec::new(),
        depth: 0,
        continued: false,
    };
    report.text("Title", &map.info().title, &Style::PLAIN);
    if !map.info().summary.trim().is_empty() {
        report.text("Subtitle", &map.info().summary, &Style::PLAIN);
    }
    for step in &outline.steps {
        report.step(*step);
    }
    report.bibliography();
    report.out.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
    );
    (report.out, losses)
}

impl Report<'_> {
    fn text(&mut self, style: &str, words: &str, marked: &Style) {
        runs::begin(&mut self.out, Some(style), words, "");
        runs::run(&mut self.out, &closed(words), marked, Within::Report);
        runs::end(&mut self.out);
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Section(index) => {
                let section = &self.map.info().sections[index];
                let level = usize::from(section.level.clamp(1, 7));
                self.text(&format!("Heading{level}"), &section.title, &Style::PLAIN);
                self.level = level + 1;
            }
            Step::OpenRoot { continued, .. } => self.continued = continued,
            Step::CloseRoot => {}
            Step::OpenLink { link, premises } => {
                self.links.push((link, premises));
                if premises > 1 {
                    self.group(link, premises);
                }
            }
            Step::CloseLink => {
                if self.links.pop().is_some_and(|(_, premises)| premises > 1) {
                    self.depth -= 1;
                }
            }
            Step::OpenNode { node, shown, .. } => self.node(node, shown),
            Step::CloseNode => {
                if self.headings.pop() == Some(false) {
                    self.depth -= 1;
                }
            }
        }
    }

    fn begin(&mut self, words: &str) {
        let left = (self.depth + 1) * INDENT;
        let more = format!("<w:ind w:left=\"{left}\" w:hanging=\"{INDENT}\"/>");
        runs::begin(&mut self.out, Some("ListParagraph"), words, &more);
        self.depth += 1;
    }

    fn run(&mut self, text: &str, style: &Style) {
        runs::run(&mut self.out, text, style, Within::Report);
    }

    /// The line above linked premises.
    fn group(&mut self, link: LinkIndex, premises: usize) {
        self.begin("");
        self.run(&format!("{}, {premises} premises together", self.role(link)), &BOLD);
        self.run(&format!("{}:", self.strength(link)), &Style::PLAIN);
        self.reason(link);
        runs::end(&mut self.out);
    }

    fn node(&mut self, index: NodeIndex, shown: Shown) {
        let node = self.map.node(index);
        let link = self.links.last().copied();
        let root = self.headings.is_empty();
        let is_named = matches!(shown, Shown::Again | Shown::Later);
        // A root is a heading, and so is a rival answer to a question that is one; loose words are none.
        let is_loose = root && (node.kind == NodeKind::Evidence || is_tagged(node, "note"));
        let rival =
            link.is_some_and(|(link, _)| self.map.link(link).relation == Relation::Answers) && self.depth == 0 && !is_named;
        let is_heading = (root || rival) && !is_loose;
        self.headings.push(is_heading);
        if is_heading {
            self.heading(index, shown, rival);
            return;
        }
        let role = match link {
            Some((link, 1)) => self.role(link),
            _ if is_tagged(node, "note") => String::new(),
            _ => {
                let kind = node.kind.word();
                format!("{}{}", kind[..1].to_uppercase(), &kind[1..])
            }
        };
        self.begin(&node.text);
        self.bookmark(index, shown);
        if !role.is_empty() {
            self.run(&role, &BOLD);
            let strength = link.filter(|(_, premises)| *premises == 1).map(|(link, _)| self.strength(link)).unwrap_or_default();
            self.run(&format!("{strength}: "), &Style::PLAIN);
        }
        let quotes = node.citation.as_ref().is_some_and(|citation| citation.quote.is_some());
        if !(self.is_debate && quotes) || is_named {
            self.run(&closed(&node.text), &Style::PLAIN);
        }
        match shown {
            Shown::Again => self.refer(index, " (see above)"),
            Shown::Later => self.refer(index, " (continued below)"),
            Shown::Cut(hidden) => self.run(&format!(" (… {hidden} more beneath)"), &Style::PLAIN),
            Shown::Full { .. } => {}
        }
        if !is_named {
            self.cite(node);
        }
        if let Some((link, 1)) = link {
            self.reason(link);
        }
        runs::end(&mut self.out);
        if !is_named {
            self.quote(node);
        }
    }

    fn heading(&mut self, index: NodeIndex, shown: Shown, rival: bool) {
        let node = self.map.node(index);
        let prefix = match (self.continued && !rival, node.kind) {
            (true, _) => "Continued: ",
            (false, NodeKind::Claim) if rival => "Answer: ",
            (false, NodeKind::Question | NodeKind::Claim) => "",
            (false, NodeKind::Evidence) => "Evidence: ",
            (false, NodeKind::Rebuttal) => "Rebuttal: ",
        };
        let level = (self.level + usize::from(rival)).min(9);
        runs::begin(&mut self.out, Some(&format!("Heading{level}")), &node.text, "");
        self.bookmark(index, shown);
        self.run(prefix, &Style::PLAIN);
        self.run(&closed(&node.text), &Style::PLAIN);
        runs::end(&mut self.out);
        if let Some(line) = node.rivals.and_then(|rivals| rivals_line(rivals.relation, rivals.exhaustive)) {
            self.text("Note", &line, &Style::PLAIN);
        }
        if let Shown::Cut(hidden) = shown {
            self.text("Note", &format!("… {hidden} more beneath"), &Style::PLAIN);
        }
        if node.citation.is_some() {
            runs::begin(&mut self.out, None, "", "");
            self.cite(node);
            runs::end(&mut self.out);
            self.quote(node);
        }
    }

    /// The word for how a link bears on what stands above it.
    fn role(&self, link: LinkIndex) -> String {
        let record = self.map.link(link);
        match record.relation {
            Relation::Answers => "Answer".to_owned(),
            Relation::Supports => "For".to_owned(),
            Relation::Rebuts => "Against".to_owned(),
            Relation::Contradicts => "Contradicts".to_owned(),
            Relation::Undercuts | Relation::Underpins => {
                let word = if record.relation == Relation::Undercuts { "Undercuts" } else { "Underpins" };
                let outer = self.links.iter().rev().nth(usize::from(self.links.last().is_some_and(|(last, _)| *last == link)));
                match outer.map(|(outer, _)| self.map.link(*outer).relation) {
                    Some(Relation::Supports | Relation::Underpins) => format!("{word} this support"),
                    Some(Relation::Rebuts | Relation::Undercuts) => format!("{word} this attack"),
                    _ => format!("{word} this step"),
                }
            }
        }
    }

    fn strength(&self, link: LinkIndex) -> String {
        self.map.link(link).strength.map_or_else(String::new, |strength| format!(" (strength {strength})"))
    }

    fn reason(&mut self, link: LinkIndex) {
        let record = self.map.link(link);
        if let Some(reason) = record.reason.as_deref().filter(|reason| !reason.trim().is_empty()) {
            self.run(" Because: ", &ITALIC);
            self.run(&closed(reason), &Style::PLAIN);
        }
        if let Some(scheme) = record.scheme.as_ref().map(Name::as_str) {
            self.run(&format!(" (scheme: {scheme})"), &ITALIC);
        }
    }

    fn cite(&mut self, node: &Node) {
        let Some(citation) = node.citation.as_deref() else { return };
        if let Some(short) = citation::short(self.map, citation) {
            self.run(&format!(" ({})", closed(&short)), &Style::PLAIN);
        }
    }

    /// The quoted words, as marked.
    fn quote(&mut self, node: &Node) {
        let Some(citation) = node.citation.as_deref() else { return };
        let Some(quote) = citation.quote.as_deref().filter(|quote| !quote.trim().is_empty()) else { return };
        let more = format!("<w:ind w:left=\"{}\" w:right=\"567\"/>", self.depth * INDENT + 227);
        runs::begin(&mut self.out, Some("Quote"), quote, &more);
        for (text, style) in citation.marks.runs(quote) {
            runs::run(&mut self.out, text, &Style { hidden: false, ..style }, Within::Report);
        }
        runs::end(&mut self.out);
    }

    /// The place that references lead to.
    fn bookmark(&mut self, index: NodeIndex, shown: Shown) {
        let is_here = matches!(shown, Shown::Full { first: true } | Shown::Cut(_));
        if is_here && self.outline.referred[index.at()] {
            let (id, name) = (self.bookmarks, anchor(index));
            self.bookmarks += 1;
            write!(self.out, "<w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/><w:bookmarkEnd w:id=\"{id}\"/>")
                .expect("writing to a string cannot fail");
        }
    }

    fn refer(&mut self, index: NodeIndex, words: &str) {
        write!(self.out, "<w:hyperlink w:anchor=\"{}\" w:history=\"1\"><w:r><w:rPr><w:rStyle w:val=\"Hyperlink\"/></w:rPr><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:hyperlink>", anchor(index))
            .expect("writing to a string cannot fail");
    }

    fn bibliography(&mut self) {
        if self.map.sources().is_empty() {
            return;
        }
        self.text("Heading1", "Sources", &Style::PLAIN);
        let mut references: Vec<(String, Reference)> =
            self.map.sources().values().map(|source| (source.short_citation(), Reference::of(source))).collect();
        references.sort_by(|(one, first), (other, second)| {
            (one.to_lowercase(), &first.title).cmp(&(other.to_lowercase(), &second.title))
        });
        for (_, reference) in references {
            let words = reference.to_string();
            self.text("Bibliography", &words, &Style::PLAIN);
        }
    }
}

/// The name of a node's bookmark: letters, digits and underscores, at most forty.
fn anchor(index: NodeIndex) -> String {
    format!("node_{}", index.at() + 1)
}
