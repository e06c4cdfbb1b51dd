//! The language, function by function, on one small map; then against a model, on random ones.

mod complaints;
mod counting;
mod language;
mod model;

use super::{Query, QueryError, Scope};
use crate::change::MemorySnapshot;
use crate::model::{Map, NodeId};

/// The names of what a query finds in a database of one map, in the order it finds them.
fn names(map: &Map, query: &str) -> Vec<String> {
    let query = Query::parse(query).unwrap_or_else(|complaints| panic!("{query}: {}", complaints[0]));
    match query.evaluate(&MemorySnapshot::of_map(map), &Scope::default()) {
        Ok(found) => named(map, &found),
        Err(error) => panic!("{query}: {error}"),
    }
}

fn named(map: &Map, found: &[NodeId]) -> Vec<String> {
    found.iter().map(|id| map.node(map.node_index(*id).unwrap()).label()).collect()
}

/// The first complaint about a query asked of a map.
fn refused(map: &Map, query: &str) -> crate::diagnostic::Diagnostic {
    let complaints = match Query::parse(query) {
        Err(complaints) => complaints,
        Ok(query) => match query.evaluate(&MemorySnapshot::of_map(map), &Scope::default()) {
            Err(QueryError::Refused(complaints)) => complaints,
            Err(QueryError::Read(error)) => panic!("{error}"),
            Ok(found) => panic!("{query} found {found:?}"),
        },
    };
    complaints.into_iter().next().expect("a refusal has a reason")
}
