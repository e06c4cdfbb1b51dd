//! From lines to links: who the premises are, what each line bears on, and which lines say the same.

use std::collections::HashMap;

use agon_core::model::{NodeKind, Relation};

use super::super::report::{At, Report};
use super::draft::{ArgumentRef, Draft, End, LinkRef, NodeRef, Premises, Steps, Target};
use super::fields::NameChoice;
use super::line::Sign;
use super::link_fields::LinkFields;
use super::sparse::Sparse;

/// What an argument turned out to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum ArgumentEnd {
    Steps(Steps),
    /// It has no structure: a node.
    Node(NodeRef),
    /// It is only the name of a link made elsewhere.
    Link(LinkRef),
    /// Its structure was refused.
    Broken,
}

/// A place in the list of joined links.
pub(super) type JoinedRef = usize;

/// What a joined link bears on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Goal {
    Node(NodeRef),
    Link(JoinedRef),
}

/// A link with premises, relation and target.
#[derive(Debug)]
pub(super) struct Joined {
    pub premises: Vec<NodeRef>,
    pub relation: Relation,
    pub goal: Goal,
    pub fields: Option<Box<LinkFields>>,
    /// The argument whose last step it is.
    pub argument: Option<ArgumentRef>,
    pub at: At,
}

/// Where a line stands with being resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// Waiting for what it bears on.
    Waiting,
    Joined(JoinedRef),
    /// Refused, or bearing on something refused.
    Gone,
}

/// What a line bears on before the lines it depends on are joined.
#[derive(Debug, Clone, Copy)]
enum Aim {
    Node(NodeRef),
    Line(LinkRef),
    /// It is the same link as another line's.
    Same(LinkRef),
    Nothing,
}

/// Two lines of one key are one link.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    first: NodeRef,
    /// The other premises, in order.
    more: Vec<NodeRef>,
    relation: Relation,
    goal: Goal,
    nth: u32,
}

pub(super) struct Resolver<'a, 'r, 'p> {
    pub draft: &'a Draft<'a>,
    pub kinds: &'a [NodeKind],
    pub ends: &'a [ArgumentEnd],
    /// What `with: […]` means, by title or name.
    pub nodes_called: &'a HashMap<String, NodeRef>,
    /// The argument whose last step a line is.
    pub last_steps: &'a HashMap<LinkRef, ArgumentRef>,
    pub report: &'r mut Report<'p>,
}

