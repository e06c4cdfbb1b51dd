//! `agon convert IN --to F`: file to file, without a database.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use agon_core::extend::{Document, ImportInput};
use agon_core::model::{IdMaker, Name};

use crate::arguments::Global;
use crate::commands::{export, formats};
use crate::deliver::{Target, deliver};
use crate::failure::Failure;
use crate::output::Output;
use crate::{conversion, files, system};

/// Convert a file from one format to another, without a database
#[derive(clap::Args)]
pub struct Args {
    /// The file to read; `-` is standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The format it is written in; its name or its first bytes tell it otherwise
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The format to write; the end of OUT tells it otherwise
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// Where to; stdout, if nothing or `-` is given
    #[arg(short = 'o', long = "out", value_name = "OUT")]
    out: Option<PathBuf>,
    /// Set an option of the format that is written
    #[arg(short = 'O', long = "option", value_name = "KEY=VALUE")]
    options: Vec<String>,
    /// Call the map so, whatever the file says
    #[arg(long, value_name = "NAME")]
    map: Option<String>,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let (registry, _host) = formats::registry(global, output)?;
    let exporter = conversion::exporter(&registry, args.to.as_deref(), args.out.as_deref())?;
    let options = conversion::options(exporter.options(), &args.options)?;
    let wanted = args.map.as_deref().map(Name::new).transpose().map_err(|error| Failure::usage(error.to_string()))?;

    let shown = files::shown(&args.input);
    let file = (!files::is_stdin(&args.input)).then_some(args.input.as_path());
    let mut input = files::open(&args.input)?;
    let head = input.fill_buf().map_err(|error| Failure::io("read", &shown, error))?;
    let importer = conversion::importer(&registry, args.from.as_deref(), file, head)?;

    let own = conversion::options(importer.options(), &[])?;
    let stem = file.and_then(Path::file_stem).and_then(|stem| stem.to_str()).and_then(Name::slug);
    let fallback = stem.map_or_else(|| "map".to_owned(), |name| name.to_string());
    let about = ImportInput { path: &shown, fallback_name: &fallback, options: &own };
    let mut document = Document::new(IdMaker::new(system::entropy(0)), system::clock().now());
    importer.import(&mut input, &about, &mut document)?;
    if let (Some(info), Some(name)) = (&mut document.info, wanted) {
        info.name = name;
    }
    let (map, complaints) = document.into_map().map_err(Failure::complaints)?;
    output.complain(&complaints);

    let exported = exporter.export(&map, &options, &registry)?;
    output.complain(&exported.losses);
    let name = format!("{}.{}", agon_formats::escape::file_name(map.info().name.as_str()), exporter.extension());
    let target = Target::of(args.out.as_deref());
    let written = deliver(exported.output, &target, &name, output)?;
    if target != Target::Stdout {
        export::report(exporter.name(), &written, &exported.losses, output);
    }
    Ok(0)
}
