//! Nodes, links and sources as the tables that Lua sees.

mod reference;

use std::cell::RefCell;
use std::rc::Rc;

use agon_core::model::{
    Citation, Element, Link, LinkIndex, Map, MapInfo, Node, NodeIndex, NodeKind, Relation, Source, SourceKey,
};
use mlua::{Buffer, Function, Lua, LuaString, Table};
use serde_json::Value as Json;

use super::json::from_json;

pub(crate) use reference::{LINK as LINK_ENTRIES, NODE as NODE_ENTRIES, SOURCE as SOURCE_ENTRIES};

/// A node: `id`, `label`, `kind`, `text`, `tags`, `credence`, `attributes`, and what else it has.
/// In a map it has a `position` too, and a `section` and `side` where it has them.
pub(crate) fn node(lua: &Lua, map: &Map, index: NodeIndex) -> mlua::Result<Table> {
    let table = made_node(lua, map.node(index), index.0 + 1)?;
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
    made_node(lua, node, 0)
}

fn made_node(lua: &Lua, node: &Node, position: u32) -> mlua::Result<Table> {
    let makers = Makers::of(lua)?;
    let mut record = makers.record.borrow_mut();
    record.clear();
    record.extend_from_slice(&node.credence.map_or(-1.0, |credence| credence.get()).to_le_bytes());
    record.extend_from_slice(&position.to_le_bytes());
    record.extend_from_slice(&[node.kind as u8, u8::from(node.name.is_some())]);
    let label_and_text = record.len();
    record.extend_from_slice(&[0; 8]);
    let id = record.len();
    write_id(&mut record, node.id.as_bytes());
    let label = record.len();
    match &node.name {
        Some(name) => record.extend_from_slice(name.as_str().as_bytes()),
        None => write_short(&mut record, id),
    }
    let label = (record.len() - label) as u32;
    record[label_and_text..label_and_text + 4].copy_from_slice(&label.to_le_bytes());
    let text = node.text.as_str();
    let table: Table = if record.len() + text.len() <= RECORDS {
        record[label_and_text + 4..id].copy_from_slice(&(text.len() as u32).to_le_bytes());
        record.extend_from_slice(text.as_bytes());
        makers.records.write_bytes(0, &record);
        makers.node.call(())?
    } else if record.len() <= RECORDS {
        makers.records.write_bytes(0, &record);
        makers.node.call(text)?
    } else {
        return Err(mlua::Error::runtime("a label is too long"));
    };
    drop(record);
    if !node.tags.is_empty() {
        table.raw_set("tags", lua.create_sequence_from(node.tags.iter().map(|tag| tag.as_str()))?)?;
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
    if !node.attributes.is_empty() {
        table.raw_set("attributes", attributes(lua, &node.attributes)?)?;
    }
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
    if !citation.marks.is_empty() {
        table.raw_set("marks", citation.marks.to_string())?;
    }
    if !citation.reported_in.is_empty() {
        table.raw_set("reported_in", lua.create_sequence_from(citation.reported_in.iter().map(SourceKey::as_str))?)?;
    }
    if let Some(cite) = &citation.cite {
        let passage = lua.create_table()?;
        passage.raw_set("text", cite.text.as_str())?;
        if !cite.marks.is_empty() {
            passage.raw_set("marks", cite.marks.to_string())?;
        }
        table.raw_set("cite", passage)?;
    }
    if let Some(language) = &citation.language {
        table.raw_set("language", language.as_str())?;
    }
    if let Some(translation) = &citation.translation {
        let translated = lua.create_table()?;
        translated.raw_set("text", translation.text.as_str())?;
        translated.raw_set("language", translation.language.as_deref())?;
        translated.raw_set("translator", translation.translator.as_deref())?;
        table.raw_set("translation", translated)?;
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

/// Makes the plain links of a list, which stand in a buffer as [`write_link`] leaves them. Texts that Lua cuts out of
/// a buffer cost a fraction of texts that are handed in one by one.
const LINKS: &str = r#"
local records, words = ...
local readstring, readu8, readf64 = buffer.readstring, buffer.readu8, buffer.readf64
return function(list, filled, count)
    local at = 0
    for i = filled + 1, filled + count do
        local signs, number = readu8(records, at), readu8(records, at + 2)
        local premises = { readstring(records, at + 91, 36) }
        for n = 2, number do
            premises[n] = readstring(records, at + 55 + n * 36, 36)
        end
        local link = {
            id = readstring(records, at + 11, 36), label = readstring(records, at + 47, 8), premises = premises,
            relation = words[readu8(records, at + 1)], target = readstring(records, at + 55, 36),
            strength = readf64(records, at + 3), is_pro = bit32.btest(signs, 1), is_con = bit32.btest(signs, 2),
        }
        if signs >= 4 then
            link.targets_link = true
        end
        list[i] = link
        at += 91 + number * 36
    end
end
"#;

/// Makes a node's table out of a buffer; see [`made_node`]. A text too long for the buffer is handed in.
const NODE: &str = r#"
local records, words = ...
local readstring, readu32 = buffer.readstring, buffer.readu32
return function(text)
    local long = readu32(records, 14)
    local label = readstring(records, 58, long)
    local node = {
        id = readstring(records, 22, 36), label = label, kind = words[buffer.readu8(records, 12)],
        text = text or readstring(records, 58 + long, readu32(records, 18)),
        tags = {}, attributes = {}, credence = nil, position = nil,
    }
    if buffer.readu8(records, 13) == 1 then
        node.name = label
    end
    local credence, position = buffer.readf64(records, 0), readu32(records, 8)
    if credence >= 0 then
        node.credence = credence
    end
    if position > 0 then
        node.position = position
    end
    return node
end
"#;

/// Adds ids to a list.
const IDS: &str = r#"
local records = ...
return function(list, filled, count)
    for i = 1, count do
        list[filled + i] = buffer.readstring(records, i * 36 - 36, 36)
    end
end
"#;

/// How long the text of an id is.
pub(crate) const ID_LENGTH: usize = 36;
/// How many bytes of records are handed to Lua in one go.
const RECORDS: usize = 16 << 10;
/// How long a link's record is without its premises.
const LINK_RECORD: usize = 91;

/// What makes records, once for each Lua state.
struct Makers {
    link: Function,
    links: Function,
    node: Function,
    ids: Function,
    kinds: Vec<LuaString>,
    relations: Vec<LuaString>,
    records: Buffer,
    record: RefCell<Vec<u8>>,
}

impl Makers {
    fn of(lua: &Lua) -> mlua::Result<Rc<Self>> {
        let makers = lua.app_data_ref::<Rc<Self>>().map(|makers| Rc::clone(&makers));
        makers.ok_or_else(|| mlua::Error::runtime("this Lua state makes no records"))
    }
}

/// Prepares a Lua state for making records.
pub(crate) fn prepare(lua: &Lua) -> mlua::Result<()> {
    let records = lua.create_buffer_with_capacity(RECORDS)?;
    let maker = |text: &str, words: &[LuaString]| -> mlua::Result<Function> {
        let by_number = lua.create_table()?;
        for (number, word) in words.iter().enumerate() {
            by_number.raw_set(number, word)?;
        }
        lua.load(text).set_name("=host").call((&records, by_number))
    };
    let mut kinds = Vec::new();
    for kind in NodeKind::ALL {
        kinds.push(lua.create_string(kind.word())?);
    }
    let mut relations = Vec::new();
    for relation in Relation::ALL {
        relations.push(lua.create_string(relation.word())?);
    }
    let makers = Makers {
        link: maker(LINK, &[])?,
        links: maker(LINKS, &relations)?,
        node: maker(NODE, &kinds)?,
        ids: maker(IDS, &[])?,
        kinds,
        relations,
        records,
        record: RefCell::default(),
    };
    lua.set_app_data(Rc::new(makers));
    Ok(())
}

/// The word of a kind. Made once a Lua state: a text that goes into Lua costs more than the look-up.
pub(crate) fn kind(lua: &Lua, kind: NodeKind) -> mlua::Result<Option<LuaString>> {
    Ok(Makers::of(lua)?.kinds.get(kind as usize).cloned())
}

/// The word of a relation.
pub(crate) fn relation(lua: &Lua, relation: Relation) -> mlua::Result<Option<LuaString>> {
    Ok(Makers::of(lua)?.relations.get(relation as usize).cloned())
}

/// The ids of all nodes, in the author's order.
pub(crate) fn ids(lua: &Lua, map: &Map, check_time: impl Fn() -> mlua::Result<()>) -> mlua::Result<Table> {
    let makers = Makers::of(lua)?;
    let list = lua.create_table_with_capacity(map.nodes().len(), 0)?;
    for (at, nodes) in map.nodes().chunks(RECORDS / ID_LENGTH).enumerate() {
        check_time()?;
        let mut record = makers.record.borrow_mut();
        record.clear();
        for node in nodes {
            write_id(&mut record, node.id.as_bytes());
        }
        makers.records.write_bytes(0, &record);
        makers.ids.call::<()>((&list, at * (RECORDS / ID_LENGTH), nodes.len()))?;
    }
    Ok(list)
}

/// Adds the text of an id: 8-4-4-4-12 hex digits.
pub(crate) fn write_id(bytes: &mut Vec<u8>, id: &[u8; 16]) {
    const PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
    let mut text = [b'-'; ID_LENGTH];
    for (byte, place) in id.iter().zip(PLACES) {
        let digits = HEX[usize::from(*byte)];
        text[place] = digits[0];
        text[place + 1] = digits[1];
    }
    bytes.extend_from_slice(&text);
}

/// The two hex digits of every byte.
const HEX: [[u8; 2]; 256] = {
    let digits = b"0123456789abcdef";
    let mut all = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        all[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    all
};

/// Adds the short form of the id that stands at a place.
fn write_short(bytes: &mut Vec<u8>, id: usize) {
    bytes.extend_from_within(id + 21..id + 23);
    bytes.extend_from_within(id + 24..id + 30);
}

/// Adds a link's record: signs, relation, number of premises, strength, id, label, target, premises. False, and nothing
/// added, if the link has more than that to it.
fn write_link(bytes: &mut Vec<u8>, link: &Link) -> bool {
    let more = link.name.is_some()
        || link.scheme.is_some()
        || link.reason.is_some()
        || link.marks.is_some()
        || !link.attributes.is_empty();
    let Some(premises) = u8::try_from(link.premises.len()).ok().filter(|premises| (1..=32).contains(premises) && !more) else {
        return false;
    };
    let onto_link = matches!(link.target, Element::Link(_));
    let signs = u8::from(link.relation.is_pro()) | (u8::from(link.relation.is_con()) << 1) | (u8::from(onto_link) << 2);
    bytes.extend_from_slice(&[signs, link.relation as u8, premises]);
    bytes.extend_from_slice(&link.base_strength().get().to_le_bytes());
    let id = bytes.len();
    write_id(bytes, link.id.as_bytes());
    write_short(bytes, id);
    match &link.target {
        Element::Node(target) => write_id(bytes, target.as_bytes()),
        Element::Link(target) => write_id(bytes, target.as_bytes()),
    }
    for premise in &link.premises {
        write_id(bytes, premise.as_bytes());
    }
    true
}

/// A list of links. The time is looked at for every one of them.
pub(crate) fn links(lua: &Lua, map: &Map, links: &[LinkIndex], check_time: impl Fn() -> mlua::Result<()>) -> mlua::Result<Table> {
    let list = lua.create_table_with_capacity(links.len(), 0)?;
    if links.is_empty() {
        return Ok(list);
    }
    let makers = Makers::of(lua)?;
    let mut record = makers.record.borrow_mut();
    record.clear();
    let (mut filled, mut waiting) = (0usize, 0usize);
    let flush = |record: &mut Vec<u8>, filled: &mut usize, waiting: &mut usize| -> mlua::Result<()> {
        if *waiting > 0 {
            makers.records.write_bytes(0, record);
            makers.links.call::<()>((&list, *filled, *waiting))?;
            *filled += std::mem::take(waiting);
            record.clear();
        }
        Ok(())
    };
    for index in links {
        check_time()?;
        let one = map.link(*index);
        if record.len() + LINK_RECORD + one.premises.len() * ID_LENGTH > RECORDS {
            flush(&mut record, &mut filled, &mut waiting)?;
        }
        if write_link(&mut record, one) {
            waiting += 1;
        } else {
            flush(&mut record, &mut filled, &mut waiting)?;
            list.raw_push(link(lua, map, *index)?)?;
            filled += 1;
        }
    }
    flush(&mut record, &mut filled, &mut waiting)?;
    drop(record);
    Ok(list)
}

/// A link: `id`, `label`, `premises`, `relation`, `target`, `strength`, `is_pro`, `is_con`, and what else it has.
pub(crate) fn link(lua: &Lua, map: &Map, index: LinkIndex) -> mlua::Result<Table> {
    bare_link(lua, map.link(index))
}

/// A link without a map around it.
pub(crate) fn bare_link(lua: &Lua, link: &Link) -> mlua::Result<Table> {
    let makers = Makers::of(lua)?;
    let (one, several) = match link.premises.as_slice() {
        [one] => (Some(one.to_string()), None),
        all => (None, Some(lua.create_sequence_from(all.iter().map(ToString::to_string))?)),
    };
    let name = link.name.as_ref().map(|name| name.as_str());
    let attributes = if link.attributes.is_empty() { None } else { Some(attributes(lua, &link.attributes)?) };
    let table: Table = makers.link.call((
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
    ))?;
    if let Some(marks) = &link.marks {
        table.raw_set("marks", marks.to_string())?;
    }
    Ok(table)
}

/// A map's own record: `id`, `name`, `title`, `summary`.
pub(crate) fn map_info(lua: &Lua, info: &MapInfo) -> mlua::Result<Table> {
    let entry = lua.create_table_with_capacity(0, 4)?;
    entry.raw_set("id", info.id.to_string())?;
    entry.raw_set("name", info.name.as_str())?;
    entry.raw_set("title", info.title.as_str())?;
    entry.raw_set("summary", info.summary.as_str())?;
    Ok(entry)
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
