//! References in a style, for a terminal.

use std::path::Path;

use agon_core::model::Source;
use agon_formats::citation::{CiteRun, Style, plain};
use anstyle::Style as Paint;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::Output;
use crate::{files, render};

/// A reference and the key of its source.
pub type Listed = Vec<(String, Vec<CiteRun>)>;

/// The style that was asked for: a name, or a file that ends in `.csl`.
pub fn style(named: &str) -> Result<Style, Failure> {
    let path = Path::new(named);
    let style = match path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csl")) {
        true => Style::from_csl(&files::text(path)?, named).map_err(|complaint| Failure::complaints(vec![*complaint]))?,
        false => Style::named(named).map_err(|complaint| Failure::misused(vec![*complaint]))?,
    };
    Ok(style)
}

/// The references in the order in which the style lists them.
pub fn listed(style: &Style, sources: &[Source]) -> Result<Listed, Failure> {
    let all: Vec<&Source> = sources.iter().collect();
    let listed = style.listed(&all).map_err(|complaint| Failure::complaints(vec![*complaint]))?;
    Ok(listed.into_iter().map(|(at, runs)| (sources[at].key.to_string(), runs)).collect())
}

/// Prints them, one a line; with `--json` by key.
pub fn print(listed: &Listed, output: &mut Output) -> Result<u8, Failure> {
    if output.is_json() {
        let shown: Vec<Value> = listed.iter().map(|(key, runs)| json!({ "key": key, "reference": plain(runs) })).collect();
        output.json(&shown);
        return Ok(0);
    }
    for (_, runs) in listed {
        let painted: Vec<String> = runs.iter().map(|run| paint(run, output)).collect();
        output.line(painted.concat());
    }
    Ok(0)
}

fn paint(run: &CiteRun, output: &Output) -> String {
    let text = render::harmless(&run.text).replace(['\n', '\t'], " ");
    let mut style = Paint::new();
    if run.strong {
        style = style.bold();
    }
    if run.italic {
        style = style.italic();
    }
    if run.strong || run.italic { output.paint(style, &text) } else { text }
}
