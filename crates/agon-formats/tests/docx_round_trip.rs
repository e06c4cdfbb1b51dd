//! Debate files through a map and back: text, marks, colours, sizes and outline stay as they were.

mod sink;
mod word;

use proptest::prelude::*;
use word::{docx, map_of, p, r, read, shape, write};

/// That a file gives the same map after it was written and read again, and the same bytes from then on.
fn stays(bytes: &[u8]) -> agon_core::model::Map {
    let first = map_of(bytes);
    let written = write(&first, &[("map", "verbatim")]);
    let second = map_of(&written);
    let (one, other) = (shape(&first), shape(&second));
    for (one, other) in one.lines().zip(other.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(one, other);
    assert_eq!(write(&second, &[("map", "verbatim")]), written, "the same map gives the same bytes");
    first
}

#[test]
fn the_smallest_debate_file_stays_as_it_is() {
    let Some(folder) = sink::data("verbatim-docx") else { return };
    let bytes = std::fs::read(folder.join("minimal.docx")).expect("it can be read");
    let map = stays(&bytes);
    let titles: Vec<(u8, &str)> = map.info().sections.iter().map(|one| (one.level, one.title.as_str())).collect();
    assert_eq!(titles, [(1, "Politics DA"), (2, "1NC"), (3, "1NC — Shell")]);
    let card = map.nodes().iter().find_map(|node| node.citation.as_deref()).expect("it has a card");
    assert_eq!(card.quote.as_deref(), Some("However, the agency cannot enforce the rule because funding lapsed."));
    assert_eq!(card.marks.to_string(), "0-20 sz=8, 20-26 em hl=cyan, 26-43 u hl=cyan, 43-52 sz=8, 52-66 u, 66-67 sz=8");
    let cite = card.cite.as_ref().expect("it has a citation");
    assert_eq!(cite.marks.to_string(), "5-8 cite, 32-36 cite");
    assert_eq!(map.nodes()[0].text, "Plan costs capital & fails <now>");
    assert!(card.source.as_ref().is_some_and(|key| key.as_str().starts_with("doe-2024")));
    // What is written has the paragraphs and runs of the original.
    let body = |bytes: &[u8]| {
        let text = word::part(bytes, "word/document.xml");
        let start = text.find("<w:body>").expect("it has a body");
        let end = text.find("<w:sectPr>").expect("it has a page");
        text[start..end].replace("&lt;now&gt;", "&lt;now>").replace("&quot;", "\"")
    };
    assert_eq!(body(&write(&map, &[])), body(&bytes));
}

const HEADINGS: [&str; 6] = ["Politics DA", "1NC — Shell", "AT: Perm do both", "A2: Politics", "Link — Trade", ""];

fn style() -> impl Strategy<Value = String> {
    let colours = prop::sample::select(vec!["", "cyan", "yellow", "green", "lightGray"]);
    (0..5usize, colours, prop::option::of(prop::sample::select(vec![8u16, 10, 16, 18])), any::<[bool; 3]>(), 0..4usize).prop_map(
        |(accent, colour, size, [italic, strike, shade], color)| {
            let mut out = String::new();
            match accent {
                1 => out.push_str("<w:rStyle w:val=\"StyleUnderline\"/>"),
                2 => out.push_str("<w:rStyle w:val=\"Emphasis\"/>"),
                3 => out.push_str("<w:u w:val=\"single\"/>"),
                _ => {}
            }
            if italic {
                out.push_str("<w:i/>");
            }
            if strike {
                out.push_str("<w:strike/>");
            }
            if color == 1 {
                out.push_str("<w:color w:val=\"555555\"/>");
            }
            if let Some(size) = size {
                out.push_str(&format!("<w:sz w:val=\"{size}\"/>"));
            }
            if !colour.is_empty() {
                out.push_str(&format!("<w:highlight w:val=\"{colour}\"/>"));
            }
            if shade && colour != "lightGray" {
                out.push_str("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FFFF99\"/>");
            }
            out
        },
    )
}

fn words() -> impl Strategy<Value = String> {
    prop::string::string_regex("[a-zA-Z0-9 ,.'“”&<日本한ا\u{301}\u{202e}¶-]{1,30}").expect("a pattern")
}

fn runs() -> impl Strategy<Value = String> {
    prop::collection::vec((style(), words()), 1..6)
        .prop_map(|runs| runs.into_iter().map(|(style, words)| r(&style, &words)).collect())
}

fn paragraph() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => (1..4usize, prop::sample::select(HEADINGS.to_vec())).prop_map(|(level, title)| p(&format!("Heading{level}"), &r("", title))),
        3 => words().prop_map(|text| p("Heading4", &r("", &text))),
        1 => words().prop_map(|text| p("Analytic", &r("", &text))),
        1 => words().prop_map(|text| p("Undertag", &r("", &text))),
        3 => (words(), 10..30u32).prop_map(|(rest, year)| p("", &format!(
            "{}{}{}", r("<w:rStyle w:val=\"Style13ptBold\"/>", &format!("Doe {year}")), r("", &rest), r("", ", \"Title\", https://a.example/x")
        ))),
        1 => (10..30u32).prop_map(|year| p("", &r("", &format!("Gustin {year}")))),
        8 => runs().prop_map(|runs| p("", &runs)),
        1 => Just(p("", &r("", "The same card in two places, word for word, read differently."))),
        1 => Just(p("", &r("<w:rStyle w:val=\"StyleUnderline\"/>", "The same card in two places, word for word, read differently."))),
        1 => Just(p("", &format!("{}<w:r><w:br/><w:tab/></w:r>{}", r("", "before"), r("", "after")))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_debate_file_stays_as_it_is(paragraphs in prop::collection::vec(paragraph(), 1..40)) {
        stays(&docx(&paragraphs.concat(), ""));
    }

    #[test]
    fn arbitrary_bytes_are_refused_with_a_reason(mut bytes in prop::collection::vec(any::<u8>(), 0..400), is_zip in any::<bool>()) {
        if is_zip {
            bytes.splice(0..0, *b"PK\x03\x04");
        }
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn a_damaged_document_never_panics(at in 0..2000usize, with in any::<u8>(), cut in 0..2000usize) {
        let mut bytes = docx(&p("Heading4", &r("", "Tag")), "");
        let place = at % bytes.len();
        bytes[place] = with;
        let _ = read(&bytes);
        bytes.truncate(cut % bytes.len());
        let _ = read(&bytes);
    }

    #[test]
    fn arbitrary_markup_never_panics(markup in "(<w:(p|r|t|pPr|rPr|tbl|del|sdt|pict|txbxContent|sym|br)>|</w:(p|r|t|pPr|rPr|del)>|<mc:(Choice|Fallback|AlternateContent)>|</mc:Choice>|x|&amp;){0,60}") {
        let _ = read(&docx(&markup, ""));
    }
}
