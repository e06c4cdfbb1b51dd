//! How sources are named to a reader: the short citation beside evidence, and the full reference in a list of sources.
//!
//! [`Style`] is the door to every style: those written here, one a file, and with the feature `csl` any style of the
//! Citation Style Language. [`Reference`] is what stands in lists where nobody asks for a style.

mod apa;
mod card;
mod chicago;
#[cfg(feature = "csl")]
mod csl;
#[cfg(feature = "csl")]
mod csl_check;
#[cfg(feature = "csl")]
mod csl_item;
pub(crate) mod facts;
mod mla;
pub(crate) mod name;
mod reference;
mod run;
mod style;
pub(crate) mod when;

use agon_core::model::{Citation, Map, Source};

pub use reference::Reference;
pub(crate) use reference::sentence;
pub(crate) use run::linked;
pub use run::{CiteRun, plain};
pub use style::{Style, option};
pub(crate) use style::{Wanted, wanted};

/// The short citation of a piece of evidence with the place in the source: `Lee 2024, p. 3, ¶ 4`.
///
/// ```
/// use agon_core::model::{Citation, MapBuilder, SourceKey};
/// let map = MapBuilder::new("m").evidence("e", "So it is.").citing("lee-24").build();
/// let mut citation = map.nodes()[0].citation.as_deref().expect("it cites").clone();
/// citation.locator = Some("p. 3".into());
/// assert_eq!(agon_formats::citation::short(&map, &citation).as_deref(), Some("lee-24, p. 3"));
/// ```
pub fn short(map: &Map, citation: &Citation) -> Option<String> {
    let key = citation.source.as_ref()?;
    let mut text = map.sources().get(key).map_or_else(|| key.to_string(), Source::short_citation);
    if let Some(locator) = &citation.locator {
        text.push_str(", ");
        text.push_str(locator);
    }
    if let Some(paragraph) = citation.paragraph {
        text.push_str(&format!(", ¶ {paragraph}"));
    }
    Some(text)
}
