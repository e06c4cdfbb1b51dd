//! Numbers, ranges of years and stretches of time, as they are written in a query.

use std::fmt;

/// Years from one to another, both included; an end left open is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Years {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

impl Years {
    /// `2015`, `2015..2019`, `2015..`, `..2019`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<i64>().ok();
        let (from, to) = match text.split_once("..") {
            None => (Some(number(text)?), Some(number(text)?)),
            Some(("", "")) => return None,
            Some(("", to)) => (None, Some(number(to)?)),
            Some((from, "")) => (Some(number(from)?), None),
            Some((from, to)) => (Some(number(from)?), Some(number(to)?)),
        };
        let is_ordered = from.zip(to).is_none_or(|(from, to)| from <= to);
        is_ordered.then_some(Self { from, to })
    }

    pub(super) fn contain(self, year: i64) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (from, to) => {
                from.map_or(Ok(()), |from| write!(f, "{from}"))?;
                f.write_str("..")?;
                to.map_or(Ok(()), |to| write!(f, "{to}"))
            }
        }
    }
}

/// A stretch of time as it was written, its ends included: `until:2026-02-01` takes the whole day in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    pub from: Option<Moment>,
    pub to: Option<Moment>,
}

impl Period {
    /// `2026-01-01` (that day), `2026-01..2026-02-15`, `2026-01-01..`, `..2026-01-01T12:00`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (from, to) = match text.split_once("..") {
            None => (Some(Moment::parse(text)?), Some(Moment::parse(text)?)),
            Some(("", "")) => return None,
            Some(("", to)) => (None, Some(Moment::parse(to)?)),
            Some((from, "")) => (Some(Moment::parse(from)?), None),
            Some((from, to)) => (Some(Moment::parse(from)?), Some(Moment::parse(to)?)),
        };
        let period = Self { from, to };
        period.is_ordered().then_some(period)
    }

    pub(super) fn is_ordered(&self) -> bool {
        self.from.as_ref().zip(self.to.as_ref()).is_none_or(|(from, to)| from.first <= to.last)
    }

    pub(super) fn contains(&self, millis: i64) -> bool {
        self.from.as_ref().is_none_or(|from| from.first <= millis) && self.to.as_ref().is_none_or(|to| millis <= to.last)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.from, &self.to) {
            (Some(from), Some(to)) if from == to => f.write_str(&from.written),
            (from, to) => {
                from.as_ref().map_or(Ok(()), |from| f.write_str(&from.written))?;
                f.write_str("..")?;
                to.as_ref().map_or(Ok(()), |to| f.write_str(&to.written))
            }
        }
    }
}

/// A date or time in UTC, as exact as it was written: a year, a month, a day, a minute, a second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    written: String,
    /// Its first millisecond since 1970.
    pub first: i64,
    /// Its last millisecond since 1970.
    pub last: i64,
}

impl Moment {
    /// `2026`, `2026-01`, `2026-01-01`, `2026-01-01T10:30`, `2026-01-01T10:30:59`, the last two also with a `Z`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        const MINUTE: i64 = 60_000;
        const DAY: i64 = 24 * 60 * MINUTE;
        let (date, time) = match text.split_once(['T', 't']) {
            Some((date, time)) => (date, Some(time.strip_suffix(['Z', 'z']).unwrap_or(time))),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |part| part.map(Some))?;
        let day = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |part| part.map(Some))?;
        if parts.next().is_some() {
            return None;
        }
        let (first, last) = match (month, day, time) {
            (None, None, None) => (day_number(year, 1, 1)? * DAY, day_number(year + 1, 1, 1)? * DAY),
            (Some(month), None, None) => {
                let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
                (day_number(year, month, 1)? * DAY, day_number(next.0, next.1, 1)? * DAY)
            }
            (Some(month), Some(day), None) => {
                let start = day_number(year, month, day)? * DAY;
                (start, start + DAY)
            }
            (Some(month), Some(day), Some(time)) => {
                let mut parts = time.split(':');
                let hour = digits(parts.next()?, 2).filter(|hour| *hour < 24)?;
                let minute = digits(parts.next()?, 2).filter(|minute| *minute < 60)?;
                let second = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |part| part.map(Some))?;
                if parts.next().is_some() || second.is_some_and(|second| second >= 60) {
                    return None;
                }
                let start = day_number(year, month, day)? * DAY + (hour * 60 + minute) * MINUTE + second.unwrap_or(0) * 1000;
                (start, start + if second.is_some() { 1000 } else { MINUTE })
            }
            _ => return None,
        };
        Some(Self { written: text.to_owned(), first, last: last - 1 })
    }
}

fn digits(text: &str, count: usize) -> Option<i64> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Days since 1970-01-01 of a day that is in the (proleptic Gregorian) calendar. After Hinnant, *chrono-compatible
/// low-level date algorithms*, `days_from_civil`.
fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_as_long_as_it_is_exact() {
        let read = |text: &str| Moment::parse(text).map(|moment| (moment.first, moment.last + 1 - moment.first));
        assert_eq!(read("1970-01-01"), Some((0, 86_400_000)));
        assert_eq!(read("2026-01-01"), Some((1_767_225_600_000, 86_400_000)));
        assert_eq!(read("2000-03-01"), Some((951_868_800_000, 86_400_000)));
        assert_eq!(read("2024-02"), Some((1_706_745_600_000, 29 * 86_400_000)));
        assert_eq!(read("1969"), Some((-31_536_000_000, 31_536_000_000)));
        assert_eq!(read("1970-01-01T01:02"), Some((3_720_000, 60_000)));
        assert_eq!(read("1970-01-01T01:02:03Z"), Some((3_723_000, 1000)));
        for bad in ["", "26", "2026-13", "2026-02-29", "2026-1-1", "2026-01-01T24:00", "2026-01-01T1", "2026-01-01-01", "x"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn ranges_may_be_open_and_must_not_run_backwards() {
        assert!(Years::parse("2015..2019").is_some_and(|years| years.contain(2015) && years.contain(2019)));
        assert!(Years::parse("..2019").is_some_and(|years| years.contain(-4) && !years.contain(2020)));
        assert_eq!(Years::parse("2019..2015"), None);
        assert_eq!(Years::parse(".."), None);
        assert!(Period::parse("2026-01..2026-01-05").is_some_and(|period| period.contains(1_767_225_600_000)));
        assert_eq!(Period::parse("2026-02..2026-01"), None);
    }
}
