//! The state's folder: opening it with distrust, rebuilding it from the journal, applying commits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::SCHEMA;
use super::apply::Batch;
use super::codec;
use super::keys::table;
use super::read::read_error;
use super::records::{CommitRecord, Sentinel};
use super::runs::{RunError, Runs};
use crate::change::{Change, CommitKind, ReadError};
use crate::model::DatabaseId;
use crate::store::journal::{CommitReader, FileJournal, Head, JournalError, Stored};

/// sled's default is 1 GiB.
const CACHE: u64 = 64 << 20;

/// How often and after how long a lock of sled's own is tried again.
const LOCK_TRIES: u32 = 100;
const LOCK_STEP: std::time::Duration = std::time::Duration::from_millis(20);

/// Bytes of operations gathered before they are applied as one atomic step.
const BATCH_BYTES: usize = 160 << 20;

/// Why the state could not be made ready.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    /// The journal it is made from cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Another process has it open.
    #[error("the state is in use")]
    InUse,
    /// It is damaged, or sled failed: it can be rebuilt.
    #[error("the state cannot be used: {0}")]
    Unusable(String),
    /// The disk did not do what was asked.
    #[error("cannot {action} {path}")]
    Io {
        action: &'static str,
        path: String,
        #[source]
        source: std::io::Error,
    },
}

impl From<RunError> for StateError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Sled(sled::Error::Io(source)) => Self::Io { action: "use", path: "the state".into(), source },
            other => Self::Unusable(other.to_string()),
        }
    }
}

impl From<ReadError> for StateError {
    fn from(error: ReadError) -> Self {
        Self::Unusable(error.to_string())
    }
}

fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> StateError + use<> {
    let path = path.display().to_string();
    move |source| StateError::Io { action, path, source }
}

/// What opening came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Opened {
    /// It was there and up to date, or lagged by this many commits.
    Ready { caught_up: u64 },
    /// It was made anew from the journal, and why.
    Rebuilt { reason: String },
}

/// The state, open.
pub(crate) struct State {
    runs: Runs,
    sentinel: Sentinel,
    sled: sled::Db,
    /// Whether more was written than was there when it was opened.
    has_written: std::cell::Cell<bool>,
    ends_with_process: bool,
}

impl Drop for State {
    /// Dropping sled writes out and waits for the disk. A process that ends now does without the wait, and, if it wrote
    /// nothing, without both.
    fn drop(&mut self) {
        if !self.ends_with_process {
            return;
        }
        if self.has_written.get()
            && let Ok(Err(error)) = silently(|| self.sled.flush())
        {
            tracing::warn!(%error, "the state could not be written out; the next open brings it up");
        }
        // A handle that is never dropped keeps sled from closing.
        std::mem::forget(self.sled.clone());
    }
}

impl State {
    /// The folder of this schema's state in a database's folder.
    pub(crate) fn folder(database: &Path) -> PathBuf {
        database.join(format!("state-{SCHEMA}"))
    }

    pub(super) fn runs(&self) -> &Runs {
        &self.runs
    }

    /// How far it is and how much it holds.
    pub(crate) fn sentinel(&self) -> &Sentinel {
        &self.sentinel
    }

    /// Opens what is there, if it can be trusted: of this database, of this schema, not ahead of the journal.
    fn open_existing(folder: &Path, database: DatabaseId) -> Result<Self, StateError> {
        if !folder.is_dir() {
            return Err(StateError::Unusable("there is none yet".into()));
        }
        // Unfinished snapshots left by a kill would be read at start-up as if they were whole.
        for entry in std::fs::read_dir(folder).map_err(io("read", folder))? {
            let path = entry.map_err(io("read", folder))?.path();
            if path.to_string_lossy().ends_with(".generating") {
                std::fs::remove_file(&path).map_err(io("remove", &path))?;
            }
        }
        let state = Self::open_sled(folder)?;
        let Some(sentinel) = state.read_sentinel()? else {
            return Err(StateError::Unusable("it does not say how far it is".into()));
        };
        if sentinel.database != *database.as_bytes() {
            return Err(StateError::Unusable("it belongs to another database".into()));
        }
        let mut state = state;
        state.sentinel = sentinel;
        Ok(state)
    }

