//! From ids and names to places: tables of places alone, because a map of a million nodes would hold every id and every
//! name twice otherwise.

use std::hash::{BuildHasher, Hash};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::graph::{LinkIndex, MapError, NodeIndex};
use super::id::{LinkId, NodeId};
use super::link::{Element, Link};
use super::node::Node;

/// Where nodes and links stand, by id and by name. It is asked with the lists that it was made of.
#[derive(Debug, Clone)]
pub(super) struct Lookup {
    nodes: HashTable<u32>,
    links: HashTable<u32>,
    /// Nodes by their places, links by their places behind those of the nodes.
    names: HashTable<u32>,
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    FxBuildHasher.hash_one(value)
}

fn name_at<'a>(nodes: &'a [Node], links: &'a [Link], at: u32) -> &'a str {
    let name = match nodes.get(at as usize) {
        Some(node) => node.name.as_ref(),
        None => links[at as usize - nodes.len()].name.as_ref(),
    };
    name.map_or("", |name| name.as_str())
}

impl Lookup {
    /// # Errors
    /// An id stands twice.
    pub(super) fn new(nodes: &[Node], links: &[Link]) -> Result<Self, MapError> {
        let by_node = |at: &u32| hash(&nodes[*at as usize].id);
        let mut node_table = HashTable::with_capacity(nodes.len());
        for (at, node) in (0u32..).zip(nodes) {
            let own = hash(&node.id);
            if node_table.find(own, |other: &u32| nodes[*other as usize].id == node.id).is_some() {
                return Err(MapError::Repeated(node.label()));
            }
            node_table.insert_unique(own, at, by_node);
        }
        let by_link = |at: &u32| hash(&links[*at as usize].id);
        let mut link_table = HashTable::with_capacity(links.len());
        for (at, link) in (0u32..).zip(links) {
            let own = hash(&link.id);
            if link_table.find(own, |other: &u32| links[*other as usize].id == link.id).is_some() {
                return Err(MapError::Repeated(link.label()));
            }
            link_table.insert_unique(own, at, by_link);
        }
        let by_name = |at: &u32| hash(name_at(nodes, links, *at));
        let named = nodes.iter().filter(|node| node.name.is_some()).count();
        let mut names = HashTable::with_capacity(named + links.iter().filter(|link| link.name.is_some()).count());
        let all = nodes.iter().map(|node| &node.name).chain(links.iter().map(|link| &link.name));
        for (at, name) in (0u32..).zip(all) {
            let Some(name) = name else { continue };
            let entry = names.entry(hash(name.as_str()), |other: &u32| name_at(nodes, links, *other) == name.as_str(), by_name);
            // Where a name stands twice, the last one bears it.
            entry.and_modify(|other| *other = at).or_insert(at);
        }
        Ok(Self { nodes: node_table, links: link_table, names })
    }

    pub(super) fn node(&self, nodes: &[Node], id: NodeId) -> Option<NodeIndex> {
        self.nodes.find(hash(&id), |at| nodes[*at as usize].id == id).map(|at| NodeIndex(*at))
    }

    pub(super) fn link(&self, links: &[Link], id: LinkId) -> Option<LinkIndex> {
        self.links.find(hash(&id), |at| links[*at as usize].id == id).map(|at| LinkIndex(*at))
    }

    pub(super) fn named(&self, nodes: &[Node], links: &[Link], name: &str) -> Option<Element> {
        let at = *self.names.find(hash(name), |at| name_at(nodes, links, *at) == name)?;
        Some(match nodes.get(at as usize) {
            Some(node) => Element::Node(node.id),
            None => Element::Link(links[at as usize - nodes.len()].id),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Element, MapBuilder};

    #[test]
    fn nodes_and_links_are_found_by_id_and_by_name() {
        let map = MapBuilder::new("m").claim("a", "A.").claim("b", "B.").supports("b", "a").named("step").build();
        for (at, node) in map.node_indices().zip(map.nodes()) {
            assert_eq!(map.node_index(node.id), Some(at));
            assert_eq!(map.node_named(&node.label()), Some(at));
        }
        let link = map.links()[0].id;
        assert_eq!(map.link_index(link).map(|at| map.link(at).id), Some(link));
        assert_eq!(map.link_named("step"), map.link_index(link));
        assert_eq!((map.node_named("step"), map.node_named("c"), map.node_named("")), (None, None, None));
        assert!(matches!(map.links()[0].target, Element::Node(id) if map.node_index(id).is_some()));
    }
}
