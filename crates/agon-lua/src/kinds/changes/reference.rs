//! The entries of changes: the vocabulary of `agon_core::change::Proposal`.

use crate::reference::Entry;

pub(crate) const WORDS: &str = "\
Importers, hooks, commands and scripts say what is to change by tables with one verb: `add`, `edit` or `remove`. Nodes and
links are named by their name, their id, or the `ref` that an addition earlier in the list gave itself. A node without `map`
goes where what it bears on stands, else into the map that the list names first.

```lua
local changes = {
	{ add = \"map\", name = \"drift\", title = \"Do they drift apart?\" },
	{ add = \"claim\", ref = \"main\", text = \"They drift apart.\" },
	{ add = \"evidence\", text = \"They nearly left the pact.\", supports = \"main\", source = \"lee-2024\" },
	{ edit = \"node\", id = \"poll\", credence = 0.4 },
	{ remove = \"link\", id = \"from-polls\" },
}
```";

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::alias("Change", "AddNode | AddLink | AddMap | AddSource | Edit | Remove", "One change."),
    Entry::record("AddNode", "A new node. Of the six relations it may have one: the link of which it is the only premise."),
    Entry::field("AddNode.add", "Kind", "Its kind."),
    Entry::field("AddNode.text", "string?", "What it says."),
    Entry::field("AddNode.name", "string?", "Its name."),
    Entry::field("AddNode.tags", "{ string }?", "Its tags."),
    Entry::field("AddNode.credence", "number?", "Its credence, in 0..1."),
    Entry::field("AddNode.source", "string?", "The key of the source that it cites. An unknown one is added."),
    Entry::field("AddNode.citation", "Citation?", "What it says of its source."),
    Entry::field("AddNode.rivals", "Rivals?", "Of a question: what is declared of its answers."),
    Entry::field("AddNode.attributes", "{ [string]: any }?", "Its attributes."),
    Entry::field("AddNode.map", "string?", "The map in which it stands."),
    Entry::field("AddNode.section", "string?", "The heading under which it stands. An unknown one is added."),
    Entry::field("AddNode.side", "string?", "Who brings it forward."),
    Entry::field("AddNode.ref", "string?", "What the rest of the list calls it."),
    Entry::field("AddNode.answers", "string?", "The question that it answers."),
    Entry::field("AddNode.supports", "string?", "The node that it supports."),
    Entry::field("AddNode.rebuts", "string?", "The node that it rebuts."),
    Entry::field("AddNode.undercuts", "string?", "The link that it undercuts."),
    Entry::field("AddNode.underpins", "string?", "The link that it underpins."),
    Entry::field("AddNode.contradicts", "string?", "The node that it contradicts."),
    Entry::record("AddLink", "A new link, with `premises` or one `premise`."),
    Entry::field("AddLink.add", "\"link\"", "That it is a link."),
    Entry::field("AddLink.premises", "{ string }?", "Its premises."),
    Entry::field("AddLink.premise", "string?", "Its only premise."),
    Entry::field("AddLink.relation", "Relation", "How they bear on the target."),
    Entry::field("AddLink.target", "string", "What it bears on."),
    Entry::field("AddLink.name", "string?", "Its name."),
    Entry::field("AddLink.strength", "number?", "Its strength, in 0..1."),
    Entry::field("AddLink.scheme", "string?", "The pattern of the inference."),
    Entry::field("AddLink.reason", "string?", "Its warrant, in words."),
    Entry::field(
        "AddLink.marks",
        "string?",
        "How the quotation is marked in this use, where that differs from the evidence's own marks.",
    ),
    Entry::field("AddLink.attributes", "{ [string]: any }?", "Its attributes."),
    Entry::field("AddLink.map", "string?", "The map in which it stands."),
    Entry::field("AddLink.ref", "string?", "What the rest of the list calls it."),
    Entry::record("AddMap", "A new map."),
    Entry::field("AddMap.add", "\"map\"", "That it is a map."),
    Entry::field("AddMap.name", "string", "Its name."),
    Entry::field("AddMap.title", "string?", "Its title; its name, if not given."),
    Entry::field("AddMap.summary", "string?", "What it is about."),
    Entry::field("AddMap.sections", "{ { title: string, level: number } }?", "Its headings, in order."),
    Entry::field("AddMap.attributes", "{ [string]: any }?", "Its attributes."),
    Entry::record("AddSource", "A new source."),
    Entry::field("AddSource.add", "\"source\"", "That it is a source."),
    Entry::field("AddSource.key", "string", "Its key."),
    Entry::field("AddSource.title", "string?", "Its title."),
    Entry::field("AddSource.authors", "{ string }?", "`Lee, Ada` is family and given name; what has no comma stands as it is."),
    Entry::field("AddSource.year", "number?", "When it was issued."),
    Entry::field("AddSource.url", "string?", "Where it is found."),
    Entry::field("AddSource.note", "string?", "A note in the record."),
    Entry::field("AddSource.csl", "{ [string]: any }?", "The whole record, as CSL-JSON."),
    Entry::field("AddSource.assessment", "Assessment?", "What the team thinks of it."),
    Entry::record(
        "Edit",
        "Other values for some fields of a record: those of its addition, but for where it stands and what it joins. A node's \
         `kind` can change too. `agon.json.null` empties a field.",
    ),
    Entry::field("Edit.edit", "\"node\" | \"link\" | \"map\" | \"source\"", "What is edited."),
    Entry::field("Edit.id", "string", "Which."),
    Entry::record("Remove", "A record goes, with what cannot stand without it."),
    Entry::field("Remove.remove", "\"node\" | \"link\" | \"map\" | \"source\"", "What goes."),
    Entry::field("Remove.id", "string", "Which."),
];
