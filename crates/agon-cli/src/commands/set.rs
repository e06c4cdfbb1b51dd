//! `agon set NAME KEY=VALUE…`: changes fields of a node, a link or a map.

use agon_core::change::Snapshot;
use agon_core::database::{CommitReport, Database, Resolved, resolve, resolve_map};
use agon_core::diagnostic::{Diagnostic, Place};
use agon_core::model::{Anchor, Element, Link, Missed, Nearby, Node, NodeKind, SourceKey, SourceText, sha256_hex};
use serde_json::json;

use crate::arguments::Global;
use crate::assign;
use crate::assignment::Assignment;
use crate::citing::stored_text;
use crate::failure::Failure;
use crate::fields::{self, Field};
use crate::output::Output;
use crate::render::difference;
use crate::session::Session;
use crate::{committed, naming};

/// Change fields of a node, a link or a map
///
/// Nodes:  text name kind tags credence; questions: rivals exhaustive;
///         evidence: source reported_in form quote marks cite language translation translator locator paragraph;
///         with --in MAP: side
/// Links:  name strength scheme reason relation marks
/// Maps:   name title summary
///
/// Any other key is a free field: JSON where the value is JSON, else text. `key=` removes.
/// tags=a,b sets the tags, tags=+a,-b adds and takes away.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// A node, a link ('premise->target' will do) or a map (map:NAME where a node bears the same name)
    #[arg(value_name = "NAME")]
    name: String,
    /// What to change
    #[arg(value_name = "KEY=VALUE", required = true)]
    assignments: Vec<Assignment>,
    /// The map in which the node takes the side
    #[arg(long = "in", value_name = "MAP")]
    map: Option<String>,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open_to_write(global, output)?;
    let snapshot = session.database.snapshot();
    let resolved = if args.name.contains("->") {
        Resolved::Element(Element::Link(naming::link(snapshot, &args.name)?))
    } else {
        resolve(snapshot, &args.name)?
    };
    let done = match resolved {
        Resolved::Element(Element::Node(id)) => match snapshot.node(id)? {
            Some(node) => set_node(&mut session.database, node, &args)?,
            None => return Ok(0),
        },
        Resolved::Element(Element::Link(id)) => {
            let Some(before) = snapshot.link(id)? else { return Ok(0) };
            let mut link = before.clone();
            let notes = apply(&args.assignments, |assignment| assign::to_link(&mut link, assignment))?;
            let report =
                session.database.commit(&message(&link.label(), &args), |draw| Ok(draw.draft.put_link(link.clone())?))?;
            Done::new(format!("link {}", before.label()), fields::of_link(&before), fields::of_link(&link), report, notes)
        }
        Resolved::Map(id) => {
            let Some(before) = snapshot.map(id)? else { return Ok(0) };
            let mut map = before.clone();
            let notes = apply(&args.assignments, |assignment| assign::to_map(&mut map, assignment))?;
            let report =
                session.database.commit(&message(map.name.as_str(), &args), |draw| Ok(draw.draft.put_map(map.clone())?))?;
            Done::new(format!("map {}", before.name), fields::of_map(&before), fields::of_map(&map), report, notes)
        }
        Resolved::Source(key) => {
            return Err(Failure::refused(format!("`{key}` is a source"))
                .hint(format!("change it by: agon source add {key} --title … --by …")));
        }
    };
    done.say(output);
    Ok(0)
}

/// What was done, for telling.
struct Done {
    what: String,
    before: Vec<Field>,
    after: Vec<Field>,
    report: CommitReport,
}

impl Done {
    fn new(what: String, before: Vec<Field>, after: Vec<Field>, mut report: CommitReport, notes: Vec<Diagnostic>) -> Self {
        report.warnings.splice(0..0, notes);
        Self { what, before, after, report }
    }

    fn say(self, output: &mut Output) {
        let changes: Vec<_> = fields::difference(&self.before, &self.after)
            .into_iter()
            .map(|(key, before, after)| json!({ "key": key, "before": before, "after": after }))
            .collect();
        committed::say(output, &format!("changed {}", self.what), &self.report, json!({ "changed": changes }));
        if !output.is_json() {
            difference::edited(&self.before, &self.after, output);
        }
    }
}

fn message(label: &str, args: &Args) -> String {
    let keys: Vec<&str> = args.assignments.iter().map(|assignment| assignment.key.as_str()).collect();
    format!("set {} of {label}", keys.join(", "))
}

/// Makes every assignment; the notes on them.
fn apply(
    assignments: &[Assignment],
    mut one: impl FnMut(&Assignment) -> Result<Option<Diagnostic>, Failure>,
) -> Result<Vec<Diagnostic>, Failure> {
    let mut notes = Vec::new();
    for assignment in assignments {
        notes.extend(one(assignment)?);
    }
    Ok(notes)
}

