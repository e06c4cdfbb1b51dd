//! What a text says, as it is found: statements, arguments and lines that relate them, before names and kinds are known.

use std::borrow::Cow;
use std::collections::HashMap;

use agon_core::model::{Name, Section};

use super::super::report::At;
use super::line::Sign;
use super::yaml::Fields;

/// A place in [`Draft::nodes`].
pub(super) type NodeRef = usize;
/// A place in [`Draft::arguments`].
pub(super) type ArgumentRef = usize;
/// A place in [`Draft::links`].
pub(super) type LinkRef = usize;

/// What an element is a mention of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum End {
    Node(NodeRef),
    Argument(ArgumentRef),
}

/// What a link bears on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// A node, or the last step of an argument.
    End(End),
    /// The link that a line made.
    Link(LinkRef),
    /// The step that can be attacked at a statement or an argument that made no link where it stands.
    StepOf(End),
    /// The conclusion that never came.
    Nothing,
}

/// What links start from.
#[derive(Debug, Clone)]
pub(super) enum Premises {
    One(End),
    Step(Vec<NodeRef>),
}

/// Data and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub fields: Fields,
    pub at: At,
}

/// What statements and arguments have in common.
#[derive(Debug, Default)]
pub(super) struct Said<'t> {
    pub title: Option<Cow<'t, str>>,
    pub text: String,
    pub defined: bool,
    pub tags: Vec<Name>,
    pub data: Vec<Data>,
    /// Statements and arguments count together, by first appearance.
    pub order: usize,
    pub section: Option<u32>,
    /// Where it is defined, else where it is first spoken of.
    pub at: At,
}

/// The steps of an argument that matter from outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    pub last: LinkRef,
    pub conclusion: NodeRef,
}

#[derive(Debug, Default)]
pub(super) struct ArgumentDraft<'t> {
    pub said: Said<'t>,
    pub steps: Option<Steps>,
    /// Where its premise-conclusion structure stands, sound or not.
    pub structure: Option<At>,
}

#[derive(Debug)]
pub(super) struct LinkDraft {
    pub premises: Premises,
    pub sign: Sign,
    pub target: Target,
    /// What `link:` says of it, or the data of the inference.
    pub data: Option<Box<Data>>,
    /// The rules of an inference.
    pub rules: Vec<String>,
    pub at: At,
}

/// Everything found.
#[derive(Debug, Default)]
pub(super) struct Draft<'t> {
    pub nodes: Vec<Said<'t>>,
    pub arguments: Vec<ArgumentDraft<'t>>,
    pub links: Vec<LinkDraft>,
    pub sections: Vec<Section>,
    node_titles: HashMap<Cow<'t, str>, NodeRef>,
    argument_titles: HashMap<Cow<'t, str>, ArgumentRef>,
    appeared: usize,
}

impl<'t> Draft<'t> {
    fn said(&mut self, title: Option<Cow<'t, str>>, at: At, section: Option<u32>) -> Said<'t> {
        self.appeared += 1;
        Said { title, order: self.appeared - 1, section, at, ..Said::default() }
    }

    /// The statement with this title; a new one if it has none or was not spoken of before.
    pub(super) fn node(&mut self, title: Option<Cow<'t, str>>, at: At, section: Option<u32>) -> NodeRef {
        if let Some(known) = title.as_ref().and_then(|title| self.node_titles.get(title)) {
            return *known;
        }
        let said = self.said(title.clone(), at, section);
        if let Some(title) = title {
            self.node_titles.insert(title, self.nodes.len());
        }
        self.nodes.push(said);
        self.nodes.len() - 1
    }

    /// The argument with this title; a new one if it has none or was not spoken of before.
    pub(super) fn argument(&mut self, title: Option<Cow<'t, str>>, at: At, section: Option<u32>) -> ArgumentRef {
        if let Some(known) = title.as_ref().and_then(|title| self.argument_titles.get(title)) {
            return *known;
        }
        let said = self.said(title.clone(), at, section);
        if let Some(title) = title {
            self.argument_titles.insert(title, self.arguments.len());
        }
        self.arguments.push(ArgumentDraft { said, ..ArgumentDraft::default() });
        self.arguments.len() - 1
    }

    pub(super) fn said_of(&mut self, end: End) -> &mut Said<'t> {
        match end {
            End::Node(node) => &mut self.nodes[node],
            End::Argument(argument) => &mut self.arguments[argument].said,
        }
    }

    /// Adds a text to what it is the text of. The last one wins; the first one tells the section.
    pub(super) fn define(&mut self, end: End, text: String, at: At, section: Option<u32>) {
        let said = self.said_of(end);
        said.text = text;
        if !said.defined {
            said.defined = true;
            said.section = section;
            said.at = at;
        }
    }
}
