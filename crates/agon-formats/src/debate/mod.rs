//! Formats of debate: which speeches there are, whose, how long, in which column of a flow sheet. They are data, not code.

use std::sync::LazyLock;

use agon_core::diagnostic::{Diagnostic, nearest};
use serde::{Deserialize, Serialize};

/// What debaters bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Quotations that are read aloud.
    Cards,
    /// What they know.
    None,
}

/// One speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speech {
    /// What it is called: `1AC`.
    pub name: String,
    /// What else it is called.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whose it is.
    pub side: String,
    /// How long it may take.
    pub minutes: u32,
    /// The heading of its column, where it shares one.
    #[serde(default)]
    pub column: Option<String>,
}

impl Speech {
    /// The heading of its column on a flow sheet.
    pub fn heading(&self) -> &str {
        self.column.as_deref().unwrap_or(&self.name)
    }

    fn is_called(&self, word: &str) -> bool {
        std::iter::once(&self.name).chain(&self.aliases).any(|name| name.to_lowercase() == word)
    }
}

/// A format of debate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// The word for it: `policy`.
    pub name: String,
    /// What it is called in full.
    pub title: String,
    /// Who meets, in words.
    pub teams: String,
    /// The sides; the first speaks first.
    pub sides: Vec<String>,
    /// What debaters bring.
    pub evidence: Evidence,
    /// How many words are read in a minute, where nobody says.
    pub wpm: u32,
    /// Minutes of preparation that a team may take during the debate.
    pub prep: u32,
    /// How it is judged, in words.
    pub ballot: String,
    /// The speeches, in their order.
    pub speeches: Vec<Speech>,
}

/// The most speeches that a format may have: a sheet has a column for each.
pub const MAX_SPEECHES: usize = 64;

const BUILT_IN: [&str; 6] = [
    include_str!("formats/policy.toml"),
    include_str!("formats/policy-college.toml"),
    include_str!("formats/ld.toml"),
    include_str!("formats/pf.toml"),
    include_str!("formats/bp.toml"),
    include_str!("formats/wsdc.toml"),
];

/// The formats that come with Agon.
///
/// ```
/// let policy = agon_formats::debate::formats().iter().find(|format| format.name == "policy").expect("it is built in");
/// assert_eq!(policy.columns(), ["1AC", "1NC", "2AC", "2NC/1NR", "1AR", "2NR", "2AR"]);
/// assert_eq!(policy.speech("1nr").map(|speech| speech.minutes), Some(5));
/// ```
pub fn formats() -> &'static [Format] {
    static ALL: LazyLock<Vec<Format>> =
        LazyLock::new(|| BUILT_IN.iter().map(|text| Format::parse(text).expect("a test reads what is built in")).collect());
    &ALL
}

/// The format of this name.
///
/// # Errors
/// There is none; the nearest is named.
pub fn named(name: &str) -> Result<&'static Format, Box<Diagnostic>> {
    formats().iter().find(|format| format.name == name).ok_or_else(|| {
        let names: Vec<&str> = formats().iter().map(|format| format.name.as_str()).collect();
        let complaint = Diagnostic::error("debate/unknown", format!("there is no format of debate `{}`", name.escape_debug()));
        Box::new(match nearest(name, names.iter().copied()) {
            Some(near) => complaint.hint(format!("did you mean `{near}`?")),
            None => complaint.hint(format!("there is {}", names.join(", "))),
        })
    })
}

impl Format {
    /// Reads a format written in TOML, and checks it.
    ///
    /// # Errors
    /// It is no TOML, has an unknown key, or its parts do not fit.
    pub fn parse(text: &str) -> Result<Self, Box<Diagnostic>> {
        let format: Self = toml::from_str(text).map_err(|error| {
            Box::new(
                Diagnostic::error("debate/format", error.to_string().trim_end().to_owned())
                    .hint("docs/reference/debate-formats.md lists the keys"),
            )
        })?;
        match format.fault() {
            None => Ok(format),
            Some((message, hint)) => {
                Err(Box::new(Diagnostic::error("debate/format", format!("format `{}`: {message}", format.name)).hint(hint)))
            }
        }
    }

