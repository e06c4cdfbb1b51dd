//! Frames on a pipe: a tag, a length, bytes. Messages are JSON; what is large goes as raw bytes beside them.

use std::io::{Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The largest frame that is read.
const MAX_FRAME: usize = 128 << 20;
const MESSAGE: u8 = 0;
const RAW: u8 = 1;

/// Why a frame cannot be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FrameError {
    /// The other end is gone, or the pipe fails.
    #[error(transparent)]
    Pipe(#[from] std::io::Error),
    /// The other end says what nobody understands.
    #[error("it sent what is no message: {0}")]
    Garbled(String),
}

pub(crate) fn send(out: &mut dyn Write, message: &impl Serialize) -> Result<(), FrameError> {
    let bytes = serde_json::to_vec(message).map_err(|error| FrameError::Garbled(error.to_string()))?;
    put(out, MESSAGE, &bytes)
}

pub(crate) fn send_raw(out: &mut dyn Write, bytes: &[u8]) -> Result<(), FrameError> {
    put(out, RAW, bytes)
}

fn put(out: &mut dyn Write, tag: u8, bytes: &[u8]) -> Result<(), FrameError> {
    if bytes.len() > MAX_FRAME {
        return Err(FrameError::Garbled(format!("a frame of {} MiB is too large", bytes.len() >> 20)));
    }
    out.write_all(&[tag])?;
    out.write_all(&(bytes.len() as u32).to_le_bytes())?;
    out.write_all(bytes)?;
    Ok(())
}

pub(crate) fn receive<T: DeserializeOwned>(input: &mut dyn Read) -> Result<T, FrameError> {
    let bytes = take(input, MESSAGE)?;
    serde_json::from_slice(&bytes).map_err(|error| FrameError::Garbled(error.to_string()))
}

pub(crate) fn receive_raw(input: &mut dyn Read) -> Result<Vec<u8>, FrameError> {
    take(input, RAW)
}

fn take(input: &mut dyn Read, wanted: u8) -> Result<Vec<u8>, FrameError> {
    let mut head = [0; 5];
    input.read_exact(&mut head)?;
    let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
    if head[0] != wanted {
        return Err(FrameError::Garbled(format!("a frame of kind {} where {wanted} should stand", head[0])));
    }
    if length > MAX_FRAME {
        return Err(FrameError::Garbled(format!("a frame of {} MiB", length >> 20)));
    }
    // Grown as it comes: a length that lies costs nothing.
    let mut bytes = Vec::with_capacity(length.min(1 << 20));
    let read = input.take(length as u64).read_to_end(&mut bytes)?;
    if read < length {
        return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_received_and_what_is_cut_off_is_noticed() {
        let mut pipe = Vec::new();
        send(&mut pipe, &("a", 1)).expect("memory takes it");
        send_raw(&mut pipe, b"xyz").expect("memory takes it");
        let mut input = pipe.as_slice();
        assert_eq!(receive::<(String, u8)>(&mut input).expect("it is there"), ("a".to_owned(), 1));
        assert_eq!(receive_raw(&mut input).expect("it is there"), b"xyz");
        assert!(matches!(receive_raw(&mut input), Err(FrameError::Pipe(_))));
        let mut cut = &pipe[..pipe.len() - 1];
        receive::<(String, u8)>(&mut cut).expect("it is there");
        assert!(matches!(receive_raw(&mut cut), Err(FrameError::Pipe(_))));
        let mut lie: &[u8] = &[0, 255, 255, 255, 255];
        assert!(matches!(receive::<u8>(&mut lie), Err(FrameError::Garbled(_))));
        let mut other = &pipe[..];
        assert!(matches!(receive_raw(&mut other), Err(FrameError::Garbled(_))));
    }
}
