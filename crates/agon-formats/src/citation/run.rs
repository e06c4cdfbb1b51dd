//! A reference as stretches of text: each format sets them its own way.

use crate::escape::web_address;

/// A stretch of a reference, set in one way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CiteRun {
    /// What it says, not yet escaped.
    pub text: String,
    /// What a reader's eye is to find: the last name and the year of a card.
    pub strong: bool,
    /// A title that stands for itself, or the name of a journal.
    pub italic: bool,
}

/// The text of a reference, without how it is set.
///
/// ```
/// use agon_formats::citation::{CiteRun, plain};
/// let runs = [CiteRun { text: "Ann ".into(), ..CiteRun::default() }, CiteRun { text: "Lee".into(), strong: true, italic: false }];
/// assert_eq!(plain(&runs), "Ann Lee");
/// ```
pub fn plain(runs: &[CiteRun]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Signs after which no full stop follows.
const ENDS: [char; 8] = ['.', '?', '!', '。', '？', '！', '…', '．'];

/// Whether a text ends a sentence by itself, perhaps within quotation marks.
pub(super) fn is_ended(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '"', '\'', '」', '』']).ends_with(ENDS)
}

/// A reference being written. Neighbours that are set alike become one run.
#[derive(Default)]
pub(super) struct Runs(Vec<CiteRun>);

impl Runs {
    pub(super) fn plain(&mut self, text: &str) -> &mut Self {
        self.push(text, false, false)
    }

    pub(super) fn italic(&mut self, text: &str) -> &mut Self {
        self.push(text, false, true)
    }

    pub(super) fn strong(&mut self, text: &str) -> &mut Self {
        self.push(text, true, false)
    }

    pub(super) fn push(&mut self, text: &str, strong: bool, italic: bool) -> &mut Self {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.strong == strong && last.italic == italic => last.text.push_str(text),
            _ => self.0.push(CiteRun { text: text.to_owned(), strong, italic }),
        }
        self
    }

    /// A full stop, unless the sentence is ended.
    pub(super) fn stop(&mut self) -> &mut Self {
        if self.0.last().is_some_and(|last| !is_ended(last.text.trim_end())) {
            self.plain(".");
        }
        self
    }

    /// What stands before the next part, if anything stands before it.
    pub(super) fn gap(&mut self, between: &str) -> &mut Self {
        if self.0.is_empty() { self } else { self.plain(between) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn ends_with_space(&self) -> bool {
        self.0.last().is_none_or(|last| last.text.ends_with(' '))
    }

    /// What was written, without a blank at its end.
    pub(super) fn trimmed(mut self) -> Vec<CiteRun> {
        if let Some(last) = self.0.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        self.0.retain(|run| !run.text.is_empty());
        self.0
    }

    pub(super) fn done(self) -> Vec<CiteRun> {
        self.0
    }
}

/// A text in pieces, each with whether it is a web address.
pub(crate) fn linked(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|mark| rest.find(mark)).min() {
        let length = rest[start..].find(char::is_whitespace).unwrap_or(rest.len() - start);
        let address = rest[start..start + length].trim_end_matches(['.', ',', ';', ':', '”', '"', ')', ']']);
        if web_address(address).is_none() {
            break;
        }
        pieces.extend([(&rest[..start], false), (address, true)]);
        rest = &rest[start + address.len()..];
    }
    pieces.push((rest, false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

/// A title in quotation marks with its point inside: `“Title.”`, `“Why?”`.
pub(super) fn quoted(title: &str, point: &str) -> String {
    let point = if is_ended(title) { "" } else { point };
    format!("“{title}{point}”")
}
