//! Cards that say nearly the same words: found by the sentences they share, in the number of sentences times its logarithm.
//!
//! Every sentence is brought down to its letters and digits, in lower case, and hashed; what is shorter than
//! `MIN_LETTERS` is passed over. Cards whose sentences are all the same are taken together first. Of the rest, neighbours
//! in the sorted list of each sentence are compared, so a phrase that ten thousand cards share costs ten thousand steps.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The fewest letters a sentence counts with, in scripts that write words letter by letter.
const MIN_LETTERS: usize = 20;
/// The fewest characters a sentence counts with in Chinese, Japanese and Korean, which say more with each.
const MIN_CJK: usize = 8;

/// How two cards are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same sentences in the same order.
    Same,
    /// Nearly all sentences of the shorter stand in the longer.
    Within,
}

/// Cards that say nearly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The card with the most sentences, the first of them where several have as many.
    pub first: u32,
    /// The others in the order they were added.
    pub others: Vec<Copy>,
}

/// A card of a cluster, and the card of it that it is most like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    /// The card.
    pub card: u32,
    /// The card it is like.
    pub like: u32,
    /// In which way.
    pub likeness: Likeness,
    /// How many sentences they have in common.
    pub common: u32,
    /// Of how many, those of the shorter of the two.
    pub of: u32,
}

/// A sentence's hash, in two halves so that an entry takes twelve bytes, and the card it stands in.
type Entry = [u32; 3];

/// Takes cards one by one and finds those that are alike. Cards are numbered from 0 in the order they come.
///
/// ```
/// use agon_core::model::Duplicates;
/// let mut cards = Duplicates::default();
/// cards.add("The agency cannot enforce the new rule. Nobody has the staff to do it.");
/// cards.add("Trade fell by half within a single year of the talks.");
/// cards.add("The agency cannot enforce the new rule! Nobody has the staff to do it.");
/// let clusters = cards.clusters(0.8);
/// assert_eq!(clusters.len(), 1);
/// assert_eq!((clusters[0].first, clusters[0].others[0].card), (0, 2));
/// ```
#[derive(Debug, Default)]
pub struct Duplicates {
    entries: Vec<Entry>,
    /// Of each card: the hash of all its sentences in order, and how many there are.
    cards: Vec<(u64, u32)>,
    scratch: String,
}

impl Duplicates {
    /// What two texts have in common if their sentences are the same; nothing where none is long enough.
    pub fn fingerprint(text: &str) -> Option<u64> {
        let mut one = Self::default();
        one.add(text);
        one.cards.first().filter(|(_, count)| *count > 0).map(|(whole, _)| *whole)
    }

    /// Takes the next card's words.
    pub fn add(&mut self, text: &str) {
        let card = u32::try_from(self.cards.len()).unwrap_or(u32::MAX);
        let start = self.entries.len();
        let mut whole = SEED;
        let mut sentences = Sentences { rest: text };
        while let Some(sentence) = sentences.next() {
            if let Some(hash) = hash_of(sentence, &mut self.scratch) {
                whole = mix(whole ^ hash);
                self.entries.push([(hash >> 32) as u32, hash as u32, card]);
            }
        }
        // A sentence that stands twice in a card counts once.
        self.entries[start..].sort_unstable();
        let mut end = start;
        for at in start..self.entries.len() {
            if end == start || self.entries[end - 1] != self.entries[at] {
                self.entries[end] = self.entries[at];
                end += 1;
            }
        }
        self.entries.truncate(end);
        self.cards.push((whole, (end - start) as u32));
    }

    /// How many cards were taken.
    pub fn len(&self) -> usize {
        self.cards.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// Groups of cards of which the shorter shares at least this share (0 to 1) of its sentences with another, in the
    /// order of their first cards. Cards without a sentence long enough are in none.
    pub fn clusters(mut self, share: f64) -> Vec<Cluster> {
        let mut groups = Groups::new(self.cards.len());
        let mut bonds: Vec<Copy> = Vec::new();
        self.join_same(&mut groups, &mut bonds);
        let pairs = self.pairs();
        let mut rest = pairs.as_slice();
        while let [(a, b), ..] = *rest {
            let common = rest.iter().take_while(|pair| **pair == (a, b)).count();
            rest = &rest[common..];
            let (shorter, longer) = if self.cards[b as usize].1 <= self.cards[a as usize].1 { (b, a) } else { (a, b) };
            let of = self.cards[shorter as usize].1;
            if common as f64 >= share * f64::from(of) {
                groups.join(a, b);
                bonds.push(Copy { card: shorter, like: longer, likeness: Likeness::Within, common: common as u32, of });
            }
        }
        self.gather(groups, bonds)
    }

    /// Joins cards whose sentences are all the same, and takes all but the first of each out of the entries.
    fn join_same(&mut self, groups: &mut Groups, bonds: &mut Vec<Copy>) {
        let mut by_whole: Vec<u32> = (0..self.cards.len() as u32).filter(|card| self.cards[*card as usize].1 > 0).collect();
        by_whole.sort_unstable_by_key(|card| (self.cards[*card as usize], *card));
        let mut is_copy = vec![false; self.cards.len()];
        for pair in by_whole.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            if self.cards[first as usize] == self.cards[second as usize] {
                let of = self.cards[second as usize].1;
                groups.join(first, second);
                bonds.push(Copy { card: second, like: first, likeness: Likeness::Same, common: of, of });
                is_copy[second as usize] = true;
            }
        }
        self.entries.retain(|entry| !is_copy[entry[2] as usize]);
    }

