//! Whether the state agrees with itself and with the journal.
//!
//! Every index is compared with what the records demand by count and by a sum of hashes over its entries: equal sets
//! have equal sums, whatever their order, so a million entries are checked in bounded memory. Only where they differ are
//! the missing entries looked for one by one.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::apply::{link_entries, map_entries, node_entries, placement_entries};
use super::codec;
use super::files::State;
use super::keys::{Key, last_id, table};
use super::records::{LinkRecord, MapRecord, NodeRecord, PlacementRecord, SourceRecord};
use super::runs::RunError;
use crate::change::{Change, Entity, ReadError, Snapshot};
use crate::model::{Element, LinkId, MapId, NodeId};
use crate::store::journal::{FileJournal, JournalError, Next};
use crate::store::state::read::read_error;

/// How many missing entries of one table are named.
const NAMED: usize = 10;

/// Something in the state that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateProblem {
    /// Which part.
    pub part: String,
    /// What is wrong.
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Tally {
    count: u64,
    sum: u64,
}

impl Tally {
    fn add(&mut self, key: &[u8], value: &[u8]) {
        let mut hasher = FxHasher::default();
        (key, value).hash(&mut hasher);
        // A plain sum of FxHash values would be weak: mix each before adding (the finalizer of splitmix64).
        let mut z = hasher.finish();
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        self.count += 1;
        self.sum = self.sum.wrapping_add(z ^ (z >> 31));
    }
}

const INDEXES: [(u8, &str); 12] = [
    (table::ORDER, "order of placements"),
    (table::MAPS_OF, "maps of nodes"),
    (table::LINKS_IN, "links of maps"),
    (table::MAP_NAME, "names of maps"),
    (table::NAME, "names of nodes and links"),
    (table::TAIL, "short ids"),
    (table::KIND, "kinds"),
    (table::TAG, "tags"),
    (table::CITES, "citations"),
    (table::TO, "links to elements"),
    (table::FROM, "links from nodes"),
    (table::HISTORY, "history"),
];

type Report<'a> = &'a mut dyn FnMut(StateProblem);

fn say(report: Report<'_>, part: &str, message: impl Into<String>) {
    report(StateProblem { part: part.to_owned(), message: message.into() });
}

impl State {
    /// Compares runs, records, indexes, totals and the journal with each other.
    ///
    /// # Errors
    /// The disk. What is damaged is reported, not an error.
    pub(crate) fn check(&self, journal: &FileJournal, report: Report<'_>) -> Result<(), ReadError> {
        let mut wrong = false;
        let runs = self.runs().check(|message| {
            wrong = true;
            say(report, "state: runs", message);
        });
        if let Err(error) = runs {
            say(report, "state: runs", error.to_string());
            wrong = true;
        }
        if wrong {
            // Records of a damaged run cannot be read: what follows would only repeat it.
            return Ok(());
        }
        let mut wanted: BTreeMap<u8, Tally> = INDEXES.iter().map(|(table, _)| (*table, Tally::default())).collect();
        let mut finals = self.read_journal(journal, &mut wanted, report)?;
        self.check_records(&mut wanted, &mut finals, report)?;
        for entity in finals.into_keys().take(NAMED) {
            say(
                report,
                "state: records",
                format!("the {} {} of the journal is not in the state", entity.word(), describe(&entity)),
            );
        }
        for (table, what) in INDEXES {
            let mut found = Tally::default();
            self.runs()
                .scan(table, &[], |key, value| {
                    found.add(key, value);
                    Ok(true)
                })
                .map_err(read_error)?;
            if found != wanted[&table] {
                let message =
                    format!("it has {} entries, the records call for {}; some differ", found.count, wanted[&table].count);
                say(report, &format!("state: index of {what}"), message);
            }
        }
        Ok(())
    }

