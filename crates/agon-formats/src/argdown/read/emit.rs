//! From what was found to records: the map, then nodes, then links.

use std::collections::{HashMap, HashSet};

use agon_core::diagnostic::nearest;
use agon_core::extend::{ExtendError, ImportInput, ImportSink};
use agon_core::model::{Element, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Relation};
use serde_json::Value;

use super::super::report::{At, Report};
use super::draft::{ArgumentRef, Data, Draft, LinkRef, NodeRef, Said};
use super::fields::{NameChoice, NodeFields, Taker, merged, node_fields};
use super::front::Front;
use super::link_fields::{LinkFields, link_fields};
use super::names::Names;
use super::resolve::{ArgumentEnd, Goal, Joined, Resolver};

/// Puts everything into the sink.
///
/// # Errors
/// The sink can take no more.
pub(super) fn emit(
    mut draft: Draft,
    front: Front,
    text: &str,
    about: &ImportInput<'_>,
    report: &mut Report<'_>,
    sink: &mut dyn ImportSink,
) -> Result<(), ExtendError> {
    let (id, mut info) = map_info(front, &draft, text, about, report);
    let (link_said, last_steps) = said_of_links(&mut draft, text, report);
    let ends = settle_arguments(&mut draft, &link_said);
    let argument_nodes: HashSet<NodeRef> = ends.iter().filter_map(ArgumentEnd::node).collect();

    let sections = draft.sections.len();
    let mut said_of_nodes: Vec<NodeFields> = Vec::with_capacity(draft.nodes.len());
    for said in &mut draft.nodes {
        let (fields, places) = merged(std::mem::take(&mut said.data));
        said_of_nodes.push(node_fields(Taker { fields, places: &places, text, report }, sections));
    }
    info.sections = std::mem::take(&mut draft.sections);
    let kinds: Vec<NodeKind> = said_of_nodes.iter().map(|said| said.kind).collect();
    let nodes_called = nodes_called(&draft, &said_of_nodes);
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
    for (said, fields) in draft.nodes.iter().zip(&said_of_nodes) {
        ids.check(fields.id.map(|id| *id.as_bytes()), said.at, report);
    }
    for link in &joined {
        ids.check(link.fields.id.map(|id| *id.as_bytes()), link.at, report);
    }

    info.id = id.unwrap_or_else(|| MapId::from_bytes(sink.fresh_id()));
    let map = info.id;
    sink.map(info)?;
    let node_ids = emit_nodes(draft.nodes, said_of_nodes, &argument_nodes, names.nodes, map, sink)?;
    let step_titles = StepTitles { draft_arguments: &draft.arguments };
    emit_links(joined, &node_ids, names.links, &step_titles, map, sink)
}

fn map_info(
    front: Front,
    draft: &Draft,
    text: &str,
    about: &ImportInput<'_>,
    report: &mut Report<'_>,
) -> (Option<MapId>, MapInfo) {
    let places = [front.at];
    let mut taker = Taker { fields: front.fields, places: &places, text, report };
    let id = taker.read("id", "a UUID", |value| value.as_str()?.parse().ok());
    let name = taker.name("name").or_else(|| Name::slug(about.fallback_name));
    let text_of = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let title = taker.read("title", "a text", text_of);
    let summary = taker.read("summary", "a text", text_of).unwrap_or_default();
    let strict = taker.fields.get("model").and_then(|model| model.get("mode")).and_then(Value::as_str) == Some("strict");
    if strict {
        let place = taker.place("mode");
        let message = "strict mode is not read: relations are support and attack, not entailment and contrariety";
        taker.report.warning(place, "argdown/strict", message, "");
    }
    let heading = || draft.sections.first().map(|section| section.title.clone()).filter(|title| !title.trim().is_empty());
    let title = title.or_else(heading).unwrap_or_else(|| about.fallback_name.to_owned());
    let placeholder = MapId::from_bytes([0; 16]);
    let name = name.unwrap_or_else(|| Name::new("map").expect("`map` is a name"));
    let mut info = MapInfo::new(placeholder, name, title);
    info.summary = summary;
    info.attributes = taker.attributes();
    (id, info)
}

