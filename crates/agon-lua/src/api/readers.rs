//! The readers of the map handle: one call, one scalar, no table. For scorers that look at a million nodes.

use agon_core::model::{LinkIndex, Map, NodeIndex, Relation};
use mlua::UserDataMethods;

use super::columns::sign_of;
use super::map::{MapHandle, Which};
use super::records;
use crate::reference::{Entry, may, needs};

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::method("map:id", &[needs("node", "Which")], "string?", "The id of a node.").example("#map:id(1) --> 36"),
    Entry::method("map:position", &[needs("node", "Which")], "number?", "The position of a node, from 1.")
        .example("map:position(\"gsomia\") --> 4"),
    Entry::method("map:kind", &[needs("node", "Which")], "Kind?", "The kind of a node.").example("map:kind(4) --> evidence"),
    Entry::method("map:text", &[needs("node", "Which")], "string?", "The text of a node.")
        .example("map:text(\"poll\") --> Polls show distrust."),
    Entry::method("map:credence", &[needs("node", "Which")], "number?", "The credence of a node, `nil` where none is given.")
        .example("map:credence(\"gsomia\") --> 0.8"),
    Entry::method(
        "map:link_to",
        &[needs("node", "Which"), needs("n", "number")],
        "number?, number?, number?",
        "Of the `n`th link that bears on a node: its position, its sign and its strength.",
    )
    .example("map:link_to(\"drift\", 1) --> 3, 1, 0.9"),
    Entry::method(
        "map:link_to_link",
        &[needs("link", "Which"), needs("n", "number")],
        "number?, number?, number?",
        "The same of the `n`th link that bears on a link.",
    )
    .example("map:link_to_link(\"from-polls\", 1) --> 5, -1, 1"),
    Entry::method("map:relation", &[needs("link", "Which")], "Relation?", "The relation of a link.")
        .example("map:relation(1) --> answers"),
    Entry::method("map:sign", &[needs("link", "Which")], "number?", "1 for, -1 against, 0 for an answer.")
        .example("map:sign(5) --> -1"),
    Entry::method("map:strength", &[needs("link", "Which")], "number?", "The strength of a link, 1 if not given.")
        .example("map:strength(\"from-polls\") --> 0.5"),
    Entry::method(
        "map:premise",
        &[needs("link", "Which"), needs("n", "number"), may("towards", "Which")],
        "number?",
        "The position of its `n`th premise. A contradiction bears on both its ends: seen `towards` its premise, this is \
         its target.",
    )
    .example("map:premise(\"from-polls\", 1) --> 5"),
    Entry::method(
        "map:weakest",
        &[needs("link", "Which"), may("towards", "Which")],
        "number?",
        "Inside a per-node scorer: the lowest score among the premises of a link. One without a score counts 1.",
    )
    .example("map:weakest(\"from-polls\") --> 0.5"),
];

/// Adds the readers to the map handle's methods. What is not there is nil.
pub(crate) fn add<'a, M: UserDataMethods<MapHandle<'a>>>(methods: &mut M) {
    methods.add_method("id", |lua, this, node: Which| {
        let Some(node) = this.node(&node) else { return Ok(None) };
        let mut text = Vec::with_capacity(records::ID_LENGTH);
        records::write_id(&mut text, this.map().node(node).id.as_bytes());
        lua.create_string(text).map(Some)
    });
    methods.add_method("position", |_, this, node: Which| Ok(this.node(&node).map(|node| node.at() + 1)));
    methods.add_method("kind", |lua, this, node: Which| match this.node(&node) {
        Some(node) => records::kind(lua, this.map().node(node).kind),
        None => Ok(None),
    });
    methods.add_method("credence", |_, this, node: Which| {
        Ok(this.node(&node).and_then(|node| this.map().node(node).credence).map(agon_core::model::Score::get))
    });
    methods.add_method("text", |lua, this, node: Which| {
        this.node(&node).map(|node| lua.create_string(&this.map().node(node).text)).transpose()
    });
    methods.add_method("link_to", |_, this, (node, n): (Which, usize)| {
        let links = this.node(&node).map_or(&[][..], |node| this.map().links_to(node));
        Ok(described(this.map(), nth(links, n)))
    });
    methods.add_method("link_to_link", |_, this, (link, n): (Which, usize)| {
        let links = this.link(&link).map_or(&[][..], |link| this.map().links_to_link(link));
        Ok(described(this.map(), nth(links, n)))
    });
    methods.add_method("relation", |lua, this, link: Which| match this.link(&link) {
        Some(link) => records::relation(lua, this.map().link(link).relation),
        None => Ok(None),
    });
    methods.add_method("sign", |_, this, link: Which| Ok(this.link(&link).map(|link| sign_of(this.map().link(link).relation))));
    methods.add_method("strength", |_, this, link: Which| {
        Ok(this.link(&link).map(|link| this.map().link(link).base_strength().get()))
    });
    methods.add_method("premise", |_, this, (link, n, towards): (Which, usize, Option<Which>)| {
        let Some(link) = this.link(&link) else { return Ok(None) };
        let towards = towards.and_then(|towards| this.node(&towards));
        Ok(nth(this.map().premises(link), n).map(|premise| from(this.map(), link, *premise, towards).at() + 1))
    });
    methods.add_method("weakest", |_, this, (link, towards): (Which, Option<Which>)| {
        let Some(link) = this.link(&link) else { return Ok(None) };
        let towards = towards.and_then(|towards| this.node(&towards));
        let mut weakest = 1f64;
        for premise in this.map().premises(link) {
            let score = this.own_score(from(this.map(), link, *premise, towards))?;
            weakest = weakest.min(score.unwrap_or(1.0));
        }
        Ok(Some(weakest))
    });
}

/// Where a link stands, its sign and its strength: what is nearly always asked of it, in one call.
fn described(map: &Map, link: Option<&LinkIndex>) -> (Option<usize>, Option<i8>, Option<f64>) {
    let Some(index) = link else { return (None, None, None) };
    let link = map.link(*index);
    (Some(index.at() + 1), Some(sign_of(link.relation)), Some(link.base_strength().get()))
}

/// What bears on `towards` by a premise of a link: the premise. A contradiction bears on both its ends: seen from its
/// premise it is its target.
fn from(map: &Map, link: LinkIndex, premise: NodeIndex, towards: Option<NodeIndex>) -> NodeIndex {
    // The link itself is looked at only where it may be a contradiction: it is far away in memory.
    if towards == Some(premise) && map.link(link).relation == Relation::Contradicts {
        return map.target_node(link).unwrap_or(premise);
    }
    premise
}

/// The `n`th of a list, from 1.
fn nth<T>(list: &[T], n: usize) -> Option<&T> {
    list.get(n.checked_sub(1)?)
}