    /// The last record of every entity as a hash, and the history and commits compared.
    fn read_journal(
        &self,
        journal: &FileJournal,
        wanted: &mut BTreeMap<u8, Tally>,
        report: Report<'_>,
    ) -> Result<FxHashMap<Entity, u64>, ReadError> {
        let mut finals: FxHashMap<Entity, u64> = FxHashMap::default();
        let mut histories: FxHashMap<Entity, u64> = FxHashMap::default();
        let mut sequence = 0;
        let mut head =
            crate::store::journal::Head { sequence: 0, offset: journal.first(), hash: crate::store::journal::no_hash() };
        let mut read = || -> Result<(), JournalError> {
            let mut reader = journal.read_at(journal.first())?;
            loop {
                match reader.next()? {
                    Next::Begin(begin) => {
                        crate::store::journal::check_follows(&head, &begin)?;
                        sequence = begin.sequence;
                    }
                    Next::Change(change) => {
                        let Some(entity) = change.entity() else { continue };
                        let has_history = !matches!(entity, Entity::Placement(..));
                        if has_history && histories.insert(entity.clone(), sequence) != Some(sequence) {
                            let key = Key::new().entity(&entity).number(sequence).0;
                            wanted.entry(table::HISTORY).or_default().add(&key, &[]);
                        }
                        match after_hash(&change) {
                            Some(hash) => finals.insert(entity, hash),
                            None => finals.remove(&entity),
                        };
                    }
                    Next::End(stored) => {
                        let known = self.commit_record(stored.begin.sequence).ok().flatten();
                        if known.is_none_or(|record| record.offset != stored.offset || record.time != stored.begin.time.millis())
                        {
                            say(
                                report,
                                "state: commits",
                                format!("commit {} is not as the journal has it", stored.begin.sequence),
                            );
                        }
                        head = crate::store::journal::Head {
                            sequence: stored.begin.sequence,
                            offset: stored.after,
                            hash: stored.hash,
                        };
                    }
                    Next::Finished { torn } => {
                        if torn {
                            say(report, "journal", "it ends within a commit");
                        }
                        return Ok(());
                    }
                }
            }
        };
        match read() {
            Ok(()) => {}
            Err(JournalError::Io { path, source, .. }) => return Err(ReadError::Io { path, source }),
            Err(error) => say(report, "journal", error.to_string()),
        }
        if head.sequence != self.sentinel().sequence {
            say(report, "state", format!("it is at commit {}, the journal at {}", self.sentinel().sequence, head.sequence));
        }
        Ok(finals)
    }

