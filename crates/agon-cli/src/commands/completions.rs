//! `agon completions SHELL`: what a shell needs to complete commands and flags.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::arguments::{Cli, Global};
use crate::failure::Failure;
use crate::output::Output;

/// Print completions for a shell
///
///   bash:  agon completions bash > ~/.local/share/bash-completion/completions/agon
///   zsh:   agon completions zsh > ~/.zfunc/_agon
///   fish:  agon completions fish > ~/.config/fish/completions/agon.fish
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Runs the command.
pub fn run(args: Args, _global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "agon", &mut text);
    output.bytes(&text);
    Ok(0)
}
