//! DF-QuAD: Rago, Toni, Aurisicchio, Baroni, "Discontinuity-free decision support with quantitative argumentation
//! debates", KR 2016.

use super::Semantics;
use super::words::{number, signed};

/// What each side leaves unsaid is the product of (1 − x) over its parts; the difference moves the base linearly.
///
/// E = Π over attacks (1 − x) − Π over supports (1 − x); σ = w + (1 − w)·E for E ≥ 0, else w − w·|E|. Unit: 0..=1.
///
/// ```
/// use agon_reason::gradual::{DfQuad, Semantics};
/// assert_eq!(DfQuad::energy(&[0.5], &[]), -0.5);
/// assert_eq!(DfQuad::influence(0.5, -0.5), 0.25);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct DfQuad;

impl Semantics for DfQuad {
    const NAMES: [&'static str; 2] = ["dfquad", "dfquad-product"];
    const SUMMARY: &'static str = "DF-QuAD: each reason takes its share of the doubt that is left (Rago et al. 2016)";

    fn energy(attacks: &[f64], supports: &[f64]) -> f64 {
        left(attacks) - left(supports)
    }

    fn influence(base: f64, energy: f64) -> f64 {
        let room = if energy > 0.0 { 1.0 - base } else { base };
        (base + room * energy).clamp(0.0, 1.0)
    }

    fn formula(base: f64, attacks: &[f64], supports: &[f64]) -> String {
        let energy = Self::energy(attacks, supports);
        let sum = format!(
            "E = {} − {} = {} − {} = {}",
            factors(attacks),
            factors(supports),
            number(left(attacks)),
            number(left(supports)),
            signed(energy)
        );
        let (base, whole) = (number(base), number(Self::influence(base, energy)));
        if energy > 0.0 {
            format!("{sum}; for it: {base} + (1 − {base}) × {} = {whole}", number(energy))
        } else if energy < 0.0 {
            format!("{sum}; against it: {base} − {base} × {} = {whole}", number(-energy))
        } else {
            format!("{sum}; balanced: it stays at {base}")
        }
    }
}

/// The doubt a side leaves.
fn left(parts: &[f64]) -> f64 {
    parts.iter().fold(1.0, |left, part| left * (1.0 - part))
}

fn factors(parts: &[f64]) -> String {
    if parts.is_empty() {
        return "1".to_owned();
    }
    super::words::terms(parts, |part| format!("(1 − {})", number(part)), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_has_the_numbers_filled_in() {
        assert_eq!(
            DfQuad::formula(0.8, &[0.9, 0.4], &[0.6]),
            "E = (1 − 0.9)(1 − 0.4) − (1 − 0.6) = 0.06 − 0.4 = −0.34; against it: 0.8 − 0.8 × 0.34 = 0.528"
        );
        assert_eq!(DfQuad::formula(0.5, &[], &[]), "E = 1 − 1 = 1 − 1 = 0; balanced: it stays at 0.5");
    }
}
