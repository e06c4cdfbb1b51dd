//! Tables and their keys: written by hand, big-endian, so that byte order is the order wanted.

use crate::change::Entity;
use crate::model::{Element, LinkId, MapId, NodeId, NodeKind, SourceKey};

/// The first byte of every key. What follows, and the value (`–`: none):
pub(super) mod table {
    /// map id → map record
    pub const MAP: u8 = b'M';
    /// key of a source → source record
    pub const SOURCE: u8 = b'S';
    /// node id → node record
    pub const NODE: u8 = b'N';
    /// link id → link record
    pub const LINK: u8 = b'L';
    /// map id, node id → placement record
    pub const PLACEMENT: u8 = b'P';
    /// map id, order, node id → –
    pub const ORDER: u8 = b'O';
    /// node id, map id → –
    pub const MAPS_OF: u8 = b'Q';
    /// map id, link id → –
    pub const LINKS_IN: u8 = b'I';
    /// name → map id
    pub const MAP_NAME: u8 = b'm';
    /// name → element
    pub const NAME: u8 = b'n';
    /// random half of an id, sort of entity, id → –
    pub const TAIL: u8 = b'i';
    /// kind, node id → –
    pub const KIND: u8 = b'k';
    /// tag, 0, node id → –
    pub const TAG: u8 = b't';
    /// key of a source, 0, node id → –
    pub const CITES: u8 = b'c';
    /// target element, link id → –
    pub const TO: u8 = b'>';
    /// premise, link id → –
    pub const FROM: u8 = b'<';
    /// entity, commit number → –
    pub const HISTORY: u8 = b'h';
    /// commit number → commit record
    pub const COMMIT: u8 = b'C';
    /// nothing → sentinel
    pub const SENTINEL: u8 = b'Z';

    /// Every table, for checks and counts.
    pub const ALL: [u8; 19] = [
        MAP, SOURCE, NODE, LINK, PLACEMENT, ORDER, MAPS_OF, LINKS_IN, MAP_NAME, NAME, TAIL, KIND, TAG, CITES, TO, FROM, HISTORY,
        COMMIT, SENTINEL,
    ];

    /// Tables whose values are records of some size: their runs are short.
    pub const fn has_records(table: u8) -> bool {
        matches!(table, MAP | SOURCE | NODE | LINK | COMMIT)
    }
}

/// A key under construction.
pub(super) struct Key(pub Vec<u8>);

impl Key {
    pub(super) fn new() -> Self {
        Self(Vec::with_capacity(40))
    }

    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn byte(mut self, byte: u8) -> Self {
        self.0.push(byte);
        self
    }

    pub(super) fn number(self, number: u64) -> Self {
        self.bytes(&number.to_be_bytes())
    }

    pub(super) fn node(self, id: NodeId) -> Self {
        self.bytes(id.as_bytes())
    }

    pub(super) fn link(self, id: LinkId) -> Self {
        self.bytes(id.as_bytes())
    }

    pub(super) fn map(self, id: MapId) -> Self {
        self.bytes(id.as_bytes())
    }

    pub(super) fn element(self, element: Element) -> Self {
        match element {
            Element::Node(id) => self.byte(b'N').node(id),
            Element::Link(id) => self.byte(b'L').link(id),
        }
    }

    /// Text that something follows: names hold no control characters, so 0 ends it and keeps order.
    pub(super) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes()).byte(0)
    }

    pub(super) fn kind(self, kind: NodeKind) -> Self {
        self.byte(match kind {
            NodeKind::Question => b'Q',
            NodeKind::Claim => b'C',
            NodeKind::Evidence => b'E',
            NodeKind::Rebuttal => b'R',
        })
    }

    pub(super) fn entity(self, entity: &Entity) -> Self {
        match entity {
            Entity::Node(id) => self.byte(b'N').node(*id),
            Entity::Link(id) => self.byte(b'L').link(*id),
            Entity::Map(id) => self.byte(b'M').map(*id),
            Entity::Source(key) => self.byte(b'S').text(key.as_str()),
            Entity::Placement(map, node) => self.byte(b'P').map(*map).node(*node),
        }
    }

    pub(super) fn source(self, key: &SourceKey) -> Self {
        self.text(key.as_str())
    }
}

/// Sixteen bytes at the end of a key.
pub(super) fn last_id(key: &[u8]) -> Option<[u8; 16]> {
    key.len().checked_sub(16).and_then(|start| key[start..].try_into().ok())
}

/// Eight bytes at the end of a key.
pub(super) fn last_number(key: &[u8]) -> Option<u64> {
    key.len().checked_sub(8).and_then(|start| key[start..].try_into().ok()).map(u64::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_as_what_they_are_made_of() {
        let a = Key::new().text("ab").node(NodeId::from_bytes([9; 16])).0;
        let b = Key::new().text("ab-c").node(NodeId::from_bytes([1; 16])).0;
        assert!(a < b, "a shorter word stands before a longer one that begins with it");
        let low = Key::new().number(255).0;
        let high = Key::new().number(256).0;
        assert!(low < high);
        assert_eq!(last_number(&high), Some(256));
        assert_eq!(last_id(&a), Some([9; 16]));
        assert_eq!(last_id(&[1, 2]), None);
    }
}
