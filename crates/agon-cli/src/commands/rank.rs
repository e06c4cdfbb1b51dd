//! `agon rank QUESTION`: the rival answers in order under each scorer, whether the order holds, what it hangs on.

use agon_core::database::resolve_node;
use agon_core::model::{Element, Map, NodeIndex, NodeKind};
use agon_reason::acceptability::{Labelling, grounded};
use agon_reason::rivals::{Comparison, Removal, RemovedKind, Row, Stability, StabilityLimits, compare, declared, stability};
use serde_json::{Value, json};

use crate::arguments::{At, Global};
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{Align, Table, harmless, style, wrap};
use crate::weigh::number;
use crate::{reading, weigh};

/// Rank the answers to a question under one scorer or all, and say whether the order holds
#[derive(clap::Args)]
pub struct Args {
    /// The question
    #[arg(value_name = "QUESTION")]
    question: String,
    /// Use this scorer; several may be named, or `all`, which is meant if none is
    #[arg(long, value_name = "SCORER", num_args = 1.., value_delimiter = ',')]
    by: Vec<String>,
    /// The map, where the question stands in several
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// Suppose another credence of a node, or strength of a link, from 0 to 1
    #[arg(long, value_name = "NODE=VALUE", num_args = 1..)]
    set: Vec<String>,
    #[command(flatten)]
    at: At,
}

/// How many disagreements are told.
const TOLD: usize = 8;

/// How many items on which the order hangs are named.
const NAMED: usize = 8;

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    reading::read(global, output, |session, output| {
        if !weigh::are_known(session.database.registry(), &args.by) {
            session.load_plugins(output)?;
        }
        let snapshot = session.at(&args.at)?;
        let id = resolve_node(snapshot.as_ref(), &args.question)?;
        let stored = reading::map_of(snapshot.as_ref(), Element::Node(id), &args.question, args.map.as_deref())?;
        let (map, supposed) = weigh::suppose(snapshot.as_ref(), &stored, &args.set)?;
        let question = map.node_index(id).ok_or_else(|| Failure::refused("the question is gone"))?;
        if map.node(question).kind != NodeKind::Question {
            let questions: Vec<String> = map.questions().map(|node| map.node(node).label()).collect();
            let kind = map.node(question).kind;
            let failure = Failure::refused(format!("`{}` is a {kind}, only a question has rival answers", args.question));
            return Err(if questions.is_empty() { failure } else { failure.hint(format!("there is {}", questions.join(", "))) });
        }
        let scorers = weigh::scorers(session, &args.by)?;
        let registry = session.database.registry();
        let mut scorings = Vec::new();
        for scorer in &scorers {
            let scoring = scorer.score(&map, registry)?;
            scorings.push((scorer.name(), scoring));
        }
        weigh::say_trust(scorings.iter().map(|(name, scoring)| (*name, scoring.convergence)), output);
        let pairs: Vec<_> = scorings.iter().map(|(name, scoring)| (*name, scoring)).collect();
        let ranked = Ranked {
            comparison: compare(&map, question, &pairs),
            stability: match scorers.first() {
                Some(first) => Some(stability(&map, question, *first, registry, StabilityLimits::default())?),
                None => None,
            },
            labelling: grounded(&map),
            map: map.into_owned(),
            question,
        };
        if output.is_json() {
            let mut document = ranked.document();
            document["supposed"] = json!(supposed);
            let trust = scorings.iter().map(|(name, scoring)| ((*name).to_owned(), json!(scoring.convergence)));
            document["convergence"] = trust.collect::<serde_json::Map<_, _>>().into();
            output.json(&document);
        } else {
            for one in &supposed {
                output.say(format!("supposing {} at {} instead of {}; nothing is stored", one.element, one.after, one.before));
            }
            ranked.print(output);
        }
        Ok(0)
    })
}

/// Everything that is said of a question's answers.
pub struct Ranked {
    pub map: Map,
    pub question: NodeIndex,
    pub comparison: Comparison,
    /// Under the first scorer.
    pub stability: Option<Stability>,
    pub labelling: Labelling,
}

impl Ranked {
    /// Prints the table and what is to be said of it.
    pub fn print(&self, output: &mut Output) {
        let node = self.map.node(self.question);
        let columns = output.width().min(100);
        output.line(output.paint(style::NAME, &node.label()));
        paragraph(&harmless(&node.text), columns, output);
        paragraph(&declared(&self.map, self.question), columns, output);
        output.line("");
        self.table(output);
        output.line("");
        if self.comparison.rankings.len() > 1 {
            paragraph(&self.comparison.sentence, columns, output);
        }
        for line in self.disagreements() {
            for line in wrap(&line, columns, "  ", "    ") {
                output.line(line);
            }
        }
        if let Some(stability) = &self.stability {
            self.hangs_on(stability, columns, output);
        }
    }

