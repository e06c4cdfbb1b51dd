//! `agon import FILE…`: reads maps in some format into the database.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use agon_core::database::{DatabaseError, ImportOptions, ImportReport};
use agon_core::diagnostic::{Diagnostic, nearest};
use agon_core::extend::{ImportInput, Options, Registry, UnknownName};
use agon_core::model::Name;
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use crate::session::Session;
use crate::stopping::{self, Watched};
use crate::{files, naming, render};

/// How many warnings of a file are shown; the report has all of them.
const SHOWN: usize = 10;

/// Read maps into the database
///
/// Each file is one map and one commit: all of it or, if anything is wrong with it, nothing. Files are read in the order
/// given; when one is refused, the files before it stay in, and it is said which.
///
/// The format is the one of --format, else it is told by the end of the file's name, else by how the file begins.
#[derive(clap::Args)]
pub struct Args {
    /// The files; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The format: `agon formats` tells what there is
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// What to call the map, whatever the file says
    #[arg(long, value_name = "NAME", value_parser = naming::name)]
    map: Option<Name>,
    /// Refuse what would otherwise be a warning
    #[arg(long)]
    strict: bool,
    /// Check everything and store nothing
    #[arg(long)]
    dry_run: bool,
    /// Write everything that could not be kept to this file; as JSON if it ends in .json
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    if args.map.is_some() && args.files.len() > 1 {
        return Err(Failure::usage("--map names one map, and these are several files").hint("import them one by one"));
    }
    let mut session = Session::open(global, output)?;
    session.load_plugins(output)?;
    let registry = session.database.registry();
    if let Some(format) = &args.format {
        registry.importer(format).map_err(|unknown| Failure::from(UnknownName { what: "format to read", ..unknown }))?;
    }
    // Every file is opened and its format known before anything is read.
    let mut inputs = Vec::new();
    for path in &args.files {
        let mut input = Watched(files::open(path)?);
        let format = match &args.format {
            Some(format) => format.clone(),
            None => format_of(registry, path, &mut input)?,
        };
        inputs.push((path, input, format));
    }
    stopping::listen();
    let mut done: Vec<(String, ImportReport)> = Vec::new();
    for (path, mut input, format) in inputs {
        let shown = files::shown(path);
        match one(&args, &mut session, path, &mut input, &format, output) {
            Ok(report) => {
                say(&shown, &report, args.dry_run, output);
                done.push((shown, report));
            }
            Err(failure) => {
                write_report(args.report.as_deref(), &done, output)?;
                let names: Vec<&str> = done.iter().map(|(path, _)| path.as_str()).collect();
                return Err(match names.as_slice() {
                    [] => failure,
                    names => failure.hint(format!("{} was refused; what came before stays in: {}", shown, names.join(", "))),
                });
            }
        }
    }
    write_report(args.report.as_deref(), &done, output)?;
    if output.is_json() {
        let reports: Vec<Value> = done.iter().map(|(path, report)| json_of(path, report)).collect();
        output.json(&reports);
    }
    Ok(0)
}

fn one(
    args: &Args,
    session: &mut Session,
    path: &Path,
    input: &mut dyn BufRead,
    format: &str,
    output: &Output,
) -> Result<ImportReport, Failure> {
    let shown = files::shown(path);
    let stem = path.file_stem().and_then(|stem| stem.to_str()).and_then(Name::slug);
    let fallback_name = stem.map_or_else(|| "imported".to_owned(), |name| name.to_string());
    let importer = session.database.registry().importer(format)?;
    let options = Options::check(importer.options(), []).map_err(Failure::complaints)?;
    let about = ImportInput { path: &shown, fallback_name: &fallback_name, options: &options };
    let settings = ImportOptions { map_name: args.map.clone(), dry_run: args.dry_run, strict: args.strict };
    let total = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len());
    let mut progress = Progress::new(output, render::harmless(&shown), total);
    let imported = session.database.import(format, input, &about, &settings, &mut progress);
    imported.map_err(|error| match error {
        DatabaseError::Refused(complaints) => refused(complaints),
        error => error.into(),
    })
}

