//! What the program is asked to do before it is killed, and when it is killed.

use std::path::PathBuf;
use std::time::Duration;

use agon_core::change::{Commit, CommitKind};
use agon_core::model::SeededEntropy;

/// What a command was asked to do, and how many commits it acknowledged.
#[derive(Debug)]
pub struct Step {
    pub what: Asked,
    pub acknowledged: u64,
}

#[derive(Debug, Clone)]
pub enum Asked {
    Add(String),
    /// A file, and how many nodes are in it.
    Import(PathBuf, u64),
    Undo(u64),
    Redo,
}

impl Asked {
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::Add(name) => {
                ["add", "claim", &format!("It says {name}."), "--name", name, "--answers", "why"].map(str::to_owned).to_vec()
            }
            Self::Import(path, _) => vec!["import".into(), path.display().to_string()],
            Self::Undo(number) => vec!["undo".into(), number.to_string()],
            Self::Redo => vec!["redo".into()],
        }
    }

    /// Whether its commits can be told from those of another such command by their message.
    pub fn is_named(&self) -> bool {
        matches!(self, Self::Add(_) | Self::Import(..))
    }

    /// How many commits it makes at most.
    pub fn most(&self) -> u64 {
        if let Self::Undo(number) = self { *number } else { 1 }
    }

    /// Whether this is one of its commits.
    pub fn made(&self, commit: &Commit) -> bool {
        match self {
            Self::Add(name) => commit.message == format!("add claim {name}"),
            Self::Import(path, _) => commit.message == format!("import {}", path.display()),
            Self::Undo(_) => matches!(commit.kind, CommitKind::Undo(_)),
            Self::Redo => matches!(commit.kind, CommitKind::Redo(_)),
        }
    }

    /// How many records a whole commit of it changes.
    pub fn changes(&self) -> Option<u64> {
        match self {
            // The node, its place and its link.
            Self::Add(_) => Some(3),
            // The map, and of each node its record, its place and, but for the first, its link.
            Self::Import(_, nodes) => Some(3 * nodes),
            Self::Undo(_) | Self::Redo => None,
        }
    }
}

/// How long a kind of command runs, from which instants are taken: half of them anywhere, half of them towards the end,
/// where things are written and acknowledged.
pub struct Window(pub Duration);

impl Window {
    pub fn instant(&self, random: &mut SeededEntropy) -> Duration {
        let share = (random.next_u64() % 1000) as f64 / 1000.0;
        let share = if random.next_u64().is_multiple_of(2) { share } else { 0.7 + 0.4 * share };
        self.0.mul_f64(share)
    }

    /// Moves so that kills go on falling on both sides of the acknowledgement.
    pub fn learn(&mut self, was_acknowledged: bool) {
        let factor = if was_acknowledged { 0.96 } else { 1.03 };
        self.0 = self.0.mul_f64(factor).clamp(Duration::from_millis(2), Duration::from_secs(20));
    }
}
