//! The state as a snapshot: every question answered from its index.

use serde::de::DeserializeOwned;

use super::codec::{self, CodecError};
use super::files::State;
use super::keys::{Key, last_id, last_number, table};
use super::records::{CommitRecord, LinkRecord, MapRecord, NodeRecord, PlacementRecord, SourceRecord};
use super::runs::RunError;
use crate::change::{Commit, Entity, ReadError, Snapshot, Totals};
use crate::model::{Element, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Source, SourceKey};

fn damaged(table: u8) -> impl Fn(CodecError) -> RunError {
    move |error| RunError::Damaged { table, error }
}

fn odd_key(table: u8) -> RunError {
    RunError::Damaged { table, error: CodecError::Payload("a key is too short".into()) }
}

pub(super) fn read_error(error: RunError) -> ReadError {
    ReadError::Damaged { part: "state".into(), message: error.to_string() }
}

impl State {
    /// A record and what it is turned into.
    fn record<R: DeserializeOwned, T>(
        &self,
        table: u8,
        key: &[u8],
        into: impl FnOnce(R) -> Result<T, CodecError>,
    ) -> Result<Option<T>, ReadError> {
        let read = || match self.runs().get(table, key)? {
            Some(payload) => codec::decode(&payload).and_then(into).map(Some).map_err(damaged(table)),
            None => Ok(None),
        };
        read().map_err(read_error)
    }

    /// Many records, in step with their ids, read in the order of the ids so that no run is opened twice.
    fn records<R: DeserializeOwned, T>(
        &self,
        table: u8,
        ids: &[[u8; 16]],
        into: impl Fn(R, [u8; 16]) -> Result<T, CodecError>,
    ) -> Result<Vec<Option<T>>, ReadError> {
        let mut order: Vec<u32> = (0..ids.len() as u32).collect();
        order.sort_unstable_by_key(|at| ids[*at as usize]);
        let mut found: Vec<Option<T>> = Vec::new();
        found.resize_with(ids.len(), || None);
        let mut place = order.iter();
        self.runs()
            .get_many(table, order.iter().map(|at| ids[*at as usize].as_slice()), |_, value| {
                let at = place.next().map_or(0, |at| *at as usize);
                if let Some(value) = value {
                    found[at] = Some(codec::decode(value).and_then(|record| into(record, ids[at])).map_err(damaged(table))?);
                }
                Ok(())
            })
            .map_err(read_error)?;
        Ok(found)
    }

