---@meta agon
-- What Agon's plugins and scripts see, for the Lua language server. Written by `agon plugin reference`; changes here
-- are lost. Scripts have agon.args and agon.db, specs have agon.testing, describe, it, before_each and assert.

---A block of bytes, read and written by the functions of the library `buffer`.
---@class buffer

---What `init.lua` returns.
---@class agon.Plugin
---@field api number The number of the interface: 1.
---@field name string The name of its folder.
---@field summary string What it is for, in a line.
---@field version? string Its version.
---@field options? table<string, agon.Option> What users may set, by name.
---@field capabilities? agon.Capability[] What it asks to be granted.
---@field scorers? table<string, agon.Scorer> Its scorers, by name.
---@field exporters? table<string, agon.Exporter> Its exporters, by name.
---@field importers? table<string, agon.Importer> Its importers, by name.
---@field hooks? agon.Hooks What is asked before a commit, or told after.
---@field lints? table<string, agon.Lint> Its lints, by name.
---@field commands? table<string, agon.Command> Its commands, by name.

---What a plugin may ask to be granted.
---@alias agon.Capability "clock"|"random"|"read_files"

---Options or arguments by name, checked, defaults filled in. Read-only.
---@alias agon.Options table<string, any>

---An option of a plugin.
---@class agon.Option
---@field type? "boolean"|"integer"|"number"|"string" Its type; needed unless `one_of` is given.
---@field default any Its value where none is set.
---@field help string What it is for, in a line.
---@field min? number The least number.
---@field max? number The greatest number.
---@field one_of? string[] The words that it may be.

---An argument of a command.
---@class agon.Argument
---@field type? "boolean"|"integer"|"number"|"string" Its type; needed unless `one_of` is given.
---@field default? any Its value where none is given. Without one it must be given.
---@field help string What it is for, in a line.
---@field min? number The least number.
---@field max? number The greatest number.
---@field one_of? string[] The words that it may be.
---@field position? number Its place, from 1. Without one it is given as `--NAME VALUE`.

---Either `score` or `score_all`. With `positions` and `columns` a scorer takes a quarter of the time over large maps.
---@class agon.Scorer
---@field summary string What its numbers mean, in a line.
---@field score? fun(map: agon.Map, node: any, options: agon.Options, ...: number): number? Is asked for each node by its id, after what bears on it: a number in 0..1, or `nil` for no opinion.
---@field score_all? fun(map: agon.Map, options: agon.Options): (number|false)[]|buffer Is asked once: one number a node, in the order of `map:ids()`. No opinion is `false` in a table, -1 in a buffer.
---@field positions? boolean Hands `score` the node's position in place of its id.
---@field columns? string[] At most eight names of columns, as `map:column` knows them. The node's number from each follows the options.

---A format that is written.
---@class agon.Exporter
---@field summary string What it writes, in a line.
---@field export fun(map: agon.Map, options: agon.Options): string|{ path: string, data: string }[] Gives a text, or the files of a folder. Paths stay inside the folder.
---@field extension? string The ending of file names, without the dot.
---@field media_type? string `text/plain`, if not given.
---@field binary? boolean Says that it writes bytes. Texts must be UTF-8.

---A format that is read.
---@class agon.Importer
---@field summary string What it reads, in a line.
---@field import fun(text: string, options: agon.Options): agon.Change|agon.Change[] Gives the changes that a text means: additions only, and one map. All are stored, or none.
---@field extensions? string[] The endings of file names, without the dot.
---@field detect? fun(head: string): boolean? Whether the first 4096 bytes look like its own. Is asked where no format is named and the ending tells nothing; it must not claim what belongs to other formats.

---The moments at which a plugin is asked.
---@class agon.Hooks
---@field before_commit? agon.Hook Is asked before a commit is stored: it may refuse it or add to it.
---@field after_commit? agon.Hook Is told when a commit is stored: what it says is a warning.

