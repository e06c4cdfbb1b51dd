//! Ctrl-C during long work: a flag that the work looks at, so that it stops with nothing half done.

use std::io::{BufRead, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

static STOP: AtomicBool = AtomicBool::new(false);
static READING: AtomicBool = AtomicBool::new(false);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// How long a read may hold up the end once somebody asked to stop.
const PATIENCE: Duration = Duration::from_millis(300);

/// The exit status of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C sets a flag instead of ending the program; a second Ctrl-C ends it.
///
/// A read that waits for input that does not come would never look at the flag: then the program ends at once, which
/// leaves the database as it was too.
pub fn listen() {
    // An error means that somebody listens already, or that the system knows no signals: then Ctrl-C simply ends it.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(INTERRUPTED);
        }
        std::thread::sleep(PATIENCE);
        if READING.load(Ordering::SeqCst) {
            std::process::exit(INTERRUPTED);
        }
    });
}

/// Whether somebody asked to stop.
pub fn is_asked() -> bool {
    STOP.load(Ordering::SeqCst)
}

/// How many bytes the inputs gave so far.
pub fn bytes_read() -> u64 {
    BYTES.load(Ordering::Relaxed)
}

/// An input that says when it waits, and counts what it gives.
pub struct Watched<R>(pub R);

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Watched<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        READING.store(true, Ordering::SeqCst);
        let filled = self.0.fill_buf();
        READING.store(false, Ordering::SeqCst);
        filled
    }

    fn consume(&mut self, amount: usize) {
        BYTES.fetch_add(amount as u64, Ordering::Relaxed);
        self.0.consume(amount);
    }
}
