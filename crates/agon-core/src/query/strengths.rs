//! Strengths for `score(…)`, asked of the caller once for each scorer and map.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::complaint::Complaints;
use super::token::Stretch;
use super::{QueryError, Scores};
use crate::model::{MapId, NodeId};

/// What one scorer said of one map.
type Said = (String, Rc<HashMap<NodeId, f64>>);

pub(super) struct Strengths<'a> {
    scores: Option<&'a Scores<'a>>,
    query: &'a str,
    known: RefCell<FxHashMap<MapId, Vec<Said>>>,
}

impl<'a> Strengths<'a> {
    pub(super) fn new(scores: Option<&'a Scores<'a>>, query: &'a str) -> Self {
        Self { scores, query, known: RefCell::default() }
    }

    /// The strength a scorer gives a node in a map, if it gives one.
    pub(super) fn of(&self, scorer: &str, map: MapId, node: NodeId, at: Stretch) -> Result<Option<f64>, QueryError> {
        let known = self.known.borrow().get(&map).and_then(|said| said.iter().find(|(who, _)| who == scorer)).cloned();
        if let Some((_, strengths)) = known {
            return Ok(strengths.get(&node).copied());
        }
        // That there are scores was seen when names were bound.
        let Some(scores) = self.scores else { return Ok(None) };
        match scores(scorer, map) {
            Ok(strengths) => {
                let strength = strengths.get(&node).copied();
                self.known.borrow_mut().entry(map).or_default().push((scorer.to_owned(), Rc::new(strengths)));
                Ok(strength)
            }
            Err(complaint) => {
                let mut complaints = Complaints::new(self.query);
                if complaint.place.is_some() {
                    complaints.found.push(*complaint);
                } else {
                    complaints.push(at, *complaint);
                }
                Err(QueryError::Refused(complaints.found))
            }
        }
    }
}
