//! What Agon brings itself: scorers, formats and lints, put into the registry before any plugin.

use agon_core::extend::Registry;

use crate::failure::Failure;

/// Registers everything that is built in. A crate that brings something adds its line here.
pub fn extend_builtin(registry: &mut Registry) -> Result<(), Failure> {
    agon_reason::register(registry)
        .and_then(|()| agon_formats::register(registry))
        .and_then(|()| agon_core::lint::register(registry))
        .map_err(|complaint| Failure::complaints(vec![*complaint]))
}
