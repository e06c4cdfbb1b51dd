//! From pieces to records: sections, claims, evidence, links, sources.

use std::collections::{BTreeMap, HashMap, HashSet};

use agon_core::diagnostic::Diagnostic;
use agon_core::extend::{ExtendError, ImportSink};
use agon_core::model::{
    Citation, Element, EvidenceForm, Link, MapId, MapInfo, Name, Node, NodeId, NodeKind, Passage, Placement, Relation, Section,
    Source, SourceKey, normalise, sha256_hex,
};

use super::cut::{self, NODE, QUOTE};
use super::patterns;
use super::source::source_of;
use super::structure::{Card, Piece, Tag};

/// The most bytes that the titles of sections may take in the record of the map.
const SECTIONS: usize = 20 * 1024;
/// The most characters of a name, and of what a card says in short.
const NAME: usize = 48;
const STATEMENT: usize = 200;

/// The heading under which something stands.
#[derive(Debug, Clone, Default)]
struct Heading {
    level: u8,
    title: String,
    section: Option<u32>,
    answered: Option<String>,
    speech: Option<&'static str>,
    role: Option<&'static str>,
}

pub struct Emitting<'a> {
    sink: &'a mut dyn ImportSink,
    map: MapId,
    prefix: String,
    names: HashSet<String>,
    headings: Vec<Heading>,
    nodes: Vec<(Node, Placement)>,
    links: Vec<Link>,
    sources: BTreeMap<SourceKey, Source>,
    /// Evidence by the hash of its words.
    bodies: HashMap<String, NodeId>,
    /// Where evidence stands among the nodes.
    places: HashMap<NodeId, usize>,
    /// Claims by the hash of what they say, the first of each.
    claims: HashMap<String, NodeId>,
    /// What rebuttals answer, until all claims are known: the rebuttal, the words, the section.
    answers: Vec<(NodeId, String, Option<u32>)>,
    sections: Vec<Section>,
    /// How many bytes the sections take.
    titles: usize,
    kept_as_notes: usize,
    /// The paragraph that is being kept.
    number: usize,
    /// How many further parts long texts took, and the paragraph of the first.
    parts: usize,
    first_part: usize,
}

/// Hands a document's pieces to a sink as one map.
///
/// # Errors
/// The sink can take no more.
pub fn emit(pieces: Vec<Piece>, name: Name, sink: &mut dyn ImportSink) -> Result<(), ExtendError> {
    let map = MapId::from(sink.fresh_id());
    let prefix = cut::words(name.as_str(), 40);
    let mut emitting = Emitting {
        sink,
        map,
        prefix,
        names: HashSet::new(),
        headings: Vec::new(),
        nodes: Vec::new(),
        links: Vec::new(),
        sources: BTreeMap::new(),
        bodies: HashMap::new(),
        places: HashMap::new(),
        claims: HashMap::new(),
        answers: Vec::new(),
        sections: Vec::new(),
        titles: 0,
        kept_as_notes: 0,
        number: 0,
        parts: 0,
        first_part: 0,
    };
    let title = title(&pieces, &name);
    for piece in pieces {
        match piece {
            Piece::Heading { level, title } => emitting.heading(level, title),
            Piece::Tag(tag) => emitting.tag(tag),
            Piece::Note { number, words } => {
                emitting.number = number;
                emitting.claim_in_parts(&words, "note", None);
            }
        }
    }
    emitting.answer();
    emitting.finish(name, title)
}

/// The only pocket, if there is one; else the map's name.
fn title(pieces: &[Piece], name: &Name) -> String {
    let mut pockets = pieces.iter().filter_map(|piece| match piece {
        Piece::Heading { level: 1, title, .. } => Some(title),
        _ => None,
    });
    match (pockets.next(), pockets.next()) {
        (Some(only), None) if !only.is_empty() => cut::words(only, STATEMENT),
        _ => name.to_string(),
    }
}

