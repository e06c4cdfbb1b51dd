//! Records as they are stored. They stand beside the model's types, so that a change of the model cannot change
//! bytes unnoticed; `golden_bytes` below notices the rest.

use serde::{Deserialize, Serialize};

use super::codec::CodecError;
use crate::change::{Commit, CommitKind, Counts, Totals};
use crate::model::{
    Anchor, Citation, Element, EvidenceForm, Link, LinkId, MapId, MapInfo, MarkError, Marks, Name, Node, NodeId, NodeKind,
    Passage, Placement, Relation, RivalRelation, Rivals, Score, Section, Source, SourceKey, Timestamp, Translation,
};

/// Free-form fields are kept as JSON text: bincode cannot read back what describes itself.
type Json = String;

fn to_json<T: Serialize>(value: &T) -> Json {
    serde_json::to_string(value).expect("model values are JSON")
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, CodecError> {
    serde_json::from_str(text).map_err(|error| CodecError::Payload(error.to_string()))
}

fn name(text: &str) -> Result<Name, CodecError> {
    Name::new(text).map_err(|error| CodecError::Payload(error.to_string()))
}

fn marks(text: &str) -> Result<Marks, CodecError> {
    text.parse().map_err(|error: MarkError| CodecError::Payload(error.to_string()))
}

fn score(value: f64) -> Result<Score, CodecError> {
    Score::new(value).map_err(|error| CodecError::Payload(error.to_string()))
}

/// Empty for none, so that most records carry one byte.
fn attributes_to_json(attributes: &crate::model::Attributes) -> Json {
    if attributes.is_empty() { String::new() } else { to_json(attributes) }
}

fn attributes_from_json(text: &str) -> Result<crate::model::Attributes, CodecError> {
    if text.is_empty() { Ok(Default::default()) } else { from_json(text) }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct NodeRecord {
    kind: u8,
    name: Option<String>,
    text: String,
    tags: Vec<String>,
    credence: Option<f64>,
    citation: Option<CitationRecord>,
    rivals: Option<(u8, bool)>,
    attributes: Json,
}

#[derive(Serialize, Deserialize)]
struct CitationRecord {
    source: Option<String>,
    form: u8,
    paragraph: Option<u32>,
    locator: Option<String>,
    quote: Option<String>,
    anchor: Option<(u64, u64, String, String, String)>,
    /// Marks, and what few quotations have.
    marks: String,
    rare: Json,
}

/// What few quotations have: the chain of sources, the citation as written, the language, a translation. Kept as JSON
/// text, empty where there is nothing.
type Rare = (Vec<SourceKey>, Option<Passage>, Option<String>, Option<Translation>);

/// A position in a list of words that only ever grows at its end.
fn position<T: PartialEq>(list: &[T], item: &T) -> u8 {
    list.iter().position(|one| one == item).expect("the list holds every value") as u8
}

fn at<T: Copy>(list: &[T], index: u8) -> Result<T, CodecError> {
    list.get(usize::from(index)).copied().ok_or_else(|| CodecError::Payload(format!("there is no word {index}")))
}

const RIVAL_RELATIONS: [Option<RivalRelation>; 4] =
    [None, Some(RivalRelation::Exclusive), Some(RivalRelation::Independent), Some(RivalRelation::Partial)];

impl From<&Node> for NodeRecord {
    fn from(node: &Node) -> Self {
        Self {
            kind: position(&NodeKind::ALL, &node.kind),
            name: node.name.as_ref().map(Name::to_string),
            text: node.text.clone(),
            tags: node.tags.iter().map(Name::to_string).collect(),
            credence: node.credence.map(Score::get),
            citation: node.citation.as_deref().map(CitationRecord::from),
            rivals: node.rivals.map(|rivals| (position(&RIVAL_RELATIONS, &rivals.relation), rivals.exhaustive)),
            attributes: attributes_to_json(&node.attributes),
        }
    }
}

impl NodeRecord {
    pub(super) fn into_node(self, id: NodeId) -> Result<Node, CodecError> {
        Ok(Node {
            id,
            kind: at(&NodeKind::ALL, self.kind)?,
            name: self.name.as_deref().map(name).transpose()?,
            text: self.text,
            tags: self.tags.iter().map(|tag| name(tag)).collect::<Result<_, _>>()?,
            credence: self.credence.map(score).transpose()?,
            citation: self.citation.map(CitationRecord::into_citation).transpose()?.map(Box::new),
            rivals: match self.rivals {
                Some((relation, exhaustive)) => Some(Rivals { relation: at(&RIVAL_RELATIONS, relation)?, exhaustive }),
                None => None,
            },
            attributes: attributes_from_json(&self.attributes)?,
        })
    }
}

impl From<&Citation> for CitationRecord {
    fn from(citation: &Citation) -> Self {
        let rare: Rare =
            (citation.reported_in.clone(), citation.cite.clone(), citation.language.clone(), citation.translation.clone());
        Self {
            source: citation.source.as_ref().map(SourceKey::to_string),
            form: position(&EvidenceForm::ALL, &citation.form),
            paragraph: citation.paragraph,
            locator: citation.locator.clone(),
            quote: citation.quote.clone(),
            anchor: citation.anchor.clone().map(|a| (a.start, a.end, a.sha256, a.prefix, a.suffix)),
            marks: citation.marks.to_string(),
            rare: if rare == Rare::default() { String::new() } else { to_json(&rare) },
        }
    }
}

impl CitationRecord {
    fn into_citation(self) -> Result<Citation, CodecError> {
        let source = match &self.source {
            Some(key) => Some(SourceKey::new(key).map_err(|error| CodecError::Payload(error.to_string()))?),
            None => None,
        };
        let (reported_in, cite, language, translation): Rare =
            if self.rare.is_empty() { Rare::default() } else { from_json(&self.rare)? };
        Ok(Citation {
            source,
            reported_in,
            form: at(&EvidenceForm::ALL, self.form)?,
            paragraph: self.paragraph,
            locator: self.locator,
            quote: self.quote,
            marks: marks(&self.marks)?,
            cite,
            language,
            translation,
            anchor: self.anchor.map(|(start, end, sha256, prefix, suffix)| Anchor { start, end, sha256, prefix, suffix }),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct LinkRecord {
    map: [u8; 16],
    premises: Vec<[u8; 16]>,
    relation: u8,
    to_link: bool,
    target: [u8; 16],
    name: Option<String>,
    strength: Option<f64>,
    scheme: Option<String>,
    reason: Option<String>,
    marks: Option<String>,
    attributes: Json,
}

impl From<&Link> for LinkRecord {
    fn from(link: &Link) -> Self {
        let (to_link, target) = match link.target {
            Element::Node(id) => (false, *id.as_bytes()),
            Element::Link(id) => (true, *id.as_bytes()),
        };
        Self {
            map: *link.map.as_bytes(),
            premises: link.premises.iter().map(|id| *id.as_bytes()).collect(),
            relation: position(&Relation::ALL, &link.relation),
            to_link,
            target,
            name: link.name.as_ref().map(Name::to_string),
            strength: link.strength.map(Score::get),
            scheme: link.scheme.as_ref().map(Name::to_string),
            reason: link.reason.clone(),
            marks: link.marks.as_deref().map(Marks::to_string),
            attributes: attributes_to_json(&link.attributes),
        }
    }
}

impl LinkRecord {
    pub(super) fn into_link(self, id: LinkId) -> Result<Link, CodecError> {
        Ok(Link {
            id,
            map: MapId::from_bytes(self.map),
            premises: self.premises.into_iter().map(NodeId::from_bytes).collect(),
            relation: at(&Relation::ALL, self.relation)?,
            target: if self.to_link {
                Element::Link(LinkId::from_bytes(self.target))
            } else {
                Element::Node(NodeId::from_bytes(self.target))
            },
            name: self.name.as_deref().map(name).transpose()?,
            strength: self.strength.map(score).transpose()?,
            scheme: self.scheme.as_deref().map(name).transpose()?,
            reason: self.reason,
            marks: self.marks.as_deref().map(marks).transpose()?.map(Box::new),
            attributes: attributes_from_json(&self.attributes)?,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct MapRecord {
    name: String,
    title: String,
    summary: String,
    sections: Vec<(String, u8)>,
    attributes: Json,
}

impl From<&MapInfo> for MapRecord {
    fn from(map: &MapInfo) -> Self {
        Self {
            name: map.name.to_string(),
            title: map.title.clone(),
            summary: map.summary.clone(),
            sections: map.sections.iter().map(|section| (section.title.clone(), section.level)).collect(),
            attributes: attributes_to_json(&map.attributes),
        }
    }
}

impl MapRecord {
    pub(super) fn into_map(self, id: MapId) -> Result<MapInfo, CodecError> {
        Ok(MapInfo {
            id,
            name: name(&self.name)?,
            title: self.title,
            summary: self.summary,
            sections: self.sections.into_iter().map(|(title, level)| Section { title, level }).collect(),
            attributes: attributes_from_json(&self.attributes)?,
        })
    }
}

/// A source is one JSON text: nearly all of it is a CSL-JSON item.
#[derive(Serialize, Deserialize)]
pub(crate) struct SourceRecord {
    source: Json,
}

impl From<&Source> for SourceRecord {
    fn from(source: &Source) -> Self {
        Self { source: to_json(source) }
    }
}

impl SourceRecord {
    pub(super) fn into_source(self) -> Result<Source, CodecError> {
        from_json(&self.source)
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct PlacementRecord {
    order: u64,
    section: Option<u32>,
    side: Option<String>,
}

impl From<&Placement> for PlacementRecord {
    fn from(placement: &Placement) -> Self {
        Self { order: placement.order, section: placement.section, side: placement.side.as_ref().map(Name::to_string) }
    }
}

impl PlacementRecord {
    pub(super) fn into_placement(self, map: MapId, node: NodeId) -> Result<Placement, CodecError> {
        let side = self.side.as_deref().map(name).transpose()?;
        Ok(Placement { map, node, order: self.order, section: self.section, side })
    }
}

/// A commit's place in the journal, and its place in the line of undos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CommitRecord {
    pub time: i64,
    pub author: String,
    pub message: String,
    /// 0 change, 1 undo, 2 redo, 3 restore; and of which commit.
    pub kind: (u8, u64),
    pub counts: (u64, u64, u64),
    /// Where its begin line starts in the journal.
    pub offset: u64,
    /// The commit `undo` takes back after this one; 0 for none.
    pub undo: u64,
    /// The undo commit `redo` takes back after this one; 0 for none.
    pub redo: u64,
    /// What `undo` takes back once this commit is undone; 0 for none.
    pub undo_below: u64,
    /// What `redo` takes back once this undo is redone; 0 for none.
    pub redo_below: u64,
}

impl CommitRecord {
    pub(crate) fn kind(&self) -> Result<CommitKind, CodecError> {
        match self.kind {
            (0, _) => Ok(CommitKind::Change),
            (1, of) => Ok(CommitKind::Undo(of)),
            (2, of) => Ok(CommitKind::Redo(of)),
            (3, of) => Ok(CommitKind::Restore(of)),
            (other, _) => Err(CodecError::Payload(format!("there is no kind of commit {other}"))),
        }
    }

    pub(crate) const fn kind_record(kind: CommitKind) -> (u8, u64) {
        match kind {
            CommitKind::Change => (0, 0),
            CommitKind::Undo(of) => (1, of),
            CommitKind::Redo(of) => (2, of),
            CommitKind::Restore(of) => (3, of),
        }
    }

    pub(super) fn into_commit(self, sequence: u64) -> Result<Commit, CodecError> {
        let kind = self.kind()?;
        let (added, edited, removed) = self.counts;
        let counts = Counts { added, edited, removed };
        Ok(Commit { sequence, time: Timestamp::from_millis(self.time), author: self.author, message: self.message, kind, counts })
    }
}

/// Says of which database and of which commit the state is, and how much it should hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sentinel {
    pub database: [u8; 16],
    /// The last commit applied whole.
    pub sequence: u64,
    /// Where the journal goes on after it.
    pub offset: u64,
    /// Its hash.
    pub hash: String,
    /// How many changes of the next commit are applied already.
    pub partial: u64,
    /// Maps, nodes, links, sources, placements.
    pub totals: [u64; 5],
}

impl Sentinel {
    pub(crate) fn totals(&self) -> Totals {
        let [maps, nodes, links, sources, placements] = self.totals;
        Totals { maps, nodes, links, sources, placements }
    }
}

#[cfg(test)]
mod tests {
    use super::super::codec::{decode, encode};
    use super::*;
    use crate::model::hex;

    fn node() -> Node {
        let mut node = Node::new(NodeId::from_bytes([1; 16]), NodeKind::Evidence, "Trade grew.");
        node.name = Some(name("trade").expect("a name"));
        node.add_tag(name("economy").expect("a name"));
        node.credence = Some(Score::new(0.75).expect("in range"));
        node.citation = Some(Box::new(Citation {
            source: Some(SourceKey::new("lee-24").expect("a key")),
            form: EvidenceForm::Statistic,
            paragraph: Some(3),
            quote: Some("Trade grew".into()),
            marks: "0-5 u hl=cyan".parse().expect("marks"),
            reported_in: vec![SourceKey::new("kim-25").expect("a key")],
            anchor: Some(Anchor { start: 1, end: 5, sha256: "ab".into(), prefix: String::new(), suffix: String::new() }),
            ..Citation::default()
        }));
        node.attributes.insert("year".into(), 2014.into());
        node
    }

    fn link() -> Link {
        let mut link = Link::new(
            LinkId::from_bytes([2; 16]),
            MapId::from_bytes([3; 16]),
            vec![NodeId::from_bytes([1; 16])],
            Relation::Undercuts,
            Element::Link(LinkId::from_bytes([4; 16])),
        );
        link.strength = Some(Score::new(0.5).expect("in range"));
        link.marks = Some(Box::new("0-5 u".parse().expect("marks")));
        link
    }

    /// These bytes changed: raise `SCHEMA`, then accept. There are no migrations.
    #[test]
    fn golden_bytes() {
        let commit = CommitRecord {
            time: 1_000,
            author: "A".into(),
            message: "m".into(),
            kind: (1, 2),
            counts: (1, 0, 0),
            offset: 9,
            undo: 1,
            redo: 2,
            undo_below: 0,
            redo_below: 0,
        };
        let placement = PlacementRecord { order: 5, section: Some(1), side: None };
        let map = MapRecord {
            name: "m".into(),
            title: "M".into(),
            summary: String::new(),
            sections: vec![("S".into(), 1)],
            attributes: String::new(),
        };
        let source = SourceRecord::from(&Source::titled(SourceKey::new("k").expect("a key"), "T"));
        let sentinel =
            Sentinel { database: [7; 16], sequence: 3, offset: 300, hash: "ff".into(), partial: 0, totals: [1, 2, 3, 4, 5] };
        let all = [
            ("node", encode(&NodeRecord::from(&node()))),
            ("link", encode(&LinkRecord::from(&link()))),
            ("map", encode(&map)),
            ("source", encode(&source)),
            ("placement", encode(&placement)),
            ("commit", encode(&commit)),
            ("sentinel", encode(&sentinel)),
        ];
        let text: String = all.iter().map(|(what, bytes)| format!("{what} {}\n", hex(bytes))).collect();
        assert_eq!(text, include_str!("golden.txt"));
    }

    #[test]
    fn records_give_back_what_they_were_made_of() {
        let record: NodeRecord = decode(&encode(&NodeRecord::from(&node()))).expect("it was just written");
        assert_eq!(record.into_node(node().id).expect("it is sound"), node());
        let record: LinkRecord = decode(&encode(&LinkRecord::from(&link()))).expect("it was just written");
        assert_eq!(record.into_link(link().id).expect("it is sound"), link());
    }

    /// What serde offers and bincode cannot read back must not creep in.
    #[test]
    fn no_record_uses_what_bincode_cannot_read_back() {
        let source = include_str!("records.rs");
        let records = source.split("#[cfg(test)]").next().expect("there is code before the tests");
        for forbidden in ["skip_serializing_if", "serde(default", "untagged", "flatten", "tag ="] {
            assert!(!records.contains(forbidden), "{forbidden}");
        }
    }
}
