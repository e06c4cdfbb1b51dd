//! `agon link PREMISE… --RELATION TARGET`: a link among what is there.

use agon_core::database::{resolve_map, resolve_node};
use agon_core::model::{Link, Name};
use serde_json::json;

use crate::arguments::Global;
use crate::bearing::{self, Bearing, LinkFields};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{committed, naming};

/// Link nodes to a node or a link
///
/// Several premises make one linked argument: they stand or fall together.
#[derive(clap::Args)]
pub struct Args {
    /// The nodes that bear on the target
    #[arg(value_name = "PREMISE", required = true)]
    premises: Vec<String>,
    #[command(flatten)]
    bearing: Bearing,
    #[command(flatten)]
    fields: LinkFields,
    /// The map; inferred where premises and target share exactly one
    #[arg(long, value_name = "MAP", help_heading = "Options")]
    map: Option<String>,
    /// What to call the link
    #[arg(long, value_name = "NAME", value_parser = naming::name, help_heading = "Options")]
    name: Option<Name>,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open_to_write(global, output)?;
    let snapshot = session.database.snapshot();
    let premises = args.premises.iter().map(|text| resolve_node(snapshot, text)).collect::<Result<Vec<_>, _>>()?;
    let (relation, target) =
        args.bearing.resolve(snapshot)?.ok_or_else(|| bearing::no_link("it is not said how they bear on what"))?;
    let map = match &args.map {
        Some(map) => resolve_map(snapshot, map)?,
        None => naming::shared_map(snapshot, &premises, Some(target))?,
    };
    let probe = Link::new([0; 16].into(), map, premises, relation, target);
    let what = format!("linked: {}", naming::joint(snapshot, &probe)?);
    let mut made = probe;
    made.name = args.name;
    args.fields.fill(&mut made)?;
    let committed = session.database.commit(&what.replacen("linked:", "link", 1), |draw| {
        made.id = draw.fresh();
        Ok(draw.draft.put_link(made.clone())?)
    });
    let report = committed.map_err(|error| committed::refused(error, &[made.id.short()]))?;
    let what = format!("{what}, as {}", made.label());
    committed::say(output, &what, &report, json!({ "link": made }));
    Ok(0)
}
