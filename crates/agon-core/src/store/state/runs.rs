//! Sorted runs: many records in one sled value, under the first of their keys.
//!
//! sled costs 13–20 µs a value however small. A run's payload is its entries in key order, each: length of the
//! prefix shared with the key before, length of the rest, the rest, length of the value, the value (lengths in LEB128).

use super::codec::{self, CodecError};
use super::keys::table;

/// The most entries in a run of records, and of index entries.
const MAX_RECORDS: usize = 64;
const MAX_ENTRIES: usize = 512;

/// The most payload bytes in a run, unless a single record is larger.
const MAX_BYTES: usize = 24 * 1024;

/// Bytes of runs that go to sled as one batch. Tests take small steps, so that every one of them goes through many.
const STEP_BYTES: usize = if cfg!(test) { 2048 } else { 8 << 20 };

/// What went wrong below.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    #[error("a run of table `{}` is damaged: {error}", *.table as char)]
    Damaged { table: u8, error: CodecError },
    #[error("sled: {0}")]
    Sled(#[from] sled::Error),
}

fn damaged(table: u8) -> impl Fn(CodecError) -> RunError {
    move |error| RunError::Damaged { table, error }
}

const fn max_entries(table: u8) -> usize {
    if table::has_records(table) { MAX_RECORDS } else { MAX_ENTRIES }
}

/// One entry of a run.
type Entry = (Vec<u8>, Vec<u8>);

fn put_length(into: &mut Vec<u8>, mut length: usize) {
    while length >= 0x80 {
        into.push(length as u8 | 0x80);
        length >>= 7;
    }
    into.push(length as u8);
}

fn take_length(bytes: &mut &[u8]) -> Option<usize> {
    let mut length = 0usize;
    for shift in (0..35).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        length |= usize::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(length);
        }
    }
    None
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

/// Goes through the entries of a payload. The key is only valid until the next step.
struct Entries<'a> {
    rest: &'a [u8],
    key: Vec<u8>,
}

impl<'a> Entries<'a> {
    fn new(payload: &'a [u8]) -> Self {
        Self { rest: payload, key: Vec::with_capacity(48) }
    }

    fn step(&mut self) -> Option<Result<&'a [u8], CodecError>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut step = || {
            let shared = take_length(&mut self.rest)?;
            let length = take_length(&mut self.rest)?;
            let rest = take(&mut self.rest, length)?;
            if shared > self.key.len() {
                return None;
            }
            self.key.truncate(shared);
            self.key.extend_from_slice(rest);
            let length = take_length(&mut self.rest)?;
            take(&mut self.rest, length)
        };
        Some(step().ok_or_else(|| CodecError::Payload("an entry is cut short".into())))
    }
}

fn pack(entries: &[Entry]) -> Vec<u8> {
    let mut payload = Vec::with_capacity(entries.iter().map(|(key, value)| key.len() + value.len() + 4).sum());
    let mut previous: &[u8] = &[];
    for (key, value) in entries {
        let shared = key.iter().zip(previous).take_while(|(a, b)| a == b).count();
        put_length(&mut payload, shared);
        put_length(&mut payload, key.len() - shared);
        payload.extend_from_slice(&key[shared..]);
        put_length(&mut payload, value.len());
        payload.extend_from_slice(value);
        previous = key;
    }
    payload
}

fn unpack(table: u8, sealed: &[u8]) -> Result<Vec<Entry>, RunError> {
    let payload = codec::unseal(table, sealed).map_err(damaged(table))?;
    let mut entries = Entries::new(payload);
    let mut list = Vec::new();
    while let Some(value) = entries.step() {
        let value = value.map_err(damaged(table))?;
        list.push((entries.key.clone(), value.to_vec()));
    }
    Ok(list)
}

/// The whole key in sled: table byte and key.
fn sled_key(table: u8, key: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(1 + key.len());
    whole.push(table);
    whole.extend_from_slice(key);
    whole
}

/// Operations on keys, gathered and then merged into runs together. Of several on one key the later ones win.
#[derive(Default)]
pub(super) struct Operations {
    bytes: Vec<u8>,
    /// By table byte. Most tables get their operations in order, which a sort of each by itself notices.
    lists: Vec<Vec<Operation>>,
    count: usize,
}

