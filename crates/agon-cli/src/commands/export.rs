//! `agon export MAP`: a document, a picture, an exchange file.

use std::path::PathBuf;

use serde_json::json;

use crate::arguments::{At, Global};
use crate::deliver::{Target, deliver};
use crate::failure::Failure;
use crate::output::Output;
use crate::{conversion, reading};

/// Write a map as a document, a picture or an exchange file
#[derive(clap::Args)]
pub struct Args {
    /// The map
    #[arg(value_name = "MAP")]
    map: String,
    /// The format, as `agon formats` lists them; the end of the file's name tells it otherwise
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// Where to; stdout, if nothing or `-` is given
    #[arg(short = 'o', long = "out", value_name = "FILE|DIR")]
    out: Option<PathBuf>,
    /// Set an option of the format
    #[arg(short = 'O', long = "option", value_name = "KEY=VALUE")]
    options: Vec<String>,
    #[command(flatten)]
    at: At,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        session.load_plugins(output)?;
        let registry = session.database.registry();
        let exporter = conversion::exporter(registry, args.to.as_deref(), args.out.as_deref())?;
        let options = conversion::options(exporter.options(), &args.options)?;
        let snapshot = session.at(&args.at)?;
        let map = reading::named_map(snapshot.as_ref(), &args.map)?;
        let exported = exporter.export(&map, &options, registry)?;
        output.complain(&exported.losses);
        let name = format!("{}.{}", agon_formats::escape::file_name(map.info().name.as_str()), exporter.extension());
        let target = Target::of(args.out.as_deref());
        let written = deliver(exported.output, &target, &name, output)?;
        if target != Target::Stdout {
            report(exporter.name(), &written, &exported.losses, output);
        }
        Ok(0)
    })
}

/// Says what was written.
pub fn report(format: &str, written: &[PathBuf], losses: &[agon_core::diagnostic::Diagnostic], output: &mut Output) {
    if output.is_json() {
        output.json(&json!({ "format": format, "written": written, "losses": losses }));
        return;
    }
    for path in written {
        output.say(format!("wrote {}", path.display()));
    }
}
