//! One type for every complaint: of rules, importers, lints, hooks and plugins.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth a look; nothing is refused.
    Warning,
    /// Refused.
    Error,
}

impl Severity {
    /// The word shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A stretch of a text file. Lines and columns count from 1, columns in characters; the end is inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First line.
    pub line: usize,
    /// First column.
    pub column: usize,
    /// Last line.
    pub end_line: usize,
    /// Last column.
    pub end_column: usize,
}

impl Span {
    /// One character.
    pub const fn point(line: usize, column: usize) -> Self {
        Self { line, column, end_line: line, end_column: column }
    }
}

/// What a complaint is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// A stretch of a file or of standard input.
    File {
        /// As the user named it.
        path: String,
        /// Where in it.
        span: Span,
    },
    /// A node, by what people type.
    Node(String),
    /// A link, by what people type.
    Link(String),
    /// A map, by name.
    Map(String),
    /// A source, by key.
    Source(String),
    /// A part of the store: a file and line of the journal, a table of the state.
    Store(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, span } => {
                write!(f, "{path}:{}:{}", span.line, span.column)?;
                if span.end_line != span.line {
                    write!(f, "-{}:{}", span.end_line, span.end_column)
                } else if span.end_column > span.column {
                    write!(f, "-{}", span.end_column)
                } else {
                    Ok(())
                }
            }
            Self::Node(name) => write!(f, "node `{name}`"),
            Self::Link(name) => write!(f, "link `{name}`"),
            Self::Map(name) => write!(f, "map `{name}`"),
            Self::Source(key) => write!(f, "source `{key}`"),
            Self::Store(part) => f.write_str(part),
        }
    }
}

/// A complaint: how bad, which, about what, in words, and what to do.
///
/// ```
/// use agon_core::diagnostic::{Diagnostic, Place};
/// let complaint = Diagnostic::error("rule/empty-text", "a node must say something")
///     .at(Place::Node("drift".into()))
///     .hint("give a text");
/// assert_eq!(complaint.to_string(), "error[rule/empty-text] node `drift`: a node must say something (give a text)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable word for this kind of complaint: `family/kind`.
    pub code: Cow<'static, str>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What is wrong with which thing: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The line of the file, for pointing at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

impl Diagnostic {
    fn new(severity: Severity, code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { severity, code: code.into(), place: None, message: message.into(), hints: Vec::new(), excerpt: None }
    }

    /// An error: what it is about is refused.
    pub fn error(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning.
    pub fn warning(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note.
    pub fn note(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// Says what it is about.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Shows the line it points at.
    #[must_use]
    pub fn excerpt(mut self, line: impl Into<String>) -> Self {
        self.excerpt = Some(line.into());
        self
    }

    /// Whether something is refused because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity.word(), self.code)?;
        if let Some(place) = &self.place {
            write!(f, " {place}")?;
        }
        write!(f, ": {}", self.message)?;
        if !self.hints.is_empty() {
            write!(f, " ({})", self.hints.join("; "))?;
        }
        Ok(())
    }
}

/// The known word nearest to a mistyped one, if one is near enough to be meant (Damerau–Levenshtein
/// distance of at most a third of its length, or one contains the other).
///
/// ```
/// use agon_core::diagnostic::nearest;
/// assert_eq!(nearest("claims", ["claim", "evidence"]), Some("claim"));
/// assert_eq!(nearest("xyzzy", ["claim"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter_map(|candidate| {
            let distance = strsim::damerau_levenshtein(word, candidate);
            let contains = word.len() >= 3 && candidate.len() >= 3 && (candidate.contains(word) || word.contains(candidate));
            (distance <= limit || contains).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}
