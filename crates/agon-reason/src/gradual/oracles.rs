//! Numbers from the papers, and from formulas worked out by independent programs.

use agon_core::extend::Convergence;
use agon_core::model::{Map, MapBuilder, Relation, Score};

use super::{DfQuad, Gradual, LinkedPremises, QuadraticEnergy, Semantics};

/// Nodes with their credence, then attacks and supports by name.
fn qbaf(nodes: &[(&str, f64)], attacks: &[(&str, &str)], supports: &[(&str, &str)]) -> Map {
    let mut map = nodes.iter().fold(MapBuilder::new("m"), |map, (name, base)| map.claim(name, name).credence(*base));
    map = attacks.iter().fold(map, |map, (by, on)| map.rebuts(by, on));
    supports.iter().fold(map, |map, (by, on)| map.supports(by, on)).build()
}

fn node<S: Semantics>(map: &Map, premises: LinkedPremises, name: &str) -> f64 {
    let scoring = Gradual::<S>::with(premises).scoring(map);
    assert!(!matches!(scoring.convergence, Convergence::NotConverged { .. }));
    scoring.of(map.node_named(name).expect("added")).map_or(f64::NAN, Score::get)
}

/// The strength under DF-QuAD and under quadratic energy.
fn both(map: &Map, name: &str) -> [f64; 2] {
    [node::<DfQuad>(map, LinkedPremises::Weakest, name), node::<QuadraticEnergy>(map, LinkedPremises::Weakest, name)]
}

fn close(found: [f64; 2], expected: [f64; 2], within: f64) {
    for (found, expected) in found.into_iter().zip(expected) {
        assert!((found - expected).abs() <= within, "{found} instead of {expected}");
    }
}

/// Nine digits as printed; on a circle the residual comes on top.
const NINE: f64 = 1.5e-9;
const SIX: f64 = 6e-7;

#[test]
fn a_single_attacker_or_supporter() {
    close(both(&qbaf(&[("a", 0.5), ("b", 0.5)], &[("b", "a")], &[]), "a"), [0.25, 0.4], NINE);
    close(both(&qbaf(&[("a", 0.5), ("b", 0.5)], &[], &[("b", "a")]), "a"), [0.75, 0.6], NINE);
}

#[test]
fn three_attackers() {
    let nodes = [("a", 0.5), ("b", 0.5), ("c", 0.5), ("d", 0.5)];
    close(both(&qbaf(&nodes, &[("b", "a"), ("c", "a"), ("d", "a")], &[]), "a"), [0.0625, 0.153846154], NINE);
}

#[test]
fn two_attackers_and_a_supporter_of_different_strength() {
    let map = qbaf(&[("a", 0.8), ("b", 0.9), ("c", 0.4), ("d", 0.6)], &[("b", "a"), ("c", "a")], &[("d", "a")]);
    close(both(&map, "a"), [0.528, 0.536912752], NINE);
}

#[test]
fn circles_of_attack_and_of_support() {
    let pair = [("a", 0.5), ("b", 0.5)];
    close(both(&qbaf(&pair, &[("a", "b"), ("b", "a")], &[]), "a"), [0.333333333, 0.423853799], NINE);
    close(both(&qbaf(&pair, &[], &[("a", "b"), ("b", "a")]), "a"), [1.0, 0.647798871], NINE);
    let three = qbaf(&[("a", 0.8), ("b", 0.8), ("c", 0.8)], &[("a", "b"), ("b", "c"), ("c", "a")], &[]);
    close(both(&three, "a"), [0.444444444, 0.592256019], NINE);
}

#[test]
fn a_contradiction_is_a_mutual_attack() {
    let map = MapBuilder::new("m").claim("a", "A").claim("b", "B").contradicts("a", "b").build();
    close(both(&map, "a"), [0.333333333, 0.423853799], NINE);
    close(both(&map, "b"), [0.333333333, 0.423853799], NINE);
}

