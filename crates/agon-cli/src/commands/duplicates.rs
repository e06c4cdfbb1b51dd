//! `agon duplicates`: cards that quote nearly the same words, and one card made of those that quote the same.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use agon_core::change::{ReadError, Snapshot};
use agon_core::database::{Database, DatabaseError, Draw, resolve_map};
use agon_core::model::{Cluster, Duplicates, Element, Likeness, Node, NodeId, NodeKind};
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Steps;
use crate::render::{self, harmless, style, tree};
use crate::session::Session;
use crate::{committed, stopping};

/// List evidence that quotes nearly the same words
///
///   agon duplicates                       of the whole database
///   agon duplicates --map energy --share 0.6
///   agon duplicates --merge               makes one card of those that quote the same; every use stays
///
/// Sentences are compared without case, blanks and marks; short ones do not count.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// Only this map
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// How much of the shorter card must stand in the longer one, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.8, value_parser = share)]
    share: f64,
    /// Make one card of those with the same sentences: their uses move to it, with their marks
    #[arg(long)]
    merge: bool,
}

fn share(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|share| *share > 0.0 && *share <= 1.0).ok_or_else(|| "a share lies above 0 and is at most 1".into())
}

/// How many records are read at a time.
const PAGE: usize = 512;

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = if args.merge { Session::open_to_write(global, output)? } else { Session::open(global, output)? };
    let done = search(&args, &mut session.database, output);
    session.database.abandon();
    done
}

fn search(args: &Args, database: &mut Database, output: &mut Output) -> Result<u8, Failure> {
    let snapshot = database.snapshot();
    let mut ids: Vec<NodeId> = match &args.map {
        Some(map) => snapshot.placements_in(resolve_map(snapshot, map)?)?.into_iter().map(|place| place.node).collect(),
        None => snapshot.nodes_of_kind(NodeKind::Evidence)?,
    };
    let mut steps = Steps::new(output);
    let mut cards = Duplicates::default();
    let mut quoting: Vec<NodeId> = Vec::new();
    for (page, some) in ids.chunks(PAGE).enumerate() {
        for node in snapshot.nodes(some)?.into_iter().flatten() {
            if let Some(quote) = node.citation.as_ref().and_then(|citation| citation.quote.as_deref()) {
                cards.add(quote);
                quoting.push(node.id);
            }
        }
        if stopping::is_asked() {
            return Err(DatabaseError::Cancelled.into());
        }
        steps.at((page * PAGE) as u64, Some(ids.len() as u64));
    }
    steps.finish();
    ids.clear();
    let looked_at = cards.len();
    let clusters = cards.clusters(args.share);
    let mut shown = Vec::new();
    for cluster in clusters {
        shown.push(Found::new(snapshot, &cluster, &quoting)?);
    }
    if args.merge {
        return merge(database, &shown, output);
    }
    if output.is_json() {
        output.json(&json!({ "looked_at": looked_at, "clusters": shown.iter().map(Found::document).collect::<Vec<_>>() }));
        return Ok(0);
    }
    print(&shown, looked_at, output);
    Ok(0)
}

/// A cluster with its cards.
struct Found {
    first: (Node, usize),
    others: Vec<(Node, usize, Likeness, String)>,
}

impl Found {
    fn new(snapshot: &dyn Snapshot, cluster: &Cluster, quoting: &[NodeId]) -> Result<Self, Failure> {
        let card = |number: u32| -> Result<(Node, usize), Failure> {
            let id = quoting[number as usize];
            let node = snapshot.node(id)?.ok_or_else(|| Failure::refused("a card is gone"))?;
            Ok((node, snapshot.links_from(id)?.len()))
        };
        let mut others = Vec::new();
        for copy in &cluster.others {
            let (node, uses) = card(copy.card)?;
            let like = card(copy.like)?.0.label();
            let how = match copy.likeness {
                Likeness::Same => format!("the same sentences as {like}"),
                Likeness::Within => format!("{} of {} sentences shared with {like}", copy.common, copy.of),
            };
            others.push((node, uses, copy.likeness, how));
        }
        Ok(Self { first: card(cluster.first)?, others })
    }

    fn document(&self) -> Value {
        let card = |node: &Node, uses: usize| json!({ "id": node.id, "name": node.name, "text": node.text, "source": node.source(), "uses": uses });
        let others: Vec<Value> = self
            .others
            .iter()
            .map(|(node, uses, likeness, how)| {
                let mut one = card(node, *uses);
                one["same"] = (*likeness == Likeness::Same).into();
                one["likeness"] = how.as_str().into();
                one
            })
            .collect();
        json!({ "first": card(&self.first.0, self.first.1), "others": others })
    }
}

