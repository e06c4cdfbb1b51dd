//! Reading a table of Lua key by key: every mistake is complained of with its place in the file.

use agon_core::diagnostic::{Diagnostic, Place, Span, nearest};
use agon_core::model::Name;
use mlua::{Function, Table, Value};

use super::Functions;

pub(super) struct Reader<'a> {
    pub(super) lua: &'a mlua::Lua,
    pub(super) path: &'a str,
    pub(super) source: &'a str,
    pub(super) complaints: Vec<Diagnostic>,
    pub(super) functions: Functions,
}

impl Reader<'_> {
    /// Complains, pointing at the first line where the last part of `at` stands as a key.
    pub(super) fn complain(&mut self, code: &'static str, message: String, at: &str, hint: &str) {
        let key = at.rsplit('.').next().unwrap_or(at);
        let place = find_key(self.source, key).unwrap_or((1, 1));
        let mut complaint =
            Diagnostic::error(code, message).at(Place::File { path: self.path.to_owned(), span: Span::point(place.0, place.1) });
        if let Some(line) = self.source.lines().nth(place.0 - 1).filter(|_| !key.is_empty()) {
            complaint = complaint.excerpt(line.trim_end());
        }
        self.complaints.push(if hint.is_empty() { complaint } else { complaint.hint(hint) });
    }

    /// Every key of a table must be known.
    pub(super) fn keys(&mut self, table: &Table, known: &[&str], within: &str) {
        let mut unknown: Vec<String> = Vec::new();
        for pair in table.pairs::<Value, Value>().flatten() {
            match &pair.0 {
                Value::String(key) if known.iter().any(|one| key.as_bytes() == one.as_bytes()) => {}
                other => unknown.push(shown(other)),
            }
        }
        unknown.sort();
        for key in unknown {
            let key = key.trim_matches('"').to_owned();
            let at = joined(within, &key);
            let hint = match nearest(&key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys are {}", known.join(", ")),
            };
            self.complain("plugin/key", format!("there is no key `{at}`"), &at, &hint);
        }
    }

    pub(super) fn wrong(&mut self, at: &str, wanted: &str, value: &Value) {
        self.complain("plugin/type", format!("`{at}` must be {wanted}, and is {}", shown(value)), at, "");
    }

    pub(super) fn text(&mut self, table: &Table, key: &str, within: &str, needed: bool) -> Option<String> {
        let at = joined(within, key);
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil if needed => {
                self.complain("plugin/missing", format!("`{at}` is missing"), within, "give it a text of one line");
                None
            }
            Value::Nil => None,
            Value::String(text) => match text.to_str() {
                Ok(text) if !text.trim().is_empty() && !text.chars().any(char::is_control) => Some(text.to_owned()),
                _ => {
                    self.complain("plugin/type", format!("`{at}` must be a text of one line"), &at, "");
                    None
                }
            },
            other => {
                self.wrong(&at, "a text", &other);
                None
            }
        }
    }

    pub(super) fn table(&mut self, table: &Table, key: &str, within: &str) -> Option<Table> {
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil => None,
            Value::Table(inner) => Some(inner),
            other => {
                self.wrong(&joined(within, key), "a table", &other);
                None
            }
        }
    }

    /// The named tables in `table[key]`, by name, each read by `read`.
    pub(super) fn entries<T>(
        &mut self,
        table: &Table,
        key: &str,
        within: &str,
        read: impl Fn(&mut Self, String, String, &Table) -> Option<T>,
    ) -> Vec<T> {
        let mut named = Vec::new();
        let Some(inner) = self.table(table, key, within) else { return Vec::new() };
        let at = joined(within, key);
        for (name, value) in inner.pairs::<Value, Value>().flatten() {
            let Value::String(name) = &name else {
                let message = format!("an entry of `{at}` has {} as its name", shown(&name));
                self.complain("plugin/type", message, &at, &format!("write {key} = {{ [\"NAME\"] = {{ … }} }}"));
                continue;
            };
            let name = name.to_string_lossy();
            match value {
                Value::Table(inner) => named.push((name, inner)),
                other => self.wrong(&joined(&at, &name), "a table", &other),
            }
        }
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let mut entries = Vec::new();
        for (name, inner) in named {
            let within = joined(&at, &name);
            if let Err(error) = Name::new(&name) {
                self.complain("plugin/name", format!("`{within}`: {error}"), &within, "");
                continue;
            }
            entries.extend(read(self, name, within, &inner));
        }
        entries
    }

    pub(super) fn function(&mut self, table: &Table, key: &str, within: &str) -> Option<Function> {
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil => None,
            Value::Function(function) => Some(function),
            other => {
                self.wrong(&joined(within, key), "a function", &other);
                None
            }
        }
    }

    /// `true` or `false`; `false` where it does not stand.
    pub(super) fn boolean(&mut self, table: &Table, key: &str, within: &str) -> bool {
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil => false,
            Value::Boolean(value) => value,
            other => {
                self.wrong(&joined(within, key), "true or false", &other);
                false
            }
        }
    }

    /// A whole number.
    pub(super) fn integer(&mut self, table: &Table, key: &str, within: &str) -> Option<i64> {
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil => None,
            Value::Integer(number) => Some(number),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => Some(number as i64),
            other => {
                self.wrong(&joined(within, key), "a whole number", &other);
                None
            }
        }
    }

    /// The function that an entry cannot do without.
    pub(super) fn needed_function(&mut self, table: &Table, key: &str, within: &str, usage: &str) -> Option<Function> {
        if table.raw_get::<Value>(key).is_ok_and(|value| value.is_nil()) {
            let message = format!("`{within}` has no function `{key}`");
            self.complain("plugin/function", message, within, &format!("give it {key} = {usage}"));
            return None;
        }
        self.function(table, key, within)
    }
}

pub(super) fn joined(within: &str, key: &str) -> String {
    if within.is_empty() { key.to_owned() } else { format!("{within}.{key}") }
}

/// A value in a few words.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", crate::context::escape_controls(&text.to_string_lossy())),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Nil => "nil".to_owned(),
        other => format!("a {}", other.type_name()),
    }
}

/// Line and column of the first `key =` or `["key"] =` in the text.
fn find_key(source: &str, key: &str) -> Option<(usize, usize)> {
    if key.is_empty() {
        return None;
    }
    let quoted = format!("[\"{key}\"]");
    for (index, line) in source.lines().enumerate() {
        for pattern in [quoted.as_str(), key] {
            for (at, _) in line.match_indices(pattern) {
                let before = line[..at].chars().next_back();
                let after = line[at + pattern.len()..].trim_start();
                let starts = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.');
                if starts && after.starts_with('=') && !after.starts_with("==") {
                    return Some((index + 1, line[..at].chars().count() + 1));
                }
            }
        }
    }
    None
}
