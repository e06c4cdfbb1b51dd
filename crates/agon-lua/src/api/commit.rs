//! `commit`: what a hook sees of a commit, and by what it refuses it or adds to it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use agon_core::change::{Change, Edit};
use agon_core::diagnostic::{Diagnostic, Severity, nearest};
use agon_core::extend::{CommitView, Moment};
use agon_core::model::{Link, MapId, MapInfo, Node, NodeId, NodeKind, Source};
use mlua::{Lua, Table, UserData, UserDataFields, UserDataMethods, Value};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::map::MapHandle;
use super::records;
use crate::context::Context;
use crate::kinds::changes;
use crate::kinds::reported::{MAX_REPORTS, complaint};
use crate::reference::{Entry, may, needs};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::record("Commit", "A commit, as hooks see it."),
    Entry::field("commit.message", "string", "Why it is made, in a line."),
    Entry::field("commit.author", "string", "By whom."),
    Entry::method(
        "commit:added",
        &[may("kind", "CommitKind")],
        "{ any }",
        "The records that come with the commit: all nodes, or those of a kind, or links, maps or sources.",
    )
    .example("#commit:added(\"evidence\") --> 1\ncommit:added()[1].label --> gsomia"),
    Entry::method(
        "commit:edited",
        &[may("kind", "CommitKind")],
        "{ any }",
        "The records that change, as they will be. Each has its old form as `before`.",
    )
    .example("local claim = commit:edited(\"claim\")[1]\nclaim.before.text --> They drift.\nclaim.text --> Their strategies drift apart."),
    Entry::method(
        "commit:removed",
        &[may("kind", "CommitKind")],
        "{ any }",
        "The records that go, as they were.",
    )
    .example("#commit:removed(\"link\") --> 0"),
    Entry::method("commit:map", &[needs("name", "string")], "Map?", "A map by its name or id, as it will be with this commit.")
        .example("commit:map(\"debate\"):count() --> 6"),
    Entry::method(
        "commit:reject",
        &[needs("complaint", "Complaint")],
        "",
        "Refuses the commit, unless the complaint says that it is a warning or a note. After a commit it is a warning.",
    )
    .example("commit:reject({ node = \"poll\", message = \"a poll has no date\", hint = \"give it the attribute `year`\" })"),
    Entry::method(
        "commit:change",
        &[needs("changes", "Change | { Change }")],
        "",
        "Adds one change, or a list of them, to the commit: all are stored, or none. Only before a commit.",
    )
    .example("commit:change({ edit = \"node\", id = \"poll\", tags = { \"unchecked\" } })"),
    Entry::alias(
        "CommitKind",
        "\"node\" | \"question\" | \"claim\" | \"evidence\" | \"rebuttal\" | \"link\" | \"map\" | \"source\"",
        "What a commit's records can be asked by. `node`, which is usual, means nodes of any kind.",
    ),
    Entry::record("Complaint", "What `report` and `commit:reject` take. A complaint is about one thing at most."),
    Entry::field("Complaint.message", "string", "What is wrong, in a line."),
    Entry::field("Complaint.hint", "string?", "What to do about it."),
    Entry::field("Complaint.code", "string?", "A word for this kind of complaint; the name of the lint or plugin is put before it."),
    Entry::field("Complaint.severity", "(\"error\" | \"warning\" | \"note\")?", "In `report` usually a warning, before a commit an error."),
    Entry::field("Complaint.node", "string?", "The node that it is about, by id or name."),
    Entry::field("Complaint.link", "string?", "The link that it is about."),
    Entry::field("Complaint.map", "string?", "The map that it is about."),
    Entry::field("Complaint.source", "string?", "The source that it is about, by its key."),
];

/// What a hook said: complaints, and changes as plain data.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) complaints: Vec<Diagnostic>,
    pub(crate) changes: Vec<Json>,
}

/// The most changes that one hook adds to a commit.
const MAX_CHANGES: usize = 100_000;
/// What a commit's records can be asked by.
const KINDS: [&str; 8] = ["node", "question", "claim", "evidence", "rebuttal", "link", "map", "source"];

/// A commit as a hook sees it, lent for one call.
pub(crate) struct CommitHandle<'a> {
    commit: &'a dyn CommitView,
    moment: Moment,
    context: Rc<Context>,
    said: &'a RefCell<Said>,
}

impl<'a> CommitHandle<'a> {
    pub(crate) fn new(commit: &'a dyn CommitView, moment: Moment, context: &Rc<Context>, said: &'a RefCell<Said>) -> Self {
        Self { commit, moment, context: Rc::clone(context), said }
    }

