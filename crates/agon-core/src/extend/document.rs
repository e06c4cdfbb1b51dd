//! A document: one whole map as an importer reads it, not yet part of a database.

use std::collections::{BTreeMap, HashMap};

use super::{ExtendError, ImportSink};
use crate::change::{Draft, MemorySnapshot};
use crate::diagnostic::Diagnostic;
use crate::model::{IdMaker, Link, Map, MapInfo, Node, Placement, Source, SourceKey, Timestamp};

/// Collects what an importer reads: for conversion without a database, for `edit`, and for tests.
pub struct Document {
    ids: IdMaker,
    now: Timestamp,
    /// The map's own record, once it came.
    pub info: Option<MapInfo>,
    /// Nodes and their places, as they came.
    pub placed: Vec<(Placement, Node)>,
    /// Links, as they came.
    pub links: Vec<Link>,
    /// Sources by key.
    pub sources: BTreeMap<SourceKey, Source>,
    /// Everything complained of so far.
    pub complaints: Vec<Diagnostic>,
}

impl Document {
    /// Nothing read yet. Ids that the input lacks are taken from `ids` as of `now`.
    pub fn new(ids: IdMaker, now: Timestamp) -> Self {
        Self { ids, now, info: None, placed: Vec::new(), links: Vec::new(), sources: BTreeMap::new(), complaints: Vec::new() }
    }

    /// The map, checked against every rule, and the warnings. Sources that are cited and not described get a bare record.
    ///
    /// # Errors
    /// All complaints, if one of them is an error.
    pub fn into_map(mut self) -> Result<(Map, Vec<Diagnostic>), Vec<Diagnostic>> {
        let cited: Vec<SourceKey> = self.placed.iter().flat_map(|(_, node)| node.sources().cloned()).collect();
        for key in cited {
            self.sources.entry(key.clone()).or_insert_with(|| Source::titled(key.clone(), key.as_str()));
        }
        let Some(info) = self.info else {
            if self.complaints.iter().any(Diagnostic::is_error) {
                return Err(self.complaints);
            }
            self.complaints.push(Diagnostic::error("import/no-map", "there is no map in it").hint("is it the right format?"));
            return Err(self.complaints);
        };
        let base = MemorySnapshot::new();
        let mut draft = Draft::new(&base);
        let checked = (|| {
            draft.put_map(info.clone())?;
            for source in self.sources.values() {
                draft.put_source(source.clone())?;
            }
            for (placement, node) in &self.placed {
                draft.put_node(node.clone())?;
                draft.put_placement(placement.clone())?;
                forget_checked(&mut draft);
            }
            for link in &self.links {
                draft.put_link(link.clone())?;
                forget_checked(&mut draft);
            }
            draft.finish().map(|_| ())
        })();
        if let Err(error) = checked {
            self.complaints.push(Diagnostic::error("import/read", error.to_string()));
        }
        self.complaints.extend(draft.complaints().iter().cloned());
        if self.complaints.iter().any(Diagnostic::is_error) {
            return Err(self.complaints);
        }
        // A node given twice was folded by the draft; keep the later record, as it did.
        let mut last: HashMap<_, usize> = HashMap::new();
        for (index, (_, node)) in self.placed.iter().enumerate() {
            last.insert(node.id, index);
        }
        let placed = self
            .placed
            .into_iter()
            .enumerate()
            .filter(|(index, (_, node))| last[&node.id] == *index)
            .map(|(_, pair)| pair)
            .collect();
        match Map::assemble(info, 0, placed, self.links, self.sources) {
            Ok(map) => Ok((map, self.complaints)),
            Err(error) => {
                self.complaints.push(Diagnostic::error("import/map", error.to_string()));
                Err(self.complaints)
            }
        }
    }
}

/// Only the complaints are wanted: the changes themselves need not gather.
fn forget_checked(draft: &mut Draft<'_>) {
    if draft.pending() >= 4096 {
        draft.drain();
    }
}

impl ImportSink for Document {
    fn fresh_id(&mut self) -> [u8; 16] {
        self.ids.next(self.now)
    }

    fn map(&mut self, map: MapInfo) -> Result<(), ExtendError> {
        self.info = Some(map);
        Ok(())
    }

    fn source(&mut self, source: Source) -> Result<(), ExtendError> {
        self.sources.insert(source.key.clone(), source);
        Ok(())
    }

    fn node(&mut self, node: Node, placement: Placement) -> Result<(), ExtendError> {
        self.placed.push((placement, node));
        Ok(())
    }

    fn link(&mut self, link: Link) -> Result<(), ExtendError> {
        self.links.push(link);
        Ok(())
    }

    fn complain(&mut self, complaint: Diagnostic) {
        self.complaints.push(complaint);
    }
}
