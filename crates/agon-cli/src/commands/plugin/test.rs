//! `agon plugin test`: specs, once or whenever a file changes, told to people and to machines.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use agon_core::extend::Registry;
use agon_lua::{PluginFiles, SpecReport};
use serde_json::{Value, json};

use super::About;
use super::inspect::{mark, show};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::harmless;
use crate::{plugins, session, system};

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(500);
/// How deep folders of a plugin are looked into.
const DEPTH: usize = 8;

/// What of the specs is told, and where to.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The plugin, or its folder
    #[arg(value_name = "NAME|PATH")]
    plugin: Option<String>,
    /// Run again whenever a file of the plugin changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Write the results as JUnit XML too, as CI systems read them
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

pub(super) fn test(about: &About, args: &Args, output: &mut Output) -> Result<u8, Failure> {
    if !args.watch {
        return once(about, args, output);
    }
    loop {
        let before = times(about, args)?;
        if before.is_empty() {
            return Err(Failure::refused("there is no file to watch").hint("plugins that come with Agon do not change"));
        }
        let now = system::clock().now().millis() / 1000 % 86_400;
        output.line(format!("{:02}:{:02}:{:02} UTC", now / 3600, now / 60 % 60, now % 60));
        once(about, args, output)?;
        output.flush();
        while times(about, args)? == before {
            std::thread::sleep(PAUSE);
        }
    }
}

/// When the files of the plugins were changed.
fn times(about: &About, args: &Args) -> Result<BTreeMap<PathBuf, Option<SystemTime>>, Failure> {
    let (found, _) = about.meant(args.plugin.as_deref())?;
    let mut times = BTreeMap::new();
    for plugin in &found {
        if let PluginFiles::Folder(folder) = &plugin.files {
            collect(folder, DEPTH, &mut times);
        }
    }
    Ok(times)
}

/// A file that cannot be looked at has no time: when it can, that is a change.
fn collect(folder: &Path, depth: usize, times: &mut BTreeMap<PathBuf, Option<SystemTime>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && depth > 0 {
            collect(&entry.path(), depth - 1, times);
        } else if !is_folder {
            times.insert(entry.path(), entry.metadata().and_then(|about| about.modified()).ok());
        }
    }
}

fn once(about: &About, args: &Args, output: &mut Output) -> Result<u8, Failure> {
    let (found, _) = about.meant(args.plugin.as_deref())?;
    let mut host = plugins::host(output, &about.settings, 0)?;
    // The others too: a plugin may ask another's scorer. What is wrong with them is told when it is their turn.
    host.load_all(&plugins::roots(about.database()), &plugins::settings(&about.settings, about.database()));
    let mut reports = Vec::new();
    for plugin in &found {
        let mut registry = Registry::new();
        session::extend_builtin(&mut registry)?;
        let report = host.run_specs(plugin, &about.own(&plugin.name), registry);
        if !output.is_json() {
            tell(&report, output);
        }
        reports.push(report);
    }
    let all = || reports.iter().flat_map(|report| &report.results);
    let passed = all().filter(|result| result.failure.is_none()).count();
    let failed = all().count() - passed + reports.iter().map(|report| report.faults.len()).sum::<usize>();
    if let Some(path) = &args.junit {
        std::fs::write(path, junit(&reports)).map_err(|error| Failure::io("write", &plugins::shorten(path), error))?;
    }
    if output.is_json() {
        let documents: Vec<Value> = reports.iter().map(document).collect();
        output.json(&json!({ "passed": passed, "failed": failed, "plugins": documents }));
    } else {
        output.line(format!("{passed} passed, {failed} failed"));
    }
    Ok(u8::from(failed > 0))
}

fn tell(report: &SpecReport, output: &mut Output) {
    if !report.faults.is_empty() {
        output.line(format!("{} {}", mark(false, output), harmless(&report.plugin)));
        show(&report.faults, output);
    }
    for result in &report.results {
        let name = format!("{} › {}", report.plugin, short(report, &result.name));
        output.line(format!("{} {}", mark(result.failure.is_none(), output), harmless(&name)));
        show(result.failure.as_slice(), output);
    }
}

/// A test's name without that of the plugin, with which most begin.
fn short<'a>(report: &SpecReport, name: &'a str) -> &'a str {
    name.trim_start_matches(&format!("{} › ", report.plugin))
}

fn document(report: &SpecReport) -> Value {
    let results: Vec<Value> = report
        .results
        .iter()
        .map(|result| json!({ "test": result.name, "passed": result.failure.is_none(), "failure": result.failure }))
        .collect();
    json!({ "plugin": report.plugin, "results": results, "faults": report.faults })
}

/// One suite a plugin. What kept the tests from running is an error of a case of its own.
fn junit(reports: &[SpecReport]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for report in reports {
        let failures = report.results.iter().filter(|result| result.failure.is_some()).count();
        let (tests, errors) = (report.results.len() + report.faults.len(), report.faults.len());
        let plugin = xml(&report.plugin);
        text.push_str(&format!(
            "  <testsuite name=\"{plugin}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n"
        ));
        let case = |name: &str| format!("    <testcase classname=\"{plugin}\" name=\"{}\"", xml(name));
        for result in &report.results {
            text.push_str(&case(short(report, &result.name)));
            match &result.failure {
                None => text.push_str("/>\n"),
                Some(failure) => {
                    let said = failure.excerpt.as_deref().unwrap_or(&failure.message);
                    let whole = xml(&crate::render::diagnostic(failure, false));
                    text.push_str(&format!(">\n      <failure message=\"{}\">{whole}</failure>\n    </testcase>\n", xml(said)));
                }
            }
        }
        for fault in &report.faults {
            let whole = xml(&crate::render::diagnostic(fault, false));
            let message = xml(&fault.message);
            text.push_str(&case("loads"));
            text.push_str(&format!(">\n      <error message=\"{message}\">{whole}</error>\n    </testcase>\n"));
        }
        text.push_str("  </testsuite>\n");
    }
    text + "</testsuites>\n"
}

/// A text in XML; characters that XML has no place for are left out.
fn xml(text: &str) -> String {
    let plain: String = text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    agon_formats::escape::xml(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use agon_core::diagnostic::Diagnostic;
    use agon_lua::SpecResult;

    #[test]
    fn junit_tells_of_every_test_and_of_what_kept_them_from_running() {
        let failed = Diagnostic::error("plugin/raised", "test failed").excerpt("1 is not \"<2>\"\u{1}");
        let results = vec![
            SpecResult { name: "p › adds".into(), failure: None },
            SpecResult { name: "p › takes".into(), failure: Some(failed) },
        ];
        let report = SpecReport { plugin: "p".into(), results, faults: vec![Diagnostic::error("plugin/no-spec", "none")] };
        let text = junit(&[report]);
        assert!(text.contains("<testsuite name=\"p\" tests=\"3\" failures=\"1\" errors=\"1\">"), "{text}");
        assert!(text.contains("<testcase classname=\"p\" name=\"adds\"/>"), "{text}");
        assert!(text.contains("<failure message=\"1 is not &quot;&lt;2&gt;&quot;\">"), "{text}");
        assert!(text.contains("<error message=\"none\">"), "{text}");
    }
}
