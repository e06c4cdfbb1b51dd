//! `agon log [NAME]`: the commits, newest first.

use agon_core::change::{Commit, Entity};
use agon_core::database::{Resolved, resolve};
use agon_core::model::Element;
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Align, Table};
use crate::session::{self, Session};

/// Show the commits, newest first
#[derive(clap::Args)]
pub struct Args {
    /// Only those that changed this node, link, map or source
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// How many at most; 0 for all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    number: usize,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let session = Session::open(global, output)?;
    let database = &session.database;
    let most = if args.number == 0 { usize::MAX } else { args.number };
    let (commits, all): (Vec<Commit>, usize) = match &args.name {
        None => {
            let commits = database.log(None).take(most).collect::<Result<_, _>>()?;
            (commits, usize::try_from(database.snapshot().revision()).unwrap_or(usize::MAX))
        }
        Some(name) => {
            let entity = match resolve(database.snapshot(), name)? {
                Resolved::Element(Element::Node(id)) => Entity::Node(id),
                Resolved::Element(Element::Link(id)) => Entity::Link(id),
                Resolved::Map(id) => Entity::Map(id),
                Resolved::Source(key) => Entity::Source(key),
            };
            let touched = database.snapshot().history(&entity)?;
            let mut commits = Vec::new();
            for sequence in touched.iter().rev().take(most) {
                commits.extend(database.snapshot().commit(*sequence)?);
            }
            (commits, touched.len())
        }
    };
    if output.is_json() {
        let shown: Vec<Value> = commits.iter().map(json_of).collect();
        output.json(&shown);
    } else if commits.is_empty() {
        output.line("nothing was committed yet");
    } else {
        let mut table = Table::new(&[
            ("commit", Align::Right),
            ("time (UTC)", Align::Left),
            ("author", Align::Left),
            ("changes", Align::Left),
            ("message", Align::Left),
        ]);
        for commit in &commits {
            table.row(vec![
                commit.sequence.to_string(),
                session::show_time(commit.time),
                render::harmless(&commit.author),
                commit.counts.to_string(),
                render::harmless(&commit.message),
            ]);
        }
        table.print(output);
        if all > commits.len() {
            output.say(format!("{} older ones: agon log -n 0", all - commits.len()));
        }
    }
    session.database.abandon();
    Ok(0)
}

/// A commit as `--json` shows it.
fn json_of(commit: &Commit) -> Value {
    json!({
        "commit": commit.sequence,
        "time": session::iso_time(commit.time),
        "author": commit.author,
        "message": commit.message,
        "kind": commit.kind,
        "counts": commit.counts,
    })
}
