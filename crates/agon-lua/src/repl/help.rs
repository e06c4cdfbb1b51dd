//! The help of the prompt, from the entries of the reference.

use std::sync::LazyLock;

use agon_core::diagnostic::nearest;

use crate::reference::{self, EntryKind};

/// What the reference says of a name.
pub(super) struct Entry {
    /// `agon.text.wrap`, `map:score`.
    pub(super) names: Vec<String>,
    /// As they are called.
    calls: Vec<String>,
    text: String,
    /// Whether it is called or read, and no table.
    is_call: bool,
    example: &'static str,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(read);

/// Every entry, in the order of the reference.
pub(super) fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// What is said of a name, of a topic, or of what is spelled nearly so.
pub(super) fn about(name: &str) -> Option<String> {
    let name = name.trim().trim_end_matches(['.', ':', '(', ')']);
    let is_meant = |known: &str| known == name || known.rsplit(['.', ':']).next() == Some(name);
    let exact: Vec<&Entry> = ENTRIES.iter().filter(|entry| entry.names.iter().any(|known| known == name)).collect();
    let within = |known: &str| known.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', ':']));
    let topic: Vec<&Entry> = ENTRIES.iter().filter(|entry| entry.names.iter().any(|known| within(known))).collect();
    let loose: Vec<&Entry> = ENTRIES.iter().filter(|entry| entry.names.iter().any(|known| is_meant(known))).collect();
    let found = match (exact.is_empty() && topic.is_empty(), loose.is_empty()) {
        (false, _) => exact.into_iter().chain(topic).collect(),
        (true, false) => loose,
        (true, true) => {
            let known = ENTRIES.iter().flat_map(|entry| &entry.names).flat_map(|name| [name.as_str(), last(name)]);
            let near = nearest(name, known)?;
            return about(near);
        }
    };
    Some(found.into_iter().map(written).collect())
}

fn last(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}

fn written(entry: &Entry) -> String {
    let text = textwrap::fill(&entry.text, textwrap::Options::new(92).initial_indent("    ").subsequent_indent("    "));
    let example: String = entry.example.lines().map(|line| format!("      {}\n", line.replace("context:", "agon.db:"))).collect();
    format!("{}\n{text}\n{example}", entry.calls.join(", "))
}

/// The topics: what stands before the last point or colon of names.
pub(super) fn topics() -> Vec<(String, String)> {
    let mut topics: Vec<(String, Vec<&str>)> = Vec::new();
    // Of the tables only those that a reader meets first; there is help on the others too.
    let is_shown = |entry: &&Entry| entry.is_call || ["node", "link", "source"].contains(&entry.names[0].as_str());
    for name in ENTRIES.iter().filter(is_shown).flat_map(|entry| &entry.names) {
        let topic = &name[..name.rfind(['.', ':']).unwrap_or(name.len())];
        let word = last(name);
        match topics.iter_mut().find(|(known, _)| known == topic) {
            Some((_, words)) if words.contains(&word) => {}
            Some((_, words)) => words.push(word),
            None => topics.push((topic.to_owned(), vec![word])),
        }
    }
    topics
        .into_iter()
        .map(|(topic, words)| if words == [topic.as_str()] { (topic, String::new()) } else { (topic, words.join(" ")) })
        .collect()
}

/// What a script sees: the entries without those of specs, hooks and the plugin's table.
fn read() -> Vec<Entry> {
    let mut entries = Vec::new();
    for entry in reference::entries() {
        let is_elsewhere = ["assert", "describe", "it", "before_each"].contains(&entry.name)
            || ["assert", "agon.testing", "commit"].contains(&entry.owner())
            || entry.owner().starts_with(char::is_uppercase);
        if is_elsewhere {
            continue;
        }
        let text = entry.text.replace('`', "");
        if entry.kind == EntryKind::Type {
            // What is a table is told by its fields.
            let fields: Vec<&str> =
                reference::entries().filter(|field| field.owner() == entry.name).map(reference::Entry::last).collect();
            if !fields.is_empty() {
                let name = entry.name.to_ascii_lowercase();
                let text = format!("{text} Fields: {}.", fields.join(", "));
                entries.push(Entry { calls: vec![format!("a {name}")], names: vec![name], text, is_call: false, example: "" });
            }
            continue;
        }
        // What commands know as their context is `agon.db` here.
        let here = |text: &str| text.replace("context:", "agon.db:");
        let call = here(&reference::signature(entry));
        entries.push(Entry { names: vec![here(entry.name)], calls: vec![call], text, is_call: true, example: entry.example });
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_topics_and_near_spellings_are_found() {
        assert!(about("map:score").expect("it is there").starts_with("map:score(node: Which, scorer?: string)"));
        assert!(about("wrap").expect("it is there").starts_with("agon.text.wrap("));
        assert!(about("agon.text").expect("it is there").contains("agon.text.slug(text: string)"));
        assert!(about("chunk").expect("it is near").contains("agon.db:chunks"));
        assert!(about("node").expect("it is there").starts_with("a node\n"));
        assert_eq!(about("qqqqqqq"), None);
        assert!(topics().iter().any(|(topic, words)| topic == "agon.plot" && words == "histogram bars"), "{:?}", topics());
    }
}
