//! `agon source show KEY`: one source, and the evidence that cites it.

use agon_core::change::Snapshot;
use agon_core::database::resolve_source;
use agon_core::model::{Node, SourceKey};
use serde_json::json;

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{fields, references, render};

/// Show a source and the evidence that cites it
#[derive(clap::Args)]
pub struct Args {
    /// Its key
    #[arg(value_name = "KEY")]
    key: String,
    /// Print its reference in this style alone: apa, mla, chicago, card, …, or a file that ends in .csl
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let session = Session::open(global, output)?;
    let snapshot = session.database.snapshot();
    let key = resolve_source(snapshot, &args.key)?;
    let Some(source) = snapshot.source(&key)? else { return Ok(0) };
    if let Some(style) = &args.style {
        let listed = references::listed(&references::style(style)?, std::slice::from_ref(&source));
        session.database.abandon();
        return references::print(&listed?, output);
    }
    let evidence = citing(snapshot, &key)?;
    if output.is_json() {
        output.json(&json!({ "source": source, "evidence": evidence }));
    } else {
        let heading = output.paint(anstyle::Style::new().bold(), source.key.as_str());
        output.line(format!("{heading}  {}", render::harmless(&source.short_citation())));
        let shown = fields::of_source(&source);
        let wide = shown.iter().map(|(key, _)| render::width(key)).max().unwrap_or(0);
        for (key, value) in &shown {
            let first = format!("  {key}{}  ", " ".repeat(wide - render::width(key)));
            let rest = " ".repeat(wide + 4);
            for line in render::wrap(&render::harmless(value), output.width(), &render::harmless(&first), &rest) {
                output.line(line);
            }
        }
        if evidence.is_empty() {
            output.line("cited by nothing");
        } else {
            output.line(format!("cited by {}:", evidence.len()));
        }
        for node in &evidence {
            let line = format!("  {}  {}", node.label(), render::harmless(&node.text));
            output.line(render::clip(&line, output.width()));
        }
    }
    session.database.abandon();
    Ok(0)
}

fn citing(snapshot: &dyn Snapshot, key: &SourceKey) -> Result<Vec<Node>, Failure> {
    let mut nodes = Vec::new();
    for id in snapshot.nodes_citing(key)? {
        nodes.extend(snapshot.node(id)?);
    }
    Ok(nodes)
}
