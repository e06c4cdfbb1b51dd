//! Markdown (CommonMark and GFM): the map as an outline that a person can read, with a list of sources.

mod sources;

use std::fmt::Write;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Exported, Exporter, ExtendError, OptionKind, OptionSpec, Options, Registry, Scoring};
use agon_core::model::{LinkIndex, Map, Name, Node, NodeIndex, NodeKind, Relation};

use crate::citation;
use crate::escape::{html, markdown_block, markdown_inline};
use crate::outline::{Outline, Plan, Shared, Shown, Step};
use crate::scores;
use crate::words::{anchor, footer, rivals_line, rounded};

/// How deep lists nest; what lies deeper is continued under a heading of its own.
const NEST: usize = 12;

/// Writes Markdown, as `markdown`.
///
/// ```
/// use agon_core::extend::{Exporter, Options, Output, Registry};
/// use agon_core::model::MapBuilder;
/// use agon_formats::markdown::Markdown;
/// let map = MapBuilder::new("drift").claim("a", "They drift.").evidence("b", "They said so.").supports("b", "a").build();
/// let markdown = Markdown::new();
/// let options = Options::check(markdown.options(), []).expect("nothing was set");
/// let Output::Document(text) = markdown.export(&map, &options, &Registry::new())?.output else { unreachable!() };
/// let text = String::from_utf8_lossy(&text);
/// assert!(text.starts_with("# drift\n\n## They drift.\n\n- **For** (evidence): They said so.\n"));
/// # Ok::<(), agon_core::extend::ExtendError>(())
/// ```
pub struct Markdown {
    options: [OptionSpec; 4],
}

impl Markdown {
    /// The format.
    pub fn new() -> Self {
        let policies = OptionKind::OneOf { one_of: Shared::WORDS.map(str::to_owned).to_vec() };
        Self {
            options: [
                OptionSpec::new(
                    "depth",
                    OptionKind::Integer { min: Some(0), max: Some(1_000_000) },
                    0,
                    "Levels to show; 0 for all",
                ),
                scores::spec(),
                OptionSpec::new("shared", policies, "link", "What to do with a node that was shown before"),
                citation::option(),
            ],
        }
    }
}

impl Default for Markdown {
    fn default() -> Self {
        Self::new()
    }
}

impl Exporter for Markdown {
    fn name(&self) -> &str {
        "markdown"
    }

    fn summary(&self) -> &str {
        "An outline to read, with citations and a list of sources"
    }

    fn extension(&self) -> &str {
        "md"
    }

    fn media_type(&self) -> &str {
        "text/markdown"
    }

    fn options(&self) -> &[OptionSpec] {
        &self.options
    }

    fn export(&self, map: &Map, options: &Options, registry: &Registry) -> Result<Exported, ExtendError> {
        let scoring = scores::wanted(map, options, registry)?;
        let plan = Plan {
            shared: Shared::from_word(options.string("shared")),
            depth: usize::try_from(options.integer("depth")).unwrap_or(0),
            nest: NEST,
        };
        let outline = Outline::new(map, plan);
        let losses: Vec<Diagnostic> = outline.losses();
        let writer = Writer { map, scoring, outline: &outline, out: String::new() };
        let references = citation::wanted(map, options)?;
        let text = writer.document(options.string("scores"), references.as_ref());
        Ok(Exported { losses, ..Exported::text(text) })
    }
}

struct Writer<'a> {
    map: &'a Map,
    scoring: Option<Scoring>,
    outline: &'a Outline,
    out: String,
}

/// Where the writer stands in the outline.
struct Position {
    /// The level of headings for roots here.
    level: usize,
    /// The open links, innermost last: the link, how many premises stand together, how many came.
    links: Vec<(LinkIndex, usize)>,
    /// For each open node whether it is a heading; its list items nest by the others.
    headings: Vec<bool>,
    /// How many list items are open.
    items: usize,
    continued: bool,
    /// Whether the last line written was an item of a list.
    in_list: bool,
}

