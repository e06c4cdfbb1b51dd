//! Typed options of exporters, importers and plugins: declared, checked, defaults filled in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, nearest};

/// What an option may hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "type")]
pub enum OptionKind {
    /// `true` or `false`.
    Boolean,
    /// A whole number within bounds.
    Integer {
        /// The least allowed.
        min: Option<i64>,
        /// The greatest allowed.
        max: Option<i64>,
    },
    /// A finite number within bounds.
    Number {
        /// The least allowed.
        min: Option<f64>,
        /// The greatest allowed.
        max: Option<f64>,
    },
    /// Any text.
    String,
    /// One of a few words.
    OneOf {
        /// The words.
        one_of: Vec<String>,
    },
}

/// An option as it is declared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionSpec {
    /// Its name, as in `-O name=value`.
    pub name: String,
    /// What it may hold.
    #[serde(flatten)]
    pub kind: OptionKind,
    /// What it holds when nobody says.
    pub default: Value,
    /// What it does, in a line.
    pub help: String,
}

impl OptionSpec {
    /// An option of any kind.
    pub fn new(name: &str, kind: OptionKind, default: impl Into<Value>, help: &str) -> Self {
        Self { name: name.to_owned(), kind, default: default.into(), help: help.to_owned() }
    }
}

/// Checked options: every declared one has a value of its kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Options(BTreeMap<String, Value>);

impl Options {
    /// Checks what was given (`JSON` values, or strings as typed on a command line) against what is declared.
    ///
    /// ```
    /// use agon_core::extend::{OptionKind, OptionSpec, Options};
    /// let declared = [OptionSpec::new("depth", OptionKind::Integer { min: Some(1), max: None }, 6, "How deep")];
    /// let options = Options::check(&declared, [("depth".to_owned(), "3".into())]).expect("a whole number");
    /// assert_eq!(options.integer("depth"), 3);
    /// assert!(Options::check(&declared, [("dept".to_owned(), "3".into())]).is_err());
    /// ```
    ///
    /// # Errors
    /// One complaint for each unknown name and each value that does not fit.
    pub fn check(declared: &[OptionSpec], given: impl IntoIterator<Item = (String, Value)>) -> Result<Self, Vec<Diagnostic>> {
        let mut values: BTreeMap<String, Value> = declared.iter().map(|spec| (spec.name.clone(), spec.default.clone())).collect();
        let mut complaints = Vec::new();
        for (name, value) in given {
            let Some(spec) = declared.iter().find(|spec| spec.name == name) else {
                let mut complaint = Diagnostic::error("option/unknown", format!("there is no option `{name}`"));
                if let Some(near) = nearest(&name, declared.iter().map(|spec| spec.name.as_str())) {
                    complaint = complaint.hint(format!("did you mean `{near}`?"));
                } else if declared.is_empty() {
                    complaint = complaint.hint("it takes no options");
                } else {
                    let known: Vec<&str> = declared.iter().map(|spec| spec.name.as_str()).collect();
                    complaint = complaint.hint(format!("it takes {}", known.join(", ")));
                }
                complaints.push(complaint);
                continue;
            };
            match fit(&spec.kind, value) {
                Ok(value) => {
                    values.insert(name, value);
                }
                Err(wanted) => complaints
                    .push(Diagnostic::error("option/value", format!("option `{name}` must be {wanted}")).hint(spec.help.clone())),
            }
        }
        if complaints.is_empty() { Ok(Self(values)) } else { Err(complaints) }
    }

    /// Every option by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A boolean option; `false` if it was not declared as one.
    pub fn boolean(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// An integer option; 0 if it was not declared as one.
    pub fn integer(&self, name: &str) -> i64 {
        self.0.get(name).and_then(Value::as_i64).unwrap_or(0)
    }

    /// A number option; 0 if it was not declared as one.
    pub fn number(&self, name: &str) -> f64 {
        self.0.get(name).and_then(Value::as_f64).unwrap_or(0.0)
    }

    /// A text option; empty if it was not declared as one.
    pub fn string(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or("")
    }
}

/// The value as its kind wants it, or what is wanted in words.
fn fit(kind: &OptionKind, value: Value) -> Result<Value, String> {
    match kind {
        OptionKind::Boolean => match &value {
            Value::Bool(_) => Ok(value),
            Value::String(text) => match text.as_str() {
                "true" | "yes" | "on" => Ok(true.into()),
                "false" | "no" | "off" => Ok(false.into()),
                _ => Err("true or false".into()),
            },
            _ => Err("true or false".into()),
        },
        OptionKind::Integer { min, max } => {
            let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
            match number.filter(|n| min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max)) {
                Some(number) => Ok(number.into()),
                None => Err(format!("a whole number{}", bounds(min, max))),
            }
        }
        OptionKind::Number { min, max } => {
            let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
            let fits = |n: &f64| n.is_finite() && min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max);
            match number.filter(fits) {
                Some(number) => Ok(number.into()),
                None => Err(format!("a number{}", bounds(min, max))),
            }
        }
        OptionKind::String => {
            if value.is_string() {
                Ok(value)
            } else {
                Err("a text".into())
            }
        }
        OptionKind::OneOf { one_of } => {
            if value.as_str().is_some_and(|text| one_of.iter().any(|word| word == text)) {
                Ok(value)
            } else {
                Err(format!("one of {}", one_of.join(", ")))
            }
        }
    }
}

fn bounds<T: std::fmt::Display>(min: &Option<T>, max: &Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!(" from {min} to {max}"),
        (Some(min), None) => format!(" of at least {min}"),
        (None, Some(max)) => format!(" of at most {max}"),
        (None, None) => String::new(),
    }
}
