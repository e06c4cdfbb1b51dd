//! How a strength came about: its parts, and the formula with the numbers filled in.

use agon_core::extend::{Contribution, Explanation, Scoring};
use agon_core::model::{LinkIndex, Map, NodeIndex, NodeKind, Score};

use super::solver::carried;
use super::words::number;
use super::{DfQuad, Gradual, LinkedPremises, QuadraticEnergy, Semantics};
use crate::framework::other_end;

/// How the strength of a link came about under a built-in scorer, by its name; `None` for a scorer of another origin.
/// So `agon why` follows an undercut: the links that bear on the link are the parts.
///
/// ```
/// use agon_core::extend::{Registry, Scorer};
/// use agon_core::model::MapBuilder;
/// use agon_reason::gradual::{DfQuad, Gradual, explain_link};
/// let map = MapBuilder::new("m")
///     .claim("a", "A").evidence("e", "E").rebuttal("r", "R")
///     .supports("e", "a").named("step").strength(0.8).undercuts("r", "step").build();
/// let scoring = Gradual::<DfQuad>::default().scoring(&map);
/// let step = map.link_named("step").expect("it was named");
/// let why = explain_link("dfquad", &map, &scoring, step).expect("it is built in");
/// assert_eq!(why.score.get(), 0.4);
/// assert_eq!(why.contributions[0].amount, -0.5);
/// ```
pub fn explain_link(scorer: &str, map: &Map, scoring: &Scoring, link: LinkIndex) -> Option<Explanation> {
    for premises in [LinkedPremises::Weakest, LinkedPremises::Product] {
        let product = usize::from(premises == LinkedPremises::Product);
        if scorer == DfQuad::NAMES[product] {
            return Some(Gradual::<DfQuad>::with(premises).explain_link(map, scoring, link));
        }
        if scorer == QuadraticEnergy::NAMES[product] {
            return Some(Gradual::<QuadraticEnergy>::with(premises).explain_link(map, scoring, link));
        }
    }
    None
}

pub(super) fn node<S: Semantics>(map: &Map, scoring: &Scoring, node: NodeIndex, premises: LinkedPremises) -> Option<Explanation> {
    if map.node(node).kind == NodeKind::Question {
        return None;
    }
    let score = scoring.of(node)?;
    let parts = map.links_to(node).iter().filter_map(|link| part(map, scoring, *link, Some(node), premises)).collect();
    Some(whole::<S>(map.node(node).label(), map.node(node).base_credence(), parts, score))
}

pub(super) fn link<S: Semantics>(map: &Map, scoring: &Scoring, link: LinkIndex, premises: LinkedPremises) -> Explanation {
    let parts = map.links_to_link(link).iter().filter_map(|by| part(map, scoring, *by, None, premises)).collect();
    whole::<S>(map.link(link).label(), map.link(link).base_strength(), parts, strength(map, scoring, link))
}

fn strength(map: &Map, scoring: &Scoring, link: LinkIndex) -> Score {
    let given = scoring.links.as_ref().and_then(|links| links.get(link.at()).copied());
    given.unwrap_or_else(|| map.link(link).base_strength())
}

/// What one link brings to the element it bears on; `None` for an answer, which brings nothing.
fn part(
    map: &Map,
    scoring: &Scoring,
    index: LinkIndex,
    seen_by: Option<NodeIndex>,
    reading: LinkedPremises,
) -> Option<Contribution> {
    let link = map.link(index);
    let sign = match (link.relation.is_con(), link.relation.is_pro()) {
        (true, _) => -1.0,
        (_, true) => 1.0,
        _ => return None,
    };
    let premises = map.premises(index);
    let other = seen_by.and_then(|node| other_end(map, link, premises, node));
    let speakers = other.as_ref().map_or(premises, std::slice::from_ref);
    let strength = strength(map, scoring, index);
    let carried = carried(reading, speakers.iter().map(|node| scoring.of(*node).map_or(0.0, Score::get)));
    Some(Contribution {
        link: link.label(),
        relation: link.relation.word().to_owned(),
        premises: speakers.iter().map(|node| (map.node(*node).label(), scoring.of(*node))).collect(),
        strength,
        amount: sign * strength.get() * carried,
    })
}

fn whole<S: Semantics>(element: String, base: Score, mut contributions: Vec<Contribution>, score: Score) -> Explanation {
    contributions.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
    let side = |sign: f64| {
        let amounts = contributions.iter().map(|part| part.amount);
        let mut parts: Vec<f64> = amounts.filter(|amount| amount.signum() == sign).map(f64::abs).collect();
        parts.sort_unstable_by(f64::total_cmp);
        parts
    };
    let (attacks, supports) = (side(-1.0), side(1.0));
    let mut formula = S::formula(base.get(), &attacks, &supports);
    let follows = S::influence(base.get(), S::energy(&attacks, &supports));
    if (follows - score.get()).abs() > 1e-6 {
        formula.push_str(&format!(
            "; but it stands at {}: a circle it hangs on has not settled, or the numbers are of another scorer",
            number(score.get())
        ));
    }
    Explanation { element, base, contributions, formula, score }
}

#[cfg(test)]
mod tests {
    use agon_core::model::{MapBuilder, Relation};

    use super::*;

    fn map() -> Map {
        MapBuilder::new("m")
            .question("q", "Q?")
            .claim("a", "A")
            .evidence("e", "E")
            .credence(0.9)
            .evidence("f", "F")
            .credence(0.6)
            .rebuttal("r", "R")
            .claim("other", "O")
            .answers("a", "q")
            .link(&["e", "f"], Relation::Supports, "a")
            .named("step")
            .strength(0.8)
            .undercuts("r", "step")
            .contradicts("a", "other")
            .build()
    }

    #[test]
    fn the_parts_of_a_node_come_largest_first_with_the_strength_of_their_links() {
        let map = map();
        let scorer = Gradual::<DfQuad>::default();
        let scoring = scorer.scoring(&map);
        let a = map.node_named("a").expect("added");
        let why = scorer.explain_node(&map, &scoring, a).expect("a claim has a score");
        let sizes: Vec<f64> = why.contributions.iter().map(|part| part.amount.abs()).collect();
        assert!(sizes.is_sorted_by(|one, other| one >= other), "{sizes:?}");
        let step = why.contributions.iter().find(|part| part.relation == "supports").expect("it is supported");
        assert_eq!((step.link.as_str(), step.strength.get()), ("step", 0.4));
        assert!((step.amount - 0.24).abs() < 1e-12);
        let contradiction = why.contributions.iter().find(|part| part.relation == "contradicts").expect("contradicted");
        assert_eq!(contradiction.premises[0].0, "other");
        assert!(!why.formula.contains("settled"), "{}", why.formula);
    }

    #[test]
    fn a_question_has_no_explanation_and_a_link_has_one() {
        let map = map();
        let scorer = Gradual::<QuadraticEnergy>::with(LinkedPremises::Product);
        let scoring = scorer.scoring(&map);
        assert_eq!(scorer.explain_node(&map, &scoring, NodeIndex(0)), None);
        let step = map.link_named("step").expect("named");
        let why = explain_link("quadratic-energy-product", &map, &scoring, step).expect("built in");
        assert_eq!((why.base.get(), why.element.as_str()), (0.8, "step"));
        assert_eq!(why.contributions[0].premises[0].0, "r");
        assert_eq!(explain_link("lua-made", &map, &scoring, step), None);
    }
}
