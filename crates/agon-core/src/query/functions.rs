//! Every function of the language: one line each.

use super::argument::{Period, Years};
use super::expression::{Check, Term, Walk};
use crate::model::NodeKind;

/// What a function takes, and what it makes of it.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    /// `()`.
    Nothing(fn() -> Term),
    /// A kind of node.
    Kind(fn(NodeKind) -> Term),
    /// A name or a quoted text.
    Word(fn(String) -> Term),
    /// A year or a range of years.
    Years(fn(Years) -> Term),
    /// A date, a range of dates, `since:` and `until:`.
    Period(fn(Period) -> Term),
    /// A set of nodes, or a link.
    Set(Walk),
    /// Two sets of nodes: `path`.
    TwoSets,
    /// A set of nodes and how many steps: `near`.
    SetAndSteps,
    /// The name of a scorer; a comparison follows: `score`.
    Scorer,
}

/// A function as it is documented: for the help of `find`, for completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct FunctionDoc {
    /// How it is written: `under(x)`.
    pub usage: &'static str,
    /// What it finds, in a line.
    pub summary: &'static str,
}

pub(super) struct Function {
    pub name: &'static str,
    pub takes: Takes,
    pub doc: FunctionDoc,
}

const fn function(name: &'static str, takes: Takes, usage: &'static str, summary: &'static str) -> Function {
    Function { name, takes, doc: FunctionDoc { usage, summary } }
}

/// In the order of the documentation.
#[rustfmt::skip]
pub(super) const FUNCTIONS: [Function; 29] = [
    function("all", Takes::Nothing(|| Term::All), "all()", "every node"),
    function("none", Takes::Nothing(|| Term::None), "none()", "no node"),
    function("kind", Takes::Kind(Term::Kind), "kind(claim)", "the nodes of a kind: question, claim, evidence, rebuttal"),
    function("questions", Takes::Nothing(|| Term::Kind(NodeKind::Question)), "questions", "short for kind(question)"),
    function("claims", Takes::Nothing(|| Term::Kind(NodeKind::Claim)), "claims", "short for kind(claim)"),
    function("evidence", Takes::Nothing(|| Term::Kind(NodeKind::Evidence)), "evidence", "short for kind(evidence)"),
    function("rebuttals", Takes::Nothing(|| Term::Kind(NodeKind::Rebuttal)), "rebuttals", "short for kind(rebuttal)"),
    function("tag", Takes::Word(Term::Tag), "tag(t)", "the nodes with a tag"),
    function("map", Takes::Word(Term::Map), "map(m)", "the nodes that stand in a map"),
    function("source", Takes::Word(Term::Source), "source(s)", "the evidence that cites a source"),
    function("year", Takes::Years(Term::Year), "year(2015..2019)", "the nodes whose attribute `year`, or else whose source's year, is within"),
    function("author", Takes::Word(Term::Author), "author(a)", "the nodes that a commit changed whose author's name contains this"),
    function("edited", Takes::Period(Term::Edited), "edited(since:2026-01-01)", "the nodes that a commit of that time changed; also until:, and ranges"),
    function("under", Takes::Set(Walk::Under), "under(x)", "everything that bears on x, however far below"),
    function("over", Takes::Set(Walk::Over), "over(x)", "everything that x bears on, however far above"),
    function("children", Takes::Set(Walk::Children), "children(x)", "the premises of the links to x"),
    function("parents", Takes::Set(Walk::Parents), "parents(x)", "the nodes that the links of x bear on"),
    function("pro", Takes::Set(Walk::Pro), "pro(x)", "what speaks for x: premises of supports, and of what underpins those"),
    function("con", Takes::Set(Walk::Con), "con(x)", "what speaks against x: premises of attacks on it, and of what undercuts its support"),
    function("path", Takes::TwoSets, "path(a, b)", "the nodes on the ways by which a bears on b, with both ends"),
    function("near", Takes::SetAndSteps, "near(x, 2)", "x and what is at most so many links away, in any direction"),
    function("roots", Takes::Nothing(|| Term::Check(Check::Roots)), "roots()", "the nodes that bear on nothing"),
    function("leaves", Takes::Nothing(|| Term::Check(Check::Leaves)), "leaves()", "the nodes that nothing bears on"),
    function("unsupported", Takes::Nothing(|| Term::Check(Check::Unsupported)), "unsupported()", "the claims that nothing supports"),
    function("unanswered", Takes::Nothing(|| Term::Check(Check::Unanswered)), "unanswered()", "the rebuttals that nothing attacks, neither them nor their links"),
    function("unsourced", Takes::Nothing(|| Term::Check(Check::Unsourced)), "unsourced()", "the evidence that cites no source"),
    function("circular", Takes::Nothing(|| Term::Check(Check::Circular)), "circular()", "the nodes that bear on themselves through others"),
    function("score", Takes::Scorer, "score(dfquad) > 0.6", "the nodes to which a scorer gives such a strength; < <= > >= ="),
    function("text", Takes::Nothing(|| Term::None), "text~\"regex\"", "the nodes whose text matches a regular expression"),
];

/// Every function of the language, in the order of its documentation.
///
/// ```
/// let under = agon_core::query::functions().find(|function| function.usage == "under(x)").expect("it is one");
/// assert_eq!(under.summary, "everything that bears on x, however far below");
/// ```
pub fn functions() -> impl Iterator<Item = FunctionDoc> {
    FUNCTIONS.iter().map(|function| function.doc)
}

/// The function with this name. `text` is none: it is written `text~"…"`.
pub(super) fn function_named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name && name != "text")
}

/// The words that are functions without parentheses.
pub(super) fn short_form(word: &str) -> Option<Term> {
    let kind = match word {
        "questions" => NodeKind::Question,
        "claims" => NodeKind::Claim,
        "evidence" => NodeKind::Evidence,
        "rebuttals" => NodeKind::Rebuttal,
        _ => return None,
    };
    Some(Term::Kind(kind))
}
