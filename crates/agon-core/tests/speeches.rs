//! Anchors in real speeches with hard line ends and old typography, which are not part of the project.

use agon_core::model::{Anchor, Nearby, SourceText, Standing};

#[test]
fn quotations_from_real_speeches_survive_new_line_ends_and_marks() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let speeches = here.ancestors().map(|folder| folder.join("shared/data/un-general-debates")).find(|folder| folder.is_dir());
    let Some(speeches) = speeches else {
        println!("skipped: there are no speeches beside the project");
        return;
    };
    let mut checked = 0;
    for entry in std::fs::read_dir(speeches).expect("readable").step_by(10) {
        let bytes = std::fs::read(entry.expect("readable").path()).expect("readable");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let before = SourceText::new(&text);
        let marked = text.replace('"', "”").replace('\'', "’").replace(" - ", " — ").replace('\n', " ");
        let after = SourceText::new(&format!("A heading\n{marked}"));
        for start in (0..before.length().saturating_sub(300)).step_by(1_500) {
            let Some(quote) = before.words(start, start + 120).and_then(|words| words.split_once(' ')) else { continue };
            let quote = quote.1.rsplit_once(' ').map_or(quote.1, |(words, _)| words);
            let Ok(anchor) = Anchor::find(&before, quote, &Nearby::default()) else { continue };
            assert_eq!(anchor.check(Some(quote), &before), Standing::Exact, "{quote}");
            let standing = anchor.check(Some(quote), &after);
            let Standing::Moved { to, .. } = &standing else { panic!("{quote}: {standing:?}") };
            assert_eq!(after.paragraph(to.start), 2);
            let misquoted = quote.replacen(" the ", " a ", 1);
            let (Standing::Fuzzy { distance: 3, .. } | Standing::Exact) = anchor.check(Some(&misquoted), &before) else {
                panic!("{misquoted}");
            };
            checked += 1;
        }
    }
    assert!(checked >= 50, "{checked} quotations");
}
