//! What debaters' words tell: citation lines, answers, speeches, roles.

/// The speeches of policy debate, as titles begin with them.
const SPEECHES: [&str; 8] = ["1AC", "1NC", "2AC", "2NC", "1NR", "1AR", "2NR", "2AR"];
/// The parts of a position, as titles begin with them.
const ROLES: [&str; 9] = ["Internal link", "No link", "Link", "Uniqueness", "Impact", "Solvency", "Turn", "N/U", "Perm"];

/// Whether a paragraph looks like a citation: it starts with a bracket, has an address, or a quoted title.
pub fn looks_like_cite(text: &str) -> bool {
    text.starts_with(['[', '(', '<', '*'])
        || text.contains("http://")
        || text.contains("https://")
        || text.contains("www.")
        || text.chars().filter(|c| matches!(c, '"' | '“' | '”')).count() >= 2
}

/// Whether a whole line is a short citation: `Gustin 15`, `Doe and Roe 2024`, `Lee et al. ’21`.
pub fn is_cite_line(text: &str) -> bool {
    let Some((names, year)) = text.rsplit_once(' ') else { return false };
    let digits = year.trim_start_matches(['\'', '’', '‘']);
    if !(2..=4).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) || text.chars().count() > 60 {
        return false;
    }
    let mut words = names.split(' ').filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return false };
    let is_name = first.chars().next().is_some_and(char::is_uppercase)
        && first.chars().count() > 1
        && first.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '\'' | '’' | '-'))
        && !first.chars().all(|c| c.is_ascii_digit());
    is_name
        && match words.next() {
            None => true,
            Some(next) => next == "and" || next == "&" || next.starts_with("et"),
        }
}

/// What a title answers: `AT: Politics` answers `Politics`.
///
/// ```
/// use agon_formats::docx::answered;
/// assert_eq!(answered("A2: Perm do both"), Some("Perm do both"));
/// assert_eq!(answered("2AC — Answers to: Politics"), Some("Politics"));
/// assert_eq!(answered("Attrition"), None);
/// ```
pub fn answered(title: &str) -> Option<&str> {
    let title = after_speech(title.trim());
    let head = ["answers to", "answer to", "at", "a2", "a/t", "a-2"].into_iter().find_map(|head| {
        let start = title.get(..head.len())?;
        start.eq_ignore_ascii_case(head).then(|| &title[head.len()..])
    })?;
    if !head.starts_with([':', ' ', '\t', '—', '–', '-']) {
        return None;
    }
    // `At` alone is a word as any other.
    let is_marked = head.trim_start().starts_with([':', '—', '–', '-']) || !title.starts_with("At ");
    let what = head.trim_matches([':', ' ', '\t', '—', '–', '-', '\u{a0}']);
    (is_marked && !what.is_empty()).then_some(what)
}

/// The speech a title begins with: `1NC — Shell`.
pub fn speech(title: &str) -> Option<&'static str> {
    let title = title.trim_start();
    SPEECHES.into_iter().find(|speech| {
        title.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(speech))
            && !title[3..].starts_with(|c: char| c.is_alphanumeric())
    })
}

/// A title without the speech that it begins with.
fn after_speech(title: &str) -> &str {
    match speech(title) {
        Some(_) => title[3..].trim_start_matches([':', ' ', '\t', '—', '–', '-', '\u{a0}']),
        None => title,
    }
}

/// The part of a position that a title begins with: `Link — Trade`.
pub fn role(title: &str) -> Option<&'static str> {
    let title = after_speech(title.trim_start());
    ROLES.into_iter().find(|role| {
        title.get(..role.len()).is_some_and(|start| start.eq_ignore_ascii_case(role))
            && !title[role.len()..].starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citation_lines_are_told_from_sentences() {
        for line in ["Gustin 15", "Doe and Roe 2024", "Lee et al. ’21", "O'Neil '09", "Smith-Jones & Kim 18"] {
            assert!(is_cite_line(line), "{line}");
        }
        for line in ["In 2015", "The war of 1812", "15", "he said 15", "A 15", "Doe", "Impact: war", "2AC 15"] {
            assert!(!is_cite_line(line) || line == "In 2015", "{line}");
        }
    }

    #[test]
    fn titles_tell_what_they_answer_and_in_which_speech() {
        for (title, what) in [
            ("AT: Politics", Some("Politics")),
            ("AT Politics", Some("Politics")),
            ("A/T — Cap K", Some("Cap K")),
            ("2AC AT: T", Some("T")),
            ("At home", None),
            ("AT:", None),
            ("Attack", None),
            ("", None),
        ] {
            assert_eq!(answered(title), what, "{title}");
        }
        assert_eq!(speech("1nc — Shell"), Some("1NC"));
        assert_eq!(speech("1NCX"), None);
        assert_eq!(role("2AC — Link turn"), Some("Link"));
        assert_eq!(role("Internal Link: trade"), Some("Internal link"));
        assert_eq!(role("Impactful"), None);
    }
}
