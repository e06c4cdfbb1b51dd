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

/// The sign for the shortcode with which `rest` begins, and how many bytes the shortcode takes.
pub(super) fn shortcode(rest: &str) -> Option<(&'static str, usize)> {
    let delimiter = *rest.as_bytes().first()?;
    let end = rest.as_bytes()[1..].iter().take(14).position(|byte| *byte == delimiter)? + 1;
    let name = rest.get(1..end)?;
    let (_, sign) = SIGNS.iter().find(|(known, _)| *known == name)?;
    Some((sign, end + 1))
}