#[derive(Clone, Copy)]
struct Operation {
    /// The first eight bytes of the key after the table byte: most comparisons end here, without a look at the bytes.
    prefix: u64,
    start: u32,
    value: u32,
    key: u16,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Put,
    Remove,
    /// Only if the key still has this value: a name may have passed to another in the same commit.
    RemoveIf,
}

impl Operations {
    pub(super) fn put(&mut self, table: u8, key: &[u8], value: &[u8]) {
        self.push(table, key, value, What::Put);
    }

    pub(super) fn remove(&mut self, table: u8, key: &[u8]) {
        self.push(table, key, &[], What::Remove);
    }

    /// Removes a key if it still has this value when the operation's turn comes.
    pub(super) fn remove_if(&mut self, table: u8, key: &[u8], value: &[u8]) {
        self.push(table, key, value, What::RemoveIf);
    }

    fn push(&mut self, table: u8, key: &[u8], value: &[u8], what: What) {
        let start = u32::try_from(self.bytes.len()).expect("a batch is applied long before it holds 4 GiB");
        self.bytes.push(table);
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(value);
        let mut prefix = [0; 8];
        let length = key.len().min(8);
        prefix[..length].copy_from_slice(&key[..length]);
        let operation = Operation {
            prefix: u64::from_be_bytes(prefix),
            start,
            value: value.len() as u32,
            key: u16::try_from(key.len() + 1).expect("keys are names and ids"),
            what,
        };
        if self.lists.len() <= usize::from(table) {
            self.lists.resize_with(usize::from(table) + 1, Vec::new);
        }
        self.lists[usize::from(table)].push(operation);
        self.count += 1;
    }

    /// Bytes held, for bounding a batch.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + self.count * size_of::<Operation>()
    }

    fn key(&self, operation: Operation) -> &[u8] {
        let start = operation.start as usize;
        &self.bytes[start..start + usize::from(operation.key)]
    }

    fn value(&self, operation: Operation) -> &[u8] {
        let start = operation.start as usize + usize::from(operation.key);
        &self.bytes[start..start + operation.value as usize]
    }
}

/// The runs of all tables, in one sled tree.
pub(super) struct Runs {
    tree: sled::Tree,
}

impl Runs {
    pub(super) fn new(tree: sled::Tree) -> Self {
        Self { tree }
    }

