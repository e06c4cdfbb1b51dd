//! `agon plugin check` and `test`.

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::Registry;
use anstyle::AnsiColor;
use serde_json::{Value, json};

use super::About;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, harmless};
use crate::{plugins, session};

fn mark(good: bool, output: &Output) -> String {
    match good {
        true => output.paint(AnsiColor::Green.on_default(), "ok    "),
        false => output.paint(AnsiColor::Red.on_default().bold(), "failed"),
    }
}

fn show(complaints: &[Diagnostic], output: &mut Output) {
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

pub(super) fn test(about: &About, wanted: Option<&str>, output: &mut Output) -> Result<u8, Failure> {
    let (found, _) = about.meant(wanted)?;
    let mut host = plugins::host(output, &about.settings, 0)?;
    // The others too: a plugin may ask another's scorer. What is wrong with them is told when it is their turn.
    host.load_all(&plugins::roots(about.database()), &plugins::settings(&about.settings, about.database()));
    let (mut passed, mut failed) = (0, 0);
    let mut documents: Vec<Value> = Vec::new();
    for plugin in &found {
        let mut registry = Registry::new();
        session::extend_builtin(&mut registry)?;
        let report = host.run_specs(plugin, &about.own(&plugin.name), registry);
        failed += report.faults.len();
        if !output.is_json() && !report.faults.is_empty() {
            output.line(format!("{} {}", mark(false, output), harmless(&plugin.name)));
            show(&report.faults, output);
        }
        let mut results: Vec<Value> = Vec::new();
        for result in &report.results {
            let good = result.failure.is_none();
            if good {
                passed += 1
            } else {
                failed += 1
            }
            if output.is_json() {
                results.push(json!({ "test": result.name, "passed": good, "failure": result.failure }));
                continue;
            }
            let name = format!("{} › {}", plugin.name, result.name.trim_start_matches(&format!("{} › ", plugin.name)));
            output.line(format!("{} {}", mark(good, output), harmless(&name)));
            show(result.failure.as_slice(), output);
        }
        documents.push(json!({ "plugin": plugin.name, "results": results, "faults": report.faults }));
    }
    if output.is_json() {
        output.json(&json!({ "passed": passed, "failed": failed, "plugins": documents }));
    } else {
        output.line(format!("{passed} passed, {failed} failed"));
    }
    Ok(u8::from(failed > 0))
}