#[test]
fn two_certain_claims_that_attack_each_other_end_at_a_half() {
    let map = qbaf(&[("a", 1.0), ("b", 1.0)], &[("a", "b"), ("b", "a")], &[]);
    close(both(&map, "a"), [0.5, 0.682327804], NINE);
    assert_eq!(both(&map, "a"), both(&map, "b"));
}

#[test]
fn a_self_attack_equals_one_member_of_a_mutual_attack() {
    let map = qbaf(&[("a", 1.0)], &[("a", "a")], &[]);
    close(both(&map, "a"), [0.5, 0.682327804], NINE);
}

#[test]
fn the_fake_news_tree() {
    let names = ["A", "B", "C", "D", "E", "F", "G", "H"].map(|name| (name, 0.5));
    let map = qbaf(&names, &[("D", "A"), ("E", "B"), ("F", "D"), ("G", "F"), ("H", "F")], &[("B", "A"), ("C", "A")]);
    close(both(&map, "A"), [0.59375, 0.577843349], NINE);
    close(both(&map, "B"), [0.25, 0.4], NINE);
    close(both(&map, "D"), [0.4375, 0.470588235], NINE);
    close(both(&map, "F"), [0.125, 0.25], NINE);
}

#[test]
fn the_e_democracy_tree() {
    let nodes =
        [("A1", 0.5), ("A2", 0.5), ("P1", 0.7), ("P2", 0.5), ("P3", 0.9), ("C1", 0.2), ("C2", 0.2), ("C3", 0.6), ("C4", 0.5)];
    let attacks = [("C1", "A2"), ("C2", "P2"), ("C3", "P2"), ("C4", "P2")];
    let map = qbaf(&nodes, &attacks, &[("P1", "A1"), ("P2", "A1"), ("P3", "A2")]);
    close(both(&map, "A1"), [0.862, 0.719852], SIX);
    close(both(&map, "A2"), [0.85, 0.66443], SIX);
    close(both(&map, "P2"), [0.08, 0.185874], SIX);
}

#[test]
fn the_cyclic_stock_example() {
    let nodes = [("Buy", 0.5), ("Sell", 0.5), ("n1", 0.8), ("n2", 0.7), ("n3", 0.3), ("n4", 0.9), ("n5", 0.9)];
    let attacks = [("Buy", "Sell"), ("Sell", "Buy"), ("n2", "n1"), ("n5", "n1"), ("n3", "n2"), ("n4", "n3")];
    let map = qbaf(&nodes, &attacks, &[("n1", "Sell"), ("n2", "Buy"), ("n5", "Buy"), ("n4", "n2")]);
    close(both(&map, "Buy"), [0.99636, 0.821646], 6e-6);
    close(both(&map, "Sell"), [0.00338, 0.36217], 6e-6);
}

fn linked(strength: f64) -> MapBuilder {
    MapBuilder::new("m")
        .claim("a", "A")
        .evidence("e", "E")
        .credence(0.9)
        .evidence("f", "F")
        .credence(0.6)
        .link(&["e", "f"], Relation::Supports, "a")
        .named("step")
        .strength(strength)
}

/// The target under min and under product, for DF-QuAD then for quadratic energy.
fn target(map: &Map) -> [[f64; 2]; 2] {
    let of = |premises| [node::<DfQuad>(map, premises, "a"), node::<QuadraticEnergy>(map, premises, "a")];
    [of(LinkedPremises::Weakest), of(LinkedPremises::Product)]
}

fn step(map: &Map) -> [f64; 2] {
    let at = map.link_named("step").expect("named").at();
    let of = |links: Option<Vec<Score>>| links.map_or(f64::NAN, |links| links[at].get());
    [of(Gradual::<DfQuad>::default().scoring(map).links), of(Gradual::<QuadraticEnergy>::default().scoring(map).links)]
}

#[test]
fn linked_premises_carry_as_far_as_the_weakest_or_as_their_product() {
    let [min, product] = target(&linked(1.0).build());
    close(min, [0.8, 0.632352941], NINE);
    close(product, [0.77, 0.612883246], NINE);
    let [min, product] = target(&linked(0.8).build());
    close(min, [0.74, 0.593628088], NINE);
    close(product, [0.716, 0.578636535], NINE);
}

