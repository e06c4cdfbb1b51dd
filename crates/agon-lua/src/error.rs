//! What went wrong in a plugin, where, and the words for it.

use std::time::Duration;

use agon_core::diagnostic::{Diagnostic, Place, Span};
use agon_core::extend::ExtendError;

use crate::context::escape_controls;
use crate::suggest::suggest;

/// The longest message that is shown.
const MAX_MESSAGE: usize = 2_000;

/// What stands between the number of a line and the line.
const LINE: &str = " │ ";
/// How many callers are told.
const MAX_CALLERS: usize = 3;

/// A line of a plugin's file, and the function it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) function: Option<String>,
    /// The line itself, where it can be had.
    pub(crate) source: Option<String>,
}

/// Why a call into Lua gave no result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// It raised an error.
    Raised {
        /// What it said, without its place.
        message: String,
        /// Where.
        spot: Option<Box<Spot>>,
        /// Every frame, innermost first.
        traceback: Vec<String>,
        /// What the plugin itself advises.
        hint: Option<String>,
    },
    /// Time was over, and where it was then.
    Time(Duration, Option<Box<Spot>>),
    /// Memory was over.
    Memory(usize),
    /// Its result breaks the contract.
    Result(String),
    /// Its result is larger than allowed.
    Output(usize),
    /// The process in which it ran is gone, or was stopped.
    Lost(String),
}

impl Failure {
    pub(crate) fn raised(message: impl Into<String>) -> Self {
        Self::Raised { message: message.into(), spot: None, traceback: Vec::new(), hint: None }
    }

    /// Where it happened.
    pub(crate) fn spot(&self) -> Option<&Spot> {
        match self {
            Self::Raised { spot, .. } | Self::Time(_, spot) => spot.as_deref(),
            Self::Memory(_) | Self::Result(_) | Self::Output(_) | Self::Lost(_) => None,
        }
    }

    /// The same, to be added to.
    pub(crate) fn spot_mut(&mut self) -> Option<&mut Spot> {
        match self {
            Self::Raised { spot, .. } | Self::Time(_, spot) => spot.as_deref_mut(),
            _ => None,
        }
    }

    /// What happened, in a line, with its place where there is one.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Raised { spot: Some(spot), .. } | Self::Time(_, Some(spot)) => {
                format!("{}:{}: {}", spot.path, spot.line, self.message())
            }
            other => other.message(),
        }
    }

    /// What happened, without its place.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Raised { message, .. } => shown(message),
            Self::Result(message) | Self::Lost(message) => shown(message),
            Self::Time(time, _) => format!("it ran longer than {}", spelled(*time)),
            Self::Memory(bytes) => format!("it used more than {} MiB of memory", bytes >> 20),
            Self::Output(bytes) => format!("its result is larger than {} MiB", bytes >> 20),
        }
    }

    fn is_limit(&self) -> bool {
        matches!(self, Self::Time(..) | Self::Memory(_) | Self::Output(_))
    }

    /// The complaint: `what` says who failed at what.
    pub(crate) fn diagnostic(&self, what: &str) -> Diagnostic {
        let code = match self {
            Self::Raised { .. } => "plugin/raised",
            Self::Result(_) => "plugin/result",
            Self::Time(..) => "plugin/time",
            Self::Memory(_) => "plugin/memory",
            Self::Output(_) => "plugin/output",
            Self::Lost(_) => "plugin/lost",
        };
        let mut complaint = match self {
            Self::Raised { spot: Some(spot), .. } | Self::Time(_, Some(spot)) => {
                let inside = spot.function.as_ref().map(|name| format!(" in `{name}`")).unwrap_or_default();
                Diagnostic::error(code, format!("{what}{inside}"))
                    .at(Place::File { path: spot.path.clone(), span: Span::point(spot.line, 1) })
                    .excerpt(self.excerpt(spot))
            }
            Self::Result(message) => Diagnostic::error(code, format!("{what}: {}", shown(message))),
            _ => Diagnostic::error(code, what.to_owned()).excerpt(self.message()),
        };
        complaint = match self {
            Self::Raised { hint: Some(hint), .. } => complaint.hint(shown(hint)),
            Self::Raised { message, spot: Some(spot), .. } => {
                match spot.source.as_ref().and_then(|line| suggest(message, line)) {
                    Some(hint) => complaint.hint(hint),
                    None => complaint,
                }
            }
            Self::Time(..) => {
                complaint.hint("look for a loop without an end, or raise `short` or `long` under [limits] in agon.toml")
            }
            Self::Memory(_) => {
                complaint.hint("use map:column and map:edges for large maps, agon.db:chunks for large databases, or raise `memory` under [limits] in agon.toml")
            }
            Self::Lost(_) => complaint.hint("nothing was changed; memory beyond its limits ends a process too"),
            Self::Output(_) => complaint.hint("write less, or raise `output` under [limits] in agon.toml"),
            _ => complaint,
        };
        complaint
    }

    /// What happened, the line on which it did, and who called it.
    fn excerpt(&self, spot: &Spot) -> String {
        let mut text = self.message();
        if let Some(line) = &spot.source {
            text.push_str(&format!("\n{}{LINE}{}", spot.line, escape_controls(line)));
        }
        if let Self::Raised { traceback, .. } = self {
            for caller in traceback.iter().skip(1).take(MAX_CALLERS) {
                text.push_str(&format!("\ncalled from {caller}"));
            }
        }
        text
    }

    /// The complaint as an extension's error.
    pub(crate) fn error(&self, what: &str) -> ExtendError {
        let complaint = self.diagnostic(what);
        if self.is_limit() { ExtendError::Limit(Box::new(complaint)) } else { ExtendError::refused(complaint) }
    }
}

