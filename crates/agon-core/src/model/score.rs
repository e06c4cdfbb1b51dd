//! Numbers between nought and one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number that is no score: not finite, or outside 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a number in 0..=1")]
pub struct ScoreError(pub f64);

/// A credence, a strength or the result of a scorer: finite and in 0..=1.
///
/// ```
/// use agon_core::model::Score;
/// assert_eq!(Score::new(0.25)?.get(), 0.25);
/// assert!(Score::new(f64::NAN).is_err());
/// # Ok::<(), agon_core::model::ScoreError>(())
/// ```
#[derive(Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Score(f64);

impl Score {
    /// Nothing speaks for it.
    pub const ZERO: Self = Self(0.0);
    /// Neither way: the base credence where none is declared.
    pub const HALF: Self = Self(0.5);
    /// As strong as can be: the strength of a link where none is declared.
    pub const ONE: Self = Self(1.0);

    /// Checks that `value` is finite and in 0..=1. Minus nought becomes nought.
    pub fn new(value: f64) -> Result<Self, ScoreError> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value + 0.0)) } else { Err(ScoreError(value)) }
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Eq for Score {}

impl fmt::Debug for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl TryFrom<f64> for Score {
    type Error = ScoreError;

    fn try_from(value: f64) -> Result<Self, ScoreError> {
        Self::new(value)
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        score.0
    }
}