    /// The records that were added, edited or removed, in the order of the commit.
    fn list(&self, lua: &Lua, verb: &str, kind: Option<&str>) -> mlua::Result<Table> {
        if let Some(kind) = kind.filter(|kind| !KINDS.contains(kind)) {
            let near = nearest(kind, KINDS)
                .map_or_else(|| format!("kinds are {}", KINDS.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(mlua::Error::runtime(format!("commit:{verb}: there is no kind `{kind}`; {near}")));
        }
        let list = lua.create_table()?;
        let places = self.places();
        for change in self.commit.changes().iter().filter(|change| change.verb() == verb) {
            self.context.check_time()?;
            if let Some(record) = record(lua, change, kind.unwrap_or("node"))? {
                let map = match change {
                    Change::Node(edit) => edit.either().and_then(|node| places.get(&node.id).copied()),
                    Change::Link(edit) => edit.either().map(|link| link.map),
                    _ => None,
                };
                if let Some(map) = map {
                    record.raw_set("map", map.to_string())?;
                }
                list.raw_push(record)?;
            }
        }
        Ok(list)
    }

    /// The maps into which the commit places nodes, or from which it takes them; of several the first.
    fn places(&self) -> HashMap<NodeId, MapId> {
        let mut places = HashMap::new();
        for change in self.commit.changes() {
            if let Change::Placement(edit) = change
                && let Some(placement) = edit.either()
            {
                places.entry(placement.node).or_insert(placement.map);
            }
        }
        places
    }
}

/// The record of a change, if it is of the kind; an edited one has the record before it as `before`.
fn record(lua: &Lua, change: &Change, kind: &str) -> mlua::Result<Option<Table>> {
    match change {
        Change::Node(edit) => {
            let is_meant = |node: &Node| kind == "node" || NodeKind::from_word(kind) == Some(node.kind);
            pair(edit, |node: &Node| is_meant(node).then(|| records::bare_node(lua, node)))
        }
        Change::Link(edit) => pair(edit, |link: &Link| (kind == "link").then(|| records::bare_link(lua, link))),
        Change::Map(edit) => pair(edit, |info: &MapInfo| (kind == "map").then(|| records::map_info(lua, info))),
        Change::Source(edit) => pair(edit, |source: &Source| (kind == "source").then(|| records::source(lua, source))),
        Change::Placement(_) => Ok(None),
    }
}

fn pair<T>(edit: &Edit<T>, make: impl Fn(&T) -> Option<mlua::Result<Table>>) -> mlua::Result<Option<Table>> {
    let Some(newer) = edit.either().and_then(&make).transpose()? else { return Ok(None) };
    if let (Some(before), Some(_)) = (&edit.before, &edit.after)
        && let Some(before) = make(before).transpose()?
    {
        newer.raw_set("before", before)?;
    }
    Ok(Some(newer))
}

impl UserData for CommitHandle<'_> {
    fn add_fields<F: UserDataFields<Self>>(fields: &mut F) {
        fields.add_field_method_get("message", |_, this| Ok(this.commit.message().to_owned()));
        fields.add_field_method_get("author", |_, this| Ok(this.commit.author().to_owned()));
    }

    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        for verb in ["added", "edited", "removed"] {
            methods.add_method(verb, move |lua, this, kind: Option<String>| this.list(lua, verb, kind.as_deref()));
        }
        methods.add_method("map", |lua, this, name: String| {
            let map = this.commit.map(&name).map_err(mlua::Error::external)?;
            let registry = this.context.common.builtin();
            map.map(|map| lua.create_userdata(MapHandle::shared(Arc::new(map), Rc::clone(&registry), &this.context))).transpose()
        });
        methods.add_method("reject", |_, this, table: Table| {
            let usual = if this.moment == Moment::BeforeCommit { Severity::Error } else { Severity::Warning };
            let complaint = complaint(&table, "commit:reject", &this.context.plugin, usual).map_err(mlua::Error::runtime)?;
            let complaints = &mut this.said.borrow_mut().complaints;
            if complaints.len() >= MAX_REPORTS {
                return Err(mlua::Error::runtime(format!("commit:reject: at most {MAX_REPORTS} complaints a commit")));
            }
            complaints.push(complaint);
            Ok(())
        });
        methods.add_method("change", |lua, this, value: Value| {
            if this.moment == Moment::AfterCommit {
                return Err(mlua::Error::runtime("commit:change: the commit is stored; change it in before_commit"));
            }
            let list = changes::data(lua, &this.context, &value)?;
            let changes = &mut this.said.borrow_mut().changes;
            if changes.len() + list.len() > MAX_CHANGES {
                return Err(mlua::Error::runtime(format!("commit:change: at most {MAX_CHANGES} changes a commit")));
            }
            changes.extend(list);
            Ok(())
        });
    }
}
