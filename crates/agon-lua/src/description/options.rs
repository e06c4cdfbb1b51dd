//! Options, arguments and capabilities, as a plugin declares them.

use agon_core::diagnostic::nearest;
use agon_core::extend::{ArgumentSpec, OptionKind, OptionSpec};
use mlua::{Table, Value};

use super::fields::{Reader, joined, shown};
use crate::api::json::{Meter, to_json};
use crate::settings::Capability;

const OPTION_KEYS: [&str; 6] = ["type", "default", "min", "max", "one_of", "help"];
const ARGUMENT_KEYS: [&str; 7] = ["type", "default", "min", "max", "one_of", "help", "position"];

/// What every command takes already.
const RESERVED: [&str; 5] = ["db", "help", "json", "quiet", "tables"];

impl Reader<'_> {
    pub(super) fn capabilities(&mut self, table: &Table) -> Vec<Capability> {
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

    pub(super) fn options(&mut self, table: &Table) -> Vec<OptionSpec> {
        self.entries(table, "options", "", |reader, name, within, table| {
            reader.keys(table, &OPTION_KEYS, &within);
            reader.option(name, &within, table, true)
        })
    }

    /// The arguments of a command. One without a default must be given.
    pub(super) fn arguments(&mut self, table: &Table, within: &str) -> Vec<ArgumentSpec> {
        let mut arguments = self.entries(table, "args", within, |reader, name, within, table| {
            reader.keys(table, &ARGUMENT_KEYS, &within);
            let position = reader.integer(table, "position", &within);
            if position.is_some_and(|position| !(1..=100).contains(&position)) {
                let message = format!("`{within}.position` counts from 1");
                reader.complain("plugin/type", message, &joined(&within, "position"), "position = 1");
            }
            let option = reader.option(name, &within, table, false)?;
            let is_required = option.default.is_null();
            Some(ArgumentSpec { option, position: position.and_then(|position| u32::try_from(position).ok()), is_required })
        });
        arguments.sort_by_key(|argument| (argument.position.unwrap_or(u32::MAX), argument.option.name.clone()));
        self.positions(&arguments, within);
        arguments
    }

    /// What a command line could not be read by: words that stand without a name must follow one another.
    fn positions(&mut self, arguments: &[ArgumentSpec], within: &str) {
        let mut optional: Option<&str> = None;
        for (argument, expected) in arguments.iter().take_while(|argument| argument.position.is_some()).zip(1u32..) {
            let name = argument.option.name.as_str();
            let at = joined(&joined(within, "args"), name);
            if argument.position != Some(expected) {
                let message = format!("`{at}.position` should be {expected}");
                self.complain("plugin/type", message, &at, "positions are 1, 2, 3 …, each once");
                return;
            }
            if argument.option.kind == OptionKind::Boolean {
                let message = format!("`{at}` is boolean and has a position");
                self.complain("plugin/type", message, &at, "leave `position` out: it is given as --NAME");
            }
            match optional {
                Some(before) if argument.is_required => {
                    let message = format!("`{at}` is required, and `{before}` before it is not");
                    self.complain("plugin/type", message, &at, "give it a default, or put it first");
                }
                _ if !argument.is_required => optional = Some(name),
                _ => {}
            }
        }
        for argument in arguments.iter().filter(|argument| RESERVED.contains(&argument.option.name.as_str())) {
            let message = format!("`{}` is an argument of every command", joined(&joined(within, "args"), &argument.option.name));
            self.complain("plugin/name-taken", message, &argument.option.name, "choose another name");
        }
    }

    fn option(&mut self, name: String, within: &str, table: &Table, needs_default: bool) -> Option<OptionSpec> {
        let help = self.text(table, "help", within, true);
        let (min, max) = (number(table, "min"), number(table, "max"));
        let kind = self.option_kind(within, table, min, max)?;
        let default = table.raw_get::<Value>("default").unwrap_or(Value::Nil);
        let spec = match to_json(self.lua, &default, &mut Meter::small()) {
            Ok(default) if !default.is_null() || !needs_default => OptionSpec { name, kind, default, help: help? },
            _ => {
                let message = format!("`{within}.default` is missing");
                self.complain("plugin/missing", message, within, "every option has a default");
                return None;
            }
        };
        if spec.default.is_null() {
            return Some(spec);
        }
        let own = [(spec.name.clone(), spec.default.clone())];
        match agon_core::extend::Options::check(std::slice::from_ref(&spec), own) {
            Ok(_) => Some(spec),
            Err(complaints) => {
                for complaint in complaints {
                    self.complain("plugin/type", format!("`{within}.default`: {}", complaint.message), within, "");
                }
                None
            }
        }
    }

    fn option_kind(&mut self, within: &str, table: &Table, min: Option<f64>, max: Option<f64>) -> Option<OptionKind> {
        if let Some(words) = self.table(table, "one_of", within) {
            let one_of: Vec<String> = words.sequence_values::<String>().flatten().collect();
            if one_of.is_empty() {
                self.complain("plugin/type", format!("`{within}.one_of` lists no word"), &joined(within, "one_of"), "");
                return None;
            }
            return Some(OptionKind::OneOf { one_of });
        }
        match self.text(table, "type", within, true)?.as_str() {
            "boolean" => Some(OptionKind::Boolean),
            "integer" => Some(OptionKind::Integer { min: min.map(|n| n as i64), max: max.map(|n| n as i64) }),
            "number" => Some(OptionKind::Number { min, max }),
            "string" => Some(OptionKind::String),
            other => {
                let types = ["boolean", "integer", "number", "string"];
                let hint = nearest(other, types)
                    .map_or_else(|| format!("types are {}", types.join(", ")), |near| format!("did you mean `{near}`?"));
                self.complain("plugin/type", format!("`{within}.type` is `{other}`"), within, &hint);
                None
            }
        }
    }
}

fn number(table: &Table, key: &str) -> Option<f64> {
    table.raw_get::<Value>(key).ok().and_then(|value| value.as_number().or_else(|| value.as_integer().map(|n| n as f64)))
}
