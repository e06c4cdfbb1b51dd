//! What is large on the way between host and worker: maps and changes as lines of JSON, numbers as bytes.

use std::io::{Read, Write};

use agon_core::extend::{Convergence, Scoring};
use agon_core::model::{Link, Map, MapInfo, Node, Placement, Score, Source};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::frame::{FrameError, receive, receive_raw, send, send_raw};

/// Bytes that gather before they go out as one frame.
const PARCEL: usize = 1 << 20;

/// Sends a list as lines of JSON in raw frames; an empty frame ends it. Returns how many bytes it took.
pub(crate) fn send_list<'a, T: Serialize + 'a>(
    out: &mut dyn Write,
    list: impl IntoIterator<Item = &'a T>,
) -> Result<u64, FrameError> {
    let (mut parcel, mut sent) = (Vec::with_capacity(PARCEL), 0);
    for item in list {
        serde_json::to_writer(&mut parcel, item).map_err(|error| FrameError::Garbled(error.to_string()))?;
        parcel.push(b'\n');
        if parcel.len() >= PARCEL {
            sent += parcel.len() as u64;
            send_raw(out, &parcel)?;
            parcel.clear();
        }
    }
    if !parcel.is_empty() {
        sent += parcel.len() as u64;
        send_raw(out, &parcel)?;
    }
    send_raw(out, &[])?;
    Ok(sent)
}

pub(crate) fn receive_list<T: DeserializeOwned>(input: &mut dyn Read) -> Result<Vec<T>, FrameError> {
    let mut list = Vec::new();
    loop {
        let parcel = receive_raw(input)?;
        if parcel.is_empty() {
            return Ok(list);
        }
        for item in serde_json::Deserializer::from_slice(&parcel).into_iter() {
            list.push(item.map_err(|error| FrameError::Garbled(error.to_string()))?);
        }
    }
}

/// Sends bytes of any number in raw frames; an empty frame ends them.
pub(crate) fn send_bytes(out: &mut dyn Write, bytes: &[u8]) -> Result<u64, FrameError> {
    for parcel in bytes.chunks(PARCEL) {
        send_raw(out, parcel)?;
    }
    send_raw(out, &[])?;
    Ok(bytes.len() as u64)
}

/// Receives bytes, at most `limit` of them.
pub(crate) fn receive_bytes(input: &mut dyn Read, limit: usize) -> Result<Vec<u8>, FrameError> {
    let mut bytes = Vec::new();
    loop {
        let parcel = receive_raw(input)?;
        if parcel.is_empty() {
            return Ok(bytes);
        }
        if bytes.len() + parcel.len() > limit {
            return Err(FrameError::Garbled(format!("it sends more than {} MiB", limit >> 20)));
        }
        bytes.extend_from_slice(&parcel);
    }
}

/// Sends a whole map. Returns how many bytes it took.
pub(crate) fn send_map(out: &mut dyn Write, map: &Map) -> Result<u64, FrameError> {
    send(out, &(map.info(), map.revision()))?;
    let mut sent = send_list(out, map.sources().values())?;
    sent += send_list(out, map.placements())?;
    sent += send_list(out, map.nodes())?;
    sent += send_list(out, map.links())?;
    Ok(sent)
}

pub(crate) fn receive_map(input: &mut dyn Read) -> Result<Map, FrameError> {
    let (info, revision): (MapInfo, u64) = receive(input)?;
    let sources: Vec<Source> = receive_list(input)?;
    let placements: Vec<Placement> = receive_list(input)?;
    let nodes: Vec<Node> = receive_list(input)?;
    let links: Vec<Link> = receive_list(input)?;
    if placements.len() != nodes.len() {
        return Err(FrameError::Garbled("a map with more places than nodes, or fewer".to_owned()));
    }
    let sources = sources.into_iter().map(|source| (source.key.clone(), source)).collect();
    Map::of_parts(info, revision, placements, nodes, links, sources).map_err(|error| FrameError::Garbled(error.to_string()))
}

/// About how many bytes of memory a map takes where it is put together.
pub(crate) fn weight(map: &Map) -> u64 {
    let texts: usize = map.nodes().iter().map(|node| node.text.len()).sum();
    (map.nodes().len() * 3_072 + map.links().len() * 2_048 + texts * 8) as u64
}

/// JSON has no infinity.
pub(crate) fn finite(convergence: Convergence) -> Convergence {
    let cut = |residual: f64| if residual.is_finite() { residual } else { f64::MAX };
    match convergence {
        Convergence::Converged { residual, sweeps } => Convergence::Converged { residual: cut(residual), sweeps },
        Convergence::NotConverged { residual, sweeps } => Convergence::NotConverged { residual: cut(residual), sweeps },
        other => other,
    }
}

pub(crate) fn send_scores(out: &mut dyn Write, scoring: &Scoring) -> Result<(), FrameError> {
    let bytes: Vec<u8> = scoring.nodes.iter().flat_map(|score| score.map_or(f64::NAN, Score::get).to_le_bytes()).collect();
    send_raw(out, &bytes)
}

/// Scores for so many nodes; what is no score is an error, for the other end is not trusted.
pub(crate) fn scoring(bytes: &[u8], count: usize, convergence: Convergence) -> Result<Scoring, FrameError> {
    if bytes.len() != count * 8 {
        return Err(FrameError::Garbled(format!("{} numbers for {count} nodes", bytes.len() / 8)));
    }
    let mut nodes = Vec::with_capacity(count);
    for number in bytes.chunks_exact(8) {
        let number = f64::from_le_bytes(number.try_into().unwrap_or_default());
        nodes.push(match number {
            _ if number.is_nan() => None,
            number => Some(Score::new(number).map_err(|error| FrameError::Garbled(error.to_string()))?),
        });
    }
    Ok(Scoring { nodes, links: None, convergence })
}

#[cfg(test)]
mod tests {
    use agon_core::model::MapBuilder;

    use super::*;

    #[test]
    fn a_map_comes_over_as_it_was() {
        let map = MapBuilder::new("m")
            .claim("a", "A\n\u{1b}.")
            .evidence("b", "B.")
            .citing("lee-2024")
            .supports("b", "a")
            .named("step")
            .rebuttal("c", "C.")
            .undercuts("c", "step")
            .build();
        let mut pipe = Vec::new();
        send_map(&mut pipe, &map).expect("memory takes it");
        let other = receive_map(&mut pipe.as_slice()).expect("it is whole");
        assert_eq!((other.info(), other.nodes(), other.links()), (map.info(), map.nodes(), map.links()));
        assert_eq!((other.placements(), other.sources()), (map.placements(), map.sources()));
        for end in [0, 1, 7, pipe.len() / 2, pipe.len() - 1] {
            assert!(receive_map(&mut &pipe[..end]).is_err());
        }
    }

    #[test]
    fn what_is_no_score_is_refused() {
        assert!(scoring(&1.5f64.to_le_bytes(), 1, Convergence::AsGiven).is_err());
        assert!(scoring(&0.5f64.to_le_bytes(), 2, Convergence::AsGiven).is_err());
        let none = scoring(&f64::NAN.to_le_bytes(), 1, Convergence::AsGiven).expect("it has no opinion");
        assert_eq!(none.nodes, [None]);
    }
}
