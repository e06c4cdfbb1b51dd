//! `agon plugin list` and `show`.

use agon_lua::{Capability, Host, PluginInfo};
use serde_json::{Value, json};

use super::About;
use crate::commands::formats;
use crate::failure::Failure;
use crate::output::Output;
use crate::plugins;
use crate::render::{Align, Table, harmless, style};

/// Loads every plugin that is there, also those that are off; one that cannot be loaded is complained of.
fn infos(about: &About, output: &mut Output) -> Result<(Host, Vec<PluginInfo>), Failure> {
    let mut host = plugins::host(output, &about.settings, 0)?;
    let (infos, complaints) =
        host.load_all(&plugins::roots(about.database()), &plugins::settings(&about.settings, about.database()));
    output.complain(&complaints);
    Ok((host, infos))
}

fn brings(info: &PluginInfo) -> String {
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    for one in &info.brings {
        match parts.last_mut() {
            Some((kind, names)) if *kind == one.kind => names.push(harmless(&one.name)),
            _ => parts.push((one.kind, vec![harmless(&one.name)])),
        }
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(kind, names)| format!("{kind}{} {}", if names.len() == 1 { "" } else { "s" }, names.join(", ")))
        .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}

pub(super) fn list(about: &About, output: &mut Output) -> Result<u8, Failure> {
    let (_host, infos) = infos(about, output)?;
    if output.is_json() {
        output.json(&json!({ "plugins": infos.iter().map(document).collect::<Vec<_>>() }));
        return Ok(0);
    }
    let columns = ["plugin", "from", "", "granted", "what it is for"].map(|name| (name, Align::Left));
    let mut table = Table::new(&columns);
    for info in &infos {
        let state = if info.enabled { "on" } else { "off" };
        let summary = if info.summary.is_empty() { "cannot be loaded".to_owned() } else { harmless(&info.summary) };
        let granted: Vec<&str> = info.grants.iter().map(|one| one.word()).collect();
        let granted = if granted.is_empty() { "–".to_owned() } else { granted.join(", ") };
        table.row(vec![info.name.clone(), info.from.to_string(), state.to_owned(), granted, summary]);
    }
    table.print(output);
    output.say("");
    output.say("more of one: agon plugin show NAME; a new one: agon plugin new scorer NAME");
    Ok(0)
}

pub(super) fn show(about: &About, name: &str, output: &mut Output) -> Result<u8, Failure> {
    about.meant(Some(name))?;
    let (_host, infos) = infos(about, output)?;
    let Some(info) = infos.iter().find(|info| info.name == name) else {
        return Err(Failure::refused(format!("plugin `{name}` cannot be loaded")).hint(format!("agon plugin check {name}")));
    };
    if output.is_json() {
        output.json(&document(info));
        return Ok(0);
    }
    let version = info.version.as_ref().map(|version| format!(" {}", harmless(version))).unwrap_or_default();
    output.line(format!("plugin {}{version}: {}", output.paint(style::NAME, name), harmless(&info.summary)));
    let words = |list: &[Capability]| match list {
        [] => "nothing".to_owned(),
        list => list.iter().map(|one| one.word()).collect::<Vec<_>>().join(", "),
    };
    let state = if info.enabled { "on" } else { "off" };
    output.line(format!("  from     {} ({}), {state}", info.from, harmless(&info.shown)));
    output.line(format!("  brings   {}", brings(info)));
    output.line(format!("  wants    {}", words(&info.capabilities)));
    output.line(format!("  granted  {}", words(&info.grants)));
    for folder in &info.folders {
        output.line(format!("  reads    {}", harmless(&folder.display().to_string())));
    }
    output.line(format!("  runs     {}", if info.is_apart { "in a process of its own" } else { "in the program" }));
    for one in info.brings.iter().filter(|one| !one.summary.is_empty()) {
        output.line(format!("  {}: {}", harmless(&one.name), harmless(&one.summary)));
    }
    if !info.options.is_empty() {
        output.line("");
        formats::options(&info.options, output);
        output.say("");
        output.say(format!("set one in agon.toml: [plugin.{name}] options.NAME = VALUE"));
    }
    Ok(0)
}

fn document(info: &PluginInfo) -> Value {
    let brings: Vec<Value> =
        info.brings.iter().map(|one| json!({ "kind": one.kind, "name": one.name, "summary": one.summary })).collect();
    let words = |list: &[Capability]| list.iter().map(|one| one.word()).collect::<Vec<_>>();
    json!({
        "name": info.name, "summary": info.summary, "version": info.version, "from": info.from.to_string(), "folder": info.shown,
        "enabled": info.enabled, "options": info.options, "capabilities": words(&info.capabilities),
        "granted": words(&info.grants), "folders": info.folders, "isolated": info.is_apart, "brings": brings,
    })
}
