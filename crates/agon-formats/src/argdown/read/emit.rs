//! From what was found to records: the map, then nodes, then links.

use std::collections::HashSet;

use agon_core::diagnostic::nearest;
use agon_core::extend::{ExtendError, ImportInput, ImportSink};
use agon_core::model::{Element, Link, LinkId, MapId, Name, Node, NodeId, NodeKind, Placement, Relation};
use serde_json::Value;

use super::super::report::{At, Report};
use super::draft::{ArgumentDraft, ArgumentRef, Draft, NodeRef, Said};
use super::fields::{NameChoice, NodeFields, Taker, merged, node_fields};
use super::front::Front;
use super::names::Named;
use super::resolve::{ArgumentEnd, Goal, Joined, Resolver};
use super::settle::{nodes_called, said_of_links, settle_arguments};
use super::sparse::Sparse;

/// Puts everything into the sink.
///
/// # Errors
/// The sink can take no more.
pub(super) fn emit(
    mut draft: Draft<'_>,
    front: Front,
    text: &str,
    about: &ImportInput<'_>,
    report: &mut Report<'_>,
    sink: &mut dyn ImportSink,
) -> Result<(), ExtendError> {
    let (id, mut info) = front.map_info(&draft.sections, text, about, report);
    let (link_said, last_steps) = said_of_links(&mut draft, text, report);
    let ends = settle_arguments(&mut draft, &link_said);
    let argument_nodes: HashSet<NodeRef> = ends.iter().filter_map(ArgumentEnd::node).collect();

    let sections = draft.sections.len();
    let mut said_of_nodes: Sparse<NodeFields> = Sparse::with_capacity(draft.nodes.len());
    for said in &mut draft.nodes {
        let data = std::mem::take(&mut said.data);
        said_of_nodes.push(if data.is_empty() {
            None
        } else {
            let (fields, places) = merged(data);
            Some(node_fields(Taker { fields, places: &places, text, report }, sections))
        });
    }
    info.sections = std::mem::take(&mut draft.sections);
    let kinds: Vec<NodeKind> = said_of_nodes.iter().map(|said| said.kind).collect();
    let nodes_called = nodes_called(&draft, &said_of_nodes, &link_said);
    let resolver = Resolver {
        draft: &draft,
        kinds: &kinds,
        ends: &ends,
        nodes_called: &nodes_called,
        last_steps: &last_steps,
        report: &mut *report,
    };
    let joined = resolver.run(link_said);
    let names = Named::new(&draft, &said_of_nodes, &argument_nodes, &joined, report);
    undefined(&draft, &said_of_nodes, &argument_nodes, report);
    let mut ids = Ids { given: HashSet::new() };
    ids.check(id.map(|id| *id.as_bytes()), At::default(), report);
    for (node, fields) in said_of_nodes.spoken() {
        ids.check(fields.id.map(|id| *id.as_bytes()), draft.nodes[node].at, report);
    }
    for link in &joined {
        ids.check(link.fields.as_ref().and_then(|said| said.id).map(|id| *id.as_bytes()), link.at, report);
    }

    info.id = id.unwrap_or_else(|| MapId::from_bytes(sink.fresh_id()));
    let map = info.id;
    sink.map(info)?;
    let node_ids = emit_nodes(draft.nodes, said_of_nodes, &argument_nodes, names.nodes, &names.made, map, sink)?;
    let step_titles = StepTitles { draft_arguments: &draft.arguments };
    emit_links(joined, &node_ids, names.links, &step_titles, map, sink)
}

/// Complains of titles that nothing defines: the title is the text then.
fn undefined(draft: &Draft<'_>, fields: &Sparse<NodeFields>, argument_nodes: &HashSet<NodeRef>, report: &mut Report<'_>) {
    let mut known: Option<Vec<&str>> = None;
    for (node, said) in draft.nodes.iter().enumerate() {
        let Some(title) = &said.title else { continue };
        if said.defined || fields[node].text.is_some() {
            continue;
        }
        if argument_nodes.contains(&node) {
            report.note(said.at, "argdown/undefined", format!("`<{title}>` is never described: its title is its text"), "");
            continue;
        }
        let defined = |said: &Said<'_>| said.defined;
        let known = known.get_or_insert_with(|| {
            draft.nodes.iter().filter(|said| defined(said)).filter_map(|said| said.title.as_deref()).take(2_000).collect()
        });
        let hint = match nearest(title, known.iter().copied()) {
            Some(near) => format!("did you mean `[{near}]`?"),
            None => format!("define it: `[{title}]: …`"),
        };
        report.warning(said.at, "argdown/undefined", format!("`[{title}]` is never defined: its title is its text"), &hint);
    }
}