    /// Pairs of cards that share a sentence, sorted; a pair stands as often as it shares sentences.
    fn pairs(&mut self) -> Vec<(u32, u32)> {
        self.entries.sort_unstable();
        let mut pairs = Vec::new();
        for same in self.entries.chunk_by(|a, b| a[..2] == b[..2]) {
            // Of few, each with each; of many, each with the next, which keeps groups together and stays linear.
            let reach = if same.len() <= 4 { 3 } else { 1 };
            for (at, entry) in same.iter().enumerate() {
                pairs.extend(same[at + 1..].iter().take(reach).map(|other| (entry[2], other[2])));
            }
        }
        self.entries = Vec::new();
        pairs.sort_unstable();
        pairs
    }

    fn gather(&self, mut groups: Groups, mut bonds: Vec<Copy>) -> Vec<Cluster> {
        let mut members: Vec<(u32, u32)> = Vec::new();
        for card in 0..self.cards.len() as u32 {
            let root = groups.root(card);
            if root != card || groups.is_joined(card) {
                members.push((root, card));
            }
        }
        members.sort_unstable();
        // The closest likeness of each card comes first.
        let mut of_longer: Vec<Copy> = bonds.iter().map(|bond| Copy { card: bond.like, like: bond.card, ..*bond }).collect();
        let closest = |bond: &Copy| (bond.card, bond.likeness != Likeness::Same, std::cmp::Reverse(bond.common), bond.like);
        for list in [&mut bonds, &mut of_longer] {
            list.sort_unstable_by_key(closest);
            list.dedup_by_key(|bond| bond.card);
        }
        let mut clusters: Vec<Cluster> = members
            .chunk_by(|a, b| a.0 == b.0)
            .map(|members| {
                let most = members.iter().map(|(_, card)| self.cards[*card as usize].1).max().unwrap_or(0);
                let first = members.iter().find(|(_, card)| self.cards[*card as usize].1 == most).map_or(0, |(_, card)| *card);
                let bond = |list: &[Copy], card: u32| list.binary_search_by_key(&card, |bond| bond.card).ok().map(|at| list[at]);
                let others = members.iter().filter(|(_, card)| *card != first);
                let others = others.filter_map(|(_, card)| bond(&bonds, *card).or_else(|| bond(&of_longer, *card)));
                Cluster { first, others: others.collect() }
            })
            .collect();
        clusters.sort_by_key(|cluster| cluster.others.iter().map(|other| other.card).min().unwrap_or(0).min(cluster.first));
        clusters
    }
}

/// Disjoint sets with halving of paths.
struct Groups {
    parent: Vec<u32>,
    joined: Vec<bool>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { parent: (0..count as u32).collect(), joined: vec![false; count] }
    }

    fn root(&mut self, mut card: u32) -> u32 {
        while self.parent[card as usize] != card {
            let above = self.parent[self.parent[card as usize] as usize];
            self.parent[card as usize] = above;
            card = above;
        }
        card
    }

    /// The lower root stays one, so groups do not depend on the order of joining.
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high as usize] = low;
        self.joined[low as usize] = true;
        self.joined[high as usize] = true;
    }

    fn is_joined(&self, card: u32) -> bool {
        self.joined[card as usize]
    }
}

/// The sentences of a text: what ends with a full stop, a question mark, an exclamation mark or a line.
struct Sentences<'a> {
    rest: &'a str,
}

impl<'a> Sentences<'a> {
    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.char_indices().find(|(_, c)| matches!(c, '.' | '!' | '?' | '\n' | '¶' | '。' | '！' | '？'));
        let cut = end.map_or(self.rest.len(), |(at, c)| at + c.len_utf8());
        let (sentence, rest) = self.rest.split_at(cut);
        self.rest = rest;
        Some(sentence)
    }
}

const SEED: u64 = 0x51_7c_c1_b7_27_22_0a_95;

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014).
const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The hash of a sentence's letters and digits, or nothing where there are too few of them.
fn hash_of(sentence: &str, letters: &mut String) -> Option<u64> {
    letters.clear();
    let mut count = 0;
    let mut wide = 0;
    if sentence.is_ascii() {
        letters.extend(sentence.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())));
        count = letters.len();
    } else {
        for c in sentence.nfkd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c)) {
            letters.extend(c.to_lowercase());
            count += 1;
        }
        // Hangul is counted as it is written, in syllables.
        wide = sentence.chars().filter(|c| is_cjk(*c)).count();
    }
    if count < MIN_LETTERS && wide < MIN_CJK {
        return None;
    }
    let mut hash = SEED ^ letters.len() as u64;
    for chunk in letters.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = mix(hash ^ u64::from_le_bytes(word));
    }
    Some(hash)
}

