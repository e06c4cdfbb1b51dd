//! Which reader and which writer a file's name means, and options as they are typed.

use std::path::Path;

use agon_core::extend::{Exporter, Importer, OptionSpec, Options, Registry};
use serde_json::Value;

use crate::failure::Failure;

/// The ending of a file's name, in small letters.
fn ending(path: Option<&Path>) -> Option<String> {
    path?.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase)
}

/// The writer that was named, or the one that a file's name means.
pub fn exporter<'a>(registry: &'a Registry, named: Option<&str>, file: Option<&Path>) -> Result<&'a dyn Exporter, Failure> {
    if let Some(name) = named {
        return Ok(registry.exporter(name)?);
    }
    let all = || registry.exporters().map(|one| one.name()).collect::<Vec<_>>().join(", ");
    let Some(ending) = ending(file) else {
        return Err(Failure::usage("no format is named").hint(format!("say which: --to FORMAT, of {}", all())));
    };
    let fits: Vec<&dyn Exporter> = registry.exporters().filter(|one| one.extension() == ending).collect();
    // What is built in comes before what a plugin brings.
    let own: Vec<&dyn Exporter> = fits.iter().copied().filter(|one| one.plugin().is_none()).collect();
    match (own.as_slice(), fits.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], []) => {
            Err(Failure::usage(format!("no format writes .{ending} files")).hint(format!("say which: --to FORMAT, of {}", all())))
        }
        _ => {
            let names: Vec<&str> = fits.iter().map(|one| one.name()).collect();
            Err(Failure::usage(format!("several formats write .{ending} files"))
                .hint(format!("say which: --to {}", names.join(" or --to "))))
        }
    }
}

/// The reader that was named, or the one that a file's name or its first bytes mean.
pub fn importer<'a>(
    registry: &'a Registry,
    named: Option<&str>,
    file: Option<&Path>,
    head: &[u8],
) -> Result<&'a dyn Importer, Failure> {
    if let Some(name) = named {
        return Ok(registry.importer(name)?);
    }
    if let Some(ending) = ending(file) {
        let fits: Vec<&dyn Importer> = registry.importers().filter(|one| one.extensions().contains(&ending.as_str())).collect();
        if let [one] = fits.as_slice() {
            return Ok(*one);
        }
        if let Some(one) = fits.iter().find(|one| one.detect(head)) {
            return Ok(*one);
        }
    }
    registry.importers().find(|one| one.detect(head)).ok_or_else(|| {
        let names: Vec<&str> = registry.importers().map(|one| one.name()).collect();
        Failure::usage("cannot tell in which format it is written")
            .hint(format!("say which: --from FORMAT, of {}", names.join(", ")))
    })
}

/// Options typed as `key=value`, checked against what is declared.
pub fn options(declared: &[OptionSpec], typed: &[String]) -> Result<Options, Failure> {
    let mut given = Vec::new();
    for pair in typed {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(Failure::usage(format!("`{pair}` is not key=value")).hint("as in: -O depth=3"));
        };
        given.push((key.to_owned(), Value::from(value)));
    }
    Options::check(declared, given).map_err(Failure::misused)
}
