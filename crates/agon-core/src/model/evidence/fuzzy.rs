//! The stretch of a text that comes nearest to a wording, by edit distance.
//!
//! G. Myers, *A fast bit-vector algorithm for approximate string matching based on dynamic programming*, J. ACM 46 (1999):
//! a column of the table is kept as bits of what rises and falls in it, 64 rows a step. Rows that cannot come below the
//! bound are left out (Ukkonen 1985). The time is at most text × ⌈wording / 64⌉, the memory the wording's.

use std::collections::HashMap;
use std::ops::Range;

/// Wordings below this length have too many near ones to mean any.
const SHORTEST: usize = 8;

/// How far the ends of what was found may be moved to where words end, in code points.
const SNAP: usize = 16;

/// A stretch of a text.
pub(super) struct Near {
    pub(super) bytes: Range<usize>,
    pub(super) distance: u32,
}

/// The stretch of `text` with the least distance from `wording`, if that is at most `most`; of equals the one that ends at
/// the end of a word and lies nearest to byte `expected`.
pub(super) fn nearest(text: &str, wording: &str, most: u32, expected: usize) -> Option<Near> {
    let pattern: Vec<char> = wording.chars().collect();
    if pattern.len() < SHORTEST || most == 0 {
        return None;
    }
    let (end, distance) = best_end(text, &pattern, most, expected.saturating_add(wording.len()))?;
    let start = best_start(&text[..end], &pattern, distance);
    let found = Near { bytes: start..end, distance };
    let whole = whole_words(text, &found.bytes);
    match whole == found.bytes {
        true => Some(found),
        false => {
            let distance = distance_of(&text[whole.clone()], &pattern);
            Some(if distance <= most { Near { bytes: whole, distance } } else { found })
        }
    }
}

/// The byte at which the best match ends, and its distance.
fn best_end(text: &str, pattern: &[char], most: u32, expected: usize) -> Option<(usize, u32)> {
    let masks = Masks::new(pattern.iter().copied());
    let mut column = Column::new(&masks, most as i64, true);
    let mut best: Option<(usize, (u32, bool, usize))> = None;
    let mut bound = most;
    let mut chars = text.char_indices().peekable();
    while let Some((byte, c)) = chars.next() {
        let Some(distance) = column.step(&masks, c).filter(|distance| *distance <= i64::from(bound)) else { continue };
        let distance = distance as u32;
        let end = byte + c.len_utf8();
        let cuts = chars.peek().is_some_and(|(_, next)| is_one_word(c, *next));
        let demerit = (distance, cuts, end.abs_diff(expected));
        if best.is_none_or(|(_, known)| demerit < known) {
            best = Some((end, demerit));
        }
        bound = distance;
        column.most = i64::from(bound);
    }
    best.map(|(end, (distance, ..))| (end, distance))
}

/// The byte at which a match starts that has this distance and ends where `text` does: at the start of a word, if it can.
fn best_start(text: &str, pattern: &[char], distance: u32) -> usize {
    let masks = Masks::new(pattern.iter().rev().copied());
    let mut column = Column::new(&masks, i64::MAX / 2, false);
    let mut best = (true, usize::MAX, text.len());
    let mut chars = text.char_indices().rev().take(pattern.len() + distance as usize).peekable();
    let mut length = 0usize;
    while let Some((byte, c)) = chars.next() {
        length += 1;
        if column.step(&masks, c) == Some(i64::from(distance)) {
            let cuts = chars.peek().is_some_and(|(_, before)| is_one_word(*before, c));
            best = best.min((cuts, length.abs_diff(pattern.len()), byte));
        }
    }
    best.2
}

/// The distance of the whole text from the pattern.
fn distance_of(text: &str, pattern: &[char]) -> u32 {
    let masks = Masks::new(pattern.iter().copied());
    let mut column = Column::new(&masks, i64::MAX / 2, false);
    text.chars().fold(pattern.len() as i64, |_, c| column.step(&masks, c).unwrap_or(i64::MAX)) as u32
}

/// Whether a word goes on from one character to the other; scripts that are written without blanks may be cut anywhere.
fn is_one_word(one: char, other: char) -> bool {
    let is_spaced = |c: char| c.is_alphanumeric() && c < '\u{2e80}';
    is_spaced(one) && is_spaced(other)
}

/// The stretch with its ends moved outwards to where words end, if that is not far.
fn whole_words(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let (before, after) = (&text[..bytes.start], &text[bytes.end..]);
    let inside = &text[bytes.clone()];
    let mut last = inside.chars().next();
    let grown = before.chars().rev().take(SNAP).take_while(|c| last.replace(*c).is_some_and(|last| is_one_word(*c, last)));
    let start = bytes.start - grown.map(char::len_utf8).sum::<usize>();
    let mut last = inside.chars().next_back();
    let grown = after.chars().take(SNAP).take_while(|c| last.replace(*c).is_some_and(|last| is_one_word(last, *c)));
    start..bytes.end + grown.map(char::len_utf8).sum::<usize>()
}

