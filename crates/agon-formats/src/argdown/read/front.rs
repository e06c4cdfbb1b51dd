//! Front matter: what the file says of the map.

use agon_core::extend::ImportInput;
use agon_core::model::{MapId, MapInfo, Name, Section};
use serde_json::Value;

use super::super::report::{At, Report};
use super::fields::Taker;
use super::line::{is_blank, line_end};
use super::yaml::{self, Fields};

/// What stood between two lines of `===`.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub fields: Fields,
    pub at: At,
}

impl Front {
    /// The record of the map and the id it gives, if it gives one.
    pub(super) fn map_info(
        self,
        sections: &[Section],
        text: &str,
        about: &ImportInput<'_>,
        report: &mut Report<'_>,
    ) -> (Option<MapId>, MapInfo) {
        let places = [self.at];
        let mut taker = Taker { fields: self.fields, places: &places, text, report };
        let id = taker.read("id", "a UUID", |value| value.as_str()?.parse().ok());
        let name = taker.name("name").or_else(|| Name::slug(about.fallback_name));
        let text_of = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let title = taker.read("title", "a text", text_of);
        let summary = taker.read("summary", "a text", text_of).unwrap_or_default();
        let strict = taker.fields.get("model").and_then(|model| model.get("mode")).and_then(Value::as_str) == Some("strict");
        if strict {
            let place = taker.place("mode");
            let message = "strict mode is not read: relations are support and attack, not entailment and contrariety";
            taker.report.warning(place, "argdown/strict", message, "");
        }
        let heading = || sections.first().map(|section| section.title.clone()).filter(|title| !title.trim().is_empty());
        let title = title.or_else(heading).unwrap_or_else(|| about.fallback_name.to_owned());
        let placeholder = MapId::from_bytes([0; 16]);
        let name = name.unwrap_or_else(|| Name::new("map").expect("`map` is a name"));
        let mut info = MapInfo::new(placeholder, name, title);
        info.summary = summary;
        info.attributes = taker.attributes();
        (id, info)
    }
}

/// Reads the front matter, if the text from `start` on begins with it, and says where the rest begins.
///
/// Argdown wants an empty line after it; nothing is lost where it is missing, so it is not asked for.
pub(super) fn read(text: &str, start: usize, report: &mut Report<'_>) -> (Front, usize) {
    let bytes = text.as_bytes();
    let mut at = start;
    while bytes.get(at).is_some_and(|byte| is_blank(*byte) || matches!(byte, b'\n' | b'\r')) {
        at += 1;
    }
    if !is_fence(&text[at..line_end(bytes, at)]) {
        return (Front::default(), start);
    }
    let opener = At::new(at, line_end(bytes, at));
    let inside = (opener.end + 1).min(text.len());
    let mut line = inside;
    while line < text.len() {
        let end = line_end(bytes, line);
        if is_fence(&text[line..end]) {
            let place = At::new(inside, line);
            let fields = yaml::mapping(text, place, "front matter", "argdown/front-matter", report).unwrap_or_default();
            return (Front { fields, at: place }, end);
        }
        line = end + 1;
    }
    report.error(opener, "argdown/front-matter", "the front matter is never closed", "close it by a line of `===`");
    (Front::default(), text.len())
}

fn is_fence(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && line.bytes().all(|byte| byte == b'=')
}
