//! `agon plugin reference`.

use std::path::PathBuf;

use agon_lua::reference::{page, stub, types};
use serde_json::json;

use super::About;
use crate::failure::Failure;
use crate::output::Output;
use crate::plugins::shorten;

pub(super) fn reference(about: &About, out: Option<PathBuf>, check: bool, output: &mut Output) -> Result<u8, Failure> {
    let folder = out.unwrap_or_else(|| about.folder().join("types"));
    let files = [("agon.d.luau", types()), ("agon.lua", stub()), ("lua-api.md", page())];
    if check {
        let is_stale = |(name, text): &&(&str, String)| std::fs::read(folder.join(name)).ok().as_deref() != Some(text.as_bytes());
        let stale: Vec<PathBuf> = files.iter().filter(is_stale).map(|(name, _)| folder.join(name)).collect();
        if output.is_json() {
            output.json(&json!({ "current": stale.is_empty(), "stale": stale }));
        } else if stale.is_empty() {
            output.line(format!("{} is current", shorten(&folder)));
        }
        if !output.is_json() && !stale.is_empty() {
            for path in &stale {
                output.line(format!("stale: {}", shorten(path)));
            }
            output.say("next: agon plugin reference");
        }
        return Ok(u8::from(!stale.is_empty()));
    }
    std::fs::create_dir_all(&folder).map_err(|error| Failure::io("make", &shorten(&folder), error))?;
    let mut written = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| Failure::io("write", &shorten(&path), error))?;
        written.push(path);
    }
    if output.is_json() {
        output.json(&json!({ "written": written }));
        return Ok(0);
    }
    for path in &written {
        output.line(format!("wrote {}", shorten(path)));
    }
    Ok(0)
}
