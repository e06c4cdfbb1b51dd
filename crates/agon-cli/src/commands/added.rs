//! Commands that plugins add: `agon NAME …`.

use std::ffi::OsString;
use std::rc::Rc;

use agon_core::diagnostic::nearest;
use agon_core::extend::{ArgumentSpec, Desk, OptionKind, Options, Registry};
use clap::{Arg, ArgAction, ArgMatches, CommandFactory};
use serde_json::Value;

use crate::arguments::{Cli, Global};
use crate::committed;
use crate::desk::{Tables, Workplace, Writing};
use crate::failure::Failure;
use crate::output::Output;
use crate::plugins;
use crate::session::{self, Session};

use super::run::registry_of;

/// Runs the command: the words that were typed, its name first.
pub fn run(words: Vec<OsString>, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let name = words.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut global = global.clone();
    global.db = named_database(&words).or(global.db);
    let folder = session::locate(&global).ok();
    if !is_said(&name, folder.as_deref()) {
        // A mistyped word starts no plugin.
        if let Some(near) = nearest(&name, Cli::command().get_subcommands().map(clap::Command::get_name)) {
            let failure = Failure::usage(format!("there is no command `{name}`"));
            return Err(failure.hint(format!("did you mean `{near}`?")));
        }
    }
    if folder.is_none() {
        // Without a database it can only be explained.
        let host = loaded(output)?;
        let registry = registry_of(&host)?;
        let matches = parse(&registry, &name, &words)?;
        drop(matches);
        session::locate(&global)?;
    }
    let mut session = Session::open(&global, output)?;
    session.load_plugins(output)?;
    let Session { database, plugins, .. } = session;
    let Some((host, _)) = plugins else { return Err(Failure::refused("the plugins are gone")) };
    let registry = Rc::new(registry_of(&host)?);
    let matches = parse(&registry, &name, &words)?;
    global.json |= matches.get_flag("json");
    global.quiet |= matches.get_flag("quiet");
    let command = registry.command(&name)?;
    let arguments = given(command.arguments(), &matches)?;
    let sequence = database.snapshot().revision();
    let tables = matches.get_one::<Tables>("tables").copied();
    let mut desk = Workplace::new(database, sequence, Rc::clone(&registry), &global, tables, Writing::Noted);
    if global.json {
        desk = desk.with_talk_aside();
    }
    let desk = Rc::new(desk);
    output.flush();
    let lent: Rc<dyn Desk> = Rc::<Workplace>::clone(&desk);
    let done = command.run(lent, &arguments, Rc::clone(&registry));
    if !desk.finish()? {
        return Ok(0);
    }
    let status = done?;
    if status == 0
        && let Some(report) = desk.commit(&name)?
    {
        committed::aside(output, &report);
    }
    Ok(status)
}

/// Whether a plugin so much as says the word.
fn is_said(name: &str, database: Option<&std::path::Path>) -> bool {
    let (found, _) = plugins::found(database);
    found.iter().any(|one| one.files.read("init.lua").is_ok_and(|text| String::from_utf8_lossy(&text).contains(name)))
}

/// The plugins that are found without a database.
fn loaded(output: &mut Output) -> Result<agon_lua::Host, Failure> {
    let mut registry = Registry::new();
    session::extend_builtin(&mut registry)?;
    plugins::load(&mut registry, None, &Default::default(), 0, output).map(|(host, _)| host)
}

/// `--db DIR`, which may stand behind the command's name too.
fn named_database(words: &[OsString]) -> Option<std::path::PathBuf> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--db" {
            return words.next().map(Into::into);
        }
        if let Some(folder) = word.to_str().and_then(|word| word.strip_prefix("--db=")) {
            return Some(folder.into());
        }
    }
    None
}

