//! `agon run SCRIPT.lua [ARGS…]`: an analysis in Lua over the database, which it cannot change.

use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use agon_core::change::{ReadError, Snapshot, load_map};
use agon_core::database::{Database, DatabaseError};
use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, Registry};
use agon_core::model::{Map, MapInfo, Node};
use agon_core::query::Query;
use agon_lua::ScriptDatabase;

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};

use super::find::evaluate;

/// Run a Lua script over the database; it reads and prints, and changes nothing
#[derive(clap::Args)]
pub struct Args {
    /// The script
    #[arg(value_name = "SCRIPT")]
    script: PathBuf,
    #[command(flatten)]
    at: At,
    /// What the script gets as arguments
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// The database as it was after one commit, for a script.
struct Shown {
    database: Database,
    sequence: u64,
    registry: Rc<Registry>,
}

impl Shown {
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, ReadError> {
        self.database.at(self.sequence).map_err(|error| match error {
            DatabaseError::Io { path, source, .. } => ReadError::Io { path, source },
            other => ReadError::Damaged { part: "journal".into(), message: other.to_string() },
        })
    }
}

impl ScriptDatabase for Shown {
    fn maps(&self) -> Result<Vec<MapInfo>, ReadError> {
        self.snapshot()?.maps()
    }

    fn map(&self, name: &str) -> Result<Option<Arc<Map>>, ReadError> {
        let snapshot = self.snapshot()?;
        let Some(id) = snapshot.map_named(name)? else { return Ok(None) };
        if snapshot.revision() == self.database.snapshot().revision() {
            return self.database.map(id);
        }
        Ok(load_map(snapshot.as_ref(), id)?.map(Arc::new))
    }

    fn find(&self, query: &str) -> Result<Vec<Node>, ExtendError> {
        let query = Query::parse(query).map_err(ExtendError::Refused)?;
        let snapshot = self.snapshot()?;
        let found = evaluate(&query, snapshot.as_ref(), None, &self.registry)
            .map_err(|failure| ExtendError::refused(Diagnostic::error("query/refused", failure.to_string())))?;
        let mut nodes = Vec::with_capacity(found.len());
        for id in found {
            nodes.extend(snapshot.node(id)?);
        }
        Ok(nodes)
    }
}

/// stdout, as the script writes to it.
struct Page<'a>(&'a mut Output);

impl Write for Page<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.bytes(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open(global, output)?;
    session.load_plugins(output)?;
    let sequence = session.at(&args.at)?.revision();
    let Session { database, plugins, .. } = session;
    let Some((host, _)) = plugins else { return Err(Failure::refused("the plugins are gone")) };
    let mut registry = Registry::new();
    session::extend_builtin(&mut registry)?;
    // Complaints were told when the plugins were loaded.
    host.register(&mut registry);
    let registry = Rc::new(registry);
    let shown = Rc::new(Shown { database, sequence, registry: Rc::clone(&registry) });
    let lent: Rc<dyn ScriptDatabase> = Rc::<Shown>::clone(&shown);
    let done = host.run_script(&args.script, &args.args, lent, registry, &mut Page(output));
    if let Ok(shown) = Rc::try_unwrap(shown) {
        shown.database.abandon();
    }
    Ok(u8::try_from(done?).unwrap_or(1))
}
