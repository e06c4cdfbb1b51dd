//! What a query says, as a tree. It nests at most [`MAX_DEPTH`] deep, so that walking it may recurse.

use std::fmt;

use regex::Regex;

use super::argument::{Period, Years};
use super::text::TextSearch;
use super::token::{Comparison, Stretch, quote};
use crate::model::NodeKind;

/// How deep parentheses and arguments may nest.
pub(super) const MAX_DEPTH: usize = 48;

/// A part of a query, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    pub term: Term,
    pub at: Stretch,
}

#[derive(Debug, Clone)]
pub(super) enum Term {
    All,
    None,
    /// A name or the beginning of an id.
    Name(String),
    Text(TextSearch),
    Matches(Pattern),
    Kind(NodeKind),
    Tag(String),
    Map(String),
    Source(String),
    Author(String),
    Year(Years),
    Edited(Period),
    Score {
        scorer: String,
        comparison: Comparison,
        bound: f64,
    },
    Check(Check),
    Walk(Walk, Box<Expression>),
    Path(Box<Expression>, Box<Expression>),
    Near(Box<Expression>, u32),
    Not(Box<Expression>),
    /// At least two, none of them an [`Term::And`].
    And(Vec<Expression>),
    /// At least two, none of them an [`Term::Or`].
    Or(Vec<Expression>),
}

/// A regular expression with what was written.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub written: String,
    pub regex: Regex,
}

/// Functions that look at one node and what is next to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    Roots,
    Leaves,
    Unsupported,
    Unanswered,
    Unsourced,
    Circular,
}

impl Check {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Roots => "roots",
            Self::Leaves => "leaves",
            Self::Unsupported => "unsupported",
            Self::Unanswered => "unanswered",
            Self::Unsourced => "unsourced",
            Self::Circular => "circular",
        }
    }

    /// The only kind of node it finds, if there is one.
    pub(super) const fn kind(self) -> Option<NodeKind> {
        match self {
            Self::Unsupported => Some(NodeKind::Claim),
            Self::Unanswered => Some(NodeKind::Rebuttal),
            Self::Unsourced => Some(NodeKind::Evidence),
            Self::Roots | Self::Leaves | Self::Circular => None,
        }
    }
}

/// Functions that go along links from a set of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    Under,
    Over,
    Children,
    Parents,
    Pro,
    Con,
}

impl Walk {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Under => "under",
            Self::Over => "over",
            Self::Children => "children",
            Self::Parents => "parents",
            Self::Pro => "pro",
            Self::Con => "con",
        }
    }
}

impl Expression {
    /// Joins parts by `&`, taking in the parts of those that are joined so already.
    pub(super) fn and(parts: Vec<Self>) -> Self {
        Self::join(parts, Term::And, |term| match term {
            Term::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// Joins parts by `|`, taking in the parts of those that are joined so already.
    pub(super) fn or(parts: Vec<Self>) -> Self {
        Self::join(parts, Term::Or, |term| match term {
            Term::Or(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn join(parts: Vec<Self>, make: fn(Vec<Self>) -> Term, split: fn(Term) -> Result<Vec<Self>, Term>) -> Self {
        let at = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.at.to(last.at),
            _ => Stretch { start: 0, end: 0 },
        };
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match split(part.term) {
                Ok(inner) => flat.extend(inner),
                Err(term) => flat.push(Self { term, at: part.at }),
            }
        }
        match flat.len() {
            1 => flat.remove(0),
            _ => Self { term: make(flat), at },
        }
    }

    /// The complement; of a complement, what is inside.
    pub(super) fn not(self, at: Stretch) -> Self {
        match self.term {
            Term::Not(inner) => *inner,
            _ => Self { term: Term::Not(Box::new(self)), at },
        }
    }
}

/// Writes it so that it reads back as the same.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.term {
            Term::All => f.write_str("all()"),
            Term::None => f.write_str("none()"),
            Term::Name(name) => f.write_str(name),
            Term::Text(search) => f.write_str(&quote(&search.written)),
            Term::Matches(pattern) => write!(f, "text~{}", quote(&pattern.written)),
            Term::Kind(kind) => write!(f, "kind({kind})"),
            Term::Tag(tag) => write!(f, "tag({})", Word(tag)),
            Term::Map(map) => write!(f, "map({})", Word(map)),
            Term::Source(source) => write!(f, "source({})", Word(source)),
            Term::Author(author) => write!(f, "author({})", Word(author)),
            Term::Year(years) => write!(f, "year({years})"),
            Term::Edited(period) => write!(f, "edited({period})"),
            Term::Score { scorer, comparison, bound } => write!(f, "score({}) {} {bound}", Word(scorer), comparison.sign()),
            Term::Check(check) => write!(f, "{}()", check.word()),
            Term::Walk(walk, from) => write!(f, "{}({from})", walk.word()),
            Term::Path(from, to) => write!(f, "path({from}, {to})"),
            Term::Near(from, steps) => write!(f, "near({from}, {steps})"),
            Term::Not(inner) => match inner.term {
                Term::And(_) | Term::Or(_) => write!(f, "~({inner})"),
                _ => write!(f, "~{inner}"),
            },
            Term::And(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    f.write_str(if number == 0 { "" } else { " & " })?;
                    match part.term {
                        Term::Or(_) => write!(f, "({part})")?,
                        _ => write!(f, "{part}")?,
                    }
                }
                Ok(())
            }
            Term::Or(parts) => {
                for (number, part) in parts.iter().enumerate() {
                    write!(f, "{}{part}", if number == 0 { "" } else { " | " })?;
                }
                Ok(())
            }
        }
    }
}

/// An argument, between quotation marks where it is no name.
struct Word<'a>(&'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match crate::model::Name::new(self.0) {
            Ok(name) => name.fmt(f),
            Err(_) => f.write_str(&quote(self.0)),
        }
    }
}
