//! From what went wrong to what is said and the exit status: the one table.

use agon_core::change::ReadError;
use agon_core::database::DatabaseError;
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, UnknownName};

use crate::output::Output;

/// What kind of failure, by exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Refused by content, or not found.
    Refused = 1,
    /// Typed wrongly.
    Usage = 2,
    /// The store is damaged.
    Damaged = 3,
    /// The store is in use.
    InUse = 4,
    /// Disk, permissions, input and output.
    Io = 5,
    /// Made by a newer version.
    Newer = 6,
    /// Size, depth, time or memory ran out.
    Limit = 7,
    /// Ctrl-C.
    Cancelled = 130,
}

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    hints: Vec<String>,
    complaints: Vec<Diagnostic>,
}

impl Failure {
    /// A failure with a message: lower case, what was wrong with which thing, no full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new(), complaints: Vec::new() }
    }

    /// Something that cannot be meant.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Content that is refused.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// Several complaints about content; a limit among them decides the status.
    pub fn complaints(complaints: Vec<Diagnostic>) -> Self {
        let is_limit = complaints.iter().any(|complaint| complaint.is_error() && complaint.code.starts_with("limit/"));
        let kind = if is_limit { Kind::Limit } else { Kind::Refused };
        Self { kind, message: String::new(), hints: Vec::new(), complaints }
    }

    /// Complaints about what was typed.
    pub fn misused(complaints: Vec<Diagnostic>) -> Self {
        Self::complaints(complaints).of_kind(Kind::Usage)
    }

    /// The disk or a stream.
    pub fn io(action: &str, what: &str, error: std::io::Error) -> Self {
        let kind = match error.kind() {
            std::io::ErrorKind::Interrupted => Kind::Cancelled,
            _ => Kind::Io,
        };
        Self::new(kind, format!("cannot {action} {what}: {}", system_words(&error)))
    }

    /// Adds a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        self.kind as u8
    }

    /// Says it on stderr (or, with `--json`, as the one document on stdout) and gives the exit status.
    pub fn report(&self, output: &mut Output) -> u8 {
        output.failure(self.status(), &self.message, &self.hints, &self.complaints);
        self.status()
    }
}

/// What the system said, without the number in brackets.
fn system_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.complaints.first() {
            Some(complaint) if self.message.is_empty() => f.write_str(&complaint.message),
            _ => f.write_str(&self.message),
        }
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        let message = error.to_string();
        match error {
            DatabaseError::Refused(complaints) => Self::complaints(complaints),
            DatabaseError::Limit(complaint) => Self::complaints(vec![*complaint]).of_kind(Kind::Limit),
            DatabaseError::NotFound { what, near, .. } => {
                let failure = Self::refused(message);
                match near.as_slice() {
                    [range] if what == "commit" => failure.hint(format!("commits go from {range}")),
                    [] => failure,
                    // Numbers from here to there are no spelling.
                    [range] if what == "commit" => failure.hint(format!("there are commits {range}")),
                    [one] => failure.hint(format!("did you mean `{one}`?")),
                    several => failure.hint(format!("there is {}", several.join(", "))),
                }
            }
            DatabaseError::Ambiguous { .. } => Self::refused(message).hint("type more of it"),
            DatabaseError::Nothing(_) | DatabaseError::Exists { .. } => Self::refused(message),
            DatabaseError::UnknownName(error) => error.into(),
            DatabaseError::NoDatabase { .. } => Self::refused(message).hint("make one here: agon init"),
            DatabaseError::InUse { .. } => Self::new(Kind::InUse, message).hint("wait until it is done, or stop it"),
            DatabaseError::Damaged(_) => {
                Self::new(Kind::Damaged, message).hint("see what is damaged: agon check; rebuild: agon repair")
            }
            DatabaseError::Newer { .. } => Self::new(Kind::Newer, message).hint("update Agon; nothing was touched"),
            DatabaseError::Cancelled => Self::new(Kind::Cancelled, message),
            DatabaseError::Io { action, path, source } => Self::io(action, &path, source),
        }
    }
}

impl Failure {
    fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        DatabaseError::from(error).into()
    }
}

impl From<ExtendError> for Failure {
    fn from(error: ExtendError) -> Self {
        DatabaseError::from(error).into()
    }
}

impl From<UnknownName> for Failure {
    fn from(error: UnknownName) -> Self {
        let failure = Self::usage(error.to_string());
        match &error.near {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint(format!("there is {}", error.known.join(", "))),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::io("write", "the output", error)
    }
}
