//! Complaints that plugins make: the table of `report` and `commit:reject`, checked.

use agon_core::diagnostic::{Diagnostic, Place, Severity, nearest};
use mlua::{Table, Value};

use crate::context::escape_controls;

/// The most complaints that one call may make.
pub(crate) const MAX_REPORTS: usize = 10_000;
/// The longest text of a complaint, in characters.
const MAX_TEXT: usize = 2_000;
const KEYS: [&str; 8] = ["code", "node", "link", "map", "source", "message", "hint", "severity"];

/// A complaint from its table. `family` begins its code: `cite-sources/missing`. What does not fit is told in words.
pub(crate) fn complaint(table: &Table, function: &str, family: &str, usual: Severity) -> Result<Diagnostic, String> {
    for pair in table.pairs::<Value, Value>() {
        let (key, _) = pair.map_err(|error| error.to_string())?;
        let key = key.as_string().map(|key| key.to_string_lossy());
        let Some(key) = key else { return Err(format!("{function} takes a table of names: {}", KEYS.join(", "))) };
        if !KEYS.contains(&key.as_str()) {
            let near = nearest(&key, KEYS).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(format!("{function}: there is no key `{}`{near}", escape_controls(&key)));
        }
    }
    let text = |key: &str| match table.raw_get::<Value>(key) {
        Ok(Value::Nil) => Ok(None),
        Ok(Value::String(text)) => Ok(Some(escape_controls(&text.to_string_lossy()).chars().take(MAX_TEXT).collect::<String>())),
        Ok(other) => Err(format!("{function}: `{key}` must be a text, and is a {}", other.type_name())),
        Err(error) => Err(error.to_string()),
    };
    let message = text("message")?.filter(|message| !message.trim().is_empty());
    let message = message.ok_or_else(|| format!("{function}: `message` is missing"))?;
    let severity = match text("severity")?.as_deref() {
        None => usual,
        Some("error") => Severity::Error,
        Some("warning") => Severity::Warning,
        Some("note") => Severity::Note,
        Some(other) => return Err(format!("{function}: `severity` is `{other}`; it is error, warning or note")),
    };
    let code = match text("code")? {
        None => family.to_owned(),
        Some(code) if code == family || code.strip_prefix(family).is_some_and(|rest| rest.starts_with('/')) => code,
        Some(code) => format!("{family}/{code}"),
    };
    let mut complaint = match severity {
        Severity::Error => Diagnostic::error(code, message),
        Severity::Warning => Diagnostic::warning(code, message),
        Severity::Note => Diagnostic::note(code, message),
    };
    for key in ["node", "link", "map", "source"] {
        if let Some(name) = text(key)? {
            if complaint.place.is_some() {
                return Err(format!("{function}: a complaint is about one thing; keep one of node, link, map, source"));
            }
            complaint = complaint.at(match key {
                "node" => Place::Node(name),
                "link" => Place::Link(name),
                "map" => Place::Map(name),
                _ => Place::Source(name),
            });
        }
    }
    Ok(match text("hint")? {
        Some(hint) => complaint.hint(hint),
        None => complaint,
    })
}
