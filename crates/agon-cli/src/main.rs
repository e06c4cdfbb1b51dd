//! The program `agon`: arguments in, results on stdout, talk on stderr, one table from error to exit status.

mod approvals;
mod argument;
mod arguments;
mod assign;
mod assignment;
mod bearing;
mod builtin;
mod citing;
mod commands;
mod committed;
mod conversion;
mod corpus;
mod deliver;
mod desk;
mod failure;
mod fields;
mod files;
mod naming;
mod output;
mod plugins;
mod progress;
mod reading;
mod references;
mod render;
mod session;
mod settings;
mod stopping;
mod system;
mod trace;
mod weigh;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Cli;
use crate::output::Output;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap prints help to stdout with status 0 and mistakes to stderr with status 2.
            let status = if error.use_stderr() { 2 } else { 0 };
            return match error.print() {
                Ok(()) => ExitCode::from(status),
                Err(_) => ExitCode::from(0),
            };
        }
    };
    trace::start(&cli.global);
    let mut output = Output::new(&cli.global);
    let status = match commands::run(cli, &mut output) {
        Ok(status) => status,
        Err(failure) => failure.report(&mut output),
    };
    match output.finish() {
        Ok(()) => ExitCode::from(status),
        // The reader of a pipe went away: that is its right.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(status),
        Err(error) => {
            let failure = failure::Failure::io("write", "standard output", error);
            ExitCode::from(failure.report(&mut output))
        }
    }
}
