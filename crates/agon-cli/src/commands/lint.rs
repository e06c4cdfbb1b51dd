//! `agon lint [MAP]`: what a reader would hold against a map.

use std::collections::BTreeMap;
use std::path::PathBuf;

use agon_core::change::load_map;
use agon_core::database::{Database, resolve_map};
use agon_core::diagnostic::{Diagnostic, Place, Severity, nearest};
use agon_core::lint::ethics::{self, Case, Profile, Texts};
use serde_json::json;

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::{files, reading, render, system};

/// Look for weaknesses: claims without support, rebuttals without answer, circles, evidence without source
#[derive(clap::Args)]
pub struct Args {
    /// The map; every map, if none is named
    #[arg(value_name = "MAP")]
    map: Option<String>,
    /// Look for these weaknesses only; names are separated by commas
    #[arg(long, value_name = "LINT", value_delimiter = ',')]
    only: Vec<String>,
    /// Look at quotations with the eyes of a debate association: nsda, ndca or ncfca
    #[arg(long, value_name = "PROFILE", value_parser = profile)]
    profile: Option<Profile>,
    /// What was said in the round: highlighted words that it lacks are clipping
    #[arg(long, value_name = "FILE", requires = "profile")]
    transcript: Option<PathBuf>,
    /// Exit with status 1 if there is any warning
    #[arg(long)]
    deny: bool,
    #[command(flatten)]
    at: At,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        if args.profile.is_none() {
            session.load_plugins(output)?;
        }
        let snapshot = session.at(&args.at)?;
        let registry = session.database.registry();
        let rules = ethics::rules();
        let known: Vec<&str> = match args.profile {
            Some(_) => rules.iter().map(|rule| rule.id()).collect(),
            None => registry.lints().map(|lint| lint.name()).collect(),
        };
        for name in &args.only {
            let family = name.split('/').next().unwrap_or(name);
            if !known.iter().any(|known| *known == family || known == name) {
                let failure = Failure::usage(format!("there is no lint `{name}`"));
                return Err(match nearest(name, known.iter().copied()) {
                    Some(near) => failure.hint(format!("did you mean `{near}`?")),
                    None => failure.hint(format!("there is {}", known.join(", "))),
                });
            }
        }
        let transcript = args.transcript.as_deref().map(files::text).transpose()?;
        let stored = Stored(&session.database);
        let is_wanted = |family: &str| {
            args.only.is_empty() || args.only.iter().any(|only| only == family || only.split('/').next() == Some(family))
        };
        let maps = match &args.map {
            Some(name) => vec![resolve_map(snapshot.as_ref(), name)?],
            None => snapshot.maps()?.into_iter().map(|info| info.id).collect(),
        };
        let mut documents = Vec::new();
        let mut all: Vec<Diagnostic> = Vec::new();
        for id in &maps {
            let Some(map) = load_map(snapshot.as_ref(), *id)? else { continue };
            let mut found = Vec::new();
            if let Some(profile) = args.profile {
                let mut case = Case::new(&map, profile, i64::from(system::today().year()), &stored);
                case.transcript = transcript.as_deref();
                rules.iter().filter(|rule| is_wanted(rule.id())).for_each(|rule| rule.check(&case, &mut found));
            }
            for lint in registry.lints().filter(|lint| args.profile.is_none() && is_wanted(lint.name())) {
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
                show(&found, output);
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

/// Texts of sources, as they are stored.
struct Stored<'a>(&'a Database);

impl Texts for Stored<'_> {
    fn text(&self, sha256: &str) -> Option<String> {
        self.0.load_text(sha256).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn profile(text: &str) -> Result<Profile, String> {
    Profile::from_word(text).ok_or_else(|| "a profile is one of nsda, ndca, ncfca".into())
}

/// The findings by code, what they have in common said once.
fn show(found: &[Diagnostic], output: &mut Output) {
    let mut codes: Vec<&str> = Vec::new();
    for one in found {
        if !codes.contains(&one.code.as_ref()) {
            codes.push(&one.code);
        }
    }
    for code in codes {
        let group: Vec<&Diagnostic> = found.iter().filter(|one| one.code == code).collect();
        let Some(first) = group.first() else { continue };
        let same = group.iter().all(|one| one.message == first.message);
        let label = output.paint(render::severity(first.severity), &format!("{}[{code}]", first.severity.word()));
        let shared = if same { format!(": {}", render::harmless(&first.message)) } else { String::new() };
        let times = if group.len() > 1 { format!(" ×{}", group.len()) } else { String::new() };
        output.line(format!("{label}{times}{shared}"));
        let place = |one: &Diagnostic| one.place.as_ref().map_or_else(String::new, |place| render::harmless(&place_name(place)));
        let longest = group.iter().map(|one| place(one).chars().count()).max().unwrap_or(0).min(40);
        for one in &group {
            let place = place(one);
            let line =
                if same { format!("  {place}") } else { format!("  {place:<longest$}  {}", render::harmless(&one.message)) };
            output.line(render::clip(line.trim_end(), output.width()));
        }
        for hint in &first.hints {
            let line = format!("  hint{}: {}", if group.len() > 1 { ", for the first" } else { "" }, render::harmless(hint));
            output.line(output.paint(render::style::FAINT, &line));
        }
    }
}

/// The name alone: what kind of thing it is, the name tells.
fn place_name(place: &Place) -> String {
    match place {
        Place::Node(name) | Place::Link(name) | Place::Map(name) | Place::Source(name) => name.clone(),
        other => other.to_string(),
    }
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