    /// What the order hangs on: which sources and which evidence change it, left out one at a time.
    fn hangs_on(&self, stability: &Stability, columns: usize, output: &mut Output) {
        output.line(format!("Under {}, left out one at a time:", stability.scorer));
        for (kind, word) in [(RemovedKind::Source, "source"), (RemovedKind::Evidence, "piece of evidence")] {
            let of_kind: Vec<_> = stability.removals.iter().filter(|one| one.kind == kind).collect();
            let names = |turns: fn(&Removal) -> bool| {
                let names: Vec<&str> = of_kind.iter().filter(|one| turns(one)).map(|one| one.item.as_str()).collect();
                let more = names.len().saturating_sub(NAMED);
                let shown = names[..names.len().min(NAMED)].join(", ");
                if more > 0 { format!("{shown} and {more} more") } else { shown }
            };
            let leader = names(|one| one.leader_changes);
            let order = names(|one| one.order_changes && !one.leader_changes);
            let count = of_kind.len();
            let text = match (count, leader.is_empty(), order.is_empty()) {
                (0, ..) => continue,
                (1, true, true) => format!("the order holds without the one {word}"),
                (1, true, false) => format!("the leader holds without the one {word}; the order changes"),
                (1, false, _) => format!("the leader changes without the one {word}"),
                (_, true, true) => format!("the order holds without any one {word} of {count}"),
                (_, true, false) => {
                    format!("the leader holds without any one {word} of {count}; the order changes without {order}")
                }
                (_, false, true) => format!("of {count} {word}s, the leader changes without {leader}"),
                (_, false, false) => {
                    format!("of {count} {word}s, the leader changes without {leader}; the order below without {order}")
                }
            };
            for line in wrap(&text.replace("piece of evidences", "pieces of evidence"), columns, "  ", "    ") {
                output.line(line);
            }
        }
        if stability.removals.is_empty() {
            output.line("  no evidence bears on the answers");
        }
        if stability.untried > 0 {
            output.line(format!("  {} more were not tried", stability.untried));
        }
    }

    /// The answers, a column a scorer, in the order of the first.
    pub fn table(&self, output: &mut Output) {
        let rankings = &self.comparison.rankings;
        let Some((_, first)) = rankings.first() else { return };
        let mut headings = vec![("answer", Align::Left), ("label", Align::Left)];
        let names: Vec<String> = rankings.iter().map(|(name, _)| weigh::heading(name)).collect();
        headings.extend(names.iter().map(|name| (name.as_str(), Align::Right)));
        let mut table = Table::new(&headings);
        for row in &first.rows {
            let label = self.labelling.of(row.node).map_or("–", |label| label.word());
            let mut cells = vec![row.answer.clone(), label.to_owned()];
            for (_, ranking) in rankings {
                let found = ranking.rows.iter().find(|other| other.node == row.node);
                cells.push(found.map_or_else(String::new, |row| format!("{}.  {}", row.rank, number(row.score))));
            }
            table.row(cells);
        }
        table.print(output);
    }

    /// Which answers some scorers put above others and some below them, in words.
    pub fn disagreements(&self) -> Vec<String> {
        let rankings = &self.comparison.rankings;
        let Some((_, first)) = rankings.first() else { return Vec::new() };
        // One sentence for all that stand to one answer in the same way.
        let mut told: Vec<(String, Vec<&str>, String, String)> = Vec::new();
        for (at, higher) in first.rows.iter().enumerate() {
            for lower in &first.rows[at + 1..] {
                let (mut over, mut under) = (Vec::new(), Vec::new());
                for (name, ranking) in rankings {
                    match rank_of(&ranking.rows, higher.node).cmp(&rank_of(&ranking.rows, lower.node)) {
                        std::cmp::Ordering::Less => over.push(name.as_str()),
                        std::cmp::Ordering::Greater => under.push(name.as_str()),
                        std::cmp::Ordering::Equal => {}
                    }
                }
                if over.is_empty() || under.is_empty() {
                    continue;
                }
                let (over, under) = (over.join(", "), under.join(", "));
                match told.last_mut() {
                    Some(last) if last.0 == higher.answer && last.2 == over && last.3 == under => last.1.push(&lower.answer),
                    _ => told.push((higher.answer.clone(), vec![&lower.answer], over, under)),
                }
            }
        }
        let rest = told.len().saturating_sub(TOLD);
        let sentence = |(higher, lower, over, under): (String, Vec<&str>, String, String)| {
            format!("{higher} is above {} by {over}, below by {under}", lower.join(" and "))
        };
        let mut lines: Vec<String> = told.into_iter().take(TOLD).map(sentence).collect();
        if rest > 0 {
            lines.push(format!("… and {rest} more: --json tells them all"));
        }
        lines
    }

    /// Everything as data.
    pub fn document(&self) -> Value {
        let labels: serde_json::Map<String, Value> = self
            .map
            .answers(self.question)
            .into_iter()
            .map(|(answer, _)| (self.map.node(answer).label(), json!(self.labelling.of(answer))))
            .collect();
        let node = self.map.node(self.question);
        json!({
            "map": self.map.info().name, "revision": self.map.revision(),
            "question": node.label(), "text": node.text, "rivals": node.rivals, "declared": declared(&self.map, self.question),
            "rankings": self.comparison.rankings.iter()
                .map(|(name, ranking)| json!({ "scorer": name, "rows": ranking.rows })).collect::<Vec<_>>(),
            "holds": self.comparison.holds, "same_leaders": self.comparison.same_leaders,
            "agreements": self.comparison.agreements, "compared": self.comparison.compared,
            "sentence": self.comparison.sentence, "stability": self.stability, "semantics": "grounded", "labels": labels,
        })
    }
}

fn rank_of(rows: &[Row], node: NodeIndex) -> u32 {
    rows.iter().find(|row| row.node == node).map_or(u32::MAX, |row| row.rank)
}

fn paragraph(text: &str, columns: usize, output: &mut Output) {
    for line in wrap(text, columns, "", "") {
        output.line(line);
    }
}