---What happens at a moment.
---@class agon.Hook
---@field run fun(commit: agon.Commit, options: agon.Options) Sees the commit. It acts by the commit's functions only.
---@field order? number Its place among hooks, lowest first; 100, if not given. Ties go by the plugin's name.

---What finds one kind of weakness.
---@class agon.Lint
---@field summary string What it finds, in a line.
---@field check fun(map: agon.Map, report: fun(complaint: agon.Complaint), options: agon.Options) Looks through a map and reports what it finds.

---What `agon NAME` runs, a word of its own beside the built-in commands.
---@class agon.Command
---@field summary string What it does, in a line.
---@field run fun(context: agon.Context, args: agon.Options): number? Works at the context. Gives an exit status from 0 to 255, or nothing for 0.
---@field args? table<string, agon.Argument> Its arguments, by name.

---How a node or a link is named: by its id, by its name, or by its position, a number from 1; for nodes in the order of `map:ids()`, for links as in `map:edges()`.
---@alias agon.Which string|number

---The kind of a node.
---@alias agon.Kind "question"|"claim"|"evidence"|"rebuttal"

---The relation of a link.
---@alias agon.Relation "answers"|"supports"|"rebuts"|"undercuts"|"underpins"|"contradicts"

---A map, as scorers, exporters and lints are handed it.
---@class agon.Map
---@field name string Its name.
---@field title string Its title.
---@field summary string What it is about; perhaps empty.
---@field revision number The number of the commit that it is read at; 0 outside a database.
local Map = {}

---How many nodes it has.
---@return number
function Map:count() end

---The ids of its nodes, in the author's order.
---@return string[]
function Map:ids() end

---A node.
---@param node agon.Which
---@return agon.Node?
function Map:node(node) end

---All nodes, or those of a kind, in the author's order.
---@param kind? agon.Kind
---@return agon.Node[]
function Map:nodes(kind) end

---The nodes that bear on nothing.
---@return agon.Node[]
function Map:roots() end

---The nodes that bear on a node, each once.
---@param node agon.Which
---@return agon.Node[]?
function Map:children(node) end

---The claims that answer a question.
---@param node agon.Which
---@return agon.Node[]?
function Map:answers(node) end

---A link.
---@param link agon.Which
---@return agon.Link?
function Map:link(link) end

---The links that bear on a node, oldest first. A contradiction bears on both its ends.
---@param node agon.Which
---@return agon.Link[]?
function Map:links_to(node) end

---The links of which a node is a premise.
---@param node agon.Which
---@return agon.Link[]?
function Map:links_from(node) end

---The links that bear on a link.
---@param link agon.Which
---@return agon.Link[]?
function Map:links_to_link(link) end

---A source, by its key or by a node that cites it.
---@param source agon.Which
---@return agon.Source?
function Map:source(source) end

---All cited sources, in the order of their keys.
---@return agon.Source[]
function Map:sources() end

---What a scorer says of a node, or `nil` where it has no opinion. Without a scorer's name: what the running per-node scorer said of it.
---@param node agon.Which
---@param scorer? string
---@return number?
function Map:score(node, scorer) end

---Inside a per-node scorer: whether the node depends on itself.
---@param node agon.Which
---@return boolean
function Map:in_cycle(node) end

---The nodes of the map that a [query](query.md) finds.
---@param query string
---@return agon.Node[]
function Map:find(query) end

---One number for each node: `credence` (-1 for questions), `kind` (1 question, 2 claim, 3 evidence, 4 rebuttal), `depth` (links to the nearest root, -1 for none), `words`, or the name of a scorer (-1 for no opinion).
---@param name string
---@return buffer
function Map:column(name) end

---Every premise of every link, as columns.
---@return agon.Edges
function Map:edges() end

---The id of a node.
---@param node agon.Which
---@return string?
function Map:id(node) end

---The position of a node, from 1.
---@param node agon.Which
---@return number?
function Map:position(node) end

---The kind of a node.
---@param node agon.Which
---@return agon.Kind?
function Map:kind(node) end

---The text of a node.
---@param node agon.Which
---@return string?
function Map:text(node) end

