//! `agon repl`: a Lua state in which one input after another is run, and what was found is shown.

mod complete;
mod help;
mod shown;

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use agon_core::extend::{Desk, ExtendError, Registry};
use mlua::{Function, MultiValue};

use crate::error::{Failure, Spot};
use crate::host::Host;
use crate::sandbox::compile;
use crate::script::Session;
use crate::settings::PluginSettings;

/// What became of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It ran; this is what there is to show, which may be nothing.
    Done(String),
    /// It ends in the middle of something: more lines must follow. Where none do, this is what is wrong with it.
    Incomplete(String),
    /// It failed: why, with the line.
    Failed(String),
    /// Somebody stopped it.
    Stopped,
}

/// Stops the input that runs, from wherever: a signal's handler.
#[derive(Debug, Clone)]
pub struct Stopper {
    asked: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

impl Stopper {
    /// Stops the input that runs. Where none runs, nothing happens: each begins anew. Whether it was asked to before,
    /// and goes on: what waits for something else than Lua cannot be stopped.
    pub fn stop(&self) -> bool {
        let was_asked = self.asked.swap(true, Ordering::SeqCst);
        self.over.store(true, Ordering::SeqCst);
        was_asked
    }
}

/// Runs inputs in one Lua state: globals live on from input to input.
pub struct Repl {
    session: Session,
    desk: Rc<dyn Desk>,
    /// How many inputs were run.
    count: Cell<usize>,
    asked: Arc<AtomicBool>,
}

impl Host {
    /// A state at a desk, for one input after another. It is granted what a script is granted.
    ///
    /// # Errors
    /// A grant is unknown, or memory does not suffice.
    pub fn repl(&self, settings: &PluginSettings, desk: Rc<dyn Desk>, registry: Rc<Registry>) -> Result<Repl, ExtendError> {
        let session = Session::new(self, "input", Path::new("."), &[], settings, &desk, &registry)?;
        Ok(Repl { session, desk, count: Cell::new(0), asked: Arc::default() })
    }
}

impl Repl {
    /// What stops a running input.
    pub fn stopper(&self) -> Stopper {
        Stopper { asked: Arc::clone(&self.asked), over: Arc::clone(&self.session.vm.context.over) }
    }

    /// Runs an input of one or more lines. An expression gives its value, which `_` keeps; a statement gives nothing.
    pub fn evaluate(&self, text: &str) -> Outcome {
        let shown = format!("input-{}.lua", self.next());
        let chunk = match self.compiled(text, &shown) {
            Ok(chunk) => chunk,
            Err((true, failure)) => return Outcome::Incomplete(self.words(&failure, text)),
            Err((false, failure)) => return Outcome::Failed(self.words(&failure, text)),
        };
        self.count.set(self.count.get() + 1);
        self.asked.store(false, Ordering::SeqCst);
        let vm = &self.session.vm;
        let returned = vm.call::<MultiValue>(&chunk, (), vm.context.limits().long);
        match returned {
            Err(_) if self.asked.load(Ordering::SeqCst) => Outcome::Stopped,
            Err(failure) => Outcome::Failed(self.words(&failure, text)),
            Ok(values) => {
                if let Some(value) = values.front().filter(|value| !value.is_nil()) {
                    // The proxy of the globals is open; a state without memory says so at the next input.
                    let _ = vm.lua.globals().raw_set("_", value);
                }
                Outcome::Done(values.iter().map(|value| shown::whole(value) + "\n").collect())
            }
        }
    }

    /// The chunk of an input: as an expression if it is one. Else why not, and whether more lines may help.
    fn compiled(&self, text: &str, shown: &str) -> Result<Function, (bool, Failure)> {
        let lua = &self.session.vm.lua;
        let compile = |text: &str| compile(lua, text.as_bytes(), shown);
        let ends_early = |failure: &Failure| failure.message().contains("got <eof>");
        let statement = compile(text);
        let expression = compile(&format!("return {text}"));
        let (statement, expression) = match (statement, expression) {
            // `if a then f() else g()` is an expression already, and a statement whose `end` is to come.
            (Err(statement), Ok(_)) if text.trim_start().starts_with("if") && ends_early(&statement) => {
                return Err((true, statement));
            }
            (_, Ok(chunk)) | (Ok(chunk), _) => return Ok(chunk),
            (Err(statement), Err(expression)) => (statement, expression),
        };
        // A long string or comment that is open is complained of as malformed: closed by force, it is not.
        let is_fine = |text: &str| compile(text).map_or_else(|failure| ends_early(&failure), |_| true);
        let in_brackets = || text.contains("[[") && (is_fine(&format!("{text}]]")) || is_fine(&format!("return {text}]]")));
        let is_incomplete = ends_early(&expression) || ends_early(&statement) || in_brackets();
        // What begins like no statement was meant as an expression.
        let begins_statement = text.trim_start().starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let is_expression = !begins_statement || statement.message().starts_with("Incomplete statement");
        Err((is_incomplete, if is_expression { expression } else { statement }))
    }

    /// A failure in words: with the line where that says more, and with the input if it is another one.
    fn words(&self, failure: &Failure, text: &str) -> String {
        let Some(spot) = failure.spot() else { return failure.message() };
        format!("{}{}", self.place(spot, text), failure.message())
    }

    fn place(&self, Spot { path, line, .. }: &Spot, text: &str) -> String {
        let input = path.strip_prefix("input-").and_then(|rest| rest.strip_suffix(".lua")?.parse::<usize>().ok());
        match input {
            // What could not be compiled was not counted.
            Some(input) if input >= self.count.get() && text.trim_end().contains('\n') => format!("line {line}: "),
            Some(input) if input >= self.count.get() => String::new(),
            Some(input) => format!("input {input}, line {line}: "),
            None => format!("{path}:{line}: "),
        }
    }

    /// The number of the next input, by which errors name it.
    pub fn next(&self) -> usize {
        self.count.get() + 1
    }

    /// What may stand at a place in a line: where the word begins, and the words. No code runs.
    pub fn complete(&self, line: &str, at: usize) -> (usize, Vec<String>) {
        complete::complete(&self.session.vm.lua, &*self.desk, line, at)
    }

    /// What there is to say of a name of the interface: `agon.text`, `map:score`, `chunks`.
    pub fn help(&self, name: &str) -> Option<String> {
        help::about(name)
    }

    /// The topics of the help, each with a word on it.
    pub fn topics(&self) -> Vec<(String, String)> {
        help::topics()
    }
}

/// Every name of the interface: `agon.text.wrap`, `map:score`.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    help::entries().iter().flat_map(|entry| entry.names.iter().map(String::as_str))
}
