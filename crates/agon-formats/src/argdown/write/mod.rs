//! The writer: a map in, one canonical text out.

mod data;
mod escape;
mod opening;
mod order;
mod plan;
mod render;
mod titles;

use agon_core::diagnostic::{Diagnostic, Place};
use agon_core::model::Map;

/// Writes a map as Argdown; `ids` writes the ids into the data, so that reading gives the very same records.
pub fn write(map: &Map, ids: bool) -> String {
    let plan = plan::plan(map);
    let titles = titles::titles(map, &plan);
    render::render(map, &plan, &titles, ids)
}

/// What the text of a map cannot hold.
pub(super) fn losses(map: &Map) -> Vec<Diagnostic> {
    let lost = plan::plan(map).unsayable.into_iter().map(|link| {
        Diagnostic::warning("argdown/circle", "the link bears on itself by way of others, which Argdown cannot say")
            .at(Place::Link(map.link(link).label()))
            .hint("let one of the links of the circle bear on a node")
    });
    lost.collect()
}
