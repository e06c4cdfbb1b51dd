//! A worker at work: its process, its pipes, and the watch that kills it when its time is over.

use std::io::{BufReader, BufWriter, Write};
use std::process::{Child, ChildStdin, ChildStdout, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use agon_core::extend::ExtendError;

use super::cargo;
use super::frame::{FrameError, send};
use super::message::Answer;
use super::remote::Reply;
use super::rights;
use crate::error::Failure;

/// A worker at work.
pub(super) struct Seat {
    pub(super) child: Arc<Mutex<Child>>,
    pub(super) input: BufWriter<ChildStdin>,
    pub(super) output: BufReader<ChildStdout>,
    /// Bytes of address space it may use.
    pub(super) room: u64,
}

impl Seat {
    pub(super) fn give_room(&mut self, weight: u64) {
        if let Ok(child) = self.child.lock() {
            rights::give_room(&child, self.room + weight);
        }
    }

    pub(super) fn reply(&mut self, reply: Result<Reply, ExtendError>) -> Result<(), FrameError> {
        let out = &mut self.input;
        match reply {
            Ok(Reply::Message(answer)) => send(out, &answer)?,
            Ok(Reply::Bytes(bytes)) => {
                send(out, &Answer::Bytes)?;
                cargo::send_bytes(out, &bytes)?;
            }
            Ok(Reply::Scores(scoring)) => {
                send(out, &Answer::Scores(cargo::finite(scoring.convergence)))?;
                cargo::send_scores(out, &scoring)?;
            }
            Ok(Reply::Map(map)) => {
                send(out, &Answer::Map(map.is_some()))?;
                if let Some(map) = map {
                    if let Ok(child) = self.child.lock() {
                        self.room += cargo::weight(&map);
                        rights::give_room(&child, self.room);
                    }
                    cargo::send_map(&mut self.input, &map)?;
                }
            }
            Err(error) => send(out, &Answer::Refused(error.into()))?,
        }
        self.input.flush()?;
        Ok(())
    }

    /// Ends the process, whatever it does.
    pub(super) fn end(&mut self) -> Option<ExitStatus> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // One that has ended already cannot be killed, and need not be.
        let _ = child.kill();
        child.wait().ok()
    }

    /// What is to be said of a worker that was lost in the middle of its work.
    pub(super) fn lost(&mut self, error: &FrameError) -> Failure {
        // A process that ends by itself closes its pipe a little before it is gone.
        let mut ended = None;
        for _ in 0..100 {
            let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
            ended = child.try_wait().ok().flatten();
            if ended.is_some() || matches!(error, FrameError::Garbled(_)) {
                break;
            }
            drop(child);
            std::thread::sleep(Duration::from_millis(2));
        }
        self.end();
        match (error, ended) {
            (FrameError::Garbled(said), _) => Failure::Lost(format!("its process was stopped: {said}")),
            (_, Some(status)) => Failure::Lost(format!("its process ended: {}", rights::in_words(status))),
            (error, None) => Failure::Lost(format!("its process was lost: {error}")),
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.end();
    }
}

/// Kills a process when its time is over, while the host waits for what it says.
pub(super) struct Killer {
    orders: Sender<Option<Duration>>,
    has_struck: Arc<AtomicBool>,
}

impl Killer {
    pub(super) fn after(child: &Arc<Mutex<Child>>, time: Duration) -> Self {
        let (orders, next) = channel::<Option<Duration>>();
        let has_struck = Arc::new(AtomicBool::new(false));
        let (child, struck) = (Arc::clone(child), Arc::clone(&has_struck));
        let watch = move || {
            let mut wait = Some(time);
            loop {
                let order = match wait {
                    Some(time) => next.recv_timeout(time),
                    None => next.recv().map_err(|_| RecvTimeoutError::Disconnected),
                };
                match order {
                    Ok(order) => wait = order,
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {
                        struck.store(true, Ordering::SeqCst);
                        let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
                        // One that has ended already cannot be killed, and need not be.
                        let _ = child.kill();
                        return;
                    }
                }
            }
        };
        let started = std::thread::Builder::new().name("plugin-killer".into()).spawn(watch);
        if let Err(error) = started {
            // Nothing would ever stop it: then it is not waited for at all.
            tracing::error!(%error, "the thread that watches a plugin's process could not start");
            has_struck.store(true, Ordering::SeqCst);
        }
        Self { orders, has_struck }
    }

    /// Gives it so much time from now on.
    pub(super) fn restart(&self, time: Duration) {
        // A watch that has struck listens no more.
        let _ = self.orders.send(Some(time));
    }

    /// Lets time stand still.
    pub(super) fn stop(&self) {
        let _ = self.orders.send(None);
    }

    pub(super) fn has_struck(&self) -> bool {
        self.has_struck.load(Ordering::SeqCst)
    }
}
