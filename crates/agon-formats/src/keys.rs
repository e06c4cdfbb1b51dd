//! Keys of sources out of what other programs call them.

use std::collections::{BTreeMap, BTreeSet};

use agon_core::diagnostic::Diagnostic;
use agon_core::model::{MAX_NAME, Name, Source, SourceKey};
use serde_json::{Map as JsonMap, Value};

/// The keys given so far.
#[derive(Default)]
pub(crate) struct Keys {
    given: BTreeSet<SourceKey>,
    /// How often a key was asked for: where the next free end is looked for.
    asked: BTreeMap<SourceKey, usize>,
}

impl Keys {
    /// The source under its key. An id that cannot be a key becomes the nearest that can, and is kept as `citation-key`;
    /// then there is a warning. An id that is taken gets a letter.
    pub(crate) fn source(
        &mut self,
        id: &str,
        mut csl: JsonMap<String, Value>,
    ) -> Result<(Source, Option<Diagnostic>), Box<Diagnostic>> {
        let shown: String = id.chars().take(80).collect();
        let (key, is_new) = match SourceKey::new(id) {
            Ok(key) => (key, false),
            Err(_) => {
                let slug = Name::slug(id).and_then(|slug| SourceKey::new(slug.as_str()).ok());
                let Some(slug) = slug else {
                    let complaint = Diagnostic::error("source/key", format!("`{shown}` cannot be a key"));
                    return Err(Box::new(complaint.hint("a key consists of letters, digits and -")));
                };
                (slug, true)
            }
        };
        let unique = self.unique(key);
        let is_changed = is_new || unique.as_str() != id;
        let warning = is_changed.then(|| {
            csl.entry("citation-key").or_insert_with(|| id.into());
            Diagnostic::warning("source/key", format!("`{shown}` cannot be a key, so it became `{unique}`"))
        });
        Ok((Source { key: unique, csl, assessment: None, text: None, file: None }, warning))
    }

    /// The key, or where it is taken the key with the first letter that makes it new: `lee-2024-b`.
    pub(crate) fn unique(&mut self, key: SourceKey) -> SourceKey {
        let asked = self.asked.entry(key.clone()).or_insert(0);
        let given = &self.given;
        let key = free(&key, *asked, |key| given.contains(key));
        *asked += 1;
        self.given.insert(key.clone());
        key
    }
}

/// The key, or where it is taken the first of `key-b` … `key-z`, `key-27` … that is not.
///
/// ```
/// use agon_core::model::SourceKey;
/// let key = SourceKey::new("doe-2024")?;
/// assert_eq!(agon_formats::numbered(&key, |taken| taken.as_str() == "doe-2024").as_str(), "doe-2024-b");
/// # Ok::<(), agon_core::model::NameError>(())
/// ```
pub fn numbered(key: &SourceKey, is_taken: impl Fn(&SourceKey) -> bool) -> SourceKey {
    free(key, 0, is_taken)
}

/// The same, where the first `passed` ends are known to be taken.
fn free(key: &SourceKey, passed: usize, is_taken: impl Fn(&SourceKey) -> bool) -> SourceKey {
    if passed == 0 && !is_taken(key) {
        return key.clone();
    }
    // Room for the end, where the key is as long as a key can be.
    let start: String = key.as_str().chars().take(MAX_NAME - 12).collect();
    let end = |number: usize| match u8::try_from(number) {
        Ok(number @ 0..=24) => char::from(b'b' + number).to_string(),
        _ => (number + 2).to_string(),
    };
    (passed.saturating_sub(1)..usize::MAX - 2)
        .filter_map(|number| SourceKey::new(&format!("{}-{}", start.trim_end_matches('-'), end(number))).ok())
        .find(|key| !is_taken(key))
        .unwrap_or_else(|| key.clone())
}
