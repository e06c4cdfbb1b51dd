//! Where lines come from: a terminal with editing, history and completion, or a pipe.

use std::io::BufRead;
use std::path::PathBuf;
use std::rc::Rc;

use agon_lua::{Repl, Stopper};
use etcetera::BaseStrategy;
use rustyline::completion::Completer;
use rustyline::config::{CompletionType, Configurer};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{Context, Editor, Helper};

use crate::failure::Failure;

/// How many inputs are remembered.
const REMEMBERED: usize = 2_000;

/// The exit status of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// What was read.
pub enum Line {
    /// A line, without its end.
    Read(String),
    /// The line was left by Ctrl-C.
    Left,
    /// There are no more.
    End,
}

/// Where lines come from.
pub enum Prompt {
    /// A person types.
    Terminal(Box<Editor<Words, FileHistory>>, Option<PathBuf>),
    /// A pipe or a file.
    Lines,
}

impl Prompt {
    /// At a terminal; Ctrl-C stops what runs in `repl`, and where it will not stop, a second one ends the program.
    pub fn at_terminal(repl: &Rc<Repl>) -> Result<Self, Failure> {
        listen(repl.stopper());
        let mut editor = Editor::new().map_err(failed)?;
        editor.set_completion_type(CompletionType::List);
        editor.set_max_history_size(REMEMBERED).map_err(failed)?;
        editor.set_helper(Some(Words(Rc::clone(repl))));
        let history = history();
        if let Some(path) = &history {
            // There is none the first time.
            let _ = editor.load_history(path);
        }
        Ok(Self::Terminal(Box::new(editor), history))
    }

    /// The lines of standard input, without a prompt.
    pub fn of_lines() -> Self {
        Self::Lines
    }

    /// The next line: of the input with this number, or of one that goes on.
    pub fn line(&mut self, number: Option<usize>) -> Result<Line, Failure> {
        match self {
            Self::Terminal(editor, _) => match editor.readline(&number.map_or("… ".to_owned(), |number| format!("{number}> "))) {
                Ok(line) => Ok(Line::Read(line)),
                Err(ReadlineError::Interrupted) => Ok(Line::Left),
                Err(ReadlineError::Eof) => Ok(Line::End),
                Err(error) => Err(failed(error)),
            },
            Self::Lines => {
                let mut line = String::new();
                let read = std::io::stdin().lock().read_line(&mut line);
                let read = read.map_err(|error| Failure::io("read", "standard input", error))?;
                Ok(if read == 0 { Line::End } else { Line::Read(line.trim_end_matches(['\n', '\r']).to_owned()) })
            }
        }
    }

    /// Puts an input into the history.
    pub fn remember(&mut self, text: &str) {
        if let Self::Terminal(editor, history) = self {
            // A history that cannot be kept is no reason to stop.
            let _ = editor.add_history_entry(text.trim_end());
            if let Some(path) = history {
                let _ = editor.append_history(path);
            }
        }
    }
}

fn failed(error: ReadlineError) -> Failure {
    Failure::io("read from", "the terminal", std::io::Error::other(error.to_string()))
}

/// Ctrl-C while Lua runs. At the prompt the terminal hands the key to the editor instead.
fn listen(stopper: Stopper) {
    // An error means that the system knows no signals: then Ctrl-C simply ends the program.
    let _ = ctrlc::set_handler(move || {
        if stopper.stop() {
            std::process::exit(INTERRUPTED);
        }
    });
}

/// The file of the history, in the user's folder for state.
fn history() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("agon");
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder.join("repl-history"))
}

/// Completes names by looking into the Lua state.
pub struct Words(Rc<Repl>);

impl Completer for Words {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.0.complete(line, at))
    }
}

impl Hinter for Words {
    type Hint = String;
}

impl Highlighter for Words {}
impl Validator for Words {}
impl Helper for Words {}
