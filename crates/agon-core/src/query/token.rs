//! Characters into tokens.

use super::complaint::Complaints;

/// A stretch of the query, in characters from 0; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub start: usize,
    pub end: usize,
}

impl Stretch {
    /// From the start of one to the end of another.
    pub(super) const fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }
}

/// How a score is compared with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
}

impl Comparison {
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
        }
    }

    /// Equal means equal as far as anybody can see: within a billionth.
    pub(super) fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Less => value < bound,
            Self::AtMost => value <= bound,
            Self::More => value > bound,
            Self::AtLeast => value >= bound,
            Self::Equal => (value - bound).abs() <= 1e-9,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name, a number, a date, a range of those.
    Word(String),
    /// Between quotation marks.
    Quoted(String),
    /// A word with a colon after it: `since:`.
    Key(String),
    Open,
    Close,
    Comma,
    And,
    Or,
    Not,
    Compare(Comparison),
    End,
}

impl Token {
    /// What it is, for `… expected, found …`.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Word(word) => format!("`{word}`"),
            Self::Quoted(_) => "a quoted text".to_owned(),
            Self::Key(word) => format!("`{word}:`"),
            Self::Open => "`(`".to_owned(),
            Self::Close => "`)`".to_owned(),
            Self::Comma => "`,`".to_owned(),
            Self::And => "`&`".to_owned(),
            Self::Or => "`|`".to_owned(),
            Self::Not => "`~`".to_owned(),
            Self::Compare(comparison) => format!("`{}`", comparison.sign()),
            Self::End => "the end".to_owned(),
        }
    }
}

/// All tokens with their places, the last one [`Token::End`]. What is no token is complained of and left out.
pub(super) fn tokens(text: &str, complaints: &mut Complaints<'_>) -> Vec<(Token, Stretch)> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        let start = at;
        let next = characters.get(at + 1).copied();
        at += 1;
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '&' => Token::And,
            '|' => Token::Or,
            '~' => Token::Not,
            '=' => Token::Compare(Comparison::Equal),
            '<' | '>' => {
                let or_equal = next == Some('=');
                at += usize::from(or_equal);
                Token::Compare(match (c, or_equal) {
                    ('<', false) => Comparison::Less,
                    ('<', true) => Comparison::AtMost,
                    (_, false) => Comparison::More,
                    (_, true) => Comparison::AtLeast,
                })
            }
            '"' => match quoted(&characters, at) {
                Some((text, end)) => {
                    at = end;
                    Token::Quoted(text)
                }
                None => {
                    let place = Stretch { start, end: start + 1 };
                    complaints.add(place, "query/syntax", "this quotation mark is never closed", "add a `\"` at its end");
                    break;
                }
            },
            c if starts_word(c, next) => {
                while characters.get(at).is_some_and(|c| continues_word(*c, at, &characters)) {
                    at += 1;
                }
                let word: String = characters[start..at].iter().collect();
                if characters.get(at) == Some(&':') {
                    at += 1;
                    Token::Key(word)
                } else {
                    Token::Word(word)
                }
            }
            c => {
                let hint = match c {
                    '!' => "`not` is written `~`",
                    '\'' | '‘' | '’' | '“' | '”' => "texts stand between straight double quotation marks: \"…\"",
                    '+' | ';' => "`or` is written `|`",
                    _ => "names, \"texts\", functions, `&`, `|`, `~` and parentheses can stand here",
                };
                let shown = if c.is_control() { c.escape_unicode().to_string() } else { c.to_string() };
                let message = format!("the character `{shown}` has no meaning here");
                complaints.add(Stretch { start, end: at }, "query/syntax", message, hint);
                continue;
            }
        };
        found.push((token, Stretch { start, end: at }));
    }
    let end = characters.len();
    found.push((Token::End, Stretch { start: end, end }));
    found
}

/// The text from `at` to the closing mark, and the place after it. `\"` is a quotation mark; any other backslash stands
/// for itself together with what follows, so that patterns need no second escaping.
fn quoted(characters: &[char], mut at: usize) -> Option<(String, usize)> {
    let mut text = String::new();
    loop {
        match *characters.get(at)? {
            '"' => return Some((text, at + 1)),
            '\\' => {
                let next = *characters.get(at + 1)?;
                if next != '"' {
                    text.push('\\');
                }
                text.push(next);
                at += 2;
            }
            c => {
                text.push(c);
                at += 1;
            }
        }
    }
}

/// Writes a text so that [`quoted`] reads it again.
pub(super) fn quote(text: &str) -> String {
    let mut shown = String::from("\"");
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => shown.push_str("\\\""),
            '\\' => {
                shown.push('\\');
                shown.extend(characters.next());
            }
            c => shown.push(c),
        }
    }
    shown.push('"');
    shown
}

/// Letters and digits start a word; so do the two dots of `..2019` and the sign of a number.
fn starts_word(c: char, next: Option<char>) -> bool {
    c.is_alphanumeric()
        || (c == '.' && matches!(next, Some(n) if n == '.' || n.is_ascii_digit()))
        || (c == '-' && next.is_some_and(|n| n.is_ascii_digit()))
}

/// What may stand in a name, and the colon of a time: `T10:30`.
fn continues_word(c: char, at: usize, characters: &[char]) -> bool {
    let is_digit = |place: Option<usize>| place.and_then(|place| characters.get(place)).is_some_and(char::is_ascii_digit);
    c.is_alphanumeric()
        || matches!(c, '-' | '_' | '.' | '/')
        || unicode_normalization::char::is_combining_mark(c)
        || (c == ':' && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Token> {
        let mut complaints = Complaints::new(text);
        let found = tokens(text, &mut complaints);
        assert_eq!(complaints.found, []);
        found.into_iter().map(|(token, _)| token).collect()
    }

    #[test]
    fn words_reach_as_far_as_names_ranges_and_times() {
        let word = |text: &str| Token::Word(text.to_owned());
        assert_eq!(read("us-drift/2.a"), [word("us-drift/2.a"), Token::End]);
        assert_eq!(read("2015..2019"), [word("2015..2019"), Token::End]);
        assert_eq!(read("..2019&-3"), [word("..2019"), Token::And, word("-3"), Token::End]);
        assert_eq!(read("since:2026-01-01T10:30"), [Token::Key("since".into()), word("2026-01-01T10:30"), Token::End]);
        assert_eq!(read("日韓~a"), [word("日韓"), Token::Not, word("a"), Token::End]);
    }

    #[test]
    fn a_quotation_keeps_its_backslashes() {
        for text in [r"\bdrift\b", r"a\\", r#"say "yes""#, "", r#"\\""#] {
            let shown = quote(text);
            assert_eq!(read(&shown), [Token::Quoted(text.into()), Token::End], "{shown}");
        }
    }
}
