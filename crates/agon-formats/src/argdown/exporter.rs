//! The door by which Argdown goes out.

use std::sync::OnceLock;

use agon_core::extend::{Exported, Exporter, ExtendError, OptionKind, OptionSpec, Options, Registry};
use agon_core::model::Map;

use super::write::{losses, write};

/// Writes Argdown.
#[derive(Debug, Clone, Copy, Default)]
pub struct ArgdownWriter;

impl Exporter for ArgdownWriter {
    fn name(&self) -> &str {
        "argdown"
    }

    fn summary(&self) -> &str {
        "Argdown: the whole map as text that reads back as it was"
    }

    fn extension(&self) -> &str {
        "argdown"
    }

    fn media_type(&self) -> &str {
        "text/plain"
    }

    fn options(&self) -> &[OptionSpec] {
        static OPTIONS: OnceLock<[OptionSpec; 1]> = OnceLock::new();
        OPTIONS.get_or_init(|| [OptionSpec::new("ids", OptionKind::Boolean, false, "Write the ids of map, nodes and links")])
    }

    fn export(&self, map: &Map, options: &Options, _registry: &Registry) -> Result<Exported, ExtendError> {
        let mut exported = Exported::text(write(map, options.boolean("ids")));
        exported.losses = losses(map);
        Ok(exported)
    }
}
