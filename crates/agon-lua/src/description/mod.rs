//! What a plugin says of itself: the table its `init.lua` returns, checked key by key.

mod entries;
mod fields;
mod options;
pub(crate) mod reference;

use std::collections::BTreeMap;

use agon_core::extend::{ArgumentSpec, Moment, OptionSpec};
use mlua::{Function, Value};
use serde::{Deserialize, Serialize};

use self::fields::{Reader, shown};
use crate::api::API;
use crate::settings::Capability;

const KEYS: [&str; 12] = [
    "api",
    "name",
    "summary",
    "version",
    "options",
    "capabilities",
    "scorers",
    "exporters",
    "importers",
    "hooks",
    "lints",
    "commands",
];

/// A checked description: plain data, without the functions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Description {
    pub(crate) summary: String,
    pub(crate) version: Option<String>,
    pub(crate) options: Vec<OptionSpec>,
    pub(crate) capabilities: Vec<Capability>,
    pub(crate) scorers: Vec<ScorerEntry>,
    pub(crate) exporters: Vec<ExporterEntry>,
    pub(crate) importers: Vec<ImporterEntry>,
    pub(crate) hooks: Vec<HookEntry>,
    pub(crate) lints: Vec<LintEntry>,
    pub(crate) commands: Vec<CommandEntry>,
}

/// One scorer of a plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScorerEntry {
    pub(crate) name: String,
    pub(crate) summary: String,
    /// Whether it is asked once a map (`score_all`), or once a node (`score`).
    pub(crate) is_whole: bool,
    /// Whether it is handed a node's position in place of its id.
    pub(crate) positions: bool,
    /// The columns whose numbers for the node are handed after the options.
    pub(crate) columns: Vec<String>,
}

/// The most columns that a per-node scorer is handed.
pub(crate) const MAX_COLUMNS: usize = 8;

/// One exporter of a plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ExporterEntry {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) extension: String,
    pub(crate) media_type: String,
    pub(crate) is_binary: bool,
}

/// One importer of a plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ImporterEntry {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) extensions: Vec<String>,
    /// Whether it has a function `detect`.
    pub(crate) detects: bool,
}

/// One hook of a plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct HookEntry {
    pub(crate) moment: Moment,
    pub(crate) order: i64,
}

/// One lint of a plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LintEntry {
    pub(crate) name: String,
    pub(crate) summary: String,
}

/// One command of a plugin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CommandEntry {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) arguments: Vec<ArgumentSpec>,
}

/// What a function of a plugin is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// `score` or `score_all`.
    Score,
    /// `export`.
    Export,
    /// `import`.
    Import,
    /// `detect`.
    Detect,
    /// `run` of a hook, under the moment's word.
    Hook,
    /// `check`.
    Check,
    /// `run` of a command.
    Command,
}

/// The functions of a plugin by what they are for and the entry's name.
pub(crate) type Functions = BTreeMap<(Role, String), Function>;

/// Reads the returned value. `source` is the text of `init.lua`, for pointing at keys.
pub(crate) fn read(
    lua: &mlua::Lua,
    folder: &str,
    path: &str,
    source: &str,
    returned: &Value,
) -> Result<(Description, Functions), Vec<agon_core::diagnostic::Diagnostic>> {
    let mut reader = Reader { lua, path, source, complaints: Vec::new(), functions: Functions::new() };
    let Value::Table(table) = returned else {
        let what = if returned.is_nil() { "nothing".to_owned() } else { format!("a {}", returned.type_name()) };
        let message = format!("the file returns {what}, not the plugin's table");
        reader.complain("plugin/table", message, "", "end init.lua with: return { api = 1, name = \"NAME\", … }");
        return Err(reader.complaints);
    };
    reader.keys(table, &KEYS, "");
    match table.raw_get::<Value>("api").unwrap_or(Value::Nil) {
        Value::Integer(API) => {}
        Value::Number(number) if number == API as f64 => {}
        Value::Nil => reader.complain("plugin/api", "`api` is missing".into(), "", &format!("this version serves api = {API}")),
        other => {
            let given = shown(&other);
            reader.complain("plugin/api", format!("`api` is {given}"), "api", &format!("this version serves api = {API}"));
        }
    }
    let name = reader.text(table, "name", "", true).unwrap_or_default();
    if !name.is_empty() && name != folder {
        let message = format!("`name` is `{name}` and the folder is `{folder}`");
        reader.complain("plugin/name", message, "name", "give both the same name");
    }
    let description = Description {
        summary: reader.text(table, "summary", "", true).unwrap_or_default(),
        version: reader.text(table, "version", "", false),
        options: reader.options(table),
        capabilities: reader.capabilities(table),
        scorers: reader.entries(table, "scorers", "", Reader::scorer),
        exporters: reader.entries(table, "exporters", "", Reader::exporter),
        importers: reader.entries(table, "importers", "", Reader::importer),
        hooks: reader.hooks(table),
        lints: reader.entries(table, "lints", "", Reader::lint),
        commands: reader.entries(table, "commands", "", Reader::command),
    };
    if reader.functions.is_empty() && reader.complaints.is_empty() {
        let message = "it offers nothing".to_owned();
        reader.complain("plugin/empty", message, "", "give it scorers, exporters, importers, hooks, lints or commands");
    }
    if reader.complaints.is_empty() { Ok((description, reader.functions)) } else { Err(reader.complaints) }
}
