//! `agon plugin check`, and how complaints are shown.

use agon_core::diagnostic::Diagnostic;
use anstyle::AnsiColor;
use serde_json::{Value, json};

use super::About;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, harmless};
use crate::plugins;

pub(super) fn mark(good: bool, output: &Output) -> String {
    match good {
        true => output.paint(AnsiColor::Green.on_default(), "ok    "),
        false => output.paint(AnsiColor::Red.on_default().bold(), "failed"),
    }
}

pub(super) fn show(complaints: &[Diagnostic], output: &mut Output) {
    for complaint in complaints {
        let text = render::diagnostic(complaint, output.is_colored());
        output.line(text.trim_end());
    }
}

pub(super) fn check(about: &About, wanted: Option<&str>, output: &mut Output) -> Result<u8, Failure> {
    let (found, complaints) = about.meant(wanted)?;
    let host = plugins::host(output, &about.settings, 0)?;
    let mut bad = complaints.iter().any(Diagnostic::is_error);
    let mut documents: Vec<Value> = Vec::new();
    if !output.is_json() {
        show(&complaints, output);
    }
    for plugin in &found {
        let complaints = host.check(plugin, &about.own(&plugin.name));
        let good = !complaints.iter().any(Diagnostic::is_error);
        bad |= !good;
        if output.is_json() {
            documents.push(json!({ "plugin": plugin.name, "sound": good, "diagnostics": complaints }));
            continue;
        }
        output.line(format!("{} {} ({})", mark(good, output), harmless(&plugin.name), plugin.from));
        show(&complaints, output);
    }
    if output.is_json() {
        output.json(&json!({ "sound": !bad, "plugins": documents, "diagnostics": complaints }));
    }
    Ok(u8::from(bad))
}
