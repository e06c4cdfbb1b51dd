//! `agon.toml`: what the user set for a database, read and checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use agon_core::diagnostic::{Diagnostic, Place, Span, nearest};
use serde_json::Value;

use crate::failure::Failure;

/// The file's name; it stands beside the `.agon` folder.
pub const FILE: &str = "agon.toml";

/// What a new database's settings file says.
pub const TEMPLATE: &str = "\
# Settings of this Agon database. Everything here is optional.

# Who is written into commits; --author and AGON_AUTHOR come first.
# author = \"Ada\"

# The scorer used where none is named: `agon formats` and `agon plugin list` tell what there is.
# scorer = \"dfquad\"

# What a call of a plugin may take: seconds of a short call (a whole-map scorer) and of a long one (a per-node scorer
# over a map, an exporter, a script), MiB of memory and of output.
# [limits]
# short = 5
# long = 30
# memory = 256
# output = 64

# One table for each plugin:
# [plugin.evidence-weight]
# enabled = true
# options.prior = 2.0
# allow = []            # of: \"read_files\", \"clock\", \"random\"
# folders = [\"data\"]    # whose files it may read, if it is allowed to
# isolate = true        # a process of its own; so it is for plugins that do not come with Agon
";

/// What the user said of one plugin.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PluginSettings {
    /// Whether it is on, where the user says.
    pub enabled: Option<bool>,
    /// Its options.
    pub options: BTreeMap<String, Value>,
    /// What it was granted.
    pub allow: Vec<String>,
    /// The folders whose files it may read, from the folder of this file.
    pub folders: Vec<PathBuf>,
    /// Whether it runs in a process of its own, where the user says.
    pub isolate: Option<bool>,
}

/// Everything the file can say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Who is written into commits.
    pub author: Option<String>,
    /// The scorer where none is named.
    pub scorer: Option<String>,
    /// By name.
    pub plugins: BTreeMap<String, PluginSettings>,
    /// What a call of a plugin may take, where it differs from the usual.
    pub limits: Limits,
}

/// Limits of plugins as the user set them: whole seconds and MiB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Seconds of a short call.
    pub short: Option<u32>,
    /// Seconds of a long call.
    pub long: Option<u32>,
    /// MiB of memory.
    pub memory: Option<u32>,
    /// MiB of output.
    pub output: Option<u32>,
}

const LIMITS: [&str; 4] = ["limits.short", "limits.long", "limits.memory", "limits.output"];

/// Reads the settings beside a database folder; no file is no settings.
pub fn load(database: &Path) -> Result<Settings, Failure> {
    let path = database.parent().map_or_else(|| PathBuf::from(FILE), |root| root.join(FILE));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Settings::default()),
        Err(error) => return Err(Failure::io("read", &path.display().to_string(), error)),
    };
    parse(&text, FILE).map_err(Failure::complaints)
}

/// Parses the file's text; every mistake is told.
pub fn parse(text: &str, path: &str) -> Result<Settings, Vec<Diagnostic>> {
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text[..start].matches('\n').count() + 1;
        let column = text[..start].rsplit('\n').next().map_or(1, |rest| rest.chars().count() + 1);
        let place = Place::File { path: path.into(), span: Span::point(line, column) };
        vec![Diagnostic::error("settings/syntax", error.message().replace('\n', " ")).at(place)]
    })?;
    let mut settings = Settings::default();
    let mut complaints = Vec::new();
    let wrong = |key: &str, wanted: &str| Diagnostic::error("settings/value", format!("`{key}` in {path} must be {wanted}"));
    for (key, value) in table {
        match (key.as_str(), value) {
            ("author", toml::Value::String(author)) => settings.author = Some(author),
            ("scorer", toml::Value::String(scorer)) => settings.scorer = Some(scorer),
            ("author" | "scorer", _) => complaints.push(wrong(&key, "a text")),
            ("plugin", toml::Value::Table(plugins)) => {
                for (name, value) in plugins {
                    match plugin(&name, value, path) {
                        Ok(plugin) => {
                            settings.plugins.insert(name, plugin);
                        }
                        Err(found) => complaints.extend(found),
                    }
                }
            }
            ("plugin", _) => complaints.push(wrong(&key, "tables: [plugin.NAME]")),
            ("limits", toml::Value::Table(table)) => {
                for (name, value) in table {
                    let slot = match name.as_str() {
                        "short" => &mut settings.limits.short,
                        "long" => &mut settings.limits.long,
                        "memory" => &mut settings.limits.memory,
                        "output" => &mut settings.limits.output,
                        _ => {
                            complaints.push(unknown(&format!("limits.{name}"), path, &LIMITS));
                            continue;
                        }
                    };
                    match value
                        .as_integer()
                        .and_then(|value| u32::try_from(value).ok())
                        .filter(|value| (1..=100_000).contains(value))
                    {
                        Some(value) => *slot = Some(value),
                        None => complaints.push(wrong(&format!("limits.{name}"), "a whole number from 1 to 100000")),
                    }
                }
            }
            ("limits", _) => complaints.push(wrong(&key, "a table: [limits]")),
            _ => complaints.push(unknown(&key, path, &["author", "scorer", "plugin", "limits"])),
        }
    }
    if complaints.is_empty() { Ok(settings) } else { Err(complaints) }
}