impl From<mlua::Error> for Failure {
    fn from(error: mlua::Error) -> Self {
        if let mlua::Error::MemoryError(_) = root(&error) {
            return Self::Memory(0);
        }
        Self::raised(plain(&error))
    }
}

/// The error behind what mlua wraps around it.
fn root(error: &mlua::Error) -> &mlua::Error {
    match error {
        mlua::Error::CallbackError { cause, .. } | mlua::Error::WithContext { cause, .. } => root(cause),
        other => other,
    }
}

/// The words of an mlua error without its tracebacks and prefixes.
pub(crate) fn plain(error: &mlua::Error) -> String {
    let message = match root(error) {
        mlua::Error::RuntimeError(message) => message.clone(),
        mlua::Error::SyntaxError { message, .. } => message.clone(),
        mlua::Error::BadArgument { pos, name, cause, .. } => {
            let which = name.as_ref().map_or_else(|| format!("#{pos}"), |name| format!("`{name}`"));
            format!("bad argument {which}: {}", plain(cause))
        }
        mlua::Error::FromLuaConversionError { from, to, message } => {
            let wanted = match to.as_str() {
                "f64" | "i64" | "u32" | "usize" => "a number",
                "String" | "&str" | "string" | "LuaString" => "a text",
                other => other,
            };
            match message {
                Some(message) if message.contains("UTF-8") || message.contains("utf-8") => "the text is not UTF-8".to_owned(),
                _ => format!("expected {wanted}, got {from}"),
            }
        }
        mlua::Error::UserDataDestructed => "the map handle is used after its call ended".to_owned(),
        other => other.to_string(),
    };
    message.split("\nstack traceback:").next().unwrap_or(&message).to_owned()
}

/// Splits `plugins/x/init.lua:12: message` into place and message.
pub(crate) fn split_place(text: &str) -> Option<(&str, usize, &str)> {
    let end = text.find(".lua:")? + 4;
    let (path, rest) = text.split_at(end);
    if path.contains('\n') {
        return None;
    }
    let (line, message) = rest[1..].split_once(':')?;
    Some((path, line.parse().ok()?, message.trim_start()))
}

/// An extension's error in a line: what it said of itself, and what Lua said.
pub(crate) fn in_a_line(error: &ExtendError) -> String {
    let first = match error {
        ExtendError::Refused(complaints) => complaints.first(),
        ExtendError::Limit(complaint) => Some(complaint.as_ref()),
        ExtendError::Io { .. } | ExtendError::Read(_) => None,
    };
    match first {
        Some(Diagnostic { message, excerpt: Some(excerpt), .. }) => {
            // The line of the file and who called it are for complaints of their own.
            let is_place = |line: &&str| line.starts_with("called from ") || line.contains(LINE);
            let said: Vec<&str> = excerpt.lines().take_while(|line| !is_place(line)).collect();
            format!("{message}: {}", said.join("\n"))
        }
        Some(complaint) => complaint.message.clone(),
        None => error.to_string(),
    }
}

fn shown(message: &str) -> String {
    let mut lines = message.lines().map(escape_controls).collect::<Vec<_>>().join("\n");
    if lines.len() > MAX_MESSAGE {
        let cut = (0..=MAX_MESSAGE).rev().find(|at| lines.is_char_boundary(*at)).unwrap_or(0);
        lines.truncate(cut);
        lines.push('…');
    }
    lines
}

fn spelled(time: Duration) -> String {
    if time.subsec_millis() == 0 { format!("{} s", time.as_secs()) } else { format!("{} ms", time.as_millis()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_from_its_place() {
        assert_eq!(split_place("plugins/a/init.lua:12: no: really"), Some(("plugins/a/init.lua", 12, "no: really")));
        assert_eq!(split_place("no place"), None);
    }
}
