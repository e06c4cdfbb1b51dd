//! `KEY=VALUE` as typed, and what its value says.

use std::str::FromStr;

use agon_core::model::{Name, Score};

use crate::failure::Failure;
use crate::naming;

/// One assignment, as typed.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// Before the first `=`.
    pub key: String,
    /// After it.
    pub value: String,
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => Ok(Self { key: key.trim().to_owned(), value: value.to_owned() }),
            _ => Err("an assignment looks like credence=0.7; `key=` removes".into()),
        }
    }
}

impl Assignment {
    /// The value, if there is one.
    pub fn given(&self) -> Option<&str> {
        Some(self.value.as_str()).filter(|value| !value.trim().is_empty())
    }

    /// That the value is not what is wanted.
    pub fn wrong(&self, wanted: &str) -> Failure {
        Failure::usage(format!("`{}` must be {wanted}, and `{}` is not", self.key, self.value.escape_debug()))
    }

    /// The value, which must be there.
    pub fn required(&self) -> Result<&str, Failure> {
        self.given().ok_or_else(|| Failure::usage(format!("`{}` cannot be empty", self.key)))
    }

    /// The value as a number from 0 to 1.
    pub fn score(&self) -> Result<Option<Score>, Failure> {
        self.given().map(|value| naming::score(value.trim()).map_err(|_| self.wrong("a number from 0 to 1"))).transpose()
    }

    /// The value as a name.
    pub fn name(&self) -> Result<Option<Name>, Failure> {
        self.given().map(|value| naming::name(value.trim()).map_err(Failure::usage)).transpose()
    }

    /// The value as one of a few words.
    pub fn word<T>(&self, known: &[&str], from_word: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Failure> {
        let one_of = || self.wrong(&format!("one of {}", known.join(", ")));
        self.given().map(|value| from_word(value.trim()).ok_or_else(one_of)).transpose()
    }

    /// The value as yes or no; nothing is no.
    pub fn truth(&self) -> Result<bool, Failure> {
        match self.value.trim() {
            "true" | "yes" => Ok(true),
            "false" | "no" | "" => Ok(false),
            _ => Err(self.wrong("true or false")),
        }
    }
}
