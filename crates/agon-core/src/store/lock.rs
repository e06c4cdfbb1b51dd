//! One process at a time: a lock on a file that says who holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

/// How long to sleep between two tries.
const STEP: Duration = Duration::from_millis(40);

/// Why the lock was not had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    /// Somebody else holds it: what their file says of them.
    #[error("held by {0}")]
    Held(String),
    /// The disk.
    #[error("cannot lock {path}")]
    Io {
        path: String,
        #[source]
        source: std::io::Error,
    },
}

/// The lock, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, waiting at most `wait` for another process, and writes `holder` (pid and command) into the file.
    pub(crate) fn take(path: &Path, holder: &str, wait: Duration) -> Result<Self, LockError> {
        let io = |source| LockError::Io { path: path.display().to_string(), source };
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(io)?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if waited < wait => {
                    std::thread::sleep(STEP);
                    waited += STEP;
                }
                Err(TryLockError::WouldBlock) => {
                    let mut who = String::new();
                    let told = file.read_to_string(&mut who).is_ok() && !who.trim().is_empty();
                    return Err(LockError::Held(if told { who.trim().to_owned() } else { "another process".into() }));
                }
                Err(TryLockError::Error(source)) => return Err(io(source)),
            }
        }
        file.set_len(0).and_then(|()| writeln!(file, "{holder}")).map_err(io)?;
        Ok(Self { _file: file })
    }
}
