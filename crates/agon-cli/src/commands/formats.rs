//! `agon formats`: what can be read and written, with options.

use std::path::Path;

use agon_core::extend::{OptionKind, OptionSpec, Registry};
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{Align, Table, harmless, style};
use crate::settings::{self, Settings};
use crate::{plugins, session};

/// List the formats that can be read and written, and the scorers
#[derive(clap::Args)]
pub struct Args {
    /// Tell the options of this format
    #[arg(value_name = "FORMAT")]
    format: Option<String>,
}

/// The registry with everything, where no database need be open: plugins of the database about, if there is one.
pub fn registry(global: &Global, output: &mut Output) -> Result<(Registry, agon_lua::Host), Failure> {
    let folder = session::locate(global).ok();
    let settings = folder.as_deref().map_or_else(|| Ok(Settings::default()), settings::load)?;
    let mut registry = Registry::new();
    session::extend_builtin(&mut registry)?;
    let (host, _) = plugins::load(&mut registry, folder.as_deref().map(Path::new), &settings, 0, output)?;
    Ok((registry, host))
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let (registry, _host) = registry(global, output)?;
    if output.is_json() {
        output.json(&document(&registry));
        return Ok(0);
    }
    match args.format {
        Some(name) => one(&registry, &name, output)?,
        None => all(&registry, output),
    }
    Ok(0)
}

fn all(registry: &Registry, output: &mut Output) {
    let by = |plugin: Option<&str>| plugin.map_or_else(|| "built in".to_owned(), harmless);
    let heading = |output: &mut Output, text: &str| output.line(output.paint(style::HEADING, text));
    heading(output, "Written by agon export --to");
    let mut table =
        Table::new(&[("format", Align::Left), ("file", Align::Left), ("from", Align::Left), ("what it is", Align::Left)]);
    for one in registry.exporters() {
        let file = if one.extension().is_empty() { "a folder".to_owned() } else { format!(".{}", harmless(one.extension())) };
        table.row(vec![one.name().to_owned(), file, by(one.plugin()), harmless(one.summary())]);
    }
    table.print(output);
    output.line("");
    heading(output, "Read by agon import and agon convert");
    let mut table =
        Table::new(&[("format", Align::Left), ("file", Align::Left), ("from", Align::Left), ("what it is", Align::Left)]);
    for one in registry.importers() {
        let endings: Vec<String> = one.extensions().iter().map(|ending| format!(".{ending}")).collect();
        table.row(vec![one.name().to_owned(), endings.join(" "), by(one.plugin()), harmless(one.summary())]);
    }
    table.print(output);
    output.line("");
    heading(output, "Scorers of agon score, rank and why");
    let mut table = Table::new(&[("scorer", Align::Left), ("from", Align::Left), ("what it does", Align::Left)]);
    for one in registry.scorers() {
        table.row(vec![one.name().to_owned(), by(one.plugin()), harmless(one.summary())]);
    }
    table.print(output);
    output.say("");
    output.say("options of a format: agon formats FORMAT");
}

fn one(registry: &Registry, name: &str, output: &mut Output) -> Result<(), Failure> {
    let exporter = registry.exporter(name);
    let importer = registry.importer(name);
    if let (Err(unknown), Err(_)) = (&exporter, &importer) {
        return Err(unknown.clone().into());
    }
    if let Ok(one) = exporter {
        output.line(format!("{} writes {}: {}", output.paint(style::NAME, name), one.media_type(), harmless(one.summary())));
        options(one.options(), output);
    }
    if let Ok(one) = importer {
        output.line(format!("{} reads: {}", output.paint(style::NAME, name), harmless(one.summary())));
        options(one.options(), output);
    }
    Ok(())
}

/// A table of options, or that there are none.
pub fn options(specs: &[OptionSpec], output: &mut Output) {
    if specs.is_empty() {
        output.line("  it takes no options");
        return;
    }
    let mut table = Table::new(&[
        ("  option", Align::Left),
        ("values", Align::Left),
        ("default", Align::Left),
        ("what it does", Align::Left),
    ]);
    for spec in specs {
        let default = match &spec.default {
            Value::String(text) if text.is_empty() => "–".to_owned(),
            Value::String(text) => harmless(text),
            other => other.to_string(),
        };
        table.row(vec![format!("  {}", spec.name), values(&spec.kind), default, harmless(&spec.help)]);
    }
    table.print(output);
}

fn values(kind: &OptionKind) -> String {
    let bounds = |word: &str, min: Option<String>, max: Option<String>| match (min, max) {
        (Some(min), Some(max)) => format!("{word} {min}..{max}"),
        (Some(min), None) => format!("{word} from {min}"),
        (None, Some(max)) => format!("{word} to {max}"),
        (None, None) => word.to_owned(),
    };
    match kind {
        OptionKind::Boolean => "true, false".to_owned(),
        OptionKind::Integer { min, max } => bounds("integer", min.map(|n| n.to_string()), max.map(|n| n.to_string())),
        OptionKind::Number { min, max } => bounds("number", min.map(|n| n.to_string()), max.map(|n| n.to_string())),
        OptionKind::String => "text".to_owned(),
        OptionKind::OneOf { one_of } => one_of.join(", "),
    }
}

fn document(registry: &Registry) -> Value {
    let exporters: Vec<Value> = registry
        .exporters()
        .map(|one| {
            json!({ "name": one.name(), "summary": one.summary(), "plugin": one.plugin(), "extension": one.extension(),
                    "media_type": one.media_type(), "options": one.options() })
        })
        .collect();
    let importers: Vec<Value> = registry
        .importers()
        .map(|one| {
            json!({ "name": one.name(), "summary": one.summary(), "plugin": one.plugin(), "extensions": one.extensions(),
                    "options": one.options() })
        })
        .collect();
    let scorers: Vec<Value> =
        registry.scorers().map(|one| json!({ "name": one.name(), "summary": one.summary(), "plugin": one.plugin() })).collect();
    json!({ "exporters": exporters, "importers": importers, "scorers": scorers })
}
