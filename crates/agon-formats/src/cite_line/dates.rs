//! Dates in running text: `1-9-2024`, `1/9/24`, `2024-01-09`, `January 9, 2024`, `9 Jan. 2024`, `5/2024`, `2024`, `'24`.

use std::ops::Range;

use crate::citation::when::MONTHS;

/// A date and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    /// Year, month, day, as far as they are told.
    pub(super) parts: Vec<u32>,
    /// Whether it can be read in one way only.
    pub(super) is_sure: bool,
}

/// Every date, from left to right.
pub(super) fn dates(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begins =
            at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] >= 0x80 && bytes[at].is_ascii_alphabetic());
        let date = match bytes[at] {
            b'0'..=b'9' if begins => numbers(text, at).or_else(|| day_first(text, at)).or_else(|| year(text, at)),
            b'\'' => short_year(text, at, 1),
            0xe2 if text[at..].starts_with('’') => short_year(text, at, '’'.len_utf8()),
            byte if begins && byte.is_ascii_alphabetic() => month_first(text, at),
            _ => None,
        };
        match date {
            Some(date) => {
                at = date.range.end;
                found.push(date);
            }
            None => {
                at += 1;
                while at < bytes.len() && !text.is_char_boundary(at) {
                    at += 1;
                }
            }
        }
    }
    found
}

/// A stretch of at most four digits: its end and value. Longer ones are no part of a date.
fn digits(text: &str, at: usize) -> Option<(usize, u32)> {
    let length = text.as_bytes().get(at..)?.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=4).contains(&length) {
        return None;
    }
    Some((at + length, text[at..at + length].parse().ok()?))
}

/// Whether nothing that belongs to a word follows.
fn ends(text: &str, at: usize) -> bool {
    !text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric)
}

/// 24 is 2024, 87 is 1987.
pub(super) fn full_year(short: u32) -> u32 {
    if short < 50 { 2000 + short } else { 1900 + short }
}

fn numbers(text: &str, at: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let (end, first) = digits(text, at)?;
    let sign = *bytes.get(end).filter(|sign| matches!(sign, b'-' | b'/' | b'.'))?;
    let (middle_end, second) = digits(text, end + 1)?;
    if middle_end - end > 3 {
        // 5/2024
        let fits =
            middle_end - end == 5 && end - at <= 2 && (1..=12).contains(&first) && plausible(second) && ends(text, middle_end);
        return fits.then(|| Found { range: at..middle_end, parts: vec![second, first], is_sure: true });
    }
    if bytes.get(middle_end) != Some(&sign) {
        return None;
    }
    let (last_end, third) = digits(text, middle_end + 1)?;
    if !ends(text, last_end) {
        return None;
    }
    let (year, a, b) = match (end - at, last_end - middle_end - 1) {
        (4, 1 | 2) => {
            let fits = (1..=12).contains(&second) && (1..=31).contains(&third) && plausible(first);
            return fits.then(|| Found { range: at..last_end, parts: vec![first, second, third], is_sure: true });
        }
        (1 | 2, 4) => (third, first, second),
        (1 | 2, 2) => (full_year(third), first, second),
        _ => return None,
    };
    let (month, day, is_sure) = match (a, b) {
        (1..=12, 1..=31) => (a, b, true),
        // The day came first.
        (13..=31, 1..=12) => (b, a, false),
        _ => return None,
    };
    plausible(year).then(|| Found { range: at..last_end, parts: vec![year, month, day], is_sure })
}

fn plausible(year: u32) -> bool {
    (1000..=2199).contains(&year)
}

fn year(text: &str, at: usize) -> Option<Found> {
    let (end, year) = digits(text, at)?;
    (end - at == 4 && (1500..=2199).contains(&year) && ends(text, end)).then(|| Found {
        range: at..end,
        parts: vec![year],
        is_sure: true,
    })
}

fn short_year(text: &str, at: usize, mark: usize) -> Option<Found> {
    let (end, year) = digits(text, at + mark)?;
    (end - at - mark == 2 && ends(text, end)).then(|| Found { range: at..end, parts: vec![full_year(year)], is_sure: true })
}

