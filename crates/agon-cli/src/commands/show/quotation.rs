//! What a piece of evidence says of its words: the quotation, what of it is read, and the way it came.

use agon_core::change::{ReadError, Snapshot};
use agon_core::model::{Citation, Source, SourceKey, Style};

use super::record::field;
use crate::output::Output;
use crate::render::harmless;

/// The fields of a citation besides its source.
pub(super) fn fields(snapshot: &dyn Snapshot, citation: &Citation, output: &mut Output) -> Result<(), ReadError> {
    if !citation.reported_in.is_empty() {
        field("reported", &harmless(&chain(snapshot, citation)?), output);
    }
    if let Some(cite) = &citation.cite {
        field("cite", &harmless(&cite.text), output);
    }
    let Some(quote) = &citation.quote else { return Ok(()) };
    let language = citation.language.as_ref().map_or_else(String::new, |language| format!(" ({})", harmless(language)));
    field("quote", &format!("“{}”{language}", harmless(quote)), output);
    for (name, wanted) in [("summary", Style::is_summary as fn(&Style) -> bool), ("read", Style::is_spoken)] {
        let words = citation.marks.pick(quote, " … ", wanted);
        if !words.is_empty() {
            let (some, all) = (words.split_whitespace().filter(|word| *word != "…").count(), quote.split_whitespace().count());
            field(name, &format!("{} ({some} of {all} words)", harmless(&words)), output);
        }
    }
    if let Some(translation) = &citation.translation {
        let by = translation.translator.as_ref().map_or_else(String::new, |by| format!(", translated by {}", harmless(by)));
        field("in words", &format!("“{}”{by}", harmless(&translation.text)), output);
    }
    Ok(())
}

/// `Kimura 2019, as reported in Lee 2021`: from whose words they are to what was read.
pub(crate) fn chain(snapshot: &dyn Snapshot, citation: &Citation) -> Result<String, ReadError> {
    let short = |key: &SourceKey| -> Result<String, ReadError> {
        let source = snapshot.source(key)?;
        Ok(source.as_ref().map_or_else(|| key.to_string(), Source::short_citation))
    };
    let mut told = citation.source.as_ref().map_or_else(|| Ok(String::new()), short)?;
    for key in citation.reported_in.iter().rev() {
        told.push_str(", as reported in ");
        told.push_str(&short(key)?);
    }
    Ok(told)
}