/// What data says of each line, and which line is the last step of which argument. The data of an argument with
/// steps is the data of its last step.
fn said_of_links(draft: &mut Draft, text: &str, report: &mut Report<'_>) -> (Vec<LinkFields>, HashMap<LinkRef, ArgumentRef>) {
    let mut last_steps = HashMap::new();
    let mut of_arguments: HashMap<LinkRef, Vec<Data>> = HashMap::new();
    for (index, argument) in draft.arguments.iter_mut().enumerate() {
        if let Some(steps) = argument.steps {
            last_steps.insert(steps.last, index);
            of_arguments.insert(steps.last, std::mem::take(&mut argument.said.data));
        }
    }
    let mut all = Vec::with_capacity(draft.links.len());
    for (line, link) in draft.links.iter_mut().enumerate() {
        let is_step = matches!(link.premises, super::draft::Premises::Step(_));
        let own = link.data.take();
        let data: Vec<Data> = of_arguments.remove(&line).into_iter().flatten().chain(own.map(|data| *data)).collect();
        let mut said = if data.is_empty() {
            LinkFields::default()
        } else {
            let (fields, places) = merged(data);
            link_fields(fields, &places, text, is_step, report)
        };
        if let Some(argument) = last_steps.get(&line) {
            of_argument(&draft.arguments[*argument].said, &mut said);
        }
        if is_step {
            rules(&link.rules, &mut said, link.at, report);
        }
        all.push(said);
    }
    (all, last_steps)
}

/// The description of an argument is the reason of its last step; its tags are kept as an attribute.
fn of_argument(argument: &Said, said: &mut LinkFields) {
    if said.reason.is_none() && !argument.text.is_empty() {
        said.reason = Some(argument.text.clone());
    }
    if let Some(text) = said.attributes.remove("text") {
        said.reason = text.as_str().map(str::to_owned).or(said.reason.take());
    }
    if !argument.tags.is_empty() && !said.attributes.contains_key("tags") {
        said.attributes.insert("tags".into(), argument.tags.iter().map(|tag| Value::from(tag.as_str())).collect());
    }
}

/// The first rule is the scheme, further ones are an attribute.
fn rules(rules: &[String], said: &mut LinkFields, at: At, report: &mut Report<'_>) {
    let Some((first, further)) = rules.split_first() else { return };
    let further: Vec<&String> = if said.scheme.is_some() {
        rules.iter().collect()
    } else {
        said.scheme = Name::slug(first);
        if said.scheme.is_none() {
            let message = format!("the rule `{first}` cannot be kept as a scheme: it holds no letter or digit");
            report.warning(at, "argdown/scheme", message, "name the scheme by a word");
        }
        further.iter().collect()
    };
    if !further.is_empty() && !said.attributes.contains_key("rules") {
        said.attributes.insert("rules".into(), further.into_iter().map(|rule| Value::from(rule.as_str())).collect());
    }
}

/// What each argument is; those without steps become nodes.
fn settle_arguments(draft: &mut Draft, said: &[LinkFields]) -> Vec<ArgumentEnd> {
    let mut labels: HashMap<&str, LinkRef> = HashMap::new();
    for (line, fields) in said.iter().enumerate() {
        let name = match &fields.name {
            NameChoice::Given(name) => Some(name.as_str()),
            _ => None,
        };
        for label in [fields.label.as_deref(), name].into_iter().flatten() {
            labels.entry(label).or_insert(line);
        }
    }
    let mut ends = Vec::with_capacity(draft.arguments.len());
    let mut nodes = std::mem::take(&mut draft.nodes);
    for argument in &mut draft.arguments {
        let label = argument.said.title.as_deref().and_then(|title| labels.get(title));
        ends.push(match (argument.steps, label) {
            (Some(steps), _) => ArgumentEnd::Steps(steps),
            (None, _) if argument.structure.is_some() => ArgumentEnd::Broken,
            (None, Some(line)) if !argument.said.defined => ArgumentEnd::Link(*line),
            (None, _) => {
                nodes.push(std::mem::take(&mut argument.said));
                ArgumentEnd::Node(nodes.len() - 1)
            }
        });
    }
    draft.nodes = nodes;
    ends
}

impl ArgumentEnd {
    fn node(&self) -> Option<NodeRef> {
        match self {
            Self::Node(node) => Some(*node),
            _ => None,
        }
    }
}

