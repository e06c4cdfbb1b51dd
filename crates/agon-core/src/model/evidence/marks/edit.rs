//! Changing marks: painting a range, and carrying marks over to words that changed.

use super::{Mark, Marks, Style};

impl Marks {
    /// The marks with the code points from `start` to `end` marked otherwise.
    ///
    /// ```
    /// use agon_core::model::Marks;
    /// let marks: Marks = "0-10 u".parse()?;
    /// let marks = marks.painted(4, 12, |style| style.emphasis = true);
    /// assert_eq!(marks.to_string(), "0-4 u, 4-10 u em, 10-12 em");
    /// # Ok::<(), agon_core::model::MarkError>(())
    /// ```
    #[must_use]
    pub fn painted(&self, start: u32, end: u32, paint: impl Fn(&mut Style)) -> Self {
        let mut painted = Self::default();
        let mut at = start;
        let mut put = |from: u32, to: u32, mut style: Style, is_painted: bool| {
            if is_painted {
                paint(&mut style);
            }
            if from < to {
                painted.put(Mark { start: from, end: to, style });
            }
        };
        for mark in self.list() {
            // What of the range lies before this mark.
            if at < end && at < mark.start {
                put(at, mark.start.min(end), Style::PLAIN, true);
                at = mark.start.min(end);
            }
            put(mark.start, mark.end.min(start), mark.style, false);
            put(mark.start.max(start), mark.end.min(end), mark.style, true);
            put(mark.start.max(end), mark.end, mark.style, false);
            at = at.max(mark.end);
        }
        put(at, end, Style::PLAIN, true);
        painted
    }

    /// The marks as they stand when `old` became `new`: those at the beginning and the end that both have in common are
    /// carried over, those between are not.
    ///
    /// ```
    /// use agon_core::model::Marks;
    /// let marks: Marks = "0-3 u, 4-7 em, 8-11 b".parse()?;
    /// assert_eq!(marks.carried("one two six", "one and six").to_string(), "0-3 u, 8-11 b");
    /// # Ok::<(), agon_core::model::MarkError>(())
    /// ```
    #[must_use]
    pub fn carried(&self, old: &str, new: &str) -> Self {
        let (old_length, new_length) = (length(old), length(new));
        let prefix = length_of_common(old.chars(), new.chars());
        let suffix = length_of_common(old.chars().rev(), new.chars().rev()).min(old_length.min(new_length) - prefix);
        let (cut, moved) = (old_length - suffix, new_length - suffix);
        let mut carried = Self::default();
        for mark in self.list() {
            if mark.start < prefix {
                carried.put(Mark { end: mark.end.min(prefix), ..*mark });
            }
            if mark.end > cut {
                let start = mark.start.max(cut) - cut + moved;
                carried.put(Mark { start, end: mark.end - cut + moved, style: mark.style });
            }
        }
        carried
    }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

fn length_of_common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> u32 {
    u32::try_from(one.zip(other).take_while(|(a, b)| a == b).count()).unwrap_or(u32::MAX)
}
