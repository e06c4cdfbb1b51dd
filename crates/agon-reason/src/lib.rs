//! What weighs an argument map: pure algorithms from a map to numbers and labels. No store, no input or output.
//!
//! What every number means, with the papers, stands in `docs/semantics.md`.
//!
//! ```
//! use agon_core::extend::Registry;
//! use agon_core::model::MapBuilder;
//!
//! let mut registry = Registry::new();
//! agon_reason::register(&mut registry)?;
//! let map = MapBuilder::new("m").claim("a", "It holds.").rebuttal("r", "It does not.").rebuts("r", "a").build();
//! let scorer = registry.scorer("dfquad").expect("it is built in");
//! let scoring = scorer.score(&map, &registry).expect("it scores every map");
//! let a = map.node_named("a").expect("it was added");
//! assert_eq!(scoring.of(a).map(|score| score.get()), Some(0.25));
//! # Ok::<(), Box<agon_core::diagnostic::Diagnostic>>(())
//! ```

mod framework;
pub use framework::{Framework, Parent, Premises};

pub mod gradual;

pub mod acceptability;

pub mod rivals;

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::Registry;

/// Adds every built-in scorer: `dfquad` and `quadratic-energy`, each with the weakest-link reading of linked premises.
///
/// # Errors
/// A name is taken already.
pub fn register(registry: &mut Registry) -> Result<(), Box<Diagnostic>> {
    registry.add_scorer(Box::new(gradual::Gradual::<gradual::DfQuad>::default()))?;
    registry.add_scorer(Box::new(gradual::Gradual::<gradual::QuadraticEnergy>::default()))
}
