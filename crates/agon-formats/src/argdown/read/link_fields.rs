//! What data says of a link.

use agon_core::model::{Attributes, LinkId, Marks, Name, Relation, Score};
use serde_json::Value;

use super::super::report::{At, Report};
use super::fields::{NameChoice, Taker, name_choice};
use super::yaml::Fields;

/// The keys of `link: {…}`.
const KEYS: [&str; 11] =
    ["strength", "scheme", "reason", "marks", "name", "id", "relation", "with", "label", "nth", "attributes"];

/// What data says of a link.
#[derive(Debug, Default)]
pub(super) struct LinkFields {
    pub id: Option<LinkId>,
    pub name: NameChoice,
    pub strength: Option<Score>,
    pub scheme: Option<Name>,
    pub reason: Option<String>,
    pub marks: Option<Box<Marks>>,
    pub relation: Option<Relation>,
    /// The titles of further premises.
    pub with: Vec<String>,
    /// A title for the link within the file.
    pub label: Option<String>,
    /// Tells links apart that join the same things in the same way; the first has none.
    pub nth: Option<u32>,
    /// The description of an argument that no line can say.
    pub text: Option<String>,
    pub attributes: Attributes,
    /// Where it was said.
    pub place: At,
}

impl LinkFields {
    /// Takes over what a later mention of the same link says.
    pub(super) fn absorb(&mut self, later: Self) {
        fn over<T>(old: &mut Option<T>, new: Option<T>) {
            if new.is_some() {
                *old = new;
            }
        }
        over(&mut self.id, later.id);
        over(&mut self.strength, later.strength);
        over(&mut self.scheme, later.scheme);
        over(&mut self.reason, later.reason);
        over(&mut self.marks, later.marks);
        over(&mut self.label, later.label);
        if later.name != NameChoice::Title {
            self.name = later.name;
        }
        self.attributes.extend(later.attributes);
    }
}

/// Reads the data of an inference or an argument (`open`: other keys are attributes), or of `link: {…}`.
pub(super) fn link_fields(fields: Fields, places: &[At], text: &str, open: bool, report: &mut Report<'_>) -> LinkFields {
    let mut taker = Taker { fields, places, text, report };
    let mut read = LinkFields { place: places.last().copied().unwrap_or_default(), ..LinkFields::default() };
    read.id = taker.read("id", "a UUID", |value| value.as_str()?.parse().ok());
    read.name = name_choice(&mut taker);
    read.strength = taker.score("strength");
    read.scheme = taker.read("scheme", "the word of a scheme", |value| {
        let word = value.as_str()?;
        Name::new(word).ok().or_else(|| Name::slug(word))
    });
    read.reason = taker.string("reason");
    let marks = "START-END MARKS, as in 12-45 u hl=cyan";
    read.marks = taker.read("marks", marks, |value| value.as_str()?.parse().ok().map(Box::new));
    if !open {
        let words = "answers, supports, rebuts, undercuts, underpins or contradicts";
        read.relation = taker.read("relation", words, |value| Relation::from_word(value.as_str()?));
        read.with = taker.read("with", "a list of titles", titles).unwrap_or_default();
        read.label = taker.read("label", "a text", |value| value.as_str().map(str::to_owned));
    }
    read.nth = taker.read("nth", "a whole number", |value| u32::try_from(value.as_u64()?).ok());
    if open {
        read.text = taker.string("text");
        read.attributes = taker.attributes();
    } else {
        read.attributes =
            taker.read("attributes", "keys and values", |value| value.as_object().cloned()).into_iter().flatten().collect();
        taker.refuse_rest("link", &KEYS);
    }
    read
}

fn titles(value: &Value) -> Option<Vec<String>> {
    let title = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        // `[[a], [b]]`: titles in their brackets.
        Value::Array(inner) => match inner.as_slice() {
            [Value::String(text)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    };
    match value {
        Value::Array(list) => list.iter().map(title).collect(),
        other => title(other).map(|title| vec![title]),
    }
}
