//! `agon plugin approve`.

use std::io::{BufRead, IsTerminal, Write};

use agon_lua::{digest, granted, needs_approval};
use serde_json::json;

use super::About;
use crate::approvals::Store;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{count, harmless};

pub(super) fn approve(about: &About, name: &str, yes: bool, output: &mut Output) -> Result<u8, Failure> {
    let (found, _) = about.meant(Some(name))?;
    let Some(plugin) = found.first() else { return Err(Failure::refused(format!("there is no plugin `{name}`"))) };
    let own = about.own(&plugin.name);
    let Some(folder) = needs_approval(plugin, &own) else {
        output.say(format!("plugin `{}` is granted nothing that needs to be approved", plugin.name));
        return Ok(0);
    };
    let unreadable = |error: agon_lua::FileError| Failure::refused(format!("plugin `{name}` cannot be read: {error}"));
    let digest = digest(plugin, &own).map_err(unreadable)?;
    let mut store = Store::of_user();
    let before = store.approved(folder);
    if before.as_deref() == Some(digest.as_str()) {
        output.say(format!("plugin `{}` is approved as it is", plugin.name));
        return Ok(0);
    }
    if !output.is_json() {
        output.line(format!("plugin {} in {}", harmless(&plugin.name), harmless(&folder.display().to_string())));
        for (path, text) in plugin.files.collect().map_err(unreadable)? {
            let lines = text.iter().filter(|byte| **byte == b'\n').count();
            output.line(format!("  {}  {}", harmless(&path), count(lines as u64, "line")));
        }
        output.line(format!("  granted  {}", granted(&own).join(", ")));
        for folder in &own.folders {
            output.line(format!("  may read {}", harmless(&folder.display().to_string())));
        }
        if before.is_some() {
            output.line("it has changed since you approved it");
        }
        output.flush();
    }
    if !yes && !is_wanted()? {
        return Err(Failure::refused("it was not approved").hint("look at its files; then answer `yes`, or use --yes"));
    }
    store.approve(folder, &digest)?;
    if output.is_json() {
        output.json(&json!({ "plugin": plugin.name, "approved": digest, "granted": granted(&own) }));
    } else {
        output.line(format!("approved {}", harmless(&plugin.name)));
    }
    Ok(0)
}

/// Asks, where somebody can answer.
fn is_wanted() -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let mut stderr = std::io::stderr().lock();
    // Nothing can be said about a stderr that does not take it.
    let _ = write!(stderr, "approve it? [yes/no] ");
    let _ = stderr.flush();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| Failure::io("read", "standard input", error))?;
    Ok(matches!(line.trim(), "yes" | "y"))
}
