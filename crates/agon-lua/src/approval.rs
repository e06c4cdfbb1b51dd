//! Approval: a plugin of the user's that holds a grant works only as the user saw it.

use std::path::Path;

use agon_core::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};

use crate::context::HostOptions;
use crate::discover::{Found, Origin};
use crate::files::{FileError, PluginFiles};
use crate::settings::PluginSettings;

/// What the user approves, as SHA-256 in hex: every file of Lua that the plugin has, by path, and what it is granted. One
/// byte more or less in any of them is another digest.
///
/// # Errors
/// The plugin's files cannot be read.
pub fn digest(found: &Found, settings: &PluginSettings) -> Result<String, FileError> {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        // Lengths stand before parts, so that no two lists of parts look alike.
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for (path, bytes) in found.files.collect()? {
        part(path.as_bytes());
        part(&bytes);
    }
    part(b"granted");
    let mut grants = settings.allow.clone();
    grants.sort();
    grants.iter().for_each(|grant| part(grant.as_bytes()));
    part(b"folders");
    settings.folders.iter().for_each(|folder| part(folder.as_os_str().as_encoded_bytes()));
    part(if settings.isolate == Some(false) { b"in the program" } else { b"apart" });
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The folder of a plugin that must be approved before a grant of it holds; `None` where nothing needs to be. To run in the
/// program itself, and not in a process without rights, is a grant too: whoever wrote `agon.toml` may have written the
/// plugin.
pub fn needs_approval<'a>(found: &'a Found, settings: &PluginSettings) -> Option<&'a Path> {
    match &found.files {
        PluginFiles::Folder(folder) if found.from != Origin::Shipped && !granted(settings).is_empty() => Some(folder),
        _ => None,
    }
}

/// What a plugin is granted, in words.
pub fn granted(settings: &PluginSettings) -> Vec<&str> {
    let here = (settings.isolate == Some(false)).then_some("to run in the program itself");
    settings.allow.iter().map(String::as_str).chain(here).collect()
}

/// Refuses a plugin that holds a grant and is not as the user approved it.
pub(crate) fn check(options: &HostOptions, found: &Found, settings: &PluginSettings) -> Result<(), Box<Diagnostic>> {
    let (Some(approved), Some(folder)) = (&options.approved, needs_approval(found, settings)) else { return Ok(()) };
    let name = &found.name;
    let refuse = |code: &'static str, message: String| {
        let hint = format!("look at {}, then: agon plugin approve {name}", found.shown);
        Err(Box::new(Diagnostic::error(code, message).hint(hint)))
    };
    let now = digest(found, settings)
        .map_err(|error| Box::new(Diagnostic::error("plugin/files", format!("plugin `{name}` cannot be loaded: {error}"))))?;
    match approved(folder) {
        Some(then) if then == now => Ok(()),
        Some(_) => {
            let message = format!("plugin `{name}` is not what you approved: its files or its grants have changed");
            refuse("plugin/changed", message)
        }
        None => {
            let granted = granted(settings).join(", ");
            refuse("plugin/not-approved", format!("plugin `{name}` is granted {granted}, and you have not approved it"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_or_one_grant_more_is_another_digest() {
        let folder = tempfile::tempdir().expect("a folder");
        let plugin = folder.path().join("p");
        std::fs::create_dir_all(plugin.join("deep")).expect("a folder");
        std::fs::write(plugin.join("init.lua"), "return {}").expect("a file");
        std::fs::write(plugin.join("deep/more.lua"), "return 1").expect("a file");
        let found = Found::at(&plugin, "plugins/p").expect("it is there");
        let mut settings = PluginSettings { allow: vec!["clock".into()], ..PluginSettings::default() };
        let first = digest(&found, &settings).expect("readable");
        assert_eq!(first.len(), 64);
        assert_eq!(digest(&found, &settings).expect("readable"), first);
        std::fs::write(plugin.join("notes.txt"), "x").expect("a file");
        assert_eq!(digest(&found, &settings).expect("readable"), first, "only what can be loaded counts");
        std::fs::write(plugin.join("deep/more.lua"), "return 2").expect("a file");
        let second = digest(&found, &settings).expect("readable");
        assert_ne!(first, second);
        settings.allow.push("random".into());
        let third = digest(&found, &settings).expect("readable");
        assert_ne!(third, second);
        settings.isolate = Some(false);
        assert_ne!(digest(&found, &settings).expect("readable"), third);
        let alone = PluginSettings { isolate: Some(false), ..PluginSettings::default() };
        assert!(needs_approval(&found, &alone).is_some() && needs_approval(&found, &PluginSettings::default()).is_none());
    }
}
