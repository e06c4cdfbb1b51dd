//! One file a command. Adding one: a file here and a line in the list below.

use std::ffi::OsString;

use clap::Subcommand;

use crate::arguments::Cli;
use crate::failure::Failure;
use crate::output::Output;

/// From the list of commands: their modules, what can be typed, and who does it.
macro_rules! commands {
    ($($module:ident $variant:ident,)*) => {
        $(pub mod $module;)*
        pub mod added;

        /// What to do. The order is that of the help.
        #[derive(Subcommand)]
        pub enum Command {
            $($variant($module::Args),)*
            /// A command that a plugin adds
            #[command(external_subcommand)]
            Added(Vec<OsString>),
        }

        /// Does what was typed and gives the exit status.
        pub fn run(cli: Cli, output: &mut Output) -> Result<u8, Failure> {
            match cli.command {
                $(Command::$variant(args) => $module::run(args, &cli.global, output),)*
                Command::Added(args) => added::run(args, &cli.global, output),
            }
        }
    };
}

// To start, to write, to read, to weigh, to check, to give, to extend, to keep.
commands! {
    demo Demo,
    init Init,
    add Add,
    link Link,
    set Set,
    mark Mark,
    edit Edit,
    remove Remove,
    place Place,
    source Source,
    import Import,
    undo Undo,
    redo Redo,
    restore Restore,
    maps Maps,
    show Show,
    tree Tree,
    find Find,
    why Why,
    used_by UsedBy,
    stale Stale,
    speech Speech,
    duplicates Duplicates,
    log Log,
    diff Diff,
    score Score,
    rank Rank,
    lint Lint,
    verify Verify,
    check Check,
    repair Repair,
    export Export,
    formats Formats,
    convert Convert,
    docx Docx,
    plugin Plugin,
    run Run,
    repl Repl,
    stats Stats,
    backup Backup,
    restore_backup RestoreBackup,
    completions Completions,
    man Man,
    plugin_worker PluginWorker,
}