/// The month whose name or short name stands here, and where it ends.
fn month(text: &str, at: usize) -> Option<(usize, u32)> {
    let length = text.as_bytes().get(at..)?.iter().take(10).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = text.get(at..at + length).filter(|word| word.len() >= 3)?;
    let is_month = |name: &str| {
        name.eq_ignore_ascii_case(word)
            || name[..3].eq_ignore_ascii_case(word)
            || word.eq_ignore_ascii_case("sept") && name.starts_with("Sept")
    };
    let number = MONTHS.iter().position(|name| is_month(name))?;
    // `may` is a verb, and `mar` is one too.
    word.chars().next().filter(|first| first.is_uppercase())?;
    let end = at + length;
    let end = if text.as_bytes().get(end) == Some(&b'.') { end + 1 } else { end };
    Some((end, u32::try_from(number + 1).ok()?))
}

fn blanks(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at.min(text.len())..].iter().take_while(|byte| matches!(byte, b' ' | b',')).count()
}

/// `January 9, 2024`, `January 9th 2024`, `Jan. 2024`.
fn month_first(text: &str, at: usize) -> Option<Found> {
    let (end, month) = month(text, at)?;
    let (number_end, number) = digits(text, blanks(text, end))?;
    if number_end - blanks(text, end) == 4 {
        return (plausible(number) && ends(text, number_end)).then(|| Found {
            range: at..number_end,
            parts: vec![number, month],
            is_sure: true,
        });
    }
    let suffix = ["st", "nd", "rd", "th"].iter().any(|suffix| text[number_end..].starts_with(suffix));
    let after = blanks(text, if suffix { number_end + 2 } else { number_end });
    let (year_end, year) = digits(text, after)?;
    let fits = (1..=31).contains(&number) && year_end - after == 4 && plausible(year) && ends(text, year_end);
    fits.then(|| Found { range: at..year_end, parts: vec![year, month, number], is_sure: true })
}

/// `9 January 2024`, `9th of January, 2024`.
fn day_first(text: &str, at: usize) -> Option<Found> {
    let (end, day) = digits(text, at)?;
    let suffix = ["st", "nd", "rd", "th"].iter().any(|suffix| text[end..].starts_with(suffix));
    let next = blanks(text, if suffix { end + 2 } else { end });
    let next = if text[next..].starts_with("of ") { next + 3 } else { next };
    let (month_end, month) = month(text, next)?;
    let after = blanks(text, month_end);
    let (year_end, year) = digits(text, after)?;
    let fits = (1..=31).contains(&day) && year_end - after == 4 && plausible(year) && ends(text, year_end);
    fits.then(|| Found { range: at..year_end, parts: vec![year, month, day], is_sure: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_as_people_write_them() {
        let cases: [(&str, &[u32]); 18] = [
            ("1-9-2024", &[2024, 1, 9]),
            ("1/9/24", &[2024, 1, 9]),
            ("12.31.1999", &[1999, 12, 31]),
            ("2024-01-09", &[2024, 1, 9]),
            ("31-1-2024", &[2024, 1, 31]),
            ("January 9, 2024", &[2024, 1, 9]),
            ("Jan. 9th 2024", &[2024, 1, 9]),
            ("Sept 2024", &[2024, 9]),
            ("9 January 2024", &[2024, 1, 9]),
            ("9th of May, 2024", &[2024, 5, 9]),
            ("5/2024", &[2024, 5]),
            ("in 2024.", &[2024]),
            ("'24", &[2024]),
            ("’87", &[1987]),
            ("1945", &[1945]),
            ("9-11", &[]),
            ("12345 a2024 99999", &[]),
            ("mayors may 24", &[]),
        ];
        for (text, expected) in cases {
            let found = dates(text);
            assert_eq!(found.first().map_or(&[][..], |found| &found.parts), expected, "{text}");
        }
        assert!(!dates("31-1-2024")[0].is_sure);
    }
}
