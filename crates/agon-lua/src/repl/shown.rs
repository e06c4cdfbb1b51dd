//! Values as a person reads them: bounded in depth and length, keys in the order of the alphabet. No code runs.

use mlua::{Table, Value};

use crate::api::map::shared_map;
use crate::sandbox::spoken;

/// The longest line.
const WIDTH: usize = 96;
/// How deep tables within tables are opened.
const DEPTH: usize = 3;
/// Entries of one table.
const ENTRIES: usize = 20;
/// Lines of one value.
const LINES: usize = 200;
/// Characters of a text in a table, and in a table within a table.
const TEXTS: [usize; 2] = [600, 60];

/// A value by itself. A text of several lines is shown as it is: it may be a picture.
pub(super) fn whole(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let text = text.to_string_lossy();
            if text.contains('\n') { text.trim_end_matches('\n').to_owned() } else { format!("\"{text}\"") }
        }
        Value::Table(table) => {
            let mut lines = 0;
            let shown = opened(table, 0, &mut lines);
            match table.raw_len() {
                count if count > ENTRIES => format!("{shown}\n{count} entries"),
                _ => shown,
            }
        }
        other => plain(other, 0),
    }
}

/// A value that is no table or is not opened.
fn plain(value: &Value, depth: usize) -> String {
    match value {
        Value::String(text) => {
            let text = text.to_string_lossy();
            let cut: String = text.chars().take(TEXTS[depth.min(1)]).collect();
            let more = if cut.len() < text.len() { "…" } else { "" };
            format!("\"{}{more}\"", cut.replace('\n', "\\n"))
        }
        Value::Table(table) => match summary(table) {
            Some(words) => words,
            None if table.is_empty() => "{}".to_owned(),
            None => "{…}".to_owned(),
        },
        Value::Function(_) => "function".to_owned(),
        Value::Buffer(buffer) => format!("buffer of {} bytes", buffer.len()),
        Value::UserData(_) => match shared_map(value) {
            Some(map) => format!("map \"{}\": {} nodes", map.info().name, map.nodes().len()),
            None => "userdata".to_owned(),
        },
        other => spoken(other).unwrap_or_else(|_| other.type_name().to_owned()),
    }
}

/// A node, link or map within a list, in a line.
fn summary(table: &Table) -> Option<String> {
    let text = |key: &str| table.raw_get::<Value>(key).ok().and_then(|value| Some(value.as_string()?.to_string_lossy()));
    if let (Some(label), Some(kind), Some(said)) = (text("label"), text("kind"), text("text")) {
        return Some(shortened(&format!("{kind} {label}: {said}")));
    }
    if let (Some(label), Some(relation)) = (text("label"), text("relation")) {
        let premises = table.raw_get::<Value>("premises").ok()?.as_table()?.raw_len();
        return Some(format!("link {label}: {premises} {} {relation}", if premises == 1 { "premise" } else { "premises" }));
    }
    if let (Some(_), Some(name), Some(title)) = (text("id"), text("name"), text("title")) {
        return Some(shortened(&format!("map {name}: {title}")));
    }
    None
}

fn shortened(line: &str) -> String {
    let line = line.replace('\n', " ");
    match line.char_indices().nth(WIDTH - 8) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// A table with its entries: in a line if they fit, else one a line.
fn opened(table: &Table, depth: usize, lines: &mut usize) -> String {
    let count = table.raw_len();
    let mut entries = Vec::new();
    for at in 1..=count.min(ENTRIES) {
        let value: Value = table.raw_get(at).unwrap_or(Value::Nil);
        entries.push(entry("", &value, depth, lines));
    }
    let mut named: Vec<(String, Value)> = Vec::new();
    let is_position = |key: &Value| {
        key.as_number()
            .or(key.as_integer().map(|key| key as f64))
            .is_some_and(|key| key.fract() == 0.0 && key >= 1.0 && key <= count as f64)
    };
    for (key, value) in table.pairs::<Value, Value>().filter_map(Result::ok) {
        if !is_position(&key) {
            named.push((
                if let Some(text) = key.as_string() { text.to_string_lossy() } else { format!("[{}]", plain(&key, 1)) },
                value,
            ));
        }
    }
    named.sort_by(|a, b| a.0.cmp(&b.0));
    let all = named.len() + count;
    for (key, value) in named.iter().take(ENTRIES) {
        entries.push(entry(&format!("{key} = "), value, depth, lines));
    }
    if entries.is_empty() {
        return "{}".to_owned();
    }
    let more = all - entries.len();
    let long: usize = entries.iter().map(|entry| entry.chars().count() + 2).sum();
    if more == 0 && long + 4 + depth * 2 <= WIDTH && !entries.iter().any(|entry| entry.contains('\n') || entry.contains(": ")) {
        return format!("{{ {} }}", entries.join(", "));
    }
    if more > 0 {
        entries.push(format!("… {more} more"));
    }
    let indent = "  ".repeat(depth + 1);
    format!("{{\n{indent}{}\n{}}}", entries.join(&format!("\n{indent}")), "  ".repeat(depth))
}

fn entry(key: &str, value: &Value, depth: usize, lines: &mut usize) -> String {
    *lines += 1;
    let inner = match value {
        Value::Table(table) if depth + 1 < DEPTH && *lines < LINES && summary(table).is_none() => opened(table, depth + 1, lines),
        other => plain(other, depth),
    };
    format!("{key}{inner}")
}