fn print(found: &[Found], looked_at: usize, output: &mut Output) {
    let mut rows = Vec::new();
    for cluster in found {
        let (node, uses) = &cluster.first;
        rows.push(row(0, node, &render::count(*uses as u64, "use")));
        for (node, uses, _, how) in &cluster.others {
            rows.push(row(1, node, &format!("{how}, {}", render::count(*uses as u64, "use"))));
        }
    }
    tree::print(&rows, false, output);
    if !rows.is_empty() {
        output.line("");
    }
    let copies: usize = found.iter().map(|cluster| cluster.others.len()).sum();
    output.line(format!(
        "{} looked at; {} in {}",
        render::count(looked_at as u64, "quotation"),
        render::count(copies as u64, "near copy").replace("copys", "copies"),
        render::count(found.len() as u64, "group")
    ));
    if found.iter().flat_map(|cluster| &cluster.others).any(|(.., likeness, _)| *likeness == Likeness::Same) {
        output.say("hint: agon duplicates --merge makes one card of those with the same sentences");
    }
}

fn row(depth: usize, node: &Node, how: &str) -> tree::Row {
    tree::Row::at(depth).piece(style::NAME, node.label()).piece(style::FAINT, how).text(harmless(&node.text))
}

/// Moves every use and place of the copies to the first card, and removes them: one commit.
fn merge(database: &mut Database, found: &[Found], output: &mut Output) -> Result<u8, Failure> {
    let pairs: Vec<(Node, Node)> = found
        .iter()
        .flat_map(|cluster| {
            // Not only with the longest: shorter ones may be the same among each other.
            let mut keepers: HashMap<u64, &Node> = HashMap::new();
            let mut pairs = Vec::new();
            for node in std::iter::once(&cluster.first.0).chain(cluster.others.iter().map(|(node, ..)| node)) {
                let Some(print) = Duplicates::fingerprint(quote(node).unwrap_or_default()) else { continue };
                match keepers.entry(print) {
                    Entry::Occupied(keeper) => pairs.push(((*keeper.get()).clone(), node.clone())),
                    Entry::Vacant(free) => drop(free.insert(node)),
                }
            }
            pairs
        })
        .collect();
    if pairs.is_empty() {
        output.line("no two cards quote the same sentences");
        return Ok(0);
    }
    let report = database.commit(&format!("merge {}", render::count(pairs.len() as u64, "card")), |draw| {
        for (keeper, copy) in &pairs {
            take_over(draw, keeper, copy)?;
        }
        Ok::<(), DatabaseError>(())
    })?;
    let merged: Vec<Value> = pairs.iter().map(|(keeper, copy)| json!({ "kept": keeper.id, "removed": copy.id })).collect();
    let what = format!("merged {} into others", render::count(pairs.len() as u64, "card"));
    committed::say(output, &what, &report, json!({ "merged": merged }));
    Ok(0)
}

fn quote(node: &Node) -> Option<&str> {
    node.citation.as_ref()?.quote.as_deref()
}

fn take_over(draw: &mut Draw<'_>, keeper: &Node, copy: &Node) -> Result<(), ReadError> {
    let draft = &mut draw.draft;
    let base = draft.base();
    let maps: BTreeSet<_> = draft.stands_in(keeper.id)?.into_iter().collect();
    for map in base.maps_of(copy.id)? {
        if !maps.contains(&map)
            && let Some(mut place) = draft.placement(map, copy.id)?
        {
            place.node = keeper.id;
            draft.put_placement(place)?;
        }
    }
    // Marks count from the words they were made on.
    let same_words = quote(keeper) == quote(copy);
    let own = copy.citation.as_ref().map(|citation| citation.marks.clone()).unwrap_or_default();
    let kept = keeper.citation.as_ref().map(|citation| citation.marks.clone()).unwrap_or_default();
    for id in base.links_from(copy.id)? {
        let Some(mut link) = draft.link(id)? else { continue };
        if link.premises.contains(&keeper.id) || link.target == Element::Node(keeper.id) {
            continue;
        }
        if let [_] = link.premises.as_slice()
            && same_words
        {
            let marks = link.marks.take().map_or_else(|| own.clone(), |marks| *marks);
            link.marks = (marks != kept).then(|| Box::new(marks));
        }
        for premise in &mut link.premises {
            if *premise == copy.id {
                *premise = keeper.id;
            }
        }
        draft.put_link(link)?;
    }
    for id in base.links_to(Element::Node(copy.id))? {
        if let Some(mut link) = draft.link(id)?.filter(|link| !link.premises.contains(&keeper.id)) {
            link.target = Element::Node(keeper.id);
            draft.put_link(link)?;
        }
    }
    draft.remove_node(copy.id)?;
    Ok(())
}
