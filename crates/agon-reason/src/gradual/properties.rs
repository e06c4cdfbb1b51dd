//! What the papers promise of both semantics, on random maps.

use agon_core::extend::{Convergence, Scoring};
use agon_core::model::{Map, MapBuilder, NodeIndex, Relation, Score};
use proptest::prelude::*;

use super::{DfQuad, Gradual, LinkedPremises, QuadraticEnergy, Semantics};

/// A map as numbers, so that it can be built in any order of its nodes.
#[derive(Debug, Clone)]
struct Plan {
    credences: Vec<f64>,
    /// Premises, relation, target (a node, or the number of an earlier link), strength.
    links: Vec<(Vec<usize>, Relation, usize, f64)>,
}

impl Plan {
    fn build(&self, nodes: impl Iterator<Item = usize>, links: impl Iterator<Item = usize> + Clone) -> Map {
        let node = |map: MapBuilder, node: usize| map.claim(&format!("n{node}"), "x").credence(self.credences[node]);
        let mut map = nodes.fold(MapBuilder::new("m"), node);
        let mut made = vec![false; self.links.len()];
        // A link on a link waits for its target, so another order may take several rounds.
        while made.contains(&false) {
            for number in links.clone() {
                let (premises, relation, target, strength) = &self.links[number];
                if made[number] || relation.targets_link() && !made[*target] {
                    continue;
                }
                let premises: Vec<String> = premises.iter().map(|premise| format!("n{premise}")).collect();
                let premises: Vec<&str> = premises.iter().map(String::as_str).collect();
                let target = format!("{}{target}", if relation.targets_link() { "l" } else { "n" });
                map = map.link(&premises, *relation, &target).strength(*strength).named(&format!("l{number}"));
                made[number] = true;
            }
        }
        map.build()
    }

    fn map(&self) -> Map {
        self.build(0..self.credences.len(), 0..self.links.len())
    }
}

fn unit() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), Just(0.5), 0.0..=1.0]
}

/// Any map, circles and all.
fn any_plan() -> impl Strategy<Value = Plan> {
    let link = (proptest::collection::vec(0usize..8, 1..4), 0usize..7, 0usize..8, 0usize..64, unit());
    (proptest::collection::vec(unit(), 2..9), proptest::collection::vec(link, 0..20)).prop_map(|(credences, raw)| {
        let mut links: Vec<(Vec<usize>, Relation, usize, f64)> = Vec::new();
        for (mut premises, relation, target, link, strength) in raw {
            premises.iter_mut().for_each(|premise| *premise %= credences.len());
            premises.sort_unstable();
            premises.dedup();
            use Relation::{Contradicts, Rebuts, Supports, Undercuts, Underpins};
            let relation = [Rebuts, Supports, Undercuts, Underpins, Contradicts, Rebuts, Supports][relation];
            let mut target = target % credences.len();
            if relation.targets_link() {
                if links.is_empty() {
                    continue;
                }
                target = link % links.len();
            }
            if relation == Contradicts {
                premises.truncate(1);
                if premises[0] == target {
                    continue;
                }
            }
            links.push((premises, relation, target, strength));
        }
        Plan { credences, links }
    })
}

/// A tree: each node but the first speaks for or against an earlier one.
fn any_tree() -> impl Strategy<Value = Plan> {
    proptest::collection::vec((unit(), 0usize..64, any::<bool>(), unit()), 1..12).prop_map(|nodes| Plan {
        credences: std::iter::once(0.5).chain(nodes.iter().map(|node| node.0)).collect(),
        links: (1..)
            .zip(&nodes)
            .map(|(number, (_, to, pro, strength))| {
                (vec![number], if *pro { Relation::Supports } else { Relation::Rebuts }, to % number, *strength)
            })
            .collect(),
    })
}

fn scores<S: Semantics>(map: &Map, premises: LinkedPremises) -> Scoring {
    Gradual::<S>::with(premises).scoring(map)
}

fn of(scoring: &Scoring, node: usize) -> f64 {
    scoring.of(NodeIndex(node as u32)).map_or(f64::NAN, Score::get)
}

fn is_bounded<S: Semantics>(plan: &Plan, premises: LinkedPremises) -> Result<(), TestCaseError> {
    let scoring = scores::<S>(&plan.map(), premises);
    prop_assert!(scoring.nodes.iter().all(Option::is_some));
    if let Convergence::Converged { residual, .. } = scoring.convergence {
        prop_assert!(residual <= 1e-9);
    }
    Ok(())
}

