//! Searching texts for words and phrases.

/// What is searched for: every needle must occur. Kept in lower case, runs of blanks made one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextSearch {
    pub written: String,
    needles: Vec<String>,
}

impl TextSearch {
    /// Words apart from each other; between quotation marks, a phrase. `None` when there is nothing to look for.
    pub(super) fn new(written: &str) -> Option<Self> {
        let mut needles = Vec::new();
        for (number, part) in written.split('"').enumerate() {
            if number % 2 == 1 {
                needles.push(fold(part));
            } else {
                needles.extend(part.split_whitespace().map(fold));
            }
        }
        needles.retain(|needle| !needle.is_empty());
        (!needles.is_empty()).then(|| Self { written: written.to_owned(), needles })
    }

    /// How often its words and phrases occur in a text; `None` when one of them does not.
    pub(super) fn hits(&self, text: &str) -> Option<usize> {
        let text = fold(text);
        let mut all = 0;
        for needle in &self.needles {
            match occurrences(&text, needle) {
                0 => return None,
                hits => all += hits,
            }
        }
        Some(all)
    }
}

/// Lower case, one blank for any run of them, none at the ends.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// How often the needle stands in the text at the beginning of a word. In scripts that put no blanks between words, and
/// for needles that begin with a sign, any place is a beginning.
fn occurrences(text: &str, needle: &str) -> usize {
    let Some(first) = needle.chars().next() else { return 0 };
    text.match_indices(needle)
        .filter(|(at, _)| {
            let before = text[..*at].chars().next_back();
            !(is_spaced_letter(first) && before.is_some_and(is_spaced_letter))
        })
        .count()
}

/// Letters and digits of scripts that part words by blanks. Thai, Lao, Myanmar and Khmer do not, nor does what stands
/// from the CJK radicals upwards; Korean does, but joins words freely.
fn is_spaced_letter(c: char) -> bool {
    let is_unspaced = matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..);
    c.is_alphanumeric() && !is_unspaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(search: &str, text: &str) -> Option<usize> {
        TextSearch::new(search).unwrap().hits(text)
    }

    #[test]
    fn every_word_must_begin_a_word_of_the_text() {
        assert_eq!(hits("ally", "The ALLY of an ally, allying"), Some(3));
        assert_eq!(hits("art", "a party"), None);
        assert_eq!(hits("drift allies", "Allies drift"), Some(2));
        assert_eq!(hits("drift war", "Allies drift"), None);
        assert_eq!(hits("ΟΔΌΣ", "οδός οδόσ"), Some(1), "lower case alone does not fold the two sigmas");
    }

    #[test]
    fn a_phrase_stands_together_also_over_line_breaks() {
        assert_eq!(hits("\"two allies\"", "the two\n  Allies"), Some(1));
        assert_eq!(hits("\"two allies\"", "allies two"), None);
        assert_eq!(hits("\"two allies\" the", "the two allies"), Some(2));
    }

    #[test]
    fn scripts_without_blanks_are_searched_everywhere() {
        assert_eq!(hits("日韓", "最近の日韓関係"), Some(1));
        assert_eq!(hits("관계", "한일관계"), Some(1));
        assert_eq!(TextSearch::new("  \"\" "), None);
    }
}