---The credence of a node, `nil` where none is given.
---@param node agon.Which
---@return number?
function Map:credence(node) end

---Of the `n`th link that bears on a node: its position, its sign and its strength.
---@param node agon.Which
---@param n number
---@return number?
---@return number?
---@return number?
function Map:link_to(node, n) end

---The same of the `n`th link that bears on a link.
---@param link agon.Which
---@param n number
---@return number?
---@return number?
---@return number?
function Map:link_to_link(link, n) end

---The relation of a link.
---@param link agon.Which
---@return agon.Relation?
function Map:relation(link) end

---1 for, -1 against, 0 for an answer.
---@param link agon.Which
---@return number?
function Map:sign(link) end

---The strength of a link, 1 if not given.
---@param link agon.Which
---@return number?
function Map:strength(link) end

---The position of its `n`th premise. A contradiction bears on both its ends: seen `towards` its premise, this is its target.
---@param link agon.Which
---@param n number
---@param towards? agon.Which
---@return number?
function Map:premise(link, n, towards) end

---Inside a per-node scorer: the lowest score among the premises of a link. One without a score counts 1.
---@param link agon.Which
---@param towards? agon.Which
---@return number?
function Map:weakest(link, towards) end

---What if: the same map with other credences of nodes and strengths of links. Nothing is stored.
---@param changes { credence: table<string|number, number>?, strength: table<string|number, number>? }
---@return agon.Map
function Map:with(changes) end

---What if: the same map without the links of which these nodes are premises, and without what bears on those links. The nodes stay, without effect.
---@param nodes agon.Which|agon.Which[]
---@return agon.Map
function Map:without(nodes) end

---A node as a table of its own: what you change in it is not stored.
---@class agon.Node
---@field id string Its id.
---@field label string Its name, or the short form of its id.
---@field kind agon.Kind Its kind.
---@field text string What it says.
---@field tags string[] Its tags; perhaps none.
---@field attributes table<string, any> Its attributes; perhaps none.
---@field name? string Its name.
---@field credence? number How far it is believed before anything bears on it.
---@field position? number Its position in the map.
---@field section? string The heading under which it stands.
---@field side? string Who brings it forward.
---@field source? string The key of the source that it cites.
---@field citation? agon.Citation What it says of its source.
---@field rivals? agon.Rivals Of a question: what was declared of its answers.
---@field map? string In a commit: the id of the map into which it is placed, or from which it is taken.
---@field before? agon.Node In `commit:edited`: the node as it was.

---What evidence says of its source.
---@class agon.Citation
---@field source? string The key of the source.
---@field form string Paraphrase, quotation, statistic, testimony, document, dataset or observation.
---@field paragraph? number The paragraph, from 1.
---@field locator? string Page, section or time, as a reader would write it.
---@field quote? string The quoted words.
---@field marks? string How they are marked, as `0-4 u, 12-45 em hl=cyan`; `agon.text.runs` takes it apart.
---@field reported_in? string[] The keys of the sources through which the words reached the team, the one it read first.
---@field cite? { text: string, marks: string? } The citation as it was written over the quotation.
---@field language? string The language of the quoted words, as `ko`.
---@field translation? { text: string, language: string?, translator: string? } The quoted words in another language.

---What was declared of the answers to a question.
---@class agon.Rivals
---@field relation? string Exclusive, independent or partial.
---@field exhaustive boolean Whether no other answer is possible.

---A link as a table of its own.
---@class agon.Link
---@field id string Its id.
---@field label string Its name, or the short form of its id.
---@field premises string[] The ids of its premises: one or more.
---@field relation agon.Relation How they bear on the target.
---@field target string The id of what it bears on.
---@field targets_link? boolean True where the target is a link.
---@field strength number Its strength, 1 if not given.
---@field is_pro boolean Whether it speaks for its target.
---@field is_con boolean Whether it speaks against it.
---@field name? string Its name.
---@field scheme? string The pattern of the inference.
---@field reason? string Its warrant, in words.
---@field marks? string How the quotation is marked in this use, where that differs from the evidence's own marks.
---@field attributes? table<string, any> Its attributes.
---@field map? string In a commit: the id of its map.
---@field before? agon.Link In `commit:edited`: the link as it was.