const fn is_cjk(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A card, whether it is the same, and how many sentences of how many it shares.
    type Plain = (u32, bool, u32, u32);

    fn clusters(cards: &[&str]) -> Vec<(u32, Vec<Plain>)> {
        let mut duplicates = Duplicates::default();
        cards.iter().for_each(|card| duplicates.add(card));
        let clusters = duplicates.clusters(0.8);
        let plain = |copy: &Copy| (copy.card, copy.likeness == Likeness::Same, copy.common, copy.of);
        clusters.into_iter().map(|cluster| (cluster.first, cluster.others.iter().map(plain).collect())).collect()
    }

    const ONE: &str = "The agency cannot enforce the rule it wrote. Nobody there has the staff for inspections. ";
    const TWO: &str = "A court would throw it out within a month of signing. ";

    #[test]
    fn marks_case_and_blanks_do_not_tell_cards_apart_and_words_do() {
        let same = ONE.to_uppercase().replace(' ', "  ").replace('.', " !");
        assert_eq!(clusters(&[ONE, TWO, &same]), [(0, vec![(2, true, 2, 2)])]);
        assert_eq!(clusters(&[ONE, &ONE.replace("cannot", "can"), TWO]), []);
    }

    #[test]
    fn a_card_within_a_longer_one_is_found_and_the_longer_one_leads() {
        let long = format!("{TWO}{ONE}The market will not wait for any of that to happen.");
        assert_eq!(clusters(&[ONE, &long]), [(1, vec![(0, false, 2, 2)])]);
    }

    #[test]
    fn korean_and_japanese_sentences_count() {
        let korean = "한국과 일본은 서로 협력하지 않는다. 그 이유는 정체성에 있다고 한다.";
        let japanese = "日本と韓国は協力しないままである。理由は国民の意識にあると言われる。";
        assert_eq!(clusters(&[korean, japanese, korean, japanese]), [(0, vec![(2, true, 2, 2)]), (1, vec![(3, true, 2, 2)])]);
    }

    #[test]
    fn a_phrase_that_all_share_joins_none_and_short_cards_are_left_alone() {
        let cards: Vec<String> = (0..40)
            .map(|n| format!("This card was cut by the summer institute. Reason number {n} is one of its very own kind. Nobody else says so in the year {n}."))
            .collect();
        let cards: Vec<&str> = cards.iter().map(String::as_str).collect();
        assert_eq!(clusters(&cards), []);
        assert_eq!(clusters(&["So.", "So.", ""]), []);
    }

    proptest! {
        /// Against comparing each card with each.
        #[test]
        fn what_is_found_is_what_comparing_all_pairs_finds(cards in proptest::collection::vec(proptest::collection::vec(0u32..9, 0..5), 0..9)) {
            let text = |card: &Vec<u32>| card.iter().map(|n| format!("This is the sentence with the number {n} of them. ")).collect::<String>();
            let texts: Vec<String> = cards.iter().map(text).collect();
            let found = clusters(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let sets: Vec<std::collections::BTreeSet<u32>> = cards.iter().map(|card| card.iter().copied().collect()).collect();
            let mut group: Vec<usize> = (0..cards.len()).collect();
            for _ in 0..cards.len() {
                for a in 0..cards.len() {
                    for b in 0..cards.len() {
                        let shorter = sets[a].len().min(sets[b].len());
                        if shorter > 0 && sets[a].intersection(&sets[b]).count() as f64 >= 0.8 * shorter as f64 {
                            let low = group[a].min(group[b]);
                            (group[a], group[b]) = (low, low);
                        }
                    }
                }
            }
            let mut expected: Vec<Vec<u32>> = Vec::new();
            for root in 0..cards.len() {
                let members: Vec<u32> = (0..cards.len()).filter(|card| group[*card] == root).map(|card| card as u32).collect();
                if members.len() > 1 {
                    expected.push(members);
                }
            }
            let mut members: Vec<Vec<u32>> = found
                .iter()
                .map(|(first, others)| {
                    let mut all: Vec<u32> = others.iter().map(|other| other.0).chain([*first]).collect();
                    all.sort_unstable();
                    all
                })
                .collect();
            members.sort();
            // Of a sentence that more than four cards share only neighbours are compared: then groups may be finer.
            let most = (0..9).map(|n| sets.iter().filter(|set| set.contains(&n)).count()).max().unwrap_or(0);
            if most <= 4 {
                prop_assert_eq!(members, expected);
            } else {
                for group in &members {
                    prop_assert!(expected.iter().any(|whole| group.iter().all(|card| whole.contains(card))));
                }
            }
        }
    }
}