fn set_node(database: &mut Database, before: Node, args: &Args) -> Result<Done, Failure> {
    let snapshot = database.snapshot();
    let mut node = before.clone();
    let mut place = None;
    let (mut old, mut new) = (Vec::new(), Vec::new());
    let mut notes = apply(&args.assignments, |assignment| {
        if assignment.key != "side" {
            return assign::to_node(&mut node, assignment);
        }
        let Some(map) = &args.map else {
            return Err(Failure::usage("a node takes a side in a map").hint("say in which: --in MAP"));
        };
        let map = resolve_map(snapshot, map)?;
        let Some(mut placement) = snapshot.placement(map, before.id)? else {
            let name = naming::map_label(snapshot, map)?;
            return Err(Failure::refused(format!("`{}` does not stand in {name}", before.label()))
                .hint(format!("place it there: agon place {} --in {name}", before.label())));
        };
        old = fields::of_placement(&placement);
        placement.side = assignment.name()?;
        new = fields::of_placement(&placement);
        place = Some(placement);
        Ok(None)
    })?;
    notes.extend(anchor_again(database, &before, &mut node)?);
    let uses = marked_again(snapshot, &before, &node)?;
    let report = database.commit(&message(&node.label(), args), |draw| {
        draw.draft.put_node(node.clone())?;
        for link in uses {
            draw.draft.put_link(link)?;
        }
        match place {
            Some(place) => Ok(draw.draft.put_placement(place)?),
            None => Ok(()),
        }
    })?;
    old.extend(fields::of_node(&before));
    new.extend(fields::of_node(&node));
    Ok(Done::new(format!("{} {}", before.kind, before.label()), old, new, report, notes))
}

/// The uses that mark the quotation in their own way, where its words changed: their marks are carried over.
fn marked_again(snapshot: &dyn Snapshot, before: &Node, node: &Node) -> Result<Vec<Link>, Failure> {
    let quote = |node: &Node| node.citation.as_ref().and_then(|citation| citation.quote.clone()).unwrap_or_default();
    let (old, new) = (quote(before), quote(node));
    let mut changed = Vec::new();
    if old == new {
        return Ok(changed);
    }
    for id in snapshot.links_from(node.id)? {
        let Some(mut link) = snapshot.link(id)? else { continue };
        if let Some(marks) = &mut link.marks {
            **marks = marks.carried(&old, &new);
            changed.push(link);
        }
    }
    Ok(changed)
}

/// Where the quoted words or their source changed: finds their place in the source's stored text again. An anchor that
/// may point at other words is taken away.
fn anchor_again(database: &Database, before: &Node, node: &mut Node) -> Result<Option<Diagnostic>, Failure> {
    if node.kind != NodeKind::Evidence {
        return Ok(None);
    }
    let old = before.citation.as_deref().cloned().unwrap_or_default();
    let label = node.label();
    let Some(citation) = &mut node.citation else { return Ok(None) };
    let same_source = citation.read_in() == old.read_in();
    if (same_source && citation.quote == old.quote) || citation.anchor != old.anchor {
        return Ok(None);
    }
    let text = stored_text(database, citation.read_in())?;
    let sealed = snapshot_says_sealed(database, citation.read_in())?;
    let mut several = None;
    let found = match (&text, &citation.quote) {
        (Some((text, _)), Some(quote)) => {
            let text = SourceText::new(text);
            let nearby = Nearby { paragraph: citation.paragraph, ..Nearby::default() };
            match Anchor::find(&text, quote, &nearby) {
                Ok(anchor) => Some((text.paragraph(anchor.start), if sealed { anchor.sealed() } else { anchor })),
                Err(missed) => {
                    several = matches!(missed, Missed::Several { .. }).then_some(missed);
                    None
                }
            }
        }
        _ => None,
    };
    match found {
        Some((paragraph, anchor)) => {
            citation.paragraph = if citation.paragraph == old.paragraph { Some(paragraph) } else { citation.paragraph };
            citation.anchor = Some(anchor);
            Ok(None)
        }
        None => {
            let holds = |anchor: &Anchor| {
                let quote = citation.quote.as_deref().map(agon_core::model::normalise);
                same_source && quote.is_some_and(|quote| sha256_hex(quote.as_bytes()) == anchor.sha256)
            };
            let lost = citation.anchor.as_ref().is_some_and(|anchor| !holds(anchor));
            if lost {
                citation.anchor = None;
                // The paragraph was found with the anchor, unless somebody says otherwise now.
                citation.paragraph = citation.paragraph.filter(|_| citation.paragraph != old.paragraph);
            }
            let missed = text.is_some() && citation.quote.is_some();
            let message = match (several, missed, lost) {
                (Some(several), ..) => {
                    let message = format!("{several} in the source's stored text, so they have no anchor");
                    let hint = format!("say in which paragraph: agon set {label} quote=… paragraph=N");
                    return Ok(Some(Diagnostic::warning("set/anchor", message).hint(hint).at(Place::Node(label))));
                }
                (None, true, _) => "the quoted words are not found in the source's stored text, so they have no anchor",
                (None, false, true) => "the anchor belonged to other words and was taken away",
                (None, false, false) => return Ok(None),
            };
            Ok(Some(Diagnostic::warning("set/anchor", message).at(Place::Node(label))))
        }
    }
}

/// Whether the words of this source may not be kept.
fn snapshot_says_sealed(database: &Database, key: Option<&SourceKey>) -> Result<bool, Failure> {
    let Some(key) = key else { return Ok(false) };
    Ok(database.snapshot().source(key)?.is_some_and(|source| source.is_sealed()))
}
