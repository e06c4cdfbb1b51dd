//! The help of the prompt, which is the reference itself: `docs/reference/lua-api.md`, read by its tables.

use std::sync::LazyLock;

use agon_core::diagnostic::nearest;

const REFERENCE: &str = include_str!("../../../../docs/reference/lua-api.md");

/// What the reference says of one or several names.
pub(super) struct Entry {
    /// `agon.text.wrap`, `map:score`.
    pub(super) names: Vec<String>,
    /// As they are called.
    calls: Vec<String>,
    text: String,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| read(REFERENCE));

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
    format!("{}\n{text}\n", entry.calls.join(", "))
}

/// The topics: what stands before the last point or colon of names.
pub(super) fn topics() -> Vec<(String, String)> {
    let mut topics: Vec<(String, Vec<&str>)> = Vec::new();
    for name in ENTRIES.iter().flat_map(|entry| &entry.names) {
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

fn read(reference: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut within = "";
    for line in reference.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            within = heading.trim_start_matches('#').trim();
            continue;
        }
        // Nodes, links and sources are told in prose.
        if let Some(kind) = within.strip_prefix("A ") {
            let text = line.replace('`', "");
            match entries.last_mut().filter(|entry| entry.names == [kind]) {
                Some(entry) => entry.text = format!("{} {text}", entry.text).trim().to_owned(),
                None => entries.push(Entry { names: vec![kind.to_owned()], calls: vec![format!("a {kind}")], text }),
            }
            continue;
        }
        let mut cells = line.split('|').skip(1);
        let (Some(code), Some(text)) = (cells.next(), cells.next()) else { continue };
        let calls: Vec<String> = code.split('`').skip(1).step_by(2).filter_map(|span| called(within, span)).collect();
        if calls.is_empty() {
            continue;
        }
        let names = calls.iter().map(|call| call.split(['(', ' ', '{']).next().unwrap_or(call).to_owned()).collect();
        entries.push(Entry { names, calls, text: text.trim().replace('`', "") });
    }
    entries
}

/// A call with what it stands in, where it belongs to the interface.
fn called(within: &str, span: &str) -> Option<String> {
    if span.starts_with("agon.") || span.starts_with("map:") {
        return Some(span.to_owned());
    }
    let is_word = span.starts_with(|c: char| c.is_ascii_lowercase());
    (within.starts_with("agon.") && is_word).then(|| format!("{within}.{span}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_topics_and_near_spellings_are_found() {
        assert!(about("map:score").expect("it is there").starts_with("map:score(id, scorer?)"));
        assert!(about("wrap").expect("it is there").starts_with("agon.text.wrap("));
        assert!(about("agon.text").expect("it is there").contains("agon.text.slug(text)"));
        assert!(about("chunk").expect("it is near").contains("agon.db:chunks"));
        assert!(about("node").expect("it is there").starts_with("a node\n"));
        assert_eq!(about("qqqqqqq"), None);
        assert!(topics().iter().any(|(topic, words)| topic == "agon.plot" && words == "histogram bars"), "{:?}", topics());
    }
}
