//! `agon source list`: every source, and how much evidence cites it.

use serde_json::{Value, json};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Align, Table};
use crate::references;
use crate::session::Session;

/// List the sources
#[derive(clap::Args)]
pub struct Args {
    /// Print their references in this style: apa, mla, chicago, card, …, or a file that ends in .csl
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let session = Session::open(global, output)?;
    let snapshot = session.database.snapshot();
    let sources = snapshot.sources()?;
    if let (Some(style), false) = (&args.style, sources.is_empty()) {
        let listed = references::listed(&references::style(style)?, &sources);
        session.database.abandon();
        return references::print(&listed?, output);
    }
    let mut cited = Vec::with_capacity(sources.len());
    for source in &sources {
        cited.push(snapshot.nodes_citing(&source.key)?.len());
    }
    if output.is_json() {
        let shown: Vec<Value> =
            sources.iter().zip(&cited).map(|(source, cited)| json!({ "source": source, "cited": cited })).collect();
        output.json(&shown);
    } else if sources.is_empty() {
        output.line("there are no sources");
        output.say("add one: agon source add KEY --title …, or agon source add --from refs.bib");
    } else {
        let mut table = Table::new(&[
            ("key", Align::Left),
            ("cited", Align::Right),
            ("text", Align::Left),
            ("citation", Align::Left),
            ("title", Align::Left),
        ]);
        for (source, cited) in sources.iter().zip(&cited) {
            table.row(vec![
                source.key.to_string(),
                cited.to_string(),
                if source.text.is_some() { "stored".into() } else { "-".into() },
                render::harmless(&source.short_citation()),
                render::harmless(source.title()),
            ]);
        }
        table.print(output);
    }
    session.database.abandon();
    Ok(0)
}
