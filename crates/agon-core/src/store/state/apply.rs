//! From changes to operations on the tables: the records, and every index entry they bring or take away.
//!
//! Index entries are taken away by the record the change says it replaces, not by what the state happens to hold,
//! so that applying a change twice is applying it once.

use super::codec::encode;
use super::keys::{Key, table};
use super::records::{CommitRecord, LinkRecord, MapRecord, NodeRecord, PlacementRecord, Sentinel, SourceRecord};
use super::runs::Operations;
use crate::change::{Change, Edit, Entity};
use crate::model::{Element, Link, MapInfo, Node, Placement, Source};

/// Operations of one atomic step of the state, and how the totals move.
#[derive(Default)]
pub(crate) struct Batch {
    pub(super) operations: Operations,
    /// Maps, nodes, links, sources, placements.
    pub(super) totals: [i64; 5],
    pub(super) changes: u64,
}

impl Batch {
    /// Bytes held, for bounding a batch.
    pub(crate) fn size(&self) -> usize {
        self.operations.size()
    }

    /// Adds the effect of a change made by the commit with this number.
    pub(crate) fn change(&mut self, change: &Change, sequence: u64) {
        self.changes += 1;
        // Nobody asks for the history of a placement: its node's and map's tell enough.
        if let Some(entity) = change.entity().filter(|entity| !matches!(entity, Entity::Placement(..))) {
            self.put(table::HISTORY, &Key::new().entity(&entity).number(sequence).0, &[]);
        }
        match change {
            Change::Map(edit) => {
                self.count(0, edit);
                self.replace(edit, map_entries, |map| (table::MAP, Key::new().map(map.id).0, encode(&MapRecord::from(map))));
            }
            Change::Node(edit) => {
                self.count(1, edit);
                self.replace(edit, node_entries, |node| {
                    (table::NODE, Key::new().node(node.id).0, encode(&NodeRecord::from(node)))
                });
            }
            Change::Link(edit) => {
                self.count(2, edit);
                self.replace(edit, link_entries, |link| {
                    (table::LINK, Key::new().link(link.id).0, encode(&LinkRecord::from(link)))
                });
            }
            Change::Source(edit) => {
                self.count(3, edit);
                let record = |source: &Source| {
                    (table::SOURCE, source.key.as_str().as_bytes().to_vec(), encode(&SourceRecord::from(source)))
                };
                self.replace(edit, |_, _| {}, record);
            }
            Change::Placement(edit) => {
                self.count(4, edit);
                let record = |place: &Placement| {
                    (table::PLACEMENT, Key::new().map(place.map).node(place.node).0, encode(&PlacementRecord::from(place)))
                };
                self.replace(edit, placement_entries, record);
            }
        }
    }

    /// Adds a commit's own record.
    pub(crate) fn commit(&mut self, sequence: u64, record: &CommitRecord) {
        self.put(table::COMMIT, &Key::new().number(sequence).0, &encode(record));
    }

    /// Says how far the state is once this batch is applied. The last operation of a batch.
    pub(crate) fn sentinel(&mut self, sentinel: &Sentinel) {
        self.put(table::SENTINEL, &[], &encode(sentinel));
    }

    fn put(&mut self, table: u8, key: &[u8], value: &[u8]) {
        self.operations.put(table, key, value);
    }

    fn count<T>(&mut self, which: usize, edit: &Edit<T>) {
        self.totals[which] += i64::from(edit.after.is_some()) - i64::from(edit.before.is_some());
    }

    fn replace<T>(
        &mut self,
        edit: &Edit<T>,
        entries: impl Fn(&T, &mut dyn FnMut(u8, Vec<u8>, Vec<u8>)),
        record: impl Fn(&T) -> (u8, Vec<u8>, Vec<u8>),
    ) {
        if let Some(before) = &edit.before {
            let (table, key, _) = record(before);
            self.operations.remove(table, &key);
            entries(before, &mut |table, key, value| {
                if value.is_empty() {
                    self.operations.remove(table, &key)
                } else {
                    self.operations.remove_if(table, &key, &value)
                }
            });
        }
        if let Some(after) = &edit.after {
            let (table, key, value) = record(after);
            self.put(table, &key, &value);
            entries(after, &mut |table, key, value| self.put(table, &key, &value));
        }
    }
}

type Emit<'a> = &'a mut dyn FnMut(u8, Vec<u8>, Vec<u8>);

/// The index entries of a map.
pub(super) fn map_entries(map: &MapInfo, emit: Emit<'_>) {
    emit(table::MAP_NAME, map.name.as_str().as_bytes().to_vec(), map.id.as_bytes().to_vec());
    emit(table::TAIL, Key::new().bytes(&map.id.as_bytes()[9..]).byte(b'M').map(map.id).0, Vec::new());
}

/// The index entries of a node.
pub(super) fn node_entries(node: &Node, emit: Emit<'_>) {
    if let Some(name) = &node.name {
        emit(table::NAME, name.as_str().as_bytes().to_vec(), Key::new().element(Element::Node(node.id)).0);
    }
    emit(table::TAIL, Key::new().bytes(&node.id.as_bytes()[9..]).byte(b'N').node(node.id).0, Vec::new());
    emit(table::KIND, Key::new().kind(node.kind).node(node.id).0, Vec::new());
    for tag in &node.tags {
        emit(table::TAG, Key::new().text(tag.as_str()).node(node.id).0, Vec::new());
    }
    for key in node.sources() {
        emit(table::CITES, Key::new().source(key).node(node.id).0, Vec::new());
    }
}

/// The index entries of a link.
pub(super) fn link_entries(link: &Link, emit: Emit<'_>) {
    if let Some(name) = &link.name {
        emit(table::NAME, name.as_str().as_bytes().to_vec(), Key::new().element(Element::Link(link.id)).0);
    }
    emit(table::TAIL, Key::new().bytes(&link.id.as_bytes()[9..]).byte(b'L').link(link.id).0, Vec::new());
    emit(table::LINKS_IN, Key::new().map(link.map).link(link.id).0, Vec::new());
    emit(table::TO, Key::new().element(link.target).link(link.id).0, Vec::new());
    for premise in &link.premises {
        emit(table::FROM, Key::new().node(*premise).link(link.id).0, Vec::new());
    }
}

/// The index entries of a placement.
pub(super) fn placement_entries(place: &Placement, emit: Emit<'_>) {
    emit(table::ORDER, Key::new().map(place.map).number(place.order).node(place.node).0, Vec::new());
    emit(table::MAPS_OF, Key::new().node(place.node).map(place.map).0, Vec::new());
}
