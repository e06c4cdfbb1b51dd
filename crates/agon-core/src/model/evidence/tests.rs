use proptest::prelude::*;

use super::find::flat;
use super::*;

fn found(text: &str, quote: &str) -> Result<Anchor, Missed> {
    Anchor::find(&SourceText::new(text), quote, &Nearby::default())
}

#[test]
fn an_anchor_is_found_again_and_a_changed_word_is_noticed() {
    let text = "First line.\n\nThe two allies — once close — drifted.\n";
    let anchor = found(text, "once close").expect("the words stand there");
    let ready = SourceText::new(text);
    assert!(anchor.holds_in(&ready));
    assert!(anchor.clone().sealed().holds_in(&ready));
    assert!(!anchor.holds_in(&SourceText::new(&text.replace("close", "apart"))));
    assert_eq!(ready.paragraph(anchor.start), 2);
    assert_eq!(anchor.sha256, sha256_hex(b"once close"));
}

#[test]
fn words_are_found_across_a_line_end() {
    let text = "Line one two\nthree four.\n";
    let anchor = found(text, "two three").expect("the words follow each other");
    assert_eq!((anchor.start, anchor.end), (9, 18));
    assert!(anchor.holds_in(&SourceText::new(text)));
    assert_eq!(anchor.check(Some("two three"), &SourceText::new(text)), Standing::Exact);
    assert_eq!(found(text, "two\nthree"), Ok(anchor));
}

#[test]
fn gaps_are_filled_by_the_shortest_stretch_and_must_come_in_order() {
    let text = "The pact of 1998 was kept. The pact of 2015 was, some say, not kept at all.";
    for quote in
        ["pact of 2015 … not kept", "pact of 2015 [...] not kept", "pact of 2015 (…) not kept", "… pact of 2015 ... not kept …"]
    {
        let anchor = found(text, quote).unwrap_or_else(|error| panic!("{quote}: {error}"));
        assert_eq!((anchor.start, anchor.end), (31, 67), "{quote}");
        assert_eq!(anchor.check(Some(quote), &SourceText::new(text)), Standing::Exact);
    }
    assert_eq!(found(text, "not kept … pact of 2015"), Err(Missed::Absent));
    assert_eq!(found(text, "…"), Err(Missed::Empty));
    assert!(matches!(found(text, "The pact … kept"), Err(Missed::Several { count: 2, .. })));
}

#[test]
fn dots_of_the_source_itself_are_found_as_they_stand() {
    assert_eq!(found("He said: wait... then left.", "wait… then").map(|anchor| (anchor.start, anchor.end)), Ok((9, 21)));
}

#[test]
fn of_several_places_the_paragraph_or_the_words_around_choose() {
    let text = SourceText::new("We drift.\nThey say we drift.\nYes, we drift. No.");
    let start = |nearby: Nearby<'_>| Anchor::find(&text, "drift", &nearby).map(|anchor| anchor.start);
    assert_eq!(start(Nearby { paragraph: Some(2), ..Nearby::default() }), Ok(22));
    assert_eq!(start(Nearby { prefix: "Yes, we", ..Nearby::default() }), Ok(37));
    assert_eq!(start(Nearby { suffix: ". No", ..Nearby::default() }), Ok(37));
    let Err(Missed::Several { count, places }) = start(Nearby::default()) else { panic!("nothing chooses") };
    assert_eq!((count, places.iter().map(|place| place.paragraph).collect::<Vec<_>>()), (3, vec![1, 2, 3]));
}

#[test]
fn a_quotation_that_does_not_say_what_its_anchor_covers_is_not_exact() {
    let text = SourceText::new("They were never really close to each other.");
    let anchor = Anchor::find(&text, "never really close", &Nearby::default()).expect("it is there");
    let standing = anchor.check(Some("never nearly close"), &text);
    assert!(matches!(standing, Standing::Fuzzy { distance: 2, of: 18, .. }), "{standing:?}");
}

#[test]
fn a_sealed_anchor_is_found_by_its_hash_alone() {
    let before = SourceText::new("They were once close — “verbündet” — and drifted.");
    let anchor = Anchor::find(&before, "“verbündet” — and", &Nearby::default()).expect("it is there").sealed();
    let after = SourceText::new("A headline.\nThey were once close — “verbündet” — and drifted.");
    assert_eq!(anchor.check(None, &before), Standing::Exact);
    let Standing::Moved { to, among: 1, is_certain: true } = anchor.check(None, &after) else { panic!("it moved") };
    assert_eq!(to.start, anchor.start + 12);
    assert!(to.prefix.is_empty() && to.holds_in(&after));
    assert_eq!(anchor.check(None, &SourceText::new("else")), Standing::Orphaned { is_thorough: true });
}

#[test]
fn scripts_without_blanks_are_anchored_too() {
    let text = "한국과 일본은 협력하지 않는다。両国は協力しない。両国は近い。";
    let anchor = found(text, "両国は協力しない").expect("it is there");
    let changed = SourceText::new(&text.replace("協力しない", "協力できない"));
    let standing = anchor.check(Some("両国は協力しない"), &changed);
    let Standing::Fuzzy { to, distance: 2, of: 8 } = standing else { panic!("{standing:?}") };
    assert_eq!(changed.words(to.start, to.end), Some("両国は協力できない"));
}