/// Why a file is refused: the errors first, then some of the warnings, which may explain them.
fn refused(mut complaints: Vec<Diagnostic>) -> Failure {
    complaints.sort_by_key(|complaint| !complaint.is_error());
    if let Some(complaint) = complaints.iter_mut().find(|complaint| complaint.code == "json/not-a-map") {
        complaint.hints.push("bibliographic records come in by: agon source add --from FILE".into());
    }
    let errors = complaints.iter().filter(|complaint| complaint.is_error()).count();
    if errors == 0 {
        return Failure::complaints(complaints).hint("refused because of --strict; without it these are only warnings");
    }
    complaints.truncate(errors + SHOWN);
    Failure::complaints(complaints)
}

/// The format that the end of the name or the beginning of the content tells.
fn format_of(registry: &Registry, path: &Path, input: &mut dyn BufRead) -> Result<String, Failure> {
    let end = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase).unwrap_or_default();
    if let Some(importer) = registry.importers().find(|importer| importer.extensions().contains(&end.as_str())) {
        return Ok(importer.name().to_owned());
    }
    let head = input.fill_buf().map_err(|error| Failure::io("read", &files::shown(path), error))?;
    if let Some(importer) = registry.importers().find(|importer| importer.detect(head)) {
        return Ok(importer.name().to_owned());
    }
    let known: Vec<&str> = registry.importers().map(|importer| importer.name()).collect();
    let ends = registry.importers().flat_map(|importer| importer.extensions());
    let failure = Failure::usage(format!("the format of {} is not known", files::shown(path)));
    let failure = match nearest(&end, ends).filter(|_| !end.is_empty()) {
        Some(near) => failure.hint(format!("is it a .{near} file?")),
        None => failure,
    };
    Err(failure.hint(format!("say which: --format, one of {}", known.join(", "))))
}

/// Says what came of one file, as soon as it is durable.
fn say(path: &str, report: &ImportReport, dry_run: bool, output: &mut Output) {
    if output.is_json() {
        return;
    }
    let (first, rest) = report.warnings.split_at(report.warnings.len().min(SHOWN));
    output.complain(first);
    if !rest.is_empty() {
        output.say(format!("… and {} more: --report FILE", rest.len()));
    }
    let map = report.map.as_ref().map_or_else(String::new, |map| format!(" as map {map}"));
    let shared = if report.shared > 0 { format!(" ({} there before)", report.shared) } else { String::new() };
    let what = format!("{}{shared}, {}", render::count(report.nodes, "node"), render::count(report.links, "link"));
    let path = render::harmless(path);
    match report.sequence {
        Some(sequence) => output.line(format!("imported {path}{map}: {what} (commit {sequence})")),
        None if dry_run => output.line(format!("would import {path}{map}: {what}; nothing was stored")),
        None => output.line(format!("{path} brought nothing new")),
    }
    output.flush();
}

fn json_of(path: &str, report: &ImportReport) -> Value {
    json!({
        "file": path,
        "commit": report.sequence,
        "map": report.map,
        "counts": report.counts,
        "nodes": report.nodes,
        "links": report.links,
        "shared": report.shared,
        "warnings": report.warnings,
    })
}

/// Everything that was not kept, to the file that was asked for.
fn write_report(path: Option<&Path>, done: &[(String, ImportReport)], output: &mut Output) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    let mut text = Vec::new();
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
        let reports: Vec<Value> = done.iter().map(|(path, report)| json_of(path, report)).collect();
        serde_json::to_writer_pretty(&mut text, &reports).map_err(std::io::Error::other)?;
        text.push(b'\n');
    } else {
        for (path, report) in done {
            writeln!(text, "{path}: {} nodes, {} links, {} warnings", report.nodes, report.links, report.warnings.len())?;
            for warning in &report.warnings {
                writeln!(text, "{}", render::diagnostic(warning, false).trim_end())?;
            }
        }
    }
    if files::is_stdin(path) {
        output.bytes(&text);
        return Ok(());
    }
    std::fs::write(path, text).map_err(|error| Failure::io("write", &files::shown(path), error))
}