fn unknown(key: &str, path: &str, known: &[&str]) -> Diagnostic {
    let complaint = Diagnostic::error("settings/unknown", format!("there is no setting `{key}` in {path}"));
    match nearest(key, known.iter().copied()) {
        Some(near) => complaint.hint(format!("did you mean `{near}`?")),
        None => complaint.hint(format!("there is {}", known.join(", "))),
    }
}

fn plugin(name: &str, value: toml::Value, path: &str) -> Result<PluginSettings, Vec<Diagnostic>> {
    let full = |key: &str| format!("plugin.{name}.{key}");
    let wrong =
        |key: &str, wanted: &str| Diagnostic::error("settings/value", format!("`{}` in {path} must be {wanted}", full(key)));
    let toml::Value::Table(table) = value else {
        return Err(vec![Diagnostic::error("settings/value", format!("`plugin.{name}` in {path} must be a table"))]);
    };
    let mut settings = PluginSettings::default();
    let mut complaints = Vec::new();
    for (key, value) in table {
        match (key.as_str(), value) {
            ("enabled", toml::Value::Boolean(enabled)) => settings.enabled = Some(enabled),
            ("enabled", _) => complaints.push(wrong(&key, "true or false")),
            ("options", toml::Value::Table(options)) => {
                for (option, value) in options {
                    match serde_json::to_value(value) {
                        Ok(value) => {
                            settings.options.insert(option, value);
                        }
                        Err(_) => complaints.push(wrong(&format!("options.{option}"), "a plain value")),
                    }
                }
            }
            ("options", _) => complaints.push(wrong(&key, "a table")),
            ("allow", toml::Value::Array(grants)) => {
                for grant in grants {
                    match grant {
                        toml::Value::String(grant) => settings.allow.push(grant),
                        _ => complaints.push(wrong(&key, "a list of words")),
                    }
                }
            }
            ("folders", toml::Value::Array(folders)) => {
                for folder in folders {
                    match folder {
                        toml::Value::String(folder) => settings.folders.push(PathBuf::from(folder)),
                        _ => complaints.push(wrong(&key, "a list of folders")),
                    }
                }
            }
            ("isolate", toml::Value::Boolean(isolate)) => settings.isolate = Some(isolate),
            ("isolate", _) => complaints.push(wrong(&key, "true or false")),
            ("allow", _) => complaints.push(wrong(&key, "a list of words")),
            ("folders", _) => complaints.push(wrong(&key, "a list of folders")),
            _ => complaints.push(unknown(&full(&key), path, &["enabled", "options", "allow", "folders", "isolate"])),
        }
    }
    if complaints.is_empty() { Ok(settings) } else { Err(complaints) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_is_read_and_the_template_says_nothing() {
        let settings = parse("author = \"Ada\"\n[plugin.x]\nenabled = false\noptions.prior = 2.0\nallow = [\"clock\"]\nfolders = [\"d\"]\nisolate = false\n", FILE)
            .expect("it is sound");
        assert_eq!(settings.author.as_deref(), Some("Ada"));
        assert_eq!(settings.plugins["x"].enabled, Some(false));
        assert_eq!(settings.plugins["x"].options["prior"], 2.0);
        assert_eq!(settings.plugins["x"].folders, [PathBuf::from("d")]);
        assert_eq!(settings.plugins["x"].isolate, Some(false));
        assert_eq!(parse(TEMPLATE, FILE), Ok(Settings::default()));
    }

    #[test]
    fn limits_are_whole_numbers_within_reason() {
        let settings = parse("[limits]\nshort = 20\nmemory = 1024\n", FILE).expect("it is sound");
        assert_eq!(settings.limits, Limits { short: Some(20), memory: Some(1024), ..Limits::default() });
        assert_eq!(parse("[limits]\nlong = 0\nmemry = 1\noutput = \"x\"\n", FILE).expect_err("three mistakes").len(), 3);
    }

    #[test]
    fn every_mistake_is_told_with_its_key() {
        let complaints = parse("authr = 1\nscorer = 3\n[plugin.x]\nallow = \"all\"\n", FILE).expect_err("three mistakes");
        let texts: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[0].contains("`authr`") && texts[0].contains("did you mean `author`"));
    }

    #[test]
    fn a_syntax_error_has_its_line() {
        let complaints = parse("author = \"Ada\"\n[plugin\n", FILE).expect_err("the bracket is open");
        assert!(complaints[0].to_string().contains("agon.toml:2:"), "{}", complaints[0]);
    }
}