/// In which rows each character stands.
struct Masks {
    ascii: [u32; 128],
    others: HashMap<char, u32>,
    /// The blocks of each character that occurs, one character after the other; those of number 0 are empty.
    rows: Vec<u64>,
    blocks: usize,
    /// Rows of the last block.
    last_rows: u32,
}

impl Masks {
    fn new(pattern: impl ExactSizeIterator<Item = char>) -> Self {
        let length = pattern.len();
        let blocks = length.div_ceil(64);
        let mut masks = Self {
            ascii: [0; 128],
            others: HashMap::new(),
            rows: vec![0; blocks],
            blocks,
            last_rows: ((length - 1) % 64 + 1) as u32,
        };
        for (row, c) in pattern.enumerate() {
            let next = (masks.rows.len() / blocks) as u32;
            let slot = match masks.ascii.get_mut(c as usize) {
                Some(slot) => slot,
                None => masks.others.entry(c).or_insert(0),
            };
            if *slot == 0 {
                *slot = next;
                masks.rows.resize(masks.rows.len() + blocks, 0);
            }
            masks.rows[*slot as usize * blocks + row / 64] |= 1 << (row % 64);
        }
        masks
    }

    fn of(&self, c: char) -> &[u64] {
        let number = match self.ascii.get(c as usize) {
            Some(number) => *number,
            None => self.others.get(&c).copied().unwrap_or(0),
        };
        &self.rows[number as usize * self.blocks..][..self.blocks]
    }
}

/// 64 rows of a column: where it rises, where it falls, and the distance at the lowest row.
#[derive(Clone, Copy)]
struct Block {
    rises: u64,
    falls: u64,
    distance: i64,
}

/// A column of the table, as far down as it can matter.
struct Column {
    active: Vec<Block>,
    most: i64,
    /// Whether a match may start anywhere; else only where the text does.
    starts_anywhere: bool,
}

impl Column {
    fn new(masks: &Masks, most: i64, starts_anywhere: bool) -> Self {
        let needed = (most.saturating_add(1).clamp(1, masks.blocks as i64 * 64) as usize).div_ceil(64);
        let active = (0..needed.min(masks.blocks)).map(|block| Block {
            rises: u64::MAX,
            falls: 0,
            distance: block as i64 * 64 + i64::from(masks.height(block)),
        });
        Self { active: active.collect(), most, starts_anywhere }
    }

    /// Goes on by one character of the text; the distance at the lowest row, if it is still looked at.
    fn step(&mut self, masks: &Masks, c: char) -> Option<i64> {
        let rows = masks.of(c);
        let mut carry = i64::from(!self.starts_anywhere);
        for (number, block) in self.active.iter_mut().enumerate() {
            carry = block.step(rows[number], carry, masks.height(number));
        }
        let count = self.active.len();
        let last = self.active[count - 1];
        if count < masks.blocks && last.distance - carry <= self.most && (rows[count] & 1 == 1 || carry < 0) {
            // The row above moved by `carry`, so the block below stood one step from what was there before.
            let height = masks.height(count);
            let mut block = Block { rises: u64::MAX, falls: 0, distance: last.distance - carry + i64::from(height) };
            block.step(rows[count], carry, height);
            self.active.push(block);
        } else {
            while self.active.len() > 1 && self.active.last().is_some_and(|last| last.distance >= self.most.saturating_add(64)) {
                self.active.pop();
            }
        }
        (self.active.len() == masks.blocks).then(|| self.active[masks.blocks - 1].distance)
    }
}

impl Masks {
    fn height(&self, block: usize) -> u32 {
        if block + 1 == self.blocks { self.last_rows } else { 64 }
    }
}

impl Block {
    /// The next column of these rows. `carry` is by how much the row above changed; given back is the same of the lowest.
    fn step(&mut self, matches: u64, carry: i64, height: u32) -> i64 {
        let (rises, falls) = (self.rises, self.falls);
        let vertical = matches | falls;
        let matches = matches | u64::from(carry < 0);
        let across = ((matches & rises).wrapping_add(rises) ^ rises) | matches;
        let mut up = falls | !(across | rises);
        let mut down = rises & across;
        let lowest = 1u64 << (height - 1);
        let carried = i64::from(up & lowest != 0) - i64::from(down & lowest != 0);
        up = up << 1 | u64::from(carry > 0);
        down = down << 1 | u64::from(carry < 0);
        self.rises = down | !(vertical | up);
        self.falls = up & vertical;
        self.distance += carried;
        carried
    }
}
