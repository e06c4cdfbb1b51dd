//! The map handle: one userdata a map, read-only. Every function takes an id, a name or a position.

mod reference;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use agon_core::extend::{Registry, Scoring};
use agon_core::model::{LinkId, LinkIndex, Map, NodeId, NodeIndex, NodeKind, SourceKey};
use mlua::{
    Buffer, FromLua, Function, Lua, LuaString, Table, UserData, UserDataFields, UserDataMethods, UserDataRegistry, Value,
};

use super::records::ID_LENGTH;
use super::{columns, readers, records, what_if};
use crate::context::Context;
use crate::error::in_a_line;

pub(crate) use reference::{ENTRIES, QUERY};

/// A thing that is lent for one call, or shared for as long as it is wanted.
#[derive(Clone)]
pub(crate) enum Held<'a, T, S = Rc<T>> {
    Lent(&'a T),
    Shared(S),
}

impl<T, S: AsRef<T>> Held<'_, T, S> {
    fn get(&self) -> &T {
        match self {
            Self::Lent(thing) => thing,
            Self::Shared(thing) => thing.as_ref(),
        }
    }
}

/// How a plugin names a node or a link: by its id or name, or by its position.
pub(crate) enum Which {
    Text(LuaString),
    /// From 1; 0 where it is no whole number.
    Position(usize),
}

impl FromLua for Which {
    fn from_lua(value: Value, _: &Lua) -> mlua::Result<Self> {
        match value {
            Value::String(text) => Ok(Self::Text(text)),
            Value::Number(number) if number.fract() == 0.0 => Ok(Self::Position(number as usize)),
            Value::Number(_) => Ok(Self::Position(0)),
            Value::Integer(number) => Ok(Self::Position(usize::try_from(number).unwrap_or(0))),
            other => Err(mlua::Error::runtime(format!(
                "a node or link is asked for by its id, its name or its position, not by a {}",
                other.type_name()
            ))),
        }
    }
}

/// What a per-node scorer has found so far: one number a node, NaN where it was not asked yet.
pub(crate) struct Own {
    pub(crate) scores: Buffer,
    pub(crate) in_circle: Rc<Vec<bool>>,
}

/// A map as Lua sees it.
pub(crate) struct MapHandle<'a> {
    map: Held<'a, Map, Arc<Map>>,
    registry: Held<'a, Registry>,
    context: Rc<Context>,
    own: Option<Own>,
    scorings: RefCell<HashMap<String, Rc<Scoring>>>,
    /// The node that was last asked for by its id: plugins ask several things of one node, and over a million nodes
    /// the look-up is what costs.
    last: Cell<Option<([u8; ID_LENGTH], NodeIndex)>>,
}

impl<'a> MapHandle<'a> {
    pub(crate) fn lent(map: &'a Map, registry: &'a Registry, context: &Rc<Context>, own: Option<Own>) -> Self {
        let (map, registry) = (Held::Lent(map), Held::Lent(registry));
        Self { map, registry, context: Rc::clone(context), own, scorings: RefCell::default(), last: Cell::default() }
    }

    pub(crate) fn shared(map: Arc<Map>, registry: Rc<Registry>, context: &Rc<Context>) -> Self {
        let (map, registry) = (Held::Shared(map), Held::Shared(registry));
        Self { map, registry, context: Rc::clone(context), own: None, scorings: RefCell::default(), last: Cell::default() }
    }

    pub(crate) fn map(&self) -> &Map {
        self.map.get()
    }

    /// What a scorer of the registry says of the map; asked once.
    fn scoring(&self, name: &str) -> mlua::Result<Rc<Scoring>> {
        if let Some(known) = self.scorings.borrow().get(name) {
            return Ok(Rc::clone(known));
        }
        let registry = self.registry.get();
        let scorer = registry.scorer(name).map_err(|unknown| {
            let hint = unknown.near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            mlua::Error::runtime(format!("{unknown}{hint}"))
        })?;
        let scoring = scorer
            .score(self.map(), registry)
            .map_err(|error| mlua::Error::runtime(format!("scorer `{name}` gave no numbers: {}", in_a_line(&error))))?;
        let scoring = Rc::new(scoring);
        self.scorings.borrow_mut().insert(name.to_owned(), Rc::clone(&scoring));
        Ok(scoring)
    }

    pub(crate) fn node(&self, which: &Which) -> Option<NodeIndex> {
        let text = match which {
            Which::Text(text) => text.as_bytes(),
            Which::Position(position) => {
                let at = position.checked_sub(1).filter(|at| *at < self.map().nodes().len())?;
                return Some(NodeIndex(at as u32));
            }
        };
        if let Ok(id) = <[u8; ID_LENGTH]>::try_from(&text[..]) {
            if let Some((_, node)) = self.last.get().filter(|(last, _)| *last == id) {
                return Some(node);
            }
            let parsed = std::str::from_utf8(&id).ok().and_then(|id| id.parse::<NodeId>().ok());
            if let Some(node) = parsed.and_then(|id| self.beside_last(id).or_else(|| self.map().node_index(id))) {
                self.last.set(Some((id, node)));
                return Some(node);
            }
        }
        self.map().node_named(std::str::from_utf8(&text).ok()?)
    }

