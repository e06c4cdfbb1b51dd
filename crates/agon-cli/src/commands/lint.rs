//! `agon lint [MAP]`: what a reader would hold against a map.

use std::collections::BTreeMap;

use agon_core::change::load_map;
use agon_core::database::resolve_map;
use agon_core::diagnostic::{Diagnostic, Severity, nearest};
use serde_json::json;

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::reading;
use crate::render;

/// Look for weaknesses: claims without support, rebuttals without answer, circles, evidence without source
#[derive(clap::Args)]
pub struct Args {
    /// The map; every map, if none is named
    #[arg(value_name = "MAP")]
    map: Option<String>,
    /// Look for these weaknesses only
    #[arg(long, value_name = "LINT", num_args = 1.., value_delimiter = ',')]
    only: Vec<String>,
    /// Exit with status 1 if there is any warning
    #[arg(long)]
    deny: bool,
    #[command(flatten)]
    at: At,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        session.load_plugins(output)?;
        let snapshot = session.at(&args.at)?;
        let registry = session.database.registry();
        for name in &args.only {
            let family = name.split('/').next().unwrap_or(name);
            if !registry.lints().any(|lint| lint.name() == family || lint.name() == name) {
                let known: Vec<&str> = registry.lints().map(|lint| lint.name()).collect();
                let failure = Failure::usage(format!("there is no lint `{name}`"));
                return Err(match nearest(name, known.iter().copied()) {
                    Some(near) => failure.hint(format!("did you mean `{near}`?")),
                    None => failure.hint(format!("there is {}", known.join(", "))),
                });
            }
        }
        let maps = match &args.map {
            Some(name) => vec![resolve_map(snapshot.as_ref(), name)?],
            None => snapshot.maps()?.into_iter().map(|info| info.id).collect(),
        };
        let mut documents = Vec::new();
        let mut all: Vec<Diagnostic> = Vec::new();
        for id in &maps {
            let Some(map) = load_map(snapshot.as_ref(), *id)? else { continue };
            let mut found = Vec::new();
            for lint in registry.lints().filter(|lint| {
                args.only.is_empty()
                    || args.only.iter().any(|only| only == lint.name() || only.split('/').next() == Some(lint.name()))
            }) {
                if let Err(error) = lint.check(&map, &mut found) {
                    found.push(Diagnostic::error("lint/failed", format!("lint `{}` failed: {error}", lint.name())));
                }
            }
            found.retain(|one| {
                args.only.is_empty()
                    || args.only.iter().all(|only| !only.contains('/'))
                    || args.only.iter().any(|only| *only == one.code)
            });
            if output.is_json() {
                documents.push(json!({ "map": map.info().name, "findings": found }));
            } else if !found.is_empty() {
                if maps.len() > 1 {
                    output.line(output.paint(render::style::HEADING, map.info().name.as_str()));
                }
                for one in &found {
                    let text = render::diagnostic(one, output.is_colored());
                    output.line(text.trim_end());
                }
                output.line("");
            }
            all.extend(found);
        }
        let worst = all.iter().map(|one| one.severity).max();
        if output.is_json() {
            output.json(&json!({ "maps": documents, "count": all.len() }));
        } else {
            output.line(counted(&all, maps.len()));
        }
        let fails = worst == Some(Severity::Error) || (args.deny && worst == Some(Severity::Warning));
        Ok(u8::from(fails))
    })
}

/// `3 warnings, 1 note in 2 maps: 2 unsupported, 2 unsourced`.
fn counted(found: &[Diagnostic], maps: usize) -> String {
    let maps = if maps == 1 { "1 map".to_owned() } else { format!("{maps} maps") };
    if found.is_empty() {
        return format!("nothing found in {maps}");
    }
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for one in found {
        *codes.entry(&one.code).or_default() += 1;
    }
    let severities = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let count = found.iter().filter(|one| one.severity == severity).count();
        (count, format!("{count} {}{}", severity.word(), if count == 1 { "" } else { "s" }))
    });
    let severities: Vec<String> = severities.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    let codes: Vec<String> = codes.into_iter().map(|(code, count)| format!("{count} {code}")).collect();
    format!("{} in {maps}: {}", severities.join(", "), codes.join(", "))
}
