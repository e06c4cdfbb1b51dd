//! What a plugin says of itself: the table its `init.lua` returns, checked key by key.

use agon_core::diagnostic::{Diagnostic, Place, Span, nearest};
use agon_core::extend::{OptionKind, OptionSpec};
use agon_core::model::Name;
use mlua::{Function, Table, Value};

use crate::api::API;
use crate::api::json::{Meter, to_json};
use crate::settings::Capability;

const KEYS: [&str; 8] = ["api", "name", "summary", "version", "options", "capabilities", "scorers", "exporters"];
/// Keys that the contract names and this version of the host does not serve.
const LATER: [&str; 4] = ["importers", "hooks", "lints", "commands"];
const OPTION_KEYS: [&str; 6] = ["type", "default", "min", "max", "one_of", "help"];
const SCORER_KEYS: [&str; 5] = ["summary", "score", "score_all", "positions", "columns"];
const EXPORTER_KEYS: [&str; 5] = ["summary", "export", "extension", "media_type", "binary"];

/// A checked description.
#[derive(Debug, Clone)]
pub(crate) struct Description {
    pub(crate) summary: String,
    pub(crate) version: Option<String>,
    pub(crate) options: Vec<OptionSpec>,
    pub(crate) capabilities: Vec<Capability>,
    pub(crate) scorers: Vec<ScorerEntry>,
    pub(crate) exporters: Vec<ExporterEntry>,
}

/// One scorer of a plugin.
#[derive(Debug, Clone)]
pub(crate) struct ScorerEntry {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) kind: ScorerKind,
}

/// The most columns that a per-node scorer is handed.
pub(crate) const MAX_COLUMNS: usize = 8;

/// How a scorer is asked.
#[derive(Debug, Clone)]
pub(crate) enum ScorerKind {
    /// `score(map, id, options, …)`, once a node.
    Each {
        score: Function,
        /// Hand the node's position in place of its id.
        positions: bool,
        /// The columns whose numbers for the node are handed after the options.
        columns: Vec<String>,
    },
    /// `score_all(map, options)`, once a map.
    Whole(Function),
}

/// One exporter of a plugin.
#[derive(Debug, Clone)]
pub(crate) struct ExporterEntry {
    pub(crate) name: String,
    pub(crate) summary: String,
    pub(crate) extension: String,
    pub(crate) media_type: String,
    pub(crate) binary: bool,
    pub(crate) export: Function,
}

/// Reads the returned value. `source` is the text of `init.lua`, for pointing at keys.
pub(crate) fn read(
    lua: &mlua::Lua,
    folder: &str,
    path: &str,
    source: &str,
    returned: &Value,
) -> Result<Description, Vec<Diagnostic>> {
    let mut reader = Reader { lua, path, source, complaints: Vec::new() };
    let Value::Table(table) = returned else {
        let message = format!("the file returns a {}, not the plugin's table", returned.type_name());
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
        scorers: reader.entries(table, "scorers", Reader::scorer),
        exporters: reader.entries(table, "exporters", Reader::exporter),
    };
    if description.scorers.is_empty() && description.exporters.is_empty() && reader.complaints.is_empty() {
        let message = "it offers nothing".to_owned();
        reader.complain("plugin/empty", message, "", "give it scorers or exporters");
    }
    if reader.complaints.is_empty() { Ok(description) } else { Err(reader.complaints) }
}

