//! What can be asked of a database at one instant.

use crate::change::{Commit, Entity};
use crate::model::{Element, Link, LinkId, MapId, MapInfo, Name, Node, NodeId, NodeKind, Placement, Source, SourceKey};

/// Why a question to a snapshot has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A record is damaged or two indexes disagree. The state can be rebuilt from the journal.
    #[error("the state is damaged: {part}: {message}")]
    Damaged {
        /// Which table or record.
        part: String,
        /// What is wrong with it.
        message: String,
    },
    /// The disk did not answer.
    #[error("cannot read {path}")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Totals {
    /// Maps.
    pub maps: u64,
    /// Nodes.
    pub nodes: u64,
    /// Links.
    pub links: u64,
    /// Sources.
    pub sources: u64,
    /// Placements of nodes in maps.
    pub placements: u64,
}

/// A database at one instant. Two calls on one snapshot never disagree. Lists come in a stable order.
///
/// Whoever implements it answers from indexes: none of the calls but `scan_nodes` may cost more than what it
/// returns (and a factor of the logarithm of the whole).
pub trait Snapshot {
    /// The sequence number of the last commit it shows; 0 for an empty database.
    fn revision(&self) -> u64;

    /// How much there is.
    fn totals(&self) -> Result<Totals, ReadError>;

    /// The node with this id.
    fn node(&self, id: NodeId) -> Result<Option<Node>, ReadError>;

    /// The link with this id.
    fn link(&self, id: LinkId) -> Result<Option<Link>, ReadError>;

    /// The nodes with these ids, in step with them.
    ///
    /// Whoever can read many at once for less than one by one does so.
    fn nodes(&self, ids: &[NodeId]) -> Result<Vec<Option<Node>>, ReadError> {
        ids.iter().map(|id| self.node(*id)).collect()
    }

    /// The links with these ids, in step with them.
    ///
    /// Whoever can read many at once for less than one by one does so.
    fn links(&self, ids: &[LinkId]) -> Result<Vec<Option<Link>>, ReadError> {
        ids.iter().map(|id| self.link(*id)).collect()
    }

    /// The map with this id.
    fn map(&self, id: MapId) -> Result<Option<MapInfo>, ReadError>;

    /// The source with this key.
    fn source(&self, key: &SourceKey) -> Result<Option<Source>, ReadError>;

    /// The place of a node in a map.
    fn placement(&self, map: MapId, node: NodeId) -> Result<Option<Placement>, ReadError>;

    /// The node or link with this name.
    fn element_named(&self, name: &str) -> Result<Option<Element>, ReadError>;

    /// The map with this name.
    fn map_named(&self, name: &str) -> Result<Option<MapId>, ReadError>;

    /// Nodes, links and maps whose id's random half (hex digits) begins so, at most `limit` of them.
    fn with_id_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<Entity>, ReadError>;

    /// Every map, by name.
    fn maps(&self) -> Result<Vec<MapInfo>, ReadError>;

    /// Every source, by key.
    fn sources(&self) -> Result<Vec<Source>, ReadError>;

    /// The placements of a map in the author's order (order, then node id).
    fn placements_in(&self, map: MapId) -> Result<Vec<Placement>, ReadError>;

    /// The last placement of a map in the author's order: where the next one goes after.
    ///
    /// Whoever can answer without reading the whole map does so.
    fn last_placement(&self, map: MapId) -> Result<Option<Placement>, ReadError> {
        Ok(self.placements_in(map)?.pop())
    }

    /// How many nodes and links a map has.
    ///
    /// Whoever can answer without reading the records does so.
    fn map_size(&self, map: MapId) -> Result<(u64, u64), ReadError> {
        Ok((self.placements_in(map)?.len() as u64, self.links_in(map)?.len() as u64))
    }

    /// The links of a map, oldest first.
    fn links_in(&self, map: MapId) -> Result<Vec<LinkId>, ReadError>;

    /// The maps in which a node stands, by id.
    fn maps_of(&self, node: NodeId) -> Result<Vec<MapId>, ReadError>;

    /// The links whose target this is, oldest first.
    fn links_to(&self, target: Element) -> Result<Vec<LinkId>, ReadError>;

    /// The links of which this is a premise, oldest first.
    fn links_from(&self, node: NodeId) -> Result<Vec<LinkId>, ReadError>;

    /// The nodes of a kind, oldest first.
    fn nodes_of_kind(&self, kind: NodeKind) -> Result<Vec<NodeId>, ReadError>;

    /// The nodes with a tag, oldest first.
    fn nodes_tagged(&self, tag: &str) -> Result<Vec<NodeId>, ReadError>;

    /// The evidence that cites a source, oldest first.
    fn nodes_citing(&self, key: &SourceKey) -> Result<Vec<NodeId>, ReadError>;

    /// Every tag with the number of nodes that bear it, by name.
    fn tags(&self) -> Result<Vec<(Name, u64)>, ReadError>;

    /// Names of nodes and links that begin so, in order, at most `limit`: for hints and completion.
    fn element_names(&self, prefix: &str, limit: usize) -> Result<Vec<Name>, ReadError>;

    /// At most `limit` nodes with ids after `after`, oldest first: for going through all of them in pages.
    fn scan_nodes(&self, after: Option<NodeId>, limit: usize) -> Result<Vec<Node>, ReadError>;

    /// The numbers of the commits that changed this record, rising. Placements have no history of their own.
    fn history(&self, entity: &Entity) -> Result<Vec<u64>, ReadError>;

    /// What the commit with this number says of itself.
    fn commit(&self, sequence: u64) -> Result<Option<Commit>, ReadError>;
}
