//! Nodes, links and sources as the tables that Lua sees.

use agon_core::model::{Citation, Element, Link, LinkIndex, Map, Node, NodeIndex, Source};
use mlua::{Function, Lua, Table};
use serde_json::Value as Json;

use super::json::from_json;

/// A node: `id`, `label`, `kind`, `text`, `tags`, `credence`, `attributes`, and what else it has.
/// In a map it has a `position` too, and a `section` and `side` where it has them.
pub(crate) fn node(lua: &Lua, map: &Map, index: NodeIndex) -> mlua::Result<Table> {
    let table = bare_node(lua, map.node(index))?;
    table.raw_set("position", index.at() + 1)?;
    let placement = &map.placements()[index.at()];
    if let Some(section) = placement.section.and_then(|at| map.info().sections.get(at as usize)) {
        table.raw_set("section", section.title.as_str())?;
    }
    if let Some(side) = &placement.side {
        table.raw_set("side", side.as_str())?;
    }
    Ok(table)
}

/// A node without a map around it.
pub(crate) fn bare_node(lua: &Lua, node: &Node) -> mlua::Result<Table> {
    let table = lua.create_table_with_capacity(0, 12)?;
    table.raw_set("id", node.id.to_string())?;
    if let Some(name) = &node.name {
        table.raw_set("name", name.as_str())?;
    }
    table.raw_set("label", node.label())?;
    table.raw_set("kind", node.kind.word())?;
    table.raw_set("text", node.text.as_str())?;
    table.raw_set("tags", lua.create_sequence_from(node.tags.iter().map(|tag| tag.as_str()))?)?;
    if let Some(credence) = node.credence {
        table.raw_set("credence", credence.get())?;
    }
    if let Some(citation) = &node.citation {
        if let Some(source) = &citation.source {
            table.raw_set("source", source.as_str())?;
        }
        table.raw_set("citation", citation_table(lua, citation)?)?;
    }
    if let Some(rivals) = &node.rivals {
        let declared = lua.create_table()?;
        if let Some(relation) = rivals.relation {
            declared.raw_set("relation", relation.word())?;
        }
        declared.raw_set("exhaustive", rivals.exhaustive)?;
        table.raw_set("rivals", declared)?;
    }
    table.raw_set("attributes", attributes(lua, &node.attributes)?)?;
    Ok(table)
}

fn citation_table(lua: &Lua, citation: &Citation) -> mlua::Result<Table> {
    let table = lua.create_table()?;
    if let Some(source) = &citation.source {
        table.raw_set("source", source.as_str())?;
    }
    table.raw_set("form", citation.form.word())?;
    if let Some(paragraph) = citation.paragraph {
        table.raw_set("paragraph", paragraph)?;
    }
    if let Some(locator) = &citation.locator {
        table.raw_set("locator", locator.as_str())?;
    }
    if let Some(quote) = &citation.quote {
        table.raw_set("quote", quote.as_str())?;
    }
    Ok(table)
}

/// Makes a link's table. In Lua, because one call with every field costs a third of setting them one by one.
const LINK: &str = r#"
local sub = string.sub
return function(id, name, premise, premises, relation, target, onto, strength, pro, con, scheme, reason, attributes)
    return {
        id = id, name = name, label = name or sub(id, 22, 23) .. sub(id, 25, 30), premises = premises or { premise }, relation = relation, target = target,
        targets_link = onto, strength = strength, is_pro = pro, is_con = con, scheme = scheme, reason = reason,
        attributes = attributes,
    }
end
"#;

/// What makes records, once for each Lua state.
struct Makers {
    link: Function,
}

/// Prepares a Lua state for making records.
pub(crate) fn prepare(lua: &Lua) -> mlua::Result<()> {
    let link = lua.load(LINK).set_name("=host").eval()?;
    lua.set_app_data(Makers { link });
    Ok(())
}

/// A link: `id`, `label`, `premises`, `relation`, `target`, `strength`, `is_pro`, `is_con`, and what else it has.
pub(crate) fn link(lua: &Lua, map: &Map, index: LinkIndex) -> mlua::Result<Table> {
    let link: &Link = map.link(index);
    let make = lua.app_data_ref::<Makers>().map(|makers| makers.link.clone());
    let make = make.ok_or_else(|| mlua::Error::runtime("this Lua state makes no records"))?;
    let (one, several) = match link.premises.as_slice() {
        [one] => (Some(one.to_string()), None),
        all => (None, Some(lua.create_sequence_from(all.iter().map(ToString::to_string))?)),
    };
    let name = link.name.as_ref().map(|name| name.as_str());
    let attributes = if link.attributes.is_empty() { None } else { Some(attributes(lua, &link.attributes)?) };
    make.call((
        link.id.to_string(),
        name,
        one,
        several,
        link.relation.word(),
        link.target.to_string(),
        matches!(link.target, Element::Link(_)).then_some(true),
        link.base_strength().get(),
        link.relation.is_pro(),
        link.relation.is_con(),
        link.scheme.as_ref().map(|scheme| scheme.as_str()),
        link.reason.as_deref(),
        attributes,
    ))
}

/// A source: `key`, `title`, `authors`, `year`, `short`, `csl`, and what the team thinks of it.
pub(crate) fn source(lua: &Lua, source: &Source) -> mlua::Result<Table> {
    let table = lua.create_table_with_capacity(0, 8)?;
    table.raw_set("key", source.key.as_str())?;
    table.raw_set("title", source.title())?;
    table.raw_set("authors", lua.create_sequence_from(source.author_names())?)?;
    if let Some(year) = source.year() {
        table.raw_set("year", year)?;
    }
    table.raw_set("short", source.short_citation())?;
    table.raw_set("csl", from_json(lua, &Json::Object(source.csl.clone()))?)?;
    if let Some(assessment) = &source.assessment {
        let judged = lua.create_table()?;
        if let Some(reliability) = assessment.reliability {
            judged.raw_set("reliability", reliability.to_string())?;
        }
        if let Some(credibility) = assessment.credibility {
            judged.raw_set("credibility", credibility)?;
        }
        judged.raw_set("note", assessment.note.as_str())?;
        table.raw_set("assessment", judged)?;
    }
    Ok(table)
}

fn attributes(lua: &Lua, attributes: &agon_core::model::Attributes) -> mlua::Result<Table> {
    let table = lua.create_table_with_capacity(0, attributes.len())?;
    for (key, value) in attributes {
        table.raw_set(key.as_str(), from_json(lua, value)?)?;
    }
    Ok(table)
}