    /// The neighbour of the last node, if it has this id: most walks go from one node to the next.
    fn beside_last(&self, id: NodeId) -> Option<NodeIndex> {
        let nodes = self.map().nodes();
        let last = self.last.get()?.1.at();
        let beside = [last + 1, last.wrapping_sub(1)];
        beside.into_iter().find(|at| nodes.get(*at).is_some_and(|node| node.id == id)).map(|at| NodeIndex(at as u32))
    }

    pub(crate) fn link(&self, which: &Which) -> Option<LinkIndex> {
        let text = match which {
            Which::Text(text) => text.as_bytes(),
            Which::Position(position) => {
                let at = position.checked_sub(1).filter(|at| *at < self.map().links().len())?;
                return Some(LinkIndex(at as u32));
            }
        };
        let text = std::str::from_utf8(&text).ok()?;
        let by_id = if text.len() == ID_LENGTH { text.parse::<LinkId>().ok() } else { None };
        by_id.and_then(|id| self.map().link_index(id)).or_else(|| self.map().link_named(text))
    }

    fn nodes(&self, lua: &Lua, nodes: impl IntoIterator<Item = NodeIndex>) -> mlua::Result<Table> {
        let list = lua.create_table()?;
        for node in nodes {
            self.context.check_time()?;
            list.raw_push(records::node(lua, self.map(), node)?)?;
        }
        Ok(list)
    }

    fn links(&self, lua: &Lua, links: &[LinkIndex]) -> mlua::Result<Table> {
        records::links(lua, self.map(), links, || self.context.check_time())
    }

    fn score(&self, which: &Which, scorer: Option<LuaString>) -> mlua::Result<Option<f64>> {
        let Some(node) = self.node(which) else { return Ok(None) };
        match scorer {
            Some(scorer) => Ok(self.scoring(&scorer.to_str()?)?.of(node).map(agon_core::model::Score::get)),
            None => self.own_score(node),
        }
    }

    /// What the running per-node scorer said of a node.
    pub(crate) fn own_score(&self, node: NodeIndex) -> mlua::Result<Option<f64>> {
        let Some(own) = &self.own else {
            return Err(mlua::Error::runtime(
                "map:score without a scorer's name works only while a per-node scorer runs; name a scorer: map:score(id, \"NAME\")",
            ));
        };
        let score = f64::from_le_bytes(own.scores.read_bytes(node.at() * 8));
        Ok((score >= 0.0).then_some(score))
    }

    pub(crate) fn column(&self, lua: &Lua, name: &str) -> mlua::Result<Buffer> {
        if let Some(column) = columns::column(lua, self.map(), name)? {
            return Ok(column);
        }
        let scoring = self.scoring(name).map_err(|error| {
            let message = crate::error::plain(&error);
            let known = columns::COLUMNS.join(", ");
            mlua::Error::runtime(format!("map:column: {message} (columns: {known}, and every scorer's name)"))
        })?;
        columns::scores(lua, &scoring)
    }

    /// Another map, asked by the same scorers.
    fn another(&self, map: Map) -> mlua::Result<MapHandle<'static>> {
        match &self.registry {
            Held::Shared(registry) => Ok(MapHandle::shared(Arc::new(map), Rc::clone(registry), &self.context)),
            Held::Lent(_) => Err(mlua::Error::runtime("map:with and map:without work in scripts and commands only")),
        }
    }

    fn find(&self, lua: &Lua, query: &str) -> mlua::Result<Table> {
        let Some(ask) = &self.context.common.options.query else {
            return Err(mlua::Error::runtime("map:find: this program lends no queries"));
        };
        let found = ask(self.map(), query).map_err(|complaint| mlua::Error::runtime(format!("map:find: {complaint}")))?;
        self.nodes(lua, found)
    }
}