    /// Every record read, its index entries tallied, its references looked up, and its bytes compared with the journal's.
    fn check_records(
        &self,
        wanted: &mut BTreeMap<u8, Tally>,
        finals: &mut FxHashMap<Entity, u64>,
        report: Report<'_>,
    ) -> Result<(), ReadError> {
        let mut totals = [0u64; 5];
        let mut problems: Vec<StateProblem> = Vec::new();
        let mut dangling: Vec<String> = Vec::new();
        let mut visit = |table: u8, key: &[u8], value: &[u8]| -> Result<(), RunError> {
            let damaged = |error| RunError::Damaged { table, error };
            let mut tally = |table: u8, key: Vec<u8>, value: Vec<u8>| wanted.entry(table).or_default().add(&key, &value);
            let id = last_id(key).unwrap_or_default();
            let (entity, hash, which) = match table {
                table::MAP => {
                    let map = codec::decode::<MapRecord>(value)
                        .and_then(|record| record.into_map(MapId::from_bytes(id)))
                        .map_err(damaged)?;
                    map_entries(&map, &mut tally);
                    (Entity::Map(map.id), hash(&map), 0)
                }
                table::NODE => {
                    let node = codec::decode::<NodeRecord>(value)
                        .and_then(|record| record.into_node(NodeId::from_bytes(id)))
                        .map_err(damaged)?;
                    node_entries(&node, &mut tally);
                    for source in node.sources() {
                        if self.runs().get(table::SOURCE, source.as_str().as_bytes())?.is_none() {
                            dangling.push(format!("node {} cites the source `{source}`, which is not there", node.id));
                        }
                    }
                    (Entity::Node(node.id), hash(&node), 1)
                }
                table::LINK => {
                    let link = codec::decode::<LinkRecord>(value)
                        .and_then(|record| record.into_link(LinkId::from_bytes(id)))
                        .map_err(damaged)?;
                    link_entries(&link, &mut tally);
                    for premise in &link.premises {
                        if self.runs().get(table::PLACEMENT, &Key::new().map(link.map).node(*premise).0)?.is_none() {
                            dangling.push(format!("link {} has the premise {premise}, which does not stand in its map", link.id));
                        }
                    }
                    let target_there = match link.target {
                        Element::Node(node) => {
                            self.runs().get(table::PLACEMENT, &Key::new().map(link.map).node(node).0)?.is_some()
                        }
                        Element::Link(upper) => self.runs().get(table::LINK, upper.as_bytes())?.is_some(),
                    };
                    if !target_there {
                        dangling.push(format!("link {} bears on {}, which is not there", link.id, link.target));
                    }
                    (Entity::Link(link.id), hash(&link), 2)
                }
                table::SOURCE => {
                    let source = codec::decode::<SourceRecord>(value).and_then(SourceRecord::into_source).map_err(damaged)?;
                    (Entity::Source(source.key.clone()), hash(&source), 3)
                }
                _ => {
                    let map = MapId::from_bytes(key.get(..16).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default());
                    let place = codec::decode::<PlacementRecord>(value)
                        .and_then(|record| record.into_placement(map, NodeId::from_bytes(id)))
                        .map_err(damaged)?;
                    placement_entries(&place, &mut tally);
                    if self.runs().get(table::NODE, &id)?.is_none() {
                        dangling.push(format!("node {} is placed and not there", place.node));
                    }
                    if self.runs().get(table::MAP, map.as_bytes())?.is_none() {
                        dangling.push(format!("node {} is placed in the map {map}, which is not there", place.node));
                    }
                    (Entity::Placement(map, place.node), hash(&place), 4)
                }
            };
            totals[which] += 1;
            match finals.remove(&entity) {
                Some(stated) if stated == hash => {}
                Some(_) => problems.push(StateProblem {
                    part: "state: records".into(),
                    message: format!("the {} {} differs from the journal", entity.word(), describe(&entity)),
                }),
                None => problems.push(StateProblem {
                    part: "state: records".into(),
                    message: format!("the {} {} is not in the journal", entity.word(), describe(&entity)),
                }),
            }
            Ok(())
        };
        for table in [table::MAP, table::SOURCE, table::NODE, table::PLACEMENT, table::LINK] {
            let scanned = self.runs().scan(table, &[], |key, value| visit(table, key, value).map(|()| true));
            if let Err(error) = scanned {
                say(report, "state: records", error.to_string());
            }
        }
        problems.into_iter().take(NAMED).for_each(&mut *report);
        for message in dangling.into_iter().take(NAMED) {
            say(report, "state: references", message);
        }
        if totals != self.sentinel().totals {
            say(report, "state: totals", format!("it counts {:?}, there are {totals:?}", self.sentinel().totals));
        }
        Ok(())
    }

    /// How much there is by kind, tag and so on is answered elsewhere; this is how many commits there are.
    pub(crate) fn commits(&self) -> u64 {
        self.revision()
    }
}

/// A hash of a record as the journal would write it.
fn hash<T: serde::Serialize>(record: &T) -> u64 {
    let mut hasher = FxHasher::default();
    serde_json::to_vec(record).expect("records are JSON").hash(&mut hasher);
    hasher.finish()
}

fn after_hash(change: &Change) -> Option<u64> {
    match change {
        Change::Map(edit) => edit.after.as_ref().map(hash),
        Change::Source(edit) => edit.after.as_ref().map(hash),
        Change::Node(edit) => edit.after.as_ref().map(hash),
        Change::Placement(edit) => edit.after.as_ref().map(hash),
        Change::Link(edit) => edit.after.as_ref().map(hash),
    }
}

fn describe(entity: &Entity) -> String {
    match entity {
        Entity::Map(id) => id.to_string(),
        Entity::Source(key) => key.to_string(),
        Entity::Node(id) => id.to_string(),
        Entity::Link(id) => id.to_string(),
        Entity::Placement(map, node) => format!("of {node} in {map}"),
    }
}
