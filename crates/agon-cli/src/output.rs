//! Where results and talk go: stdout for results, stderr for talk, and how both look.

use std::io::{BufWriter, IsTerminal, Write};

use agon_core::diagnostic::Diagnostic;
use agon_lua::Isolation;
use anstyle::Style;
use clap::ColorChoice;
use serde::Serialize;

use crate::arguments::Global;
use crate::render;

/// The width of a page where there is no terminal.
const PAGE: usize = 100;

/// The two streams of the program.
pub struct Output {
    out: BufWriter<Box<dyn Write>>,
    json: bool,
    quiet: bool,
    color: bool,
    error_color: bool,
    width: usize,
    isolation: Isolation,
    broken: Option<std::io::Error>,
    /// Whether stdout took no more: what is left to say goes to stderr.
    is_gone: bool,
}

impl Output {
    /// The process's own streams, as the flags and the environment want them.
    pub fn new(global: &Global) -> Self {
        let wants = |terminal: bool| match global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let set = |key| std::env::var_os(key).is_some_and(|value| !value.is_empty());
                !set("NO_COLOR") && (terminal || set("CLICOLOR_FORCE"))
            }
        };
        let color = wants(std::io::stdout().is_terminal());
        let error_color = wants(std::io::stderr().is_terminal());
        let width = terminal_size::terminal_size().map_or_else(
            || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(PAGE),
            |(terminal_size::Width(width), _)| usize::from(width),
        );
        let out: Box<dyn Write> = Box::new(std::io::stdout());
        Self {
            out: BufWriter::new(out),
            json: global.json,
            quiet: global.quiet,
            color,
            error_color,
            width: width.clamp(40, 160),
            isolation: match (global.isolate, global.no_isolate) {
                (true, _) => Isolation::All,
                (_, true) => Isolation::Nobody,
                _ => Isolation::Foreign,
            },
            broken: None,
            is_gone: false,
        }
    }

    /// Which plugins get a process of their own.
    pub fn isolation(&self) -> Isolation {
        self.isolation
    }

    /// Whether results are wanted as JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether results are coloured.
    pub fn is_colored(&self) -> bool {
        self.color
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether progress may be shown.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// A line of the result. Text from maps must have been made harmless by `render::text`.
    pub fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        self.bytes(line.as_bytes());
        self.bytes(b"\n");
    }

    /// Bytes of the result as they are: a document that was asked for.
    pub fn bytes(&mut self, bytes: &[u8]) {
        if self.broken.is_none() {
            self.broken = self.out.write_all(bytes).err();
        }
    }

    /// Whether stdout took no more.
    pub fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Whether stdout is a terminal, which raw bytes could steer.
    pub fn is_terminal(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// The result as the one JSON document.
    pub fn json<T: Serialize>(&mut self, value: &T) {
        match serde_json::to_string_pretty(value) {
            Ok(text) => self.line(text),
            Err(error) => self.broken = Some(std::io::Error::other(error)),
        }
    }

    /// Text in a style, or plain where there is no colour.
    pub fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Talk: a line on stderr, unless quiet.
    pub fn say(&mut self, line: impl AsRef<str>) {
        if !self.quiet {
            self.error_line(line.as_ref());
        }
    }

    /// Says lines on stderr, unless quiet, for whoever outlives a borrow of this.
    pub fn talker(&self) -> impl Fn(&str) + 'static {
        let quiet = self.quiet;
        move |line| {
            if !quiet {
                // As in `error_line`.
                let _ = writeln!(std::io::stderr().lock(), "{}", render::harmless(line));
            }
        }
    }

    /// Complaints that did not stop the command, on stderr.
    pub fn complain(&mut self, complaints: &[Diagnostic]) {
        for complaint in complaints {
            if complaint.is_error() || !self.quiet {
                let text = render::diagnostic(complaint, self.error_color);
                self.error_line(text.trim_end());
            }
        }
    }

    /// Why the command failed.
    pub fn failure(&mut self, status: u8, message: &str, hints: &[String], complaints: &[Diagnostic]) {
        if self.json && !self.is_gone {
            let value = serde_json::json!({
                "error": { "status": status, "message": message, "hints": hints, "diagnostics": complaints }
            });
            self.json(&value);
            return;
        }
        self.complain(complaints);
        if !message.is_empty() {
            let red = anstyle::AnsiColor::Red.on_default().bold();
            let label = if self.error_color { format!("{red}error{red:#}") } else { "error".into() };
            self.error_line(&format!("{label}: {}", render::harmless(message)));
        }
        for hint in hints {
            self.error_line(&format!("hint: {}", render::harmless(hint)));
        }
    }

    fn error_line(&mut self, line: &str) {
        // Both may end at one terminal: what was printed before stands before.
        self.flush();
        // Nothing can be said about a stderr that does not take it.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }

    /// Hands what was printed on at once: somebody may be waiting for it.
    pub fn flush(&mut self) {
        if self.broken.is_none() {
            self.broken = self.out.flush().err();
        }
    }

    /// Writes out what is left; the first thing that went wrong with stdout, if anything did.
    pub fn finish(&mut self) -> std::io::Result<()> {
        let finished = match self.broken.take() {
            Some(error) => Err(error),
            None => self.out.flush(),
        };
        self.is_gone |= finished.is_err();
        finished
    }
}
