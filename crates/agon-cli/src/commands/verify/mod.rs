//! `agon verify [MAP]`: whether quotations still stand in the texts of their sources.

mod shown;

use std::collections::BTreeMap;
use std::path::PathBuf;

use agon_core::change::Snapshot;
use agon_core::database::{CommitReport, Database, resolve_map, resolve_source};
use agon_core::model::{Anchor, Citation, Node, NodeId, NodeKind, SourceKey, SourceText, Standing};
use clap::ValueEnum;

use crate::arguments::Global;
use crate::citing::{source_text, stored_text};
use crate::failure::Failure;
use crate::files;
use crate::output::Output;
use crate::session::Session;

/// Nodes that are loaded at once.
const AT_ONCE: usize = 1_000;

/// Names that the message of a commit tells.
const NAMED: usize = 8;

/// Hold every anchored quotation against the text of its source
///
///   exact     the words stand where the anchor says
///   moved     they stand elsewhere
///   fuzzy     nearly these words stand there: at most a quarter is changed
///   orphaned  they are not found
///   missing   there is no text of the source to check against
///
///   agon verify drift --text kim-20=articles/kim.txt
///   agon verify --reanchor      write down where moved words stand now
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The map; all evidence, if none is named
    #[arg(value_name = "MAP")]
    map: Option<String>,
    /// The text of a source that is not stored, or a newer one; may be repeated
    #[arg(long = "text", value_name = "KEY=FILE", value_parser = text_of)]
    texts: Vec<(String, PathBuf)>,
    /// Exit with status 1 if any quotation is orphaned or fuzzy
    #[arg(long)]
    deny: bool,
    /// Write new anchors for what has moved, with =fuzzy for what has changed too, in one commit
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "moved")]
    reanchor: Option<Which>,
}

/// Which anchors are written anew.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Those whose words stand elsewhere
    Moved,
    /// Those whose words have changed, too
    Fuzzy,
}

fn text_of(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((key, file)) if !key.is_empty() && !file.is_empty() => Ok((key.to_owned(), file.into())),
        _ => Err("say whose text it is: lee-24=lee.txt".into()),
    }
}

/// A source, what its quotations were held against, and how they stand.
struct Group {
    source: Option<SourceKey>,
    text: Against,
    findings: Vec<Finding>,
}

/// What quotations are held against.
enum Against {
    Stored,
    File(String),
    Nothing,
}

/// One piece of evidence.
struct Finding {
    id: NodeId,
    label: String,
    citation: Citation,
    anchor: Anchor,
    /// `None` where there is no text.
    standing: Option<Standing>,
    /// The words that stand there now, and their paragraph, where that is not where the anchor says.
    now: Option<(String, u32)>,
}

impl Finding {
    fn state(&self) -> &'static str {
        self.standing.as_ref().map_or("missing", Standing::word)
    }

    /// The anchor to be written, if there is one.
    fn renewed(&self, which: Which) -> Option<&Anchor> {
        let to = match self.standing.as_ref()? {
            Standing::Moved { to, is_certain: true, .. } => to,
            Standing::Fuzzy { to, .. } if which == Which::Fuzzy => to,
            _ => return None,
        };
        (*to != self.anchor).then_some(to)
    }
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session =
        if args.reanchor.is_some() { Session::open_to_write(global, output)? } else { Session::open(global, output)? };
    let done = verify(&args, &mut session.database, output);
    session.database.abandon();
    done
}

