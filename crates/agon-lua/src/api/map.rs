//! The map handle: one userdata a map, read-only. Ids are texts; every function takes an id or a name.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use agon_core::extend::{Registry, Scoring};
use agon_core::model::{LinkId, LinkIndex, Map, NodeId, NodeIndex, NodeKind, SourceKey};
use mlua::{Buffer, Function, Lua, LuaString, Table, UserData, UserDataFields, UserDataMethods, Value};

use super::records::ID_LENGTH;
use super::{columns, records, what_if};
use crate::context::Context;
use crate::error::in_a_line;

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
}

impl<'a> MapHandle<'a> {
    pub(crate) fn lent(map: &'a Map, registry: &'a Registry, context: &Rc<Context>, own: Option<Own>) -> Self {
        let (map, registry) = (Held::Lent(map), Held::Lent(registry));
        Self { map, registry, context: Rc::clone(context), own, scorings: RefCell::default() }
    }

    pub(crate) fn shared(map: Arc<Map>, registry: Rc<Registry>, context: &Rc<Context>) -> Self {
        let (map, registry) = (Held::Shared(map), Held::Shared(registry));
        Self { map, registry, context: Rc::clone(context), own: None, scorings: RefCell::default() }
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

    /// The node with this id or name. Looked up once: over a million nodes a look-up is what costs.
    fn node(&self, id: &LuaString) -> Option<NodeIndex> {
        let bytes = id.as_bytes();
        let text = std::str::from_utf8(&bytes).ok()?;
        let by_id = if text.len() == ID_LENGTH { text.parse::<NodeId>().ok() } else { None };
        by_id.and_then(|id| self.map().node_index(id)).or_else(|| self.map().node_named(text))
    }

    /// The link with this id or name.
    fn link(&self, id: &LuaString) -> Option<LinkIndex> {
        let bytes = id.as_bytes();
        let text = std::str::from_utf8(&bytes).ok()?;
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

    fn score(&self, id: &LuaString, scorer: Option<&str>) -> mlua::Result<Option<f64>> {
        let Some(node) = self.node(id) else { return Ok(None) };
        match (scorer, &self.own) {
            (Some(scorer), _) => Ok(self.scoring(scorer)?.of(node).map(agon_core::model::Score::get)),
            (None, Some(own)) => {
                let score = f64::from_le_bytes(own.scores.read_bytes(node.at() * 8));
                Ok((score >= 0.0).then_some(score))
            }
            (None, None) => Err(mlua::Error::runtime(
                "map:score without a scorer's name works only while a per-node scorer runs; name a scorer: map:score(id, \"NAME\")",
            )),
        }
    }

    fn column(&self, lua: &Lua, name: &str) -> mlua::Result<Buffer> {
        match columns::column(self.map(), name) {
            Some(bytes) => lua.create_buffer(bytes),
            None => {
                let scoring = self.scoring(name).map_err(|error| {
                    let message = crate::error::plain(&error);
                    let known = columns::COLUMNS.join(", ");
                    mlua::Error::runtime(format!("map:column: {message} (columns: {known}, and every scorer's name)"))
                })?;
                lua.create_buffer(columns::scores(&scoring))
            }
        }
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

    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("count", |_, this, ()| Ok(this.map().nodes().len()));
        methods.add_method("ids", |lua, this, ()| {
            let list = lua.create_table_with_capacity(this.map().nodes().len(), 0)?;
            for node in this.map().nodes() {
                list.raw_push(node.id.to_string())?;
            }
            Ok(list)
        });
        methods.add_method("node", |lua, this, id: LuaString| {
            this.node(&id).map(|node| records::node(lua, this.map(), node)).transpose()
        });
        methods.add_method("nodes", |lua, this, kind: Option<String>| {
            let kind = kind.as_deref().map(known_kind).transpose()?;
            let wanted = this.map().node_indices().filter(|node| kind.is_none_or(|kind| this.map().node(*node).kind == kind));
            this.nodes(lua, wanted)
        });
        methods.add_method("roots", |lua, this, ()| this.nodes(lua, this.map().roots()));
        methods.add_method("children", |lua, this, id: LuaString| {
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
        methods.add_method("answers", |lua, this, id: LuaString| {
            let Some(node) = this.node(&id) else { return Ok(None) };
            this.nodes(lua, this.map().answers(node).into_iter().map(|(claim, _)| claim)).map(Some)
        });
        methods.add_method("link", |lua, this, id: LuaString| {
            this.link(&id).map(|link| records::link(lua, this.map(), link)).transpose()
        });
        methods.add_method("links_to", |lua, this, id: LuaString| {
            this.node(&id).map(|node| this.links(lua, this.map().links_to(node))).transpose()
        });
        methods.add_method("links_from", |lua, this, id: LuaString| {
            this.node(&id).map(|node| this.links(lua, this.map().links_from(node))).transpose()
        });
        methods.add_method("links_to_link", |lua, this, id: LuaString| {
            this.link(&id).map(|link| this.links(lua, this.map().links_to_link(link))).transpose()
        });
        methods.add_method("source", |lua, this, id: LuaString| {
            let key = match this.node(&id) {
                Some(node) => this.map().node(node).source().cloned(),
                None => id.to_str().ok().and_then(|text| SourceKey::new(&text).ok()),
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
        methods.add_method("score", |_, this, (id, scorer): (LuaString, Option<String>)| this.score(&id, scorer.as_deref()));
        methods.add_method("in_cycle", |_, this, id: LuaString| {
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
