//! Dates of a CSL-JSON item, and the ways in which references write them.

use serde_json::Value;

/// The months in full.
pub(crate) const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
/// The months as MLA shortens them.
const SHORT: [&str; 12] = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];
const SEASONS: [&str; 4] = ["Spring", "Summer", "Autumn", "Winter"];

/// A year, perhaps with month (from 1) and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) year: i64,
    pub(crate) month: Option<usize>,
    pub(crate) day: Option<i64>,
}

/// When something was issued or read: a date, a stretch of two, or words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct When {
    pub(super) from: Option<Day>,
    to: Option<Day>,
    season: Option<&'static str>,
    words: Option<String>,
}

impl When {
    pub(super) fn of(field: Option<&Value>) -> Self {
        let Some(field) = field else { return Self::default() };
        let parts = field.get("date-parts");
        let day = |at: usize| parts.and_then(|parts| day(parts.get(at)?));
        let words = ["literal", "raw"].iter().find_map(|key| field.get(key)?.as_str()).or_else(|| field.as_str());
        let words = words.map(str::trim).filter(|words| !words.is_empty());
        let season = field.get("season").and_then(|season| season.as_u64().or_else(|| season.as_str()?.parse().ok()));
        Self {
            from: day(0).or_else(|| words.and_then(iso)),
            to: day(1),
            season: season.and_then(|season| SEASONS.get(usize::try_from(season).ok()?.checked_sub(1)?)).copied(),
            words: words.map(str::to_owned),
        }
    }

    /// Whether nothing is known.
    pub(super) fn is_unknown(&self) -> bool {
        self.from.is_none() && self.words.is_none()
    }

    /// The year, the stretch of years, or the words.
    pub(super) fn year(&self) -> Option<String> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from.year != to.year => Some(format!("{}–{}", era(from.year), era(to.year))),
            (Some(from), _) => Some(era(from.year)),
            (None, _) => self.words.clone(),
        }
    }

    /// The months and days without a year: `May 3`, `Spring`.
    pub(super) fn day_of_year(&self) -> Option<String> {
        match self.from {
            Some(Day { month: Some(month), day, .. }) => Some(month_day(month, day)),
            Some(_) => self.season.map(str::to_owned),
            None => None,
        }
    }

    /// `3 May 2024`, with short months: MLA.
    pub(super) fn day_month_year(&self) -> Option<String> {
        self.spelled(|day| match (day.month.and_then(|month| SHORT.get(month - 1)), day.day) {
            (Some(month), Some(number)) => format!("{number} {month} {}", era(day.year)),
            (Some(month), None) => format!("{month} {}", era(day.year)),
            (None, _) => era(day.year),
        })
    }

    /// `May 3, 2024`: Chicago.
    pub(super) fn month_day_year(&self) -> Option<String> {
        self.spelled(|day| match (day.month, day.day) {
            (Some(month), Some(number)) => format!("{}, {}", month_day(month, Some(number)), era(day.year)),
            (Some(month), None) => format!("{} {}", month_day(month, None), era(day.year)),
            (None, _) => era(day.year),
        })
    }

    /// `5-3-` and `2024`: what stands before the year on a card, and the year.
    pub(super) fn card(&self) -> Option<(String, String)> {
        let Some(from) = self.from else { return self.words.clone().map(|words| (String::new(), words)) };
        let before = match (from.month, from.day) {
            (Some(month), Some(day)) => format!("{month}-{day}-"),
            (Some(month), None) => format!("{month}-"),
            (None, _) => String::new(),
        };
        Some((before, self.year().unwrap_or_default()))
    }

    fn spelled(&self, one: impl Fn(&Day) -> String) -> Option<String> {
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => Some(format!("{}–{}", one(from), one(to))),
            (Some(from), None) => Some(match self.season {
                Some(season) if from.month.is_none() => format!("{season} {}", one(from)),
                _ => one(from),
            }),
            (None, _) => self.words.clone(),
        }
    }
}

/// `May 3` or `May`; the caller has checked the month.
fn month_day(month: usize, day: Option<i64>) -> String {
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or_default();
    day.map_or_else(|| month.to_owned(), |day| format!("{month} {day}"))
}

/// A year before the common era is told as such.
fn era(year: i64) -> String {
    if year < 0 { format!("{} BCE", year.unsigned_abs()) } else { year.to_string() }
}

fn number(part: &Value) -> Option<i64> {
    part.as_i64().or_else(|| part.as_str()?.trim().parse().ok())
}

/// One list of date parts. A month or day that does not exist is left out.
pub(crate) fn day(parts: &Value) -> Option<Day> {
    let year = number(parts.get(0)?)?;
    let month =
        parts.get(1).and_then(number).and_then(|month| usize::try_from(month).ok()).filter(|month| (1..=12).contains(month));
    let day = parts.get(2).and_then(number).filter(|day| month.is_some() && (1..=31).contains(day));
    Some(Day { year, month, day })
}

/// `2024`, `2024-05`, `2024-05-03`, perhaps with a time after it.
fn iso(text: &str) -> Option<Day> {
    let date = text.split(['T', ' ', '/']).next()?;
    let mut parts = date.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month: Option<usize> = parts.next().map(str::parse).transpose().ok()?;
    let day: Option<i64> = parts.next().map(str::parse).transpose().ok()?;
    let fits = month.is_none_or(|month| (1..=12).contains(&month)) && day.is_none_or(|day| (1..=31).contains(&day));
    (fits && text.len() <= 30).then_some(Day { year, month, day })
}