    /// The value of a key.
    pub(super) fn get(&self, table: u8, key: &[u8]) -> Result<Option<Vec<u8>>, RunError> {
        let whole = sled_key(table, key);
        let Some((first, sealed)) = self.tree.range(..=whole).next_back().transpose()? else { return Ok(None) };
        if first.first() != Some(&table) {
            return Ok(None);
        }
        let payload = codec::unseal(table, &sealed).map_err(damaged(table))?;
        let mut entries = Entries::new(payload);
        while let Some(value) = entries.step() {
            let value = value.map_err(damaged(table))?;
            match entries.key.as_slice().cmp(key) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return Ok(Some(value.to_vec())),
                std::cmp::Ordering::Greater => break,
            }
        }
        Ok(None)
    }

    /// The values of many keys, given in rising order: each run is opened once.
    pub(super) fn get_many<'k>(
        &self,
        table: u8,
        keys: impl Iterator<Item = &'k [u8]>,
        mut visit: impl FnMut(&[u8], Option<&[u8]>) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let mut run: Option<Vec<Entry>> = None;
        let mut at = 0;
        for key in keys {
            // Beyond the run at hand, the right one is looked up; entries before `at` are smaller than every key to come.
            if run.as_ref().is_none_or(|entries| entries.last().is_none_or(|(last, _)| last.as_slice() < key)) {
                let found = self.tree.range(..=sled_key(table, key)).next_back().transpose()?;
                let own = found.filter(|(first, _)| first.first() == Some(&table));
                run = own.map(|(_, sealed)| unpack(table, &sealed)).transpose()?;
                at = 0;
            }
            let entries = run.as_deref().unwrap_or_default();
            at += entries[at..].partition_point(|(existing, _)| existing.as_slice() < key);
            let value = entries.get(at).filter(|(existing, _)| existing.as_slice() == key).map(|(_, value)| value.as_slice());
            visit(key, value)?;
        }
        Ok(())
    }

    /// Entries of a table from `from` (included) on, as long as `visit` says so.
    pub(super) fn scan(
        &self,
        table: u8,
        from: &[u8],
        mut visit: impl FnMut(&[u8], &[u8]) -> Result<bool, RunError>,
    ) -> Result<(), RunError> {
        let whole = sled_key(table, from);
        // The run that holds `from` may begin before it.
        let start = match self.tree.range(..=whole.as_slice()).next_back().transpose()? {
            Some((first, _)) if first.first() == Some(&table) => first.to_vec(),
            _ => whole,
        };
        for run in self.tree.range(start..) {
            let (first, sealed) = run?;
            if first.first() != Some(&table) {
                break;
            }
            let payload = codec::unseal(table, &sealed).map_err(damaged(table))?;
            let mut entries = Entries::new(payload);
            while let Some(value) = entries.step() {
                let value = value.map_err(damaged(table))?;
                if entries.key.as_slice() >= from && !visit(&entries.key, value)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Entries of a table whose keys begin so.
    pub(super) fn scan_prefix(
        &self,
        table: u8,
        prefix: &[u8],
        mut visit: impl FnMut(&[u8], &[u8]) -> Result<bool, RunError>,
    ) -> Result<(), RunError> {
        self.scan(table, prefix, |key, value| if key.starts_with(prefix) { visit(key, value) } else { Ok(false) })
    }

    /// The last key of a table that begins so.
    pub(super) fn last_with_prefix(&self, table: u8, prefix: &[u8]) -> Result<Option<Vec<u8>>, RunError> {
        // No key goes on for longer than this, so nothing that begins with the prefix sorts behind it.
        let mut beyond = sled_key(table, prefix);
        beyond.extend_from_slice(&[0xff; 256]);
        let Some((first, sealed)) = self.tree.range(..=beyond).next_back().transpose()? else { return Ok(None) };
        if first.first() != Some(&table) {
            return Ok(None);
        }
        let found = unpack(table, &sealed)?.into_iter().rev().map(|(key, _)| key).find(|key| key.starts_with(prefix));
        Ok(found)
    }

    /// Merges operations into the runs: in one atomic batch as long as that stays small, else in several, the sentinel
    /// in the last. A crash between two leaves a sentinel that does not know of the first: what it stood for is replayed,
    /// and applying an operation twice is applying it once.
    pub(super) fn apply(&self, mut operations: Operations) -> Result<(), RunError> {
        let mut batch = sled::Batch::default();
        let mut bytes = 0;
        let mut lists = std::mem::take(&mut operations.lists);
        // Tables in the order of their bytes, but the sentinel last.
        let sentinel = lists.get_mut(usize::from(table::SENTINEL)).map(std::mem::take).unwrap_or_default();
        lists.push(sentinel);
        for mut list in lists {
            // Stable: of two operations on one key the later stays behind the earlier.
            list.sort_by(|a, b| a.prefix.cmp(&b.prefix).then_with(|| operations.key(*a).cmp(operations.key(*b))));
            let mut at = 0;
            while at < list.len() {
                at = self.apply_to_run(&operations, &list, at, &mut batch, &mut bytes)?;
                if bytes >= STEP_BYTES {
                    self.tree.apply_batch(std::mem::take(&mut batch))?;
                    bytes = 0;
                }
            }
        }
        self.tree.apply_batch(batch)?;
        Ok(())
    }

    /// Merges the operations from `at` on that fall into one run; returns where the next run's begin.
    fn apply_to_run(
        &self,
        operations: &Operations,
        list: &[Operation],
        at: usize,
        batch: &mut sled::Batch,
        bytes: &mut usize,
    ) -> Result<usize, RunError> {
        let key = operations.key(list[at]);
        let table = key[0];
        let own = |found: Option<(sled::IVec, sled::IVec)>| found.filter(|(first, _)| first.first() == Some(&table));
        let mut run = own(self.tree.range(..=key).next_back().transpose()?);
        if run.is_none() {
            // Before the first run of the table: it goes into that run, which then begins earlier.
            run = own(self.tree.range(key..).next().transpose()?);
        }
        let next = match &run {
            Some((first, _)) => {
                own(self.tree.range((std::ops::Bound::Excluded(first.clone()), std::ops::Bound::Unbounded)).next().transpose()?)
            }
            None => None,
        };
        let end = list[at..].partition_point(|operation| {
            let key = operations.key(*operation);
            key[0] == table && next.as_ref().is_none_or(|(first, _)| key < first.as_ref())
        }) + at;
        let old = match &run {
            Some((_, sealed)) => unpack(table, sealed)?,
            None => Vec::new(),
        };
        let appends = next.is_none() && old.last().is_none_or(|(last, _)| last.as_slice() < &key[1..]);
        let merged = merge(old, operations, &list[at..end]);
        let new = split(table, merged, appends);
        if let Some((first, _)) = &run
            && new.first().is_none_or(|entries| sled_key(table, &entries[0].0) != first.as_ref())
        {
            batch.remove(first);
        }
        for entries in new {
            let sealed = codec::seal(table, &pack(&entries));
            *bytes += sealed.len();
            batch.insert(sled_key(table, &entries[0].0), sealed);
        }
        Ok(end)
    }

    /// Every sled key and value, for `check`: sled's own damage and runs out of order show here.
    pub(super) fn check(&self, mut problem: impl FnMut(String)) -> Result<u64, RunError> {
        let mut entries = 0;
        let mut last: Vec<u8> = Vec::new();
        for run in self.tree.iter() {
            let (first, sealed) = run?;
            let Some(table) = first.first().copied().filter(|byte| table::ALL.contains(byte)) else {
                problem(format!("a key begins with the unknown table {:?}", first.first()));
                continue;
            };
            match unpack(table, &sealed) {
                Ok(list) => {
                    if list.is_empty() || sled_key(table, &list[0].0) != first.as_ref() {
                        problem(format!("a run of table `{}` does not begin with its key", table as char));
                    }
                    for (key, _) in list {
                        let whole = sled_key(table, &key);
                        if whole <= last && entries > 0 {
                            problem(format!("keys of table `{}` are out of order", table as char));
                        }
                        last = whole;
                        entries += 1;
                    }
                }
                Err(error) => problem(error.to_string()),
            }
        }
        Ok(entries)
    }
}

/// Old entries and sorted operations in one list.
fn merge(old: Vec<Entry>, operations: &Operations, list: &[Operation]) -> Vec<Entry> {
    let mut merged = Vec::with_capacity(old.len() + list.len());
    let mut old = old.into_iter().peekable();
    let mut at = 0;
    while at < list.len() {
        let key = &operations.key(list[at])[1..];
        while let Some(entry) = old.next_if(|(existing, _)| existing.as_slice() < key) {
            merged.push(entry);
        }
        let mut value = old.next_if(|(existing, _)| existing.as_slice() == key).map(|(_, value)| value);
        // Every operation on this key, in the order they came.
        while at < list.len() && operations.key(list[at])[1..] == *key {
            let stated = operations.value(list[at]);
            match list[at].what {
                What::Put => value = Some(stated.to_vec()),
                What::Remove => value = None,
                What::RemoveIf => value = value.filter(|value| value != stated),
            }
            at += 1;
        }
        merged.extend(value.map(|value| (key.to_vec(), value)));
    }
    merged.extend(old);
    merged
}

/// Cuts a list into runs within the limits: full ones where entries are appended in order, even ones elsewhere.
fn split(table: u8, entries: Vec<Entry>, appends: bool) -> Vec<Vec<Entry>> {
    let bytes: usize = entries.iter().map(|(key, value)| key.len() + value.len() + 4).sum();
    let fits = entries.len() <= max_entries(table) && bytes <= MAX_BYTES;
    if fits {
        return if entries.is_empty() { Vec::new() } else { vec![entries] };
    }
    let parts = if appends { 1 } else { (entries.len().div_ceil(max_entries(table))).max(bytes.div_ceil(MAX_BYTES)) + 1 };
    let (entry_goal, byte_goal) = if appends {
        (max_entries(table), MAX_BYTES)
    } else {
        (entries.len().div_ceil(parts), bytes.div_ceil(parts).min(MAX_BYTES))
    };
    let mut runs: Vec<Vec<Entry>> = Vec::new();
    let mut run: Vec<Entry> = Vec::new();
    let mut run_bytes = 0;
    for (key, value) in entries {
        let size = key.len() + value.len() + 4;
        if !run.is_empty() && (run.len() >= entry_goal || run_bytes + size > byte_goal) {
            runs.push(std::mem::take(&mut run));
            run_bytes = 0;
        }
        run_bytes += size;
        run.push((key, value));
    }
    if !run.is_empty() {
        runs.push(run);
    }
    runs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn memory() -> Runs {
        let db = sled::Config::new().temporary(true).open().expect("a temporary state");
        Runs::new((*db).clone())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn runs_behave_as_one_sorted_map(
            batches in proptest::collection::vec(
                proptest::collection::vec((0u8..2, 0u16..400, proptest::option::of(0usize..600)), 1..200), 1..8)
        ) {
            let runs = memory();
            let mut model: BTreeMap<(u8, Vec<u8>), Vec<u8>> = BTreeMap::new();
            for batch in batches {
                let mut operations = Operations::default();
                for (which, number, value) in batch {
                    let table = [table::NODE, table::TAG][usize::from(which)];
                    let key = number.to_be_bytes().to_vec();
                    match value {
                        Some(length) => {
                            let value = vec![number as u8; length];
                            operations.put(table, &key, &value);
                            model.insert((table, key), value);
                        }
                        None => {
                            operations.remove(table, &key);
                            model.remove(&(table, key));
                        }
                    }
                }
                runs.apply(operations).expect("a sound state");
                let mut problems = Vec::new();
                runs.check(|problem| problems.push(problem)).expect("a sound state");
                prop_assert_eq!(problems, Vec::<String>::new());
                for table in [table::NODE, table::TAG] {
                    let mut found = Vec::new();
                    runs.scan(table, &[], |key, value| { found.push((key.to_vec(), value.to_vec())); Ok(true) }).expect("a sound state");
                    let wanted: Vec<Entry> = model.iter().filter(|((t, _), _)| *t == table).map(|((_, k), v)| (k.clone(), v.clone())).collect();
                    prop_assert_eq!(&found, &wanted);
                    for prefix in [0u8, 1] {
                        let wanted = wanted.iter().rev().map(|(key, _)| key.clone()).find(|key| key.starts_with(&[prefix]));
                        prop_assert_eq!(runs.last_with_prefix(table, &[prefix]).expect("a sound state"), wanted);
                    }
                    let keys: Vec<Vec<u8>> = (0u16..400).step_by(3).map(|number| number.to_be_bytes().to_vec()).collect();
                    runs.get_many(table, keys.iter().map(Vec::as_slice), |key, value| {
                        assert_eq!(value, model.get(&(table, key.to_vec())).map(Vec::as_slice));
                        Ok(())
                    }).expect("a sound state");
                    for number in (0u16..400).step_by(7) {
                        let key = number.to_be_bytes().to_vec();
                        prop_assert_eq!(runs.get(table, &key).expect("a sound state"), model.get(&(table, key)).cloned());
                    }
                }
            }
        }
    }

    #[test]
    fn runs_stay_within_their_limits() {
        let runs = memory();
        for round in 0..40u32 {
            let mut operations = Operations::default();
            for number in 0..500u32 {
                let key = (number.wrapping_mul(2_654_435_761).wrapping_add(round)).to_be_bytes();
                operations.put(table::NODE, &key, &[0; 300]);
            }
            runs.apply(operations).expect("a sound state");
        }
        for run in runs.tree.iter() {
            let (_, sealed) = run.expect("a sound state");
            assert!(sealed.len() <= 32 * 1024, "{}", sealed.len());
        }
    }
}
