//! Premise-conclusion structures: numbered statements and the inferences between them.

use std::collections::HashMap;

use serde_json::Value;

use super::super::report::At;
use super::draft::{ArgumentRef, Data, End, LinkDraft, LinkRef, NodeRef, Premises, Steps, Target};
use super::line::{Kind, Line, Sign, ends_line, is_blank, line_end, look};
use super::parser::{Block, Context, Parser};
use super::yaml;

/// A structure while it is read.
#[derive(Debug)]
pub(super) struct Structure {
    argument: ArgumentRef,
    at: At,
    numbers: HashMap<u64, NodeRef>,
    /// Premises since the last inference.
    since: Vec<NodeRef>,
    /// The last conclusion.
    previous: Option<NodeRef>,
    /// An inference whose conclusion has not come yet.
    open: Option<LinkRef>,
    last: Option<Steps>,
    /// It was refused, so that what is missing of it is no news.
    broken: bool,
}

impl Parser<'_, '_, '_> {
    /// A statement with a number.
    pub(super) fn numbered(&mut self, line: Line, number: u64) {
        let place = self.line_at(&line);
        if !matches!(self.block, Block::Steps(_)) {
            self.separate(&line, "a premise-conclusion structure");
            self.start_structure(place);
        }
        let element = self.element(line.content);
        let Some(element) = element else {
            self.break_structure();
            return self.start_levels(Context::default(), line.mark);
        };
        self.refuse_link_data(element.data.as_ref());
        self.keep_data(Some(element.who), element.data);
        let End::Node(node) = element.who else {
            let hint = "write its conclusion as a statement";
            self.report.error(element.at, "argdown/steps", "an argument cannot be a step of an argument", hint);
            self.break_structure();
            return self.start_levels(Context::default(), line.mark);
        };
        let link = self.add_step(node, number);
        self.start_levels(Context { who: Some(element.who), link }, line.mark);
    }

    fn structure(&mut self) -> Option<&mut Structure> {
        match &mut self.block {
            Block::Steps(structure) => Some(structure),
            _ => None,
        }
    }

    fn break_structure(&mut self) {
        if let Some(structure) = self.structure() {
            structure.broken = true;
        }
    }

    fn start_structure(&mut self, place: At) {
        let argument = match self.argument_before.take() {
            Some(argument) => argument,
            None => self.draft.argument(None, place, self.section),
        };
        let draft = &mut self.draft.arguments[argument];
        let before = draft.structure.replace(place);
        let mut broken = false;
        if let Some(before) = before {
            let title = draft.said.title.clone().unwrap_or_default();
            let message = format!(
                "the argument `<{title}>` has a premise-conclusion structure already, in line {}",
                self.report.line_of(before.start)
            );
            self.report.error(place, "argdown/steps", message, "give the second one an argument of its own");
            broken = true;
        }
        self.block = Block::Steps(Box::new(Structure {
            argument,
            at: place,
            numbers: HashMap::new(),
            since: Vec::new(),
            previous: None,
            open: None,
            last: None,
            broken,
        }));
    }

    /// Adds a premise, or the conclusion of the open inference, and gives the link that leads to it.
    fn add_step(&mut self, node: NodeRef, number: u64) -> Option<LinkRef> {
        let structure = self.structure()?;
        structure.numbers.insert(number, node);
        let Some(link) = structure.open.take() else {
            structure.since.push(node);
            return None;
        };
        let mut premises: Vec<NodeRef> = structure.previous.into_iter().collect();
        premises.append(&mut structure.since);
        structure.previous = Some(node);
        structure.last = Some(Steps { last: link, conclusion: node });
        if let Some(uses) = self.uses(link) {
            premises = uses;
        }
        let draft = &mut self.draft.links[link];
        draft.premises = Premises::Step(premises);
        draft.target = Target::End(End::Node(node));
        Some(link)
    }

    /// The premises that the inference itself names by number.
    fn uses(&mut self, link: LinkRef) -> Option<Vec<NodeRef>> {
        let data = self.draft.links[link].data.as_mut()?;
        let uses = data.fields.remove("uses")?;
        let place = yaml::key_place(self.text, data.at, "uses");
        let numbers: Option<Vec<u64>> = match &uses {
            Value::Array(list) => list.iter().map(Value::as_u64).collect(),
            other => other.as_u64().map(|number| vec![number]),
        };
        let Some(numbers) = numbers else {
            self.report.error(place, "argdown/value", "`uses` wants a list of the numbers of premises", "write `uses: [1, 2]`");
            return None;
        };
        let Block::Steps(structure) = &self.block else { return None };
        let mut nodes = Vec::with_capacity(numbers.len());
        for number in numbers {
            match structure.numbers.get(&number) {
                Some(node) => nodes.push(*node),
                None => {
                    let message = format!("`uses` names ({number}), which does not stand above this inference");
                    self.report.error(place, "argdown/steps", message, "name the numbers of statements above");
                }
            }
        }
        (!nodes.is_empty()).then_some(nodes)
    }

    /// A line of hyphens, or rules between two of them.
    pub(super) fn inference(&mut self, line: Line) {
        let place = self.line_at(&line);
        let read = self.read_inference(line, place);
        let hint = match self.structure() {
            None => Some((
                "an inference stands outside of a premise-conclusion structure",
                "number the statements around it: `(1) …`",
            )),
            Some(structure) if structure.open.is_some() => {
                Some(("an inference follows another one", "put its conclusion between them"))
            }
            Some(structure) if structure.since.is_empty() && structure.previous.is_none() => {
                Some(("an inference has no premise above it", "put a numbered premise above it"))
            }
            Some(_) => None,
        };
        if let Some((message, hint)) = hint {
            self.report.error(place, "argdown/steps", message, hint);
            self.break_structure();
            return self.start_levels(Context::default(), line.mark);
        }
        let (rules, data) = read.unwrap_or_default();
        self.draft.links.push(LinkDraft {
            premises: Premises::Step(Vec::new()),
            sign: Sign::Pro,
            target: Target::Nothing,
            data: data.map(Box::new),
            rules,
            at: place,
        });
        let link = self.draft.links.len() - 1;
        if let Some(structure) = self.structure() {
            structure.open = Some(link);
        }
        self.start_levels(Context { who: None, link: Some(link) }, line.mark);
    }

    /// Reads an inference up to its last line and goes on to the next one.
    fn read_inference(&mut self, line: Line, place: At) -> Option<(Vec<String>, Option<Data>)> {
        let text = self.text;
        let bytes = text.as_bytes();
        let hyphens = |at: usize| bytes[at..].iter().take_while(|byte| **byte == b'-').count();
        let count = hyphens(line.mark);
        if ends_line(bytes, line.mark + count) && count > 2 {
            self.next_line();
            if count == 3 {
                let hint = "write four hyphens or more, or rules between two lines of `--`";
                self.report.error(place, "argdown/inference", "three hyphens are no inference", hint);
            }
            return Some((Vec::new(), None));
        }
        let start = line.mark + count;
        let mut rules = String::new();
        let mut data = None;
        let mut at = start;
        while at < bytes.len() {
            match bytes[at] {
                b'-' if hyphens(at) >= 2 && ends_line(bytes, at + hyphens(at)) => {
                    self.at = (line_end(bytes, at) + 1).min(bytes.len());
                    let rules = rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(str::to_owned).collect();
                    return Some((rules, data.and_then(|at| self.data(at))));
                }
                b'-' => {
                    let end = at + hyphens(at);
                    rules.push_str(&text[at..end]);
                    at = end;
                }
                b'{' if data.is_none() => match self.braces.close(text, at) {
                    Some(close) => {
                        data = Some(At::new(at, close + 1));
                        at = close + 1;
                    }
                    None => at += 1,
                },
                b'\\' if text[at + 1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                    rules.push(char::from(bytes[at + 1]));
                    at += 2;
                }
                b'\n' => {
                    if matches!(look(bytes, at + 1).kind, Kind::Blank | Kind::Number(_) | Kind::Heading(_))
                        || at + 1 >= bytes.len()
                    {
                        break;
                    }
                    rules.push(' ');
                    at += 1;
                }
                byte if is_blank(byte) => {
                    rules.push(' ');
                    at += 1;
                }
                _ => {
                    let next = text[at..].chars().next().map_or(1, char::len_utf8);
                    rules.push_str(&text[at..at + next]);
                    at += next;
                }
            }
        }
        self.at = (at + 1).min(bytes.len());
        let hint = "close it with `--` at the end of a line, or write four hyphens for an inference without rules";
        self.report.error(place, "argdown/inference", "this inference is never closed", hint);
        None
    }

    /// What is missing when the structure ends.
    pub(super) fn end_structure(&mut self, structure: Structure) {
        let last = structure.last;
        if structure.broken {
            // Complained of where it broke.
        } else if structure.open.is_some() {
            let hint = "write a numbered statement below the last inference";
            self.report.error(structure.at, "argdown/steps", "this structure ends with an inference and no conclusion", hint);
        } else if !structure.since.is_empty() {
            let message = if last.is_none() {
                "this structure has no inference"
            } else {
                "premises stand below the last conclusion of this structure and lead to nothing"
            };
            self.report.error(structure.at, "argdown/steps", message, "put four hyphens between premises and conclusion");
        }
        if let Some(steps) = last {
            self.draft.arguments[structure.argument].steps = Some(steps);
        }
    }
}
