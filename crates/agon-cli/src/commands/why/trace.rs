//! The trace of a number: formulas with their parts, back so many steps.

use agon_core::extend::{Contribution, Explanation, Scorer, Scoring};
use agon_core::model::{LinkIndex, Map, NodeIndex, NodeKind, Relation};
use agon_reason::acceptability::Reasons;
use agon_reason::gradual::explain_link;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::Output;
use crate::render::{harmless, style, tree, wrap};
use crate::weigh::number;

/// A node or a link of the map at hand.
#[derive(Clone, Copy)]
pub(super) enum Spot {
    Node(NodeIndex),
    Link(LinkIndex),
}

pub(super) struct Trace<'a> {
    pub(super) map: &'a Map,
    pub(super) scoring: &'a Scoring,
    pub(super) scorer: &'a dyn Scorer,
}

/// What is still to be told.
enum Task {
    /// An element whose row is begun; its explanation follows, so many steps away from what was asked.
    Element { at: Spot, step: usize, depth: usize, row: tree::Row },
    /// A row that says all it has to say.
    Row(tree::Row),
}

impl Trace<'_> {
    fn explanation(&self, at: Spot) -> Result<Option<Explanation>, Failure> {
        Ok(match at {
            Spot::Node(node) => self.scorer.explain(self.map, self.scoring, node)?,
            Spot::Link(link) => explain_link(self.scorer.name(), self.map, self.scoring, link),
        })
    }

    /// The links that bear on it.
    fn bearing(&self, at: Spot) -> &[LinkIndex] {
        match at {
            Spot::Node(node) => self.map.links_to(node),
            Spot::Link(link) => self.map.links_to_link(link),
        }
    }

    pub(super) fn print(&self, at: Spot, steps: usize, output: &mut Output) -> Result<(), Failure> {
        let head = match at {
            Spot::Node(index) => {
                let node = self.map.node(index);
                output.line(format!(
                    "{} {}",
                    output.paint(style::kind(node.kind), node.kind.word()),
                    output.paint(style::NAME, &node.label())
                ));
                for line in wrap(&harmless(&node.text), output.width().min(100), "  ", "  ") {
                    output.line(line);
                }
                output.line("");
                tree::Row::at(0).piece(style::NAME, number(self.scoring.of(index)))
            }
            Spot::Link(index) => {
                let link = self.map.link(index);
                output.line(format!(
                    "step {}: {} {}",
                    output.paint(style::NAME, &link.label()),
                    link.relation.sign(),
                    link.relation
                ));
                output.line("");
                tree::Row::at(0).piece(style::NAME, number(self.strength(index)))
            }
        };
        let head = head.piece(style::PLAIN, format!("under {} in map {}:", self.scorer.name(), self.map.info().name));
        let mut rows = Vec::new();
        let mut tasks = vec![Task::Element { at, step: 0, depth: 0, row: head }];
        while let Some(task) = tasks.pop() {
            let (at, step, depth, row) = match task {
                Task::Row(row) => {
                    rows.push(row);
                    continue;
                }
                Task::Element { at, step, depth, row } => (at, step, depth, row),
            };
            let Some(why) = self.explanation(at)? else {
                self.unexplained(at, depth, row, &mut rows);
                continue;
            };
            if why.contributions.is_empty() {
                rows.push(row.text(if step == 0 { "nothing bears on it: it stays where it starts" } else { "" }));
                continue;
            }
            if step >= steps {
                rows.push(row.piece(style::FAINT, format!("▸{}", why.contributions.len())));
                continue;
            }
            rows.push(row.text(format!("from {}: {}", why.base, why.formula)));
            let start = tasks.len();
            for part in &why.contributions {
                self.part(at, part, step + 1, depth + 1, &mut tasks);
            }
            tasks[start..].reverse();
        }
        tree::print(&rows, true, output);
        Ok(())
    }

    /// What one link brings: its amount as strength times premise, the premises, and the step where something bears on it.
    fn part(&self, at: Spot, part: &Contribution, step: usize, depth: usize, tasks: &mut Vec<Task>) {
        let Some(link) = self.bearing(at).iter().copied().find(|link| self.map.link(*link).label() == part.link) else { return };
        let relation = self.map.link(link).relation;
        let premises = match (relation, at) {
            (Relation::Contradicts, Spot::Node(end)) => self.map.other_end(link, end).into_iter().collect(),
            _ => self.map.premises(link).to_vec(),
        };
        let painted = style::relation(relation);
        let row = |depth, text: String| tree::Row::at(depth).piece(painted, text);
        let amount = format!("{} {:.3}", relation.sign(), part.amount.abs());
        let strength = part.strength.get();
        let carried = if strength > 0.0 { part.amount.abs() / strength } else { 0.0 };
        let is_undercut = !self.map.links_to_link(link).is_empty();
        let product =
            if strength < 1.0 || premises.len() > 1 { format!("= {strength:.3} × {carried:.3}") } else { String::new() };
        let head = if product.is_empty() { row(depth, amount) } else { row(depth, amount).piece(style::FAINT, product) };
        let named = |row: tree::Row, node: NodeIndex| {
            let node = self.map.node(node);
            row.piece(style::kind(node.kind), node.kind.word()).piece(style::NAME, node.label())
        };
        let mut inner = Vec::new();
        if let [one] = premises.as_slice() {
            inner.push(Task::Element { at: Spot::Node(*one), step, depth, row: named(head, *one) });
        } else {
            inner.push(Task::Row(head.piece(style::FAINT, format!("({} premises together)", premises.len()))));
            for premise in &premises {
                let row = named(row(depth + 1, "&".into()).piece(style::PLAIN, number(self.scoring.of(*premise))), *premise);
                inner.push(Task::Element { at: Spot::Node(*premise), step, depth: depth + 1, row });
            }
        }
        if is_undercut {
            let name = if self.map.link(link).name.is_some() { format!("step {}", part.link) } else { "the step".to_owned() };
            let row = tree::Row::at(depth + 1).piece(style::PLAIN, format!("{name} carries {strength:.3}"));
            inner.push(Task::Element { at: Spot::Link(link), step, depth: depth + 1, row });
        }
        tasks.extend(inner);
    }

    /// A scorer that does not explain itself: what bears on it, with the numbers.
    fn unexplained(&self, at: Spot, depth: usize, row: tree::Row, rows: &mut Vec<tree::Row>) {
        if depth > 0 {
            rows.push(row);
            return;
        }
        let is_question = matches!(at, Spot::Node(node) if self.map.node(node).kind == NodeKind::Question);
        rows.push(row.text(match is_question {
            true => "a question has no strength; its answers have".to_owned(),
            false => format!("{} does not tell how; this bears on it:", self.scorer.name()),
        }));
        for link in self.bearing(at) {
            let relation = self.map.link(*link).relation;
            for premise in self.map.premises(*link) {
                let node = self.map.node(*premise);
                rows.push(
                    tree::Row::at(1)
                        .piece(style::relation(relation), format!("{} {}", relation.sign(), number(self.scoring.of(*premise))))
                        .piece(style::kind(node.kind), node.kind.word())
                        .piece(style::NAME, node.label()),
                );
            }
        }
    }

    fn strength(&self, link: LinkIndex) -> Option<agon_core::model::Score> {
        let given = self.scoring.links.as_ref().and_then(|links| links.get(link.at()).copied());
        given.or_else(|| self.map.link(link).strength)
    }

    /// Every explanation down to so many steps, each element once.
    pub(super) fn document(&self, at: Spot, steps: usize, reasons: &Reasons) -> Result<Value, Failure> {
        let mut list: Vec<Value> = Vec::new();
        let mut told = std::collections::HashSet::new();
        let mut level = vec![at];
        for _ in 0..=steps {
            let mut next = Vec::new();
            for at in level {
                let key = match at {
                    Spot::Node(node) => (0, node.0),
                    Spot::Link(link) => (1, link.0),
                };
                if !told.insert(key) {
                    continue;
                }
                if let Some(why) = self.explanation(at)? {
                    list.push(json!(why));
                }
                for link in self.bearing(at) {
                    next.extend(self.map.premises(*link).iter().map(|node| Spot::Node(*node)));
                    next.push(Spot::Link(*link));
                }
            }
            level = next;
        }
        Ok(json!({
            "map": self.map.info().name, "scorer": self.scorer.name(), "convergence": self.scoring.convergence,
            "element": reasons.element, "trace": list, "semantics": "grounded", "label": reasons,
        }))
    }
}