    fn fault(&self) -> Option<(String, &'static str)> {
        if self.speeches.is_empty() || self.speeches.len() > MAX_SPEECHES {
            return Some((format!("it has {} speeches", self.speeches.len()), "write from 1 to 64"));
        }
        if !(1..=1000).contains(&self.wpm) {
            return Some((format!("nobody reads {} words in a minute", self.wpm), "write wpm from 1 to 1000"));
        }
        for (at, speech) in self.speeches.iter().enumerate() {
            if !self.sides.contains(&speech.side) {
                return Some((format!("`{}` is a speech of no side: `{}`", speech.name, speech.side), "name one of `sides`"));
            }
            if !(1..=600).contains(&speech.minutes) {
                return Some((format!("`{}` takes {} minutes", speech.name, speech.minutes), "write minutes from 1 to 600"));
            }
            let before = &self.speeches[..at];
            for name in std::iter::once(&speech.name).chain(&speech.aliases) {
                if name.trim().is_empty() {
                    return Some(("a speech has no name".into(), "write it as in 1AC"));
                }
                if before.iter().any(|other| other.is_called(&name.to_lowercase())) {
                    return Some((format!("two speeches are called `{name}`"), "every name and alias means one speech"));
                }
            }
            let is_split = before.split_last().is_some_and(|(last, _)| {
                last.heading() != speech.heading() && before.iter().any(|other| other.heading() == speech.heading())
            });
            if is_split {
                return Some((format!("column `{}` is split", speech.heading()), "only speeches in a row share a column"));
            }
        }
        None
    }

    /// The speech of this name or alias, in any case.
    pub fn speech(&self, word: &str) -> Option<&Speech> {
        let word = word.trim().to_lowercase();
        self.speeches.iter().find(|speech| speech.is_called(&word))
    }

    /// The headings of the columns, in order.
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = self.speeches.iter().map(Speech::heading).collect();
        columns.dedup();
        columns
    }

    /// The column of a speech, or the one with this heading.
    pub fn column(&self, word: &str) -> Option<usize> {
        let columns = self.columns();
        let heading = self.speech(word).map(Speech::heading);
        columns.iter().position(|column| heading.map_or(column.eq_ignore_ascii_case(word.trim()), |heading| *column == heading))
    }

    /// The side whose column this is.
    pub fn side_of(&self, column: usize) -> Option<&str> {
        let heading = *self.columns().get(column)?;
        self.speeches.iter().find(|speech| speech.heading() == heading).map(|speech| speech.side.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_sound_and_each_has_a_name_of_its_own() {
        let mut names: Vec<String> =
            BUILT_IN.iter().map(|text| Format::parse(text).unwrap_or_else(|error| panic!("{error}")).name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), BUILT_IN.len());
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let policy = BUILT_IN[0];
        for (from, to, told) in [
            ("prep = 8", "prep = 8\npreparation = 8", "unknown field"),
            ("side = \"neg\", minutes = 8 }", "side = \"con\", minutes = 8 }", "speech of no side"),
            ("wpm = 350", "wpm = 0", "nobody reads 0 words"),
            ("name = \"2AR\"", "name = \"1ac\"", "two speeches are called `1ac`"),
            ("name = \"2AR\", aliases = [\"PMR\"]", "name = \"2AR\", column = \"1AC\"", "column `1AC` is split"),
            ("name = \"1AR\", side = \"aff\", minutes = 5", "name = \"1AR\", side = \"aff\", minutes = 0", "takes 0 minutes"),
        ] {
            assert!(policy.contains(from), "{from}");
            let error = Format::parse(&policy.replacen(from, to, 1)).expect_err(told).to_string();
            assert!(error.contains(told), "{told}: {error}");
        }
        assert!(named("polcy").expect_err("it is misspelt").to_string().contains("did you mean `policy`?"));
    }

    #[test]
    fn a_column_is_found_by_speech_alias_and_heading() {
        let policy = named("policy").expect("it is built in");
        assert_eq!(["2nc", "LOR", "2NC/1NR", "mg"].map(|word| policy.column(word)), [Some(3), Some(3), Some(3), None]);
        assert_eq!(policy.side_of(3), Some("neg"));
    }
}
