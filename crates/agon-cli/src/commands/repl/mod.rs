//! `agon repl`: Lua over the database, input by input.

mod prompt;

use std::io::IsTerminal;
use std::rc::Rc;

use agon_core::extend::Desk;
use agon_lua::{Outcome, Repl};
use anstyle::AnsiColor;

use crate::arguments::Global;
use crate::committed;
use crate::desk::Workplace;
use crate::failure::Failure;
use crate::output::Output;
use crate::render;

use super::run::{Lent, open};
use prompt::{Line, Prompt};

/// Ask the database in Lua, line by line
///
/// An expression shows its value, a statement runs. With --write, what was noted is one commit, made at the end or at
/// :commit. Where standard input is no terminal, lines are read from it without prompts; then one that fails makes the
/// exit status 1, and nothing is committed. The database is in use until it ends: other programs wait.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    lent: Lent,
}

const HELP: &str = "\
An expression shows its value, and _ keeps it; a statement runs. An input that is not done goes on
in the next line. A local ends with its input: leave out `local` to keep something.

  maps = agon.db:maps()
  dispute = agon.db:map(\"dispute\")
  dispute:find('evidence & under(national-identity)')
  agon.plot.histogram({ 1, 2, 2, 3 })

:help NAME   what a name does, such as map:score or agon.text
:maps        the maps
:commit      commit now what was noted (with --write)
:discard     let go of what was noted
:quit        the end; so is Ctrl-D

Tab completes names, Ctrl-C leaves the line or stops what runs.
";

/// What a line that begins with a colon does to the session.
enum Next {
    GoOn,
    Quit,
}

/// A session: what it works at, and what became of it so far.
struct Bench<'a> {
    desk: Rc<Workplace>,
    repl: Rc<Repl>,
    output: &'a mut Output,
    is_writing: bool,
    has_failed: bool,
    was_told_of_locals: bool,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let opened = open(&args.lent, global, output)?;
    let lent: Rc<dyn Desk> = Rc::<Workplace>::clone(&opened.desk);
    let repl = Rc::new(opened.host.repl(&opened.settings, lent, opened.registry)?);
    let is_asked = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let mut prompt = if is_asked { Prompt::at_terminal(&repl)? } else { Prompt::of_lines() };
    let desk = opened.desk;
    if is_asked {
        output.say("Lua over the database; :help says more, :quit ends");
    }
    let is_writing = args.lent.write;
    let mut bench = Bench { desk, repl, output, is_writing, has_failed: false, was_told_of_locals: false };
    bench.work(&mut prompt)?;
    if !bench.desk.finish()? {
        return Ok(0);
    }
    if bench.has_failed && !is_asked {
        let left = bench.desk.discard();
        if left > 0 {
            bench.output.say(format!("something failed, so this was not written: {}", changes(left)));
        }
        return Ok(1);
    }
    bench.commit()?;
    Ok(0)
}

impl Bench<'_> {
    /// Reads and does one input after another.
    fn work(&mut self, prompt: &mut Prompt) -> Result<(), Failure> {
        let mut text = String::new();
        loop {
            self.desk.rest();
            if self.desk.is_left() {
                return Ok(());
            }
            let line = match prompt.line(text.is_empty().then(|| self.repl.next()))? {
                Line::Read(line) => line,
                Line::Left => {
                    text.clear();
                    continue;
                }
                Line::End if text.is_empty() => return Ok(()),
                Line::End => {
                    // Nothing follows any more: what is missing is an error.
                    if let Outcome::Incomplete(message) = self.repl.evaluate(&text) {
                        self.complain(&message);
                    }
                    return Ok(());
                }
            };
            if text.is_empty() && line.trim_start().starts_with(':') {
                prompt.remember(&line);
                match self.command(line.trim())? {
                    Next::GoOn => continue,
                    Next::Quit => return Ok(()),
                }
            }
            text.push_str(&line);
            if text.trim().is_empty() {
                text.clear();
                continue;
            }
            let outcome = self.repl.evaluate(&text);
            if matches!(outcome, Outcome::Incomplete(_)) {
                text.push('\n');
                continue;
            }
            prompt.remember(&text);
            self.show(outcome, &text);
            text.clear();
        }
    }

    fn show(&mut self, outcome: Outcome, text: &str) {
        match outcome {
            Outcome::Done(shown) => {
                // A closed page is seen before the next line is read.
                let _ = self.desk.write(&shown);
                if text.trim_start().starts_with("local ") && !text.trim_end().contains('\n') && !self.was_told_of_locals {
                    self.was_told_of_locals = true;
                    self.desk.rest();
                    self.output.say("note: a local ends with its input; leave out `local` to keep it");
                }
            }
            Outcome::Failed(message) | Outcome::Incomplete(message) => self.complain(&message),
            Outcome::Stopped => self.complain("stopped"),
        }
    }

    fn complain(&mut self, message: &str) {
        self.has_failed = true;
        self.desk.rest();
        let label = self.output.paint(AnsiColor::Red.on_default().bold(), "error");
        // `say` would be silent under --quiet, and an error is no talk.
        for (at, line) in render::harmless_lines(message).lines().enumerate() {
            if at == 0 { eprintln!("{label}: {line}") } else { eprintln!("       {line}") }
        }
    }

    fn command(&mut self, line: &str) -> Result<Next, Failure> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let page = match (word, rest.trim()) {
            (":quit" | ":q" | ":exit", _) => return Ok(Next::Quit),
            (":help" | ":h" | ":?", "") => HELP.to_owned() + "\nThere is help on:\n" + &self.topics(),
            (":help" | ":h" | ":?", name) => match self.repl.help(name) {
                Some(text) => text,
                None => {
                    self.complain(&format!("there is no help on `{name}`; see :help"));
                    return Ok(Next::GoOn);
                }
            },
            (":maps", _) => {
                let maps = self.desk.maps()?;
                let longest = maps.iter().map(|map| map.name.as_str().len()).max().unwrap_or(0);
                maps.iter().map(|map| format!("{:longest$}  {}\n", map.name.as_str(), map.title)).collect()
            }
            (":commit", _) => {
                if self.is_writing {
                    if let Err(failure) = self.commit() {
                        self.has_failed = true;
                        self.desk.rest();
                        failure.report(self.output);
                    }
                } else {
                    self.complain("nothing may be written here; start it with --write");
                }
                return Ok(Next::GoOn);
            }
            (":discard", _) => {
                let left = self.desk.discard();
                self.desk.rest();
                self.output.say(format!("let go of {}", changes(left)));
                return Ok(Next::GoOn);
            }
            _ => {
                self.complain(&format!("there is no `{word}`; see :help"));
                return Ok(Next::GoOn);
            }
        };
        // As above: a closed page is seen before the next line is read.
        let _ = self.desk.write(&page);
        Ok(Next::GoOn)
    }

    fn topics(&self) -> String {
        let topics = self.repl.topics();
        let longest = topics.iter().map(|(topic, _)| topic.len()).max().unwrap_or(0);
        let indent = " ".repeat(longest + 4);
        let line = |(topic, words): &(String, String)| {
            let wrapped = render::wrap(words, 96, &format!("  {topic:longest$}  "), &indent);
            wrapped.iter().map(|line| format!("{}\n", line.trim_end())).collect::<String>()
        };
        topics.iter().map(line).collect()
    }

    /// Commits what was noted and says so.
    fn commit(&mut self) -> Result<(), Failure> {
        if let Some(report) = self.desk.commit("repl")? {
            self.desk.rest();
            committed::aside(self.output, &report);
        }
        Ok(())
    }
}

fn changes(count: usize) -> String {
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}
