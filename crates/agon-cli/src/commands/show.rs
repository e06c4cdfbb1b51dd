//! `agon show NAME`: one node, link, map or source with everything around it, from indexes alone.

mod bearing;
mod element;
pub(crate) mod quotation;
mod record;

use agon_core::change::Snapshot;
use agon_core::database::{Resolved, resolve};
use agon_core::model::Element;

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::reading;

/// Show a node, link, map or source with everything around it
#[derive(clap::Args)]
pub struct Args {
    /// A name, a source's key or the beginning of an id; `map:x`, `source:x`, `node:x`, `link:x` say which is meant
    #[arg(value_name = "NAME")]
    name: String,
    /// Show every neighbour, however many there are
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    at: At,
}

/// How many neighbours on each side are shown where not all are wanted.
const NEIGHBOURS: usize = 40;

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        let snapshot = session.at(&args.at)?;
        let snapshot: &dyn Snapshot = snapshot.as_ref();
        let limit = if args.all || output.is_json() { usize::MAX } else { NEIGHBOURS };
        match resolve(snapshot, &args.name)? {
            Resolved::Element(Element::Node(id)) => element::node(snapshot, id, limit, output)?,
            Resolved::Element(Element::Link(id)) => element::link(snapshot, id, limit, output)?,
            Resolved::Map(id) => record::map(snapshot, id, output)?,
            Resolved::Source(key) => record::source(snapshot, &key, limit, output)?,
        }
        Ok(0)
    })
}
