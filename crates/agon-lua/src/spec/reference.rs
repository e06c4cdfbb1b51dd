//! The entries of what specs see.

use crate::reference::{Entry, may, needs};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::function("describe", &[needs("name", "string"), needs("body", "() -> ()")], "", "Puts tests under a name.")
        .example("describe(\"what it says\", function()\n\tit(\"adds\", function()\n\t\tassert.equal(1 + 1, 2)\n\tend)\nend)"),
    Entry::function("it", &[needs("name", "string"), needs("body", "() -> ()")], "", "A test: it passes unless its body raises."),
    Entry::function(
        "before_each",
        &[needs("body", "() -> ()")],
        "",
        "Runs before each test that follows in the same `describe`.",
    ),
    Entry::function("assert", &[needs("value", "any"), may("message", "string")], "any", "Passes unless the value is `nil` or `false`."),
    Entry::function("assert.truthy", &[needs("value", "any"), may("message", "string")], "", "The same as `assert`.")
        .example("assert.truthy(1 < 2)"),
    Entry::function("assert.equal", &[needs("a", "any"), needs("b", "any")], "", "Passes when `a == b`.")
        .example("assert.equal(\"a\" .. \"b\", \"ab\")"),
    Entry::function("assert.same", &[needs("a", "any"), needs("b", "any")], "", "Passes when both are equal, tables field by field.")
        .example("assert.same({ 1, { x = 2 } }, { 1, { x = 2 } })"),
    Entry::function(
        "assert.near",
        &[needs("a", "number"), needs("b", "number"), may("tolerance", "number")],
        "",
        "Passes when two numbers are at most `tolerance` apart, 10⁻⁹ if not given.",
    )
    .example("assert.near(0.1 + 0.2, 0.3)"),
    Entry::function("assert.contains", &[needs("part", "string"), needs("text", "string")], "", "Passes when the text contains the part.")
        .example("assert.contains(\"rift\", \"They drift.\")"),
    Entry::function(
        "assert.matches",
        &[needs("pattern", "string"), needs("text", "string")],
        "",
        "Passes when the text matches the Lua pattern.",
    )
    .example("assert.matches(\"^%u\", \"They drift.\")"),
    Entry::function(
        "assert.raises",
        &[needs("part", "string"), needs("body", "() -> ()")],
        "",
        "Passes when the body raises, and the message contains the part.",
    )
    .example("assert.raises(\"nothing\", function()\n\terror(\"there is nothing\")\nend)"),
    Entry::function("agon.testing.map", &[needs("text", "string")], "Map", "Reads a map from Argdown.")
        .example("local map = agon.testing.map [[\n[claim]: A claim.\n  + [proof]: Its proof.\n]]\nassert.equal(map:count(), 2)"),
    Entry::function(
        "agon.testing.score",
        &[needs("map", "Map"), needs("name", "string")],
        "{ [string]: number }",
        "What a scorer says of each node, by its label.",
    )
    .example("local map = agon.testing.map \"[claim]: A claim.\"\nassert.near(agon.testing.score(map, \"example\").claim, 0.5)"),
    Entry::function(
        "agon.testing.export",
        &[needs("map", "Map"), needs("name", "string"), may("options", "Options")],
        "any",
        "What an exporter writes: a text, or a list of `{ path =, data = }`.",
    )
    .example("local map = agon.testing.map \"[claim]: A claim.\"\nassert.equal(agon.testing.export(map, \"example\", { most = 1 }), \"A claim.\\n\")"),
    Entry::function(
        "agon.testing.options",
        &[needs("name", "string")],
        "Options",
        "The defaults of an exporter's options.",
    )
    .example("assert.equal(agon.testing.options(\"example\").most, 3)"),
    Entry::function(
        "agon.testing.import",
        &[needs("text", "string"), needs("name", "string"), may("options", "Options")],
        "Map",
        "The map that an importer makes of a text.",
    )
    .example("local map = agon.testing.import(\"One.\\nTwo.\", \"example\")\nassert.equal(map:nodes()[2].text, \"Two.\")"),
    Entry::function(
        "agon.testing.detect",
        &[needs("name", "string"), needs("head", "string")],
        "boolean",
        "Whether an importer takes the beginning of a text for its own.",
    )
    .example("assert(agon.testing.detect(\"example\", \"* one\"))"),
    Entry::function(
        "agon.testing.lint",
        &[needs("map", "Map"), needs("name", "string"), may("options", "Options")],
        "{ Complaint }",
        "What a lint of the plugin reports, under other options if they are given. Nodes and links are told by their labels.",
    )
    .example("local found = agon.testing.lint(agon.testing.map \"[a]: Oh.\", \"example\")\nassert.equal(found[1].node, \"a\")\nassert.equal(found[1].message, \"is short\")"),
    Entry::function(
        "agon.testing.commit",
        &[needs("map", "Map"), needs("changes", "Change | { Change }"), may("options", "Options")],
        "{ refused: boolean, complaints: { Complaint }, changes: { any }, map: Map }",
        "Tries changes of a map against the plugin's `before_commit`: whether it refuses them, what it says, what it adds, and \
         the map afterwards.",
    )
    .example("local map = agon.testing.map \"[a]: A claim.\"\nlocal tried = agon.testing.commit(map, { add = \"claim\", text = \"No stop\", map = map.name })\nassert(tried.refused)\nassert.equal(tried.complaints[1].message, \"has no full stop\")"),
    Entry::function(
        "agon.testing.run",
        &[needs("name", "string"), may("args", "Options"), may("around", "{ maps: { Map }?, answers: { string }? }")],
        "{ status: number, output: string, changes: { any }, message: string?, asked: { string } }",
        "Runs a command of the plugin over some maps, with answers for what it asks. Tables are written with a tab between cells.",
    )
    .example("local map = agon.testing.map \"[a]: A claim.\"\nlocal done = agon.testing.run(\"example\", { map = map.name }, { maps = { map } })\nassert.equal(done.output, \"1\\n\")"),
];
