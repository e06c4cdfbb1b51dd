//! Blocks: headings, statements and arguments with what is nested under them, lists. One pass, line by line; what is
//! nested is followed by a stack of indentations.

use agon_core::model::Section;

use super::super::braces::Braces;
use super::super::report::{At, Report};
use super::draft::{ArgumentRef, Data, Draft, End, LinkDraft, LinkRef, Premises, Target};
use super::line::{self, Kind, Line, Sign, line_end};
use super::steps::Structure;

/// Reads everything from `start` on. Comments are holes by now.
pub(super) fn parse<'t>(text: &'t str, start: usize, braces: Braces, report: &mut Report<'_>) -> Draft<'t> {
    let mut parser = Parser {
        text,
        at: start,
        braces,
        report,
        draft: Draft::default(),
        section: None,
        block: Block::None,
        levels: Vec::new(),
        argument_before: None,
        markup_noted: false,
    };
    parser.run();
    parser.draft
}

/// What a line under another one may bear on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    /// The statement or argument of the line; none under an inference and under a line that was refused.
    pub who: Option<End>,
    /// The link that the line made, or the inference that led to it.
    pub link: Option<LinkRef>,
}

/// One level of nesting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    width: usize,
    context: Context,
    line: usize,
}

/// What the lines since the last empty one are part of.
#[derive(Debug)]
pub(super) enum Block {
    None,
    Heading,
    Paragraph(Option<ArgumentRef>),
    List(usize),
    Steps(Box<Structure>),
}

pub(super) struct Parser<'t, 'r, 'p> {
    pub text: &'t str,
    pub at: usize,
    pub braces: Braces,
    pub report: &'r mut Report<'p>,
    pub draft: Draft<'t>,
    pub section: Option<u32>,
    pub block: Block,
    levels: Vec<Level>,
    /// The argument that the block before was about: a structure after it is its own.
    pub argument_before: Option<ArgumentRef>,
    pub markup_noted: bool,
}

