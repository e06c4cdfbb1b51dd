use agon_core::extend::{Convergence, Registry, Scoring};
use agon_core::model::{Map, MapBuilder, RivalRelation, Score};

use super::*;
use crate::gradual::{DfQuad, Gradual, QuadraticEnergy};

fn three() -> MapBuilder {
    MapBuilder::new("m")
        .question("why", "Why?")
        .claim("identity", "I")
        .claim("strategy", "S")
        .claim("drift", "D")
        .answers("drift", "why")
        .answers("identity", "why")
        .answers("strategy", "why")
}

fn given(map: &Map, scores: [Option<f64>; 3]) -> Scoring {
    let mut nodes = vec![None; map.nodes().len()];
    for (at, score) in scores.into_iter().enumerate() {
        nodes[at + 1] = score.and_then(|score| Score::new(score).ok());
    }
    Scoring { nodes, links: None, convergence: Convergence::AsGiven }
}

fn shown(ranking: &Ranking) -> Vec<(&str, u32)> {
    ranking.rows.iter().map(|row| (row.answer.as_str(), row.rank)).collect()
}

#[test]
fn ties_share_a_rank_and_stay_in_map_order() {
    let map = three().build();
    let why = map.node_named("why").expect("added");
    let ranking = rank(&map, why, &given(&map, [Some(0.5), Some(0.5 + 1e-12), Some(0.7)]));
    assert_eq!(shown(&ranking), [("drift", 1), ("identity", 2), ("strategy", 2)]);
    assert!((ranking.rows[0].gap.unwrap_or(0.0) - 0.2).abs() < 1e-9);
    assert_eq!(ranking.rows[1].gap, Some(0.0));
    assert_eq!(ranking.rows[2].gap, None);
}

#[test]
fn an_answer_without_a_score_comes_last() {
    let map = three().build();
    let why = map.node_named("why").expect("added");
    let ranking = rank(&map, why, &given(&map, [None, Some(0.0), None]));
    assert_eq!(shown(&ranking), [("strategy", 1), ("identity", 2), ("drift", 2)]);
    assert_eq!(ranking.rows[0].gap, None);
}

#[test]
fn swaps_and_kendall_say_where_two_scorers_part() {
    let map = three().build();
    let why = map.node_named("why").expect("added");
    let one = given(&map, [Some(0.9), Some(0.5), Some(0.1)]);
    let other = given(&map, [Some(0.5), Some(0.9), Some(0.1)]);
    let third = given(&map, [Some(0.9), Some(0.1), Some(0.1)]);
    let comparison = compare(&map, why, &[("one", &one), ("other", &other), ("third", &third)]);
    assert!(!comparison.holds && !comparison.same_leaders);
    let [first, tied, _] = comparison.agreements.as_slice() else { panic!("three pairs of scorers") };
    assert_eq!(first.swaps, [Swap { higher: "identity".into(), lower: "strategy".into(), tie: false }]);
    assert!((first.kendall.unwrap_or(0.0) - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(tied.swaps, [Swap { higher: "strategy".into(), lower: "drift".into(), tie: true }]);
    assert!((tied.kendall.unwrap_or(0.0) - 2.0 / 6f64.sqrt()).abs() < 1e-12);
    let same = compare(&map, why, &[("one", &one), ("third", &third)]);
    assert!(!same.holds && same.same_leaders);
    assert_eq!(same.sentence, "The order changes, but all 2 scorers put the same first.");
}

#[test]
fn a_question_without_answers_ranks_nobody() {
    let map = MapBuilder::new("m").question("why", "Why?").build();
    let scoring = Gradual::<DfQuad>::default().scoring(&map);
    let comparison = compare(&map, NodeIndex(0), &[("dfquad", &scoring)]);
    assert_eq!(comparison.sentence, "Nobody answered the question.");
    assert_eq!(comparison.compared, 0);
}

#[test]
fn leaving_out_a_source_takes_all_its_evidence() {
    let map = three()
        .evidence("poll", "P")
        .credence(0.4)
        .citing("kim-2020")
        .evidence("survey", "S")
        .credence(0.4)
        .citing("kim-2020")
        .evidence("treaty", "T")
        .citing("sato-2021")
        .evidence("aside", "bears on nothing")
        .supports("poll", "identity")
        .supports("survey", "identity")
        .supports("treaty", "strategy")
        .build();
    let why = map.node_named("why").expect("added");
    let scorer = Gradual::<DfQuad>::default();
    let found = stability(&map, why, &scorer, &Registry::new(), StabilityLimits::default()).expect("it scores");
    assert_eq!(shown(&found.ranking), [("identity", 1), ("strategy", 2), ("drift", 3)]);
    assert_eq!(found.removals.len(), 5);
    let by = |item: &str| found.removals.iter().find(|one| one.item == item).expect("it was left out");
    assert!(by("kim-2020").leader_changes && by("kim-2020").evidence == 2);
    assert_eq!(shown(&by("kim-2020").ranking), [("strategy", 1), ("identity", 2), ("drift", 2)]);
    assert!(by("poll").leader_changes);
    assert!(!by("sato-2021").leader_changes && by("sato-2021").order_changes);
    assert!((by("treaty").shift - 0.25).abs() < 1e-12);
    assert!(found.sentence.starts_with("The leader changes without kim-2020. "), "{}", found.sentence);
    let short = stability(&map, why, &scorer, &Registry::new(), StabilityLimits { items: 2, ..StabilityLimits::default() });
    let short = short.expect("it scores");
    assert_eq!((short.removals.len(), short.untried), (2, 3));
    assert!(short.sentence.ends_with("3 more were not tried."), "{}", short.sentence);
    let tiny = StabilityLimits { elements: 1, ..StabilityLimits::default() };
    assert_eq!(stability(&map, why, &scorer, &Registry::new(), tiny).expect("it scores").untried, 4);
}

#[test]
fn leaving_out_a_premise_takes_the_linked_step_and_its_underpin() {
    let map = three()
        .evidence("e", "E")
        .evidence("f", "F")
        .evidence("g", "G")
        .link(&["e", "f"], agon_core::model::Relation::Supports, "drift")
        .named("step")
        .strength(0.2)
        .underpins("g", "step")
        .build();
    let why = map.node_named("why").expect("added");
    let scorer = Gradual::<QuadraticEnergy>::default();
    let found = stability(&map, why, &scorer, &Registry::new(), StabilityLimits::default()).expect("it scores");
    let e = found.removals.iter().find(|one| one.item == "e").expect("it was left out");
    assert!(e.ranking.rows.iter().all(|row| row.score == Some(Score::HALF)));
    assert!(e.leader_changes);
    let g = found.removals.iter().find(|one| one.item == "g").expect("it was left out");
    assert!(!g.order_changes && g.shift > 0.0);
}

#[test]
fn what_was_declared_is_said() {
    let says = |relation| {
        let map = MapBuilder::new("m").question("why", "Why?").rivals(relation).build();
        declared(&map, NodeIndex(0))
    };
    assert!(says(RivalRelation::Exclusive).contains("is a choice"));
    assert!(says(RivalRelation::Independent).contains("not a choice"));
    assert!(declared(&three().build(), NodeIndex(0)).starts_with("Nobody declared"));
}
