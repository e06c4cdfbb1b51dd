//! Data in braces and front matter: YAML, bounded in depth and size, as JSON values.

use serde_json::{Map as JsonMap, Value};
use serde_saphyr::options::{AliasLimits, MergeKeyPolicy};

use super::super::report::{At, Report};

/// Fields by their keys.
pub(super) type Fields = JsonMap<String, Value>;

/// Reads the mapping that stands at `at` (without the braces of block data). Complains and gives `None` if it is
/// no mapping.
pub(super) fn mapping(text: &str, at: At, what: &str, code: &'static str, report: &mut Report<'_>) -> Option<Fields> {
    let source = &text[at.start..at.end];
    let mut aliases = AliasLimits::default();
    aliases.max_total_replayed_events = 10_000;
    aliases.max_alias_expansions_per_anchor = 1_000;
    let options = serde_saphyr::options! {
        strict_booleans: true,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        alias_limits: aliases,
        budget: serde_saphyr::budget! { max_depth: 64, max_nodes: 100_000, max_events: 400_000 },
    };
    match serde_saphyr::from_str_with_options::<Value>(source, options) {
        Ok(Value::Object(fields)) => Some(fields),
        Ok(Value::Null) => Some(Fields::new()),
        Ok(other) => {
            let message = format!("the {what} holds {} where keys and values are wanted", kind_of(&other));
            report.error(at, code, message, "write it as `key: value`");
            None
        }
        Err(error) => {
            let place = error.location().map_or(at, |location| {
                let start = offset(source, location.line(), location.column()).map_or(at.start, |offset| at.start + offset);
                At::new(start, start + 1)
            });
            let message = error.without_snippet().to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            let message = message.split(", set DuplicateKeyPolicy").next().unwrap_or_default();
            let hint = match message.contains("duplicate") {
                true => "keep one of the two",
                false => "quote texts that hold `,`, `:`, `#`, `{`, `}`, `[` or `]`",
            };
            report.error(place, code, format!("the {what} is no YAML: {message}"), hint);
            None
        }
    }
}

/// What a value is, in words.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "keys and values",
    }
}

/// The byte at a line and column, both from 1, columns in characters.
fn offset(source: &str, line: u64, column: u64) -> Option<usize> {
    let mut start = 0;
    for _ in 1..line {
        start += source[start..].find('\n')? + 1;
    }
    let rest = &source[start..];
    let columns = usize::try_from(column).ok()?.saturating_sub(1);
    Some(start + rest.char_indices().nth(columns).map_or(rest.len(), |(at, _)| at))
}

/// Where a key stands in the source of its data; the whole data if it cannot be told.
pub(super) fn key_place(text: &str, at: At, key: &str) -> At {
    find_key(text, at, key).unwrap_or(at)
}

/// Where a key stands in the last of several data that hold it.
pub(super) fn key_place_in(text: &str, places: &[At], key: &str) -> At {
    let found = places.iter().rev().find_map(|at| find_key(text, *at, key));
    found.or_else(|| places.last().copied()).unwrap_or_default()
}

fn find_key(text: &str, at: At, key: &str) -> Option<At> {
    let source = &text[at.start..at.end];
    let ends_word = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
    let found = source.match_indices(key).find(|(start, _)| {
        let after = source[start + key.len()..].trim_start_matches(['"', '\'']);
        ends_word(source[..*start].chars().next_back()) && after.trim_start_matches(' ').starts_with(':')
    });
    found.map(|(start, _)| At::new(at.start + start, at.start + start + key.len()))
}

/// One mapping of several: later values win, lists that follow each other are united, mappings merged. Recursion
/// goes no deeper than [`mapping`] lets data be.
pub(super) fn merge(all: Vec<Fields>) -> Fields {
    let mut all = all;
    if all.len() <= 1 {
        return all.pop().unwrap_or_default();
    }
    let mut by_key: JsonMap<String, Value> = Fields::new();
    let mut values: Vec<Vec<Value>> = Vec::new();
    for (key, value) in all.into_iter().flatten() {
        match by_key.get(&key).and_then(Value::as_u64) {
            Some(slot) => values[slot as usize].push(value),
            None => {
                by_key.insert(key, values.len().into());
                values.push(vec![value]);
            }
        }
    }
    for slot in by_key.values_mut() {
        let index = slot.as_u64().unwrap_or_default() as usize;
        *slot = merge_values(std::mem::take(&mut values[index]));
    }
    by_key
}

fn merge_values(mut values: Vec<Value>) -> Value {
    let kind = values.last().map(std::mem::discriminant);
    let alike = values.iter().rev().take_while(|value| Some(std::mem::discriminant(*value)) == kind).count();
    let alike = values.split_off(values.len() - alike);
    match alike.last() {
        Some(Value::Array(_)) if alike.len() > 1 => {
            let mut known = std::collections::HashSet::new();
            let items = alike.into_iter().flat_map(|value| match value {
                Value::Array(items) => items,
                other => vec![other],
            });
            Value::Array(items.filter(|item| known.insert(item.to_string())).collect())
        }
        Some(Value::Object(_)) if alike.len() > 1 => {
            let fields = alike.into_iter().filter_map(|value| match value {
                Value::Object(fields) => Some(fields),
                _ => None,
            });
            Value::Object(merge(fields.collect()))
        }
        _ => alike.into_iter().next_back().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        match value {
            Value::Object(fields) => fields,
            _ => Fields::new(),
        }
    }

    #[test]
    fn merging_unites_lists_and_later_values_win() {
        let first = fields(json!({"src": ["a", "b"], "n": 1, "deep": {"x": [1], "y": 2}}));
        let all = merge(vec![first, fields(json!({"src": ["c", "a"], "n": 2, "deep": {"x": [3]}}))]);
        assert_eq!(Value::Object(all), json!({"src": ["a", "b", "c"], "n": 2, "deep": {"x": [1, 3], "y": 2}}));
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..20 {
            let names = vec![format!("*a{}", level - 1); 9].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{names}]\n"));
        }
        let mut report = Report::new("f", &bomb);
        assert!(mapping(&bomb, At::new(0, bomb.len()), "front matter", "argdown/front-matter", &mut report).is_none());
        assert_eq!(report.finish().len(), 1);
    }
}
