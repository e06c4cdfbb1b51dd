//! The clock, the random source and the names of this machine's user: the only place that asks the system for them.

use std::time::{SystemTime, UNIX_EPOCH};

use agon_core::model::{Clock, Entropy, FixedClock, SeededEntropy, Timestamp};

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system has a random source");
    }
}

/// The system's clock, or the fixed one of `AGON_CLOCK` (milliseconds since 1970), for tests and examples.
pub fn clock() -> Box<dyn Clock> {
    match std::env::var("AGON_CLOCK").ok().and_then(|millis| millis.parse().ok()) {
        Some(millis) => Box::new(FixedClock(Timestamp::from_millis(millis))),
        None => Box::new(SystemClock),
    }
}

/// The day it is, in UTC, by [`clock`].
pub fn today() -> jiff::civil::Date {
    let now = jiff::Timestamp::from_millisecond(clock().now().millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    now.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The system's random source, or the repeatable one of `AGON_SEED`, for tests and examples.
///
/// A seed is joined with `salt` (how far the database is), so that two commands never make the same ids.
pub fn entropy(salt: u64) -> Box<dyn Entropy> {
    match std::env::var("AGON_SEED").ok().and_then(|seed| seed.parse::<u64>().ok()) {
        Some(seed) => Box::new(SeededEntropy::new(seed.wrapping_add(salt.wrapping_mul(0x9e37_79b9)))),
        None => Box::new(SystemEntropy),
    }
}

/// Who is at work, where nobody says: the login name.
pub fn login_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|key| std::env::var(key).ok().filter(|name| !name.is_empty()))
        .unwrap_or_else(|| "unknown".into())
}
