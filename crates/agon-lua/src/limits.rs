//! What a plugin may use up, and the watch that says when its time is over.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What one plugin may use up. The user sets it in `agon.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Time for loading, for a whole-map scorer and for one test.
    pub call: Duration,
    /// Time for a per-node scorer over a whole map, for an exporter and for a script.
    pub long: Duration,
    /// Bytes that a plugin's Lua state may hold.
    pub memory: usize,
    /// Bytes that an exporter may return; what a plugin prints and logs in one call is held to a sixty-fourth of it.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { call: Duration::from_secs(5), long: Duration::from_secs(30), memory: 256 << 20, output: 64 << 20 }
    }
}

impl Limits {
    /// The longest text that a function of `agon.text`, `agon.escape` and `agon.json` takes.
    pub(crate) fn text(&self) -> usize {
        self.output / 4
    }

    /// How much a plugin may print and log in one call.
    pub(crate) fn talk(&self) -> usize {
        self.output / 64
    }
}

/// Longer than anybody waits for an answer.
const STANDSTILL: Duration = Duration::from_secs(365 * 24 * 3600);

/// One thread that raises flags when their time comes, so that no plugin call reads the clock.
#[derive(Default)]
pub(crate) struct Watchdog {
    shared: Arc<Shared>,
    started: Cell<bool>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<Watched>,
    woken: Condvar,
}

#[derive(Default)]
struct Watched {
    next: u64,
    waiting: Vec<(u64, Instant, Arc<AtomicBool>)>,
    closed: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self) {
        let mut state = self.lock();
        while !state.closed {
            let now = Instant::now();
            state.waiting.retain(|(_, deadline, flag)| {
                let over = *deadline <= now;
                if over {
                    flag.store(true, Ordering::Relaxed);
                }
                !over
            });
            state = match state.waiting.iter().map(|(_, deadline, _)| *deadline).min() {
                Some(first) => {
                    let wait = first.saturating_duration_since(now);
                    self.woken.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.woken.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl Watchdog {
    /// Starts the thread, if it does not run yet; whether it runs.
    pub(crate) fn begin(&self) -> bool {
        if !self.started.get() {
            let shared = Arc::clone(&self.shared);
            let (begun, has_begun) = std::sync::mpsc::channel();
            let watch = move || {
                // Whoever waits no more needs no word.
                let _ = begun.send(());
                shared.watch();
            };
            match std::thread::Builder::new().name("plugin-watch".into()).spawn(watch) {
                // A thread that is still starting needs rights which a worker gives up next.
                Ok(_) => self.started.set(has_begun.recv().is_ok()),
                Err(error) => tracing::error!(%error, "the thread that watches plugins could not start"),
            }
        }
        self.started.get()
    }

    fn add(&self, deadline: Instant, flag: &Arc<AtomicBool>) -> u64 {
        if !self.begin() {
            // Without the watch nothing would stop a loop, so nothing runs.
            flag.store(true, Ordering::Relaxed);
        }
        let mut state = self.shared.lock();
        state.next += 1;
        let ticket = state.next;
        // The watch sleeps until the first deadline; one that is no earlier need not wake it.
        let earlier = state.waiting.iter().all(|(_, other, _)| deadline < *other);
        state.waiting.push((ticket, deadline, Arc::clone(flag)));
        drop(state);
        if earlier {
            self.shared.woken.notify_one();
        }
        ticket
    }

    /// Moves the deadlines behind a flag.
    fn shift(&self, flag: &Arc<AtomicBool>, shift: impl Fn(Instant) -> Instant) {
        for (_, deadline, other) in &mut self.shared.lock().waiting {
            if Arc::ptr_eq(flag, other) {
                *deadline = shift(*deadline);
            }
        }
        self.shared.woken.notify_one();
    }

    fn remove(&self, ticket: u64) {
        self.shared.lock().waiting.retain(|(other, ..)| *other != ticket);
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.woken.notify_one();
    }
}

/// The time of one Lua state: a flag that its interrupt reads.
pub(crate) struct Budget {
    watchdog: std::rc::Rc<Watchdog>,
    flag: Arc<AtomicBool>,
    deadline: Cell<Option<Instant>>,
}

impl Budget {
    pub(crate) fn new(watchdog: std::rc::Rc<Watchdog>, flag: Arc<AtomicBool>) -> Self {
        Self { watchdog, flag, deadline: Cell::new(None) }
    }

    /// Whether time is over.
    pub(crate) fn is_over(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }

    /// Whether a call is under way.
    pub(crate) fn is_running(&self) -> bool {
        self.deadline.get().is_some()
    }

    /// Does what is not the plugin's to wait for, as a person's answer: its time stands still.
    pub(crate) fn stand_still<T>(&self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        self.watchdog.shift(&self.flag, |deadline| deadline + STANDSTILL);
        let done = work();
        let took = began.elapsed();
        self.watchdog.shift(&self.flag, |deadline| deadline.checked_sub(STANDSTILL).unwrap_or(deadline) + took);
        self.deadline.set(self.deadline.get().map(|deadline| deadline + took));
        done
    }

    /// Starts a call. A call within a call ends no later than the outer one.
    pub(crate) fn start(&self, time: Duration) -> Running<'_> {
        let outer = self.deadline.get();
        let own = Instant::now() + time;
        let deadline = outer.map_or(own, |outer| outer.min(own));
        self.deadline.set(Some(deadline));
        Running { budget: self, outer, ticket: self.watchdog.add(deadline, &self.flag) }
    }
}

/// A call whose time runs; dropped when it ends.
pub(crate) struct Running<'a> {
    budget: &'a Budget,
    outer: Option<Instant>,
    ticket: u64,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.budget.watchdog.remove(self.ticket);
        self.budget.deadline.set(self.outer);
        let over = self.outer.is_some_and(|outer| outer <= Instant::now());
        self.budget.flag.store(over, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_is_raised_when_time_is_over_and_lowered_for_the_next_call() {
        let budget = Budget::new(std::rc::Rc::new(Watchdog::default()), Arc::default());
        let running = budget.start(Duration::from_millis(5));
        while !budget.is_over() {
            std::thread::yield_now();
        }
        drop(running);
        assert!(!budget.is_over());
        let _outer = budget.start(Duration::from_secs(60));
        let inner = budget.start(Duration::from_millis(5));
        while !budget.is_over() {
            std::thread::yield_now();
        }
        drop(inner);
        assert!(!budget.is_over(), "the outer call still has time");
    }
}