/// What `with` may call nodes: their names in data, their titles; titles of statements come first.
fn nodes_called(draft: &Draft, fields: &[NodeFields]) -> HashMap<String, NodeRef> {
    let mut called: HashMap<String, NodeRef> = HashMap::new();
    if draft.links.is_empty() {
        return called;
    }
    for (node, said) in draft.nodes.iter().enumerate() {
        if let Some(title) = &said.title {
            called.entry(title.to_string()).or_insert(node);
        }
    }
    for (node, fields) in fields.iter().enumerate() {
        if let NameChoice::Given(name) = &fields.name {
            called.entry(name.to_string()).or_insert(node);
        }
    }
    called
}

/// Complains of titles that nothing defines: the title is the text then.
fn undefined(draft: &Draft, fields: &[NodeFields], argument_nodes: &HashSet<NodeRef>, report: &mut Report<'_>) {
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
        let defined = |said: &Said| said.defined;
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

/// The names that nodes and joined links get.
struct Named {
    nodes: Vec<Option<Name>>,
    links: Vec<Option<Name>>,
}

impl Named {
    fn new(
        draft: &Draft,
        fields: &[NodeFields],
        argument_nodes: &HashSet<NodeRef>,
        joined: &[Joined],
        report: &mut Report<'_>,
    ) -> Self {
        let mut names = Names::default();
        let mut nodes: Vec<Option<Name>> = vec![None; draft.nodes.len()];
        let mut links: Vec<Option<Name>> = vec![None; joined.len()];
        let taken = "names of nodes and links are unique; choose another one";
        for (node, said) in draft.nodes.iter().enumerate() {
            if let NameChoice::Given(name) = &fields[node].name {
                if !names.reserve(name) {
                    report.error(said.at, "argdown/name", format!("the name `{name}` is given twice"), taken);
                }
                nodes[node] = Some(name.clone());
            }
        }
        for (link, joint) in joined.iter().enumerate() {
            if let NameChoice::Given(name) = &joint.fields.name {
                if !names.reserve(name) {
                    report.error(joint.at, "argdown/name", format!("the name `{name}` is given twice"), taken);
                }
                links[link] = Some(name.clone());
            }
        }
        // Titles that are names, statements first; then what has to be made into a name.
        let mut take = |title: &str, at: At, exact: bool, report: &mut Report<'_>| -> Option<Name> {
            let name = if exact { Name::new(title).ok() } else { Name::slug(title) }?;
            let got = names.take(name.clone());
            if exact && got != name {
                let hint = "give the two different titles";
                report.note(at, "argdown/name", format!("`{title}` is the name of something else: this becomes `{got}`"), hint);
            }
            Some(got)
        };
        for exact in [true, false] {
            for arguments in [false, true] {
                for (node, said) in draft.nodes.iter().enumerate() {
                    let Some(title) = said.title.as_deref() else { continue };
                    if fields[node].name == NameChoice::Title
                        && argument_nodes.contains(&node) == arguments
                        && Name::new(title).is_ok() == exact
                    {
                        nodes[node] = take(title, said.at, exact, report);
                    }
                }
            }
            for (link, joint) in joined.iter().enumerate() {
                let Some(argument) = joint.argument else { continue };
                let said = &draft.arguments[argument].said;
                let Some(title) = said.title.as_deref() else { continue };
                if joint.fields.name == NameChoice::Title && Name::new(title).is_ok() == exact {
                    links[link] = take(title, said.at, exact, report);
                }
            }
        }
        Self { nodes, links }
    }
}

fn emit_nodes(
    nodes: Vec<Said>,
    fields: Vec<NodeFields>,
    argument_nodes: &HashSet<NodeRef>,
    mut names: Vec<Option<Name>>,
    map: MapId,
    sink: &mut dyn ImportSink,
) -> Result<Vec<NodeId>, ExtendError> {
    let mut order: Vec<NodeRef> = (0..nodes.len()).collect();
    order.sort_unstable_by_key(|node| nodes[*node].order);
    let mut ids = vec![NodeId::from_bytes([0; 16]); nodes.len()];
    let mut records: Vec<Option<(Said, NodeFields)>> = nodes.into_iter().zip(fields).map(Some).collect();
    for (place, index) in order.into_iter().enumerate() {
        let Some((said, fields)) = records[index].take() else { continue };
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
            && fields.name == NameChoice::Title
            && Name::new(&title).is_err()
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
    draft_arguments: &'a [super::draft::ArgumentDraft],
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
        let fields = joint.fields;
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
