//! The database: the one façade over journal, state and extensions, and the one door by which anything is written.

mod backup;
mod check;
mod error;
mod history;
mod hooks;
mod import;
mod replace;
mod resolve;
#[cfg(test)]
mod tests;
mod write;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use backup::BackupReport;
pub use check::{CheckReport, RepairReport};
pub use error::DatabaseError;
pub use import::{ImportOptions, ImportReport, NoWatch, Watch};
pub use resolve::{Resolved, resolve, resolve_element, resolve_map, resolve_node, resolve_source};
pub use write::{CommitReport, Draw};

use crate::change::{ReadError, Snapshot, load_map};
use crate::diagnostic::Diagnostic;
use crate::extend::Registry;
use crate::model::{Clock, DatabaseId, Entropy, IdMaker, Map, MapId};
use crate::store::journal::FileJournal;
use crate::store::lock::{Lock, LockError};
use crate::store::state::{Opened, State};

/// The folder that makes a directory a database.
pub const FOLDER: &str = ".agon";

const JOURNAL: &str = "journal.jsonl";
const LOCK: &str = "lock";
const TEXTS: &str = "texts";

/// What the outside lends a database: nothing in here reads a clock, a random source or the environment.
pub struct Environment {
    /// Tells commits their time.
    pub clock: Box<dyn Clock>,
    /// Makes ids.
    pub entropy: Box<dyn Entropy>,
    /// Who is written into commits.
    pub author: String,
    /// Who is told to others that wait: `pid 123 (agon import)`.
    pub holder: String,
    /// How long to wait for another process.
    pub wait: Duration,
}

/// A database, open, held by this process alone.
///
/// What is promised: a change that was acknowledged survives a crash and a power cut; a commit is seen whole or not at
/// all; what is damaged is reported, never served.
///
/// ```
/// use agon_core::database::{Database, Environment};
/// use agon_core::model::{FixedClock, MapInfo, Name, Node, NodeKind, Placement, SeededEntropy, Timestamp};
///
/// let folder = tempfile::tempdir()?;
/// let environment = Environment {
///     clock: Box::new(FixedClock(Timestamp::from_millis(1_700_000_000_000))),
///     entropy: Box::new(SeededEntropy::new(1)),
///     author: "Ada".into(),
///     holder: "a test".into(),
///     wait: std::time::Duration::ZERO,
/// };
/// let mut database = Database::init(folder.path(), environment)?;
/// let report = database.commit("a first claim", |draw| {
///     let map = MapInfo::new(draw.fresh(), Name::new("drift").expect("a name"), "Drift");
///     let node = Node::new(draw.fresh(), NodeKind::Claim, "They drift.");
///     let placement = Placement::new(map.id, node.id, 0);
///     draw.draft.put_map(map)?;
///     draw.draft.put_node(node)?;
///     draw.draft.put_placement(placement)?;
///     Ok(())
/// })?;
/// assert_eq!(report.sequence, Some(1));
/// assert!(database.check()?.is_sound());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Database {
    folder: PathBuf,
    journal: FileJournal,
    state: State,
    ids: IdMaker,
    clock: Box<dyn Clock>,
    author: String,
    registry: Registry,
    notices: Vec<Diagnostic>,
    cache: RefCell<HashMap<MapId, Arc<Map>>>,
    /// Held to the end: dropped after the state.
    _lock: Lock,
}

impl Database {
    /// Makes a database in `root`: `root/.agon/`, with an empty journal and state.
    ///
    /// # Errors
    /// There is one already, or the disk.
    pub fn init(root: &Path, environment: Environment) -> Result<Self, DatabaseError> {
        let folder = root.join(FOLDER);
        if folder.join(JOURNAL).exists() {
            return Err(DatabaseError::Exists { path: folder.display().to_string() });
        }
        std::fs::create_dir_all(&folder).map_err(DatabaseError::io("create", &folder))?;
        let mut environment = environment;
        let _lock = lock(&folder, &environment)?;
        let mut ids = IdMaker::new(std::mem::replace(&mut environment.entropy, Box::new(crate::model::SeededEntropy::new(0))));
        let now = environment.clock.now();
        let id: DatabaseId = ids.next(now);
        let journal = FileJournal::create(&folder.join(JOURNAL), id, now)?;
        sync_folder(&folder)?;
        sync_folder(root)?;
        let state = State::rebuild(&folder, &journal, &mut |_, _| {})?;
        Ok(Self::assemble(folder, journal, state, ids, environment, Vec::new(), _lock))
    }

    /// The database folder at or above `start`, as git finds its own.
    pub fn find(start: &Path) -> Option<PathBuf> {
        start.ancestors().map(|folder| folder.join(FOLDER)).find(|folder| folder.join(JOURNAL).is_file())
    }

