//! What can be typed: the one definition from which parsing, help, completions and the manual come.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, ColorChoice, Parser};

use crate::commands::Command;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

/// Map arguments, keep them, weigh them, write them out
///
/// A database is a folder `.agon/` beside your work, found upwards from where you are. It holds maps of questions,
/// claims, evidence and rebuttals, and the links among them.
#[derive(Parser)]
#[command(name = "agon", version, arg_required_else_help = true, propagate_version = true, styles = STYLES)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// The database, or a folder in it
    #[arg(long, global = true, env = "AGON_DB", value_name = "DIR")]
    pub db: Option<PathBuf>,
    /// Print one JSON document and nothing else
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
    /// Say what is done; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
    /// Say only what went wrong
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Who is written into commits
    #[arg(long, global = true, env = "AGON_AUTHOR", value_name = "NAME")]
    pub author: Option<String>,
    /// Run every plugin in a process of its own, also those that come with Agon
    #[arg(long, global = true, conflicts_with = "no_isolate")]
    pub isolate: bool,
    /// Run no plugin in a process of its own
    #[arg(long, global = true, env = "AGON_NO_ISOLATE")]
    pub no_isolate: bool,
    /// Which spans and events to log, as in `agon_core=debug`
    #[arg(long, global = true, env = "AGON_LOG", value_name = "FILTER", hide = true)]
    pub log_filter: Option<String>,
}

/// `--at`, of every command that reads the database.
#[derive(Args, Clone, Debug, Default)]
pub struct At {
    /// Read the database as it was after commit SEQ or at TIME (2026-01-31, 2026-01-31T12:00)
    #[arg(long, value_name = "SEQ|TIME")]
    pub at: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_summary_ends_with_a_full_stop_and_everything_has_one() {
        let mut waiting = vec![Cli::command()];
        while let Some(command) = waiting.pop() {
            let abouts = command.get_about().map(|about| (command.get_name().to_owned(), about.to_string()));
            let helps = command.get_arguments().map(|argument| {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                (format!("{} {}", command.get_name(), argument.get_id()), help)
            });
            for (what, help) in abouts.into_iter().chain(helps) {
                assert!(!help.is_empty(), "{what} has no help");
                assert!(!help.ends_with('.'), "{what}: {help}");
            }
            waiting.extend(command.get_subcommands().cloned());
        }
    }
}
