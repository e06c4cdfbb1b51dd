//! `agon man [DIR]`: the manual, from the same definitions as the help.

use std::path::PathBuf;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::arguments::{Cli, Global};
use crate::failure::Failure;
use crate::output::Output;

/// Print the manual page, or write one page a command into a folder
///
/// Read it at once: agon man | man -l -
#[derive(clap::Args)]
pub struct Args {
    /// The folder
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: Args, _global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let Some(dir) = args.dir else {
        let mut page = Vec::new();
        Man::new(Cli::command()).render(&mut page)?;
        output.bytes(&page);
        return Ok(0);
    };
    let shown = dir.display().to_string();
    std::fs::create_dir_all(&dir).map_err(|error| Failure::io("create", &shown, error))?;
    clap_mangen::generate_to(Cli::command(), &dir).map_err(|error| Failure::io("write", &shown, error))?;
    let shown = crate::render::harmless(&shown);
    output.line(format!("wrote the manual into {shown}"));
    output.say(format!("read it: man -l {shown}/agon.1"));
    Ok(0)
}