/// Ids that the text gives.
struct Ids {
    given: HashSet<[u8; 16]>,
}

impl Ids {
    fn check(&mut self, id: Option<[u8; 16]>, at: At, report: &mut Report<'_>) {
        if let Some(id) = id
            && !self.given.insert(id)
        {
            let message = format!("the id {} stands twice in the text", NodeId::from_bytes(id));
            report.error(at, "argdown/repeated-id", message, "leave it out of the second one");
        }
    }
}

fn emit_nodes(
    nodes: Vec<Said<'_>>,
    mut fields: Sparse<NodeFields>,
    argument_nodes: &HashSet<NodeRef>,
    mut names: Vec<Option<Name>>,
    made: &[bool],
    map: MapId,
    sink: &mut dyn ImportSink,
) -> Result<Vec<NodeId>, ExtendError> {
    let mut order: Vec<NodeRef> = (0..nodes.len()).collect();
    order.sort_unstable_by_key(|node| nodes[*node].order);
    let mut ids = vec![NodeId::from_bytes([0; 16]); nodes.len()];
    let mut records: Vec<Option<Said<'_>>> = nodes.into_iter().map(Some).collect();
    for (place, index) in order.into_iter().enumerate() {
        let Some(said) = records[index].take() else { continue };
        let fields = fields.take(index).map(|said| *said).unwrap_or_default();
        let id = fields.id.unwrap_or_else(|| NodeId::from_bytes(sink.fresh_id()));
        ids[index] = id;
        let text = match (fields.text, said.defined) {
            (Some(text), _) => text,
            (None, true) => said.text,
            (None, false) => said.title.as_deref().unwrap_or_default().to_owned(),
        };
        let mut node = Node::new(id, fields.kind, text);
        node.name = names[index].take();
        node.tags = said.tags;
        node.credence = fields.credence;
        node.citation = fields.citation;
        node.rivals = fields.rivals;
        node.attributes = fields.attributes;
        if argument_nodes.contains(&index) {
            node.attributes.entry("argdown".into()).or_insert_with(|| "argument".into());
        }
        if let Some(title) = said.title
            && made[index]
        {
            node.attributes.entry("title".into()).or_insert_with(|| Value::from(title.as_ref()));
        }
        let mut placement = Placement::new(map, id, place as u64);
        placement.section = fields.section.unwrap_or(said.section);
        placement.side = fields.side;
        sink.node(node, placement)?;
    }
    Ok(ids)
}

/// Titles of arguments, for links whose name is not their title.
struct StepTitles<'a> {
    draft_arguments: &'a [ArgumentDraft<'a>],
}

impl StepTitles<'_> {
    fn of(&self, argument: Option<ArgumentRef>) -> Option<&str> {
        let title = self.draft_arguments[argument?].said.title.as_deref()?;
        Name::new(title).is_err().then_some(title)
    }
}

fn emit_links(
    joined: Vec<Joined>,
    node_ids: &[NodeId],
    mut names: Vec<Option<Name>>,
    titles: &StepTitles<'_>,
    map: MapId,
    sink: &mut dyn ImportSink,
) -> Result<(), ExtendError> {
    let mut ids: Vec<LinkId> = Vec::with_capacity(joined.len());
    for (index, joint) in joined.into_iter().enumerate() {
        let fields = joint.fields.map(|said| *said).unwrap_or_default();
        let id = fields.id.unwrap_or_else(|| LinkId::from_bytes(sink.fresh_id()));
        ids.push(id);
        let premises = joint.premises.iter().map(|node| node_ids[*node]).collect();
        let target = match joint.goal {
            Goal::Node(node) => Element::Node(node_ids[node]),
            Goal::Link(link) => Element::Link(ids[link]),
        };
        let mut link = Link::new(id, map, premises, joint.relation, target);
        link.name = names[index].take();
        link.strength = fields.strength.filter(|_| joint.relation != Relation::Answers);
        link.scheme = fields.scheme;
        link.reason = fields.reason;
        link.marks = fields.marks;
        link.attributes = fields.attributes;
        if fields.name == NameChoice::Title
            && let Some(title) = titles.of(joint.argument)
        {
            link.attributes.entry("title".into()).or_insert_with(|| title.into());
        }
        sink.link(link)?;
    }
    Ok(())
}