    /// sled panics on some damage; a panic is an answer like any other.
    fn open_sled(folder: &Path) -> Result<Self, StateError> {
        // No flushing in the background: each would be an fsync, and what is lost of the state is replayed.
        let config = sled::Config::new().path(folder).cache_capacity(CACHE).flush_every_ms(None);
        let mut tries = 0;
        let sled = loop {
            let opened = silently(|| config.open()).map_err(StateError::Unusable)?;
            match opened {
                Ok(sled) => break sled,
                // The database's own lock is held, so this is a thread of sled's in this process that is not done yet.
                Err(sled::Error::Io(source)) if is_locked(&source) && tries < LOCK_TRIES => {
                    tries += 1;
                    std::thread::sleep(LOCK_STEP);
                }
                Err(sled::Error::Io(source)) if is_locked(&source) => return Err(StateError::InUse),
                Err(sled::Error::Io(source)) if is_the_disks(&source) => return Err(io("open", folder)(source)),
                Err(other) => return Err(StateError::Unusable(other.to_string())),
            }
        };
        let sentinel = Sentinel { database: [0; 16], sequence: 0, offset: 0, hash: String::new(), partial: 0, totals: [0; 5] };
        let has_written = std::cell::Cell::new(false);
        Ok(Self { runs: Runs::new((*sled).clone()), sentinel, sled, has_written, ends_with_process: false })
    }

    fn read_sentinel(&self) -> Result<Option<Sentinel>, StateError> {
        let read = || -> Result<Option<Sentinel>, RunError> {
            match self.runs.get(table::SENTINEL, &[])? {
                Some(payload) => {
                    codec::decode(&payload).map(Some).map_err(|error| RunError::Damaged { table: table::SENTINEL, error })
                }
                None => Ok(None),
            }
        };
        Ok(silently(read).map_err(StateError::Unusable)??)
    }

