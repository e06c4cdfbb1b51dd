//! `agon docx repair FILE`: mends a debate file without a database.

use std::path::{Path, PathBuf};

use agon_formats::docx;

use crate::arguments::Global;
use crate::deliver::{self, write_file};
use crate::failure::Failure;
use crate::files;
use crate::output::Output;
use crate::render::{self, harmless};

/// Mend debate files in Word's format
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Repair(Repair),
}

/// Put back the styles that debaters' macros need, and drop junk
///
/// The styles of Verbatim come back with their names, aliases and outline levels; junk styles are mapped to them or give
/// way to what they looked like; runs in pieces are merged. Text, marks, colours, sizes, pictures, tables and notes stay.
/// The file itself is not touched: the mended one is written beside it.
#[derive(clap::Args)]
struct Repair {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to, `-` for stdout; FILE-repaired.docx otherwise
    #[arg(short = 'o', long = "out", value_name = "OUT")]
    out: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(args: Args, _global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let Command::Repair(args) = args.command;
    let bytes = files::bytes(&args.file)?;
    let (mended, done) = docx::repair(&bytes).map_err(|reason| {
        let message = format!("{}: {}", files::shown(&args.file), reason.message);
        Failure::complaints(vec![agon_core::diagnostic::Diagnostic { message, ..*reason }])
    })?;
    output.complain(&done.warnings);
    let to = args.out.clone().or_else(|| beside(&args.file));
    let written = match to.filter(|path| !files::is_stdin(path)) {
        Some(path) => {
            if path.exists() && !args.force {
                let failure = Failure::refused(format!("{} is there already", files::shown(&path)));
                return Err(failure.hint("write elsewhere: -o FILE; or over it: --force"));
            }
            write_file(&path, &mended)?;
            Some(path)
        }
        None => {
            let made = agon_core::extend::Output::Document(mended);
            deliver::deliver(made, &deliver::Target::Stdout, "", output)?;
            return Ok(0);
        }
    };
    if output.is_json() {
        output.json(&serde_json::json!({ "written": written, "done": done }));
        return Ok(0);
    }
    if let Some(path) = &written {
        output.line(format!("wrote {}", harmless(&files::shown(path))));
    }
    output.line(format!("{} became {}", count(done.styles_before, "style"), done.styles_after));
    output.line(format!("{} became {}", count(done.runs_before, "run"), done.runs_after));
    output.line(format!(
        "{} and {} got the styles of the contract",
        count(done.paragraphs_restyled, "paragraph"),
        count(done.runs_restyled, "run")
    ));
    if !done.parts_dropped.is_empty() {
        output.line(format!("left out: {}", harmless(&done.parts_dropped.join(", "))));
    }
    Ok(0)
}

fn count(number: usize, thing: &str) -> String {
    render::count(number as u64, thing)
}

/// `case-repaired.docx` beside `case.docx`; nothing beside standard input.
fn beside(file: &Path) -> Option<PathBuf> {
    if files::is_stdin(file) {
        return None;
    }
    let mut name = file.file_stem()?.to_owned();
    name.push("-repaired.docx");
    Some(file.with_file_name(name))
}