fn is_anonymous<S: Semantics>(plan: &Plan) -> Result<(), TestCaseError> {
    let (one, other) = (plan.map(), plan.build((0..plan.credences.len()).rev(), (0..plan.links.len()).rev()));
    let (found, again) = (scores::<S>(&one, LinkedPremises::Weakest), scores::<S>(&other, LinkedPremises::Weakest));
    for node in 0..plan.credences.len() {
        prop_assert_eq!(of(&found, node).to_bits(), of(&again, plan.credences.len() - 1 - node).to_bits());
    }
    for link in 0..plan.links.len() {
        let strength = |map: &Map, scoring: &Scoring| {
            let at = map.link_named(&format!("l{link}"))?.at();
            Some(scoring.links.as_ref()?.get(at)?.get().to_bits())
        };
        prop_assert_eq!(strength(&one, &found), strength(&other, &again));
    }
    prop_assert_eq!(found.convergence, again.convergence);
    Ok(())
}

fn is_monotone<S: Semantics>(plan: &Plan, raised: usize) -> Result<(), TestCaseError> {
    let raised = raised % plan.credences.len();
    let mut higher = plan.clone();
    higher.credences[raised] = (plan.credences[raised] + 1.0) / 2.0;
    let (before, after) =
        (scores::<S>(&plan.map(), LinkedPremises::Weakest), scores::<S>(&higher.map(), LinkedPremises::Weakest));
    prop_assert_eq!(before.convergence, Convergence::Exact);
    // On a tree there is one way from a node to each of its ancestors: its sign says which way they move.
    let (mut node, mut sign) = (raised, 1.0);
    loop {
        prop_assert!(sign * (of(&after, node) - of(&before, node)) >= -1e-12);
        let Some((_, relation, target, _)) = node.checked_sub(1).map(|link| &plan.links[link]) else { return Ok(()) };
        sign *= if relation.is_pro() { 1.0 } else { -1.0 };
        node = *target;
    }
}

fn is_balanced<S: Semantics>(base: f64, parts: &[f64], more: f64) -> Result<(), TestCaseError> {
    let mut sorted = parts.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    prop_assert_eq!(S::influence(base, S::energy(&sorted, &sorted)), base);
    let mut longer = sorted.clone();
    longer.push(more);
    longer.sort_unstable_by(f64::total_cmp);
    prop_assert!(S::influence(base, S::energy(&longer, &sorted)) <= base + 1e-12);
    prop_assert!(S::influence(base, S::energy(&sorted, &longer)) >= base - 1e-12);
    Ok(())
}

fn is_dual<S: Semantics>(base: f64, attacks: &[f64], supports: &[f64]) -> Result<(), TestCaseError> {
    let gained = S::influence(base, S::energy(attacks, supports)) - base;
    let lost = (1.0 - base) - S::influence(1.0 - base, S::energy(supports, attacks));
    prop_assert!((gained - lost).abs() < 1e-12, "{gained} {lost}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_strength_is_a_number_in_its_bounds(plan in any_plan()) {
        for premises in [LinkedPremises::Weakest, LinkedPremises::Product] {
            is_bounded::<DfQuad>(&plan, premises)?;
            is_bounded::<QuadraticEnergy>(&plan, premises)?;
        }
    }

    #[test]
    fn another_numbering_changes_not_a_bit(plan in any_plan()) {
        is_anonymous::<DfQuad>(&plan)?;
        is_anonymous::<QuadraticEnergy>(&plan)?;
    }

    #[test]
    fn on_a_tree_more_credence_moves_each_ancestor_the_way_of_the_path(plan in any_tree(), raised in 0usize..64) {
        is_monotone::<DfQuad>(&plan, raised)?;
        is_monotone::<QuadraticEnergy>(&plan, raised)?;
    }

    #[test]
    fn equal_attack_and_support_leave_the_base(
        base in unit(), parts in proptest::collection::vec(unit(), 0..6), more in unit(),
    ) {
        is_balanced::<DfQuad>(base, &parts, more)?;
        is_balanced::<QuadraticEnergy>(base, &parts, more)?;
    }

    #[test]
    fn support_and_attack_mirror_each_other(
        base in unit(), attacks in proptest::collection::vec(unit(), 0..6), supports in proptest::collection::vec(unit(), 0..6),
    ) {
        is_dual::<DfQuad>(base, &attacks, &supports)?;
        is_dual::<QuadraticEnergy>(base, &attacks, &supports)?;
    }

    #[test]
    fn the_formula_of_an_explanation_gives_the_score(plan in any_plan()) {
        let map = plan.map();
        let scorer = Gradual::<DfQuad>::default();
        let scoring = scorer.scoring(&map);
        if !matches!(scoring.convergence, Convergence::NotConverged { .. }) {
            for node in map.node_indices() {
                let why = scorer.explain_node(&map, &scoring, node);
                prop_assert!(why.is_some_and(|why| !why.formula.contains("settled")));
            }
            for link in map.link_indices() {
                prop_assert!(!scorer.explain_link(&map, &scoring, link).formula.contains("settled"));
            }
        }
    }
}
