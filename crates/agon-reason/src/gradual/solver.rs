//! Strengths of every element, on circles too.
//!
//! Off circles one evaluation in order of dependency is exact. On a circle the definition is the limit of
//! dσ/dt = F(σ) − σ from σ = τ (Potyka, KR 2018), taken in steps: σ ← σ + δ·(F(σ) − σ), all members at once, with
//! δ = 1 and again from τ with half of it, until two steps end in the same place. A single step size is no proof: it
//! can jump over the limit, or swing for ever. All members step together and every sum is taken in order of size, so
//! numbering changes nothing, not even a bit.

use agon_core::extend::Convergence;

use super::order::{Order, Step};
use super::{LinkedPremises, Semantics};
use crate::framework::{Framework, Parent, Premises};

/// When a circle counts as settled, and when it is given up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The largest |F(σ) − σ| that counts as settled.
    pub residual: f64,
    /// The most sweeps over a circle with each size of step.
    pub sweeps: u32,
    /// The most evaluations of members of one circle with each size of step: what bounds the time on a giant one.
    pub evaluations: u64,
    /// After how many sweeps without a smaller residual a size of step is given up.
    pub patience: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { residual: 1e-9, sweeps: 10_000, evaluations: 100_000_000, patience: 20 }
    }
}

/// The steps δ, one after the other.
const STEPS: [f64; 5] = [1.0, 0.5, 0.25, 0.125, 0.0625];

/// Results of two steps that differ by no more than this are the same.
const SAME: f64 = 1e-6;

/// How far a circle has come.
struct Trace {
    residual: f64,
    sweeps: u32,
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The strength of each element, in 0..=1.
    pub strengths: Vec<f64>,
    /// How far to trust all of them.
    pub convergence: Convergence,
    /// How many circles there were.
    pub circles: usize,
    /// The elements on circles that did not settle, lowest first. What hangs on them is no better.
    pub unsettled: Vec<u32>,
}

/// Finds the order and evaluates.
///
/// ```
/// use agon_core::model::MapBuilder;
/// use agon_reason::{Framework, gradual::{DfQuad, LinkedPremises, Limits, solve}};
/// let map = MapBuilder::new("m")
///     .claim("a", "A").credence(1.0).claim("b", "B").credence(1.0).contradicts("a", "b").build();
/// let solution = solve::<DfQuad>(&Framework::of(&map), LinkedPremises::Weakest, Limits::default());
/// assert!((solution.strengths[0] - 0.5).abs() < 1e-9);
/// assert_eq!(solution.strengths[0], solution.strengths[1]);
/// ```
pub fn solve<S: Semantics>(framework: &Framework, premises: LinkedPremises, limits: Limits) -> Solution {
    solve_in::<S>(framework, &Order::of(framework), premises, limits)
}

/// Evaluates in an order found before; the same order serves every semantics.
pub fn solve_in<S: Semantics>(framework: &Framework, order: &Order, premises: LinkedPremises, limits: Limits) -> Solution {
    let mut evaluation = Evaluation::<S>::new(framework, premises, framework.base().to_vec());
    let mut solution =
        Solution { strengths: Vec::new(), convergence: Convergence::Exact, circles: order.circles(), unsettled: Vec::new() };
    for step in order.steps() {
        match step {
            Step::Single(element) => evaluation.strengths[element as usize] = evaluation.of(element),
            Step::Circle(members) => {
                let circle = evaluation.settle(members, limits);
                if matches!(circle, Convergence::NotConverged { .. }) {
                    solution.unsettled.extend_from_slice(members);
                }
                solution.convergence = worse(solution.convergence, circle);
            }
        }
    }
    solution.unsettled.sort_unstable();
    solution.strengths = evaluation.strengths;
    solution
}

/// The status of the whole from the status of two parts.
fn worse(one: Convergence, other: Convergence) -> Convergence {
    use Convergence::{AsGiven, Converged, Exact, NotConverged};
    match (one, other) {
        (Exact | AsGiven, other) => other,
        (one, Exact | AsGiven) => one,
        (Converged { residual: a, sweeps: m }, Converged { residual: b, sweeps: n }) => {
            Converged { residual: a.max(b), sweeps: m.max(n) }
        }
        (NotConverged { residual: a, sweeps: m }, NotConverged { residual: b, sweeps: n }) => {
            NotConverged { residual: a.max(b), sweeps: m.max(n) }
        }
        (bad @ NotConverged { .. }, Converged { .. }) | (Converged { .. }, bad @ NotConverged { .. }) => bad,
    }
}

/// Strengths so far, and room for the parts of one element.
pub(super) struct Evaluation<'a, S> {
    framework: &'a Framework,
    premises: LinkedPremises,
    pub(super) strengths: Vec<f64>,
    attacks: Vec<f64>,
    supports: Vec<f64>,
    semantics: std::marker::PhantomData<S>,
}

impl<'a, S: Semantics> Evaluation<'a, S> {
    pub(super) fn new(framework: &'a Framework, premises: LinkedPremises, strengths: Vec<f64>) -> Self {
        Self { framework, premises, strengths, attacks: Vec::new(), supports: Vec::new(), semantics: std::marker::PhantomData }
    }

    /// F of one element under the strengths so far.
    pub(super) fn of(&mut self, element: u32) -> f64 {
        let (framework, strengths, premises) = (self.framework, &self.strengths, self.premises);
        gather(&mut self.attacks, framework.attackers(element), |parent| part(framework, strengths, premises, parent));
        gather(&mut self.supports, framework.supporters(element), |parent| part(framework, strengths, premises, parent));
        S::influence(framework.base()[element as usize], S::energy(&self.attacks, &self.supports))
    }

