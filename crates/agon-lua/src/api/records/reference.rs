//! The entries of nodes, links and sources.

use crate::reference::Entry;

pub(crate) const NODE: &[Entry] = &[
    Entry::record("Node", "A node as a table of its own: what you change in it is not stored."),
    Entry::field("Node.id", "string", "Its id."),
    Entry::field("Node.label", "string", "Its name, or the short form of its id."),
    Entry::field("Node.kind", "Kind", "Its kind."),
    Entry::field("Node.text", "string", "What it says."),
    Entry::field("Node.tags", "{ string }", "Its tags; perhaps none."),
    Entry::field("Node.attributes", "{ [string]: any }", "Its attributes; perhaps none."),
    Entry::field("Node.name", "string?", "Its name."),
    Entry::field("Node.credence", "number?", "How far it is believed before anything bears on it."),
    Entry::field("Node.position", "number?", "Its position in the map."),
    Entry::field("Node.section", "string?", "The heading under which it stands."),
    Entry::field("Node.side", "string?", "Who brings it forward."),
    Entry::field("Node.source", "string?", "The key of the source that it cites."),
    Entry::field("Node.citation", "Citation?", "What it says of its source."),
    Entry::field("Node.rivals", "Rivals?", "Of a question: what was declared of its answers."),
    Entry::field("Node.before", "Node?", "In `commit:edited`: the node as it was."),
    Entry::record("Citation", "What evidence says of its source."),
    Entry::field("Citation.source", "string?", "The key of the source."),
    Entry::field("Citation.form", "string", "Paraphrase, quotation, statistic, testimony, document, dataset or observation."),
    Entry::field("Citation.paragraph", "number?", "The paragraph, from 1."),
    Entry::field("Citation.locator", "string?", "Page, section or time, as a reader would write it."),
    Entry::field("Citation.quote", "string?", "The quoted words."),
    Entry::record("Rivals", "What was declared of the answers to a question."),
    Entry::field("Rivals.relation", "string?", "Exclusive, independent or partial."),
    Entry::field("Rivals.exhaustive", "boolean", "Whether no other answer is possible."),
];

pub(crate) const LINK: &[Entry] = &[
    Entry::record("Link", "A link as a table of its own."),
    Entry::field("Link.id", "string", "Its id."),
    Entry::field("Link.label", "string", "Its name, or the short form of its id."),
    Entry::field("Link.premises", "{ string }", "The ids of its premises: one or more."),
    Entry::field("Link.relation", "Relation", "How they bear on the target."),
    Entry::field("Link.target", "string", "The id of what it bears on."),
    Entry::field("Link.targets_link", "boolean?", "True where the target is a link."),
    Entry::field("Link.strength", "number", "Its strength, 1 if not given."),
    Entry::field("Link.is_pro", "boolean", "Whether it speaks for its target."),
    Entry::field("Link.is_con", "boolean", "Whether it speaks against it."),
    Entry::field("Link.name", "string?", "Its name."),
    Entry::field("Link.scheme", "string?", "The pattern of the inference."),
    Entry::field("Link.reason", "string?", "Its warrant, in words."),
    Entry::field("Link.attributes", "{ [string]: any }?", "Its attributes."),
    Entry::field("Link.before", "Link?", "In `commit:edited`: the link as it was."),
];

pub(crate) const SOURCE: &[Entry] = &[
    Entry::record("Source", "A source as a table of its own."),
    Entry::field("Source.key", "string", "Its key."),
    Entry::field("Source.title", "string", "Its title."),
    Entry::field("Source.authors", "{ string }", "The family names of its authors."),
    Entry::field("Source.year", "number?", "When it was issued."),
    Entry::field("Source.short", "string", "As it is cited in a running text: `Lee 2024`."),
    Entry::field("Source.csl", "{ [string]: any }", "The whole record, as CSL-JSON."),
    Entry::field("Source.assessment", "Assessment?", "What the team thinks of it."),
    Entry::record("Assessment", "What a team thinks of a source."),
    Entry::field("Assessment.reliability", "string?", "A letter, A to F."),
    Entry::field("Assessment.credibility", "number?", "A number, 1 to 6."),
    Entry::field("Assessment.note", "string", "Why; perhaps empty."),
];
