//! `agon add KIND TEXT --map MAP …`: one node, its place, and its link where one is named, in one commit.

use agon_core::change::Snapshot;
use agon_core::database::{DatabaseError, resolve_map, resolve_node};
use agon_core::model::{Link, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Score};
use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::json;

use crate::arguments::Global;
use crate::bearing::{self, Bearing, LinkFields};
use crate::citing::Cites;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;
use crate::{committed, files, naming};

/// The longest question that becomes the title of a new map, in characters.
const TITLE: usize = 120;

/// Add a question, a claim, evidence or a rebuttal, and its link where one is named
///
///   agon add question 'Why …?' --map drift --new-map --name why
///   agon add claim 'They drift.' --answers why --name drifting
///   agon add evidence 'Trade fell.' --supports drifting --source lee-24 --strength 0.7
///   agon add evidence 'They say so.' --supports drifting --quote 'we drift' --in lee.txt
///   agon add rebuttal 'Trade always falls then.' --undercuts 'trade->drifting'
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// What it is
    #[arg(value_name = "KIND")]
    kind: Kind,
    /// What it says; `-` reads standard input
    #[arg(value_name = "TEXT")]
    text: String,
    /// The map it stands in; inferred from what it bears on
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// Make the map if it is not there
    #[arg(long, requires = "map")]
    new_map: bool,
    /// What to call it
    #[arg(long, value_name = "NAME", value_parser = naming::name)]
    name: Option<Name>,
    /// How far it is believed before anything bears on it, from 0 to 1
    #[arg(long, value_name = "C", value_parser = naming::score, allow_negative_numbers = true)]
    credence: Option<Score>,
    /// A tag; may be repeated
    #[arg(long = "tag", value_name = "TAG", value_parser = naming::name)]
    tags: Vec<Name>,
    /// The side that brings it forward, as in aff or neg
    #[arg(long, value_name = "SIDE", value_parser = naming::name)]
    side: Option<Name>,
    #[command(flatten)]
    bearing: Bearing,
    /// Nodes that stand or fall together with it as premises of the link
    #[arg(long = "with", value_name = "NODE", num_args = 1..)]
    with: Vec<String>,
    #[command(flatten)]
    fields: LinkFields,
    #[command(flatten)]
    cites: Box<Cites>,
}

/// A kind of node, as typed.
#[derive(Clone, Copy)]
pub struct Kind(NodeKind);

impl ValueEnum for Kind {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self(NodeKind::Question), Self(NodeKind::Claim), Self(NodeKind::Evidence), Self(NodeKind::Rebuttal)]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.word()))
    }
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let said_of_a_link = args.fields.given().or((!args.with.is_empty()).then_some("--with"));
    if let Some(flag) = said_of_a_link.filter(|_| args.bearing.named().is_none()) {
        return Err(bearing::no_link(format!("{flag} is said of a link, and none is named")));
    }
    let text = files::typed(&args.text)?;
    let mut session = Session::open_to_write(global, output)?;
    let mut node = Node::new(NodeId::from_bytes([0; 16]), args.kind.0, text);
    let cited = args.cites.cited(&session.database)?;
    let (mut kept, mut place_of_words) = (None, None);
    if let Some(cited) = cited {
        node.citation = Some(Box::new(cited.citation));
        (kept, place_of_words) = (cited.kept, cited.place);
    }
    node.name = args.name;
    node.credence = args.credence;
    args.tags.into_iter().for_each(|tag| node.add_tag(tag));

    let snapshot = session.database.snapshot();
    let bearing = args.bearing.resolve(snapshot)?;
    let with = args.with.iter().map(|text| resolve_node(snapshot, text)).collect::<Result<Vec<_>, _>>()?;
    let home = match &args.map {
        Some(map) => home(snapshot, map, args.new_map)?,
        None => match bearing {
            Some((_, target)) => Home::Known(naming::shared_map(snapshot, &with, Some(target))?),
            None => return Err(Failure::usage("it is not said in which map it stands").hint("say so: --map MAP")),
        },
    };
    let order = match home {
        Home::Known(map) => naming::next_order(snapshot, map)?,
        Home::New(_) => 0,
    };
    let mut link = bearing.map(|(relation, target)| {
        let mut premises = vec![node.id];
        premises.extend(with);
        Link::new([0; 16].into(), [0; 16].into(), premises, relation, target)
    });
    if let Some(link) = &mut link {
        args.fields.fill(link)?;
    }

    let target = link.as_ref().map(|link| naming::label(snapshot, link.target)).transpose()?;
    let called = node.name.as_ref().map_or_else(|| clipped(&node.text), ToString::to_string);
    let message = format!("add {} {called}", node.kind);
    let mut map_name = None;
    let committed = session.database.commit(&message, |draw| {
        let map = match &home {
            Home::Known(map) => *map,
            Home::New(name) => {
                let info = MapInfo::new(draw.fresh(), name.clone(), title(name, &node));
                map_name = Some(name.clone());
                draw.draft.put_map(info.clone())?;
                info.id
            }
        };
        if let Some(source) = kept.take() {
            draw.draft.put_source(source)?;
        }
        node.id = draw.fresh();
        draw.draft.put_node(node.clone())?;
        let mut place = Placement::new(map, node.id, order);
        place.side = args.side.clone();
        draw.draft.put_placement(place)?;
        if let Some(link) = &mut link {
            link.id = draw.fresh();
            link.map = map;
            link.premises[0] = node.id;
            draw.draft.put_link(link.clone())?;
        }
        Ok::<(), DatabaseError>(())
    });
    let drafted: Vec<String> = link.iter().map(|link| link.id.short()).chain([node.id.short()]).collect();
    let report = committed.map_err(|error| committed::refused(error, &drafted))?;
    let mut what = format!("added {} {}", node.kind, node.label());
    if let (Some(link), Some(target)) = (&link, target) {
        what += &format!(", which {} {target}", link.relation);
    }
    if let Some(place) = place_of_words {
        what += &format!(", quoted from {place}");
    }
    if let Some(name) = map_name {
        what += &format!(", in the new map {name}");
    }
    committed::say(output, &what, &report, json!({ "node": node, "link": link }));
    Ok(0)
}

/// The map it will stand in.
enum Home {
    Known(MapId),
    New(Name),
}

fn home(snapshot: &dyn Snapshot, text: &str, new_map: bool) -> Result<Home, Failure> {
    match resolve_map(snapshot, text) {
        Ok(map) => Ok(Home::Known(map)),
        Err(DatabaseError::NotFound { .. }) if new_map => Ok(Home::New(naming::name(text).map_err(Failure::usage)?)),
        Err(error @ DatabaseError::NotFound { .. }) => Err(Failure::from(error).hint("make it: add --new-map")),
        Err(error) => Err(error.into()),
    }
}

/// What stands above a new map: its first question if that is short, else its name.
fn title(name: &Name, node: &Node) -> String {
    let fits = node.kind == NodeKind::Question && !node.text.contains('\n') && node.text.chars().count() <= TITLE;
    if fits { node.text.clone() } else { name.to_string() }
}

/// The beginning of a text, for the message of a commit.
fn clipped(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", crate::render::clip(&shown, 40))
}
