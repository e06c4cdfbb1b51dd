//! HTML: the map as one file that a browser opens without a network, to read, search, print and hand on.
//!
//! No text of a map can become markup: everything passes [`crate::escape::html`], only web addresses become links, and the
//! page carries a security policy by which a browser runs the one script and the one style sheet written here, known
//! by their hashes, and nothing else.

mod overview;
mod page;
mod policy;
mod tree;

use agon_core::extend::{Exported, Exporter, ExtendError, OptionKind, OptionSpec, Options, Registry};
use agon_core::model::Map;

use crate::citation;
use crate::outline::{Outline, Plan, Shared};
use crate::scores;

/// How deep elements nest; what lies deeper is continued as a root of its own. Browsers flatten what nests too deep.
const NEST: usize = 40;

/// Writes HTML, as `html`.
///
/// ```
/// use agon_core::extend::{Exporter, Options, Output, Registry};
/// use agon_core::model::MapBuilder;
/// use agon_formats::html::Html;
/// let map = MapBuilder::new("drift").claim("a", "<script>alert(1)</script>").build();
/// let html = Html::new();
/// let options = Options::check(html.options(), []).expect("nothing was set");
/// let Output::Document(page) = html.export(&map, &options, &Registry::new())?.output else { unreachable!() };
/// assert!(String::from_utf8_lossy(&page).contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
/// # Ok::<(), agon_core::extend::ExtendError>(())
/// ```
pub struct Html {
    options: [OptionSpec; 4],
}

impl Html {
    /// The format.
    pub fn new() -> Self {
        let policies = OptionKind::OneOf { one_of: Shared::WORDS.map(str::to_owned).to_vec() };
        Self {
            options: [
                OptionSpec::new(
                    "depth",
                    OptionKind::Integer { min: Some(0), max: Some(1_000_000) },
                    0,
                    "Levels to show; 0 for all",
                ),
                scores::spec(),
                OptionSpec::new("shared", policies, "link", "What to do with a node that was shown before"),
                citation::option(),
            ],
        }
    }
}

impl Default for Html {
    fn default() -> Self {
        Self::new()
    }
}

impl Exporter for Html {
    fn name(&self) -> &str {
        "html"
    }

    fn summary(&self) -> &str {
        "One page to open in a browser: collapsible, searchable, prints well"
    }

    fn extension(&self) -> &str {
        "html"
    }

    fn media_type(&self) -> &str {
        "text/html"
    }

    fn options(&self) -> &[OptionSpec] {
        &self.options
    }

    fn export(&self, map: &Map, options: &Options, registry: &Registry) -> Result<Exported, ExtendError> {
        let scoring = scores::wanted(map, options, registry)?;
        let plan = Plan {
            shared: Shared::from_word(options.string("shared")),
            depth: usize::try_from(options.integer("depth")).unwrap_or(0),
            nest: NEST,
        };
        let outline = Outline::new(map, plan);
        let scorer = options.string("scores");
        let references = citation::wanted(map, options)?;
        let text = page::write(map, &outline, scoring.as_ref(), scorer, references);
        Ok(Exported { losses: outline.losses(), ..Exported::text(text) })
    }
}