impl Resolver<'_, '_, '_> {
    /// Joins every line; what a link bears on comes before it.
    pub(super) fn run(mut self, mut fields: Sparse<LinkFields>) -> Vec<Joined> {
        let count = self.draft.links.len();
        let mut states = vec![State::Open; count];
        let aims = self.aims();
        let mut joined: Vec<Joined> = Vec::with_capacity(count);
        let mut keys: HashMap<Key, JoinedRef> = HashMap::with_capacity(count);
        let mut waiting: Vec<LinkRef> = Vec::new();
        for first in 0..count {
            waiting.push(first);
            while let Some(&line) = waiting.last() {
                if matches!(states[line], State::Joined(_) | State::Gone) {
                    waiting.pop();
                    continue;
                }
                let goal = match aims[line] {
                    Aim::Nothing => None,
                    Aim::Node(node) => Some(Goal::Node(node)),
                    Aim::Line(on) | Aim::Same(on) => match states[on] {
                        State::Joined(link) => Some(Goal::Link(link)),
                        State::Gone => None,
                        State::Open => {
                            states[line] = State::Waiting;
                            waiting.push(on);
                            continue;
                        }
                        State::Waiting => {
                            let at = self.draft.links[line].at;
                            let hint = "let one of them bear on a node";
                            self.report.error(at, "argdown/circle", "links bear on each other in a circle", hint);
                            None
                        }
                    },
                };
                let said = fields.take(line);
                states[line] = match (goal, aims[line]) {
                    (Some(Goal::Link(link)), Aim::Same(_)) => {
                        joined[link].absorb(said);
                        State::Joined(link)
                    }
                    (Some(goal), _) => self.join(line, goal, said, &mut joined, &mut keys),
                    (None, _) => State::Gone,
                };
                waiting.pop();
            }
        }
        joined
    }

    pub(super) fn end(&self, end: End) -> ArgumentEnd {
        match end {
            End::Node(node) => ArgumentEnd::Node(node),
            End::Argument(argument) => self.ends[argument],
        }
    }

    /// The node that stands for a statement or argument as a premise.
    fn node_of(&self, end: End) -> Option<NodeRef> {
        match self.end(end) {
            ArgumentEnd::Node(node) => Some(node),
            ArgumentEnd::Steps(steps) => Some(steps.conclusion),
            ArgumentEnd::Link(_) | ArgumentEnd::Broken => None,
        }
    }

    fn aims(&mut self) -> Vec<Aim> {
        let leaving = self.leaving();
        let mut aims = Vec::with_capacity(self.draft.links.len());
        for line in 0..self.draft.links.len() {
            aims.push(self.aim(line, &leaving));
        }
        aims
    }

    /// The lines of which each statement is a premise, if anything asks for them.
    fn leaving(&self) -> HashMap<NodeRef, Vec<LinkRef>> {
        let mut leaving: HashMap<NodeRef, Vec<LinkRef>> = HashMap::new();
        if !self.draft.links.iter().any(|link| matches!(link.target, Target::StepOf(_))) {
            return leaving;
        }
        for (line, link) in self.draft.links.iter().enumerate() {
            match &link.premises {
                Premises::One(end) => {
                    if let Some(node) = self.node_of(*end) {
                        leaving.entry(node).or_default().push(line);
                    }
                }
                Premises::Step(nodes) => nodes.iter().for_each(|node| leaving.entry(*node).or_default().push(line)),
            }
        }
        leaving
    }

    fn aim(&mut self, line: LinkRef, leaving: &HashMap<NodeRef, Vec<LinkRef>>) -> Aim {
        let link = &self.draft.links[line];
        match link.target {
            Target::Nothing => Aim::Nothing,
            Target::Link(on) => Aim::Line(on),
            Target::End(end) => match self.end(end) {
                ArgumentEnd::Node(node) => match &link.premises {
                    // An argument stands under its own conclusion: that is what its last step says already.
                    Premises::One(End::Argument(argument)) if link.sign == Sign::Pro => match self.ends[*argument] {
                        ArgumentEnd::Steps(steps) if steps.conclusion == node => Aim::Same(steps.last),
                        _ => Aim::Node(node),
                    },
                    _ => Aim::Node(node),
                },
                ArgumentEnd::Steps(steps) if link.sign == Sign::Contradiction => Aim::Node(steps.conclusion),
                ArgumentEnd::Steps(steps) => Aim::Line(steps.last),
                ArgumentEnd::Link(on) => Aim::Line(on),
                ArgumentEnd::Broken => Aim::Nothing,
            },
            Target::StepOf(end) => match self.end(end) {
                ArgumentEnd::Steps(steps) => Aim::Line(steps.last),
                ArgumentEnd::Link(on) => Aim::Line(on),
                ArgumentEnd::Broken => Aim::Nothing,
                ArgumentEnd::Node(node) => self.only_step(line, end, node, leaving),
            },
        }
    }

    /// The one link that leaves a node.
    fn only_step(&mut self, line: LinkRef, end: End, node: NodeRef, leaving: &HashMap<NodeRef, Vec<LinkRef>>) -> Aim {
        let mut only = None;
        let mut several = false;
        for &other in leaving.get(&node).map_or(&[][..], Vec::as_slice) {
            let (link, seen) = (&self.draft.links[other], only.map(|only: LinkRef| &self.draft.links[only]));
            let answers = matches!(link.target, Target::End(End::Node(target))
                if link.sign == Sign::Pro && self.kinds[target] == NodeKind::Question);
            match seen {
                _ if answers => {}
                None => only = Some(other),
                Some(seen) if seen.target == link.target && seen.sign == link.sign => {}
                Some(_) => several = true,
            }
            if several {
                break;
            }
        }
        let at = self.draft.links[line].at;
        match only {
            Some(only) if !several => Aim::Line(only),
            _ if matches!(end, End::Argument(_)) => {
                let message = "the argument has no steps to undercut; this is read as a rebuttal of it";
                self.report.warning(at, "argdown/undercut", message, "give it a premise-conclusion structure");
                Aim::Node(node)
            }
            _ => {
                let message = if several {
                    "it cannot be told which link this undercuts: several leave the statement above"
                } else {
                    "there is nothing to undercut: no link leaves the statement above"
                };
                self.report.error(at, "argdown/undercut", message, "write it under the relation line whose link it undercuts");
                Aim::Nothing
            }
        }
    }

    fn join(
        &mut self,
        line: LinkRef,
        goal: Goal,
        said: Option<Box<LinkFields>>,
        joined: &mut Vec<Joined>,
        keys: &mut HashMap<Key, JoinedRef>,
    ) -> State {
        let Some(premises) = self.premises(line, said.as_deref()) else { return State::Gone };
        let link = &self.draft.links[line];
        let Some(relation) = self.relation(line, &premises, goal, said.as_deref(), joined) else { return State::Gone };
        let nth = said.as_deref().and_then(|said| said.nth).unwrap_or(1);
        let key = Key::new(&premises, relation, goal, nth);
        let argument = self.last_steps.get(&line).copied();
        if let Some(&same) = keys.get(&key) {
            return self.repeat(line, same, said, argument, joined);
        }
        keys.insert(key, joined.len());
        joined.push(Joined { premises, relation, goal, fields: said, argument, at: link.at });
        State::Joined(joined.len() - 1)
    }

    /// A link is written a second time: what the second line says of it comes over the first.
    fn repeat(
        &mut self,
        line: LinkRef,
        same: JoinedRef,
        said: Option<Box<LinkFields>>,
        argument: Option<ArgumentRef>,
        joined: &mut [Joined],
    ) -> State {
        let link = &self.draft.links[line];
        let known = &mut joined[same];
        if let (Some(one), Some(other)) = (known.fields.as_ref().and_then(|said| said.id), said.as_ref().and_then(|said| said.id))
            && one != other
        {
            let message = format!("this link has the id {one} already, in line {}", self.report.line_of(known.at.start));
            self.report.error(link.at, "argdown/repeated-id", message, "add `nth: 2` to its data if it is another link");
        }
        match (known.argument, argument) {
            (None, argument) => known.argument = argument,
            (Some(_), Some(_)) => {
                let message =
                    format!("this step was taken before, in line {}: the two are one link", self.report.line_of(known.at.start));
                self.report.warning(link.at, "argdown/same-step", message, "give it other premises, or `nth: 2` in its data");
            }
            _ => {}
        }
        known.absorb(said);
        State::Joined(same)
    }
}

