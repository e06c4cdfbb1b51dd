//! What the data of a statement says of its node, checked key by key.

use agon_core::diagnostic::nearest;
use agon_core::model::{
    Anchor, Attributes, Citation, EvidenceForm, Name, NodeId, NodeKind, RivalRelation, Rivals, Score, SourceKey,
};
use serde_json::Value;

use super::super::report::{At, Report};
use super::yaml::{self, Fields, key_place_in, kind_of};

/// Fields that are taken out one by one; what is wrong with one is reported where it stands.
pub(super) struct Taker<'a, 'r, 'p> {
    pub fields: Fields,
    /// Where the data stood that they come from.
    pub places: &'a [At],
    pub text: &'a str,
    pub report: &'r mut Report<'p>,
}

impl Taker<'_, '_, '_> {
    pub(super) fn place(&self, key: &str) -> At {
        key_place_in(self.text, self.places, key)
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Value> {
        self.fields.remove(key)
    }

    /// Complains that a key does not hold what it should.
    pub(super) fn misfit(&mut self, key: &str, wanted: &str, found: &str) {
        let place = self.place(key);
        let words = wanted.split([',', ' ']).filter(|word| !word.is_empty() && *word != "or");
        let is_list = !["a ", "the ", "keys ", "64 ", "null"].iter().any(|start| wanted.starts_with(start));
        let near = if is_list { nearest(found.trim_matches('`'), words) } else { None };
        let hint = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
        self.report.error(place, "argdown/value", format!("`{key}` wants {wanted}, this is {found}"), &hint);
    }

    /// The value of `key` as `read` understands it.
    pub(super) fn read<T>(&mut self, key: &str, wanted: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.take(key)?;
        let found = read(&value);
        if found.is_none() {
            let shown = match &value {
                Value::String(text) => format!("`{}`", text.chars().take(60).collect::<String>()),
                Value::Number(number) => format!("{number}"),
                Value::Bool(truth) => format!("{truth}"),
                other => kind_of(other).to_owned(),
            };
            self.misfit(key, wanted, &shown);
        }
        found
    }

    pub(super) fn string(&mut self, key: &str) -> Option<String> {
        self.read(key, "a text", |value| value.as_str().map(str::to_owned))
    }

    pub(super) fn score(&mut self, key: &str) -> Option<Score> {
        self.read(key, "a number from 0 to 1", |value| Score::new(value.as_f64()?).ok())
    }

    pub(super) fn name(&mut self, key: &str) -> Option<Name> {
        self.read(key, "a name (letters, digits, `-`, `_`, `.`, `/`)", |value| match value {
            Value::String(text) => Name::new(text).ok(),
            Value::Number(number) => Name::new(&number.to_string()).ok(),
            _ => None,
        })
    }

    /// `attributes: {…}` and whatever is left.
    pub(super) fn attributes(mut self) -> Attributes {
        let inner = self.read("attributes", "keys and values", |value| value.as_object().cloned());
        let mut attributes: Attributes = self.fields.into_iter().collect();
        attributes.extend(inner.into_iter().flatten());
        attributes
    }

    /// Complains of every key that is left.
    pub(super) fn refuse_rest(&mut self, of: &str, known: &[&str]) {
        let rest: Vec<String> = self.fields.keys().cloned().collect();
        self.fields.clear();
        for key in rest {
            let place = self.place(&key);
            let hint = match nearest(&key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it knows {}", known.join(", ")),
            };
            self.report.error(place, "argdown/key", format!("`{of}` knows no key `{key}`"), &hint);
        }
    }
}

/// What is said of a name in data.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum NameChoice {
    /// Nothing: the title is the name.
    #[default]
    Title,
    /// `name: null`: the title is only for this file.
    None,
    Given(Name),
}

/// What data says of a node.
#[derive(Debug)]
pub(super) struct NodeFields {
    pub kind: NodeKind,
    pub id: Option<NodeId>,
    pub name: NameChoice,
    pub text: Option<String>,
    pub credence: Option<Score>,
    pub citation: Option<Box<Citation>>,
    pub rivals: Option<Rivals>,
    pub side: Option<Name>,
    /// `section: n` or `section: null`, where the place in the text does not tell.
    pub section: Option<Option<u32>>,
    pub attributes: Attributes,
}

impl Default for NodeFields {
    fn default() -> Self {
        Self {
            kind: NodeKind::Claim,
            id: None,
            name: NameChoice::Title,
            text: None,
            credence: None,
            citation: None,
            rivals: None,
            side: None,
            section: None,
            attributes: Attributes::new(),
        }
    }
}

/// Takes `name` out, which may be null.
pub(super) fn name_choice(taker: &mut Taker<'_, '_, '_>) -> NameChoice {
    match taker.fields.get("name") {
        None => NameChoice::Title,
        Some(Value::Null) => {
            taker.take("name");
            NameChoice::None
        }
        Some(_) => taker.name("name").map_or(NameChoice::Title, NameChoice::Given),
    }
}

pub(super) fn node_fields(mut taker: Taker<'_, '_, '_>, sections: usize) -> NodeFields {
    let words = "question, claim, evidence or rebuttal";
    let kind = taker.read("kind", words, |value| NodeKind::from_word(value.as_str()?)).unwrap_or(NodeKind::Claim);
    let id = taker.read("id", "a UUID", |value| value.as_str()?.parse().ok());
    let name = name_choice(&mut taker);
    let text = taker.string("text");
    let credence = match kind {
        NodeKind::Question => refuse(
            &mut taker,
            "credence",
            "a question asserts nothing, so it has no credence",
            "give the credence to its answers",
        ),
        _ => taker.score("credence"),
    };
    let citation = citation(&mut taker, kind);
    let rivals = rivals(&mut taker, kind);
    let side = taker.name("side");
    let wanted = match sections.checked_sub(1) {
        Some(last) => format!("the number of a section, from 0 to {last}, or null"),
        None => "null, as there are no sections".to_owned(),
    };
    let section = taker.read("section", &wanted, |value| match value {
        Value::Null => Some(None),
        other => u32::try_from(other.as_u64()?).ok().filter(|number| (*number as usize) < sections).map(Some),
    });
    NodeFields { kind, id, name, text, credence, citation, rivals, side, section, attributes: taker.attributes() }
}

