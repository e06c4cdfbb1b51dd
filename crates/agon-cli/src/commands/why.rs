//! `agon why NODE`: how a number came about, part by part, and what decides a label.

mod trace;

use agon_core::change::Snapshot;
use agon_core::database::resolve_element;
use agon_core::model::{Citation, Element, Relation};
use agon_reason::acceptability::{self, Label, Reasons, grounded};

use self::trace::{Spot, Trace};
use super::show::quotation::chain;
use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{harmless, style, tree};
use crate::{fields, reading, weigh};

/// Trace the strength of a node or link to its parts, and its label to what decides it
#[derive(clap::Args)]
pub struct Args {
    /// The node or link
    #[arg(value_name = "NODE|LINK")]
    element: String,
    /// The scorer; the one set in agon.toml, or quadratic-energy, if none is named
    #[arg(long, value_name = "SCORER")]
    by: Option<String>,
    /// The map, where the node stands in several
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// Go back so many steps
    #[arg(long, value_name = "N", default_value_t = 2)]
    depth: usize,
    #[command(flatten)]
    at: At,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        let name = weigh::favourite(args.by.as_deref(), session.settings.scorer.as_deref());
        if !weigh::are_known(session.database.registry(), std::slice::from_ref(&name)) {
            session.load_plugins(output)?;
        }
        let snapshot = session.at(&args.at)?;
        let element = resolve_element(snapshot.as_ref(), &args.element)?;
        let map = reading::map_of(snapshot.as_ref(), element, &args.element, args.map.as_deref())?;
        let registry = session.database.registry();
        let scorer = registry.scorer(&name)?;
        let scoring = scorer.score(&map, registry)?;
        weigh::say_trust([(name.as_str(), scoring.convergence)], output);
        let gone = || Failure::refused(format!("`{}` is gone", args.element));
        let at = match element {
            Element::Node(id) => Spot::Node(map.node_index(id).ok_or_else(gone)?),
            Element::Link(id) => Spot::Link(map.link_index(id).ok_or_else(gone)?),
        };
        let trace = Trace { map: &map, scoring: &scoring, scorer };
        let labelling = grounded(&map);
        let reasons = match at {
            Spot::Node(node) => acceptability::explain_node(&map, &labelling, node),
            Spot::Link(link) => acceptability::explain_link(&map, &labelling, link),
        };
        if output.is_json() {
            output.json(&trace.document(at, args.depth, &reasons)?);
            return Ok(0);
        }
        trace.print(at, args.depth, output)?;
        output.line("");
        label(&reasons, output);
        if let Spot::Node(node) = at
            && let Some(citation) = &map.node(node).citation
        {
            origin(snapshot.as_ref(), &map.node(node).label(), citation, output)?;
        }
        Ok(0)
    })
}

/// Where a piece of evidence comes from: whose words, through whom, where they stand, and who added it.
fn origin(snapshot: &dyn Snapshot, label: &str, citation: &Citation, output: &mut Output) -> Result<(), Failure> {
    let mut rows = vec![tree::Row::at(0).piece(style::NAME, "where it comes from")];
    let mut say = |text: String| rows.push(tree::Row::at(1).text(harmless(&text)));
    match &citation.source {
        Some(_) => say(format!("{}, {}", chain(snapshot, citation)?, citation.form.word())),
        None => say(format!("no source is named: agon set {label} source=KEY")),
    }
    if let Some(source) = citation.read_in().map_or(Ok(None), |key| snapshot.source(key))? {
        let retrieved = source.csl.get("accessed").and_then(|date| date.get("date-parts")?.get(0)?.as_array());
        let date = retrieved.map(|parts| parts.iter().map(fields::plain).collect::<Vec<_>>().join("-"));
        let date = date.map_or_else(|| "no date of retrieval is noted".to_owned(), |date| format!("retrieved {date}"));
        say(format!("“{}”, {date}", source.title()));
    }
    match (&citation.anchor, citation.paragraph, &citation.locator) {
        (Some(anchor), ..) => say(format!("characters {} to {} of its text; agon verify checks them", anchor.start, anchor.end)),
        (None, Some(paragraph), _) => say(format!("paragraph {paragraph}; no anchor, so nothing can be checked")),
        (None, None, Some(locator)) => say(format!("{locator}; no anchor, so nothing can be checked")),
        (None, None, None) => say("no place in it is named".into()),
    }
    output.line("");
    tree::print(&rows, false, output);
    Ok(())
}

/// The label and what decides it, in sentences.
fn label(reasons: &Reasons, output: &mut Output) {
    let Some(label) = reasons.label else {
        output.line(harmless(&reasons.sentence));
        return;
    };
    let mut rows = vec![tree::Row::at(0).piece(style::NAME, label.word()).piece(style::PLAIN, "in the grounded labelling").text(
        match label {
            Label::In if reasons.deciders.is_empty() => "nothing attacks it",
            Label::In => "every attack on it fails",
            Label::Out => "something that stands strikes it",
            Label::Undecided => "it hangs on what is undecided",
        },
    )];
    for decider in &reasons.deciders {
        let from: Vec<String> = decider
            .premises
            .iter()
            .map(|(name, label)| format!("{name} ({})", label.map_or("–", |label| label.word())))
            .collect();
        let from = from.join(" and ");
        let verb = match decider.label {
            Some(Label::In) => "succeeds",
            Some(Label::Out) => "fails",
            _ => "is open",
        };
        rows.push(match Relation::from_word(&decider.relation) {
            Some(relation) => tree::Row::at(1)
                .piece(style::relation(relation), format!("{} {relation}", relation.sign()))
                .piece(style::PLAIN, format!("{verb}, from {from}")),
            None => tree::Row::at(1).piece(style::PLAIN, format!("premise {from}")),
        });
    }
    tree::print(&rows, false, output);
}