/// What was typed, read by the command's own arguments. `--help` prints them and ends the program.
fn parse(registry: &Registry, name: &str, words: &[OsString]) -> Result<ArgMatches, Failure> {
    let Ok(command) = registry.command(name) else { return Err(unknown(registry, name)) };
    let mut parser = clap::Command::new(command.name().to_owned())
        .bin_name(format!("agon {}", command.name()))
        .about(in_a_line(command.summary()))
        .styles(Cli::command().get_styles().clone())
        .disable_version_flag(true);
    if let Some(plugin) = command.plugin() {
        parser = parser.after_help(format!("It comes from plugin `{plugin}`: agon plugin show {plugin}"));
    }
    for argument in command.arguments() {
        parser = parser.arg(arg(argument));
    }
    let everywhere = [
        Arg::new("json").long("json").action(ArgAction::SetTrue).help("Write tables as JSON lines, and words to stderr"),
        Arg::new("quiet").long("quiet").short('q').action(ArgAction::SetTrue).help("Say only what went wrong"),
        Arg::new("db").long("db").value_name("DIR").help("The database, or a folder in it"),
        Arg::new("tables").long("tables").value_name("FORM").value_parser(clap::value_parser!(Tables)).help("How tables are written"),
    ];
    for argument in everywhere {
        if !command.arguments().iter().any(|own| argument.get_id() == own.option.name.as_str()) {
            parser = parser.arg(argument.help_heading("Everywhere"));
        }
    }
    parser.try_get_matches_from(words).map_err(|error| {
        if !error.use_stderr() {
            // What was asked for was the help.
            error.exit();
        }
        let text = error.render().to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let message = lines.next().unwrap_or("it cannot be understood").to_owned();
        Failure::usage(message).hint(format!("see: agon {name} --help"))
    })
}

fn arg(argument: &ArgumentSpec) -> Arg {
    let option = &argument.option;
    let help = in_a_line(&option.help);
    let mut arg = Arg::new(option.name.clone()).help(help.clone());
    match (&option.kind, argument.position) {
        (OptionKind::Boolean, _) => return arg.long(option.name.clone()).action(ArgAction::SetTrue),
        (_, Some(position)) => arg = arg.index(position as usize),
        (_, None) => arg = arg.long(option.name.clone()),
    }
    arg = arg.value_name(option.name.to_uppercase()).required(argument.is_required);
    if let OptionKind::OneOf { one_of } = &option.kind {
        arg = arg.value_parser(clap::builder::PossibleValuesParser::new(one_of.clone()));
    }
    match &option.default {
        Value::Null => arg,
        Value::String(text) if text.is_empty() => arg,
        default => arg.help(format!("{help} [default: {}]", plain(default))),
    }
}

/// Helps of the program have no full stop at their end.
fn in_a_line(text: &str) -> String {
    text.trim_end_matches('.').to_owned()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The values that were given, checked against what is declared.
fn given(declared: &[ArgumentSpec], matches: &ArgMatches) -> Result<Options, Failure> {
    let specs: Vec<_> = declared.iter().map(|argument| argument.option.clone()).collect();
    let mut given = Vec::new();
    for argument in declared {
        let name = argument.option.name.as_str();
        if argument.option.kind == OptionKind::Boolean {
            if matches.get_flag(name) {
                given.push((name.to_owned(), Value::Bool(true)));
            }
        } else if let Some(text) = matches.get_one::<String>(name) {
            given.push((name.to_owned(), Value::from(text.as_str())));
        }
    }
    Options::check(&specs, given).map_err(Failure::misused)
}

/// Nobody knows the word.
fn unknown(registry: &Registry, name: &str) -> Failure {
    let own = Cli::command();
    let mut known: Vec<&str> = own.get_subcommands().map(clap::Command::get_name).collect();
    known.extend(registry.commands().map(|command| command.name()));
    let failure = Failure::usage(format!("there is no command `{name}`"));
    match nearest(name, known) {
        Some(near) => failure.hint(format!("did you mean `{near}`?")),
        None => failure.hint("see what there is: agon --help; and what plugins add: agon plugin list"),
    }
}
