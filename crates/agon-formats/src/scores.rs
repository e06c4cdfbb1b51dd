//! The option `scores` of the exporters that show numbers.

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, OptionKind, OptionSpec, Options, Registry, Scoring};
use agon_core::model::Map;

/// The option as it is declared.
pub(crate) fn spec() -> OptionSpec {
    OptionSpec::new("scores", OptionKind::String, "", "Show the strengths of this scorer, such as dfquad")
}

/// The strengths that were asked for, if any.
pub(crate) fn wanted(map: &Map, options: &Options, registry: &Registry) -> Result<Option<Scoring>, ExtendError> {
    let name = options.string("scores");
    if name.is_empty() {
        return Ok(None);
    }
    let scorer = registry.scorer(name).map_err(|unknown| {
        let hint = match (&unknown.near, unknown.known.as_slice()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => "no scorer is there; leave the option out".to_owned(),
            (None, known) => format!("known are {}", known.join(", ")),
        };
        ExtendError::refused(Diagnostic::error("export/unknown-scorer", unknown.to_string()).hint(hint))
    })?;
    scorer.score(map, registry).map(Some)
}