    /// Opens the state and brings it up to the journal's end; rebuilds it where it cannot be trusted.
    ///
    /// Finds the journal's end on the way, reading only what the state does not know yet.
    ///
    /// # Errors
    /// The journal is damaged, the disk fails, another process holds the state. Never for what the journal can mend.
    pub(crate) fn open(
        database: &Path,
        journal: &mut FileJournal,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(Self, Opened, u64), StateError> {
        let folder = Self::folder(database);
        let reason = match Self::open_existing(&folder, journal.database()) {
            Ok(mut state) => match state.catch_up(journal) {
                Ok((caught_up, torn)) => return Ok((state, Opened::Ready { caught_up }, torn)),
                Err(StateError::Unusable(reason)) => reason,
                Err(error) => return Err(error),
            },
            Err(StateError::Unusable(reason)) => reason,
            Err(error) => return Err(error),
        };
        let torn = journal.recover(None)?.torn;
        let state = Self::rebuild(database, journal, progress)?;
        Ok((state, Opened::Rebuilt { reason }, torn))
    }

    /// Applies what the journal holds beyond the state.
    fn catch_up(&mut self, journal: &mut FileJournal) -> Result<(u64, u64), StateError> {
        let known = Head { sequence: self.sentinel.sequence, offset: self.sentinel.offset, hash: self.sentinel.hash.clone() };
        // A state ahead of the journal, or of another journal's past, cannot be mended by replaying.
        let recovered = match journal.recover(Some(known)) {
            Ok(recovered) => recovered,
            Err(JournalError::Damaged { message, .. })
                if self.sentinel.offset > journal.path().metadata().map_or(0, |m| m.len()) =>
            {
                return Err(StateError::Unusable(message));
            }
            Err(error) => return Err(error.into()),
        };
        if recovered.commits > 0 {
            self.replay(journal, &mut |_, _| {})?;
        }
        Ok((recovered.commits, recovered.torn))
    }

    /// Makes the state anew from the journal, in a folder beside the old one, and puts it in its place when it is whole.
    ///
    /// # Errors
    /// The journal is damaged or the disk fails; then the old folder stands as it was.
    pub(crate) fn rebuild(
        database: &Path,
        journal: &FileJournal,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, StateError> {
        let folder = Self::folder(database);
        let building = database.join(format!("state-{SCHEMA}.building"));
        remove_folder(&building)?;
        {
            let mut state = Self::open_sled(&building)?;
            state.sentinel.database = *journal.database().as_bytes();
            state.sentinel.offset = journal.first();
            state.sentinel.hash = crate::store::journal::no_hash();
            let mut batch = Batch::default();
            batch.sentinel(&state.sentinel);
            state.apply_batch(batch)?;
            state.replay(journal, progress)?;
            state.sled.flush().map_err(RunError::Sled)?;
            let expected = state.sentinel.clone();
            if state.read_sentinel()?.as_ref() != Some(&expected) || expected.sequence != journal.head().sequence {
                return Err(StateError::Unusable("the rebuilt state does not say what was written to it".into()));
            }
        }
        if folder.exists() {
            let aside = database.join(format!("state-{SCHEMA}.replaced"));
            remove_folder(&aside)?;
            std::fs::rename(&folder, &aside).map_err(io("rename", &folder))?;
            std::fs::rename(&building, &folder).map_err(io("rename", &building))?;
            remove_folder(&aside)?;
        } else {
            std::fs::rename(&building, &folder).map_err(io("rename", &building))?;
        }
        Self::open_existing(&folder, journal.database())
    }

    /// Applies every commit of the journal after the sentinel, in steps of bounded size.
    fn replay(&mut self, journal: &FileJournal, progress: &mut dyn FnMut(u64, u64)) -> Result<(), StateError> {
        let mut reader = journal.read_at(self.sentinel.offset)?;
        while self.sentinel.sequence < journal.head().sequence {
            self.replay_commit(&mut reader)?;
            progress(reader.offset(), journal.size());
        }
        Ok(())
    }

    fn replay_commit(&mut self, reader: &mut CommitReader) -> Result<(), StateError> {
        use crate::store::journal::Next;
        let mut batch = Batch::default();
        let mut seen = 0;
        let mut sequence = 0;
        loop {
            match reader.next()? {
                Next::Begin(begin) => sequence = begin.sequence,
                Next::Change(change) => {
                    seen += 1;
                    if seen <= self.sentinel.partial {
                        continue;
                    }
                    batch.change(&change, sequence);
                    if batch.size() >= BATCH_BYTES {
                        self.apply_partial(std::mem::take(&mut batch))?;
                    }
                }
                Next::End(stored) => return self.apply_end(batch, &stored),
                Next::Finished { .. } => {
                    return Err(StateError::Unusable("the journal ended before its own head".into()));
                }
            }
        }
    }

    /// Applies a commit that was just written: what `replay` does, without reading it back.
    pub(crate) fn apply(&mut self, stored: &Stored, changes: &[Change]) -> Result<(), StateError> {
        let mut batch = Batch::default();
        for change in changes {
            batch.change(change, stored.begin.sequence);
        }
        self.apply_end(batch, stored)
    }

    /// Brings the state up to a commit that was streamed into the journal.
    pub(crate) fn apply_from_journal(
        &mut self,
        journal: &FileJournal,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), StateError> {
        self.replay(journal, progress)
    }

    /// Part of a commit: not visible as a commit, remembered so that replaying goes on after it.
    fn apply_partial(&mut self, mut batch: Batch) -> Result<(), StateError> {
        self.add_totals(&batch);
        self.sentinel.partial += batch.changes;
        batch.sentinel(&self.sentinel);
        self.apply_batch(batch)
    }

    fn apply_end(&mut self, mut batch: Batch, stored: &Stored) -> Result<(), StateError> {
        let sequence = stored.begin.sequence;
        let record = self.commit_record_for(stored)?;
        self.add_totals(&batch);
        self.sentinel.partial = 0;
        self.sentinel.sequence = sequence;
        self.sentinel.offset = stored.after;
        self.sentinel.hash.clone_from(&stored.hash);
        batch.commit(sequence, &record);
        batch.sentinel(&self.sentinel);
        self.apply_batch(batch)
    }

    fn add_totals(&mut self, batch: &Batch) {
        for (total, moved) in self.sentinel.totals.iter_mut().zip(batch.totals) {
            *total = total.saturating_add_signed(moved);
        }
    }

    fn apply_batch(&self, batch: Batch) -> Result<(), StateError> {
        self.has_written.set(true);
        Ok(silently(|| self.runs.apply(batch.operations)).map_err(StateError::Unusable)??)
    }

    /// A commit's record with its place in the lines of undo and redo.
    ///
    /// A change or restore begins a new line of redo and is what `undo` takes back next; an undo uncovers what stood
    /// below what it takes back, and is what `redo` takes back next; a redo is undone like a change.
    fn commit_record_for(&self, stored: &Stored) -> Result<CommitRecord, StateError> {
        let begin = &stored.begin;
        let last = self.commit_record(begin.sequence - 1)?;
        let (undo_now, redo_now) = last.map_or((0, 0), |record| (record.undo, record.redo));
        let (undo, redo, undo_below, redo_below) = match begin.kind {
            CommitKind::Change | CommitKind::Restore(_) => (begin.sequence, 0, undo_now, 0),
            CommitKind::Undo(of) => {
                let below = self.commit_record(of)?.map_or(0, |record| record.undo_below);
                (below, begin.sequence, 0, redo_now)
            }
            CommitKind::Redo(of) => {
                let below = self.commit_record(of)?.map_or(0, |record| record.redo_below);
                (begin.sequence, below, undo_now, 0)
            }
        };
        Ok(CommitRecord {
            time: begin.time.millis(),
            author: begin.author.clone(),
            message: begin.message.clone(),
            kind: CommitRecord::kind_record(begin.kind),
            counts: (stored.counts.added, stored.counts.edited, stored.counts.removed),
            offset: stored.offset,
            undo,
            redo,
            undo_below,
            redo_below,
        })
    }

    /// See [`crate::database::Database::ends_with_process`].
    pub(crate) fn ends_with_process(&mut self) {
        self.ends_with_process = true;
    }

    /// Bytes of the folder.
    pub(crate) fn size_on_disk(&self) -> Result<u64, ReadError> {
        self.sled.size_on_disk().map_err(|error| read_error(RunError::Sled(error)))
    }
}

/// sled tells a lock held elsewhere by kind or in words.
fn is_locked(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::WouldBlock || error.to_string().contains("could not acquire lock")
}

/// Errors of the disk itself, as against files that are not what they should be.
fn is_the_disks(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::QuotaExceeded
    )
}

fn remove_folder(folder: &Path) -> Result<(), StateError> {
    match std::fs::remove_dir_all(folder) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(io("remove", folder)(source)),
        _ => Ok(()),
    }
}

/// Runs what may panic inside sled, without its words on standard error. The panic hook is the process's own, so
/// only one at a time.
fn silently<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static ONE: Mutex<()> = Mutex::new(());
    let _guard = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = catch_unwind(AssertUnwindSafe(run));
    std::panic::set_hook(hook);
    result.map_err(|panic| {
        let text =
            panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        format!("sled panicked: {}", text.unwrap_or_else(|| "without a word".into()))
    })
}