---A source as a table of its own.
---@class agon.Source
---@field key string Its key.
---@field title string Its title.
---@field authors string[] The family names of its authors.
---@field year? number When it was issued.
---@field short string As it is cited in a running text: `Lee 2024`.
---@field csl table<string, any> The whole record, as CSL-JSON.
---@field assessment? agon.Assessment What the team thinks of it.

---What a team thinks of a source.
---@class agon.Assessment
---@field reliability? string A letter, A to F.
---@field credibility? number A number, 1 to 6.
---@field note string Why; perhaps empty.

---What `map:edges()` gives: one entry for each premise of each link, and two for a contradiction, which bears on both its ends. Entry `e` of a column of `u32` is `buffer.readu32(edges.premise, (e - 1) * 4)`.
---@class agon.Edges
---@field count number How many entries.
---@field premise buffer `u32`: the position of the premise.
---@field target buffer `u32`: the position of the target.
---@field link buffer `u32`: the position of the link.
---@field onto_link buffer `u8`: 1 where the target is a link and not a node.
---@field sign buffer `i8`: 1 for, -1 against, 0 for an answer.
---@field strength buffer `f64`: the strength of the link.

---One change.
---@alias agon.Change agon.AddNode|agon.AddLink|agon.AddMap|agon.AddSource|agon.Edit|agon.Remove

---A new node. Of the six relations it may have one: the link of which it is the only premise.
---@class agon.AddNode
---@field add agon.Kind Its kind.
---@field text? string What it says.
---@field name? string Its name.
---@field tags? string[] Its tags.
---@field credence? number Its credence, in 0..1.
---@field source? string The key of the source that it cites. An unknown one is added.
---@field citation? agon.Citation What it says of its source.
---@field rivals? agon.Rivals Of a question: what is declared of its answers.
---@field attributes? table<string, any> Its attributes.
---@field map? string The map in which it stands.
---@field section? string The heading under which it stands. An unknown one is added.
---@field side? string Who brings it forward.
---@field ref? string What the rest of the list calls it.
---@field answers? string The question that it answers.
---@field supports? string The node that it supports.
---@field rebuts? string The node that it rebuts.
---@field undercuts? string The link that it undercuts.
---@field underpins? string The link that it underpins.
---@field contradicts? string The node that it contradicts.

---A new link, with `premises` or one `premise`.
---@class agon.AddLink
---@field add "link" That it is a link.
---@field premises? string[] Its premises.
---@field premise? string Its only premise.
---@field relation agon.Relation How they bear on the target.
---@field target string What it bears on.
---@field name? string Its name.
---@field strength? number Its strength, in 0..1.
---@field scheme? string The pattern of the inference.
---@field reason? string Its warrant, in words.
---@field marks? string How the quotation is marked in this use, where that differs from the evidence's own marks.
---@field attributes? table<string, any> Its attributes.
---@field map? string The map in which it stands.
---@field ref? string What the rest of the list calls it.

---A new map.
---@class agon.AddMap
---@field add "map" That it is a map.
---@field name string Its name.
---@field title? string Its title; its name, if not given.
---@field summary? string What it is about.
---@field sections? { title: string, level: number }[] Its headings, in order.
---@field attributes? table<string, any> Its attributes.

---A new source.
---@class agon.AddSource
---@field add "source" That it is a source.
---@field key string Its key.
---@field title? string Its title.
---@field authors? string[] `Lee, Ada` is family and given name; what has no comma stands as it is.
---@field year? number When it was issued.
---@field url? string Where it is found.
---@field note? string A note in the record.
---@field csl? table<string, any> The whole record, as CSL-JSON.
---@field assessment? agon.Assessment What the team thinks of it.