fn tag_name(text: &str) -> Option<Name> {
    Name::new(text).ok()
}

impl Emitting<'_> {
    fn heading(&mut self, level: u8, title: String) {
        self.headings.retain(|heading| heading.level < level);
        let mut heading = Heading { level, section: self.section(), ..Heading::default() };
        heading.answered = patterns::answered(&title).map(str::to_owned);
        heading.speech = patterns::speech(&title);
        heading.role = patterns::role(&title);
        let size = title.len() * 2 + 32;
        if self.titles + size <= SECTIONS {
            self.titles += size;
            heading.section = Some(self.sections.len() as u32);
            self.sections.push(Section { title: title.clone(), level });
        } else if !title.is_empty() {
            self.kept_as_notes += 1;
            let words = Passage { text: title.clone(), ..Passage::default() };
            self.claim_in_parts(&words, "heading", Some(level));
        }
        heading.title = title;
        self.headings.push(heading);
    }

    fn section(&self) -> Option<u32> {
        self.headings.last().and_then(|heading| heading.section).or_else(|| (self.sections.len() as u32).checked_sub(1))
    }

    fn answered(&self) -> Option<String> {
        self.headings.iter().rev().find_map(|heading| heading.answered.clone())
    }

    /// Puts a node at the end of the map.
    fn put(&mut self, mut node: Node, named: &str) -> NodeId {
        node.name = self.name(named);
        if let Some(speech) = self.headings.iter().rev().find_map(|heading| heading.speech) {
            node.attributes.insert("speech".into(), speech.into());
            tag_name(&speech.to_lowercase()).into_iter().for_each(|tag| node.add_tag(tag));
        }
        let mut placement = Placement::new(self.map, node.id, self.nodes.len() as u64);
        placement.section = self.section();
        let id = node.id;
        self.places.insert(id, self.nodes.len());
        self.nodes.push((node, placement));
        id
    }

    /// A name that no other node of the file has.
    fn name(&mut self, text: &str) -> Option<Name> {
        let slug = Name::slug(&cut::words(text, NAME))?;
        let base = format!("{}/{}", self.prefix, cut::words(slug.as_str(), NAME).trim_end_matches(['-', '.', '/', '_']));
        let mut name = base.clone();
        let mut count = 1;
        while !self.names.insert(name.clone()) {
            count += 1;
            // A file of ten thousand equal tags shall not be looked through ten thousand times for each.
            if count > 64 {
                return None;
            }
            name = format!("{base}-{count}");
        }
        Name::new(&name).ok()
    }

    fn id(&mut self) -> NodeId {
        NodeId::from(self.sink.fresh_id())
    }

    fn link(&mut self, premise: NodeId, relation: Relation, target: NodeId) -> &mut Link {
        let id = self.sink.fresh_id().into();
        self.links.push(Link::new(id, self.map, vec![premise], relation, Element::Node(target)));
        let last = self.links.len() - 1;
        &mut self.links[last]
    }

    /// That a text was cut into so many further parts.
    fn cut(&mut self, parts: usize) {
        if self.parts == 0 && parts > 0 {
            self.first_part = self.number;
        }
        self.parts += parts;
    }

    fn tag(&mut self, tag: Tag) {
        self.number = tag.number;
        let answered = self.answered();
        let heading = self.headings.last().cloned().unwrap_or_default();
        let words = if tag.is_heading { Passage { text: heading.title.clone(), ..Passage::default() } } else { tag.words };
        let kind = if answered.is_some() { NodeKind::Rebuttal } else { NodeKind::Claim };
        let mut parts = cut::passage(&words, NODE).into_iter();
        let Some(first) = parts.next() else { return };
        let id = self.id();
        let mut node = Node::new(id, kind, first.text.clone());
        self.marks(&mut node, "marks", &first);
        if let Some(role) = patterns::role(&first.text).or(heading.role) {
            node.attributes.insert("role".into(), role.to_lowercase().into());
        }
        if tag.is_heading {
            node.attributes.insert("docx_tag".into(), "heading".into());
        }
        if tag.is_analytic {
            node.attributes.insert("docx_tag".into(), "analytic".into());
        }
        if tag.is_analytic || tag.cards.is_empty() {
            tag_name("analytic").into_iter().for_each(|tag| node.add_tag(tag));
        }
        let mut undertag = Passage::default();
        for line in &tag.undertags {
            if !undertag.text.is_empty() {
                undertag.push("\n", agon_core::model::Style::PLAIN);
            }
            line.runs().for_each(|(text, style)| undertag.push(text, style));
        }
        let mut undertags = cut::passage(&undertag, 4_000).into_iter();
        if let Some(first) = undertags.next() {
            node.attributes.insert("undertag".into(), first.text.clone().into());
            self.marks(&mut node, "undertag_marks", &first);
        }
        self.put(node, &first.text);
        if kind == NodeKind::Claim {
            self.claims.entry(key_of(&first.text)).or_insert(id);
        }
        if let Some(what) = answered {
            let section = self.section();
            self.answers.push((id, what, section));
        }
        for part in parts.chain(undertags) {
            self.cut(1);
            self.claim(part, "note", None, true);
        }
        for card in tag.cards {
            self.card(card, id);
        }
    }

    /// Keeps the marks of a text that is no quotation as an attribute.
    fn marks(&mut self, node: &mut Node, key: &str, words: &Passage) {
        if !words.marks.is_empty() {
            node.attributes.insert(key.into(), words.marks.to_string().into());
        }
    }

    fn card(&mut self, card: Card, target: NodeId) {
        self.number = card.number;
        let source = card.cite.as_ref().and_then(source_of);
        let cite = card.cite.map(|cite| cut::passage(&cite, QUOTE / 4).into_iter().next().unwrap_or_default());
        let bodies = cut::passage(&card.body, QUOTE);
        self.cut(bodies.len().saturating_sub(1));
        let key = source.as_ref().map(|source| source.key.clone());
        if let Some(source) = source {
            self.sources.entry(source.key.clone()).or_insert(source);
        }
        if bodies.is_empty() {
            let Some(cite) = cite else { return };
            let citation = Citation { source: key, form: EvidenceForm::Quotation, cite: Some(cite), ..Citation::default() };
            let id = self.evidence(citation);
            self.link(id, Relation::Supports, target);
            return;
        }
        for (at, body) in bodies.into_iter().enumerate() {
            let cite = cite.clone().filter(|_| at == 0);
            let hash = sha256_hex(normalise(&body.text).as_bytes());
            let known =
                self.bodies.get(&hash).copied().and_then(|id| Some((id, self.nodes[*self.places.get(&id)?].0.citation.clone()?)));
            if let Some((id, citation)) = &known
                && citation.quote.as_deref() == Some(body.text.as_str())
            {
                let (is_marked, is_cited) = (citation.marks != body.marks, citation.cite != cite);
                let id = *id;
                let link = self.link(id, Relation::Supports, target);
                link.marks = is_marked.then(|| Box::new(body.marks));
                if let (true, Some(cite)) = (is_cited, cite) {
                    let marks = cite.marks.to_string();
                    link.attributes.insert("cite".into(), cut::bytes(&cite.text, 8_000).into());
                    if marks.len() < 8_000 && cite.text.len() < 8_000 {
                        link.attributes.insert("cite_marks".into(), marks.into());
                    }
                }
                continue;
            }
            let citation = Citation {
                source: key.clone(),
                form: EvidenceForm::Quotation,
                quote: Some(body.text),
                marks: body.marks,
                cite,
                ..Citation::default()
            };
            let id = self.evidence(citation);
            self.bodies.entry(hash).or_insert(id);
            let link = self.link(id, Relation::Supports, target);
            if at > 0 {
                link.attributes.insert("docx_part".into(), (at + 1).into());
            }
        }
    }

    fn evidence(&mut self, citation: Citation) -> NodeId {
        let id = self.id();
        let statement = statement(&citation);
        let named = citation.source.as_ref().map_or_else(|| statement.clone(), |key| format!("{key} card"));
        let mut node = Node::new(id, NodeKind::Evidence, statement);
        node.citation = Some(Box::new(citation));
        self.put(node, &named)
    }

    fn claim_in_parts(&mut self, words: &Passage, tag: &str, level: Option<u8>) {
        for (at, part) in cut::passage(words, NODE).into_iter().enumerate() {
            self.cut(usize::from(at > 0));
            self.claim(part, tag, level, at > 0);
        }
    }

    fn claim(&mut self, words: Passage, tag: &str, level: Option<u8>, continues: bool) {
        if words.text.trim().is_empty() {
            return;
        }
        let id = self.id();
        let mut node = Node::new(id, NodeKind::Claim, words.text.clone());
        self.marks(&mut node, "marks", &words);
        tag_name(tag).into_iter().for_each(|tag| node.add_tag(tag));
        if let Some(level) = level {
            node.attributes.insert("docx_level".into(), level.into());
        }
        if continues {
            node.attributes.insert("docx_continues".into(), true.into());
        }
        self.put(node, &words.text);
    }

    /// Joins rebuttals to the claims that their blocks answer.
    fn answer(&mut self) {
        for (rebuttal, what, section) in std::mem::take(&mut self.answers) {
            let key = key_of(&what);
            let target = match self.claims.get(&key).copied() {
                Some(known) => known,
                None => {
                    let id = self.id();
                    let mut node = Node::new(id, NodeKind::Claim, cut::bytes(&what, NODE));
                    tag_name("answered").into_iter().for_each(|tag| node.add_tag(tag));
                    node.name = self.name(&what);
                    let mut placement = Placement::new(self.map, id, self.nodes.len() as u64);
                    placement.section = section;
                    self.nodes.push((node, placement));
                    self.claims.insert(key, id);
                    id
                }
            };
            self.link(rebuttal, Relation::Rebuts, target);
        }
    }

    fn finish(self, name: Name, title: String) -> Result<(), ExtendError> {
        let mut info = MapInfo::new(self.map, name, title);
        info.sections = self.sections;
        info.attributes.insert("layout".into(), super::super::LAYOUT.into());
        if self.kept_as_notes > 0 {
            let message = format!(
                "{} headings do not fit into the record of the map; they are claims tagged `heading`",
                self.kept_as_notes
            );
            self.sink.complain(Diagnostic::warning("docx/headings", message).hint("import the file in parts"));
        }
        if self.parts > 0 {
            let message = format!(
                "texts longer than a node may be were kept in {} further parts, the first one of paragraph {}",
                self.parts, self.first_part
            );
            self.sink.complain(Diagnostic::warning("docx/long-text", message));
        }
        self.sink.map(info)?;
        for source in self.sources.into_values() {
            self.sink.source(source)?;
        }
        for (node, placement) in self.nodes {
            self.sink.node(node, placement)?;
        }
        for link in self.links {
            self.sink.link(link)?;
        }
        Ok(())
    }
}

/// By what claims are found that say the same.
fn key_of(text: &str) -> String {
    normalise(text).to_lowercase()
}

/// What a card says in short: what is read aloud of it, else what is underlined, else its first words.
fn statement(citation: &Citation) -> String {
    let quote = citation.quote.as_deref().unwrap_or_default();
    let picked = [
        citation.marks.pick(quote, " … ", agon_core::model::Style::is_spoken),
        citation.marks.pick(quote, " … ", agon_core::model::Style::is_summary),
        quote.to_owned(),
        citation.cite.as_ref().map(|cite| cite.text.clone()).unwrap_or_default(),
    ];
    let said = picked.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_else(|| "A card without words.".into());
    let joined = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if joined.chars().count() <= STATEMENT { joined } else { format!("{} …", cut::words(&joined, STATEMENT)) }
}