/// Complains of a key that has no place on this kind of node.
fn refuse<T>(taker: &mut Taker<'_, '_, '_>, key: &str, message: &str, hint: &str) -> Option<T> {
    if taker.take(key).is_some() {
        let place = taker.place(key);
        taker.report.error(place, "argdown/value", format!("`{key}`: {message}"), hint);
    }
    None
}

const CITATION_KEYS: [&str; 11] =
    ["source", "reported_in", "form", "paragraph", "locator", "quote", "marks", "cite", "language", "translation", "anchor"];

fn citation(taker: &mut Taker<'_, '_, '_>, kind: NodeKind) -> Option<Box<Citation>> {
    if !CITATION_KEYS.iter().any(|key| taker.fields.contains_key(*key)) {
        return None;
    }
    if kind != NodeKind::Evidence {
        for key in CITATION_KEYS {
            let message = format!("only evidence cites a source, and this is a {kind}");
            refuse::<()>(taker, key, &message, "add `kind: evidence`, or support it by evidence");
        }
        return None;
    }
    let source = taker.read("source", "the key of a source", |value| match value {
        Value::String(text) => SourceKey::new(text).ok(),
        Value::Number(number) => SourceKey::new(&number.to_string()).ok(),
        _ => None,
    });
    let reported_in = taker.read("reported_in", "a list of keys of sources", |value| serde_json::from_value(value.clone()).ok());
    let forms = "paraphrase, quotation, statistic, testimony, document, dataset, observation or image";
    let form = taker.read("form", forms, |value| EvidenceForm::from_word(value.as_str()?)).unwrap_or_default();
    let paragraph = taker.read("paragraph", "a whole number", |value| u32::try_from(value.as_u64()?).ok());
    let locator = taker.read("locator", "a text", |value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let quote = taker.string("quote");
    let marks = taker.read("marks", "START-END MARKS, as in 12-45 u hl=cyan", |value| value.as_str()?.parse().ok());
    let cite = taker.read("cite", "a text and its marks", |value| serde_json::from_value(value.clone()).ok());
    let language = taker.string("language");
    let translation =
        taker.read("translation", "a text, its language and translator", |value| serde_json::from_value(value.clone()).ok());
    let anchor = anchor(taker);
    Some(Box::new(Citation {
        source,
        reported_in: reported_in.unwrap_or_default(),
        form,
        paragraph,
        locator,
        quote,
        marks: marks.unwrap_or_default(),
        cite,
        language,
        translation,
        anchor,
    }))
}

fn anchor(taker: &mut Taker<'_, '_, '_>) -> Option<Anchor> {
    let fields = taker.read("anchor", "keys and values", |value| value.as_object().cloned())?;
    let whole = taker.place("anchor");
    let mut inner = Taker { fields, places: taker.places, text: taker.text, report: &mut *taker.report };
    let mut number = |key: &str| {
        if !inner.fields.contains_key(key) {
            inner.report.error(whole, "argdown/value", format!("the anchor has no `{key}`"), "it needs start, end and sha256");
        }
        inner.read(key, "a whole number", Value::as_u64)
    };
    let (start, end) = (number("start"), number("end"));
    if !inner.fields.contains_key("sha256") {
        inner.report.error(whole, "argdown/value", "the anchor has no `sha256`", "it needs start, end and sha256");
    }
    let sha256 = inner.read("sha256", "64 hex digits in quotation marks", |value| {
        let digits = value.as_str()?;
        (digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| digits.to_owned())
    });
    let prefix = inner.string("prefix").unwrap_or_default();
    let suffix = inner.string("suffix").unwrap_or_default();
    inner.refuse_rest("anchor", &["start", "end", "sha256", "prefix", "suffix"]);
    let (start, end, sha256) = (start?, end?, sha256?);
    if start >= end {
        let message = format!("the anchor ends at {end} before it starts at {start}");
        taker.report.error(whole, "argdown/value", message, "start counts from 0, end is one past the last");
        return None;
    }
    Some(Anchor { start, end, sha256, prefix, suffix })
}

fn rivals(taker: &mut Taker<'_, '_, '_>, kind: NodeKind) -> Option<Rivals> {
    if !taker.fields.contains_key("rivals") && !taker.fields.contains_key("exhaustive") {
        return None;
    }
    if kind != NodeKind::Question {
        for key in ["rivals", "exhaustive"] {
            let message = format!("only a question declares rivals, and this is a {kind}");
            refuse::<()>(taker, key, &message, "declare them on the question they answer");
        }
        return None;
    }
    let words = "exclusive, independent or partial";
    let relation = taker.read("rivals", words, |value| RivalRelation::from_word(value.as_str()?));
    let exhaustive = taker.read("exhaustive", "true or false", Value::as_bool).unwrap_or(false);
    Some(Rivals { relation, exhaustive })
}

/// The merged data of one element and where it stood.
pub(super) fn merged(data: Vec<super::draft::Data>) -> (Fields, Vec<At>) {
    let places = data.iter().map(|data| data.at).collect();
    (yaml::merge(data.into_iter().map(|data| data.fields).collect()), places)
}