---Other values for some fields of a record: those of its addition, but for where it stands and what it joins. A node's `kind` can change too. `agon.json.null` empties a field.
---@class agon.Edit
---@field edit "node"|"link"|"map"|"source" What is edited.
---@field id string Which.

---A record goes, with what cannot stand without it.
---@class agon.Remove
---@field remove "node"|"link"|"map"|"source" What goes.
---@field id string Which.

---A commit, as hooks see it.
---@class agon.Commit
---@field message string Why it is made, in a line.
---@field author string By whom.
local Commit = {}

---The records that come with the commit: all nodes, or those of a kind, or links, maps or sources.
---@param kind? agon.CommitKind
---@return any[]
function Commit:added(kind) end

---The records that change, as they will be. Each has its old form as `before`.
---@param kind? agon.CommitKind
---@return any[]
function Commit:edited(kind) end

---The records that go, as they were.
---@param kind? agon.CommitKind
---@return any[]
function Commit:removed(kind) end

---A map by its name or id, as it will be with this commit.
---@param name string
---@return agon.Map?
function Commit:map(name) end

---Refuses the commit, unless the complaint says that it is a warning or a note. After a commit it is a warning.
---@param complaint agon.Complaint
function Commit:reject(complaint) end

---Adds one change, or a list of them, to the commit: all are stored, or none. Only before a commit.
---@param changes agon.Change|agon.Change[]
function Commit:change(changes) end

---What a commit's records can be asked by. `node`, which is usual, means nodes of any kind.
---@alias agon.CommitKind "node"|"question"|"claim"|"evidence"|"rebuttal"|"link"|"map"|"source"

---What `report` and `commit:reject` take. A complaint is about one thing at most.
---@class agon.Complaint
---@field message string What is wrong, in a line.
---@field hint? string What to do about it.
---@field code? string A word for this kind of complaint; the name of the lint or plugin is put before it.
---@field severity? "error"|"warning"|"note" In `report` usually a warning, before a commit an error.
---@field node? string The node that it is about, by id or name.
---@field link? string The link that it is about.
---@field map? string The map that it is about.
---@field source? string The source that it is about, by its key.

---What a command works at.
---@class agon.Context
local Context = {}

---Every map of the database, in short.
---@return agon.MapInfo[]
function Context:maps() end

---A map by its name. It lives as long as it is wanted.
---@param name string
---@return agon.Map?
function Context:map(name) end

---Every scorer, built in or from a plugin, by its name.
---@return { name: string, summary: string }[]
function Context:scorers() end

---The nodes of the whole database that a query finds.
---@param query string
---@return agon.Node[]
function Context:find(query) end

---An iterator over lists of at most `size` nodes, 1000 if not given: those of a query, or all, oldest first. Memory holds one list at a time.
---@param query? string
---@param size? number
---@return fun(): agon.Node[]?
function Context:chunks(query, size) end

---Notes one change, or a list of them. What was noted becomes one commit when the command or script has ended well.
---@param changes agon.Change|agon.Change[]
---@param message? string
function Context:commit(changes, message) end

---Writes a line to standard output.
---@param ... any
function Context:print(...) end

---Writes a text to standard output as it is.
---@param text string
function Context:write(text) end

---Writes a table, in the form that `--tables` asks for. A row is a list of values, or a table of them by column. Rows by column stand in the order of the alphabet, where `columns` names none.
---@param rows any[]
---@param columns? string[]
function Context:table(rows, columns) end

---Says on a terminal how far it is, after the first second.
---@param done number
---@param total? number
function Context:progress(done, total) end

---A line that the user types, or `nil` where nobody is. The time of waiting does not count.
---@param prompt string
---@return string?
function Context:ask(prompt) end

---A map's own record.
---@class agon.MapInfo
---@field id string Its id.
---@field name string Its name.
---@field title string Its title.
---@field summary string What it is about; perhaps empty.

---@class agon
---@field version string The program's version.
---@field api number The number of the interface: 1.
---@field args string[] The arguments after the script's name. `...` holds them too.
---@field db agon.Context The database, the page and the user. It is what a command gets as its `context`.
agon = {}

