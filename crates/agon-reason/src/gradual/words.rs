//! Numbers and sums as they stand in an explanation.

/// How many terms of a long sum are written out.
const SHOWN: usize = 8;

/// Four decimals at most, without trailing noughts; small numbers keep two digits that tell. No sign.
pub(super) fn number(value: f64) -> String {
    let value = value.abs();
    let text = if value != 0.0 && value < 0.001 { format!("{value:.1e}") } else { format!("{value:.4}") };
    if text.contains('e') { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

/// The same with its sign.
pub(super) fn signed(value: f64) -> String {
    if value < 0.0 { format!("−{}", number(value)) } else { number(value) }
}

/// The largest terms, and how many more there are.
pub(super) fn terms(parts: &[f64], show: impl Fn(f64) -> String, between: &str) -> String {
    let mut parts = parts.to_vec();
    parts.sort_unstable_by(|a, b| b.total_cmp(a));
    let shown: Vec<String> = parts.iter().take(SHOWN).map(|part| show(*part)).collect();
    let text = shown.join(between);
    if parts.len() > SHOWN { format!("{text}{between}… ({} more)", parts.len() - SHOWN) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(0.5), "0.5");
        assert_eq!(number(1.0), "1");
        assert_eq!(number(0.0), "0");
        assert_eq!(number(2.0 / 3.0), "0.6667");
        assert_eq!(number(0.000_012), "1.2e-5");
        assert_eq!(signed(-0.25), "−0.25");
    }

    #[test]
    fn a_long_sum_is_cut() {
        assert_eq!(terms(&[0.5; 10], number, " + "), "0.5 + 0.5 + 0.5 + 0.5 + 0.5 + 0.5 + 0.5 + 0.5 + … (2 more)");
    }
}
