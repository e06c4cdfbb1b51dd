//! Argdown's built-in shortcodes: `.~.` or `:~:` for ¬.

/// The names and signs; each may stand between two full stops or two colons.
const SIGNS: [(&str, &str); 40] = [
    ("A", "∀"),
    ("E", "∃"),
    ("O", "𝗢"),
    ("P", "𝗣"),
    ("->", "→"),
    ("<->", "↔"),
    ("~", "¬"),
    ("^", "∧"),
    ("v", "∨"),
    ("v_", "⊻"),
    ("<>", "◇"),
    ("[]", "◻"),
    ("happy", "😀"),
    ("smile", "☺"),
    ("smiley", "☺"),
    ("laugh", "😆"),
    ("lol", "😆"),
    ("rofl", "🤣"),
    ("joy", "😂"),
    ("heart", "❤"),
    ("?", "❓"),
    ("question", "❓"),
    ("love", "😍"),
    ("wink", "😉"),
    ("shush", "🤫"),
    ("meh", "😐"),
    ("eye-roll", "🙄"),
    ("sad", "😢"),
    ("disappointed", "😞"),
    ("scream", "😱"),
    ("+1", "👍"),
    ("up", "👍"),
    ("-1", "👎"),
    ("down", "👎"),
    ("think", "🤔"),
    ("star", "⭐"),
    ("y", "✔"),
    ("agree", "✔"),
    ("n", "❌"),
    ("disagree", "❌"),
];

/// The sign for the shortcode with which `rest` begins, and how many bytes the shortcode takes. Right after a letter
/// or digit a word between full stops is none, so that initials stay what they are: `J.E. Smith`.
pub(super) fn shortcode(rest: &str, after_word: bool) -> Option<(&'static str, usize)> {
    let delimiter = *rest.as_bytes().first()?;
    let end = rest.as_bytes()[1..].iter().take(14).position(|byte| *byte == delimiter)? + 1;
    let name = rest.get(1..end)?;
    if after_word && delimiter == b'.' && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (_, sign) = SIGNS.iter().find(|(known, _)| *known == name)?;
    Some((sign, end + 1))
}
