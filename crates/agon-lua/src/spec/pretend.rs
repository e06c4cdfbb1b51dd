//! Commits and commands on paper: hooks are asked of a commit that nobody stores, commands work at a desk of paper.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use agon_core::change::{Change, Draft, MemorySnapshot, ReadError, Snapshot, load_map};
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{CommitView, Moment, Options};
use agon_core::model::{Entropy, Map, MapId, SeededEntropy};
use mlua::{Lua, Table, Value};
use serde_json::Value as Json;

use super::paper::PaperDesk;
use super::testing::{Bench, complaints, handed, raised, refused, runtime};
use crate::api::json::{Meter, from_json, to_json};
use crate::kinds::{LuaCommand, LuaHook, changes, hook};

/// As often as a database asks hooks again.
const MAX_ROUNDS: usize = 8;

/// Ids that are the same on every run.
pub(super) fn fresh_ids() -> impl FnMut() -> [u8; 16] {
    let mut entropy = SeededEntropy::new(2);
    move || {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        bytes
    }
}

/// Several maps as one database.
pub(super) fn all_of(maps: &[Arc<Map>]) -> MemorySnapshot {
    let mut all = MemorySnapshot::new();
    for map in maps {
        all.add_map(map);
    }
    all
}

struct PaperCommit<'a> {
    message: &'a str,
    author: &'a str,
    changes: &'a [Change],
    after: &'a MemorySnapshot,
}

impl CommitView for PaperCommit<'_> {
    fn message(&self) -> &str {
        self.message
    }

    fn author(&self) -> &str {
        self.author
    }

    fn changes(&self) -> &[Change] {
        self.changes
    }

    fn map(&self, name: &str) -> Result<Option<Map>, ReadError> {
        let named = self.after.map_named(name)?.or_else(|| name.parse::<MapId>().ok());
        named.map_or(Ok(None), |map| load_map(self.after, map))
    }
}

fn read(error: ReadError) -> mlua::Error {
    runtime(error)
}

fn checked(draft: &mut Draft<'_>) -> mlua::Result<Vec<Change>> {
    let finished = draft.finish().map_err(read)?;
    finished.ok_or_else(|| refused("agon.testing.commit", draft.complaints()))
}

/// `agon.testing.commit(map, changes, options?)`
pub(super) fn commit(lua: &Lua, bench: &Bench, (map, given, options): (Value, Value, Option<Table>)) -> mlua::Result<Table> {
    let function = "agon.testing.commit";
    let map = handed(&map, function)?;
    let plugin = bench.plugin(lua, function, options)?;
    let list = changes::data(lua, &bench.context, &given)?;
    let proposals = agon_core::change::Proposal::read_all(&list).map_err(|complaints| refused(function, &complaints))?;
    let base = all_of(std::slice::from_ref(&map));
    let mut draft = Draft::new(&base);
    let mut fresh = fresh_ids();
    draft.propose(&proposals, &mut fresh).map_err(read)?;
    let mut made = checked(&mut draft)?;
    let mut wanted: Vec<Json> = Vec::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut after = base.clone();
    for round in 0.. {
        if round == MAX_ROUNDS {
            return Err(runtime(format!("{function}: after {MAX_ROUNDS} rounds the hook still adds to the commit")));
        }
        after = base.clone();
        after.lay(made.iter().cloned());
        found.clear();
        let mut next = Draft::new(&base);
        for change in &made {
            next.put_change(change.clone()).map_err(read)?;
        }
        let mut added = false;
        for entry in plugin.description.hooks.iter().filter(|entry| entry.moment == Moment::BeforeCommit) {
            let commit = PaperCommit { message: "spec", author: "spec", changes: &made, after: &after };
            let said = LuaHook::new(&plugin, entry).ask(&commit).map_err(|error| raised(&error))?;
            let json = said.changes.clone();
            let verdict = hook::verdict(said, &plugin.name, entry.moment).map_err(|error| raised(&error))?;
            found.extend(verdict.complaints);
            if !json.is_empty() {
                added = true;
                next.propose(&verdict.proposals, &mut fresh).map_err(read)?;
                wanted.extend(json);
            }
        }
        if found.iter().any(Diagnostic::is_error) || !added {
            break;
        }
        let next = checked(&mut next)?;
        if next == made {
            break;
        }
        made = next;
    }
    let result = lua.create_table()?;
    let id = map.info().id;
    let is_refused = found.iter().any(Diagnostic::is_error);
    let stored = if is_refused { None } else { load_map(&after, id).map_err(read)? };
    let stored = stored.unwrap_or_else(|| Map::clone(&map));
    result.raw_set("refused", is_refused)?;
    result.raw_set(
        "complaints",
        complaints(lua, &found, &load_map(&after, id).map_err(read)?.unwrap_or_else(|| Map::clone(&map)))?,
    )?;
    result.raw_set("changes", from_json(lua, &Json::Array(wanted))?)?;
    result.raw_set("map", bench.lend(lua, stored)?)?;
    Ok(result)
}

/// `agon.testing.run(name, args?, { maps =, answers = }?)`
pub(super) fn run(
    lua: &Lua,
    bench: &Bench,
    (name, arguments, around): (String, Option<Table>, Option<Table>),
) -> mlua::Result<Table> {
    let function = "agon.testing.run";
    let plugin = bench.plugin(lua, function, None)?;
    bench.registry.command(&name).map_err(runtime)?;
    let entry = plugin.description.commands.iter().find(|entry| entry.name == name);
    let entry = entry.ok_or_else(|| runtime(format!("{function}: command `{name}` is not this plugin's")))?;
    let specs: Vec<_> = entry.arguments.iter().map(|argument| argument.option.clone()).collect();
    let given = match arguments {
        Some(table) => {
            to_json(lua, &Value::Table(table), &mut Meter::of(&bench.context))?.as_object().cloned().unwrap_or_default()
        }
        None => serde_json::Map::new(),
    };
    if let Some(missing) = entry.arguments.iter().find(|one| one.is_required && !given.contains_key(&one.option.name)) {
        return Err(runtime(format!("{function}: argument `{}` is missing", missing.option.name)));
    }
    let options = Options::check(&specs, given).map_err(|complaints| refused(function, &complaints))?;
    let (mut maps, mut answers) = (Vec::new(), Vec::new());
    if let Some(around) = around {
        if let Some(listed) = around.raw_get::<Option<Table>>("maps")? {
            for map in listed.sequence_values::<Value>() {
                maps.push(handed(&map?, function)?);
            }
        }
        if let Some(listed) = around.raw_get::<Option<Table>>("answers")? {
            answers = listed.sequence_values::<String>().collect::<mlua::Result<_>>()?;
        }
    }
    let desk = PaperDesk::new(maps, answers, bench.context.common.options.query.clone());
    let noted: Rc<RefCell<Vec<Json>>> = Rc::default();
    let command = LuaCommand::new(&plugin, entry);
    let lent = Rc::<PaperDesk>::clone(&desk);
    let status = command.work(lent, &options, &bench.registry, Some(Rc::clone(&noted))).map_err(|error| raised(&error))?;
    let against = desk.complaints().map_err(|error| raised(&error))?;
    if against.iter().any(Diagnostic::is_error) {
        return Err(refused(function, &against));
    }
    let result = lua.create_table()?;
    result.raw_set("status", status)?;
    result.raw_set("output", desk.written.take())?;
    result.raw_set("changes", from_json(lua, &Json::Array(noted.take()))?)?;
    result.raw_set("message", desk.message.take())?;
    result.raw_set("asked", lua.create_sequence_from(desk.asked.take())?)?;
    Ok(result)
}