    /// Ids at the ends of the keys that begin so.
    fn ids<T>(&self, table: u8, prefix: &[u8], make: impl Fn([u8; 16]) -> T) -> Result<Vec<T>, ReadError> {
        let mut found = Vec::new();
        self.runs()
            .scan_prefix(table, prefix, |key, _| {
                found.push(make(last_id(key).ok_or_else(|| odd_key(table))?));
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(found)
    }

    /// Every placement of every map, for repairs.
    pub(crate) fn every_placement(&self) -> Result<Vec<Placement>, ReadError> {
        let mut found = Vec::new();
        self.runs()
            .scan(table::PLACEMENT, &[], |key, value| {
                let (Some(node), Some(map)) = (last_id(key), key.get(..16).and_then(last_id)) else {
                    return Err(odd_key(table::PLACEMENT));
                };
                let record: PlacementRecord = codec::decode(value).map_err(damaged(table::PLACEMENT))?;
                let placement = record.into_placement(MapId::from_bytes(map), NodeId::from_bytes(node));
                found.push(placement.map_err(damaged(table::PLACEMENT))?);
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(found)
    }

    /// Every link of every map, for repairs.
    pub(crate) fn every_link(&self) -> Result<Vec<Link>, ReadError> {
        let mut found = Vec::new();
        self.runs()
            .scan(table::LINK, &[], |key, value| {
                let id = LinkId::from_bytes(last_id(key).ok_or_else(|| odd_key(table::LINK))?);
                let record: LinkRecord = codec::decode(value).map_err(damaged(table::LINK))?;
                found.push(record.into_link(id).map_err(damaged(table::LINK))?);
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(found)
    }

    /// A commit's record, its place in the journal included.
    pub(crate) fn commit_record(&self, sequence: u64) -> Result<Option<CommitRecord>, ReadError> {
        self.record(table::COMMIT, &Key::new().number(sequence).0, |record: CommitRecord| Ok(record))
    }
}

impl Snapshot for State {
    fn revision(&self) -> u64 {
        self.sentinel().sequence
    }

    fn totals(&self) -> Result<Totals, ReadError> {
        Ok(self.sentinel().totals())
    }

    fn node(&self, id: NodeId) -> Result<Option<Node>, ReadError> {
        self.record(table::NODE, id.as_bytes(), |record: NodeRecord| record.into_node(id))
    }

    fn link(&self, id: LinkId) -> Result<Option<Link>, ReadError> {
        self.record(table::LINK, id.as_bytes(), |record: LinkRecord| record.into_link(id))
    }

    fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Option<Node>>, ReadError> {
        let bytes: Vec<[u8; 16]> = ids.iter().map(|id| *id.as_bytes()).collect();
        self.records(table::NODE, &bytes, |record: NodeRecord, id| record.into_node(NodeId::from_bytes(id)))
    }

    fn links(&self, ids: &[LinkId]) -> Result<Vec<Option<Link>>, ReadError> {
        let bytes: Vec<[u8; 16]> = ids.iter().map(|id| *id.as_bytes()).collect();
        self.records(table::LINK, &bytes, |record: LinkRecord, id| record.into_link(LinkId::from_bytes(id)))
    }

    fn map(&self, id: MapId) -> Result<Option<MapInfo>, ReadError> {
        self.record(table::MAP, id.as_bytes(), |record: MapRecord| record.into_map(id))
    }

    fn source(&self, key: &SourceKey) -> Result<Option<Source>, ReadError> {
        self.record(table::SOURCE, key.as_str().as_bytes(), SourceRecord::into_source)
    }

    fn placement(&self, map: MapId, node: NodeId) -> Result<Option<Placement>, ReadError> {
        let key = Key::new().map(map).node(node).0;
        self.record(table::PLACEMENT, &key, |record: PlacementRecord| record.into_placement(map, node))
    }

    fn element_named(&self, name: &str) -> Result<Option<Element>, ReadError> {
        let Some(value) = self.runs().get(table::NAME, name.as_bytes()).map_err(read_error)? else { return Ok(None) };
        let id = last_id(&value).ok_or_else(|| read_error(odd_key(table::NAME)))?;
        Ok(Some(if value[0] == b'L' { Element::Link(LinkId::from_bytes(id)) } else { Element::Node(NodeId::from_bytes(id)) }))
    }

    fn map_named(&self, name: &str) -> Result<Option<MapId>, ReadError> {
        let Some(value) = self.runs().get(table::MAP_NAME, name.as_bytes()).map_err(read_error)? else { return Ok(None) };
        last_id(&value).map(|id| Some(MapId::from_bytes(id))).ok_or_else(|| read_error(odd_key(table::MAP_NAME)))
    }

    fn with_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Entity>, ReadError> {
        let mut found = Vec::new();
        if prefix.len() > 14 || !prefix.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(found);
        }
        let digit = |byte: u8| (byte as char).to_digit(16).unwrap_or(0) as u8;
        let digits: Vec<u8> = prefix.bytes().map(digit).collect();
        let from: Vec<u8> = digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect();
        let prefix = prefix.to_ascii_lowercase();
        self.runs()
            .scan(table::TAIL, &from, |key, _| {
                let id = last_id(key).ok_or_else(|| odd_key(table::TAIL))?;
                if found.len() >= limit || !crate::model::tail_hex(&id).starts_with(&prefix) {
                    return Ok(false);
                }
                found.push(match key[7] {
                    b'M' => Entity::Map(MapId::from_bytes(id)),
                    b'L' => Entity::Link(LinkId::from_bytes(id)),
                    _ => Entity::Node(NodeId::from_bytes(id)),
                });
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(found)
    }

    fn maps(&self) -> Result<Vec<MapInfo>, ReadError> {
        let ids = {
            let mut ids = Vec::new();
            self.runs()
                .scan(table::MAP_NAME, &[], |_, value| {
                    ids.push(MapId::from_bytes(last_id(value).ok_or_else(|| odd_key(table::MAP_NAME))?));
                    Ok(true)
                })
                .map_err(read_error)?;
            ids
        };
        let mut maps = Vec::with_capacity(ids.len());
        for id in ids {
            maps.extend(self.map(id)?);
        }
        Ok(maps)
    }

    fn sources(&self) -> Result<Vec<Source>, ReadError> {
        let mut sources = Vec::new();
        self.runs()
            .scan(table::SOURCE, &[], |_, value| {
                let record: SourceRecord = codec::decode(value).map_err(damaged(table::SOURCE))?;
                sources.push(record.into_source().map_err(damaged(table::SOURCE))?);
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(sources)
    }

    fn placements_in(&self, map: MapId) -> Result<Vec<Placement>, ReadError> {
        // Both tables are read once, in order, and joined: a get for each node would unpack a run each time.
        let mut records = rustc_hash::FxHashMap::default();
        self.runs()
            .scan_prefix(table::PLACEMENT, map.as_bytes(), |key, value| {
                let node = NodeId::from_bytes(last_id(key).ok_or_else(|| odd_key(table::PLACEMENT))?);
                let record: PlacementRecord = codec::decode(value).map_err(damaged(table::PLACEMENT))?;
                records.insert(node, record.into_placement(map, node).map_err(damaged(table::PLACEMENT))?);
                Ok(true)
            })
            .map_err(read_error)?;
        let order = self.ids(table::ORDER, map.as_bytes(), NodeId::from_bytes)?;
        let mut placements = Vec::with_capacity(order.len());
        for node in order {
            let missing = || ReadError::Damaged {
                part: "state".into(),
                message: format!("the order of a map names {node}, which is not placed in it"),
            };
            placements.push(records.remove(&node).ok_or_else(missing)?);
        }
        Ok(placements)
    }

    fn last_placement(&self, map: MapId) -> Result<Option<Placement>, ReadError> {
        let last = self.runs().last_with_prefix(table::ORDER, map.as_bytes()).map_err(read_error)?;
        match last.as_deref().and_then(last_id) {
            Some(node) => self.placement(map, NodeId::from_bytes(node)),
            None => Ok(None),
        }
    }

    fn map_size(&self, map: MapId) -> Result<(u64, u64), ReadError> {
        let count = |table| {
            let mut count = 0;
            let scanned = self.runs().scan_prefix(table, map.as_bytes(), |_, _| {
                count += 1;
                Ok(true)
            });
            scanned.map(|()| count).map_err(read_error)
        };
        Ok((count(table::ORDER)?, count(table::LINKS_IN)?))
    }

    fn links_in(&self, map: MapId) -> Result<Vec<LinkId>, ReadError> {
        self.ids(table::LINKS_IN, map.as_bytes(), LinkId::from_bytes)
    }

    fn maps_of(&self, node: NodeId) -> Result<Vec<MapId>, ReadError> {
        self.ids(table::MAPS_OF, node.as_bytes(), MapId::from_bytes)
    }

    fn links_to(&self, target: Element) -> Result<Vec<LinkId>, ReadError> {
        self.ids(table::TO, &Key::new().element(target).0, LinkId::from_bytes)
    }

    fn links_from(&self, node: NodeId) -> Result<Vec<LinkId>, ReadError> {
        self.ids(table::FROM, node.as_bytes(), LinkId::from_bytes)
    }

    fn nodes_of_kind(&self, kind: NodeKind) -> Result<Vec<NodeId>, ReadError> {
        self.ids(table::KIND, &Key::new().kind(kind).0, NodeId::from_bytes)
    }

    fn nodes_tagged(&self, tag: &str) -> Result<Vec<NodeId>, ReadError> {
        self.ids(table::TAG, &Key::new().text(tag).0, NodeId::from_bytes)
    }

    fn nodes_citing(&self, key: &SourceKey) -> Result<Vec<NodeId>, ReadError> {
        self.ids(table::CITES, &Key::new().source(key).0, NodeId::from_bytes)
    }

    fn tags(&self) -> Result<Vec<(Name, u64)>, ReadError> {
        let mut tags: Vec<(Name, u64)> = Vec::new();
        self.runs()
            .scan(table::TAG, &[], |key, _| {
                let text = key
                    .len()
                    .checked_sub(17)
                    .and_then(|end| std::str::from_utf8(&key[..end]).ok())
                    .ok_or_else(|| odd_key(table::TAG))?;
                match tags.last_mut() {
                    Some((tag, count)) if tag.as_str() == text => *count += 1,
                    _ => tags
                        .push((Name::new(text).map_err(|error| damaged(table::TAG)(CodecError::Payload(error.to_string())))?, 1)),
                }
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(tags)
    }

    fn element_names(&self, prefix: &str, limit: usize) -> Result<Vec<Name>, ReadError> {
        let mut names = Vec::new();
        self.runs()
            .scan_prefix(table::NAME, prefix.as_bytes(), |key, _| {
                if names.len() >= limit {
                    return Ok(false);
                }
                let text = std::str::from_utf8(key).map_err(|_| odd_key(table::NAME))?;
                names.push(Name::new(text).map_err(|error| damaged(table::NAME)(CodecError::Payload(error.to_string())))?);
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(names)
    }

    fn scan_nodes(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ReadError> {
        let from = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        let mut nodes = Vec::new();
        self.runs()
            .scan(table::NODE, &from, |key, value| {
                let id = NodeId::from_bytes(last_id(key).ok_or_else(|| odd_key(table::NODE))?);
                if nodes.len() >= limit {
                    return Ok(false);
                }
                if after != Some(id) {
                    let record: NodeRecord = codec::decode(value).map_err(damaged(table::NODE))?;
                    nodes.push(record.into_node(id).map_err(damaged(table::NODE))?);
                }
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(nodes)
    }

    fn history(&self, entity: &Entity) -> Result<Vec<u64>, ReadError> {
        let mut commits = Vec::new();
        self.runs()
            .scan_prefix(table::HISTORY, &Key::new().entity(entity).0, |key, _| {
                commits.push(last_number(key).ok_or_else(|| odd_key(table::HISTORY))?);
                Ok(true)
            })
            .map_err(read_error)?;
        Ok(commits)
    }

    fn commit(&self, sequence: u64) -> Result<Option<Commit>, ReadError> {
        self.record(table::COMMIT, &Key::new().number(sequence).0, |record: CommitRecord| record.into_commit(sequence))
    }
}
