//! HTML: the map as one file that a browser opens without a network, to read, search, print and hand on: as a tree of words,
//! and as a drawing to move about in.
//!
//! No text of a map can become markup: everything passes [`crate::escape::html`], only web addresses become links, and the
//! page carries a security policy by which a browser runs the one script and the one style sheet written here, known
//! by their hashes, and nothing else.

mod drawing;
mod marked;
mod overview;
mod page;
mod policy;
mod tree;

use agon_core::extend::{Exported, Exporter, ExtendError, OptionKind, OptionSpec, Options, Registry};
use agon_core::model::Map;

use crate::citation;
use crate::outline::{Outline, Plan, Shared};
use crate::picture::{Look, draw};
use crate::scores;

/// How deep elements nest; what lies deeper is continued as a root of its own. Browsers flatten what nests too deep.
const NEST: usize = 40;

/// A larger map is drawn only where it is asked for: a browser takes seconds to show the drawing.
const DRAWN: usize = 2500;

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
    options: [OptionSpec; 5],
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
                OptionSpec::new(
                    "map",
                    OptionKind::OneOf { one_of: ["auto", "yes", "no"].map(str::to_owned).to_vec() },
                    "auto",
                    "Draw the map beside the tree; auto: up to 2500 nodes",
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
        "One page for a browser: tree, drawing and search"
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
        let drawn = match options.string("map") {
            "yes" => true,
            "no" => false,
            _ => map.nodes().len() <= DRAWN,
        };
        let look = Look {
            direction: "auto",
            wrap: 260.0,
            depth: plan.depth,
            shared: plan.shared,
            framed: false,
            scorer: options.string("scores"),
            prefix: drawing::PREFIX,
        };
        let drawing = drawn.then(|| draw(map, scoring.as_ref(), &look).0);
        let references = citation::wanted(map, options)?;
        let scorer = options.string("scores");
        let page = page::Page { map, outline: &outline, scoring: scoring.as_ref(), scorer, references, drawing };
        let wanted = options.string("map") != "no";
        Ok(Exported { losses: outline.losses(), ..Exported::text(page.write(wanted)) })
    }
}