/// Each of these takes hours where anything is quadratic.
#[test]
fn ten_megabytes_of_one_word_are_gone_through_once() {
    let text = SourceText::new(&"word ".repeat(2_000_000));
    let long = "word ".repeat(1_000);
    assert!(matches!(Anchor::find(&text, &long, &Nearby::default()), Err(Missed::Several { count: 1_999_001, .. })));
    assert_eq!(Anchor::find(&text, &format!("{long}end"), &Nearby::default()), Err(Missed::Absent));
    assert!(matches!(Anchor::find(&text, "word … word … word", &Nearby::default()), Err(Missed::Several { .. })));
    let anchor =
        Anchor { start: 9_000_000, end: 9_000_400, sha256: sha256_hex(b""), prefix: String::new(), suffix: String::new() };
    assert_eq!(anchor.check(None, &text), Standing::Orphaned { is_thorough: false });
    assert!(matches!(anchor.check(Some("word werd word ward"), &text), Standing::Fuzzy { distance: 2, .. }));
}

/// The least edit distance of `pattern` from any stretch of `text`, by the whole table.
fn least(text: &[char], pattern: &[char]) -> u32 {
    let mut column: Vec<u32> = (0..=pattern.len() as u32).collect();
    let mut least = pattern.len() as u32;
    for c in text {
        let mut above = column[0];
        for row in 1..column.len() {
            let changed = above + u32::from(pattern[row - 1] != *c);
            above = column[row];
            column[row] = changed.min(column[row] + 1).min(column[row - 1] + 1);
        }
        least = least.min(column[pattern.len()]);
    }
    least
}

proptest! {
    #[test]
    fn every_place_is_found(text in "[ab \n.é“]{0,60}", quote in "[ab \n.é“]{0,4}") {
        let ready = SourceText::new(&text);
        let (chars, wanted): (Vec<char>, Vec<char>) = (ready.flat().chars().collect(), flat(&quote).chars().collect());
        prop_assume!(!wanted.is_empty() && !quote.contains(".."));
        let starts: Vec<usize> = chars.windows(wanted.len()).enumerate().filter(|(_, words)| *words == wanted).map(|(at, _)| at).collect();
        match Anchor::find(&ready, &quote, &Nearby::default()) {
            Ok(anchor) => {
                prop_assert_eq!(&starts, &[anchor.start as usize]);
                prop_assert!(anchor.holds_in(&ready));
                prop_assert_eq!(anchor.check(Some(&quote), &ready), Standing::Exact);
                prop_assert_eq!(anchor.sealed().check(None, &ready), Standing::Exact);
            }
            Err(Missed::Several { count, .. }) => prop_assert_eq!(starts.len(), count as usize),
            Err(_) => prop_assert!(starts.is_empty()),
        }
    }

    #[test]
    fn positions_and_bytes_agree(text in "[aé漢 \n]{0,400}") {
        let ready = SourceText::new(&text);
        for (at, (byte, _)) in ready.as_str().char_indices().enumerate() {
            prop_assert_eq!(ready.byte(at as u64), Some(byte));
            prop_assert_eq!(ready.position(byte), at as u64);
            let line = 1 + ready.as_str()[..byte].matches('\n').count() as u32;
            prop_assert_eq!(ready.paragraph(at as u64), line);
        }
        prop_assert_eq!(ready.byte(ready.length()), Some(ready.as_str().len()));
        prop_assert_eq!(ready.byte(ready.length() + 1), None);
    }

    #[test]
    fn the_least_distance_is_found(text in "[abc漢]{0,300}", pattern in "[abc漢]{8,200}", most in 1u32..120) {
        let (chars, wanted): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
        let least = least(&chars, &wanted);
        match fuzzy::nearest(&text, &pattern, most, 0) {
            Some(near) => {
                // Its ends may have been moved to those of a word, within what was allowed.
                prop_assert!(near.distance >= least && near.distance <= most);
                let words: Vec<char> = text[near.bytes].chars().collect();
                prop_assert_eq!(distance(&words, &wanted), near.distance);
            }
            // What shares nothing with the pattern is as far from it as nothing at all, and is no passage.
            None => prop_assert!(least > most || least as usize == wanted.len(), "{least}"),
        }
    }

    #[test]
    fn the_pieces_of_a_difference_make_both_texts(old in "[abc ]{0,40}", new in "[abc ]{0,40}") {
        let pieces = difference_of_words(&old, &new);
        let side = |gone: bool| {
            let words = pieces.iter().filter_map(|piece| match piece {
                Piece::Same(text) => Some(text.as_str()),
                Piece::Gone(text) => gone.then_some(text.as_str()),
                Piece::New(text) => (!gone).then_some(text.as_str()),
            });
            words.collect::<Vec<_>>().join(" ")
        };
        prop_assert_eq!(side(true), old.split_whitespace().collect::<Vec<_>>().join(" "));
        prop_assert_eq!(side(false), new.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

fn distance(one: &[char], other: &[char]) -> u32 {
    let mut row: Vec<u32> = (0..=other.len() as u32).collect();
    for (at, c) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = at as u32 + 1;
        for column in 1..row.len() {
            let changed = corner + u32::from(other[column - 1] != *c);
            corner = row[column];
            row[column] = changed.min(row[column] + 1).min(row[column - 1] + 1);
        }
    }
    row[other.len()]
}
