use proptest::prelude::*;

use super::*;

fn any_style() -> impl Strategy<Value = Style> {
    (
        any::<[bool; 7]>(),
        proptest::option::of(0usize..16),
        any::<[Option<[u8; 3]>; 2]>(),
        proptest::option::of(1..=MAX_HALF_POINTS),
    )
        .prop_map(|(flags, highlight, [shade, color], half_points)| Style {
            underline: flags[0],
            emphasis: flags[1],
            cite: flags[2],
            bold: flags[3],
            italic: flags[4],
            strike: flags[5],
            hidden: flags[6],
            highlight: highlight.map(|at| Highlight::ALL[at]),
            shade: shade.map(Rgb),
            color: color.map(Rgb),
            half_points,
        })
}

proptest! {
    #[test]
    fn runs_come_back_as_they_were_pushed(runs in proptest::collection::vec(("[a-z가-힣😀\n]{1,4}", any_style()), 0..12)) {
        let mut passage = Passage::default();
        for (words, style) in &runs {
            passage.push(words, *style);
        }
        let mut joined: Vec<(String, Style)> = Vec::new();
        for (words, style) in runs {
            match joined.last_mut() {
                Some((last, same)) if *same == style => last.push_str(&words),
                _ => joined.push((words, style)),
            }
        }
        let back: Vec<(String, Style)> = passage.runs().map(|(words, style)| (words.to_owned(), style)).collect();
        prop_assert_eq!(back, joined);
        prop_assert!(passage.marks.fit(&passage.text).is_ok());
        let read: Marks = passage.marks.to_string().parse().expect("it was written");
        prop_assert_eq!(&read, &passage.marks);
        let json = serde_json::to_string(&passage).expect("plain data");
        prop_assert_eq!(serde_json::from_str::<Passage>(&json).expect("it was written"), passage);
    }

    #[test]
    fn no_text_makes_reading_marks_panic(text in ".{0,40}") {
        let _ = text.parse::<Marks>();
    }
}

proptest! {
    #[test]
    fn painting_is_painting_each_character(
        runs in proptest::collection::vec(("[a-z]{1,4}", any_style()), 0..8), start in 0u32..30, length in 1u32..12,
    ) {
        let mut passage = Passage::default();
        for (words, style) in &runs {
            passage.push(words, *style);
        }
        passage.push(&"x".repeat(45usize.saturating_sub(passage.text.len())), Style::PLAIN);
        let each = |marks: &Marks| -> Vec<Style> {
            marks.runs(&passage.text).flat_map(|(words, style)| vec![style; words.chars().count()]).collect()
        };
        let mut expected = each(&passage.marks);
        for style in &mut expected[start as usize..(start + length) as usize] {
            style.emphasis = !style.emphasis;
        }
        let painted = passage.marks.painted(start, start + length, |style| style.emphasis = !style.emphasis);
        prop_assert_eq!(each(&painted), expected);
        prop_assert_eq!(painted.to_string().parse::<Marks>().expect("it was written"), painted);
    }

    #[test]
    fn what_both_texts_share_keeps_its_marks(
        first in "[ab가]{0,6}", gone in "[ab]{0,5}", new in "[ab]{0,5}", last in "[ab]{0,6}", at in 0u32..12, length in 1u32..6,
    ) {
        let old_text = format!("{first}{gone}{last}");
        let count = old_text.chars().count() as u32;
        prop_assume!(at + length <= count);
        let marks = Marks::default().painted(at, at + length, |style| style.underline = true);
        let new_text = format!("{first}{new}{last}");
        let carried = marks.carried(&old_text, &new_text);
        prop_assert!(carried.fit(&new_text).is_ok());
        prop_assert_eq!(marks.carried(&old_text, &old_text), marks.clone());
        if at + length <= first.chars().count() as u32 {
            prop_assert_eq!(&carried, &marks);
        }
    }
}

#[test]
fn what_is_no_mark_is_told_apart() {
    for (text, told) in [
        ("x", "does not say which words"),
        ("5-5 u", "does not say which words"),
        ("0-4", "does not say which words"),
        ("0-4 uu", "is no mark"),
        ("0-4 hl=pink", "no highlighting colour"),
        ("0-4 color=12345", "no colour"),
        ("0-4 sz=0", "no size"),
        ("0-4 sz=8.25", "no size"),
        ("0-4 u, 2-6 u", "starts at 2"),
        ("99999999999-999999999999 u", "does not say which words"),
    ] {
        let error = text.parse::<Marks>().expect_err(text).to_string();
        assert!(error.contains(told), "{text}: {error}");
    }
    let marks: Marks = "0-4 u".parse().expect("a mark");
    assert_eq!(marks.fit("abc"), Err(MarkError::Beyond { end: 4, length: 3 }));
}

#[test]
fn what_is_read_and_what_is_the_summary_are_picked() {
    let marks: Marks = "4-7 u hl=cyan, 7-12 u, 13-17 em shade=ffff99".parse().expect("marks");
    let text = "The act bans them all";
    assert_eq!(marks.pick(text, " … ", Style::is_spoken), "act … them");
    assert_eq!(marks.pick(text, " … ", Style::is_summary), "act bans … them");
}
