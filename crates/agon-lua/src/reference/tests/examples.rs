//! Every example runs, and gives what it says after `-->`.

use agon_core::extend::Registry;

use super::stage::Stage;
use crate::PluginSettings;
use crate::reference::{Entry, entries};

/// Compares what a line gives, or where it gives nothing what it said, with what stands after `-->`.
const SHOWS: &str = r##"
local function shows(wanted, ...)
    local given = {}
    for at = 1, select("#", ...) do
        given[at] = tostring((select(at, ...)))
    end
    local shown = if #given > 0 then table.concat(given, ", ") else (string.gsub(output(), "\n$", ""))
    shown = string.gsub(string.gsub(shown, "\n", "\\n"), "\t", "\\t")
    if shown ~= wanted then
        error(shown .. " is not " .. wanted, 2)
    end
end
"##;

fn is_of_specs(entry: &Entry) -> bool {
    ["assert", "describe", "it", "before_each"].contains(&entry.name)
        || entry.owner() == "assert"
        || entry.owner() == "agon.testing"
}

/// The example with each `LINE --> VALUE` as a comparison.
fn compared(example: &str) -> String {
    let joined = example.replace("\n-->", " -->");
    let lines = joined.lines().map(|line| match line.split_once(" --> ") {
        Some((code, value)) => {
            let code = code.trim().trim_start_matches("return ");
            format!("shows({}, {code})", quoted(value.trim()))
        }
        None => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn quoted(text: &str) -> String {
    format!("[==[{text}]==]")
}

#[test]
fn every_example_gives_what_it_says() {
    let (mut count, mut failed) = (0, Vec::new());
    for entry in entries().filter(|entry| !entry.example.is_empty() && !is_of_specs(entry)) {
        let stage = Stage::new();
        // The first line break after `[==[` would be dropped, and no value begins with one.
        let text = format!("{SHOWS}{}", compared(entry.example));
        if let Err(failure) = stage.run(&text) {
            failed.push(format!("the example of {}: {}", entry.name, failure.message()));
        }
        count += 1;
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(count > 50, "{count} examples");
}

#[test]
fn every_example_of_a_spec_passes() {
    for entry in entries().filter(|entry| !entry.example.is_empty() && is_of_specs(entry)) {
        let stage = Stage::new();
        let spec = if entry.example.starts_with("describe") {
            entry.example.to_owned()
        } else {
            format!("describe('example', function() it('runs', function()\n{}\nend) end)", entry.example)
        };
        stage.write_spec(&spec);
        let report = stage.host.run_specs(&stage.found, &PluginSettings::default(), Registry::new());
        assert!(report.passed() && !report.results.is_empty(), "the example of {}: {report:#?}", entry.name);
    }
}
