//! Sources: the bibliographic records that evidence cites.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map as JsonMap, Value};

use super::name::{Name, NameError};

/// The key by which evidence cites a source, unique among sources: `kimura-2019`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceKey(Name);

impl SourceKey {
    /// Checks `text` as a name.
    pub fn new(text: &str) -> Result<Self, NameError> {
        Name::new(text).map(Self)
    }

    /// The text of the key.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for SourceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How near a source stands to what it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Directness {
    /// It saw what it tells.
    Eyewitness,
    /// It is a document of what it tells, or a study of its own data.
    Primary,
    /// It tells what others saw or found.
    Reported,
    /// It gives a view.
    Opinion,
}

impl Directness {
    /// Every degree, the nearest first.
    pub const ALL: [Self; 4] = [Self::Eyewitness, Self::Primary, Self::Reported, Self::Opinion];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eyewitness => "eyewitness",
            Self::Primary => "primary",
            Self::Reported => "reported",
            Self::Opinion => "opinion",
        }
    }

    /// The degree with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// The file that a source's text was taken from, kept as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// SHA-256, in hex, of its bytes, which are stored under it.
    pub sha256: String,
    /// Its media type: `text/html`, `application/pdf`.
    pub media_type: String,
}

/// How far to trust a source, on the Admiralty scale: the two letters are judged separately.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// `A` (completely reliable) to `F` (cannot be judged).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliability: Option<char>,
    /// `1` (confirmed by others) to `6` (cannot be judged).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credibility: Option<u8>,
    /// How near it stands to what it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directness: Option<Directness>,
    /// The group it belongs to: sources of one group draw on one another or on one origin, and count as one voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Name>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A bibliographic record: one item of CSL-JSON 1.0.2, kept whole, and what the team thinks of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The key evidence cites; equal to the item's `id`.
    pub key: SourceKey,
    /// The CSL-JSON item, without its `id`.
    pub csl: JsonMap<String, Value>,
    /// What the team thinks of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Assessment>,
    /// SHA-256, in hex, of the stored text of the source, where the team may keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file that text was taken from, where it is not the text itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<SourceFile>,
}

impl Source {
    /// A record with a title only.
    pub fn titled(key: SourceKey, title: &str) -> Self {
        let mut csl = JsonMap::new();
        csl.insert("type".into(), "document".into());
        csl.insert("title".into(), title.into());
        Self { key, csl, assessment: None, text: None, file: None }
    }

    /// The title, or the key where there is none.
    pub fn title(&self) -> &str {
        self.csl.get("title").and_then(Value::as_str).unwrap_or(self.key.as_str())
    }

    /// Whether its words may not be kept: its quotations are sealed, and it has no stored text. The item says so as
    /// `"custom": {"sealed": true}`, the place that CSL-JSON has for what is not its own.
    pub fn is_sealed(&self) -> bool {
        self.csl.get("custom").and_then(|custom| custom.get("sealed")).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Says whether its words may not be kept.
    ///
    /// ```
    /// use agon_core::model::{Source, SourceKey};
    /// let mut source = Source::titled(SourceKey::new("lee-24")?, "On drift");
    /// source.seal(true);
    /// assert!(source.is_sealed());
    /// source.seal(false);
    /// assert!(!source.csl.contains_key("custom"));
    /// # Ok::<(), agon_core::model::NameError>(())
    /// ```
    pub fn seal(&mut self, is_sealed: bool) {
        let mut custom = match self.csl.remove("custom") {
            Some(Value::Object(custom)) => custom,
            _ => JsonMap::new(),
        };
        custom.remove("sealed");
        if is_sealed {
            custom.insert("sealed".into(), true.into());
        }
        if !custom.is_empty() {
            self.csl.insert("custom".into(), custom.into());
        }
    }

    /// Family names (or the literal names of institutions) in order.
    pub fn author_names(&self) -> Vec<&str> {
        let authors = self.csl.get("author").and_then(Value::as_array);
        authors
            .into_iter()
            .flatten()
            .filter_map(|author| author.get("family").or_else(|| author.get("literal")).or_else(|| author.get("given")))
            .filter_map(Value::as_str)
            .collect()
    }

    /// The year it was issued, where the record tells one.
    pub fn year(&self) -> Option<i64> {
        let part = self.csl.get("issued")?.get("date-parts")?.get(0)?.get(0)?;
        part.as_i64().or_else(|| part.as_str()?.parse().ok())
    }

    /// The short citation that is read aloud: `Schoff & Kim 2015`; the key where nothing better is known.
    ///
    /// ```
    /// use agon_core::model::{Source, SourceKey};
    /// let mut source = Source::titled(SourceKey::new("lee-24")?, "On drift");
    /// assert_eq!(source.short_citation(), "lee-24");
    /// source.csl.insert("author".into(), serde_json::json!([{"family": "Lee"}]));
    /// source.csl.insert("issued".into(), serde_json::json!({"date-parts": [[2024]]}));
    /// assert_eq!(source.short_citation(), "Lee 2024");
    /// # Ok::<(), agon_core::model::NameError>(())
    /// ```
    pub fn short_citation(&self) -> String {
        let names = self.author_names();
        let who = match names.as_slice() {
            [] => return self.key.to_string(),
            [one] => (*one).to_owned(),
            [one, two] => format!("{one} & {two}"),
            [first, ..] => format!("{first} et al."),
        };
        match self.year() {
            Some(year) => format!("{who} {year}"),
            None => format!("{who} n.d."),
        }
    }
}