---A source as it is cited: `short` for the running text, which is usual, or `full` for a bibliography.
---@param source agon.Source
---@param style? "short"|"full"
---@return string
function agon.cite(source, style) end

---The same as `map:find(query)`. It is `nil` where the program lends no queries.
---@param map agon.Map
---@param query string
---@return agon.Node[]
function agon.query(map, query) end

---Seconds since 1970. Needs the grant `clock`.
---@return number
function agon.clock() end

---A number in 0..1; with one bound a whole number from 1 to it, with two a whole number between them. The same sequence on every run, for the same `--seed`. Needs the grant `random`, but not in a script.
---@param low? number
---@param high? number
---@return number
function agon.random(low, high) end

---The bytes of a file in one of the `folders` that `agon.toml` names for the plugin. The path is relative to the folder. Needs the grant `read_files`.
---@param path string
---@return string
function agon.read_file(path) end

---@class agon_column
agon.column = {}

---A column of noughts.
---@param count number
---@return buffer
function agon.column.new(count) end

---How many numbers a column has.
---@param column buffer
---@return number
function agon.column.count(column) end

---Reads a number.
---@param column buffer
---@param position number
---@return number
function agon.column.get(column, position) end

---Writes a number.
---@param column buffer
---@param position number
---@param number number
function agon.column.set(column, position, number) end

---@class agon_escape
agon.escape = {}

---For HTML.
---@param text string
---@return string
function agon.escape.html(text) end

---For Markdown.
---@param text string
---@return string
function agon.escape.markdown(text) end

---For LaTeX.
---@param text string
---@return string
function agon.escape.latex(text) end

---For Typst.
---@param text string
---@return string
function agon.escape.typst(text) end

---For Mermaid.
---@param text string
---@return string
function agon.escape.mermaid(text) end

---For DOT, within quotation marks.
---@param text string
---@return string
function agon.escape.dot(text) end

---For XML.
---@param text string
---@return string
function agon.escape.xml(text) end

---For CSV: a cell, in quotation marks where it needs them, and never a formula.
---@param text string
---@return string
function agon.escape.csv(text) end

---@class agon_json
---@field null any JSON's null. In an edit it empties a field.
agon.json = {}

---JSON text, keys in alphabetical order. A cycle, a function or a number that is none raises.
---@param value any
---@param options? { indent: boolean? }
---@return string
function agon.json.encode(value, options) end

---Tables, texts, numbers and booleans from JSON text. `null` becomes `agon.json.null`.
---@param text string
---@return any
function agon.json.decode(text) end

---Marks a table as a list, so that an empty one is encoded as `[]` and not as `{}`. Without a table it makes one.
---@param table? any[]
---@return any[]
function agon.json.list(table) end

---@class agon_log
agon.log = {}

---Says a line that is shown with `-vv` only.
---@param value any
function agon.log.debug(value) end

---Says a line that is shown with `-v` only.
---@param value any
function agon.log.info(value) end

---Says a line on standard error, marked as a warning.
---@param value any
function agon.log.warn(value) end

---@class agon_plot
agon.plot = {}

---One line a bin: its bounds, how many numbers fall into it, a bar. Usual are 10 bins and bars of 40 columns.
---@param numbers number[]
---@param options? { bins: number?, width: number?, min: number?, max: number? }
---@return string
function agon.plot.histogram(numbers, options) end

---One line for each row, which is a label and a number: `{ "label", 1 }`.
---@param rows any[][]
---@param options? { width: number? }
---@return string
function agon.plot.bars(rows, options) end

---@class agon_testing
agon.testing = {}

---Reads a map from Argdown.
---@param text string
---@return agon.Map
function agon.testing.map(text) end

---What a scorer says of each node, by its label.
---@param map agon.Map
---@param name string
---@return table<string, number>
function agon.testing.score(map, name) end

