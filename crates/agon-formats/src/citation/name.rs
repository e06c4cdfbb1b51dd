//! Names of people and institutions as references have them.

use serde_json::Value;

/// Whoever wrote, edited or translated something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Person {
    /// An institution, or a name in its own order: it is never turned around.
    Whole(String),
    /// A name in parts.
    Parts {
        /// With the particle that stays with it: `van Gogh`.
        family: String,
        /// With the particle that does not: `Simone de`.
        given: Option<String>,
        /// `Jr.`, `III`.
        suffix: Option<String>,
    },
}

impl Person {
    /// The people of a field; what is no name is left out.
    pub(super) fn list(field: Option<&Value>) -> Vec<Self> {
        field.and_then(Value::as_array).into_iter().flatten().filter_map(Self::of).collect()
    }

    fn of(person: &Value) -> Option<Self> {
        let part = |key: &str| person.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        if let Some(literal) = part("literal") {
            return Some(Self::Whole(literal.to_owned()));
        }
        let family = match (part("non-dropping-particle"), part("family")) {
            (Some(particle), Some(family)) if particle.ends_with(['\'', '’']) => Some(format!("{particle}{family}")),
            (Some(particle), Some(family)) => Some(format!("{particle} {family}")),
            (None, family) | (family, None) => family.map(str::to_owned),
        };
        let given = part("given");
        match (family, given) {
            // Chinese, Japanese and Korean names in their own writing: the family name first, and nothing between.
            (Some(family), Some(given)) if is_cjk(&family) && is_cjk(given) => Some(Self::Whole(format!("{family}{given}"))),
            (Some(family), given) => Some(Self::Parts {
                family,
                given: given
                    .map(|given| part("dropping-particle").map_or(given.to_owned(), |particle| format!("{given} {particle}"))),
                suffix: part("suffix").map(str::to_owned),
            }),
            (None, given) => given.map(|given| Self::Whole(given.to_owned())),
        }
    }

    /// `Lee, Ann, Jr.`: as it is sorted.
    pub(super) fn inverted(&self) -> String {
        match self {
            Self::Whole(name) => name.clone(),
            Self::Parts { family, given, suffix } => [Some(family), given.as_ref(), suffix.as_ref()]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", "),
        }
    }

    /// `Ann Lee Jr.`: as it is spoken.
    pub(super) fn direct(&self) -> String {
        match self {
            Self::Whole(name) => name.clone(),
            Self::Parts { family, given, suffix } => [given.as_ref(), Some(family), suffix.as_ref()]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    /// `Lee, A. B., Jr.`: with initials for given names.
    pub(super) fn with_initials(&self) -> String {
        match self {
            Self::Whole(name) => name.clone(),
            Self::Parts { family, given, suffix } => {
                let given = given.as_deref().map(initials);
                let parts = [Some(family.as_str()), given.as_deref(), suffix.as_deref()];
                parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// `A. B. Lee`: initials before the family name.
    pub(super) fn initials_first(&self) -> String {
        match self {
            Self::Whole(name) => name.clone(),
            Self::Parts { family, given: Some(given), .. } => format!("{} {family}", initials(given)),
            Self::Parts { family, .. } => family.clone(),
        }
    }

    /// The family name, or the whole name of what has none.
    pub(super) fn family(&self) -> &str {
        match self {
            Self::Whole(name) => name,
            Self::Parts { family, .. } => family,
        }
    }

    /// What stands before the family name and after it, when it is spoken.
    pub(super) fn around(&self) -> (String, String) {
        match self {
            Self::Whole(_) => (String::new(), String::new()),
            Self::Parts { given, suffix, .. } => (
                given.as_ref().map_or_else(String::new, |given| format!("{given} ")),
                suffix.as_ref().map_or_else(String::new, |suffix| format!(" {suffix}")),
            ),
        }
    }
}

/// `Jean-Luc B.` as `J.-L. B.`; lower-case particles stay.
fn initials(given: &str) -> String {
    let one = |part: &str| match part.chars().next() {
        Some(first) if first.is_lowercase() => part.to_owned(),
        Some(first) => format!("{first}."),
        None => String::new(),
    };
    let word = |word: &str| word.split('-').filter(|part| !part.is_empty()).map(one).collect::<Vec<_>>().join("-");
    // `J.R.R.` is three given names.
    let spaced = given.replace('.', ". ");
    spaced
        .split_whitespace()
        .map(|part| word(part.trim_end_matches('.')))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a text is written in Chinese characters, kana or hangul.
pub(crate) fn is_cjk(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c as u32, 0x1100..=0x11ff | 0x3000..=0x9fff | 0xa960..=0xa97f | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
    })
}

/// `A`, `A and B`, `A, B, and C` of names that are written already.
pub(super) fn joined(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} {and} {two}"),
        [first @ .., last] => format!("{}, {and} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_of_name_is_written_in_its_own_order() {
        let cases = [
            (json!({"family": "Lee", "given": "Ann Bo"}), "Lee, Ann Bo", "Ann Bo Lee", "Lee, A. B."),
            (json!({"family": "木村", "given": "幹"}), "木村幹", "木村幹", "木村幹"),
            (json!({"family": "김", "given": "철수"}), "김철수", "김철수", "김철수"),
            (json!({"literal": "Ministry of Trade"}), "Ministry of Trade", "Ministry of Trade", "Ministry of Trade"),
            (
                json!({"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}),
                "van Gogh, Vincent",
                "Vincent van Gogh",
                "van Gogh, V.",
            ),
            (
                json!({"family": "Beauvoir", "given": "Simone", "dropping-particle": "de"}),
                "Beauvoir, Simone de",
                "Simone de Beauvoir",
                "Beauvoir, S. de",
            ),
            (
                json!({"family": "King", "given": "Martin Luther", "suffix": "Jr."}),
                "King, Martin Luther, Jr.",
                "Martin Luther King Jr.",
                "King, M. L., Jr.",
            ),
            (json!({"family": "Sartre", "given": "Jean-Paul"}), "Sartre, Jean-Paul", "Jean-Paul Sartre", "Sartre, J.-P."),
            (json!({"family": "Tolkien", "given": "J.R.R."}), "Tolkien, J.R.R.", "J.R.R. Tolkien", "Tolkien, J. R. R."),
            (json!({"given": "Madonna"}), "Madonna", "Madonna", "Madonna"),
        ];
        for (csl, inverted, direct, short) in cases {
            let person = Person::of(&csl).expect("it is a name");
            assert_eq!(
                (person.inverted().as_str(), person.direct().as_str(), person.with_initials().as_str()),
                (inverted, direct, short)
            );
        }
        assert_eq!(Person::of(&json!({"family": " "})), None);
        assert_eq!(Person::of(&json!("Lee")), None);
    }
}
