//! The tree: the steps of the outline as nested, collapsible elements.

use agon_core::extend::Scoring;
use agon_core::model::{Citation, LinkIndex, Map, Node, NodeIndex, NodeKind, Relation};

use super::marked::marked;
use super::overview;
use super::page::push;
use crate::citation;
use crate::escape::html;
use crate::outline::{Outline, Shown, Step};
use crate::words::anchor;

/// Branches above this depth start open.
const OPEN: usize = 2;

pub(super) struct Tree<'a> {
    map: &'a Map,
    outline: &'a Outline,
    scoring: Option<&'a Scoring>,
    out: &'a mut String,
    /// The open links, innermost last, with how many premises stand together.
    links: Vec<(LinkIndex, usize)>,
    /// What closes each open node.
    ends: Vec<&'static str>,
    continued: bool,
    /// Where the texts of the map's sections stand among the headings.
    level: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn new(map: &'a Map, outline: &'a Outline, scoring: Option<&'a Scoring>, out: &'a mut String) -> Self {
        Self { map, outline, scoring, out, links: Vec::new(), ends: Vec::new(), continued: false, level: 2 }
    }

    pub(super) fn write(mut self) {
        let outline = self.outline;
        for (at, step) in outline.steps.iter().enumerate() {
            match *step {
                Step::Section(index) => self.section(index),
                Step::OpenRoot { continued, .. } => {
                    self.continued = continued;
                    self.out.push_str("<section class=\"item root\">");
                }
                Step::CloseRoot => self.out.push_str("</section>\n"),
                Step::OpenLink { link, premises } => self.open_link(link, premises),
                Step::CloseLink => {
                    let group = self.links.pop().is_some_and(|(_, premises)| premises > 1);
                    self.out.push_str(if group { "</ul></details></li>\n" } else { "</li>\n" });
                }
                Step::OpenNode { node, shown, depth } => {
                    let leaf = outline.steps.get(at + 1) == Some(&Step::CloseNode);
                    self.open_node(node, shown, depth, leaf);
                }
                Step::CloseNode => {
                    let end = self.ends.pop().unwrap_or_default();
                    self.out.push_str(end);
                }
            }
        }
    }

    fn section(&mut self, index: usize) {
        let section = &self.map.info().sections[index];
        self.level = (1 + usize::from(section.level.max(1))).min(5);
        let level = self.level;
        push(
            self.out,
            format_args!(
                "<h{level} class=\"section\" id=\"section-{}\" dir=\"auto\">{}</h{level}>\n",
                index + 1,
                html(&section.title)
            ),
        );
    }

    fn open_link(&mut self, link: LinkIndex, premises: usize) {
        let relation = self.map.link(link).relation;
        push(self.out, format_args!("<li class=\"item {}\">", item_class(relation)));
        if premises > 1 {
            let role = self.role(link);
            let extra = match self.link_bits(link) {
                bits if bits.is_empty() => bits,
                bits => format!(" <span class=\"bits\">{bits}</span>"),
            };
            push(
                self.out,
                format_args!(
                    "<details class=\"node linked\" open><summary class=\"head\">{role}<span class=\"kind\">{premises} premises that stand or fall together</span>{extra}</summary>"
                ),
            );
            self.reason_body(link);
            self.out.push_str("<ul>\n");
        }
        self.links.push((link, premises));
    }

    fn open_node(&mut self, index: NodeIndex, shown: Shown, depth: usize, leaf: bool) {
        let node = self.map.node(index);
        let link = self.links.last().copied();
        let root = self.ends.is_empty();
        let premise = !root && link.is_some_and(|(_, premises)| premises > 1);
        let link = link.filter(|(_, premises)| *premises == 1).map(|(link, _)| link);
        let answer = link.is_some_and(|link| self.map.link(link).relation == Relation::Answers) && self.ends.len() == 1;
        if premise {
            self.out.push_str("<li class=\"item premise\">");
        }

        let branch = !leaf && !root;
        let id = if matches!(shown, Shown::Full { first: true } | Shown::Cut(_)) {
            format!(" id=\"{}\"", html(&anchor(node)))
        } else {
            String::new()
        };
        let kind = node.kind.word();
        if branch {
            let open = if depth < OPEN { " open" } else { "" };
            push(self.out, format_args!("<details class=\"node {kind}\"{id}{open}><summary class=\"head\">"));
        } else {
            let leaf = if leaf { " leaf" } else { "" };
            push(self.out, format_args!("<div class=\"node {kind}{leaf}\"{id}><div class=\"head\">"));
        }
        if let Some(link) = link {
            let role = self.role(link);
            self.out.push_str(&role);
        }
        self.words(node, root, answer, link.is_some());
        self.bits(index, node, shown, link, leaf);
        self.out.push_str(if branch { "</summary>" } else { "</div>" });
        if !matches!(shown, Shown::Again | Shown::Later) {
            self.quote(node);
        }
        if let Some(link) = link {
            self.reason_body(link);
        }
        if root && node.kind == NodeKind::Question && !self.continued {
            overview::write(self.map, index, self.scoring, self.out);
        }
        match (root, branch) {
            (true, _) => self.out.push_str("</div>\n<ul class=\"tree\">\n"),
            (false, true) => self.out.push_str("<ul>\n"),
            (false, false) => self.out.push_str("</div>"),
        }
        self.ends.push(match (root, branch, premise) {
            (true, _, _) => "</ul>\n",
            (false, true, false) => "</ul></details>",
            (false, true, true) => "</ul></details></li>\n",
            (false, false, false) => "",
            (false, false, true) => "</li>\n",
        });
    }

    /// Kind and text.
    fn words(&mut self, node: &Node, root: bool, answer: bool, linked: bool) {
        let text = html(node.text.trim_ascii());
        let kind = node.kind.word();
        if root {
            let level = self.level.clamp(2, 5);
            let before = if self.continued { "continued: " } else { "" };
            push(
                self.out,
                format_args!("<span class=\"kind\">{before}{kind}</span><h{level} class=\"text\" dir=\"auto\">{text}</h{level}>"),
            );
        } else if answer {
            push(self.out, format_args!("<h3 class=\"text\" dir=\"auto\">{text}</h3>"));
        } else {
            if !linked || matches!(node.kind, NodeKind::Evidence | NodeKind::Question) {
                push(self.out, format_args!("<span class=\"kind\">{kind}</span>"));
            }
            push(self.out, format_args!("<span class=\"text\" dir=\"auto\">{text}</span>"));
        }
    }

    /// What stands small behind the text: citation, numbers, tally, name.
    fn bits(&mut self, index: NodeIndex, node: &Node, shown: Shown, link: Option<LinkIndex>, leaf: bool) {
        match shown {
            Shown::Again => {
                push(self.out, format_args!("<a class=\"again\" href=\"#{}\">shown elsewhere</a>", html(&anchor(node))))
            }
            Shown::Later => {
                push(self.out, format_args!("<a class=\"again\" href=\"#{}\">continued below</a>", html(&anchor(node))))
            }
            Shown::Cut(hidden) => push(self.out, format_args!("<span class=\"again\">… {hidden} more beneath</span>")),
            Shown::Full { .. } => {}
        }
        let mut bits = String::new();
        let citation = node.citation.as_deref();
        let cited = citation.and_then(|citation| Some((citation.source.as_ref()?, citation::short(self.map, citation)?)));
        if let Some((key, short)) = cited {
            let (key, short) = (html(key.as_str()), html(&short));
            push(&mut bits, format_args!("<a class=\"cite\" dir=\"auto\" href=\"#s-{key}\">{short}</a>"));
        }
        match self.scoring.and_then(|scoring| scoring.of(index)) {
            Some(score) => push(&mut bits, format_args!("<span>{}</span>", overview::bar(score))),
            None if self.scoring.is_some() => {}
            None => {
                if let Some(credence) = node.credence {
                    push(&mut bits, format_args!("<span>credence {credence}</span>"));
                }
            }
        }
        if let Some(link) = link {
            bits.push_str(&self.link_bits(link));
        }
        if !leaf && !self.ends.is_empty() && matches!(shown, Shown::Full { .. }) && !self.map.links_to(index).is_empty() {
            push(&mut bits, format_args!("<span class=\"tally\">{}</span>", overview::tally(self.map, index)));
        }
        for tag in &node.tags {
            push(&mut bits, format_args!("<span class=\"tag\">#{}</span>", html(tag.as_str())));
        }
        if let (Some(name), Shown::Full { first: true } | Shown::Cut(_)) = (&node.name, shown) {
            push(&mut bits, format_args!("<a class=\"name\" href=\"#{}\">{}</a>", html(&anchor(node)), html(name.as_str())));
        }
        if !bits.is_empty() {
            push(self.out, format_args!(" <span class=\"bits\">{bits}</span>"));
        }
    }

    fn link_bits(&self, link: LinkIndex) -> String {
        let mut bits = String::new();
        if let Some(strength) = self.map.link(link).strength {
            push(&mut bits, format_args!("<span>link strength {strength}</span>"));
        }
        let bearing = self.map.links_to_link(link).len();
        if bearing > 0 {
            push(&mut bits, format_args!("<span class=\"tally\"><span class=\"s\">~{bearing} on this step</span></span>"));
        }
        bits
    }

    fn quote(&mut self, node: &Node) {
        if let Some(quotation) = node.citation.as_deref().and_then(quotation) {
            push(self.out, format_args!("<div class=\"body\"><blockquote dir=\"auto\">{quotation}</blockquote></div>"));
        }
    }

    fn reason_body(&mut self, link: LinkIndex) {
        let record = self.map.link(link);
        let reason = record.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        if reason.is_none() && record.scheme.is_none() {
            return;
        }
        self.out.push_str("<div class=\"body\"><p>");
        if let Some(reason) = reason {
            push(
                self.out,
                format_args!("<span class=\"label\">Because:</span> <span class=\"text\" dir=\"auto\">{}</span> ", html(reason)),
            );
        }
        if let Some(scheme) = &record.scheme {
            push(self.out, format_args!("<span class=\"label\">Scheme:</span> {}", html(scheme.as_str())));
        }
        self.out.push_str("</p></div>");
    }

    /// The badge that says how a link bears on what stands above it.
    fn role(&self, link: LinkIndex) -> String {
        let relation = self.map.link(link).relation;
        let outer = || {
            let outer = self.links.iter().rev().find(|(outer, _)| *outer != link);
            match outer.map(|(outer, _)| self.map.link(*outer).relation) {
                Some(outer) if outer.is_pro() => "this support",
                Some(outer) if outer.is_con() => "this attack",
                _ => "this step",
            }
        };
        match relation {
            Relation::Answers => "<span class=\"role\">Answer</span>".to_owned(),
            Relation::Supports => "<span class=\"role pro\">+ For</span>".to_owned(),
            Relation::Rebuts => "<span class=\"role con\">− Against</span>".to_owned(),
            Relation::Contradicts => "<span class=\"role con\">≠ Contradicts</span>".to_owned(),
            Relation::Undercuts => format!("<span class=\"role step\">~ Undercuts {}</span>", outer()),
            Relation::Underpins => format!("<span class=\"role step\">^ Underpins {}</span>", outer()),
        }
    }
}

/// The words of a source as they stand on the page, with their marks.
fn quotation(citation: &Citation) -> Option<String> {
    let quote = citation.quote.as_deref()?;
    (!quote.trim().is_empty())
        .then(|| if citation.marks.is_empty() { html(quote.trim_ascii()) } else { marked(quote, &citation.marks) })
}

fn item_class(relation: Relation) -> &'static str {
    match relation {
        Relation::Answers => "answer",
        Relation::Supports => "pro",
        Relation::Rebuts | Relation::Contradicts => "con",
        Relation::Undercuts | Relation::Underpins => "onlink",
    }
}