---What an exporter writes: a text, or a list of `{ path =, data = }`.
---@param map agon.Map
---@param name string
---@param options? agon.Options
---@return any
function agon.testing.export(map, name, options) end

---The defaults of an exporter's options.
---@param name string
---@return agon.Options
function agon.testing.options(name) end

---The map that an importer makes of a text.
---@param text string
---@param name string
---@param options? agon.Options
---@return agon.Map
function agon.testing.import(text, name, options) end

---Whether an importer takes the beginning of a text for its own.
---@param name string
---@param head string
---@return boolean
function agon.testing.detect(name, head) end

---What a lint of the plugin reports, under other options if they are given. Nodes and links are told by their labels.
---@param map agon.Map
---@param name string
---@param options? agon.Options
---@return agon.Complaint[]
function agon.testing.lint(map, name, options) end

---Tries changes of a map against the plugin's `before_commit`: whether it refuses them, what it says, what it adds, and the map afterwards.
---@param map agon.Map
---@param changes agon.Change|agon.Change[]
---@param options? agon.Options
---@return { refused: boolean, complaints: agon.Complaint[], changes: any[], map: agon.Map }
function agon.testing.commit(map, changes, options) end

---Runs a command of the plugin over some maps, with answers for what it asks. Tables are written with a tab between cells.
---@param name string
---@param args? agon.Options
---@param around? { maps: agon.Map[]?, answers: string[]? }
---@return { status: number, output: string, changes: any[], message: string?, asked: string[] }
function agon.testing.run(name, args, around) end

---@class agon_text
agon.text = {}

---Lines of at most `width` columns. `first` stands before the first of them, `rest` before the others. `whole` breaks at blanks only, even where a word is too wide.
---@param text string
---@param width number
---@param options? { first: string?, rest: string?, whole: boolean? }
---@return string
function agon.text.wrap(text, width, options) end

---How many columns a text takes on a terminal.
---@param text string
---@return number
function agon.text.width(text) end

---The words of a text, without the punctuation around them.
---@param text string
---@return string[]
function agon.text.words(text) end

---The name nearest to a text, or `nil` where nothing of it can stand in a name.
---@param text string
---@return string?
function agon.text.slug(text) end

---One form of quotation marks, dashes and blanks, and no empty lines: for comparing texts from different hands.
---@param text string
---@return string
function agon.text.normalise(text) end

---A marked text in runs, from first to last: `is_spoken` where it is highlighted or shaded, `is_summary` where it is underlined or emphasised.
---@param text string
---@param marks? string?
---@return { text: string, marks: string, is_spoken: boolean, is_summary: boolean }[]
function agon.text.runs(text, marks) end

---@class agon.assert
---@overload fun(value: any, message?: string): any
assert = {}

---The same as `assert`.
---@param value any
---@param message? string
function assert.truthy(value, message) end

---Passes when `a == b`.
---@param a any
---@param b any
function assert.equal(a, b) end

---Passes when both are equal, tables field by field.
---@param a any
---@param b any
function assert.same(a, b) end

---Passes when two numbers are at most `tolerance` apart, 10⁻⁹ if not given.
---@param a number
---@param b number
---@param tolerance? number
function assert.near(a, b, tolerance) end

---Passes when the text contains the part.
---@param part string
---@param text string
function assert.contains(part, text) end

---Passes when the text matches the Lua pattern.
---@param pattern string
---@param text string
function assert.matches(pattern, text) end

---Passes when the body raises, and the message contains the part.
---@param part string
---@param body fun()
function assert.raises(part, body) end

---Says a line on standard error with the plugin's name. In a script it writes to standard output.
---@param ... any
function print(...) end

---Runs `name.lua` of the plugin's own folder, once, and gives what it returns. Nothing else can be required.
---@param name string
---@return any
function require(name) end

---Puts tests under a name.
---@param name string
---@param body fun()
function describe(name, body) end

---A test: it passes unless its body raises.
---@param name string
---@param body fun()
function it(name, body) end

---Runs before each test that follows in the same `describe`.
---@param body fun()
function before_each(body) end