impl UserData for MapHandle<'_> {
    fn add_fields<F: UserDataFields<Self>>(fields: &mut F) {
        fields.add_field_method_get("name", |_, this| Ok(this.map().info().name.to_string()));
        fields.add_field_method_get("title", |_, this| Ok(this.map().info().title.clone()));
        fields.add_field_method_get("summary", |_, this| Ok(this.map().info().summary.clone()));
        fields.add_field_method_get("revision", |_, this| Ok(this.map().revision() as f64));
    }

    /// As provided, and with methods found by name in one step instead of through the fields: half the cost of a call.
    fn register(registry: &mut UserDataRegistry<Self>) {
        registry.enable_namecall();
        Self::add_fields(registry);
        Self::add_methods(registry);
    }

    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        readers::add(methods);
        methods.add_method("count", |_, this, ()| Ok(this.map().nodes().len()));
        methods.add_method("ids", |lua, this, ()| records::ids(lua, this.map(), || this.context.check_time()));
        methods.add_method("node", |lua, this, id: Which| {
            this.node(&id).map(|node| records::node(lua, this.map(), node)).transpose()
        });
        methods.add_method("nodes", |lua, this, kind: Option<String>| {
            let kind = kind.as_deref().map(known_kind).transpose()?;
            let wanted = this.map().node_indices().filter(|node| kind.is_none_or(|kind| this.map().node(*node).kind == kind));
            this.nodes(lua, wanted)
        });
        methods.add_method("roots", |lua, this, ()| this.nodes(lua, this.map().roots()));
        methods.add_method("children", |lua, this, id: Which| {
            let Some(node) = this.node(&id) else { return Ok(None) };
            let (mut seen, mut children) = (HashSet::new(), Vec::new());
            for link in this.map().links_to(node) {
                let other = this.map().other_end(*link, node);
                let contradicts = this.map().link(*link).relation == agon_core::model::Relation::Contradicts;
                let ends = if contradicts { other.as_slice() } else { this.map().premises(*link) };
                for end in ends {
                    if seen.insert(*end) {
                        children.push(*end);
                    }
                }
            }
            this.nodes(lua, children).map(Some)
        });
        methods.add_method("answers", |lua, this, id: Which| {
            let Some(node) = this.node(&id) else { return Ok(None) };
            this.nodes(lua, this.map().answers(node).into_iter().map(|(claim, _)| claim)).map(Some)
        });
        methods.add_method("link", |lua, this, id: Which| {
            this.link(&id).map(|link| records::link(lua, this.map(), link)).transpose()
        });
        methods.add_method("links_to", |lua, this, id: Which| {
            this.node(&id).map(|node| this.links(lua, this.map().links_to(node))).transpose()
        });
        methods.add_method("links_from", |lua, this, id: Which| {
            this.node(&id).map(|node| this.links(lua, this.map().links_from(node))).transpose()
        });
        methods.add_method("links_to_link", |lua, this, id: Which| {
            this.link(&id).map(|link| this.links(lua, this.map().links_to_link(link))).transpose()
        });
        methods.add_method("source", |lua, this, id: Which| {
            let key = match this.node(&id) {
                Some(node) => this.map().node(node).source().cloned(),
                None => match &id {
                    Which::Text(text) => text.to_str().ok().and_then(|text| SourceKey::new(&text).ok()),
                    Which::Position(_) => None,
                },
            };
            key.and_then(|key| this.map().sources().get(&key)).map(|source| records::source(lua, source)).transpose()
        });
        methods.add_method("sources", |lua, this, ()| {
            let list = lua.create_table()?;
            for source in this.map().sources().values() {
                list.raw_push(records::source(lua, source)?)?;
            }
            Ok(list)
        });
        methods.add_method("score", |_, this, (id, scorer): (Which, Option<LuaString>)| this.score(&id, scorer));
        methods.add_method("in_cycle", |_, this, id: Which| {
            let own = this.own.as_ref().zip(this.node(&id));
            Ok(own.is_some_and(|(own, node)| own.in_circle.get(node.at()).copied().unwrap_or(false)))
        });
        methods.add_method("column", |lua, this, name: String| this.column(lua, &name));
        methods.add_method("edges", |lua, this, ()| columns::edges(lua, this.map()));
        methods.add_method("with", |_, this, changes: Table| {
            this.another(what_if::with(this.map(), &changes, &this.context, |id| this.node(id), |id| this.link(id))?)
        });
        methods.add_method("without", |_, this, ids: Value| {
            this.another(what_if::without(this.map(), &ids, &this.context, |id| this.node(id))?)
        });
        methods.add_method("find", |lua, this, query: String| this.find(lua, &query));
    }
}

fn known_kind(word: &str) -> mlua::Result<NodeKind> {
    NodeKind::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = NodeKind::ALL.iter().map(|kind| kind.word()).collect();
        mlua::Error::runtime(format!("there is no kind `{word}`; kinds are {}", words.join(", ")))
    })
}

/// `agon.query`, where the host lends queries.
pub(crate) fn query(lua: &Lua, context: &Context) -> mlua::Result<Option<Function>> {
    if context.common.options.query.is_none() {
        return Ok(None);
    }
    lua.load("return function(map, query) return map:find(query) end").set_name("=agon.query").eval().map(Some)
}

/// Whether a value is a map handle that outlives its call.
pub(crate) fn shared_map(value: &Value) -> Option<Arc<Map>> {
    let handle = value.as_userdata()?.borrow::<MapHandle<'static>>().ok()?;
    match &handle.map {
        Held::Shared(map) => Some(Arc::clone(map)),
        Held::Lent(_) => None,
    }
}