struct Reader<'a> {
    lua: &'a mlua::Lua,
    path: &'a str,
    source: &'a str,
    complaints: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Complains, pointing at the first line where the last part of `at` stands as a key.
    fn complain(&mut self, code: &'static str, message: String, at: &str, hint: &str) {
        let key = at.rsplit('.').next().unwrap_or(at);
        let place = find_key(self.source, key).unwrap_or((1, 1));
        let mut complaint =
            Diagnostic::error(code, message).at(Place::File { path: self.path.to_owned(), span: Span::point(place.0, place.1) });
        if let Some(line) = self.source.lines().nth(place.0 - 1).filter(|_| !key.is_empty()) {
            complaint = complaint.excerpt(line.trim_end());
        }
        self.complaints.push(if hint.is_empty() { complaint } else { complaint.hint(hint) });
    }

    /// Every key of a table must be known.
    fn keys(&mut self, table: &Table, known: &[&str], within: &str) {
        let mut unknown: Vec<String> = Vec::new();
        for pair in table.pairs::<Value, Value>().flatten() {
            match &pair.0 {
                Value::String(key) if known.iter().any(|one| key.as_bytes() == one.as_bytes()) => {}
                other => unknown.push(shown(other)),
            }
        }
        unknown.sort();
        for key in unknown {
            let key = key.trim_matches('"').to_owned();
            let at = joined(within, &key);
            if within.is_empty() && LATER.contains(&key.as_str()) {
                let message = format!("`{key}` are not served by this version of Agon");
                self.complain("plugin/key", message, &at, "it serves scorers and exporters");
                continue;
            }
            let hint = match nearest(&key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys are {}", known.join(", ")),
            };
            self.complain("plugin/key", format!("there is no key `{at}`"), &at, &hint);
        }
    }

    fn wrong(&mut self, at: &str, wanted: &str, value: &Value) {
        self.complain("plugin/type", format!("`{at}` must be {wanted}, and is {}", shown(value)), at, "");
    }

    fn text(&mut self, table: &Table, key: &str, within: &str, needed: bool) -> Option<String> {
        let at = joined(within, key);
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil if needed => {
                self.complain("plugin/missing", format!("`{at}` is missing"), within, "give it a text of one line");
                None
            }
            Value::Nil => None,
            Value::String(text) => match text.to_str() {
                Ok(text) if !text.trim().is_empty() && !text.chars().any(char::is_control) => Some(text.to_owned()),
                _ => {
                    self.complain("plugin/type", format!("`{at}` must be a text of one line"), &at, "");
                    None
                }
            },
            other => {
                self.wrong(&at, "a text", &other);
                None
            }
        }
    }

    fn table(&mut self, table: &Table, key: &str, within: &str) -> Option<Table> {
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil => None,
            Value::Table(inner) => Some(inner),
            other => {
                self.wrong(&joined(within, key), "a table", &other);
                None
            }
        }
    }

    /// The named tables in `table[key]`, by name.
    fn named(&mut self, table: &Table, key: &str) -> Vec<(String, Table)> {
        let mut named = Vec::new();
        let Some(inner) = self.table(table, key, "") else { return named };
        for (name, value) in inner.pairs::<Value, Value>().flatten() {
            let Value::String(name) = &name else {
                let message = format!("an entry of `{key}` has {} as its name", shown(&name));
                self.complain("plugin/type", message, key, &format!("write {key} = {{ [\"NAME\"] = {{ … }} }}"));
                continue;
            };
            let name = name.to_string_lossy();
            match value {
                Value::Table(inner) => named.push((name, inner)),
                other => self.wrong(&joined(key, &name), "a table", &other),
            }
        }
        named.sort_by(|a, b| a.0.cmp(&b.0));
        named
    }

    fn entries<T>(&mut self, table: &Table, key: &str, read: impl Fn(&mut Self, String, String, &Table) -> Option<T>) -> Vec<T> {
        let mut entries = Vec::new();
        for (name, inner) in self.named(table, key) {
            let within = joined(key, &name);
            if let Err(error) = Name::new(&name) {
                self.complain("plugin/name", format!("`{within}`: {error}"), &within, "");
                continue;
            }
            entries.extend(read(self, name, within, &inner));
        }
        entries
    }

    fn scorer(&mut self, name: String, within: String, table: &Table) -> Option<ScorerEntry> {
        self.keys(table, &SCORER_KEYS, &within);
        let summary = self.text(table, "summary", &within, true);
        let each = self.function(table, "score", &within);
        let whole = self.function(table, "score_all", &within);
        let positions = self.flag(table, "positions", &within);
        let columns = self.columns(table, &within);
        let kind = match (each, whole) {
            (Some(score), None) => ScorerKind::Each { score, positions, columns },
            (None, Some(whole)) => {
                if positions || !columns.is_empty() {
                    let message = format!("`{within}` has `score_all`, which is handed no nodes");
                    self.complain("plugin/scorer", message, &within, "`positions` and `columns` go with `score`");
                }
                ScorerKind::Whole(whole)
            }
            (Some(_), Some(_)) => {
                let message = format!("`{within}` has both `score` and `score_all`");
                self.complain("plugin/scorer", message, &within, "keep one");
                return None;
            }
            (None, None) => {
                let message = format!("`{within}` has no function");
                self.complain(
                    "plugin/scorer",
                    message,
                    &within,
                    "give it `score` (for each node) or `score_all` (for the whole map)",
                );
                return None;
            }
        };
        Some(ScorerEntry { name, summary: summary?, kind })
    }

    fn exporter(&mut self, name: String, within: String, table: &Table) -> Option<ExporterEntry> {
        self.keys(table, &EXPORTER_KEYS, &within);
        let summary = self.text(table, "summary", &within, true);
        let extension = self.text(table, "extension", &within, false).unwrap_or_default();
        if !extension.chars().all(|c| c.is_ascii_alphanumeric() || c == '.') || extension.starts_with('.') {
            let message = format!("`{within}.extension` is `{extension}`");
            self.complain("plugin/type", message, &joined(&within, "extension"), "letters and digits, without the dot: \"md\"");
        }
        let binary = self.flag(table, "binary", &within);
        let usual = if binary { "application/octet-stream" } else { "text/plain" };
        let media_type = self.text(table, "media_type", &within, false).unwrap_or_else(|| usual.to_owned());
        let Some(export) = self.function(table, "export", &within) else {
            if table.raw_get::<Value>("export").is_ok_and(|value| value.is_nil()) {
                let message = format!("`{within}` has no function `export`");
                self.complain("plugin/exporter", message, &within, "give it export = function(map, options) … end");
            }
            return None;
        };
        Some(ExporterEntry { name, summary: summary?, extension, media_type, binary, export })
    }

    fn flag(&mut self, table: &Table, key: &str, within: &str) -> bool {
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil => false,
            Value::Boolean(set) => set,
            other => {
                self.wrong(&joined(within, key), "true or false", &other);
                false
            }
        }
    }

    /// The columns that a scorer asks for. Whether there is such a column shows when it runs: scorers are columns too.
    fn columns(&mut self, table: &Table, within: &str) -> Vec<String> {
        let Some(listed) = self.table(table, "columns", within) else { return Vec::new() };
        let names: Vec<Option<String>> =
            listed.sequence_values::<Value>().map(|name| Some(name.ok()?.as_string()?.to_str().ok()?.to_owned())).collect();
        if names.len() > MAX_COLUMNS || names.iter().any(Option::is_none) || listed.pairs::<Value, Value>().count() != names.len()
        {
            let message = format!("`{within}.columns` must be a list of at most {MAX_COLUMNS} names of columns");
            self.complain("plugin/type", message, &joined(within, "columns"), "columns = { \"kind\", \"credence\" }");
        }
        names.into_iter().flatten().collect()
    }

    fn function(&mut self, table: &Table, key: &str, within: &str) -> Option<Function> {
        match table.raw_get::<Value>(key).unwrap_or(Value::Nil) {
            Value::Nil => None,
            Value::Function(function) => Some(function),
            other => {
                self.wrong(&joined(within, key), "a function", &other);
                None
            }
        }
    }

    fn capabilities(&mut self, table: &Table) -> Vec<Capability> {
        let mut wanted = Vec::new();
        let words: Vec<&str> = Capability::ALL.iter().map(|one| one.word()).collect();
        let Some(listed) = self.table(table, "capabilities", "") else { return wanted };
        for (_, value) in listed.pairs::<Value, Value>().flatten() {
            let word = value.as_string().map(|text| text.to_string_lossy());
            match word.as_deref().and_then(Capability::from_word) {
                Some(capability) => wanted.push(capability),
                None => {
                    let near = word.as_deref().and_then(|word| nearest(word, words.iter().copied()));
                    let hint = near.map_or_else(
                        || format!("capabilities are {}", words.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.complain(
                        "plugin/capability",
                        format!("there is no capability {}", shown(&value)),
                        "capabilities",
                        &hint,
                    );
                }
            }
        }
        wanted.sort();
        wanted.dedup();
        wanted
    }

    fn options(&mut self, table: &Table) -> Vec<OptionSpec> {
        self.entries(table, "options", Self::option)
    }

    fn option(&mut self, name: String, within: String, table: &Table) -> Option<OptionSpec> {
        self.keys(table, &OPTION_KEYS, &within);
        let help = self.text(table, "help", &within, true);
        let number = |key: &str| {
            table.raw_get::<Value>(key).ok().and_then(|value| value.as_number().or_else(|| value.as_integer().map(|n| n as f64)))
        };
        let (min, max) = (number("min"), number("max"));
        let words = self.table(table, "one_of", &within);
        let kind = match (self.text(table, "type", &within, words.is_none())?.as_str(), words) {
            (_, Some(words)) => {
                let one_of: Vec<String> = words.sequence_values::<String>().flatten().collect();
                OptionKind::OneOf { one_of }
            }
            ("boolean", None) => OptionKind::Boolean,
            ("integer", None) => OptionKind::Integer { min: min.map(|n| n as i64), max: max.map(|n| n as i64) },
            ("number", None) => OptionKind::Number { min, max },
            ("string", None) => OptionKind::String,
            (other, None) => {
                let types = ["boolean", "integer", "number", "string"];
                let hint = nearest(other, types)
                    .map_or_else(|| format!("types are {}", types.join(", ")), |near| format!("did you mean `{near}`?"));
                self.complain("plugin/type", format!("`{within}.type` is `{other}`"), &within, &hint);
                return None;
            }
        };
        let default = table.raw_get::<Value>("default").unwrap_or(Value::Nil);
        let spec = match to_json(self.lua, &default, &mut Meter::small()) {
            Ok(default) if !default.is_null() => OptionSpec { name, kind, default, help: help? },
            _ => {
                let message = format!("`{within}.default` is missing");
                self.complain("plugin/missing", message, &within, "every option has a default");
                return None;
            }
        };
        let own = [(spec.name.clone(), spec.default.clone())];
        match agon_core::extend::Options::check(std::slice::from_ref(&spec), own) {
            Ok(_) => Some(spec),
            Err(complaints) => {
                for complaint in complaints {
                    self.complain("plugin/type", format!("`{within}.default`: {}", complaint.message), &within, "");
                }
                None
            }
        }
    }
}

fn joined(within: &str, key: &str) -> String {
    if within.is_empty() { key.to_owned() } else { format!("{within}.{key}") }
}

/// A value in a few words.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", crate::context::escape_controls(&text.to_string_lossy())),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Nil => "nil".to_owned(),
        other => format!("a {}", other.type_name()),
    }
}

/// Line and column of the first `key =` or `["key"] =` in the text.
fn find_key(source: &str, key: &str) -> Option<(usize, usize)> {
    if key.is_empty() {
        return None;
    }
    let quoted = format!("[\"{key}\"]");
    for (index, line) in source.lines().enumerate() {
        for pattern in [quoted.as_str(), key] {
            for (at, _) in line.match_indices(pattern) {
                let before = line[..at].chars().next_back();
                let after = line[at + pattern.len()..].trim_start();
                let starts = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.');
                if starts && after.starts_with('=') && !after.starts_with("==") {
                    return Some((index + 1, line[..at].chars().count() + 1));
                }
            }
        }
    }
    None
}
