//! What a reader would hold against a map: one lint a file.
//!
//! Each lint's page says what it finds, why it matters, an example, how it is better, and what can be set;
//! `docs/reference/lints.md` gathers them. All take time linear in the map.

mod circular;
mod duplicate_link;
mod duplicate_text;
pub mod ethics;
mod no_answer;
mod one_sided;
mod orphan;
mod single_source;
mod spread;
mod stale;
mod unanchored_quote;
mod unanswered;
mod undeclared_rivals;
mod unsourced;
mod unsupported;

#[cfg(test)]
mod tests;

pub use circular::Circular;
pub use duplicate_link::DuplicateLink;
pub use duplicate_text::DuplicateText;
pub use no_answer::NoAnswer;
pub use one_sided::OneSided;
pub use orphan::Orphan;
pub use single_source::SingleSource;
pub use stale::Stale;
pub use unanchored_quote::UnanchoredQuote;
pub use unanswered::Unanswered;
pub use undeclared_rivals::UndeclaredRivals;
pub use unsourced::Unsourced;
pub use unsupported::Unsupported;

use crate::diagnostic::{Diagnostic, Place};
use crate::extend::{Lint, Registry};
use crate::model::{Element, Map, NodeIndex};

/// Every built-in lint, in the order they report.
pub fn all() -> Vec<Box<dyn Lint>> {
    vec![
        Box::new(NoAnswer),
        Box::new(UndeclaredRivals),
        Box::new(OneSided),
        Box::new(Unsupported),
        Box::new(Unanswered),
        Box::new(Circular),
        Box::new(SingleSource),
        Box::new(Unsourced),
        Box::new(UnanchoredQuote),
        Box::new(Stale::default()),
        Box::new(Orphan),
        Box::new(DuplicateLink),
        Box::new(DuplicateText),
    ]
}

/// Adds every built-in lint.
///
/// ```
/// use agon_core::{extend::Registry, lint, model::MapBuilder};
/// let mut registry = Registry::new();
/// lint::register(&mut registry)?;
/// let map = MapBuilder::new("m").question("q", "Why?").build();
/// let mut report = Vec::new();
/// registry.lint("no-answer").expect("it was added").check(&map, &mut report).expect("built-in lints do not fail");
/// assert_eq!(report[0].message, "nothing answers the question");
/// # Ok::<(), Box<agon_core::diagnostic::Diagnostic>>(())
/// ```
///
/// # Errors
/// Somebody has one of their names already.
pub fn register(registry: &mut Registry) -> Result<(), Box<Diagnostic>> {
    all().into_iter().try_for_each(|lint| registry.add_lint(lint))
}

/// The place of a node.
fn at_node(map: &Map, node: NodeIndex) -> Place {
    Place::Node(map.node(node).label())
}

/// What an element is called.
fn label(map: &Map, element: Element) -> String {
    match element {
        Element::Node(id) => map.node_index(id).map_or_else(|| id.short(), |node| map.node(node).label()),
        Element::Link(id) => map.link_index(id).map_or_else(|| id.short(), |link| map.link(link).label()),
    }
}
