//! Arguments: those with steps are links, the others are nodes; and what their data says of either.

use std::collections::HashMap;

use agon_core::model::Name;
use serde_json::Value;

use super::super::report::{At, Report};
use super::draft::{ArgumentRef, Data, Draft, LinkRef, NodeRef, Premises, Said};
use super::fields::{NameChoice, NodeFields, merged};
use super::link_fields::{LinkFields, link_fields};
use super::resolve::ArgumentEnd;
use super::sparse::Sparse;

/// What data says of each line, and which line is the last step of which argument. The data of an argument with
/// steps is the data of its last step.
pub(super) fn said_of_links(
    draft: &mut Draft<'_>,
    text: &str,
    report: &mut Report<'_>,
) -> (Sparse<LinkFields>, HashMap<LinkRef, ArgumentRef>) {
    let mut last_steps = HashMap::new();
    let mut of_arguments: HashMap<LinkRef, Vec<Data>> = HashMap::new();
    for (index, argument) in draft.arguments.iter_mut().enumerate() {
        if let Some(steps) = argument.steps {
            last_steps.insert(steps.last, index);
            of_arguments.insert(steps.last, std::mem::take(&mut argument.said.data));
        }
    }
    let mut all = Sparse::with_capacity(draft.links.len());
    for (line, link) in draft.links.iter_mut().enumerate() {
        let is_step = matches!(link.premises, Premises::Step(_));
        let own = link.data.take();
        if own.is_none() && !is_step {
            all.push(None);
            continue;
        }
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
        all.push(Some(said));
    }
    (all, last_steps)
}

/// The description of an argument is the reason of its last step; its tags are kept as an attribute.
fn of_argument(argument: &Said<'_>, said: &mut LinkFields) {
    if said.reason.is_none() && !argument.text.is_empty() {
        said.reason = Some(argument.text.clone());
    }
    if said.text.is_some() {
        said.reason = said.text.take();
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
pub(super) fn settle_arguments(draft: &mut Draft<'_>, said: &Sparse<LinkFields>) -> Vec<ArgumentEnd> {
    let mut labels: HashMap<&str, LinkRef> = HashMap::new();
    for (line, fields) in said.spoken() {
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
    /// The node, if it is one.
    pub(super) fn node(&self) -> Option<NodeRef> {
        match self {
            Self::Node(node) => Some(*node),
            _ => None,
        }
    }
}

/// What `with` may call nodes: their names in data, their titles; titles of statements come first.
pub(super) fn nodes_called(
    draft: &Draft<'_>,
    fields: &Sparse<NodeFields>,
    links: &Sparse<LinkFields>,
) -> HashMap<String, NodeRef> {
    let mut called: HashMap<String, NodeRef> = HashMap::new();
    if links.spoken().all(|(_, said)| said.with.is_empty()) {
        return called;
    }
    for (node, said) in draft.nodes.iter().enumerate() {
        if let Some(title) = &said.title {
            called.entry(title.to_string()).or_insert(node);
        }
    }
    for (node, fields) in fields.spoken() {
        if let NameChoice::Given(name) = &fields.name {
            called.entry(name.to_string()).or_insert(node);
        }
    }
    called
}