impl Key {
    fn new(premises: &[NodeRef], relation: Relation, goal: Goal, nth: u32) -> Self {
        let mut sorted: Vec<NodeRef> = Vec::new();
        if premises.len() > 1 {
            sorted.extend_from_slice(premises);
            sorted.sort_unstable();
        }
        let first = sorted.first().or(premises.first()).copied().unwrap_or_default();
        let more = sorted.split_off(sorted.len().min(1));
        match goal {
            // It is the same contradiction from either end.
            Goal::Node(target) if relation == Relation::Contradicts && target < first => {
                Self { first: target, more, relation, goal: Goal::Node(first), nth }
            }
            goal => Self { first, more, relation, goal, nth },
        }
    }
}

impl Joined {
    pub(super) fn name(&self) -> &NameChoice {
        self.fields.as_ref().map_or(&NameChoice::Title, |said| &said.name)
    }

    /// Takes over what a later line says of the same link.
    fn absorb(&mut self, later: Option<Box<LinkFields>>) {
        if let Some(later) = later {
            self.fields.get_or_insert_default().absorb(*later);
        }
    }
}

impl Goal {
    pub(super) fn is_one_of(self, premises: &[NodeRef]) -> bool {
        matches!(self, Self::Node(node) if premises.contains(&node))
    }
}
