//! The entries of a plugin's table.

use crate::reference::Entry;

pub(crate) const PLUGIN: &[Entry] = &[
    Entry::record("Plugin", "What `init.lua` returns.").example(
        "return {\n\tapi = 1,\n\tname = \"one-half\",\n\tsummary = \"Believe everything by half.\",\n\tscorers = {\n\t\t[\"one-half\"] = { summary = \"A half.\", score = function(map, id) return 0.5 end },\n\t},\n}",
    ),
    Entry::field("Plugin.api", "number", "The number of the interface: 1."),
    Entry::field("Plugin.name", "string", "The name of its folder."),
    Entry::field("Plugin.summary", "string", "What it is for, in a line."),
    Entry::field("Plugin.version", "string?", "Its version."),
    Entry::field("Plugin.options", "{ [string]: Option }?", "What users may set, by name."),
    Entry::field("Plugin.capabilities", "{ Capability }?", "What it asks to be granted."),
    Entry::field("Plugin.scorers", "{ [string]: Scorer }?", "Its scorers, by name."),
    Entry::field("Plugin.exporters", "{ [string]: Exporter }?", "Its exporters, by name."),
    Entry::field("Plugin.importers", "{ [string]: Importer }?", "Its importers, by name."),
    Entry::field("Plugin.hooks", "Hooks?", "What is asked before a commit, or told after."),
    Entry::field("Plugin.lints", "{ [string]: Lint }?", "Its lints, by name."),
    Entry::field("Plugin.commands", "{ [string]: Command }?", "Its commands, by name."),
];

pub(crate) const OPTIONS: &[Entry] = &[
    Entry::alias("Capability", "\"clock\" | \"random\" | \"read_files\"", "What a plugin may ask to be granted."),
    Entry::alias("Options", "{ [string]: any }", "Options or arguments by name, checked, defaults filled in. Read-only."),
    Entry::record("Option", "An option of a plugin."),
    Entry::field(
        "Option.type",
        "(\"boolean\" | \"integer\" | \"number\" | \"string\")?",
        "Its type; needed unless `one_of` is given.",
    ),
    Entry::field("Option.default", "any", "Its value where none is set."),
    Entry::field("Option.help", "string", "What it is for, in a line."),
    Entry::field("Option.min", "number?", "The least number."),
    Entry::field("Option.max", "number?", "The greatest number."),
    Entry::field("Option.one_of", "{ string }?", "The words that it may be."),
    Entry::record("Argument", "An argument of a command."),
    Entry::field(
        "Argument.type",
        "(\"boolean\" | \"integer\" | \"number\" | \"string\")?",
        "Its type; needed unless `one_of` is given.",
    ),
    Entry::field("Argument.default", "any?", "Its value where none is given. Without one it must be given."),
    Entry::field("Argument.help", "string", "What it is for, in a line."),
    Entry::field("Argument.min", "number?", "The least number."),
    Entry::field("Argument.max", "number?", "The greatest number."),
    Entry::field("Argument.one_of", "{ string }?", "The words that it may be."),
    Entry::field("Argument.position", "number?", "Its place, from 1. Without one it is given as `--NAME VALUE`."),
];

pub(crate) const SCORER: &[Entry] = &[
    Entry::record(
        "Scorer",
        "Either `score` or `score_all`. With `positions` and `columns` a scorer takes a quarter of the time over large maps.",
    ),
    Entry::field("Scorer.summary", "string", "What its numbers mean, in a line."),
    Entry::field(
        "Scorer.score",
        "((map: Map, node: any, options: Options, ...number) -> number?)?",
        "Is asked for each node by its id, after what bears on it: a number in 0..1, or `nil` for no opinion.",
    ),
    Entry::field(
        "Scorer.score_all",
        "((map: Map, options: Options) -> { number | false } | buffer)?",
        "Is asked once: one number a node, in the order of `map:ids()`. No opinion is `false` in a table, -1 in a buffer.",
    ),
    Entry::field("Scorer.positions", "boolean?", "Hands `score` the node's position in place of its id."),
    Entry::field(
        "Scorer.columns",
        "{ string }?",
        "At most eight names of columns, as `map:column` knows them. The node's number from each follows the options.",
    ),
];

pub(crate) const EXPORTER: &[Entry] = &[
    Entry::record("Exporter", "A format that is written."),
    Entry::field("Exporter.summary", "string", "What it writes, in a line."),
    Entry::field(
        "Exporter.export",
        "(map: Map, options: Options) -> string | { { path: string, data: string } }",
        "Gives a text, or the files of a folder. Paths stay inside the folder.",
    ),
    Entry::field("Exporter.extension", "string?", "The ending of file names, without the dot."),
    Entry::field("Exporter.media_type", "string?", "`text/plain`, if not given."),
    Entry::field("Exporter.binary", "boolean?", "Says that it writes bytes. Texts must be UTF-8."),
];

pub(crate) const IMPORTER: &[Entry] = &[
    Entry::record("Importer", "A format that is read."),
    Entry::field("Importer.summary", "string", "What it reads, in a line."),
    Entry::field(
        "Importer.import",
        "(text: string, options: Options) -> Change | { Change }",
        "Gives the changes that a text means: additions only, and one map. All are stored, or none.",
    ),
    Entry::field("Importer.extensions", "{ string }?", "The endings of file names, without the dot."),
    Entry::field(
        "Importer.detect",
        "((head: string) -> boolean?)?",
        "Whether the first 4096 bytes look like its own. Is asked where no format is named and the ending tells nothing; it must not claim what belongs to other formats.",
    ),
];

pub(crate) const HOOK: &[Entry] = &[
    Entry::record("Hooks", "The moments at which a plugin is asked."),
    Entry::field("Hooks.before_commit", "Hook?", "Is asked before a commit is stored: it may refuse it or add to it."),
    Entry::field("Hooks.after_commit", "Hook?", "Is told when a commit is stored: what it says is a warning."),
    Entry::record("Hook", "What happens at a moment."),
    Entry::field(
        "Hook.run",
        "(commit: Commit, options: Options) -> ()",
        "Sees the commit. It acts by the commit's functions only.",
    ),
    Entry::field(
        "Hook.order",
        "number?",
        "Its place among hooks, lowest first; 100, if not given. Ties go by the plugin's name.",
    ),
];

pub(crate) const LINT: &[Entry] = &[
    Entry::record("Lint", "What finds one kind of weakness."),
    Entry::field("Lint.summary", "string", "What it finds, in a line."),
    Entry::field(
        "Lint.check",
        "(map: Map, report: (complaint: Complaint) -> (), options: Options) -> ()",
        "Looks through a map and reports what it finds.",
    ),
];

pub(crate) const COMMAND: &[Entry] = &[
    Entry::record("Command", "What `agon NAME` runs, a word of its own beside the built-in commands."),
    Entry::field("Command.summary", "string", "What it does, in a line."),
    Entry::field(
        "Command.run",
        "(context: Context, args: Options) -> number?",
        "Works at the context. Gives an exit status from 0 to 255, or nothing for 0.",
    ),
    Entry::field("Command.args", "{ [string]: Argument }?", "Its arguments, by name."),
];
