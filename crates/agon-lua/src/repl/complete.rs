//! Completion: the words that may stand at a place, found by looking into tables without running any code.

use agon_core::extend::Desk;
use mlua::{Lua, Table, Value};

use super::help;

/// What a map has beside its functions.
const MAP_FIELDS: [&str; 4] = ["name", "title", "summary", "revision"];
/// More than anybody reads.
const MAX_WORDS: usize = 500;

pub(super) fn complete(lua: &Lua, desk: &dyn Desk, line: &str, at: usize) -> (usize, Vec<String>) {
    let before = &line[..at];
    let (start, mut words) = match open_string(before) {
        Some(start) => (start, map_names(desk)),
        None => {
            let word = before
                .rfind(|c: char| !is_word(c))
                .map_or(0, |last| last + before[last..].chars().next().map_or(1, char::len_utf8));
            (word, candidates(lua, &before[..word]))
        }
    };
    words.retain(|word| word.starts_with(&before[start..]));
    words.sort();
    words.dedup();
    words.truncate(MAX_WORDS);
    (start, words)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Where the text begins, if a string is open.
fn open_string(before: &str) -> Option<usize> {
    let mut open: Option<(char, usize)> = None;
    let mut is_escaped = false;
    for (at, c) in before.char_indices() {
        match open {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if c == '\\' => is_escaped = true,
            Some((quote, _)) if c == quote => open = None,
            None if c == '"' || c == '\'' => open = Some((c, at + 1)),
            _ => {}
        }
    }
    open.map(|(_, start)| start)
}

fn map_names(desk: &dyn Desk) -> Vec<String> {
    desk.maps().map(|maps| maps.into_iter().map(|map| map.name.to_string()).collect()).unwrap_or_default()
}

/// What may follow: the fields of what stands before a point or colon, or the globals.
fn candidates(lua: &Lua, before: &str) -> Vec<String> {
    let Some(path) = before.strip_suffix(['.', ':']) else {
        let globals = lua.globals();
        let mut words = keys(&globals);
        words.extend(behind(&globals).map(|behind| keys(&behind)).unwrap_or_default());
        return words;
    };
    let start = path
        .rfind(|c: char| !is_word(c) && c != '.')
        .map_or(0, |last| last + path[last..].chars().next().map_or(1, char::len_utf8));
    match value(lua, &path[start..]) {
        Some(Value::Table(table)) => keys(&table),
        Some(Value::UserData(_)) if before.ends_with(':') => {
            let names = help::entries().iter().flat_map(|entry| &entry.names);
            names.filter_map(|name| name.strip_prefix("map:")).map(str::to_owned).collect()
        }
        Some(Value::UserData(_)) => MAP_FIELDS.map(str::to_owned).to_vec(),
        _ => Vec::new(),
    }
}

/// What a path of names leads to.
fn value(lua: &Lua, path: &str) -> Option<Value> {
    let mut names = path.split('.');
    let first = names.next()?;
    let globals = lua.globals();
    let mut value: Value = globals.raw_get(first).ok()?;
    if value.is_nil() {
        value = behind(&globals)?.raw_get(first).ok()?;
    }
    names.try_fold(value, |value, name| value.as_table()?.raw_get(name).ok())
}

/// The globals that the sandbox keeps behind those that may be written.
fn behind(globals: &Table) -> Option<Table> {
    globals.metatable()?.raw_get("__index").ok()
}

fn keys(table: &Table) -> Vec<String> {
    let pairs = table.pairs::<Value, Value>().take(MAX_WORDS * 4).filter_map(Result::ok);
    pairs.filter_map(|(key, _)| Some(key.as_string()?.to_str().ok()?.to_owned())).filter(|key| key.chars().all(is_word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_open_until_it_is_closed() {
        assert_eq!(open_string("agon.db:map(\"ki"), Some(13));
        assert_eq!(open_string("x = 'a\\'b"), Some(5));
        assert_eq!(open_string("x = 'a' .. y"), None);
    }
}
