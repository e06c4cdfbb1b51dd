//! What an argument map is: plain data, and the rules of what may join what.

mod builder;
mod evidence;
mod graph;
mod id;
mod link;
mod lookup;
mod map;
mod name;
mod node;
pub mod rules;
mod score;
mod source;
mod time;

pub use builder::MapBuilder;
pub use evidence::{
    Anchor, CardCopy, Citation, Cluster, Duplicates, EvidenceForm, Highlight, Likeness, MAX_HALF_POINTS, Mark, MarkError, Marks,
    Missed, Nearby, Passage, Piece, Place, Rgb, Runs, SourceText, Standing, Style, Translation, difference_of_words, hex,
    nearest_words, normalise, sha256_hex,
};
pub use graph::{LinkIndex, Map, MapError, NodeIndex};
pub use id::{DatabaseId, Entropy, IdError, IdMaker, LinkId, MapId, NodeId, SHORT_LENGTH, SeededEntropy, tail_hex};
pub use link::{Element, Link, Relation};
pub use map::{MapInfo, Placement, Section};
pub use name::{MAX_NAME, Name, NameError};
pub use node::{Attributes, MAX_QUOTING, MAX_RECORD, Node, NodeKind, RivalRelation, Rivals};
pub use score::{Score, ScoreError};
pub use source::{Assessment, Directness, Source, SourceFile, SourceKey};
pub use time::{Clock, FixedClock, Timestamp};
