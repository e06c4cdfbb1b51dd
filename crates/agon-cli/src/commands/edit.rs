//! `agon edit MAP`: the map as text in an editor, and the difference as one commit.

use std::path::{Path, PathBuf};
use std::process::Command;

use agon_core::database::{Database, resolve_map};
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{Document, ImportInput, Options};
use agon_core::model::{IdMaker, MapId};
use serde_json::json;

use crate::arguments::Global;
use crate::failure::{Failure, Kind};
use crate::output::Output;
use crate::session::{self, Session};
use crate::{committed, files, naming, settings, system};

/// The editor where nobody names one.
const EDITOR: &str = "vi";

/// Edit a map as text in your editor
///
/// The map is written as Argdown, with the ids of what is there, and opened in $VISUAL or $EDITOR. When the editor is
/// done, the difference becomes one commit: what keeps its id or its name stays what it is, what is left out is removed.
/// Nobody is locked out meanwhile; if the map was changed by then, your text is kept and nothing is done.
#[derive(clap::Args)]
pub struct Args {
    /// The map
    #[arg(value_name = "MAP")]
    map: String,
    /// Take the new text from this file instead of an editor
    #[arg(long, value_name = "FILE", conflicts_with = "stdin")]
    file: Option<PathBuf>,
    /// Take the new text from standard input
    #[arg(long)]
    stdin: bool,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let file = if args.stdin { Some(PathBuf::from(files::STDIN)) } else { args.file };
    if let Some(path) = file {
        let session = Session::open(global, output)?;
        let map = resolve_map(session.database.snapshot(), &args.map)?;
        let text = files::text(&path)?;
        return replace(session, map, &text, &files::shown(&path), output);
    }
    let (map, name, before) = {
        // No session, which lives as long as the program: the editor may stay open for hours, and the database must be
        // free meanwhile.
        let folder = session::locate(global)?;
        let settings = settings::load(&folder)?;
        let database = Database::open(&folder, session::environment(global, &settings, 0))?;
        output.complain(database.notices());
        let map = resolve_map(database.snapshot(), &args.map)?;
        (map, naming::map_label(database.snapshot(), map)?, text_of(&database, map)?)
    };
    let kept = Kept::new(&name, before)?;
    edit(map, &name, &kept, global, output).map_err(|failure| kept.keep(failure, &name))
}

fn edit(map: MapId, name: &str, kept: &Kept, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    open_editor(&kept.path)?;
    let after = files::text(&kept.path)?;
    if after == kept.before {
        output.line("nothing changed");
        return Ok(0);
    }
    let session = Session::open_to_write(global, output)?;
    if text_of(&session.database, map)? != kept.before {
        return Err(Failure::refused(format!("the map {name} was changed while you edited it")));
    }
    replace(session, map, &after, &kept.path.display().to_string(), output)
}

fn text_of(database: &Database, map: MapId) -> Result<String, Failure> {
    match database.map(map)? {
        Some(map) => Ok(agon_formats::argdown::write(&map, true)),
        None => Err(Failure::refused("the map is gone")),
    }
}

/// Makes the map what the text says, as one commit.
fn replace(mut session: Session, map: MapId, text: &str, path: &str, output: &mut Output) -> Result<u8, Failure> {
    let name = naming::map_label(session.database.snapshot(), map)?;
    let now = system::clock().now();
    let salt = std::fs::metadata(session.database.folder().join("journal.jsonl")).map_or(0, |meta| meta.len());
    let mut document = Document::new(IdMaker::new(system::entropy(salt + 1)), now);
    let about = ImportInput { path, fallback_name: &name, options: &Options::default() };
    agon_formats::argdown::read(text, &about, &mut document)?;
    if document.info.is_none() && !document.complaints.iter().any(Diagnostic::is_error) {
        return Err(Failure::refused(format!("{path} holds no map")).hint(format!("remove the map by: agon remove map:{name}")));
    }
    let report = session.database.replace_map(map, document, &format!("edit {name}"))?;
    let what = format!("edited {name}: {}", report.counts);
    committed::say(output, &what, &report, json!({ "map": name }));
    Ok(0)
}

/// The text on its way through the editor: thrown away when it is stored, kept when anything goes wrong.
struct Kept {
    folder: tempfile::TempDir,
    path: PathBuf,
    before: String,
}

impl Kept {
    fn new(name: &str, before: String) -> Result<Self, Failure> {
        let failed = |error| Failure::io("create", "a temporary folder", error);
        let folder = tempfile::Builder::new().prefix("agon-edit-").tempdir().map_err(failed)?;
        let path = folder.path().join(format!("{}.argdown", name.replace('/', "-")));
        std::fs::write(&path, &before).map_err(|error| Failure::io("write", &path.display().to_string(), error))?;
        Ok(Self { folder, path, before })
    }

    fn keep(self, failure: Failure, name: &str) -> Failure {
        if std::fs::read_to_string(&self.path).is_ok_and(|text| text == self.before) {
            return failure;
        }
        let path = self.path.display().to_string();
        let _ = self.folder.keep();
        failure.hint(format!("your text is kept; correct it, then: agon edit {name} --file {path}"))
    }
}

/// Opens the file in the user's editor and waits until it is done.
fn open_editor(path: &Path) -> Result<(), Failure> {
    let named = ["VISUAL", "EDITOR"].iter().find_map(|key| std::env::var(key).ok().filter(|value| !value.trim().is_empty()));
    let editor = named.unwrap_or_else(|| EDITOR.into());
    // As git does: what is set may be a command with arguments, and quoted.
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{editor} \"$@\""), &editor]);
        shell
    } else {
        let mut words = editor.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or(EDITOR));
        command.args(words);
        command
    };
    let failed = |why: String| {
        Failure::new(Kind::Io, format!("the editor `{}` {why}", editor.escape_debug())).hint("set VISUAL or EDITOR to yours")
    };
    let status = command.arg(path).status().map_err(|error| failed(format!("cannot be started: {error}")))?;
    if status.success() { Ok(()) } else { Err(failed(format!("ended with {status}; nothing was changed"))) }
}