impl Writer<'_> {
    fn document(mut self, scorer: &str, references: Option<&citation::Wanted<'_>>) -> String {
        let info = self.map.info();
        self.out = format!("# {}\n", markdown_inline(&info.title));
        if !info.summary.trim().is_empty() {
            self.paragraph(&markdown_block(&info.summary, ""));
        }
        if self.scoring.is_some() {
            self.paragraph(&format!("Numbers in brackets are strengths from 0 to 1 by {}.", markdown_inline(scorer)));
        }
        let mut at = Position { level: 2, links: Vec::new(), headings: Vec::new(), items: 0, continued: false, in_list: false };
        for step in &self.outline.steps {
            self.step(*step, &mut at);
        }
        match references {
            Some(references) => sources::write_styled(references, &mut self.out),
            None => sources::write(self.map, &mut self.out),
        }
        self.paragraph(&format!("*{}*", markdown_inline(&footer(self.map))));
        self.out
    }

    fn paragraph(&mut self, text: &str) {
        self.out.push('\n');
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self, level: usize, text: &str) {
        let marks = "######".get(..level.min(6)).unwrap_or("######");
        self.paragraph(&format!("{marks} {text}"));
    }

    fn step(&mut self, step: Step, at: &mut Position) {
        match step {
            Step::Section(index) => {
                let section = &self.map.info().sections[index];
                let level = 1 + usize::from(section.level.max(1));
                self.heading(level, &markdown_inline(&section.title));
                at.level = (level + 1).min(5);
            }
            Step::OpenRoot { continued, .. } => at.continued = continued,
            Step::CloseRoot => at.in_list = false,
            Step::OpenLink { link, premises } => {
                at.links.push((link, premises));
                if premises > 1 {
                    self.group(link, premises, at);
                }
            }
            Step::CloseLink => {
                if at.links.pop().is_some_and(|(_, premises)| premises > 1) {
                    at.items -= 1;
                }
            }
            Step::OpenNode { node, shown, .. } => self.node(node, shown, at),
            Step::CloseNode => {
                if at.headings.pop() == Some(false) {
                    at.items -= 1;
                }
            }
        }
    }

    /// The line above linked premises.
    fn group(&mut self, link: LinkIndex, premises: usize, at: &mut Position) {
        let mut line = format!("**{}**, {premises} premises together{}:", self.role(link, at), self.strength(link));
        self.begin_item(at);
        self.reason(link, &mut line, at);
        self.out.push_str(&line);
        self.out.push('\n');
    }

    fn begin_item(&mut self, at: &mut Position) {
        if !at.in_list {
            self.out.push('\n');
            at.in_list = true;
        }
        self.out.extend(std::iter::repeat_n("  ", at.items));
        self.out.push_str("- ");
        at.items += 1;
    }

    fn node(&mut self, index: NodeIndex, shown: Shown, at: &mut Position) {
        let node = self.map.node(index);
        let link = at.links.last().copied();
        let root = at.headings.is_empty();
        // A root is a heading, and so is a rival answer to a question that is one.
        let rival = link.is_some_and(|(link, _)| self.map.link(link).relation == Relation::Answers)
            && at.items == 0
            && !matches!(shown, Shown::Again | Shown::Later);
        at.headings.push(root || rival);
        if root || rival {
            at.in_list = false;
            let prefix = match (at.continued && root, node.kind) {
                (true, _) => "Continued: ",
                (false, NodeKind::Question) => "Question: ",
                (false, NodeKind::Claim) if rival => "Answer: ",
                (false, NodeKind::Claim) => "",
                (false, NodeKind::Evidence) => "Evidence: ",
                (false, NodeKind::Rebuttal) => "Rebuttal: ",
            };
            let here = self.anchor(index, shown);
            let text = format!("{here}{prefix}{}{}", markdown_inline(&node.text), self.numbers(index, node));
            self.heading(at.level + usize::from(rival), &text);
            let mut below = String::new();
            self.details(node, "", &mut below);
            if let Some(line) = node.rivals.and_then(|rivals| rivals_line(rivals.relation, rivals.exhaustive)) {
                below.push_str(&line);
                below.push('\n');
            }
            if let Shown::Cut(hidden) = shown {
                writeln!(below, "… {hidden} more beneath").expect("writing to a string cannot fail");
            }
            if !below.is_empty() {
                self.out.push('\n');
                self.out.push_str(&below);
            }
            return;
        }
        let mut line = self.anchor(index, shown);
        match link {
            Some((link, 1)) => {
                write!(line, "**{}**{}{}: ", self.role(link, at), kind_word(node), self.strength(link))
                    .expect("writing to a string cannot fail");
            }
            _ => {
                let kind = node.kind.word();
                let word = kind[..1].to_uppercase() + &kind[1..];
                write!(line, "{word}: ").expect("writing to a string cannot fail");
            }
        }
        self.begin_item(at);
        let indent = "  ".repeat(at.items);
        line.push_str(&markdown_block(&node.text, &indent));
        line.push_str(&self.numbers(index, node));
        match shown {
            Shown::Again => write!(line, " ([see above](#{}))", anchor(node)),
            Shown::Later => write!(line, " ([continued below](#{}))", anchor(node)),
            Shown::Cut(hidden) => write!(line, " (… {hidden} more beneath)"),
            Shown::Full { .. } => Ok(()),
        }
        .expect("writing to a string cannot fail");
        if !matches!(shown, Shown::Again | Shown::Later) {
            self.cite(node, &indent, &mut line);
        }
        if let Some((link, 1)) = link {
            self.reason(link, &mut line, at);
        }
        self.out.push_str(&line);
        self.out.push('\n');
    }

    /// The word for how a link bears on what stands above it.
    fn role(&self, link: LinkIndex, at: &Position) -> String {
        let record = self.map.link(link);
        match record.relation {
            Relation::Answers => "Answer".to_owned(),
            Relation::Supports => "For".to_owned(),
            Relation::Rebuts => "Against".to_owned(),
            Relation::Contradicts => "Contradicts".to_owned(),
            Relation::Undercuts | Relation::Underpins => {
                let word = if record.relation == Relation::Undercuts { "Undercuts" } else { "Underpins" };
                // The link it bears on is the one that is open around it.
                let outer = at.links.iter().rev().nth(usize::from(at.links.last().is_some_and(|(last, _)| *last == link)));
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

    fn numbers(&self, index: NodeIndex, node: &Node) -> String {
        if let Some(scoring) = &self.scoring {
            return scoring.of(index).map_or_else(String::new, |score| format!(" [{}]", rounded(score)));
        }
        node.credence.map_or_else(String::new, |credence| format!(" (credence {credence})"))
    }

    fn reason(&self, link: LinkIndex, line: &mut String, at: &Position) {
        let record = self.map.link(link);
        let indent = "  ".repeat(at.items);
        let scheme = record.scheme.as_ref().map(Name::as_str);
        let text = match (record.reason.as_deref().filter(|reason| !reason.trim().is_empty()), scheme) {
            (Some(reason), Some(scheme)) => {
                format!("*Because:* {} *(scheme: {})*", markdown_inline(reason), markdown_inline(scheme))
            }
            (Some(reason), None) => format!("*Because:* {}", markdown_inline(reason)),
            (None, Some(scheme)) => format!("*(scheme: {})*", markdown_inline(scheme)),
            (None, None) => return,
        };
        write!(line, "\\\n{indent}{text}").expect("writing to a string cannot fail");
    }

    /// The citation in the line of a piece of evidence, and the quoted words beneath it.
    fn cite(&self, node: &Node, indent: &str, line: &mut String) {
        let Some(citation) = node.citation.as_deref() else { return };
        if let Some(short) = citation::short(self.map, citation) {
            write!(line, " ({})", markdown_inline(&short)).expect("writing to a string cannot fail");
        }
        if let Some(quote) = citation.quote.as_deref().filter(|quote| !quote.trim().is_empty()) {
            write!(line, "\\\n{indent}“{}”", markdown_inline(quote)).expect("writing to a string cannot fail");
        }
    }

    /// The same for a piece of evidence that is a heading.
    fn details(&self, node: &Node, indent: &str, below: &mut String) {
        let mut line = String::new();
        self.cite(node, indent, &mut line);
        let line = line.trim_start_matches([' ', '\\', '\n']);
        if !line.is_empty() {
            below.push_str(line);
            below.push('\n');
        }
    }

    fn anchor(&self, index: NodeIndex, shown: Shown) -> String {
        let here = matches!(shown, Shown::Full { first: true }) || matches!(shown, Shown::Cut(_));
        if here && self.outline.referred[index.at()] {
            format!("<a id=\"{}\"></a>", html(&anchor(self.map.node(index))))
        } else {
            String::new()
        }
    }
}

/// The kind in brackets, where the relation does not tell it.
fn kind_word(node: &Node) -> &'static str {
    match node.kind {
        NodeKind::Evidence => " (evidence)",
        NodeKind::Rebuttal | NodeKind::Claim | NodeKind::Question => "",
    }
}
