//! What a plugin brings, kind by kind.

use agon_core::extend::Moment;
use mlua::{Function, Table, Value};

use super::fields::{Reader, joined, shown};
use super::{CommandEntry, ExporterEntry, HookEntry, ImporterEntry, LintEntry, MAX_COLUMNS, Role, ScorerEntry};

const SCORER_KEYS: [&str; 5] = ["summary", "score", "score_all", "positions", "columns"];
const EXPORTER_KEYS: [&str; 5] = ["summary", "export", "extension", "media_type", "binary"];
const IMPORTER_KEYS: [&str; 4] = ["summary", "import", "extensions", "detect"];
const HOOK_KEYS: [&str; 2] = ["order", "run"];
const LINT_KEYS: [&str; 2] = ["summary", "check"];
const COMMAND_KEYS: [&str; 3] = ["summary", "run", "args"];
/// The place of a hook that names none.
const USUAL_ORDER: i64 = 100;

impl Reader<'_> {
    fn keep(&mut self, role: Role, name: &str, function: Function) {
        self.functions.insert((role, name.to_owned()), function);
    }

    pub(super) fn scorer(&mut self, name: String, within: String, table: &Table) -> Option<ScorerEntry> {
        self.keys(table, &SCORER_KEYS, &within);
        let summary = self.text(table, "summary", &within, true);
        let each = self.function(table, "score", &within);
        let whole = self.function(table, "score_all", &within);
        let positions = self.boolean(table, "positions", &within);
        let columns = self.columns(table, &within);
        let (function, is_whole) = match (each, whole) {
            (Some(each), None) => (each, false),
            (None, Some(whole)) => {
                if positions || !columns.is_empty() {
                    let message = format!("`{within}` has `score_all`, which is handed no nodes");
                    self.complain("plugin/scorer", message, &within, "`positions` and `columns` go with `score`");
                }
                (whole, true)
            }
            (Some(_), Some(_)) => {
                let message = format!("`{within}` has both `score` and `score_all`");
                self.complain("plugin/scorer", message, &within, "keep one");
                return None;
            }
            (None, None) => {
                let message = format!("`{within}` has no function");
                let hint = "give it `score` (for each node) or `score_all` (for the whole map)";
                self.complain("plugin/scorer", message, &within, hint);
                return None;
            }
        };
        self.keep(Role::Score, &name, function);
        Some(ScorerEntry { name, summary: summary?, is_whole, positions, columns })
    }

    /// The columns that a scorer asks for. Whether there is such a column shows when it runs: scorers are columns too.
    fn columns(&mut self, table: &Table, within: &str) -> Vec<String> {
        let Some(listed) = self.table(table, "columns", within) else { return Vec::new() };
        let names: Vec<Option<String>> =
            listed.sequence_values::<Value>().map(|name| Some(name.ok()?.as_string()?.to_str().ok()?.to_owned())).collect();
        let is_list = listed.pairs::<Value, Value>().count() == names.len();
        if names.len() > MAX_COLUMNS || names.iter().any(Option::is_none) || !is_list {
            let message = format!("`{within}.columns` must be a list of at most {MAX_COLUMNS} names of columns");
            self.complain("plugin/type", message, &joined(within, "columns"), "columns = { \"kind\", \"credence\" }");
        }
        names.into_iter().flatten().collect()
    }

    pub(super) fn exporter(&mut self, name: String, within: String, table: &Table) -> Option<ExporterEntry> {
        self.keys(table, &EXPORTER_KEYS, &within);
        let summary = self.text(table, "summary", &within, true);
        let extension = self.text(table, "extension", &within, false).unwrap_or_default();
        if !is_extension(&extension, true) {
            let message = format!("`{within}.extension` is `{extension}`");
            self.complain("plugin/type", message, &joined(&within, "extension"), "letters and digits, without the dot: \"md\"");
        }
        let is_binary = self.boolean(table, "binary", &within);
        let usual = if is_binary { "application/octet-stream" } else { "text/plain" };
        let media_type = self.text(table, "media_type", &within, false).unwrap_or_else(|| usual.to_owned());
        let export = self.needed_function(table, "export", &within, "function(map, options) … end")?;
        self.keep(Role::Export, &name, export);
        Some(ExporterEntry { name, summary: summary?, extension, media_type, is_binary })
    }

    pub(super) fn importer(&mut self, name: String, within: String, table: &Table) -> Option<ImporterEntry> {
        self.keys(table, &IMPORTER_KEYS, &within);
        let summary = self.text(table, "summary", &within, true);
        let mut extensions = Vec::new();
        if let Some(listed) = self.table(table, "extensions", &within) {
            for value in listed.sequence_values::<Value>().flatten() {
                match value.as_string().map(|text| text.to_string_lossy()).filter(|text| is_extension(text, false)) {
                    Some(extension) => extensions.push(extension.to_ascii_lowercase()),
                    None => {
                        let message = format!("`{within}.extensions` has {}", shown(&value));
                        let hint = "letters and digits, without the dot: { \"txt\" }";
                        self.complain("plugin/type", message, &joined(&within, "extensions"), hint);
                    }
                }
            }
        }
        let detect = self.function(table, "detect", &within);
        let import = self.needed_function(table, "import", &within, "function(text, options) … end")?;
        let detects = detect.is_some();
        if let Some(detect) = detect {
            self.keep(Role::Detect, &name, detect);
        }
        self.keep(Role::Import, &name, import);
        Some(ImporterEntry { name, summary: summary?, extensions, detects })
    }

    pub(super) fn hooks(&mut self, table: &Table) -> Vec<HookEntry> {
        let mut hooks = Vec::new();
        let Some(inner) = self.table(table, "hooks", "") else { return hooks };
        let moments = Moment::ALL.map(Moment::word);
        self.keys(&inner, &moments, "hooks");
        for moment in Moment::ALL {
            let within = joined("hooks", moment.word());
            let Some(entry) = self.table(&inner, moment.word(), "hooks") else { continue };
            self.keys(&entry, &HOOK_KEYS, &within);
            let order = self.integer(&entry, "order", &within).unwrap_or(USUAL_ORDER);
            if let Some(run) = self.needed_function(&entry, "run", &within, "function(commit, options) … end") {
                self.keep(Role::Hook, moment.word(), run);
                hooks.push(HookEntry { moment, order });
            }
        }
        // Whoever only writes loads no plugin whose text lacks this word: see `Host::load_hooks`.
        if !hooks.is_empty() && !self.source.contains("hooks") {
            let message = "the key `hooks` does not stand in init.lua".to_owned();
            self.complain("plugin/hooks", message, "", "write it out there: hooks = { before_commit = … }");
        }
        hooks
    }

    pub(super) fn lint(&mut self, name: String, within: String, table: &Table) -> Option<LintEntry> {
        self.keys(table, &LINT_KEYS, &within);
        let summary = self.text(table, "summary", &within, true);
        let check = self.needed_function(table, "check", &within, "function(map, report, options) … end")?;
        self.keep(Role::Check, &name, check);
        Some(LintEntry { name, summary: summary? })
    }

    pub(super) fn command(&mut self, name: String, within: String, table: &Table) -> Option<CommandEntry> {
        self.keys(table, &COMMAND_KEYS, &within);
        let summary = self.text(table, "summary", &within, true);
        let arguments = self.arguments(table, &within);
        let run = self.needed_function(table, "run", &within, "function(context, args) … end")?;
        self.keep(Role::Command, &name, run);
        Some(CommandEntry { name, summary: summary?, arguments })
    }
}

fn is_extension(text: &str, may_be_empty: bool) -> bool {
    (may_be_empty || !text.is_empty())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
        && !text.starts_with('.')
        && !text.ends_with('.')
}
