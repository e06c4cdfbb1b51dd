//! What only a grant opens: `agon.clock`, `agon.random`, `agon.read_file`. Without it they say what is missing.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use agon_core::model::SeededEntropy;
use mlua::{Lua, Table};

use crate::context::Context;
use crate::files::is_plain;
use crate::reference::{Entry, may, needs};
use crate::settings::Capability;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::function("agon.clock", &[], "number", "Seconds since 1970. Needs the grant `clock`.")
        .example("math.floor(agon.clock()) --> 1700000000"),
    Entry::function(
        "agon.random",
        &[may("low", "number"), may("high", "number")],
        "number",
        "A number in 0..1; with one bound a whole number from 1 to it, with two a whole number between them. The same \
         sequence on every run, for the same `--seed`. Needs the grant `random`, but not in a script.",
    )
    .example("agon.random(6) <= 6 --> true"),
    Entry::function(
        "agon.read_file",
        &[needs("path", "string")],
        "string",
        "The bytes of a file in one of the `folders` that `agon.toml` names for the plugin. The path is relative to the \
         folder. Needs the grant `read_files`.",
    )
    .example("agon.read_file(\"words.txt\") --> because"),
];

pub(crate) fn install(lua: &Lua, context: &Rc<Context>, agon: &Table) -> mlua::Result<()> {
    let held = Rc::clone(context);
    agon.raw_set(
        "clock",
        lua.create_function(move |_, ()| {
            check(&held, Capability::Clock)?;
            let clock = held.common.options.clock.as_ref();
            let clock = clock.ok_or_else(|| mlua::Error::runtime("agon.clock: this program lends no clock"))?;
            Ok(clock.now().millis() as f64 / 1000.0)
        })?,
    )?;
    let held = Rc::clone(context);
    let entropy = RefCell::new(SeededEntropy::new(context.common.options.seed));
    agon.raw_set(
        "random",
        lua.create_function(move |_, (low, high): (Option<f64>, Option<f64>)| {
            check(&held, Capability::Random)?;
            let bits = entropy.borrow_mut().next_u64() >> 11;
            let share = bits as f64 / (1u64 << 53) as f64;
            let (low, high) = match (low, high) {
                (None, _) => return Ok(share),
                (Some(high), None) => (1.0, high),
                (Some(low), Some(high)) => (low, high),
            };
            let is_whole = |number: f64| number.fract() == 0.0 && number.abs() <= 1e15;
            if !is_whole(low) || !is_whole(high) || low > high {
                return Err(mlua::Error::runtime("agon.random: bounds are whole numbers, the lower first"));
            }
            Ok(low + (share * (high - low + 1.0)).floor())
        })?,
    )?;
    let held = Rc::clone(context);
    agon.raw_set(
        "read_file",
        lua.create_function(move |lua, path: String| {
            check(&held, Capability::ReadFiles)?;
            let bytes = read(&held, &path).map_err(|message| mlua::Error::runtime(format!("agon.read_file: {message}")))?;
            lua.create_string(bytes)
        })?,
    )?;
    Ok(())
}

fn check(context: &Context, capability: Capability) -> mlua::Result<()> {
    let word = capability.word();
    if !context.wants.borrow().contains(&capability) {
        let message =
            format!("the plugin does not declare the capability `{word}`: add capabilities = {{ \"{word}\" }} to its table");
        return Err(mlua::Error::runtime(message));
    }
    if !context.grants.contains(&capability) {
        let message = format!("the grant `{word}` is missing: add \"{word}\" to plugin.{}.allow in agon.toml", context.plugin);
        return Err(mlua::Error::runtime(message));
    }
    Ok(())
}

fn read(context: &Context, path: &str) -> Result<Vec<u8>, String> {
    match &context.common.options.read_file {
        Some(read) => read(path),
        None => read_granted(&context.folders, path, &context.plugin, context.limits().text()),
    }
}

/// The file in the first granted folder that has it. No path and no link leads out of the folder.
pub(crate) fn read_granted(folders: &[PathBuf], path: &str, plugin: &str, limit: usize) -> Result<Vec<u8>, String> {
    if !is_plain(path) {
        return Err(format!("`{path}` is no relative path of plain parts"));
    }
    if folders.is_empty() {
        return Err(format!("no folder is granted: name some in plugin.{plugin}.folders in agon.toml"));
    }
    for folder in folders {
        let Ok(folder) = folder.canonicalize() else { continue };
        let Ok(file) = folder.join(Path::new(path)).canonicalize() else { continue };
        if !file.starts_with(&folder) {
            return Err(format!("`{path}` leads out of the granted folder"));
        }
        let about = std::fs::metadata(&file).map_err(|error| format!("{path}: {error}"))?;
        if !about.is_file() {
            return Err(format!("`{path}` is no file"));
        }
        if about.len() > limit as u64 {
            return Err(format!("`{path}` is larger than {} KiB", limit >> 10));
        }
        return std::fs::read(&file).map_err(|error| format!("{path}: {error}"));
    }
    Err(format!("there is no `{path}` in the granted folders"))
}