#[test]
fn an_undercut_weakens_the_link_and_so_the_target() {
    let map = linked(0.8).rebuttal("u", "U").undercuts("u", "step").build();
    close(step(&map), [0.4, 0.64], NINE);
    let [min, product] = target(&map);
    close(min, [0.62, 0.564253444], NINE);
    close(product, [0.608, 0.553347847], NINE);
    let map = linked(0.8).rebuttal("u", "U").credence(0.9).undercuts("u", "step").build();
    close(step(&map), [0.08, 0.44198895], NINE);
}

#[test]
fn an_underpin_strengthens_the_link_unless_it_is_at_one_already() {
    let map = linked(0.8).claim("u", "U").credence(0.9).underpins("u", "step").build();
    close(step(&map), [0.98, 0.889502762], NINE);
    let map = linked(1.0).claim("u", "U").credence(0.9).underpins("u", "step").build();
    close(step(&map), [1.0, 1.0], 0.0);
}

#[test]
fn an_undercut_at_full_strength_leaves_quadratic_energy_a_half() {
    let map = linked(1.0).rebuttal("u", "U").credence(1.0).undercuts("u", "step").build();
    close(step(&map), [0.0, 0.5], 0.0);
}

#[test]
fn a_question_has_no_score() {
    let map = MapBuilder::new("m").question("q", "Q?").claim("a", "A").answers("a", "q").build();
    let scoring = Gradual::<DfQuad>::default().scoring(&map);
    assert_eq!(scoring.nodes, [None, Some(Score::HALF)]);
    assert_eq!(scoring.convergence, Convergence::Exact);
}

#[test]
fn the_example_of_the_documentation() {
    let map = MapBuilder::new("m")
        .question("why", "Why do the allies drift apart?")
        .claim("identity", "Their identities clash.")
        .claim("strategy", "Their interests differ.")
        .evidence("poll", "Polls show distrust.")
        .credence(0.8)
        .evidence("speech", "Leaders speak of it.")
        .credence(0.6)
        .evidence("trade", "Trade grows.")
        .credence(0.7)
        .rebuttal("sample", "The poll asked students only.")
        .answers("identity", "why")
        .answers("strategy", "why")
        .link(&["poll", "speech"], Relation::Supports, "identity")
        .named("step")
        .strength(0.9)
        .rebuts("trade", "strategy")
        .strength(0.5)
        .undercuts("sample", "step")
        .build();
    close(step(&map), [0.45, 0.72], NINE);
    close(both(&map, "identity"), [0.635, 0.5786], 6e-5);
    close(both(&map, "strategy"), [0.325, 0.4454], 6e-5);
}

#[test]
fn a_chain_of_two_hundred_thousand_nodes_does_not_overflow() {
    let count = 200_000;
    let mut map = MapBuilder::new("m").claim("n0", "0");
    let names: Vec<String> = (0..count).map(|number| format!("n{number}")).collect();
    map = names[1..].iter().fold(map, |map, name| map.claim(name, name));
    let map = names.windows(2).fold(map, |map, pair| map.rebuts(&pair[1], &pair[0])).build();
    let scoring = Gradual::<DfQuad>::default().scoring(&map);
    let first = scoring.of(agon_core::model::NodeIndex(0)).map_or(f64::NAN, Score::get);
    assert!((first - 1.0 / 3.0).abs() < 1e-12);
    let ring = MapBuilder::new("m").claim("n0", "0");
    let ring = names[1..].iter().fold(ring, |map, name| map.claim(name, name));
    let ring = names.windows(2).fold(ring, |map, pair| map.rebuts(&pair[1], &pair[0])).rebuts("n0", &names[count - 1]).build();
    let scoring = Gradual::<DfQuad>::default().scoring(&ring);
    assert!(matches!(scoring.convergence, Convergence::Converged { .. }));
}