fn verify(args: &Args, database: &mut Database, output: &mut Output) -> Result<u8, Failure> {
    let snapshot = database.snapshot();
    let mut files = BTreeMap::new();
    for (key, path) in &args.texts {
        files.insert(resolve_source(snapshot, key)?, path.clone());
    }
    let cited = anchored(snapshot, args.map.as_deref())?;
    if let Some(key) = files.keys().find(|key| !cited.contains_key(&Some((*key).clone()))) {
        output.say(format!("note: no anchored quotation here cites {key}"));
    }
    let mut groups = Vec::with_capacity(cited.len());
    for (source, ids) in cited {
        let path = source.as_ref().and_then(|key| files.get(key));
        let (text, against) = match path {
            Some(path) => (Some(source_text(path)?.0), Against::File(files::shown(path))),
            None => match stored_text(database, source.as_ref())? {
                Some((text, _)) => (Some(text), Against::Stored),
                None => (None, Against::Nothing),
            },
        };
        let text = text.map(|text| SourceText::new(&text));
        let mut findings = Vec::with_capacity(ids.len());
        for ids in ids.chunks(AT_ONCE) {
            findings.extend(snapshot.nodes(ids)?.into_iter().flatten().filter_map(|node| finding(node, text.as_ref())));
        }
        findings.sort_by(|one, other| (one.anchor.start, &one.label).cmp(&(other.anchor.start, &other.label)));
        groups.push(Group { source, text: against, findings });
    }
    let report = match args.reanchor {
        Some(which) => Some(reanchor(database, &groups, which)?),
        None => None,
    };
    shown::show(&groups, report.as_ref(), output);
    let is_bad = |finding: &Finding| matches!(finding.standing, Some(Standing::Fuzzy { .. } | Standing::Orphaned { .. }));
    Ok(u8::from(args.deny && groups.iter().flat_map(|group| &group.findings).any(is_bad)))
}

/// The anchored evidence by its source, of a map or of all.
fn anchored(snapshot: &dyn Snapshot, map: Option<&str>) -> Result<BTreeMap<Option<SourceKey>, Vec<NodeId>>, Failure> {
    let ids = match map {
        Some(map) => {
            let places = snapshot.placements_in(resolve_map(snapshot, map)?)?;
            places.into_iter().map(|place| place.node).collect()
        }
        None => snapshot.nodes_of_kind(NodeKind::Evidence)?,
    };
    let mut cited: BTreeMap<Option<SourceKey>, Vec<NodeId>> = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        for node in snapshot.nodes(ids)?.into_iter().flatten() {
            if let Some(citation) = node.citation.filter(|citation| citation.anchor.is_some()) {
                cited.entry(citation.read_in().cloned()).or_default().push(node.id);
            }
        }
    }
    Ok(cited)
}

fn finding(node: Node, text: Option<&SourceText>) -> Option<Finding> {
    let label = node.label();
    let mut citation = *node.citation?;
    let anchor = citation.anchor.take()?;
    let standing = text.map(|text| anchor.check(citation.quote.as_deref(), text));
    let now = standing.as_ref().and_then(Standing::found).zip(text).and_then(|(to, text)| {
        let words = text.words(to.start, to.end)?.replace('\n', " ");
        Some((words, text.paragraph(to.start)))
    });
    Some(Finding { id: node.id, label, citation, anchor, standing, now })
}

/// Writes the anchors of what moved, all in one commit.
fn reanchor(database: &mut Database, groups: &[Group], which: Which) -> Result<CommitReport, Failure> {
    let renewed: Vec<(&Finding, &Anchor)> = groups
        .iter()
        .flat_map(|group| &group.findings)
        .filter_map(|finding| Some((finding, finding.renewed(which)?)))
        .collect();
    let mut told: Vec<String> = renewed
        .iter()
        .take(NAMED)
        .map(|(finding, to)| format!("{} {} from {} to {}", finding.label, finding.state(), finding.anchor.start, to.start))
        .collect();
    told.extend((renewed.len() > NAMED).then(|| format!("{} more", renewed.len() - NAMED)));
    let message = format!("reanchor {}", told.join(", "));
    Ok(database.commit(&message, |draw| {
        for (finding, to) in &renewed {
            let Some(mut node) = draw.draft.node(finding.id)? else { continue };
            if let Some(citation) = &mut node.citation {
                citation.anchor = Some((*to).clone());
                citation.paragraph = citation.paragraph.and(finding.now.as_ref().map(|(_, paragraph)| *paragraph));
            }
            draw.draft.put_node(node)?;
        }
        Ok(())
    })?)
}
