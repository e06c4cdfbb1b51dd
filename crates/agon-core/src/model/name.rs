//! Names, tags and keys: the short words by which people call things.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest a name may be, in characters.
pub const MAX_NAME: usize = 120;

/// A string that cannot be a name, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing is left to call the thing by.
    #[error("a name cannot be empty")]
    Empty,
    /// More than [`MAX_NAME`] characters.
    #[error("a name has at most {MAX_NAME} characters, this one has {0}")]
    TooLong(usize),
    /// A character that the query language or a shell would trip over.
    #[error(
        "`{name}` cannot be a name: character {position} is {shown}; letters, digits, `-`, `_`, `.` and `/` may stand in a name"
    )]
    Character {
        /// The whole string, control characters escaped.
        name: String,
        /// One-based, in characters.
        position: usize,
        /// The character, escaped.
        shown: String,
    },
}

/// A name: starts with a letter or digit, goes on with letters, digits, `-`, `_`, `.`, `/`.
///
/// Names of nodes and links share one space, unique in the database; maps have their own.
///
/// ```
/// use agon_core::model::Name;
/// assert!(Name::new("us-disengagement").is_ok());
/// assert!(Name::new("two words").is_err());
/// assert_eq!(Name::slug("Why not cooperate?").map(|n| n.to_string()), Some("why-not-cooperate".into()));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(Box<str>);

impl Name {
    /// Checks `text` and makes it a name.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let count = text.chars().count();
        if count == 0 {
            return Err(NameError::Empty);
        }
        if count > MAX_NAME {
            return Err(NameError::TooLong(count));
        }
        for (index, c) in text.chars().enumerate() {
            let allowed = c.is_alphanumeric() || (index > 0 && (is_mark(c) || matches!(c, '-' | '_' | '.' | '/')));
            if !allowed {
                return Err(NameError::Character {
                    name: text.escape_debug().to_string(),
                    position: index + 1,
                    shown: c.escape_debug().to_string(),
                });
            }
        }
        Ok(Self(text.into()))
    }

    /// The name nearest to a piece of prose: lower case, words joined by `-`. `None` when nothing is left.
    pub fn slug(text: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in text.chars() {
            if c.is_alphanumeric()
                || (is_mark(c) && !slug.is_empty())
                || matches!(c, '_' | '.' | '/') && !slug.is_empty() && !slug.ends_with('-')
            {
                slug.extend(c.to_lowercase().filter(|l| l.is_alphanumeric() || is_mark(*l) || matches!(l, '_' | '.' | '/')));
            } else if !slug.is_empty() && !slug.ends_with('-') && !is_mark(c) {
                slug.push('-');
            }
        }
        let cut: String = slug.chars().take(MAX_NAME).collect();
        Self::new(cut.trim_end_matches(['-', '.', '/', '_'])).ok()
    }

    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Combining marks belong to the letter before them in many scripts.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_are_names() {
        for good in ["gsomia-2016", "한일관계", "日韓", "a", "2+2".split('+').next().unwrap_or("2"), "kimura/issues-split", "é"]
        {
            assert!(Name::new(good).is_ok(), "{good}");
        }
        for bad in ["", " a", "a b", "-a", "a\u{1b}b", "a\"b", "a(b)", "a\nb", "a&b"] {
            assert!(Name::new(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Name::new(&"x".repeat(121)), Err(NameError::TooLong(121)));
    }

    #[test]
    fn slug_of_prose_is_a_name_and_a_name_is_its_own_slug() {
        assert_eq!(Name::slug("  The «Real» Problem: 3 parts! ").expect("letters").as_str(), "the-real-problem-3-parts");
        assert_eq!(Name::slug("gsomia-2016").expect("letters").as_str(), "gsomia-2016");
        assert_eq!(Name::slug("?!"), None);
    }
}
