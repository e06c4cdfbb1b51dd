//! Names into things. What is not there is complained of, all of it.

use super::complaint::Complaints;
use super::expression::{Expression, Term};
use super::functions::{FUNCTIONS, function_named};
use super::plan::{Origin, Plan, Slot};
use super::token::Stretch;
use crate::change::{Entity, ReadError, Snapshot};
use crate::diagnostic::nearest;
use crate::model::{Element, LinkId, MapId, NodeId, SourceKey};

/// A prefix of an id must have so many digits, so that a mistyped word does not name something by chance.
const MIN_PREFIX: usize = 4;

/// Among so many names at most the nearest is looked for.
const MAX_NAMES: usize = 4096;

pub(super) struct Binder<'a> {
    pub snapshot: &'a dyn Snapshot,
    pub map: Option<MapId>,
    pub has_scores: bool,
    pub complaints: Complaints<'a>,
    pub slots: Slot,
}

/// What a word may stand for.
enum Found {
    Element(Element),
    /// The short ids of all that begin so.
    Several(Vec<String>),
    Nothing,
}

impl Binder<'_> {
    pub(super) fn bind(&mut self, expression: &Expression) -> Result<Plan, ReadError> {
        let at = expression.at;
        Ok(match &expression.term {
            Term::All => Plan::All,
            Term::None => Plan::None,
            Term::Name(word) => self.node(word, at)?,
            Term::Text(search) => Plan::Text(search.clone()),
            Term::Matches(pattern) => Plan::Matches(pattern.regex.clone()),
            Term::Kind(kind) => Plan::Kind(*kind),
            Term::Tag(tag) => self.tag(tag, at)?,
            Term::Map(map) => self.map(map, at)?,
            Term::Source(key) => self.source(key, at)?,
            Term::Author(author) => Plan::Author(author.to_lowercase()),
            Term::Year(years) => Plan::Year(*years),
            Term::Edited(period) => Plan::Edited(period.clone()),
            Term::Score { scorer, comparison, bound } => {
                if !self.has_scores {
                    let hint = "leave score(…) out";
                    self.complaints.add(at, "query/no-scores", "there are no scores to ask for here", hint);
                }
                Plan::Score { scorer: scorer.clone(), comparison: *comparison, bound: *bound, at }
            }
            Term::Check(check) => Plan::Check(*check, self.slot()),
            Term::Walk(walk, from) => Plan::Walk { walk: *walk, from: self.origin(from)?, slot: self.slot() },
            Term::Path(from, to) => Plan::Path { from: self.origin(from)?, to: self.origin(to)?, slot: self.slot() },
            Term::Near(from, steps) => Plan::Near { from: self.origin(from)?, steps: *steps, slot: self.slot() },
            Term::Not(inner) => Plan::Not(Box::new(self.bind(inner)?)),
            Term::And(parts) => {
                let mut parts = self.each(parts)?;
                parts.sort_by_key(Plan::test_cost);
                Plan::And(parts)
            }
            Term::Or(parts) => Plan::Or(self.each(parts)?),
        })
    }

    fn each(&mut self, parts: &[Expression]) -> Result<Vec<Plan>, ReadError> {
        parts.iter().map(|part| self.bind(part)).collect()
    }

    fn slot(&mut self) -> Slot {
        self.slots += 1;
        self.slots - 1
    }

    /// Where a walk begins: links may be named there, by themselves or joined by `|`.
    fn origin(&mut self, expression: &Expression) -> Result<Origin, ReadError> {
        let parts = match &expression.term {
            Term::Or(parts) => parts.as_slice(),
            _ => std::slice::from_ref(expression),
        };
        let mut links: Vec<LinkId> = Vec::new();
        let mut nodes: Vec<Plan> = Vec::new();
        for part in parts {
            if let Term::Name(word) = &part.term
                && let Found::Element(Element::Link(link)) = self.find(word)?
            {
                links.push(link);
            } else {
                nodes.push(self.bind(part)?);
            }
        }
        let nodes = if nodes.len() == 1 { nodes.remove(0) } else { Plan::Or(nodes) };
        Ok(Origin { links, nodes: Box::new(within(self.map, nodes)) })
    }

    fn node(&mut self, word: &str, at: Stretch) -> Result<Plan, ReadError> {
        match self.find(word)? {
            Found::Element(Element::Node(id)) => return Ok(Plan::Node(id)),
            Found::Element(Element::Link(_)) => {
                let hint = format!("its ends: near({word}, 1); its premises and what bears on it: under({word})");
                self.complaints.add(at, "query/link", format!("`{word}` is a link, and a query finds nodes"), hint);
            }
            Found::Several(ids) => {
                let message = format!("several ids begin with `{word}`");
                self.complaints.add(at, "query/ambiguous", message, format!("they are {}", ids.join(", ")));
            }
            Found::Nothing => {
                let hint = self.meant_by(word)?;
                self.complaints.add(at, "query/unknown-name", format!("nothing is called `{word}`"), hint);
            }
        }
        Ok(Plan::None)
    }

    /// By name, by whole id, by the beginning of the random half of an id.
    fn find(&self, word: &str) -> Result<Found, ReadError> {
        if let Some(element) = self.snapshot.element_named(word)? {
            return Ok(Found::Element(element));
        }
        if let Ok(id) = word.parse::<NodeId>()
            && self.snapshot.node(id)?.is_some()
        {
            return Ok(Found::Element(Element::Node(id)));
        }
        if let Ok(id) = word.parse::<LinkId>()
            && self.snapshot.link(id)?.is_some()
        {
            return Ok(Found::Element(Element::Link(id)));
        }
        let mut found: Vec<Element> = self.with_prefix(word)?.into_iter().filter_map(element_of).collect();
        Ok(match found.len() {
            0 => Found::Nothing,
            1 => Found::Element(found.remove(0)),
            _ => Found::Several(found.iter().map(Element::short).collect()),
        })
    }

    fn with_prefix(&self, word: &str) -> Result<Vec<Entity>, ReadError> {
        let is_prefix = word.len() >= MIN_PREFIX && word.bytes().all(|b| b.is_ascii_hexdigit());
        if is_prefix { self.snapshot.with_id_prefix(&word.to_ascii_lowercase(), 8) } else { Ok(Vec::new()) }
    }

    /// What somebody may have meant by a word that names nothing.
    fn meant_by(&self, word: &str) -> Result<String, ReadError> {
        if function_named(word).is_some() {
            return Ok(format!("the function is written `{word}()`"));
        }
        if self.snapshot.map_named(word)?.is_some() {
            return Ok(format!("the map is written `map({word})`"));
        }
        if !self.snapshot.nodes_tagged(word)?.is_empty() {
            return Ok(format!("the tag is written `tag({word})`"));
        }
        let first: String = word.chars().take(1).collect();
        for prefix in [first.as_str(), ""] {
            let names = self.snapshot.element_names(prefix, MAX_NAMES)?;
            if let Some(near) = nearest(word, names.iter().map(|name| name.as_str())) {
                return Ok(format!("did you mean `{near}`?"));
            }
        }
        if let Some(near) = nearest(word, FUNCTIONS.iter().map(|function| function.name)) {
            return Ok(format!("did you mean `{near}`?"));
        }
        Ok(format!("to search for the word, write \"{word}\""))
    }

    fn tag(&mut self, tag: &str, at: Stretch) -> Result<Plan, ReadError> {
        if self.snapshot.nodes_tagged(tag)?.is_empty() {
            let tags = self.snapshot.tags()?;
            let known = tags.iter().map(|(tag, _)| tag.as_str());
            let hint = meant_among(tag, known, "no node has a tag yet", "the tags are");
            self.complaints.add(at, "query/unknown-tag", format!("no node has the tag `{tag}`"), hint);
        }
        Ok(Plan::Tag(tag.to_owned()))
    }

    fn map(&mut self, word: &str, at: Stretch) -> Result<Plan, ReadError> {
        if let Some(id) = self.snapshot.map_named(word)? {
            return Ok(Plan::Map(id));
        }
        if let Ok(id) = word.parse::<MapId>()
            && self.snapshot.map(id)?.is_some()
        {
            return Ok(Plan::Map(id));
        }
        let found = self.with_prefix(word)?.into_iter().filter_map(|entity| match entity {
            Entity::Map(id) => Some(id),
            _ => None,
        });
        let found: Vec<MapId> = found.collect();
        match found.as_slice() {
            [id] => return Ok(Plan::Map(*id)),
            [] => {
                let maps = self.snapshot.maps()?;
                let known = maps.iter().map(|map| map.name.as_str());
                let hint = meant_among(word, known, "there is no map yet", "the maps are");
                self.complaints.add(at, "query/unknown-map", format!("there is no map `{word}`"), hint);
            }
            several => {
                let ids: Vec<String> = several.iter().map(MapId::short).collect();
                let message = format!("several ids begin with `{word}`");
                self.complaints.add(at, "query/ambiguous", message, format!("they are {}", ids.join(", ")));
            }
        }
        Ok(Plan::None)
    }

    fn source(&mut self, word: &str, at: Stretch) -> Result<Plan, ReadError> {
        if let Ok(key) = SourceKey::new(word)
            && self.snapshot.source(&key)?.is_some()
        {
            return Ok(Plan::Source(key));
        }
        let sources = self.snapshot.sources()?;
        let known = sources.iter().map(|source| source.key.as_str());
        let hint = meant_among(word, known, "there is no source yet", "the sources are");
        self.complaints.add(at, "query/unknown-source", format!("there is no source `{word}`"), hint);
        Ok(Plan::None)
    }
}

/// The part of a plan that stands in the map a query is restricted to.
pub(super) fn within(map: Option<MapId>, plan: Plan) -> Plan {
    match map {
        Some(map) => Plan::And(vec![Plan::Map(map), plan]),
        None => plan,
    }
}

fn element_of(entity: Entity) -> Option<Element> {
    match entity {
        Entity::Node(id) => Some(Element::Node(id)),
        Entity::Link(id) => Some(Element::Link(id)),
        Entity::Map(_) | Entity::Source(_) | Entity::Placement(..) => None,
    }
}

fn meant_among<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone, none: &str, all: &str) -> String {
    const SHOWN: usize = 12;
    if let Some(near) = nearest(word, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let shown: Vec<&str> = known.clone().take(SHOWN).collect();
    match known.count() {
        0 => none.to_owned(),
        count if count > SHOWN => format!("{all} {} and {} more", shown.join(", "), count - SHOWN),
        _ => format!("{all} {}", shown.join(", ")),
    }
}
