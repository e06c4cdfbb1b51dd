//! The page for people: `docs/reference/lua-api.md`.

use std::fmt::Write;

use super::{Entry, EntryKind, SECTIONS, Section};
use crate::api::API;

const HEAD: &str = "\
# What Lua sees

<!-- Written by `agon plugin reference` from the entries beside each binding. Change it there. -->

";

/// The whole page.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str(&format!("Interface number {API}. "));
    page.push_str(super::sections::INTRODUCTION);
    for section in SECTIONS {
        page.push('\n');
        page.push_str(&one(section));
    }
    page
}

fn one(section: &Section) -> String {
    let mut text = format!("{} {}\n", "#".repeat(section.level), section.title);
    if !section.text.is_empty() {
        text.push_str(&format!("\n{}\n", section.text.trim()));
    }
    let mut entries = section.groups.iter().copied().flatten().peekable();
    while let Some(entry) = entries.next() {
        if is_row(entry) {
            let mut rows = vec![entry];
            while let Some(next) = entries.next_if(|next| is_row(next) && is_type(next) == is_type(entry)) {
                rows.push(next);
            }
            text.push_str(&table(&rows));
            continue;
        }
        match entry.kind {
            EntryKind::Type => text.push_str(&format!("\n#### {}\n\n{}\n", entry.name, said(entry))),
            _ => text.push_str(&format!("\n`{}`  \n{}\n", signature(entry), said(entry))),
        }
        if !entry.example.is_empty() && !entry.example.contains('\n') && entry.kind != EntryKind::Type {
            text.truncate(text.trim_end().len());
            text.push_str(&format!("  \n`{}`\n", entry.example));
        } else if !entry.example.is_empty() {
            text.push_str(&format!("\n```lua\n{}\n```\n", entry.example.trim()));
        }
    }
    text
}

/// Its text, and since when it is there if not from the beginning.
fn said(entry: &Entry) -> String {
    match entry.since {
        0 | 1 => entry.text.to_owned(),
        since => format!("{} Since interface {since}.", entry.text),
    }
}

fn is_type(entry: &Entry) -> bool {
    entry.kind == EntryKind::Type
}

/// Fields and words for other types stand in tables.
fn is_row(entry: &Entry) -> bool {
    match entry.kind {
        EntryKind::Field => entry.example.is_empty(),
        EntryKind::Type => !entry.gives.is_empty(),
        _ => false,
    }
}

fn table(rows: &[&Entry]) -> String {
    let (name, holds) = if rows.iter().all(|entry| is_type(entry)) { ("type", "is") } else { ("field", "type") };
    let mut text = format!("\n| {name} | {holds} | meaning |\n|---|---|---|\n");
    for entry in rows {
        let name = if entry.owner().starts_with(char::is_uppercase) { entry.last() } else { entry.name };
        // Writing to a text cannot fail.
        let _ = writeln!(text, "| `{name}` | `{}` | {} |", entry.gives.replace('|', "\\|"), said(entry));
    }
    text
}

/// A function as it is called, with its types.
pub(crate) fn signature(entry: &Entry) -> String {
    if !matches!(entry.kind, EntryKind::Function | EntryKind::Method) {
        return format!("{}: {}", entry.name, entry.gives);
    }
    let parameters: Vec<String> = entry
        .parameters
        .iter()
        .map(|one| match one.name {
            "..." => format!("...: {}", one.takes),
            name => format!("{name}{}: {}", if one.is_optional { "?" } else { "" }, one.takes),
        })
        .collect();
    let gives = if entry.gives.is_empty() { String::new() } else { format!(" → {}", entry.gives) };
    format!("{}({}){gives}", entry.name, parameters.join(", "))
}
