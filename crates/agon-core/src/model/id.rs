//! Identities: of nodes, links, maps and databases.
//!
//! An id is a UUIDv7 (RFC 9562 §5.7): ordered by the time it was made. People see its *short form*,
//! taken from the random half, because ids made together share their first digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::time::Timestamp;

/// How many hex digits a short form has.
pub const SHORT_LENGTH: usize = 8;

/// A string that is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id (a UUID such as 01932c4e-7d00-7a3b-9c55-0f2e41d7aa10)")]
pub struct IdError(pub String);

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id with these sixteen bytes, big-endian.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// Its sixteen bytes, big-endian: byte order is id order.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The fourteen hex digits of the random half, of which people type a prefix.
            pub fn tail(&self) -> String {
                tail_hex(self.as_bytes())
            }

            /// The first [`SHORT_LENGTH`] digits of [`Self::tail`].
            pub fn short(&self) -> String {
                let mut tail = self.tail();
                tail.truncate(SHORT_LENGTH);
                tail
            }
        }

        impl From<[u8; 16]> for $name {
            fn from(bytes: [u8; 16]) -> Self {
                Self::from_bytes(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.short())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::try_parse(text).map(Self).map_err(|_| IdError(text.to_owned()))
            }
        }
    };
}

id_type! {
    /// Identifies a node for ever, through every edit.
    NodeId
}
id_type! {
    /// Identifies a link.
    LinkId
}
id_type! {
    /// Identifies a map.
    MapId
}
id_type! {
    /// Identifies a database, so that a journal and a state that do not belong together are told apart.
    DatabaseId
}

/// The fourteen hex digits of the seven wholly random bytes of an id (byte 8 carries the variant bits).
pub fn tail_hex(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(14);
    for byte in &bytes[9..] {
        fmt::Write::write_fmt(&mut text, format_args!("{byte:02x}")).expect("writing to a string cannot fail");
    }
    text
}

/// Makes random bytes. The program passes the system's source, tests a seeded one.
pub trait Entropy {
    /// Fills `bytes` with bytes that nobody can guess (or, in tests, that repeat).
    fn fill(&mut self, bytes: &mut [u8]);
}

/// A repeatable source for tests and generators (splitmix64, Steele, Lea and Flood 2014).
///
/// ```
/// use agon_core::model::{Entropy, SeededEntropy};
/// let mut bytes = [0; 4];
/// SeededEntropy::new(7).fill(&mut bytes);
/// let first = bytes;
/// SeededEntropy::new(7).fill(&mut bytes);
/// assert_eq!(first, bytes);
/// ```
#[derive(Debug, Clone)]
pub struct SeededEntropy(u64);

impl SeededEntropy {
    /// A source that repeats itself for the same seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.next_u64().to_be_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}

/// Makes ids that are unique and rise, also when the clock jumps back.
///
/// ```
/// use agon_core::model::{IdMaker, NodeId, SeededEntropy, Timestamp};
/// let mut ids = IdMaker::new(Box::new(SeededEntropy::new(1)));
/// let now = Timestamp::from_millis(1_700_000_000_000);
/// let first: NodeId = ids.next(now);
/// let second: NodeId = ids.next(Timestamp::from_millis(0));
/// assert!(first < second);
/// ```
pub struct IdMaker {
    entropy: Box<dyn Entropy>,
    /// Milliseconds in the high 48 bits, a counter in the low 12: the sortable part of the last id.
    last: u64,
}

impl IdMaker {
    /// Starts with no id made.
    pub fn new(entropy: Box<dyn Entropy>) -> Self {
        Self { entropy, last: 0 }
    }

    /// No later id will sort before ids made at `time`. Called with the time of the newest commit.
    pub fn not_before(&mut self, time: Timestamp) {
        self.last = self.last.max(sortable(time));
    }

    /// The next id. Within one millisecond (and while the clock is behind) a 12-bit counter rises
    /// and carries into the milliseconds, so order never breaks.
    pub fn next<T: From<[u8; 16]>>(&mut self, now: Timestamp) -> T {
        self.last = sortable(now).max(self.last + 1);
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes[8..]);
        bytes[..6].copy_from_slice(&(self.last >> 12).to_be_bytes()[2..]);
        let counter = (self.last & 0xfff) as u16;
        bytes[6..8].copy_from_slice(&(0x7000 | counter).to_be_bytes());
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        T::from(bytes)
    }
}

fn sortable(time: Timestamp) -> u64 {
    (time.millis().max(0) as u64).min((1 << 48) - 1) << 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_in_one_millisecond_rise_and_have_different_short_forms() {
        let mut ids = IdMaker::new(Box::new(SeededEntropy::new(3)));
        let now = Timestamp::from_millis(1_800_000_000_000);
        let made: Vec<NodeId> = (0..10_000).map(|_| ids.next(now)).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        let shorts: std::collections::HashSet<String> = made.iter().map(NodeId::short).collect();
        assert_eq!(shorts.len(), made.len());
    }

    #[test]
    fn an_id_is_a_version_seven_uuid() {
        let id: NodeId = IdMaker::new(Box::new(SeededEntropy::new(3))).next(Timestamp::from_millis(1));
        let uuid = Uuid::from_bytes(*id.as_bytes());
        assert_eq!(uuid.get_version_num(), 7);
        assert_eq!(uuid.get_variant(), uuid::Variant::RFC4122);
        assert_eq!(id.to_string().parse::<NodeId>(), Ok(id));
    }

    #[test]
    fn a_clock_that_jumps_back_does_not_break_order() {
        let mut ids = IdMaker::new(Box::new(SeededEntropy::new(3)));
        ids.not_before(Timestamp::from_millis(1_900_000_000_000));
        let after: NodeId = ids.next(Timestamp::from_millis(5));
        let mut fresh = IdMaker::new(Box::new(SeededEntropy::new(4)));
        let before: NodeId = fresh.next(Timestamp::from_millis(1_899_999_999_999));
        assert!(before < after);
    }
}