    /// Opens the database in `folder` (the `.agon` folder itself). Whatever the journal can mend is mended on the way and
    /// told in [`Self::notices`].
    ///
    /// # Errors
    /// It is not there, in use, damaged beyond what the journal can mend, of a newer version, or the disk fails.
    pub fn open(folder: &Path, environment: Environment) -> Result<Self, DatabaseError> {
        Self::open_watched(folder, environment, &mut |_, _| {})
    }

    /// [`Self::open`], told how far a rebuild of the state has come: bytes done, bytes in all.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_watched(
        folder: &Path,
        mut environment: Environment,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, DatabaseError> {
        let path = folder.join(JOURNAL);
        if !path.is_file() {
            return Err(DatabaseError::NoDatabase { path: folder.display().to_string() });
        }
        let lock = lock(folder, &environment)?;
        let mut journal = FileJournal::open(&path)?;
        let (state, opened, torn) = State::open(folder, &mut journal, progress)?;
        let mut notices = Vec::new();
        if torn > 0 {
            let message =
                format!("the last commit was never finished; its {torn} bytes were cut off and kept beside the journal");
            notices.push(Diagnostic::note("store/torn", message));
        }
        if let Opened::Rebuilt { reason } = opened {
            notices.push(Diagnostic::note("store/rebuilt", format!("the state was rebuilt from the journal: {reason}")));
        }
        let mut ids = IdMaker::new(std::mem::replace(&mut environment.entropy, Box::new(crate::model::SeededEntropy::new(0))));
        if let Some(last) = state.commit_record(state.revision())? {
            ids.not_before(crate::model::Timestamp::from_millis(last.time));
        }
        Ok(Self::assemble(folder.to_owned(), journal, state, ids, environment, notices, lock))
    }

    fn assemble(
        folder: PathBuf,
        journal: FileJournal,
        state: State,
        ids: IdMaker,
        environment: Environment,
        notices: Vec<Diagnostic>,
        lock: Lock,
    ) -> Self {
        Self {
            folder,
            journal,
            state,
            ids,
            clock: environment.clock,
            author: environment.author,
            registry: Registry::new(),
            notices,
            cache: RefCell::default(),
            _lock: lock,
        }
    }

    /// The `.agon` folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The identity of this database.
    pub fn id(&self) -> DatabaseId {
        self.journal.database()
    }

    /// What was mended while opening.
    pub fn notices(&self) -> &[Diagnostic] {
        &self.notices
    }

    /// Who extends it.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Who extends it, for adding to.
    pub fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }

    /// The database as it is now.
    pub fn snapshot(&self) -> &dyn Snapshot {
        &self.state
    }

    /// A whole map as it is now; `None` if there is no such map. Loaded once a revision.
    ///
    /// # Errors
    /// The state is damaged or cannot be read.
    pub fn map(&self, id: MapId) -> Result<Option<Arc<Map>>, ReadError> {
        if let Some(map) = self.cache.borrow().get(&id) {
            return Ok(Some(Arc::clone(map)));
        }
        let Some(map) = load_map(&self.state, id)? else { return Ok(None) };
        let map = Arc::new(map);
        self.cache.borrow_mut().insert(id, Arc::clone(&map));
        Ok(Some(map))
    }

    /// Bytes of the journal and of the state's files.
    ///
    /// # Errors
    /// The disk.
    pub fn sizes(&self) -> Result<(u64, u64), ReadError> {
        Ok((self.journal.size(), self.state.size_on_disk()?))
    }

    /// Stores the text of a source and returns its SHA-256; the source's record is for the caller to change.
    ///
    /// # Errors
    /// The disk.
    pub fn store_text(&self, text: &[u8]) -> Result<String, DatabaseError> {
        let folder = self.folder.join(TEXTS);
        crate::store::texts::store(&folder, text).map_err(DatabaseError::io("write", &folder))
    }

    /// The stored text with this SHA-256.
    ///
    /// # Errors
    /// There is none, it is damaged, or the disk fails.
    pub fn load_text(&self, hash: &str) -> Result<Vec<u8>, DatabaseError> {
        let folder = self.folder.join(TEXTS);
        crate::store::texts::load(&folder, hash).map_err(DatabaseError::io("read", &folder.join(hash)))
    }

    /// Says that the process ends right after the database is closed. Closing then hands what was written to the system
    /// without waiting for the disk: the journal was durable before, and a state that a power cut sets back is brought up
    /// by the next open.
    pub fn ends_with_process(&mut self) {
        self.state.ends_with_process();
    }

    /// Gives the database up: right after only reading, when the process ends anyway.
    pub fn abandon(mut self) {
        self.ends_with_process();
    }
}

fn lock(folder: &Path, environment: &Environment) -> Result<Lock, DatabaseError> {
    Lock::take(&folder.join(LOCK), &environment.holder, environment.wait).map_err(|error| match error {
        LockError::Held(holder) => DatabaseError::InUse { holder },
        LockError::Io { path, source } => DatabaseError::Io { action: "lock", path, source },
    })
}

/// Makes names of files durable.
fn sync_folder(folder: &Path) -> Result<(), DatabaseError> {
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(DatabaseError::io("fsync", folder))
}