impl Parser<'_, '_, '_> {
    fn run(&mut self) {
        while self.at < self.text.len() {
            let line = line::look(self.text.as_bytes(), self.at);
            match line.kind {
                Kind::Blank => {
                    self.end_block();
                    self.next_line();
                }
                Kind::Comment => self.next_line(),
                Kind::Heading(level) => self.heading(line, level),
                Kind::Relation(sign, reversed) => self.relation(line, sign, reversed),
                Kind::Number(number) => self.numbered(line, number),
                Kind::Inference => self.inference(line),
                Kind::Bullet | Kind::Ordered if self.takes_items(line) => self.item(line),
                Kind::Bullet | Kind::Ordered | Kind::Text => self.paragraph(line),
            }
        }
        self.end_block();
    }

    /// The rest of the line, for pointing at.
    pub(super) fn line_at(&self, line: &Line) -> At {
        let end = line_end(self.text.as_bytes(), line.mark);
        At::new(line.mark, line.mark + self.text[line.mark..end].trim_end().len())
    }

    pub(super) fn next_line(&mut self) {
        self.at = (line_end(self.text.as_bytes(), self.at) + 1).min(self.text.len());
    }

    pub(super) fn end_block(&mut self) {
        match std::mem::replace(&mut self.block, Block::None) {
            Block::None => return,
            Block::Heading | Block::List(_) => self.argument_before = None,
            Block::Paragraph(argument) => self.argument_before = argument,
            Block::Steps(structure) => {
                self.argument_before = None;
                self.end_structure(*structure);
            }
        }
        self.levels.clear();
    }

    /// Complains that something begins where the block before has not ended, and ends it.
    pub(super) fn separate(&mut self, line: &Line, what: &str) {
        if !matches!(self.block, Block::None) {
            let place = self.line_at(line);
            let hint = "leave a line empty above it, or escape its first character with `\\` to make it text";
            self.report.error(place, "argdown/empty-line", format!("{what} begins in the middle of a paragraph"), hint);
            self.end_block();
        }
    }

    /// Starts nesting anew under a line of its own.
    pub(super) fn start_levels(&mut self, context: Context, line: usize) {
        self.levels.clear();
        self.levels.push(Level { width: 0, context, line });
    }

    fn heading(&mut self, line: Line, level: usize) {
        self.separate(&line, "a heading");
        let extent = self.extent(line.content, true);
        let place = self.line_at(&line);
        let read = self.read_text(extent.text);
        let mut title = read.text;
        let data = extent.data.and_then(|at| self.data(at));
        let exact = data.as_ref().and_then(|data| data.fields.get("title")).and_then(|title| title.as_str());
        let more_data = data.as_ref().is_some_and(|data| data.fields.keys().any(|key| key != "title" && key != "level"));
        let level = match data.as_ref().and_then(|data| data.fields.get("level")).and_then(serde_json::Value::as_u64) {
            Some(given) => given as usize,
            None => level,
        };
        if let Some(exact) = exact {
            title = exact.to_owned();
        }
        if !read.tags.is_empty() || more_data {
            let hint = "put them on the statements of the section";
            self.report.warning(place, "argdown/heading", "tags and data of a heading are not kept", hint);
        }
        if title.is_empty() && exact.is_none() {
            self.report.error(place, "argdown/heading", "this heading says nothing", "write a title after the `#`");
        }
        let Ok(level) = u8::try_from(level) else {
            let message = format!("this heading is of level {level}; at most 255 can be told apart");
            return self.report.error(place, "argdown/heading", message, "use fewer `#`");
        };
        self.section = Some(self.draft.sections.len() as u32);
        self.draft.sections.push(Section { title, level });
        self.block = Block::Heading;
    }

    fn paragraph(&mut self, line: Line) {
        match self.block {
            Block::None => {}
            Block::Heading => {
                let hint = "leave a line empty between them";
                self.report.error(
                    self.line_at(&line),
                    "argdown/heading",
                    "a text follows its heading without an empty line",
                    hint,
                );
                self.end_block();
            }
            _ => self.separate(&line, "a text"),
        }
        let element = self.element(line.mark);
        let (who, data) = element.map_or((None, None), |element| (Some(element.who), element.data));
        self.refuse_link_data(data.as_ref());
        self.keep_data(who, data);
        self.block = Block::Paragraph(match who {
            Some(End::Argument(argument)) => Some(argument),
            _ => None,
        });
        self.start_levels(Context { who, link: None }, line.mark);
    }

    /// Whether a line that looks like an item is one.
    fn takes_items(&self, line: Line) -> bool {
        matches!(self.block, Block::None | Block::List(_)) || line.kind == Kind::Bullet
    }

    fn item(&mut self, line: Line) {
        let depth = match self.block {
            Block::List(depth) => depth,
            _ => {
                self.separate(&line, "a list");
                line.indent
            }
        };
        if line.indent > depth {
            let hint = "indent all items alike, or write relations";
            self.report.warning(self.line_at(&line), "argdown/nested-list", "lists within lists are read as one list", hint);
        }
        self.block = Block::List(depth);
        let element = self.element(line.content);
        let (who, data) = element.map_or((None, None), |element| (Some(element.who), element.data));
        self.refuse_link_data(data.as_ref());
        self.keep_data(who, data);
        self.start_levels(Context { who, link: None }, line.mark);
    }

    pub(super) fn refuse_link_data(&mut self, data: Option<&Data>) {
        if let Some(data) = data.filter(|data| data.fields.contains_key("link")) {
            let place = super::yaml::key_place(self.text, data.at, "link");
            let message = "`link` describes the link of a relation line, and this line makes none";
            self.report.error(
                place,
                "argdown/link",
                message,
                "put it on a line that begins with a relation, or on the inference",
            );
        }
    }

    /// Keeps data with what it was written on.
    pub(super) fn keep_data(&mut self, who: Option<End>, data: Option<Data>) {
        if let (Some(who), Some(data)) = (who, data)
            && !data.fields.is_empty()
        {
            self.draft.said_of(who).data.push(data);
        }
    }

    fn relation(&mut self, line: Line, sign: Sign, reversed: bool) {
        let place = self.line_at(&line);
        if self.levels.is_empty() {
            let (message, hint) = match self.block {
                Block::Heading => ("a heading takes no relations", "put a statement or an argument above it"),
                _ => {
                    ("a relation has nothing above it to bear on", "remove the empty line above, or escape the symbol with `\\`")
                }
            };
            self.report.error(place, "argdown/orphan", message, hint);
            self.end_block();
            self.block = Block::Paragraph(None);
            self.start_levels(Context::default(), line.mark);
        } else if line.indent == 0 {
            let message = format!("a relation begins at the edge: `{}` bears on nothing there", sign.symbol());
            self.report.error(place, "argdown/indentation", message, "indent it under what it bears on");
        }
        let parent = self.parent(line.indent.max(1), place, line.mark);
        let Some(mut element) = self.element(line.content) else {
            return self.set_context(Context::default());
        };
        let link_data = element.data.as_mut().and_then(|data| self.take_link_data(data));
        self.keep_data(Some(element.who), element.data);
        let link = self.make_link(parent, sign, reversed, element.who, link_data, element.at);
        self.set_context(Context { who: Some(element.who), link });
    }

    /// The context above a line indented by `width`; the line gets a level of its own.
    fn parent(&mut self, width: usize, place: At, line: usize) -> Context {
        let top = self.levels.last().map_or(0, |level| level.width);
        if width > top || self.levels.len() == 1 {
            let parent = self.levels.last().map_or(Context::default(), |level| level.context);
            self.levels.push(Level { width, context: Context::default(), line });
            return parent;
        }
        while self.levels.len() > 2 && self.levels.last().is_some_and(|level| level.width > width) {
            self.levels.pop();
        }
        let at = self.levels.len() - 1;
        if self.levels[at].width != width {
            let sibling = self.report.line_of(self.levels[at].line);
            let message =
                format!("this line is indented by {width}, unlike any line above; it is read as a sibling of line {sibling}");
            self.report.warning(place, "argdown/indentation", message, "indent it like its siblings");
        }
        self.levels[at].line = line;
        self.levels[at - 1].context
    }

    fn set_context(&mut self, context: Context) {
        if let Some(level) = self.levels.last_mut() {
            level.context = context;
        }
    }

    /// Takes `link: {…}` out of the data of a relation line.
    fn take_link_data(&mut self, data: &mut Data) -> Option<Data> {
        let link = data.fields.remove("link")?;
        match link {
            serde_json::Value::Object(fields) => Some(Data { fields, at: data.at }),
            other => {
                let place = super::yaml::key_place(self.text, data.at, "link");
                let message = format!("`link` holds {} where keys and values are wanted", super::yaml::kind_of(&other));
                self.report.error(place, "argdown/value", message, "write `link: {strength: 0.5}`");
                None
            }
        }
    }

    fn make_link(
        &mut self,
        parent: Context,
        sign: Sign,
        reversed: bool,
        child: End,
        data: Option<Data>,
        at: At,
    ) -> Option<LinkRef> {
        let relation = data.as_ref().and_then(|data| data.fields.get("relation")).and_then(|word| word.as_str());
        let of_link = sign == Sign::Undercut || matches!(relation, Some("underpins" | "undercuts"));
        let (premise, target) = match (parent.who, parent.link) {
            (None, None) => return None,
            (None, Some(_)) if reversed || sign == Sign::Contradiction => {
                let message = "an inference cannot bear on anything itself";
                self.report.error(at, "argdown/relation", message, "let its conclusion bear on it");
                return None;
            }
            (None, Some(inference)) => (child, Target::Link(inference)),
            (Some(who), _) if reversed => (who, if of_link { Target::StepOf(child) } else { Target::End(child) }),
            (Some(_), Some(link)) if of_link => (child, Target::Link(link)),
            (Some(who), None) if of_link => (child, Target::StepOf(who)),
            (Some(who), _) => (child, Target::End(who)),
        };
        let data = data.map(Box::new);
        self.draft.links.push(LinkDraft { premises: Premises::One(premise), sign, target, data, rules: Vec::new(), at });
        Some(self.draft.links.len() - 1)
    }
}
