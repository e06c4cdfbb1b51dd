//! `agon source add --from refs.json`: every item of a CSL-JSON file, in one commit.

use std::path::Path;

use agon_core::database::DatabaseError;
use agon_core::diagnostic::Diagnostic;
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{committed, files, render};

/// Reads the file and puts its records in; what a team thinks of a source and its stored text stay.
pub fn run(path: &Path, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    if let Some(end @ ("bib" | "ris")) = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase).as_deref() {
        return Err(Failure::usage(format!(".{end} files cannot be read yet"))
            .hint("export CSL-JSON from your reference manager (Zotero: CSL JSON; pandoc: --to csljson)"));
    }
    let mut input = files::open(path)?;
    let (sources, complaints) = agon_formats::csl::read(&mut *input, &files::shown(path))?;
    if complaints.iter().any(Diagnostic::is_error) {
        return Err(Failure::complaints(complaints));
    }
    let mut session = Session::open_to_write(global, output)?;
    let read = sources.len();
    let keys: Vec<String> = sources.iter().map(|source| source.key.to_string()).collect();
    let mut report = session.database.commit(&format!("sources from {}", files::shown(path)), |draw| {
        for mut source in sources {
            if let Some(known) = draw.draft.source(&source.key)? {
                source.assessment = known.assessment;
                source.text = known.text;
            }
            draw.draft.put_source(source)?;
        }
        Ok::<(), DatabaseError>(())
    })?;
    report.warnings.splice(0..0, complaints);
    let what = format!("read {} from {}: {}", render::count(read as u64, "source"), files::shown(path), report.counts);
    committed::say(output, &what, &report, json!({ "read": read, "sources": keys }));
    Ok(0)
}
