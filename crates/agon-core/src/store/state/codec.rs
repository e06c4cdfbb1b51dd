//! Records to bytes and back: bincode within an envelope.
//!
//! bincode notices almost nothing by itself, so no payload is decoded before kind, schema, length and checksum agree.

use bincode::Options;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::SCHEMA;

const MAGIC: [u8; 2] = *b"Ag";

/// Magic, table byte, schema, length, checksum.
pub(super) const ENVELOPE: usize = 2 + 1 + 2 + 4 + 4;

/// No record is larger: the limit for allocations while decoding.
const LIMIT: u64 = 16 << 20;

/// What is wrong with stored bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CodecError {
    #[error("it is too short for an envelope ({0} bytes)")]
    Short(usize),
    #[error("it does not begin as a record does")]
    Magic,
    #[error("it is of table {found:#04x}, not {wanted:#04x}")]
    Table { found: u8, wanted: u8 },
    #[error("it is of schema {0}")]
    Schema(u16),
    #[error("it holds {found} bytes and says {stated}")]
    Length { found: usize, stated: usize },
    #[error("its checksum is {found:08x}, it should be {stated:08x}")]
    Checksum { found: u32, stated: u32 },
    #[error("its payload cannot be read: {0}")]
    Payload(String),
}

fn options() -> impl Options {
    bincode::options().with_limit(LIMIT)
}

/// A record's payload (varint, little endian, bounded).
pub(super) fn encode<T: Serialize>(record: &T) -> Vec<u8> {
    options().serialize(record).expect("records hold nothing bincode cannot write, and are bounded by the rules")
}

/// A record from its payload. Trailing bytes are an error.
pub(super) fn decode<T: DeserializeOwned>(payload: &[u8]) -> Result<T, CodecError> {
    options().deserialize(payload).map_err(|error| CodecError::Payload(error.to_string()))
}

/// Puts a payload into its envelope.
pub(super) fn seal(table: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(ENVELOPE + payload.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.push(table);
    bytes.extend_from_slice(&SCHEMA.to_be_bytes());
    bytes.extend_from_slice(&(payload.len() as u32).to_be_bytes());
    bytes.extend_from_slice(&checksum(table, payload).to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// Takes a payload out of its envelope, every claim of the envelope checked.
pub(super) fn unseal(table: u8, bytes: &[u8]) -> Result<&[u8], CodecError> {
    let Some((envelope, payload)) = bytes.split_at_checked(ENVELOPE) else {
        return Err(CodecError::Short(bytes.len()));
    };
    if envelope[..2] != MAGIC {
        return Err(CodecError::Magic);
    }
    if envelope[2] != table {
        return Err(CodecError::Table { found: envelope[2], wanted: table });
    }
    let schema = u16::from_be_bytes([envelope[3], envelope[4]]);
    if schema != SCHEMA {
        return Err(CodecError::Schema(schema));
    }
    let stated = u32::from_be_bytes([envelope[5], envelope[6], envelope[7], envelope[8]]) as usize;
    if stated != payload.len() {
        return Err(CodecError::Length { found: payload.len(), stated });
    }
    let stated = u32::from_be_bytes([envelope[9], envelope[10], envelope[11], envelope[12]]);
    let found = checksum(table, payload);
    if stated != found {
        return Err(CodecError::Checksum { found, stated });
    }
    Ok(payload)
}

fn checksum(table: u8, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[table]);
    hasher.update(&SCHEMA.to_be_bytes());
    hasher.update(payload);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_flipped_bit_of_a_sealed_record_is_noticed() {
        let sealed = seal(b'N', &encode(&("They drift.", 7u64, vec![1u32, 2, 3])));
        assert!(unseal(b'N', &sealed).is_ok());
        assert!(unseal(b'L', &sealed).is_err());
        for byte in 0..sealed.len() {
            for bit in 0..8 {
                let mut flipped = sealed.clone();
                flipped[byte] ^= 1 << bit;
                assert!(unseal(b'N', &flipped).is_err(), "bit {bit} of byte {byte}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_refused_or_read_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unseal(b'N', &bytes);
            let _ = decode::<super::super::records::NodeRecord>(&bytes);
            let _ = decode::<super::super::records::LinkRecord>(&bytes);
            let _ = decode::<super::super::records::CommitRecord>(&bytes);
        }
    }
}
