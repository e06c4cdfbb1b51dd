//! What is written reads back as it was; and nothing that is read makes the reader panic.

mod argdown;
#[path = "argdown/tape.rs"]
mod tape;

use agon_formats::argdown::write;
use argdown::{assert_same, document, document_seeded};
use proptest::prelude::*;
use tape::Tape;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_map_is_written_and_read_back_as_it_was(numbers in prop::collection::vec(any::<u16>(), 0..500)) {
        let map = Tape::new(&numbers).map();
        for ids in [true, false] {
            let written = write(&map, ids);
            let again = document_seeded(&written, "m", 2);
            prop_assert!(again.complaints.is_empty(), "{:#?}\n{}", again.complaints, written);
            let again = match again.into_map() {
                Ok((again, _)) => again,
                Err(complaints) => panic!("{complaints:#?}\n{written}"),
            };
            assert_same(&map, &again, ids, &written);
            if ids {
                prop_assert_eq!(write(&again, ids), written);
            }
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*") {
        document(&text, "t");
    }

    #[test]
    fn no_heap_of_marks_makes_the_reader_panic(pieces in prop::collection::vec(prop::sample::select(MARKS), 0..60)) {
        document(&pieces.concat(), "t");
    }
}

const MARKS: &[&str] = &[
    "\n",
    "\n\n",
    "  ",
    "\t",
    "\r\n",
    "[a]",
    "[b]: text",
    "<c>",
    "<d>: text",
    "+ ",
    "- ",
    "_ ",
    ">< ",
    "+> ",
    "<_ ",
    "(1) ",
    "(2) ",
    "----\n",
    "--",
    "---\n",
    "# ",
    "* ",
    "1. ",
    "{",
    "}",
    "{a: 1}",
    "{link: {with: [a]}}",
    "{\n",
    "{kind: evidence}",
    "{uses: [1]}",
    "*",
    "**",
    "_",
    "#tag",
    "#(",
    "[x](y)",
    "@[a]",
    "//",
    "/*",
    "*/",
    "<!--",
    "-->",
    "===\n",
    "\\",
    ":",
    "\"",
    "'",
    "é",
    "\u{0}",
    "\u{feff}",
    "word",
];
