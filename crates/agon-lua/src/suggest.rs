//! What a mistaken line probably meant: a word of the interface that is spelled nearly so.

use agon_core::diagnostic::nearest;

use crate::reference::{Entry, entries};
use crate::repl::names;

/// Whose fields stand behind a point most often.
const RECORDS: [&str; 7] = ["Node", "Link", "Source", "Citation", "Rivals", "Assessment", "MapInfo"];
/// Luau's own libraries, whose words are not ours to know.
const LIBRARIES: [&str; 8] = ["string", "table", "math", "buffer", "bit32", "utf8", "coroutine", "vector"];

/// A hint for a message about something that is not there, from the line on which it was raised.
pub(crate) fn suggest(message: &str, line: &str) -> Option<String> {
    let is_about_nothing = ["nil", "unknown", "not a valid member", "attempt to call"].iter().any(|word| message.contains(word));
    if !is_about_nothing {
        return None;
    }
    let fields = entries().filter(|entry| RECORDS.contains(&entry.owner())).map(Entry::last);
    let known: Vec<&str> = names().map(last).chain(fields).collect();
    for (before, word) in words(line) {
        if known.contains(&word) || LIBRARIES.contains(&before) {
            continue;
        }
        // `agon.txt` is looked for among what `agon` has; everything else among all words.
        let inside = |name: &'static str| name.strip_prefix(before)?.strip_prefix(['.', ':'])?.split(['.', ':']).next();
        let own: Vec<&str> = names().filter_map(inside).collect();
        let among = if own.is_empty() { &known } else { &own };
        let near = nearest(word, among.iter().copied()).or_else(|| begins_so(word, among));
        if let Some(near) = near {
            return Some(format!("there is no `{word}` here; did you mean `{near}`?"));
        }
    }
    None
}

/// A word that begins with the same letters, four and half of them at least: `childs` for `children`.
fn begins_so<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let shared = |other: &str| word.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let longest = known.iter().copied().max_by_key(|other| shared(other))?;
    (shared(longest) >= 4 && shared(longest) * 2 >= longest.len().max(word.len())).then_some(longest)
}

fn last(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}

/// Every word behind a point or a colon, with the word before it.
fn words(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let code = line.split("--").next().unwrap_or(line);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    code.char_indices().filter(|(_, c)| matches!(c, '.' | ':')).filter_map(move |(at, _)| {
        let after = &code[at + 1..];
        let word = &after[..after.find(|c| !is_word(c)).unwrap_or(after.len())];
        let before = &code[..at];
        let before = &before[before.rfind(|c| !is_word(c)).map_or(0, |end| end + 1)..];
        let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        (is_name && !before.is_empty()).then_some((before, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_word_is_told_from_one_that_is_merely_nil() {
        let hint = |message: &str, line: &str| suggest(message, line).unwrap_or_default();
        assert!(hint("attempt to call an unknown method 'childs'", "return map:childs(id)").contains("`children`"));
        assert!(hint("attempt to index nil with 'words'", "return agon.txt.words(x)").contains("did you mean `text`?"));
        assert!(hint("attempt to perform arithmetic (add) on nil and number", "node.credance + 1").contains("`credence`"));
        assert_eq!(suggest("attempt to index nil with 'text'", "map:node(id).text"), None);
        assert_eq!(suggest("attempt to index nil with 'x'", "print(own.field)"), None);
        assert_eq!(suggest("no such luck", "error(node.credance)"), None);
        assert_eq!(suggest("attempt to index nil with 'x'", "-- map:childs"), None);
    }
}
