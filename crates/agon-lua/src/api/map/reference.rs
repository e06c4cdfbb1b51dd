//! The entries of the map handle.

use crate::reference::{Entry, may, needs};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::alias(
        "Which",
        "string | number",
        "How a node or a link is named: by its id, by its name, or by its position, a number from 1; for nodes in the order of \
         `map:ids()`, for links as in `map:edges()`.",
    ),
    Entry::alias("Kind", "\"question\" | \"claim\" | \"evidence\" | \"rebuttal\"", "The kind of a node."),
    Entry::alias(
        "Relation",
        "\"answers\" | \"supports\" | \"rebuts\" | \"undercuts\" | \"underpins\" | \"contradicts\"",
        "The relation of a link.",
    ),
    Entry::record("Map", "A map, as scorers, exporters and lints are handed it."),
    Entry::field("map.name", "string", "Its name."),
    Entry::field("map.title", "string", "Its title."),
    Entry::field("map.summary", "string", "What it is about; perhaps empty."),
    Entry::field("map.revision", "number", "The number of the commit that it is read at; 0 outside a database."),
    Entry::method("map:count", &[], "number", "How many nodes it has.").example("map:count() --> 6"),
    Entry::method("map:ids", &[], "{ string }", "The ids of its nodes, in the author's order.")
        .example("map:node(map:ids()[2]).name --> drift"),
    Entry::method("map:node", &[needs("node", "Which")], "Node?", "A node.")
        .example("map:node(\"drift\").text --> Their strategies drift apart."),
    Entry::method("map:nodes", &[may("kind", "Kind")], "{ Node }", "All nodes, or those of a kind, in the author's order.")
        .example("for _, claim in map:nodes(\"claim\") do\n\tprint(claim.label)\nend\n#map:nodes(\"claim\") --> 2"),
    Entry::method("map:roots", &[], "{ Node }", "The nodes that bear on nothing.").example("map:roots()[1].name --> why"),
    Entry::method("map:children", &[needs("node", "Which")], "{ Node }?", "The nodes that bear on a node, each once.")
        .example("map:children(\"drift\")[1].name --> gsomia"),
    Entry::method("map:answers", &[needs("node", "Which")], "{ Node }?", "The claims that answer a question.")
        .example("#map:answers(\"why\") --> 2"),
    Entry::method("map:link", &[needs("link", "Which")], "Link?", "A link.")
        .example("map:link(\"from-polls\").relation --> supports"),
    Entry::method(
        "map:links_to",
        &[needs("node", "Which")],
        "{ Link }?",
        "The links that bear on a node, oldest first. A contradiction bears on both its ends.",
    )
    .example("for _, link in map:links_to(\"drift\") do\n\tprint(link.relation, link.strength) --> supports\\t0.9\nend"),
    Entry::method("map:links_from", &[needs("node", "Which")], "{ Link }?", "The links of which a node is a premise.")
        .example("map:links_from(\"weak\")[1].relation --> undercuts"),
    Entry::method("map:links_to_link", &[needs("link", "Which")], "{ Link }?", "The links that bear on a link.")
        .example("#map:links_to_link(\"from-polls\") --> 1"),
    Entry::method("map:source", &[needs("source", "Which")], "Source?", "A source, by its key or by a node that cites it.")
        .example("map:source(\"gsomia\").key --> lee-2024"),
    Entry::method("map:sources", &[], "{ Source }", "All cited sources, in the order of their keys.")
        .example("#map:sources() --> 2"),
    Entry::method(
        "map:score",
        &[needs("node", "Which"), may("scorer", "string")],
        "number?",
        "What a scorer says of a node, or `nil` where it has no opinion. Without a scorer's name: what the running per-node \
         scorer said of it.",
    )
    .example("map:score(\"poll\") --> 0.5\nmap:score(\"poll\", \"evenly\") --> 0.25"),
    Entry::method(
        "map:in_cycle",
        &[needs("node", "Which")],
        "boolean",
        "Inside a per-node scorer: whether the node depends on itself.",
    )
    .example("map:in_cycle(\"drift\") --> false"),
    Entry::method("map:find", &[needs("query", "string")], "{ Node }", "The nodes of the map that a [query](query.md) finds.")
        .example("map:find(\"evidence\")[1].name --> gsomia"),
    Entry::method(
        "map:column",
        &[needs("name", "string")],
        "buffer",
        "One number for each node: `credence` (-1 for questions), `kind` (1 question, 2 claim, 3 evidence, 4 rebuttal), `depth` \
         (links to the nearest root, -1 for none), `words`, or the name of a scorer (-1 for no opinion).",
    )
    .example("local depth = map:column(\"depth\")\nagon.column.get(depth, map:position(\"gsomia\")) --> 2"),
    Entry::method("map:edges", &[], "Edges", "Every premise of every link, as columns.").example("map:edges().count --> 5"),
];

pub(crate) const QUERY: &[Entry] = &[Entry::function(
    "agon.query",
    &[needs("map", "Map"), needs("query", "string")],
    "{ Node }",
    "The same as `map:find(query)`. It is `nil` where the program lends no queries.",
)
.example("#agon.query(map, \"claims\") --> 2")];
