//! A progress bar on stderr for work that takes over a second; none where nobody would see it.

use std::time::{Duration, Instant};

use agon_core::database::Watch;
use indicatif::{ProgressBar, ProgressStyle};

use crate::output::Output;
use crate::stopping;

/// How long work goes on before it is worth a bar.
const DELAY: Duration = Duration::from_secs(1);

/// Watches an import: draws how far it is, and hands on that somebody asked to stop.
pub struct Progress {
    started: Instant,
    bar: Option<ProgressBar>,
    is_wanted: bool,
    what: String,
    /// Bytes in all, where that is known.
    total: Option<u64>,
    /// Bytes that other inputs gave before.
    before: u64,
}

impl Progress {
    /// Starts to watch; the bar appears later, if at all.
    pub fn new(output: &Output, what: String, total: Option<u64>) -> Self {
        let before = stopping::bytes_read();
        Self { started: Instant::now(), bar: None, is_wanted: output.shows_progress(), what, total, before }
    }

    fn draw(&mut self, done: u64) {
        if !self.is_wanted || self.started.elapsed() < DELAY {
            return;
        }
        let what = &self.what;
        let bar = self.bar.get_or_insert_with(|| {
            let (bar, template) = match self.total {
                Some(total) => (ProgressBar::new(total), "{prefix}  {bar:30}  {percent:>3} %  {msg}  {eta} left"),
                None => (ProgressBar::new_spinner(), "{prefix}  {spinner}  {bytes}  {msg}"),
            };
            bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_prefix(what.clone());
            bar
        });
        bar.set_position(stopping::bytes_read() - self.before);
        let rate = done as f64 / self.started.elapsed().as_secs_f64();
        bar.set_message(format!("{done} records, {rate:.0}/s"));
    }
}

impl Watch for Progress {
    fn progress(&mut self, done: u64) {
        self.draw(done);
    }

    fn cancelled(&self) -> bool {
        stopping::is_asked()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Progress by steps that the work itself tells.
pub struct Steps {
    started: Instant,
    bar: Option<ProgressBar>,
    is_wanted: bool,
}

impl Steps {
    /// Starts to watch; the bar appears later, if at all.
    pub fn new(output: &Output) -> Self {
        Self { started: Instant::now(), bar: None, is_wanted: output.shows_progress() }
    }

    /// So many steps are done.
    pub fn at(&mut self, done: u64, total: Option<u64>) {
        if !self.is_wanted || self.started.elapsed() < DELAY {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let (bar, template) = match total {
                Some(total) => (ProgressBar::new(total), "{bar:30}  {percent:>3} %  {pos} of {len}  {msg}  {eta} left"),
                None => (ProgressBar::new_spinner(), "{spinner}  {pos}  {msg}"),
            };
            bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        bar.set_position(done);
        bar.set_message(format!("{:.0}/s", done as f64 / self.started.elapsed().as_secs_f64()));
    }

    /// Writes something else to the terminal, where the bar stands.
    pub fn aside(&self, write: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the bar away.
    pub fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.started = Instant::now();
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.finish();
    }
}
