//! What the weighing commands share: which scorers were named, what is supposed for a moment, how numbers look.

use std::borrow::Cow;

use agon_core::change::Snapshot;
use agon_core::database::resolve_element;
use agon_core::extend::{Convergence, Registry, Scorer};
use agon_core::model::{Element, Map, NodeKind, Score};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// The scorers with these names, in this order; all there are where none or `all` is named, the user's favourite first.
pub fn scorers<'a>(session: &'a Session, names: &[String]) -> Result<Vec<&'a dyn Scorer>, Failure> {
    let registry = session.database.registry();
    if names.is_empty() || names.iter().any(|name| name == "all") {
        let mut all: Vec<&dyn Scorer> = registry.scorers().collect();
        let favourite = favourite(None, session.settings.scorer.as_deref());
        registry.scorer(&favourite)?;
        all.sort_by_key(|scorer| scorer.name() != favourite);
        return Ok(all);
    }
    let mut wanted: Vec<&dyn Scorer> = Vec::new();
    for name in names {
        let scorer = registry.scorer(name)?;
        if !wanted.iter().any(|known| known.name() == scorer.name()) {
            wanted.push(scorer);
        }
    }
    Ok(wanted)
}

/// The scorer where none is named. DF-QuAD tells little where many reasons stand on both sides: both its products go to
/// nought, and the order then hangs on the last digits. Quadratic energy does not saturate so.
pub const DEFAULT: &str = "quadratic-energy";

/// The scorer of this name; else the user's favourite, else [`DEFAULT`].
pub fn favourite(name: Option<&str>, settings: Option<&str>) -> String {
    name.or(settings).unwrap_or(DEFAULT).to_owned()
}

/// Whether all these names are built in, so that no plugin need be loaded.
pub fn are_known(registry: &Registry, names: &[String]) -> bool {
    !names.is_empty() && names.iter().all(|name| registry.scorer(name).is_ok())
}

/// Something supposed for a moment: a credence of a node, or a strength of a link.
#[derive(Debug, Clone, Serialize)]
pub struct Supposed {
    /// By what people type.
    pub element: String,
    /// What it starts with as the map stands.
    pub before: Score,
    /// What is supposed.
    pub after: Score,
}

/// The map with `NODE=VALUE` and `LINK=VALUE` in place of credences and strengths. Nothing is stored.
/// A copy is made only where something is supposed: a large map takes a lot of room.
pub fn suppose<'a>(snapshot: &dyn Snapshot, map: &'a Map, given: &[String]) -> Result<(Cow<'a, Map>, Vec<Supposed>), Failure> {
    let (mut credences, mut strengths, mut supposed) = (Vec::new(), Vec::new(), Vec::new());
    for pair in given {
        let Some((name, value)) = pair.rsplit_once('=') else {
            return Err(Failure::usage(format!("`{pair}` is not NODE=VALUE")).hint("as in: --set us-disengagement=0.2"));
        };
        let after =
            value.trim().parse().ok().and_then(|value| Score::new(value).ok()).ok_or_else(|| {
                Failure::usage(format!("`{value}` is no credence or strength")).hint("give a number from 0 to 1")
            })?;
        let element = resolve_element(snapshot, name)?;
        let elsewhere = || Failure::refused(format!("`{name}` does not stand in map `{}`", map.info().name));
        match element {
            Element::Node(id) => {
                let node = map.node(map.node_index(id).ok_or_else(elsewhere)?);
                if node.kind == NodeKind::Question {
                    return Err(
                        Failure::refused(format!("`{name}` is a question, which has no credence")).hint("set one of its answers")
                    );
                }
                supposed.push(Supposed { element: node.label(), before: node.base_credence(), after });
                credences.push((id, after));
            }
            Element::Link(id) => {
                let link = map.link(map.link_index(id).ok_or_else(elsewhere)?);
                supposed.push(Supposed { element: link.label(), before: link.base_strength(), after });
                strengths.push((id, after));
            }
        }
    }
    let map = match (credences.is_empty(), strengths.is_empty()) {
        (true, true) => Cow::Borrowed(map),
        (false, true) => Cow::Owned(map.with_credences(&credences)),
        (true, false) => Cow::Owned(map.with_strengths(&strengths)),
        (false, false) => Cow::Owned(map.with_credences(&credences).with_strengths(&strengths)),
    };
    Ok((map, supposed))
}

/// A strength as it stands in tables: three decimals, `–` where there is none.
pub fn number(score: Option<Score>) -> String {
    score.map_or_else(|| "–".to_owned(), |score| format!("{:.3}", score.get()))
}

/// A scorer's name as the heading of a narrow column: broken at hyphens.
pub fn heading(scorer: &str) -> String {
    let mut lines = vec![String::new()];
    for part in scorer.split_inclusive('-') {
        match lines.last_mut() {
            Some(line) if line.is_empty() || line.len() + part.len() <= 10 => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    lines.join("\n")
}

/// Says how far to trust each scorer's numbers, where they are not exact.
pub fn say_trust<'a>(scorings: impl IntoIterator<Item = (&'a str, Convergence)>, output: &mut Output) {
    let mut settled = Vec::new();
    for (scorer, convergence) in scorings {
        match convergence {
            Convergence::Exact | Convergence::AsGiven => {}
            Convergence::Converged { sweeps, .. } => settled.push(format!("{scorer} ({sweeps} sweeps)")),
            Convergence::NotConverged { residual, sweeps } => output.say(format!(
                "{scorer}: a circle never settled; after {sweeps} sweeps its numbers still move by {residual:.2} and are no result"
            )),
        }
    }
    if !settled.is_empty() {
        output.say(format!("the map has circles; they settled under {}", settled.join(", ")));
    }
}
