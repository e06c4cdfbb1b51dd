//! A source as hayagriva takes it: only fields of the kinds it knows, only dates that exist.

use std::collections::BTreeMap;

use agon_core::model::Source;
use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange};
use serde_json::Value as Json;

use super::name::is_cjk;
use super::when;

/// The longest text of a field, in characters.
const LONGEST: usize = 10_000;
/// The most people of a field.
const PEOPLE: usize = 500;

/// The item under the given id.
pub(super) fn item(source: &Source, id: &str) -> Item {
    let mut fields = BTreeMap::new();
    for (key, value) in &source.csl {
        let value = match value {
            Json::String(text) => Value::String(clipped(text)),
            // Its numbers are small and not below zero; anything else is shown as it is written.
            Json::Number(number) => match number.as_i64().filter(|number| (0..=1_000_000).contains(number)) {
                Some(number) => Value::Number(number),
                None => Value::String(number.to_string()),
            },
            Json::Array(people) => Value::Names(people.iter().take(PEOPLE).filter_map(name).collect()),
            Json::Object(_) => match date(value) {
                Some(date) => date,
                None => continue,
            },
            Json::Null | Json::Bool(_) => continue,
        };
        fields.insert(key.clone(), value);
    }
    fields.entry("title".to_owned()).or_insert_with(|| Value::String(clipped(source.title())));
    fields.entry("type".to_owned()).or_insert_with(|| Value::String("document".to_owned()));
    fields.insert("id".to_owned(), Value::String(id.to_owned()));
    Item(fields)
}

fn clipped(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn name(person: &Json) -> Option<NameValue> {
    let part = |key: &str| person.get(key).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty()).map(clipped);
    let whole = |literal| Some(NameValue::Literal(LiteralName { literal }));
    if let Some(literal) = part("literal") {
        return whole(literal);
    }
    match (part("family"), part("given")) {
        // In their own writing these names are family first, with nothing between.
        (Some(family), Some(given)) if is_cjk(&family) && is_cjk(&given) => whole(family + &given),
        (Some(family), given) => Some(NameValue::Item(NameItem {
            family,
            given,
            non_dropping_particle: part("non-dropping-particle"),
            dropping_particle: part("dropping-particle"),
            suffix: part("suffix"),
            comma_suffix: person.get("comma-suffix").and_then(Json::as_bool),
        })),
        (None, given) => whole(given?),
    }
}

/// A date by its parts. Of a stretch only the beginning: hayagriva has no ranges of CSL-JSON.
fn date(field: &Json) -> Option<Value> {
    let day = when::day(field.get("date-parts")?.get(0)?)?;
    let year = i16::try_from(day.year).ok()?;
    let month = day.month.and_then(|month| i16::try_from(month).ok());
    let number = day.day.and_then(|day| i16::try_from(day).ok());
    let parts = [Some(year), month, number.filter(|_| month.is_some())].into_iter().flatten().collect();
    let text = |key: &str| field.get(key).and_then(Json::as_str).map(clipped);
    let season = field.get("season").and_then(|season| season.as_u64().map(|n| n.to_string()).or_else(|| text("season")));
    let circa = field.get("circa").is_some_and(|circa| circa.as_bool() == Some(true) || circa.as_i64() == Some(1));
    Some(Value::Date(DateValue::DateParts {
        date_parts: VecDateRange(vec![VecDate(parts)]),
        literal: text("literal"),
        season,
        circa,
    }))
}
