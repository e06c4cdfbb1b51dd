//! The order of the page, and the words between the entries.

use super::Entry;
use crate::{api, description, kinds, spec};

/// A heading, some words, and entries.
pub(crate) struct Section {
    pub(crate) level: usize,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    pub(crate) groups: &'static [&'static [Entry]],
}

const fn part(title: &'static str, text: &'static str, groups: &'static [&'static [Entry]]) -> Section {
    Section { level: 2, title, text, groups }
}

const fn under(title: &'static str, text: &'static str, groups: &'static [&'static [Entry]]) -> Section {
    Section { level: 3, title, text, groups }
}

pub(super) const INTRODUCTION: &str = "\
One global, `agon`, beside the libraries of Luau: `bit32`, `buffer`, `coroutine`, `math` (without
`random`, `randomseed` and `noise`), `string`, `table`, `utf8` and `vector`. There is no `io`, `os`, `debug`, `load`,
`loadstring`, `getfenv`, `setfenv` or `collectgarbage`. Libraries are read-only.

A missing thing is `nil`. A call with wrong arguments raises. Lists come in stable order. A parameter with `?` may be left
out. What stands after `-->` is what the line gives; every example on this page is run by a test.
";

pub(crate) const SECTIONS: &[Section] = &[
    part(
        "The plugin's table",
        "`init.lua` returns one table, the `Plugin`. An unknown key is an error that names the nearest known one.",
        &[description::reference::PLUGIN],
    ),
    under("Options and arguments", "", &[description::reference::OPTIONS]),
    under("Scorers", "", &[description::reference::SCORER]),
    under("Exporters", "", &[description::reference::EXPORTER]),
    under("Importers", "", &[description::reference::IMPORTER]),
    under("Hooks", "", &[description::reference::HOOK]),
    under("Lints", "", &[description::reference::LINT]),
    under("Commands", "", &[description::reference::COMMAND]),
    part("Everywhere", "", &[api::ENTRIES, api::cite::ENTRIES, api::map::QUERY, api::grants::ENTRIES]),
    under("agon.log", "Lines for whoever runs the plugin, never part of a result.", &[api::log::ENTRIES]),
    under("agon.json", "", &[api::json::ENTRIES]),
    under("agon.text", "", &[api::text::ENTRIES]),
    under(
        "agon.escape",
        "Each makes a text inert: nothing in what it gives is markup of that format. Escape whatever comes from a map.",
        &[api::escape::ENTRIES],
    ),
    under("agon.plot", "Numbers as pictures of text.", &[api::plot::ENTRIES]),
    under(
        "agon.column",
        "Columns are buffers of `f64`. Positions count from 1, as in `map:ids()`. In loops over a million nodes\n\
         `buffer.readf64(column, (position - 1) * 8)` is faster still.",
        &[api::columns::ENTRIES],
    ),
    part(
        "The map",
        "The handle is read-only. One that a function is handed ends with the call; one that `context:map` or\n\
         `agon.testing.map` gave lives as long as it is wanted.",
        &[api::map::ENTRIES],
    ),
    under("One thing at a time", "These make no tables, which is what costs over a million nodes.", &[api::readers::ENTRIES]),
    under(
        "What if",
        "Other maps made of one, in scripts and commands. They live as long as they are wanted.",
        &[api::what_if::ENTRIES],
    ),
    under("A node", "", &[api::records::NODE_ENTRIES]),
    under("A link", "", &[api::records::LINK_ENTRIES]),
    under("A source", "", &[api::records::SOURCE_ENTRIES]),
    under("Edges", "", &[api::columns::EDGES]),
    part("Changes", kinds::changes::WORDS, &[kinds::changes::ENTRIES]),
    part("The commit", "What a hook sees. It ends with the call.", &[api::commit::ENTRIES]),
    part(
        "The context",
        "What a command is handed, and what a script has as `agon.db`: the database at one instant, a page to write on, and a\n\
         user to ask. Nodes that it gives stand in no map: they have no `position`, `section` and `side`.",
        &[api::desk::ENTRIES],
    ),
    part(
        "In a script",
        "`agon run SCRIPT` and `agon repl` lend a script the database at one instant. It is granted random numbers, and what\n\
         `--allow` names. `print` writes to standard output. The script may return an exit status from 0 to 255.",
        &[api::SCRIPT],
    ),
    part("In a spec", "`agon plugin test` runs `init_spec.lua`, each test within limits of its own.", &[spec::ENTRIES]),
];