    /// Follows a circle with smaller and smaller steps, until two steps end in the same place.
    fn settle(&mut self, members: &[u32], limits: Limits) -> Convergence {
        let mut stepped = vec![0.0; members.len()];
        let mut trace = Trace { residual: f64::INFINITY, sweeps: 0 };
        let mut settled: Option<(Vec<f64>, f64)> = None;
        for step in STEPS {
            if !self.follow(members, step, &mut stepped, limits, &mut trace) {
                continue;
            }
            let reached: Vec<f64> = members.iter().map(|member| self.strengths[*member as usize]).collect();
            let before = settled.replace((reached, trace.residual));
            if let (Some((before, _)), Some((reached, residual))) = (before, &settled)
                && before.iter().zip(reached).all(|(one, other)| (one - other).abs() <= SAME)
            {
                return Convergence::Converged { residual: *residual, sweeps: trace.sweeps };
            }
        }
        let Trace { residual, sweeps } = trace;
        let Some((reached, residual)) = settled else { return Convergence::NotConverged { residual, sweeps } };
        for (member, reached) in members.iter().zip(reached) {
            self.strengths[*member as usize] = reached;
        }
        Convergence::Converged { residual, sweeps }
    }

    /// Follows a circle from τ with one step size; whether it settled.
    fn follow(&mut self, members: &[u32], step: f64, stepped: &mut [f64], limits: Limits, trace: &mut Trace) -> bool {
        for member in members {
            self.strengths[*member as usize] = self.framework.base()[*member as usize];
        }
        let budget = (limits.evaluations / members.len() as u64).min(u64::from(limits.sweeps)) as u32;
        let (mut best, mut waited) = (f64::INFINITY, 0);
        for tried in 1.. {
            trace.residual = self.sweep(members, step, stepped);
            trace.sweeps += 1;
            if trace.residual <= limits.residual {
                return true;
            }
            waited = if trace.residual < best { 0 } else { waited + 1 };
            best = best.min(trace.residual);
            if waited >= limits.patience || tried >= budget {
                break;
            }
        }
        false
    }

    /// One step of all members together; how far they wanted to go.
    fn sweep(&mut self, members: &[u32], damping: f64, stepped: &mut [f64]) -> f64 {
        let mut residual: f64 = 0.0;
        for (member, stepped) in members.iter().zip(stepped.iter_mut()) {
            let (old, new) = (self.strengths[*member as usize], self.of(*member));
            residual = residual.max((new - old).abs());
            *stepped = old + damping * (new - old);
        }
        for (member, stepped) in members.iter().zip(stepped) {
            self.strengths[*member as usize] = *stepped;
        }
        residual
    }
}

/// Collects parts in order of size; two parts are the same in either order.
fn gather(parts: &mut Vec<f64>, parents: &[Parent], part: impl Fn(Parent) -> f64) {
    parts.clear();
    parts.extend(parents.iter().map(|parent| part(*parent)));
    if parts.len() > 2 {
        parts.sort_unstable_by(f64::total_cmp);
    }
}

/// What one parent brings: the strength of its link times how far its premises carry. No premise carries nothing.
fn part(framework: &Framework, strengths: &[f64], premises: LinkedPremises, parent: Parent) -> f64 {
    let of = |node: &u32| strengths[*node as usize];
    let carried = match framework.premises(parent) {
        Premises::One(node) => of(&node),
        Premises::Linked(nodes) => carried(premises, nodes.iter().map(of)),
    };
    strengths[parent.link as usize] * carried
}

/// How far premises carry together.
pub(super) fn carried(premises: LinkedPremises, strengths: impl Iterator<Item = f64>) -> f64 {
    let together = match premises {
        LinkedPremises::Weakest => strengths.reduce(f64::min),
        LinkedPremises::Product => strengths.reduce(|one, other| one * other),
    };
    together.unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use agon_core::model::MapBuilder;

    use super::super::DfQuad;
    use super::*;

    #[test]
    fn a_circle_that_does_not_settle_is_named_and_bounded() {
        let map = MapBuilder::new("m").claim("a", "A").claim("b", "B").claim("c", "C").contradicts("a", "b").build();
        let never = Limits { residual: -1.0, sweeps: 100, ..Limits::default() };
        let solution = solve::<DfQuad>(&Framework::of(&map), LinkedPremises::Weakest, never);
        let Convergence::NotConverged { residual, sweeps } = solution.convergence else { panic!("it cannot settle") };
        assert!((0.0..1e-3).contains(&residual) && (100..=500).contains(&sweeps), "{residual} {sweeps}");
        assert_eq!(solution.unsettled, [0, 1]);
        assert!(solution.strengths.iter().all(|strength| (0.0..=1.0).contains(strength)));
    }

    #[test]
    fn the_status_of_the_whole_is_that_of_its_worst_circle() {
        let good = Convergence::Converged { residual: 1e-10, sweeps: 30 };
        let bad = Convergence::NotConverged { residual: 0.7, sweeps: 10_000 };
        assert_eq!(worse(Convergence::Exact, good), good);
        assert_eq!(worse(good, Convergence::Converged { residual: 1e-12, sweeps: 40 }), {
            Convergence::Converged { residual: 1e-10, sweeps: 40 }
        });
        assert_eq!(worse(worse(good, bad), good), bad);
    }
}
