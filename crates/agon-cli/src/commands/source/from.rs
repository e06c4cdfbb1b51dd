//! `agon source add --from refs.bib`: every record of a file of references, in one commit.

use std::path::Path;

use agon_core::database::DatabaseError;
use agon_core::diagnostic::Diagnostic;
use agon_core::model::Source;
use agon_formats::{biblatex, library, ris};
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{committed, files, render};

/// Reads the file and puts its records in; what a team thinks of a source and its stored text stay.
pub fn run(path: &Path, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let (sources, complaints) = records(path)?;
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
                source.file = known.file;
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

/// The records of a file, by what it holds; where that tells nothing, by the end of its name.
fn records(path: &Path) -> Result<(Vec<Source>, Vec<Diagnostic>), Failure> {
    let name = files::shown(path);
    let text = files::text(path)?;
    let text = text.trim_start_matches('\u{feff}');
    let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['%', '#']));
    let first = lines.next().unwrap_or_default();
    if first.starts_with(['[', '{']) {
        return Ok(agon_formats::csl::read(&mut text.as_bytes(), &name)?);
    }
    if ris::is_ris(text) {
        return Ok(ris::read(text, &name));
    }
    if end == "bib" || first.starts_with('@') {
        return Ok(biblatex::read(text, &name));
    }
    if matches!(end.as_str(), "yaml" | "yml") || first.ends_with(':') {
        return Ok(library::read(text, &name));
    }
    match end.as_str() {
        "json" => Ok(agon_formats::csl::read(&mut text.as_bytes(), &name)?),
        "ris" => Ok(ris::read(text, &name)),
        _ => Err(Failure::refused(format!("cannot tell in which format {name} is written"))
            .hint("what is read: BibTeX, RIS, CSL-JSON, and the YAML of hayagriva")),
    }
}
