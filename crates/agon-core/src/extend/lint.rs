//! Lints: what a reader would hold against a map.

use super::ExtendError;
use crate::diagnostic::Diagnostic;
use crate::model::Map;

/// Looks for one kind of weakness in a map.
pub trait Lint {
    /// Its word, the family of its complaints' codes: `unsupported`.
    fn name(&self) -> &str;

    /// What it finds, in a line.
    fn summary(&self) -> &str;

    /// The plugin it comes from; `None` for what is built in.
    fn plugin(&self) -> Option<&str> {
        None
    }

    /// Reports what it finds, in map order.
    ///
    /// # Errors
    /// A plugin fails or breaks its contract; the other lints go on.
    fn check(&self, map: &Map, report: &mut Vec<Diagnostic>) -> Result<(), ExtendError>;
}
