//! Quadratic energy: Potyka, "Continuous dynamical systems for weighted bipolar argumentation", KR 2018.

use super::Semantics;
use super::words::{number, signed, terms};

/// The difference of the sums of both sides moves the base along h(E) = E² / (1 + E²).
///
/// E = Σ supports − Σ attacks; σ = w + (1 − w)·h(E) for E ≥ 0, else w − w·h(E). Unit: 0..=1.
///
/// ```
/// use agon_reason::gradual::{QuadraticEnergy, Semantics};
/// assert_eq!(QuadraticEnergy::energy(&[0.5], &[]), -0.5);
/// assert_eq!(QuadraticEnergy::influence(0.5, -0.5), 0.4);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct QuadraticEnergy;

impl Semantics for QuadraticEnergy {
    const NAMES: [&'static str; 2] = ["quadratic-energy", "quadratic-energy-product"];
    const SUMMARY: &'static str = "Quadratic energy: reasons add up, small sums move little (Potyka 2018)";

    fn energy(attacks: &[f64], supports: &[f64]) -> f64 {
        supports.iter().sum::<f64>() - attacks.iter().sum::<f64>()
    }

    fn influence(base: f64, energy: f64) -> f64 {
        let share = share(energy);
        if energy > 0.0 { (base + (1.0 - base) * share).min(1.0) } else { (base - base * share).max(0.0) }
    }

    fn formula(base: f64, attacks: &[f64], supports: &[f64]) -> String {
        let energy = Self::energy(attacks, supports);
        let mut sum = if supports.is_empty() { "0".to_owned() } else { terms(supports, number, " + ") };
        if !attacks.is_empty() {
            sum.push_str(" − ");
            sum.push_str(&terms(attacks, number, " − "));
        }
        let sum = format!("E = {sum} = {}", signed(energy));
        let (base, whole, share) = (number(base), number(Self::influence(base, energy)), number(share(energy)));
        if energy > 0.0 {
            format!("{sum}; h = E² / (1 + E²) = {share}; for it: {base} + (1 − {base}) × {share} = {whole}")
        } else if energy < 0.0 {
            format!("{sum}; h = E² / (1 + E²) = {share}; against it: {base} − {base} × {share} = {whole}")
        } else {
            format!("{sum}; balanced: it stays at {base}")
        }
    }
}

/// h(E), without overflow for any finite energy.
fn share(energy: f64) -> f64 {
    let square = energy * energy;
    if square.is_finite() { square / (1.0 + square) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_has_the_numbers_filled_in() {
        assert_eq!(
            QuadraticEnergy::formula(0.8, &[0.9, 0.4], &[0.6]),
            "E = 0.6 − 0.9 − 0.4 = −0.7; h = E² / (1 + E²) = 0.3289; against it: 0.8 − 0.8 × 0.3289 = 0.5369"
        );
    }
}
