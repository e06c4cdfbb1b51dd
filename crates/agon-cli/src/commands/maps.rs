//! `agon maps`: what maps there are.

use serde_json::json;

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::reading;
use crate::render::{Align, Table, harmless};

/// List the maps
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    at: At,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        let snapshot = session.at(&args.at)?;
        let mut table =
            Table::new(&[("map", Align::Left), ("nodes", Align::Right), ("links", Align::Right), ("title", Align::Left)]);
        let mut list = Vec::new();
        for info in snapshot.maps()? {
            let (nodes, links) = snapshot.map_size(info.id)?;
            table.row(vec![info.name.to_string(), nodes.to_string(), links.to_string(), harmless(&info.title)]);
            list.push(json!({
                "name": info.name, "id": info.id, "title": info.title, "summary": info.summary, "nodes": nodes, "links": links,
            }));
        }
        if output.is_json() {
            output.json(&json!({ "revision": snapshot.revision(), "maps": list }));
        } else if table.is_empty() {
            output.say("there is no map yet");
            output.say("hint: agon import FILE, or agon add question \"Why …?\" --map NAME");
        } else {
            table.print(output);
        }
        Ok(0)
    })
}
